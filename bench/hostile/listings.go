package main

import (
	"fmt"
	"strings"
	"time"
)

const banner = "vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\r\n\r\n"

func writer(b *strings.Builder, name string, class, instance int, state, problem string) {
	fmt.Fprintf(
		b,
		"Writer name: '%s'\r\n   Writer Id: {%s}\r\n   Writer Instance Id: {%s}\r\n   State: %s\r\n   Last error: "+
			"%s\r\n\r\n",
		name,
		guid(class),
		guid(instance),
		state,
		problem,
	)
}

// polled is a listing every second.
func polled(n int, list func(b *strings.Builder, i int)) func(dir string) error {
	return text("writers.txt", func(b *strings.Builder) {
		for i := range n {
			fmt.Fprintf(b, "%s\r\n%s", later(i, time.Second).Format("2006-01-02 15:04:05"), banner)
			list(b, i)
		}
	})
}

var flaps = []string{"[1] Stable", "[5] Waiting for completion", "[9] Failed", "[2] Waiting for freeze"}

var listingKinds = []kind{
	{"writers-20000-of-a-listing", text("writers.txt", func(b *strings.Builder) {
		b.WriteString("2024-09-12 01:00:00\r\n" + banner)
		for i := range 20_000 {
			writer(b, fmt.Sprint("Writer ", i), i, i, "[9] Failed", "Timed out")
		}
	})},
	{"writers-of-one-class", text("writers.txt", func(b *strings.Builder) {
		for n := range 20 {
			fmt.Fprintf(b, "2024-09-12 01:00:%02d\r\n%s", n, banner)
			for i := range 1000 {
				writer(b, "Task Writer", 1, i, flaps[(i+n)%4], "Timed out")
			}
		}
	})},
	{"captures-10000-that-flap", polled(10_000, func(b *strings.Builder, i int) {
		writer(b, "SqlServerWriter", 1, 1, flaps[1+i%2], []string{"No error", "Timed out"}[i%2])
	})},
	{"captures-5000-of-ten-that-flap", polled(5000, func(b *strings.Builder, i int) {
		for w := range 10 {
			writer(b, fmt.Sprint("Writer ", w), w, w, flaps[(i+w)%4], "Retryable error")
		}
	})},
	{"captures-of-new-instances", polled(5000, func(b *strings.Builder, i int) {
		for w := range 10 {
			writer(b, fmt.Sprint("Writer ", w), w, w+i*10, "[1] Stable", "No error")
		}
	})},
	{"listings-without-time", text("writers.txt", func(b *strings.Builder) {
		for i := range 100_000 {
			b.WriteString(banner)
			writer(b, "SqlServerWriter", 1, 1, flaps[i%4], "Timed out")
		}
	})},
	{"copies-30000-of-a-listing", text("shadows.txt", func(b *strings.Builder) {
		b.WriteString("2024-09-12 01:00:00\r\n" + banner)
		for i := range 30_000 {
			fmt.Fprintf(
				b,
				"Contents of shadow copy set ID: {%s}\r\n   Contained 1 shadow copies at creation time: 9/12/2024 "+
					"1:00:%02d AM\r\n      Shadow Copy ID: {%s}\r\n         Original Volume: "+
					"(C:)\\\\?\\Volume{%s}\\\r\n         Shadow Copy Volume: "+
					"\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy%d\r\n         Originating Machine: "+
					"erp16\r\n         Service Machine: erp16\r\n         Provider: 'Provider %d'\r\n         Type: "+
					"ClientAccessible\r\n         Attributes: Persistent\r\n\r\n",
				guid(i),
				i%60,
				guid(i+1),
				guid(i+2),
				i,
				i,
			)
		}
	})},
	{"providers-30000-of-a-listing", text("providers.txt", func(b *strings.Builder) {
		b.WriteString("2024-09-12 01:00:00\r\n" + banner)
		for i := range 30_000 {
			fmt.Fprintf(
				b,
				"Provider name: 'Provider %d'\r\n   Provider type: Software\r\n   Provider Id: {%s}\r\n   Version: "+
					"1.0.0.%d\r\n\r\n",
				i,
				guid(i),
				i,
			)
		}
	})},
	{"storages-30000-of-a-listing", text("storage.txt", func(b *strings.Builder) {
		b.WriteString("2024-09-12 01:00:00\r\n" + banner)
		for i := range 30_000 {
			v := fmt.Sprintf("(C:)\\\\?\\Volume{%s}\\", guid(i))
			fmt.Fprintf(
				b,
				"Shadow Copy Storage association\r\n   For volume: %s\r\n   Shadow Copy Storage volume: %s\r\n   "+
					"Used Shadow Copy Storage space: %d GB (99%%)\r\n   Allocated Shadow Copy Storage space: %d GB "+
					"(99%%)\r\n   Maximum Shadow Copy Storage space: %d GB (99%%)\r\n\r\n",
				v,
				v,
				i,
				i,
				i,
			)
		}
	})},
}
