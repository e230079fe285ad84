package export

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
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
		"events/host=10.0.0.1/date=__HIVE_DEFAULT_PARTITION__/events.jsonl",
		"events/host=__HIVE_DEFAULT_PARTITION__/date=2009-03-14/events.jsonl",
		"events/host=srv1/date=2009-03-14/events.jsonl",
		"events/host=srv1/date=__HIVE_DEFAULT_PARTITION__/events.jsonl",
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

// TestManyPartitions has more partitions than are open at once, met in turn.
func TestManyPartitions(t *testing.T) {
	dir := t.TempDir() + "/out"
	d, err := NewDirectory(dir, Options{Formats: []string{"csv", "arrow"}, Partition: []string{"host"}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for host := range openParts + 3 {
			if err := d.Event(&EventRow{Host: fmt.Sprintf("h%d", host), Source: "s", Record: &parse.Record{}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int64{}
	for _, f := range m.Files {
		if f.Table == "events" {
			rows[filepath.Dir(f.Name)+f.Format] += f.Rows
		}
	}
	if len(rows) != 2*(openParts+3) {
		t.Errorf("%d partitions, want %d", len(rows), 2*(openParts+3))
	}
	for name, n := range rows {
		if n != 2 {
			t.Errorf("%s: %d rows, want 2", name, n)
		}
	}
}

func TestPartitionWithoutRows(t *testing.T) {
	dir := writeDirectory(t, Options{Formats: []string{"csv"}, Partition: []string{"date", "host"}}, 0)
	want := "events/date=" + noPartition + "/host=" + noPartition + "/events.csv"
	if got := names(t, dir); !slices.Contains(got, want) {
		t.Errorf("files %v, want %s", got, want)
	}
	if _, err := NewDirectory(t.TempDir(), Options{Formats: []string{"csv"}, Partition: []string{"channel"}}); err == nil || !strings.Contains(err.Error(), "host and date") {
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
		if back, err := url.PathUnescape(got); got != noPartition && (err != nil || back != strings.ToValidUTF8(value, "\uFFFD")) {
			t.Errorf("%q came back as %q, %v", value, back, err)
		}
	}
}
