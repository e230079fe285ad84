package export

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
)

// memoryBound is what the heap may take while tables are written, garbage included.
const memoryBound = 96 << 20

// TestMemoryIsBounded writes rows that would take several times the bound if they
// were held: whole, in partitions that come one after the other, and in hundreds
// of partitions that come all at once. VSSLOG_ROWS is their number; the default is
// for a quick run.
func TestMemoryIsBounded(t *testing.T) {
	rows := 300_000
	if n, err := strconv.Atoi(os.Getenv("VSSLOG_ROWS")); err == nil {
		rows = n
	} else {
		slowtest.Skip(t, "memory of large tables")
	}
	for _, c := range []struct {
		name      string
		partition []string
		formats   string
		host, day func(i int) int
	}{
		{"whole", nil, "arrow,parquet,csv,ecs", func(i int) int { return i % 100 }, func(i int) int { return i % 10 }},
		{"large partitions in turn", []string{"host", "date"}, "arrow,parquet,csv", func(i int) int { return 0 }, func(i int) int { return i * 3 / rows }},
		{"hundreds of partitions at once", []string{"host", "date"}, "parquet,jsonl", func(i int) int { return i % 40 }, func(i int) int { return i / 40 % 10 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := NewDirectory(
				t.TempDir()+"/out",
				Options{Formats: strings.Split(c.formats, ","), Partition: c.partition},
			)
			if err != nil {
				t.Fatal(err)
			}
			runtime.GC()
			peak := watchHeap()
			r := &parse.Record{Provider: "VSS", Channel: "Application", Level: 2}
			row := &EventRow{Source: "c/Application.evtx", Record: r}
			for i := range rows {
				row.Host = fmt.Sprintf("srv%04d", c.host(i))
				r.RecordID, r.Offset, r.EventID, r.Computer = uint64(i+1), int64(i)*512, uint32(i%50), row.Host
				r.Time = parse.Exact(start + parse.Ticks(c.day(i))*24*parse.Hour + parse.Ticks(i))
				r.Fields = append(
					r.Fields[:0],
					parse.Field{
						Name:  "param1",
						Value: parse.StringValue(strings.Repeat("value ", 20) + strconv.Itoa(i)),
					},
				)
				if err := d.Event(row); err != nil {
					t.Fatal(err)
				}
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			heap, files := peak()
			t.Logf("%d rows in %d files: peak of the heap %d MiB, %d open files", rows, len(d.results), heap>>20, files)
			if heap > memoryBound {
				t.Errorf("the heap took %d MiB, want %d at most", heap>>20, memoryBound>>20)
			}
			if files > 60 {
				t.Errorf("%d files were open at once", files)
			}
		})
	}
}

// watchHeap looks at the heap and at the open files until what it returns is called.
func watchHeap() (peak func() (heap uint64, files int)) {
	stop, done := make(chan bool), make(chan bool)
	var heap uint64
	var files int
	go func() {
		defer close(done)
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			heap = max(heap, m.HeapInuse)
			if open, err := os.ReadDir("/proc/self/fd"); err == nil {
				files = max(files, len(open))
			}
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	return func() (uint64, int) { close(stop); <-done; return heap, files }
}
