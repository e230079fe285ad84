package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

func readFile(t *testing.T, parts ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestGoldenFiles holds every text format byte by byte.
func TestGoldenFiles(t *testing.T) {
	dir := writeDirectory(
		t,
		Options{Formats: []string{"csv", "jsonl", "ecs", "timesketch-csv", "timesketch-jsonl", "ocsf", "sarif"}},
		1,
	)
	for _, name := range names(t, dir) {
		checkGolden(t, filepath.Join("testdata", "golden", name), readFile(t, dir, name))
	}
}

// lines decodes JSON Lines.
func lines(t *testing.T, text string) (list []map[string]any) {
	t.Helper()
	for line := range strings.Lines(text) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		list = append(list, m)
	}
	return list
}

func at(v any, path ...string) any {
	for _, key := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

// TestTimesBeyondNanoseconds: a time that no int64 of nanoseconds holds stands in
// local_time, so that it is not lost.
func TestTimesBeyondNanoseconds(t *testing.T) {
	for text, wall := range map[string]parse.Ticks{
		"1601-01-01T00:00:00.0000001": 1,
		"9999-12-31T23:59:59.0000000": parse.FromUnix(253402300799),
		"":                            parse.FromUnix(9223372036), // 2262, told by timestamp
	} {
		var buf bytes.Buffer
		s, err := NewStream(&buf, "jsonl", nil, Options{})
		if err == nil {
			err = errors.Join(s.Event(&EventRow{Record: &parse.Record{Time: parse.Exact(wall)}}), s.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		row := lines(t, buf.String())[0]
		if local, _ := row["local_time"].(string); local != text || (row["timestamp"] == nil) != (text != "") {
			t.Errorf("%s: timestamp %v, local_time %v", wall, row["timestamp"], row["local_time"])
		}
	}
}

func TestJSONLinesHaveEveryKey(t *testing.T) {
	dir := writeDirectory(t, Options{Formats: []string{"jsonl"}}, 1)
	for _, l := range Layouts() {
		for i, row := range lines(t, readFile(t, dir, l.Name+".jsonl")) {
			if len(row) != len(l.Fields) {
				t.Errorf("%s, row %d: %d keys, want %d", l.Name, i, len(row), len(l.Fields))
			}
		}
	}
	event := lines(t, readFile(t, dir, "events.jsonl"))[1]
	if event["process_id"] != 77.0 || event["thread_id"] != 78.0 ||
		event["snapshot_set_id"] != "11111111-2222-3333-4444-55555555aaaa" {
		t.Errorf(
			"ids out of the binary of a VSS event: %v, %v; set %v",
			event["process_id"],
			event["thread_id"],
			event["snapshot_set_id"],
		)
	}
	local := lines(t, readFile(t, dir, "events.jsonl"))[2]
	if local["timestamp"] != nil || local["local_time"] != "2009-03-14T01:02:03.0000001" || local["event_id"] != nil {
		t.Errorf(
			"a local time: timestamp %v, local_time %v, event_id %v",
			local["timestamp"],
			local["local_time"],
			local["event_id"],
		)
	}
	offset := lines(t, readFile(t, dir, "events.jsonl"))[3]
	if offset["timestamp"] != "2009-03-14T01:02:03.0000001Z" || offset["local_time"] != "2009-03-14T02:02:03.0000001" {
		t.Errorf("a time with an offset: timestamp %v, local_time %v", offset["timestamp"], offset["local_time"])
	}
	if host := lines(t, readFile(t, dir, "events.jsonl"))[4]["host"]; host != "10.0.0.1" {
		t.Errorf("an address as computer: host %v", host)
	}
}

func TestElasticBulk(t *testing.T) {
	dir := writeDirectory(t, Options{Formats: []string{"ecs"}}, 1)
	all := lines(t, readFile(t, dir, "events.ecs.ndjson"))
	if len(all) != 2*len(newFixture().events) {
		t.Fatalf("%d lines, want an action and a document of each event", len(all))
	}
	seen := map[any]bool{}
	for i := 0; i < len(all); i += 2 {
		id := at(all[i], "create", "_id")
		if id == nil || seen[id] {
			t.Errorf("action %d: id %v is missing or was there", i, id)
		}
		seen[id] = true
		doc := all[i+1]
		if at(doc, "@timestamp") == nil && at(doc, "tags") == nil {
			t.Errorf("document %d has no time and does not say so", i)
		}
		if at(doc, "ecs", "version") == nil || at(doc, "message") == nil {
			t.Errorf("document %d: %v", i, doc)
		}
	}
	if got := at(all[1], "winlog", "event_id"); got != "3197" {
		t.Errorf("winlog.event_id %v, want the keyword 3197", got)
	}
	if got := at(all[5], "winlog"); got != nil {
		t.Errorf("a statement of a text has winlog: %v", got)
	}
}

func TestTimesketchMandatoryFields(t *testing.T) {
	dir := writeDirectory(t, Options{Formats: []string{"timesketch-jsonl", "timesketch-csv"}}, 1)
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Files {
		want := map[string][2]int64{"events": {3, 2}, "findings": {1, 1}}[f.Table]
		if f.Rows != want[0] || f.LeftOut != want[1] {
			t.Errorf("%s: %d rows, %d left out; want %v", f.Name, f.Rows, f.LeftOut, want)
		}
	}
	for _, name := range []string{"events", "findings"} {
		for i, row := range lines(t, readFile(t, dir, name+".timesketch.jsonl")) {
			for _, field := range []string{"message", "datetime", "timestamp_desc", "timestamp"} {
				if row[field] == nil || row[field] == "" {
					t.Errorf("%s, row %d: no %s", name, i, field)
				}
			}
		}
		if head := readFile(t, dir, name+".timesketch.csv"); !strings.HasPrefix(
			head,
			"message,timestamp,datetime,timestamp_desc,",
		) {
			t.Errorf("%s: header %q", name, head[:50])
		}
	}
}

func TestDetectionFinding(t *testing.T) {
	dir := writeDirectory(t, Options{Formats: []string{"ocsf"}}, 1)
	all := lines(t, readFile(t, dir, "findings.ocsf.jsonl"))
	if len(all) != 2 {
		t.Fatalf("%d findings, want 2", len(all))
	}
	for i, f := range all {
		for _, path := range [][]string{{"class_uid"}, {"category_uid"}, {"activity_id"}, {"type_uid"}, {"time"}, {"severity_id"}, {"metadata", "version"},
			{"metadata", "product", "vendor_name"}, {"finding_info", "uid"}, {"finding_info", "title"}} {
			if at(f, path...) == nil {
				t.Errorf("finding %d: required attribute %v is missing", i, path)
			}
		}
	}
	if at(all[0], "time") != 1236992523000.0 || at(all[0], "confidence_id") != 3.0 ||
		at(all[1], "unmapped", "time_unknown") != true {
		t.Errorf(
			"time %v, confidence %v, unknown %v",
			at(all[0], "time"),
			at(all[0], "confidence_id"),
			at(all[1], "unmapped", "time_unknown"),
		)
	}
}

func TestSARIF(t *testing.T) {
	dir := writeDirectory(t, Options{Formats: []string{"sarif"}}, 2)
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct{ ID string }
				}
			}
			Results []struct {
				RuleID      string
				RuleIndex   int
				Kind, Level string
				Message     struct{ Text string }
			}
		}
	}
	if err := json.Unmarshal([]byte(readFile(t, dir, "findings.sarif")), &log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 || len(log.Runs[0].Results) != 4 ||
		len(log.Runs[0].Tool.Driver.Rules) != 2 {
		t.Fatalf("%+v", log)
	}
	for i, r := range log.Runs[0].Results {
		if log.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || r.Message.Text == "" {
			t.Errorf("result %d: %+v", i, r)
		}
		if r.Kind != "fail" && r.Level != "none" {
			t.Errorf("result %d: kind %s with level %s", i, r.Kind, r.Level)
		}
	}
	empty := writeDirectory(t, Options{Formats: []string{"sarif"}}, 0)
	if !json.Valid([]byte(readFile(t, empty, "findings.sarif"))) {
		t.Error("SARIF of no findings is no JSON")
	}
}

func TestUnknownFormat(t *testing.T) {
	dir := t.TempDir() + "/out"
	_, err := NewDirectory(dir, Options{Formats: []string{"csv", "xls"}})
	if err == nil || !strings.Contains(err.Error(), `"xls"`) || !strings.Contains(err.Error(), "parquet") {
		t.Errorf("error %v, want one with the name and the known ones", err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("a refused run left %v", names(t, dir))
	}
	if _, err := NewStream(&bytes.Buffer{}, "arrow", nil, Options{Compression: "gzip"}); err == nil ||
		!strings.Contains(err.Error(), "lz4") {
		t.Errorf("error %v, want one that names the compressions", err)
	}
}

func TestLiftedColumns(t *testing.T) {
	var buf bytes.Buffer
	s, err := NewStream(&buf, "jsonl", []string{"count", "Level", "count", "COUNT", "missing"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Event(newFixture().events[0]); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	row := lines(t, buf.String())[0]
	value, there := row["missing"]
	if row["count"] != "-1" || row["data_Level"] != nil || !there || value != nil || len(row) != len(Events.Columns)+3 {
		t.Errorf("count %v, missing %v (%v), %d keys", row["count"], value, there, len(row))
	}
	if len(Events.Columns) != len(Events.Layout().Fields) ||
		strings.Contains(readFile(t, "..", "docs", "schema.md"), "data_Level") {
		t.Error("lifting changed the table itself")
	}
}
