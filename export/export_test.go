package export

import (
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// What the tests outside of the package need.

// WriteFixture writes the fixture, repeat times, to a new directory.
func WriteFixture(t *testing.T, formats []string, repeat int) string {
	return writeDirectory(t, Options{Formats: formats}, repeat)
}

// WriteManyChunks writes the fixture, repeat times, in chunks of 64 rows.
func WriteManyChunks(t *testing.T, formats []string, repeat int) string {
	dir := t.TempDir() + "/out"
	d, err := NewDirectory(dir, Options{Formats: formats, Meta: fixtureMeta})
	if err != nil {
		t.Fatal(err)
	}
	d.events.limit, d.writers.limit, d.sets.limit, d.spans.limit, d.findings.limit, d.failures.limit, d.files.limit = 64, 64, 64, 64, 64, 64, 64
	for _, s := range d.freezes {
		s.limit = 64
	}
	newFixture().write(t, d, repeat)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// WriteCompressed writes the fixture some times, and a row whose data is random,
// with compressed Arrow.
func WriteCompressed(t *testing.T, formats []string, compression string) string {
	dir := t.TempDir() + "/out"
	d, err := NewDirectory(dir, Options{Formats: formats, Compression: compression, Meta: fixtureMeta})
	if err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, 40_000)
	rand.NewChaCha8([32]byte{}).Read(noise)
	if err := d.Event(&EventRow{Host: "h", Source: "s", Record: &parse.Record{Binary: string(noise)}}); err != nil {
		t.Fatal(err)
	}
	newFixture().write(t, d, 50)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// CheckGolden compares got with a file, which -update rewrites.
func CheckGolden(t *testing.T, path, got string) { checkGolden(t, path, got) }

// OddHosts are names that a path, a query or a shell would stumble over.
var OddHosts = []string{
	"srv1",
	"123",
	"007",
	"ä b",
	"x=y%",
	"a/b",
	"..",
	"c:\\d",
	"it's",
	"50%25",
	"a+b&c",
	"\U0001F4BE",
	"nan",
	"true",
	"2009-03-14",
	"host=other",
	"",
	strings.Repeat("ü", 20),
	"tab\tend",
	"*?[x]",
}

// WriteDataset writes events of OddHosts over some days, to dir/dataset in
// partitions and to dir/whole as JSON Lines. offset tells the rows apart.
func WriteDataset(t *testing.T, formats []string) (dir string) {
	dir = t.TempDir()
	write := func(name string, options Options) {
		d, err := NewDirectory(filepath.Join(dir, name), options)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 10 * len(OddHosts) {
			r := &parse.Record{
				Offset:   int64(i),
				EventID:  uint32(i % 7),
				Provider: "p",
				Channel:  "Application",
				Fields:   []parse.Field{{Name: "n", Value: parse.StringValue("v")}},
			}
			if i%5 != 4 {
				r.Time = parse.Exact(start + parse.Ticks(i)*7*parse.Hour)
			}
			if err := d.Event(&EventRow{Host: OddHosts[i%len(OddHosts)], Source: "c/a.evtx", Record: r}); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	write("dataset", Options{Formats: formats, Partition: []string{"host", "date"}, Meta: fixtureMeta})
	write("whole", Options{Formats: []string{"jsonl"}, Meta: fixtureMeta})
	return dir
}
