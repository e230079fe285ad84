//go:build unix

// Tables writes the events of EVTX files, repeated until the requested number of rows,
// as one table in one format, and prints how long that took: from records in memory to
// bytes, so that reading is not included.
//
// compare.py runs it together with pyarrow.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/vsslog/vsslog/export"
	_ "github.com/vsslog/vsslog/export/columnar"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/evtx"
)

func main() {
	rows := flag.Int("rows", 5_000_000, "rows to write")
	lot := flag.Int("lot", 65_536, "different records at most; they are repeated")
	format := flag.String("format", "arrow", "format of the table")
	compression := flag.String("compression", "", "of Arrow files: none, lz4, zstd")
	out := flag.String("o", os.DevNull, "write to this `FILE`")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "Usage: tables [-rows N] [-lot N] [-format F] [-o FILE] LOG.evtx...")
		os.Exit(2)
	}
	if err := run(*rows, *lot, *format, *compression, *out, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(rows, lot int, format, compression, out string, logs []string) error {
	records, err := read(logs, lot)
	if err != nil {
		return err
	}
	file, err := os.Create(out)
	if err != nil {
		return err
	}
	defer file.Close()
	start := processTime()
	stream, err := export.NewStream(file, format, nil, export.Options{Compression: compression})
	if err != nil {
		return err
	}
	const batch = 100 // about as many as a chunk of a log has
	for rows > 0 {
		for at := 0; at < len(records) && rows > 0; at += batch {
			b := &parse.Batch{Records: records[at:min(at+batch, len(records), at+rows)]}
			rows -= len(b.Records)
			if err := stream.Batch("events.evtx", b); err != nil {
				return err
			}
		}
	}
	if err := stream.Close(); err != nil {
		return err
	}
	fmt.Printf(
		"%d rows, %d records, %.3f s, peak RSS %d MiB\n",
		stream.Rows(),
		len(records),
		(processTime() - start).Seconds(),
		peakSize(),
	)
	return nil
}

// read returns up to limit records of the logs, as many of each as of the others
// where they have them.
func read(logs []string, limit int) (records []parse.Record, err error) {
	enough := errors.New("enough")
	for i, name := range logs {
		share := len(records) + (limit-len(records))/(len(logs)-i)
		in := &parse.Input{Source: name, Size: -1, Open: func() (io.ReadCloser, error) { return os.Open(name) }}
		err := evtx.Read(context.Background(), in, parse.Options{}, func(b *parse.Batch) error {
			defer b.Release()
			for k := range b.Records {
				if len(records) == share {
					return enough
				}
				records = append(records, *b.Records[k].Clone())
			}
			return nil
		})
		var bad *parse.Error
		if err != nil && err != enough && !errors.As(err, &bad) {
			return nil, err
		}
	}
	if len(records) == 0 {
		return nil, errors.New("no record in these files")
	}
	return records, nil
}

// processTime returns the user and system time of this process.
func processTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakSize returns the peak of the resident size, in MiB.
func peakSize() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return int64(u.Maxrss) >> 10
}
