package grammars

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// BenchmarkRead reads what says nothing of use: most of what people collect.
func BenchmarkRead(b *testing.B) {
	for name, line := range map[string]string{
		"short lines": "copied 12 files of 30 to the target\n",
		"log lines":   "2026-02-28 02:01:10.123 [12] info: copied 12 files of 30 to the target, next volume\n",
		"no breaks":   strings.Repeat("a", 1000),
		"line feeds":  "\n",
		"prose":       "This is what was said about the failure, and nobody knows whether it is so.\n",
	} {
		data := []byte(strings.Repeat(line, (4<<20)/len(line)))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				err := console.Read(
					b.Context(),
					console.Bytes(data),
					"",
					Grammars,
					func(batch *parse.Batch) error { batch.Release(); return nil },
				)
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
