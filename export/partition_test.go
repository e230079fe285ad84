package export

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/atomicfile"
	"github.com/vsslog/vsslog/internal/slowtest"
)

func TestPartition(t *testing.T) {
	dir := writeDirectory(t, Options{Formats: []string{"jsonl", "ecs"}, Partition: []string{"host", "date"}}, 2)
	var got []string
	for _, name := range names(t, dir) {
		if strings.HasPrefix(name, "events") {
			got = append(got, name)
		}
	}
	want := []string{
		"events/jsonl/host=10.0.0.1/date=__HIVE_DEFAULT_PARTITION__/events.jsonl",
		"events/jsonl/host=__HIVE_DEFAULT_PARTITION__/date=2009-03-14/events.jsonl",
		"events/jsonl/host=srv1/date=2009-03-14/events.jsonl",
		"events/jsonl/host=srv1/date=__HIVE_DEFAULT_PARTITION__/events.jsonl",
		"events.ecs.ndjson", // no table: stays whole
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	rows := int64(0)
	for _, f := range m.Files {
		if f.Table == "events" && f.Format == "jsonl" {
			rows += f.Rows
		}
	}
	if rows != int64(2*len(newFixture().events)) {
		t.Errorf("%d rows in all partitions, want %d", rows, 2*len(newFixture().events))
	}

	// The next run with --force clears directories that it does not need.
	d, err := NewDirectory(dir, Options{Formats: []string{"jsonl"}, Force: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "events")); !os.IsNotExist(err) {
		t.Errorf("of the partitions there is left %v", names(t, dir))
	}
}

// TestManyPartitions meets many partitions in turn, more than wait in memory at
// once: each is one file for each format, with its rows in the order in which they
// came, whatever fits into memory.
func TestManyPartitions(t *testing.T) {
	const times = 7
	hosts := slowtest.Of(300, 24)
	write := func(limit int) string {
		dir := t.TempDir() + "/out"
		d, err := NewDirectory(dir, Options{Formats: []string{"csv", "jsonl", "arrow"}, Partition: []string{"host"}})
		if err != nil {
			t.Fatal(err)
		}
		d.parts.spool.limit = limit
		x := newFixture()
		for i := range hosts * times {
			row := *x.events[i%len(x.events)]
			row.Host = fmt.Sprintf("h%d", i*7%hosts)
			record := *row.Record
			record.Offset = int64(i)
			row.Record = &record
			if err := d.Event(&row); err != nil {
				t.Fatal(err)
			}
		}
		if inFile := d.parts.spool.file != nil; inFile != (limit < spoolParts) {
			t.Errorf("limit %d: rows went to a file: %v", limit, inFile)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	dir, same := write(20_000), write(spoolParts)
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]int{}
	for _, f := range m.Files {
		if readFile(t, dir, f.Name) != readFile(t, same, f.Name) {
			t.Errorf("%s depends on what fits into memory", f.Name)
		}
		if f.Table != "events" {
			continue
		}
		files[f.Format]++
		if f.Rows != times {
			t.Errorf("%s: %d rows, want %d", f.Name, f.Rows, times)
		}
		if f.Format != "jsonl" {
			continue
		}
		last := -1
		for _, line := range strings.Split(strings.TrimSpace(readFile(t, dir, f.Name)), "\n") {
			var row struct{ Offset int }
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprintf("events/jsonl/host=h%d/events.jsonl", row.Offset*7%hosts); row.Offset <= last ||
				f.Name != want {
				t.Errorf("%s: row %d after row %d", f.Name, row.Offset, last)
			}
			last = row.Offset
		}
	}
	for _, format := range []string{"csv", "jsonl", "arrow"} {
		if files[format] != hosts {
			t.Errorf("%d files of %s, want one for each of %d partitions", files[format], format, hosts)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*"+atomicfile.Partial)); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestPartitionsHoldWhatTheTableHolds compares the rows of partitions, which go
// through the spool, with those of the whole table, which do not.
func TestPartitionsHoldWhatTheTableHolds(t *testing.T) {
	const repeat = 3
	whole := writeDirectory(t, Options{Formats: []string{"jsonl"}}, repeat)
	dir := t.TempDir() + "/out"
	d, err := NewDirectory(dir, Options{Formats: []string{"jsonl"}, Partition: []string{"date"}})
	if err != nil {
		t.Fatal(err)
	}
	d.parts.spool.limit = 1
	newFixture().write(t, d, repeat)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, name := range names(t, dir) {
		if strings.HasPrefix(name, "events/") {
			got = append(got, strings.Split(strings.TrimSpace(readFile(t, dir, name)), "\n")...)
		}
	}
	want := strings.Split(strings.TrimSpace(readFile(t, whole, "events.jsonl")), "\n")
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d rows in partitions differ from %d of the table", len(got), len(want))
	}
}

func TestPartitionWithoutRows(t *testing.T) {
	dir := writeDirectory(t, Options{Formats: []string{"csv"}, Partition: []string{"date", "host"}}, 0)
	want := "events/csv/date=" + noPartition + "/host=" + noPartition + "/events.csv"
	if got := names(t, dir); !slices.Contains(got, want) {
		t.Errorf("files %v, want %s", got, want)
	}
	if _, err := NewDirectory(t.TempDir(), Options{Formats: []string{"csv"}, Partition: []string{"channel"}}); err == nil ||
		!strings.Contains(err.Error(), "host and date") {
		t.Errorf("error %v, want one that names what there is", err)
	}
}

func TestEncodeSegment(t *testing.T) {
	for value, want := range map[string]string{"srv1.example.org": "srv1.example.org", "": noPartition, "a/b": "a%2Fb", "..": "%2E%2E", "ä b": "ä%20b", "a\u202eb": "a%E2%80%AEb", "\xff": "\uFFFD", "x=y%": "x%3Dy%25",
		"end.": "end%2E", `c:\d`: "c%3A%5Cd", strings.Repeat("x", 201): noPartition} {
		got := encodeSegment(value)
		if got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
		if back, err := url.PathUnescape(got); got != noPartition &&
			(err != nil || back != strings.ToValidUTF8(value, "\uFFFD")) {
			t.Errorf("%q came back as %q, %v", value, back, err)
		}
	}
}
