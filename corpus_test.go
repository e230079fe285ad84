package vsslog

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// corpus is the folder of real logs, which are no part of the project.
func corpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("VSSLOG_CORPUS")
	if dir == "" {
		t.Skip("VSSLOG_CORPUS is not set: tests with real logs are skipped")
	}
	return dir
}

// TestRealSnapshot analyses a real snapshot of a domain controller (Server 2022,
// ntdsutil), known from exported events only.
func TestRealSnapshot(t *testing.T) {
	r := analyze(t, Options{Paths: []string{filepath.Join(corpus(t), "json", "otrf-ntdsutil-server2022.jsonl")}})
	if len(r.Sets) != 1 {
		t.Fatalf("%d sets", len(r.Sets))
	}
	set := r.Sets[0]
	if set.ID != "{c0d4d436-df51-4a77-a233-af9dba4b9562}" || set.Identity != correlate.Explicit ||
		set.Outcome != correlate.Success ||
		!strings.HasSuffix(strings.ToLower(set.Requester), `\ntdsutil.exe`) {
		t.Errorf("set %s, %s, %s, requester %s", set.ID, set.Identity, set.Outcome, set.Requester)
	}
	for _, sp := range set.Spans {
		lo, hi, ok := sp.Marks()
		if sp.Name == vocab.WriterNTDS &&
			(!ok || lo > 5358*parse.Millisecond || hi < 5358*parse.Millisecond || hi-lo > 2*parse.Millisecond) {
			t.Errorf(
				"NTDS was frozen for %s to %s by its marks, not 5.358 s",
				interval.Seconds(lo),
				interval.Seconds(hi),
			)
		}
	}
	for _, f := range r.Findings {
		if f.Severity != detect.Information {
			t.Errorf("%s %s", f.Signature.ID, f.Verdict)
		}
	}
}

// sink keeps what Events hands out.
type sink struct{ rows []*correlate.Step }

func (s *sink) Event(r *export.EventRow) error {
	s.rows = append(s.rows, correlate.NewStep(r.Source, r.Record.Clone()))
	return nil
}
func (s *sink) Batch(string, *parse.Batch) error { return nil }
func (s *sink) Close() error                     { return nil }

// TestRealVSSRecords reads the 71 VSS records of a real Application log: the
// context block and the binary data of each are decoded.
func TestRealVSSRecords(t *testing.T) {
	s := &sink{}
	path := filepath.Join(corpus(t), "evtx", "deepbluecli-many-events-application.evtx")
	if _, err := Events(context.Background(), Options{Paths: []string{path}}, false, s); err != nil {
		t.Fatal(err)
	}
	count, withWriter := map[uint32]int{}, 0
	for _, r := range s.rows {
		if r.Record.Provider != "VSS" {
			continue
		}
		count[r.Record.EventID]++
		if r.ProcessID == 0 || r.ThreadID == 0 || !strings.Contains(strings.ToLower(r.CommandLine), "vssvc.exe") {
			t.Errorf("#%d: pid %d, tid %d, command line %q", r.Record.RecordID, r.ProcessID, r.ThreadID, r.CommandLine)
		}
		if len(r.Record.Fields) == 0 {
			t.Errorf("#%d has no strings", r.Record.RecordID)
		}
		if r.Writer != "" && r.Operation != "" {
			withWriter++
		}
	}
	if count[8224] != 37 || count[8219] != 28 || count[8212] != 4 || count[8220] != 2 || withWriter != 34 {
		t.Errorf("VSS records %v, %d with writer and operation", count, withWriter)
	}
}

// TestRealTextsAreRecognised: no real text of a known format stays unrecognised,
// and none makes a confirmed finding above information.
func TestRealTextsAreRecognised(t *testing.T) {
	r := analyze(t, Options{Paths: []string{filepath.Join(corpus(t), "text")}})
	for _, i := range r.Inputs {
		if i.Format == Unrecognised && filepath.Ext(i.Source) == ".txt" {
			t.Errorf("%s is not recognised", i.Source)
		}
	}
	for _, f := range r.Findings {
		if f.Verdict == detect.Confirmed && f.Signature.ID == detect.ThawBeforeWatchdog.ID {
			t.Errorf("%s is confirmed", f.Host)
		}
	}
}
