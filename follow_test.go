package vsslog

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
)

// nobody takes records and keeps none.
type nobody struct{}

func (nobody) Event(*export.EventRow) error     { return nil }
func (nobody) Batch(string, *parse.Batch) error { return nil }
func (nobody) Close() error                     { return nil }

// TestProgressInsideAFile: the bytes go on inside one large file, in steps of a
// few megabytes, and end at its size; so for a log and for a text.
func TestProgressInsideAFile(t *testing.T) {
	log, err := os.ReadFile("samples/healthy-2022/System.evtx")
	if err != nil {
		t.Fatal(err)
	}
	const header = 4096 // of an EVTX; chunks follow
	log = append(log[:header:header], bytes.Repeat(log[header:], 192)...)
	text := bytes.Repeat([]byte("nothing that anybody knows stands in this line\n"), 260_000)
	for name, content := range map[string][]byte{"System.evtx": log, "backup.log": text} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		var seen []int64
		opt := Options{Paths: []string{path}, Workers: 2, Progress: func(p Progress) {
			if p.Inputs != 1 || p.Source != name {
				t.Errorf("%s: %+v", name, p)
			}
			seen = append(seen, p.Bytes)
		}}
		check := func(what string) {
			t.Helper()
			if len(seen) < 4 || seen[0] != 0 {
				t.Fatalf("%s of %s, %d bytes: progress %v", what, name, len(content), seen)
			}
			const most = 6 << 20
			for i, n := range append(seen[1:], int64(len(content))) {
				if n < seen[i] || n > int64(len(content)) || n-seen[i] > most {
					t.Errorf("%s of %s, %d bytes: progress %v", what, name, len(content), seen)
					break
				}
			}
			seen = nil
		}
		if _, err := Analyze(context.Background(), opt); err != nil && name == "System.evtx" {
			t.Fatal(err)
		}
		check("analysis")
		if _, err := Events(context.Background(), opt, true, nobody{}); err != nil {
			t.Fatal(err)
		}
		check("export")
	}
}
