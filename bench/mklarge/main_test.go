package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/evtx"
)

// TestBuild holds that what is built reads without damage, with other names too.
func TestBuild(t *testing.T) {
	root := os.Getenv("VSSLOG_CORPUS")
	if root == "" {
		t.Skip("VSSLOG_CORPUS is not set: no chunks to build with")
	}
	files, _ := filepath.Glob(filepath.Join(root, "evtx", "*.evtx"))
	for name, host := range map[string]int{"as they are": -1, "renamed": 7} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "large.evtx")
			if err := build(out, files, 4, 0.05, false, host); err != nil {
				t.Fatal(err)
			}
			in := &parse.Input{
				Source: out,
				Size:   headerSize + 64*chunkSize,
				Open:   func() (io.ReadCloser, error) { return os.Open(out) },
			}
			records, renamed := 0, 0
			var account parse.Account
			err := evtx.Read(context.Background(), in, parse.Options{}, func(b *parse.Batch) error {
				records += len(b.Records)
				account.Add(b.Account)
				for i := range b.Records {
					if strings.HasPrefix(b.Records[i].Computer, "a7") {
						renamed++
					}
				}
				for _, d := range b.Damage {
					t.Error(d)
				}
				b.Release()
				return nil
			})
			if err != nil || records < 1000 || account.Total() != in.Size {
				t.Errorf("%d records, %d of %d bytes: %v", records, account.Total(), in.Size, err)
			}
			if want := map[bool]int{true: records}[host >= 0]; renamed != want {
				t.Errorf("%d of %d records are of renamed computers, want %d", renamed, records, want)
			}
		})
	}
}
