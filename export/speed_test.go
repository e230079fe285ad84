package export_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/evtx"
)

// logFiles returns the EVTX files to measure with: VSSLOG_BENCH names one,
// else the corpus.
func logFiles(tb testing.TB) (files []string, size int64) {
	if path := os.Getenv("VSSLOG_BENCH"); path != "" {
		files = []string{path}
	} else if corpus := os.Getenv("VSSLOG_CORPUS"); corpus != "" {
		files, _ = filepath.Glob(filepath.Join(corpus, "evtx", "*.evtx"))
	} else {
		tb.Skip("VSSLOG_CORPUS is not set: it names the folder with real logs (VSSLOG_BENCH one EVTX file)")
	}
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil {
			tb.Fatal(err)
		}
		size += info.Size()
	}
	return files, size
}

func readAll(tb testing.TB, files []string, emit func(source string, b *parse.Batch) error) {
	for _, path := range files {
		source := filepath.Base(path)
		in := &parse.Input{Source: source, Size: -1, Open: func() (io.ReadCloser, error) { return os.Open(path) }}
		err := evtx.Read(context.Background(), in, parse.Options{}, func(b *parse.Batch) error {
			defer b.Release()
			return emit(source, b)
		})
		var bad *parse.Error
		if err != nil && !errors.As(err, &bad) {
			tb.Fatal(err)
		}
	}
}

// BenchmarkEvents converts EVTX to each format with one worker; MB/s is of
// EVTX. The case "read" is what reading alone takes.
func BenchmarkEvents(b *testing.B) {
	files, size := logFiles(b)
	b.Run("read", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			readAll(b, files, func(string, *parse.Batch) error { return nil })
		}
	})
	for _, format := range []string{"arrow", "arrows", "parquet", "csv", "jsonl"} {
		if _, err := export.FindFormat(format); err != nil {
			continue
		}
		b.Run(format, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				s, err := export.NewStream(io.Discard, format, nil, export.Options{})
				if err != nil {
					b.Fatal(err)
				}
				readAll(b, files, s.Batch)
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(s.Rows()), "rows")
			}
		})
	}
}
