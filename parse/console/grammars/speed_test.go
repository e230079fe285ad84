package grammars

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/cputime"
	"github.com/vsslog/vsslog/parse"
)

// Short lines that no grammar claims, as logs of every kind hold them.
var unknownLines = map[string]string{
	"prose": "the quick brown fox jumps over the lazy dog\nno line of this text says anything at all\nshort\nand " +
		"one more, which is a little longer than the others are\n",
	"log": "2026-11-02 03:04:05.123 [12] INFO  copied 17 files to the target\n2026-11-02 03:04:06.001 [12] DEBUG " +
		"next: item=4711 size=8192\n2026-11-02 03:04:06.777 [14] INFO  done with part 3 of 9\n",
	"warnings": "2026-11-02 03:04:05.123 [12] WARN copied 17 files of 30 to the target, 4711 bytes left\n",
	"labels":   "Name: value of it\nsize: 12 MB\nPath: D:\\data\\part\n  State: ok\nTitle = a title\n",
	"names":    "C:\\data\\2026\\report.docx\nC:\\data\\2026\\table.xlsx\nD:\\pictures\\p0001.jpg 123456\n",
	"keys":     "level=info msg=\"nothing new\" part=3 of=9\nlevel=info msg=\"next\" item=4711\n",
	"json":     "{\"time\":\"2026-11-02T03:04:05Z\",\"level\":\"info\",\"msg\":\"next part\",\"n\":17}\n",
}

// BenchmarkUnknown reads short lines that no grammar knows. What is asked of it:
// 60 MB in a second of one processor.
func BenchmarkUnknown(b *testing.B) {
	for _, name := range []string{"prose", "log", "warnings", "labels", "names", "keys", "json"} {
		b.Run(name, func(b *testing.B) {
			benchmarkText(b, strings.Repeat(unknownLines[name], 4<<20/len(unknownLines[name])))
		})
	}
}

// BenchmarkUnknownNew reads lines of which none comes again.
func BenchmarkUnknownNew(b *testing.B) {
	for kind, name := range []string{"words", "warnings", "syslog", "keys", "names", "json", "hex", "labels"} {
		b.Run(name, func(b *testing.B) {
			var text strings.Builder
			random := rand.New(rand.NewPCG(1, 2))
			for k := 0; text.Len() < 4<<20; k++ {
				text.WriteString(unknownLine(random, kind, k) + "\n")
			}
			benchmarkText(b, text.String())
		})
	}
}

// benchmarkText reads a text with every grammar; MB/cpu-s is per second of CPU time.
func benchmarkText(b *testing.B, text string) {
	in := input([]byte(text))
	b.SetBytes(int64(len(text)))
	begun := cputime.Used()
	for b.Loop() {
		err := Formats()[0].Read(context.Background(), in, parse.Options{}, func(b *parse.Batch) error { b.Release(); return nil })
		if err != nil {
			b.Fatal(err)
		}
	}
	if took := cputime.Used() - begun; took > 0 {
		b.ReportMetric(float64(len(text))*float64(b.N)/1e6/took.Seconds(), "MB/cpu-s")
	}
}
