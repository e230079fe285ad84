//go:build unix

package export

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/cputime"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/evtx"
)

// keeper is an encoder that keeps copies of the columns it gets.
type keeper struct{ chunks []*Chunk }

func (k *keeper) Write(c *Chunk) error {
	n := *c
	n.Columns = nil
	for i := range c.Columns {
		n.Columns = append(n.Columns, c.Columns[i].clone())
	}
	k.chunks = append(k.chunks, &n)
	return nil
}

func (k *keeper) Close() error { return nil }

func (v *Vector) clone() Vector {
	n := *v
	n.valid, n.bits, n.bytes = append(
		[]byte(nil),
		v.valid...), append(
		[]byte(nil),
		v.bits...), append(
		[]byte(nil),
		v.bytes...)
	n.words, n.ends = append([]int64(nil), v.words...), append([]int32(nil), v.ends...)
	n.items = nil
	for i := range v.items {
		n.items = append(n.items, v.items[i].clone())
	}
	return n
}

// BenchmarkEncode writes columns that are ready, which is what a writer of another
// library has to do that is handed a table. VSSLOG_LOGS names the EVTX files that
// the rows come from, with a colon between them; the corpus is taken without it.
// VSSLOG_SINK is the file to write, over and over; without it bytes are dropped.
func BenchmarkEncode(b *testing.B) {
	logs := filepath.SplitList(os.Getenv("VSSLOG_LOGS"))
	if len(logs) == 0 {
		logs, _ = filepath.Glob(filepath.Join(os.Getenv("VSSLOG_CORPUS"), "evtx", "*.evtx"))
	}
	if len(logs) == 0 {
		b.Skip("VSSLOG_LOGS and VSSLOG_CORPUS are not set: they name EVTX files, or the folder with real logs")
	}
	var kept keeper
	s := &Stream{sheet: newSheet(&Events), enc: &kept}
	s.sheet.encoders = []Encoder{&kept}
	for _, name := range logs {
		in := &parse.Input{Source: name, Size: -1, Open: func() (io.ReadCloser, error) { return os.Open(name) }}
		err := evtx.Read(context.Background(), in, parse.Options{}, func(batch *parse.Batch) error {
			defer batch.Release()
			return s.Batch(filepath.Base(name), batch)
		})
		var bad *parse.Error
		if err != nil && !errors.As(err, &bad) {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for _, name := range strings.Fields("arrow arrow-lz4 arrow-zstd csv parquet jsonl") {
		format, compression, _ := strings.Cut(name, "-")
		f, err := FindFormat(format)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			rows, cpu, start := 0, cputime.Used(), time.Now()
			sink := openSink(b)
			enc, err := f.Open(sink, s.sheet.chunk.Layout, &Options{Compression: compression})
			if err != nil {
				b.Fatal(err)
			}
			for range b.N {
				for _, c := range kept.chunks {
					rows += c.Rows
					if err := enc.Write(c); err != nil {
						b.Fatal(err)
					}
				}
			}
			if err := errors.Join(enc.Close(), sink.Close()); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(rows)/(cputime.Used()-cpu).Seconds(), "rows/cpu-s")
			b.ReportMetric(float64(rows)/time.Since(start).Seconds(), "rows/s")
		})
	}
}

// openSink opens what VSSLOG_SINK names, as a File does.
func openSink(b *testing.B) io.WriteCloser {
	path := os.Getenv("VSSLOG_SINK")
	if path == "" {
		return nothing{io.Discard}
	}
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	return &buffered{bufio.NewWriterSize(f, 64<<10), f}
}

type nothing struct{ io.Writer }

func (nothing) Close() error { return nil }

type buffered struct {
	*bufio.Writer
	file *os.File
}

func (b *buffered) Close() error { return errors.Join(b.Flush(), b.file.Close()) }
