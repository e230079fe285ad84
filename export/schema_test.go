package export

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool(
	"update",
	false,
	"rewrite docs/schema.md and the goldens of formats; write the golden of a new schema version",
)

// contract are the columns that users rely on, in their order. Further ones
// stand behind them.
var contract = map[string]string{
	"failures": "failure_id, host, set_id, night, started_at, ended_at, fact, fact_verdict, cause, " +
		"cause_verdict, signature, failure_class, severity, headline, culprit, culprit_kind, victim, writer_name, " +
		"volumes, provider, codes, steps, rivals, missing, changed_before, evidence, sources",
	"events": "host, timestamp, timestamp_ns, resolution_ns, channel, provider, event_id, qualifiers, " +
		"level, record_id, header_record_id, computer, process_id, thread_id, user_sid, kind, set_id, " +
		"snapshot_set_id, writer_name, writer_id, writer_instance_id, volume, database, hresult, hresult_name, data, " +
		"binary, source, offset, salvaged",
	"writers": "host, captured_at, captured_until, captured_from, writer_name, writer_id, " +
		"writer_instance_id, state_code, state_name, last_error, hresult, source, line",
	"sets": "host, set_id, snapshot_set_id, identity, requester, volumes, started_at, ended_at, " +
		"outcome, overlaps, failure_id, night, culprit_writer",
	"spans": "host, set_id, writer_name, freeze_earliest, freeze_latest, thaw_earliest, thaw_latest, " +
		"timeout_earliest, timeout_latest, freeze_to_thaw_min_ms, freeze_to_thaw_max_ms, limit_ms, limit_used, " +
		"outcome, limit_from",
	"freeze_by_host_writer": "host, writer_name, spans, unbounded_spans, failed, median_ms, p95_ms, max_ms, " +
		"limit_ms, limit_used, trend_ms_per_day, days_left, nearest_to_limit",
	"freeze_by_writer": "writer_name, hosts, spans, unbounded_spans, failed, median_ms, p95_ms, max_ms, " +
		"limit_ms, limit_used, nearest_to_limit",
	"freeze_by_host": "host, spans, unbounded_spans, failed, median_ms, p95_ms, max_ms, limit_ms, limit_used, " +
		"trend_ms_per_day, days_left",
	"freeze_by_night": "night, hosts, spans, unbounded_spans, failed, median_ms, p95_ms, max_ms, limit_ms, " +
		"limit_used, nearest_to_limit",
	"findings": "finding_id, signature, title, finding_class, verdict, applicability, severity, host, " +
		"set_id, writer_name, started_at, ended_at, summary, evidence, missing, assumptions, references",
	"inputs": "source, format, confidence, host, bytes, sha256, records, used, duplicates, damaged, " +
		"salvaged, first_timestamp, last_timestamp, gaps, problem, piece_from, piece_to, stated",
}

func TestContract(t *testing.T) {
	layouts := Layouts()
	if len(layouts) != len(contract) {
		t.Fatalf("%d tables, want %d", len(layouts), len(contract))
	}
	for _, l := range layouts {
		want := strings.Split(contract[l.Name], ", ")
		var got []string
		for i := range l.Fields {
			got = append(got, l.Fields[i].Name)
		}
		if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
			t.Errorf("%s: columns\n got %s\nwant %s", l.Name, strings.Join(got, ", "), strings.Join(want, ", "))
		}
		snake := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
		for i := range l.Fields {
			f := &l.Fields[i]
			if !snake.MatchString(f.Name) || f.Doc == "" {
				t.Errorf("%s.%s: no snake_case name, or no description", l.Name, f.Name)
			}
			if unit := f.Name[strings.LastIndexByte(f.Name, '_')+1:]; (unit == "ns" || unit == "ms") &&
				(f.Kind != Int || f.Unit != unit) {
				t.Errorf("%s.%s: is %s in %q, want int64 in %s", l.Name, f.Name, f.Kind, f.Unit, unit)
			}
			for _, item := range f.Items { // JSON writes them as they are
				if !snake.MatchString(item.Name) {
					t.Errorf("%s.%s: the item %q has no snake_case name", l.Name, f.Name, item.Name)
				}
			}
			if slices.Index(got, f.Name) != i {
				t.Errorf("%s.%s: declared twice", l.Name, f.Name)
			}
		}
	}
	events := Events.Layout()
	if d := &events.Fields[slices.IndexFunc(events.Fields, func(f Field) bool { return f.Name == "data" })]; len(
		d.Items,
	) != 2 ||
		d.Items[0].Name != "name" ||
		d.Items[1].Name != "value" {
		t.Errorf("data: items %+v, want name, value", d.Items)
	}
	var items []string
	for _, f := range evidenceItems {
		items = append(items, f.Name)
	}
	if want := "role statement source offset line record_id earliest latest"; strings.Join(items, " ") != want {
		t.Errorf("evidence: items %v, want %s", items, want)
	}
}

// TestSchemaGolden holds the schema of each version. It cannot be updated for a
// version that has a golden: a change needs a new SchemaVersion.
func TestSchemaGolden(t *testing.T) {
	text, err := Schema("")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "schema_v"+SchemaVersion+".txt")
	golden, err := os.ReadFile(path)
	if os.IsNotExist(err) && *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if string(golden) != text {
		t.Errorf(
			"the schema differs from %s: give it a new SchemaVersion and run go test -update\n%s",
			path,
			firstDifference(string(golden), text),
		)
	}
}

func TestSchemaDocument(t *testing.T) {
	checkGolden(t, filepath.Join("..", "docs", "schema.md"), schemaDocument())
}

func TestSchemaOfOneTable(t *testing.T) {
	text, err := Schema("sets")
	if err != nil || !strings.HasPrefix(text, "sets: one snapshot set") || strings.Contains(text, "record_id") {
		t.Errorf("got %q, %v", text, err)
	}
	if _, err := Schema("set"); err == nil ||
		!strings.Contains(
			err.Error(),
			"failures, events, writers, sets, spans, freeze_by_host_writer, freeze_by_writer, freeze_by_host, "+
				"freeze_by_night, findings, inputs",
		) {
		t.Errorf("got error %v, want the names of the tables", err)
	}
}

// checkGolden compares got with a file, which -update rewrites.
func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf(
			"%s is not what is made now; run go test -update if that is right\n%s",
			path,
			firstDifference(string(want), got),
		)
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		switch {
		case i >= len(w):
			return "more: " + g[i]
		case i >= len(g):
			return "missing: " + w[i]
		case w[i] != g[i]:
			return "want " + w[i] + "\n got " + g[i]
		}
	}
	return "no difference"
}
