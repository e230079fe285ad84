package ingest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// TestProgressInsideAFile: the bytes go on inside one large file, in steps of a
// few megabytes, and end at its size; so for a log and for a text.
func TestProgressInsideAFile(t *testing.T) {
	log, err := os.ReadFile("../../samples/healthy-2022/System.evtx")
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
		extracts, err := Run(t.Context(), opt)
		if err != nil {
			t.Fatal(err)
		}
		if err := extracts.Close(); err != nil {
			t.Fatal(err)
		}
		check("analysis")
		if _, _, err := Convert(t.Context(), opt, true, func(string, *parse.Batch) error { return nil }); err != nil {
			t.Fatal(err)
		}
		check("export")
	}
}
