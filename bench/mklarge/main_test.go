package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/evtx"
)

// TestBuild holds that what is built reads without damage.
func TestBuild(t *testing.T) {
	root := os.Getenv("VSSLOG_CORPUS")
	if root == "" {
		t.Skip("VSSLOG_CORPUS is not set: no chunks to build with")
	}
	files, _ := filepath.Glob(filepath.Join(root, "evtx", "*.evtx"))
	out := filepath.Join(t.TempDir(), "large.evtx")
	if err := build(out, files, 4, 0.05, false); err != nil {
		t.Fatal(err)
	}
	in := &parse.Input{Source: out, Size: headerSize + 64*chunkSize, Open: func() (io.ReadCloser, error) { return os.Open(out) }}
	records := 0
	var account parse.Account
	err := evtx.Read(context.Background(), in, parse.Options{}, func(b *parse.Batch) error {
		records += len(b.Records)
		account.Add(b.Account)
		for _, d := range b.Damage {
			t.Error(d)
		}
		b.Release()
		return nil
	})
	if err != nil || records < 1000 || account.Total() != in.Size {
		t.Errorf("%d records, %d of %d bytes: %v", records, account.Total(), in.Size, err)
	}
}
