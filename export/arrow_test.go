package export

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/parquet-go/parquet-go"
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

func TestArrowMetadata(t *testing.T) {
	schema, list := records(t, filepath.Join(writeDirectory(t, Options{Formats: []string{"arrow"}}, 1), "events.arrow"))
	for key, want := range map[string]string{"vsslog.table": "events", "vsslog.schema_version": SchemaVersion, "vsslog.version": "0.0.0-test", "vsslog.signatures_sha256": "cafe",
		"vsslog.options": `{"since":"2009-01-01T00:00:00Z","tz":"Europe/Paris"}`, "vsslog.inputs": `[{"source":"c/App.evtx","bytes":69632,"sha256":"ab12"}]`} {
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
		if id.Codec.String() != "ZSTD" || len(id.Statistics.MinValue) != 8 || id.Statistics.MinValue[0] != 8229&0xff || id.Statistics.NullCount != 0 {
			t.Errorf("event_id: codec %s, statistics %+v", id.Codec, id.Statistics)
		}
	}
}
