package export

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// TestMemoryIsBounded writes a number of rows and four times as many, whole and in
// partitions, and holds that the memory stays within a bound. VSSLOG_ROWS is the
// number; the default is for a quick run.
func TestMemoryIsBounded(t *testing.T) {
	rows := 50_000
	if n, err := strconv.Atoi(os.Getenv("VSSLOG_ROWS")); err == nil {
		rows = n
	} else if testing.Short() {
		t.Skip("short")
	}
	for _, partition := range [][]string{nil, {"host", "date"}} {
		few, fewFiles := peak(t, rows, partition)
		many, manyFiles := peak(t, 4*rows, partition)
		t.Logf("partition %v: %d rows, peak of the heap %d MiB, %d open files; %d rows, %d MiB, %d files", partition, rows, few>>20, fewFiles, 4*rows, many>>20, manyFiles)
		// The bound is that of liveParts writers with their pages full, which many rows reach and few do not.
		if bound := uint64(448 << 20); many > bound {
			t.Errorf("partition %v: %d MiB for %d rows, %d MiB for four times as many, want %d at most", partition, few>>20, rows, many>>20, bound>>20)
		}
		if manyFiles > 4*liveParts+50 {
			t.Errorf("partition %v: %d files are open", partition, manyFiles)
		}
	}
}

// peak writes rows of 100 hosts, each with its own days, as Arrow and Parquet and
// returns the largest heap and the most open files seen.
func peak(t *testing.T, rows int, partition []string) (heap uint64, files int) {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	d, err := NewDirectory(dir+"/out", Options{Formats: []string{"arrow", "parquet"}, Partition: partition})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	const hosts = 100
	perHost := max(rows/hosts, 1)
	r := &parse.Record{Provider: "VSS", Channel: "Application", Level: 2, Fields: []parse.Field{{Name: "param1", Value: parse.StringValue("a value of some length")}, {Value: parse.StringValue("another")}}}
	row := &EventRow{Source: "c/Application.evtx", Record: r}
	var m runtime.MemStats
	for i := range rows {
		row.Host = fmt.Sprintf("srv%04d", i/perHost)
		r.RecordID, r.Offset, r.EventID, r.Computer = uint64(i+1), int64(i)*512, uint32(i%50), row.Host
		r.Time = parse.Exact(start + parse.Ticks(i%perHost)*(3*24*parse.Hour)/parse.Ticks(perHost) + parse.Ticks(time.Duration(i/perHost)))
		if err := d.Event(row); err != nil {
			t.Fatal(err)
		}
		if i%20_000 == 0 {
			runtime.ReadMemStats(&m)
			heap = max(heap, m.HeapInuse)
			if open, err := os.ReadDir("/proc/self/fd"); err == nil {
				files = max(files, len(open))
			}
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return heap, files
}
