package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/evtx"
)

// reading is what a child tells of the file it read.
type reading struct {
	Records []found
	Account int64 // bytes accounted for
	Memory  int64 // largest resident set, in bytes; 0 if not known
}

// found is one record that was handed out.
type found struct {
	Offset  int64
	Content string // digest of everything in it
	Marked  bool   // as salvaged
}

// readChild reads the file at path and writes what it found to out.
func readChild(path string, out io.Writer) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	r, err := read(data)
	if err != nil {
		return err
	}
	r.Memory = peakMemory()
	return json.NewEncoder(out).Encode(r)
}

// read reads a file in memory. A file of which nothing can be recognised is one
// without records.
func read(data []byte) (r reading, err error) {
	in := &parse.Input{
		Source: "damaged.evtx", Size: int64(len(data)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
	var text []byte
	err = evtx.Read(context.Background(), in, parse.Options{}, func(b *parse.Batch) error {
		for i := range b.Records {
			one := &b.Records[i]
			text = evtx.AppendXML(text[:0], one)
			text = le.AppendUint64(text, one.HeaderRecordID)
			text = one.Written.Wall.AppendRFC3339(text)
			sum := sha256.Sum256(text)
			r.Records = append(r.Records, found{one.Offset, hex.EncodeToString(sum[:12]), one.Salvaged})
		}
		r.Account += b.Account.Total()
		b.Release()
		return nil
	})
	return r, err
}
