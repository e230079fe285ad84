package export

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/parquet-go/parquet-go"

	"github.com/vsslog/vsslog/internal/atomicfile"
)

// records reads an Arrow IPC file.
func records(t *testing.T, path string) (*arrow.Schema, []arrow.Record) {
	t.Helper()
	r, err := ipc.NewFileReader(bytes.NewReader([]byte(readFile(t, path))))
	if err != nil {
		t.Fatal(err)
	}
	var list []arrow.Record
	for i := range r.NumRecords() {
		record, err := r.RecordAt(i)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, record)
	}
	return r.Schema(), list
}

func TestArrowCompressions(t *testing.T) {
	var plain []arrow.Record
	sizes := map[string]int64{}
	for _, compression := range []string{"none", "lz4", "zstd"} {
		dir := writeDirectory(t, Options{Formats: []string{"arrow"}, Compression: compression}, 300)
		path := filepath.Join(dir, "events.arrow")
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		sizes[compression] = info.Size()
		_, got := records(t, path)
		if compression == "none" {
			plain = got
			continue
		}
		if len(got) != len(plain) {
			t.Fatalf("%s: %d batches, want %d", compression, len(got), len(plain))
		}
		for i := range got {
			if !array.RecordEqual(got[i], plain[i]) {
				t.Errorf("%s: batch %d differs from the uncompressed one", compression, i)
			}
		}
		if sizes[compression] > sizes["none"]/2 {
			t.Errorf("%s: %d bytes, %d without", compression, sizes[compression], sizes["none"])
		}
	}
}

const fixtureDigests = `[{"source":"c/App.evtx","bytes":69632,"sha256":"ab12"},{"source":"c/locked.evtx","bytes":-1,"sha256":""}]`

// TestInputsInMetadata: what ends with a footer names the inputs whenever they
// were handed in, what does not names those that came before the first event.
func TestInputsInMetadata(t *testing.T) {
	for _, first := range []bool{true, false} {
		dir := t.TempDir() + "/out"
		d, err := NewDirectory(dir, Options{Formats: []string{"arrow", "arrows", "parquet"}})
		if err != nil {
			t.Fatal(err)
		}
		x := newFixture()
		inputs := func() {
			for _, i := range slices.Backward(x.inputs) {
				err = errors.Join(err, d.Input(i))
			}
		}
		if first {
			inputs()
		}
		d.events.limit = 1 // so that the head of the file is written
		err = errors.Join(err, d.Event(x.events[0]), d.events.flush())
		if !first {
			inputs()
		}
		if err = errors.Join(err, d.Close()); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"events.arrow", "events.arrows", "events.parquet"} {
			want := fixtureDigests
			if name == "events.arrows" && !first {
				want = ""
			}
			if got := fileMetadataOf(t, filepath.Join(dir, name))["vsslog.inputs"]; got != want {
				t.Errorf("inputs first %v: %s has %q, want %q", first, name, got, want)
			}
		}
	}
	for _, format := range []string{"arrow", "parquet"} {
		path := filepath.Join(t.TempDir(), "events."+format)
		f, err := atomicfile.Create(path, false)
		if err != nil {
			t.Fatal(err)
		}
		x := newFixture()
		s, err := NewStream(f, format, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		err = errors.Join(s.Event(x.events[0]), s.Flush())
		s.Inputs(x.inputs)
		if err = errors.Join(err, s.Close(), f.Commit()); err != nil {
			t.Fatal(err)
		}
		if got := fileMetadataOf(t, path)["vsslog.inputs"]; got != fixtureDigests {
			t.Errorf("a stream of events as %s has %q", format, got)
		}
	}
}

// fileMetadataOf returns the key-value pairs of a file, as its readers find them.
func fileMetadataOf(t *testing.T, path string) map[string]string {
	t.Helper()
	found := map[string]string{}
	content := readFile(t, path)
	var metadata arrow.Metadata
	switch filepath.Ext(path) {
	case ".arrow":
		schema, _ := records(t, path)
		metadata = schema.Metadata()
	case ".arrows":
		r, err := ipc.NewReader(strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		metadata = r.Schema().Metadata()
	case ".parquet":
		file, err := parquet.OpenFile(strings.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		for _, pair := range file.Metadata().KeyValueMetadata {
			found[pair.Key] = pair.Value
		}
	}
	for i, key := range metadata.Keys() {
		found[key] = metadata.Values()[i]
	}
	return found
}

func TestArrowMetadata(t *testing.T) {
	schema, list := records(t, filepath.Join(writeDirectory(t, Options{Formats: []string{"arrow"}}, 1), "events.arrow"))
	for key, want := range map[string]string{"vsslog.table": "events", "vsslog.schema_version": SchemaVersion, "vsslog.version": "0.0.0-test", "vsslog.signatures_sha256": "cafe",
		"vsslog.options": `{"since":"2009-01-01T00:00:00Z","tz":"Europe/Paris"}`, "vsslog.inputs": fixtureDigests} {
		metadata := schema.Metadata()
		if i := metadata.FindKey(key); i < 0 || metadata.Values()[i] != want {
			t.Errorf("%s is not %s in %v", key, want, metadata)
		}
	}
	field, _ := schema.FieldsByName("timestamp_ns")
	if i := field[0].Metadata.FindKey("vsslog.unit"); i < 0 || field[0].Metadata.Values()[i] != "ns" {
		t.Errorf("timestamp_ns: metadata %v, want vsslog.unit = ns", field[0].Metadata)
	}
	if field, _ = schema.FieldsByName("timestamp"); field[0].Type.String() != "timestamp[ns, tz=UTC]" {
		t.Errorf("timestamp is %s", field[0].Type)
	}
	if len(list) != 1 || list[0].NumRows() != int64(len(newFixture().events)) {
		t.Errorf("batches %v", list)
	}
}

func TestParquetGroupsAndStatistics(t *testing.T) {
	const groupRows = 8 * ChunkRows // of export/columnar
	dir := t.TempDir() + "/out"
	d, err := NewDirectory(dir, Options{Formats: []string{"parquet"}})
	if err != nil {
		t.Fatal(err)
	}
	x := newFixture()
	for range groupRows + 1 {
		if err := d.Event(x.events[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	content := readFile(t, dir, "events.parquet")
	file, err := parquet.OpenFile(strings.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	if len(file.RowGroups()) != 2 || file.NumRows() != groupRows+1 || file.RowGroups()[0].NumRows() != groupRows {
		t.Errorf("%d row groups of %d rows", len(file.RowGroups()), file.NumRows())
	}
	for i, f := range file.Root().Columns() {
		if f.Name() != Events.Columns[i].Name {
			t.Errorf("column %d is %s, want %s", i, f.Name(), Events.Columns[i].Name)
		}
	}
	for _, group := range file.Metadata().RowGroups {
		id := group.Columns[6].MetaData // event_id
		if id.Codec.String() != "ZSTD" || len(id.Statistics.MinValue) != 8 || id.Statistics.MinValue[0] != 8229&0xff ||
			id.Statistics.NullCount != 0 {
			t.Errorf("event_id: codec %s, statistics %+v", id.Codec, id.Statistics)
		}
	}
}
