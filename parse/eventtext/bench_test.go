package eventtext

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/cputime"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// benchmark reads a text of some megabytes again and again. MB/cpu-s is per second
// of CPU time, which load on the machine does not change.
func benchmark(b *testing.B, data string, grammars ...console.Grammar) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	start, rounds := cputime.Used(), 0
	for b.Loop() {
		rounds++
		n := 0
		err := console.Read(
			context.Background(),
			console.Bytes([]byte(data)),
			"",
			grammars,
			func(batch *parse.Batch) error {
				n += len(batch.Records)
				batch.Release()
				return nil
			},
		)
		if err != nil {
			b.Fatal(err)
		}
	}
	if used := cputime.Used() - start; used > 0 {
		b.ReportMetric(float64(rounds*len(data))/1e6/used.Seconds(), "MB/cpu-s")
	}
}

func repeated(size int, one func(k int) string) string {
	var b strings.Builder
	for k := 0; b.Len() < size; k++ {
		b.WriteString(one(k))
	}
	return b.String()
}

func BenchmarkViewer(b *testing.B) {
	benchmark(b, repeated(4<<20, func(k int) string { return viewerEvent("en", k) }), Events, Messages)
}

func BenchmarkXML(b *testing.B) {
	benchmark(
		b,
		repeated(4<<20, func(k int) string { return viewerEvent("en", k) + "Event Xml:\n" + xmlEvent(k) + "\n" }),
		Events,
		Messages,
	)
}

func BenchmarkRows(b *testing.B) {
	benchmark(b, repeated(4<<20, func(k int) string {
		return fmt.Sprintf(
			"Error\t14.03.2023 23:%02d:11\tVSS\t8193\tNone\t\"Volume Shadow Copy Service error: Unexpected error "+
				"calling routine Foo(%d). hr = 0x80070005, Access is denied.\"\n",
			k%60,
			k,
		)
	}), Events, Messages)
}

func BenchmarkUnknown(b *testing.B) {
	data := repeated(
		4<<20,
		func(k int) string { return fmt.Sprintf("2023-03-14 23:%02d:11 job %d copied 17 files\n", k%60, k) },
	)
	b.Run("with", func(b *testing.B) { benchmark(b, data, Events, Messages) })
	b.Run("without", func(b *testing.B) { benchmark(b, data) })
}
