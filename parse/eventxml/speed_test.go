package eventxml

import (
	"bytes"
	"context"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

func BenchmarkRead(b *testing.B) {
	file := bytes.Repeat(
		[]byte(
			event(
				1,
				"<EventData><Data Name='a'>some words</Data><Data Name='b'>0x1234</Data><Data "+
					"Name='c'>C:\\Windows\\System32\\x.exe</Data></EventData>",
			),
		),
		2000,
	)
	for _, bench := range []struct {
		name string
		opt  parse.Options
	}{{"all", parse.Options{}}, {"selected", parse.Options{Selector: &parse.Selector{}}}} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			for b.Loop() {
				if err := Format.Read(context.Background(), input(file), bench.opt, func(batch *parse.Batch) error { batch.Release(); return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
