package export_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/export"
)

// traceEvent has the members of the Trace Event Format that are used.
type traceEvent struct {
	Name     string         `json:"name"`
	Phase    string         `json:"ph"`
	At       *float64       `json:"ts"`
	Duration *float64       `json:"dur"`
	Process  *int           `json:"pid"`
	Thread   *int           `json:"tid"`
	Scope    string         `json:"s"`
	Category string         `json:"cat"`
	Args     map[string]any `json:"args"`
}

// readTrace reads a trace as the published format says: members that each phase needs, and
// no others.
func readTrace(t *testing.T, path string) []traceEvent {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Unit   string            `json:"displayTimeUnit"`
		Events []traceEvent      `json:"traceEvents"`
		Other  map[string]string `json:"otherData"`
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if file.Unit != "ms" && file.Unit != "ns" {
		t.Errorf("displayTimeUnit is %q: there are ms and ns", file.Unit)
	}
	for _, e := range file.Events {
		ok := e.Name != "" && e.Process != nil && e.Thread != nil
		switch e.Phase {
		case "X":
			ok = ok && e.At != nil && e.Duration != nil && *e.Duration > 0 && e.Category != ""
		case "i":
			ok = ok && e.At != nil && e.Duration == nil && (e.Scope == "t" || e.Scope == "p" || e.Scope == "g")
		case "M":
			ok = ok && e.At == nil &&
				slices.Contains(
					[]string{"process_name", "process_sort_index", "thread_name", "thread_sort_index"},
					e.Name,
				) &&
				len(e.Args) == 1
		default:
			ok = false
		}
		if !ok {
			t.Errorf("no event of the format: %+v", e)
		}
	}
	return file.Events
}

// TestTraceFormat: the file is of the published format, slices of a track lie beside or
// inside each other, tracks have names, and every set with a time is there once.
func TestTraceFormat(t *testing.T) {
	dir := export.WriteFixture(t, []string{"trace", "jsonl"}, 3)
	events := readTrace(t, filepath.Join(dir, "trace.json"))
	type track struct{ process, thread int }
	tracks, names, sets := map[track][]traceEvent{}, map[track]bool{}, map[string]int{}
	processes := map[int]bool{}
	for _, e := range events {
		at := track{*e.Process, *e.Thread}
		switch {
		case e.Name == "process_name":
			processes[*e.Process] = true
		case e.Name == "thread_name":
			names[at] = true
		case e.Phase == "X":
			tracks[at] = append(tracks[at], e)
		}
		if e.Category == "set" {
			sets[e.Args["set_id"].(string)]++
		}
	}
	if len(tracks) == 0 || len(sets) == 0 {
		t.Fatalf("%d tracks, %d sets", len(tracks), len(sets))
	}
	for at, slicesOf := range tracks {
		if !names[at] || !processes[at.process] {
			t.Errorf("track %v, or its process, has no name", at)
		}
		slices.SortStableFunc(slicesOf, func(a, b traceEvent) int {
			return cmp.Or(cmp.Compare(*a.At, *b.At), cmp.Compare(*b.Duration, *a.Duration))
		})
		var open []float64 // ends of the slices that are open
		for _, e := range slicesOf {
			for len(open) > 0 && open[len(open)-1] <= *e.At {
				open = open[:len(open)-1]
			}
			if len(open) > 0 && *e.At+*e.Duration > open[len(open)-1]+0.2 {
				t.Errorf("track %v: %s goes beyond the slice that it begins in", at, e.Name)
			}
			open = append(open, *e.At+*e.Duration)
		}
	}
}

// TestTraceProcessor: Perfetto's own reader takes the file, and finds the slices.
func TestTraceProcessor(t *testing.T) {
	if missing := missingModules("perfetto"); missing != "" {
		t.Skip(missing)
	}
	processor := os.Getenv("VSSLOG_TRACE_PROCESSOR")
	if processor == "" {
		t.Skip("VSSLOG_TRACE_PROCESSOR does not name Perfetto's trace processor, a program that no registry has")
	}
	dir := export.WriteFixture(t, []string{"trace"}, 3)
	path := filepath.Join(dir, "trace.json")
	slicesOf := 0
	for _, e := range readTrace(t, path) {
		if e.Phase != "M" {
			slicesOf++
		}
	}
	script := `import sys
from perfetto.trace_processor import TraceProcessor, TraceProcessorConfig
tp = TraceProcessor(trace=sys.argv[1], config=TraceProcessorConfig(bin_path=sys.argv[2]))
print(next(iter(tp.query("select count(*) n from slice"))).n, next(iter(tp.query("select sum(value) n from stats where severity = 'error'"))).n)`
	out, err := exec.Command("python3", "-c", script, path, processor).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got, want := strings.TrimSpace(string(out)), fmt.Sprint(slicesOf, " 0"); got != want {
		t.Errorf("Perfetto finds %q, want %q: slices and errors", got, want)
	}
}
