package conclude

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/analysis"
	"github.com/vsslog/vsslog/internal/bug"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/parse"
)

// read is a run of results and inputs that are there.
type read struct {
	hosts         []*analysis.HostResult
	inputs        []*export.InputRow
	hostsErr, err error // after the last host, and the last input
}

func (r *read) All(context.Context) iter.Seq2[*analysis.HostResult, error] {
	return func(yield func(*analysis.HostResult, error) bool) {
		for _, h := range r.hosts {
			if !yield(h, nil) {
				return
			}
		}
		if r.hostsErr != nil {
			yield(nil, r.hostsErr)
		}
	}
}

func (r *read) Part(id analysis.PartID) (*analysis.HostResult, error) {
	i := slices.IndexFunc(r.hosts, func(h *analysis.HostResult) bool { return h.ID == id })
	if i < 0 {
		return nil, errors.New("there is no such host")
	}
	return r.hosts[i], nil
}

func (r *read) Inputs(visit func(*export.InputRow) error) error {
	for _, row := range r.inputs {
		if err := visit(row); err != nil {
			return err
		}
	}
	return r.err
}

func (r *read) InputCount() int { return len(r.inputs) }
func (r *read) Readable() bool {
	return slices.ContainsFunc(r.inputs, func(row *export.InputRow) bool { return row.Format != "" })
}

// twoHosts is a run over two logs: on the one host a hold ran out of time, of the other nothing but a start is told.
func twoHosts(t *testing.T) *read {
	t.Helper()
	run := &read{}
	for i, r := range []*parse.Record{
		{Provider: "VolSnap", EventID: 8, Level: 2, Fields: []parse.Field{{Value: parse.StringValue("d")}, {Value: parse.StringValue("C:")}}},
		{Provider: "EventLog", EventID: 6005, Level: 4},
	} {
		host := []string{"host1", "host2"}[i]
		r.Time = parse.Exact(parse.FromTime(time.Date(2024, 5, 14, 2, 0, 0, 0, time.UTC)))
		r.Channel, r.Computer, r.RecordID = "System", host, 1
		c := correlate.NewCollector(time.UTC)
		c.Add(host+"/System.evtx", host, r)
		k := c.Cases()[0]
		run.hosts = append(run.hosts, &analysis.HostResult{ID: analysis.PartID{Host: i}, Last: true, Case: k, Sets: k.Sets,
			Failures: detect.Failures(k, k.Sets, nil, nil)})
		run.inputs = append(run.inputs, &export.InputRow{Source: host + "/System.evtx", Format: "evtx", Confidence: 100, Host: host, Records: 1, Used: 1})
	}
	if n := len(run.hosts[0].Failures); n != 1 || !run.hosts[0].Failures[0].Problem() || len(run.hosts[1].Failures) != 0 {
		t.Fatalf("%d and %d failures", n, len(run.hosts[1].Failures))
	}
	return run
}

// TestMake: hosts and inputs are counted and heard of in their order, and the document has the numbers and the reason.
func TestMake(t *testing.T) {
	run := twoHosts(t)
	run.inputs[1].Problem = "a record is damaged"
	run.hosts = append(run.hosts, &analysis.HostResult{ID: analysis.PartID{Host: 2}, Case: run.hosts[1].Case},
		&analysis.HostResult{ID: analysis.PartID{Host: 2, Part: 1}, Case: run.hosts[1].Case, Last: true}) // in two parts
	var heard []string
	results, err := Make(t.Context(), run, Options{Document: true, Meta: export.Meta{Version: "v1"},
		Host:  func(h *analysis.HostResult) { heard = append(heard, h.Case.Host.Name) },
		Input: func(row *export.InputRow) { heard = append(heard, row.Source) }})
	if err != nil {
		t.Fatal(err)
	}
	defer results.Close()
	if got := strings.Join(heard, " "); got != "host1 host2 host2 host2 host1/System.evtx host2/System.evtx" {
		t.Errorf("heard of %s", got)
	}
	c := results.Counts
	if c.Hosts != 3 || c.Failures != 1 || c.Inputs != 2 || c.Problems != 1 || c.Sets != len(run.hosts[0].Sets) {
		t.Errorf("%+v", c)
	}
	if results.ExitCode != Damaged || results.ExitReason != Reason(Damaged) {
		t.Errorf("%d: %s", results.ExitCode, results.ExitReason)
	}
	var b strings.Builder
	if err := results.Document(&b); err != nil {
		t.Fatal(err)
	}
	var document struct {
		Failures, Inputs []any
	}
	if err := json.Unmarshal([]byte(b.String()), &document); err != nil || len(document.Failures) != 1 || len(document.Inputs) != 2 {
		t.Errorf("%d failures, %d inputs, %v in %s", len(document.Failures), len(document.Inputs), err, b.String())
	}
}

// TestExitCode: what came of a run, by what its hosts and inputs are.
func TestExitCode(t *testing.T) {
	foreign := &export.InputRow{Source: "a", Format: pack.Unrecognised, Problem: "names a code"}
	for name, c := range map[string]struct {
		change func(*read, *Options)
		want   int
	}{
		"a failure":                {func(*read, *Options) {}, Done},
		"one that meets --fail-on": {func(_ *read, o *Options) { o.FailOn = string(detect.Suspected) }, Found},
		"none but of another host": {func(r *read, o *Options) { r.hosts, o.FailOn = r.hosts[1:], string(detect.Suspected) }, Nothing},
		"no host":                  {func(r *read, _ *Options) { r.hosts = nil }, Nothing},
		"nothing can be read": {func(r *read, _ *Options) {
			r.hosts, r.inputs = nil, []*export.InputRow{{Source: "a", Problem: "denied"}}
		}, Failed},
		"a foreign text alone":        {func(r *read, _ *Options) { r.hosts, r.inputs = nil, []*export.InputRow{foreign} }, Nothing},
		"a foreign text beside a log": {func(r *read, _ *Options) { r.inputs = append(r.inputs, foreign) }, Done},
		"results of an earlier run": {func(r *read, _ *Options) {
			r.hosts, r.inputs = nil, []*export.InputRow{{Source: "out", Format: export.OwnResults, Problem: "passed over"}}
		}, Damaged},
		"a bug":                        {func(r *read, _ *Options) { r.inputs[0].Problem = bug.Prefix + "x" }, Bug},
		"nothing to read":              {func(r *read, _ *Options) { r.hosts, r.inputs = nil, nil }, Failed},
		"a shard with nothing to read": {func(r *read, o *Options) { r.hosts, r.inputs, o.Shard = nil, nil, func(io.Writer) error { return nil } }, Done},
	} {
		run, opt := twoHosts(t), Options{}
		c.change(run, &opt)
		results, err := Make(t.Context(), run, opt)
		if err != nil {
			t.Fatal(err)
		}
		if results.ExitCode != c.want || results.ExitReason != Reason(c.want) {
			t.Errorf("%s: %d, %s; want %d", name, results.ExitCode, results.ExitReason, c.want)
		}
		if err := results.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestMakeWrites: the tables, the file of the shard and the reports that were asked for are there, and no others.
func TestMakeWrites(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	tables, err := export.NewDirectory(dir, export.Options{Formats: []string{"csv"}})
	if err != nil {
		t.Fatal(err)
	}
	results, err := Make(t.Context(), twoHosts(t), Options{
		Signatures: detect.Catalogue, Tables: tables, Reports: []string{"md", "json", "csv"},
		Meta:  export.Meta{Version: "v1", Options: []export.Option{{Name: "zone", Value: "UTC"}}},
		Shard: func(w io.Writer) error { _, err := io.WriteString(w, "what was read"); return err },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer results.Close()
	for name, want := range map[string]string{
		partition.ShardFile: "what was read", "report.md": "host1", "report.json": `"exit_reason"`, "failures.csv": "host1", "inputs.csv": "host2/System.evtx",
		"manifest.json": "report.md",
	} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: no %q in %d bytes, %v", name, want, len(text), err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "report.html")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a page that nobody asked for: %v", err)
	}
}

// TestMakeErrors: an error of the run, of its inputs, or of the file of a shard is that of Make, and there are no results.
func TestMakeErrors(t *testing.T) {
	broken := errors.New("it broke")
	for name, change := range map[string]func(*read, *Options){
		"a host":    func(r *read, _ *Options) { r.hostsErr = broken },
		"an input":  func(r *read, _ *Options) { r.err = broken },
		"the shard": func(_ *read, o *Options) { o.Shard = func(io.Writer) error { return broken } },
	} {
		dir := t.TempDir()
		tables, err := export.NewDirectory(dir, export.Options{Formats: []string{"csv"}})
		if err != nil {
			t.Fatal(err)
		}
		run, opt := twoHosts(t), Options{Tables: tables, Document: true}
		change(run, &opt)
		results, err := Make(t.Context(), run, opt)
		tables.Discard()
		if results != nil || !errors.Is(err, broken) {
			t.Errorf("%s: %v, %v", name, results, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err == nil {
			t.Errorf("%s: there is a manifest", name)
		}
	}
}
