package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/parquet-go/parquet-go"

	"github.com/vsslog/vsslog/export"
)

// goReaders are the readers that Go itself has, by format. Each returns rows as
// the JSON Lines have them, times as text, bytes as upper-case hex.
var goReaders = map[string]map[string]func(path string) ([]map[string]any, error){
	"arrow":   {"arrow-go": readArrowFile},
	"arrows":  {"arrow-go": readArrowStream},
	"parquet": {"parquet-go": readParquetFile},
	"csv":     {"encoding/csv": readCSV},
}

// compareGo reads every table with Go's own readers.
func compareGo(t *testing.T, cells map[string]string, dirs ...string) {
	t.Helper()
	for _, dir := range dirs {
		for _, l := range export.Layouts() {
			for format, readers := range goReaders {
				for reader, read := range readers {
					rows, err := read(filepath.Join(dir, l.Name+"."+format))
					if err == nil {
						err = sameRows(jsonRows(t, filepath.Join(dir, l.Name+".jsonl")), rows, format == "csv")
					}
					if err != nil {
						t.Errorf("%s, %s, %s: %v", format, reader, l.Name, err)
						continue
					}
					cells[format+"\t"+reader+"\t"+l.Name] = "equal"
				}
			}
		}
	}
}

// jsonRows reads JSON Lines, numbers as their digits.
func jsonRows(t *testing.T, path string) []map[string]any {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := decodeLines(text)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return rows
}

func decodeLines(text []byte) ([]map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var rows []map[string]any
	for d.More() {
		var row map[string]any
		if err := d.Decode(&row); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// sameRows compares rows. Cells of CSV are texts: what they mean is compared.
func sameRows(want, got []map[string]any, cells bool) error {
	if len(want) != len(got) {
		return fmt.Errorf("%d rows, want %d", len(got), len(want))
	}
	for i := range want {
		if len(want[i]) != len(got[i]) {
			return fmt.Errorf("row %d: %d columns, want %d", i, len(got[i]), len(want[i]))
		}
		for name, w := range want[i] {
			g, ok := got[i][name]
			if cells {
				w, g = cell(w), cell(g)
			}
			if !ok || !sameValue(w, g) {
				return fmt.Errorf("row %d, %s: %#v, want %#v", i, name, g, w)
			}
		}
	}
	return nil
}

func sameValue(a, b any) bool {
	x, isNumber := a.(json.Number)
	y, likewise := b.(json.Number)
	if isNumber && likewise && x != y { // 1.5 may have many forms, an integer has one
		f, err := x.Float64()
		g, err2 := y.Float64()
		return err == nil && err2 == nil && f == g && strings.ContainsAny(string(x), ".eE")
	}
	return reflect.DeepEqual(a, b)
}

// cell is what a CSV reader sees of a value: encoding/csv tells no empty text from null.
func cell(v any) any {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		var list []any
		d := json.NewDecoder(strings.NewReader(v))
		d.UseNumber()
		if strings.HasPrefix(v, "[") && d.Decode(&list) == nil {
			return list
		}
		return strings.ReplaceAll(v, "\r\n", "\n") // which encoding/csv does inside quotes
	case bool, json.Number:
		return fmt.Sprint(v)
	}
	return v
}

func readArrowFile(path string) ([]map[string]any, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := ipc.NewFileReader(f)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var rows []map[string]any
	for i := range r.NumRecords() {
		record, err := r.Record(i)
		if err != nil {
			return nil, err
		}
		rows = append(rows, recordRows(record)...)
	}
	return rows, nil
}

func readArrowStream(path string) ([]map[string]any, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := ipc.NewReader(f)
	if err != nil {
		return nil, err
	}
	defer r.Release()
	var rows []map[string]any
	for r.Next() {
		rows = append(rows, recordRows(r.Record())...)
	}
	return rows, r.Err()
}

func recordRows(r arrow.Record) []map[string]any {
	rows := make([]map[string]any, r.NumRows())
	for i := range rows {
		rows[i] = map[string]any{}
		for k := range int(r.NumCols()) {
			rows[i][r.ColumnName(k)] = arrowValue(r.Column(k), i)
		}
	}
	return rows
}

func arrowValue(a arrow.Array, i int) any {
	if a.IsNull(i) {
		return nil
	}
	switch a := a.(type) {
	case *array.Int64:
		return json.Number(fmt.Sprint(a.Value(i)))
	case *array.Float64:
		return number(a.Value(i))
	case *array.Boolean:
		return a.Value(i)
	case *array.String:
		return a.Value(i)
	case *array.Binary:
		return upperHex(a.Value(i))
	case *array.Timestamp:
		return timeText(int64(a.Value(i)))
	case *array.List:
		from, to := a.ValueOffsets(i)
		items := []any{}
		for ; from < to; from++ {
			items = append(items, arrowValue(a.ListValues(), int(from)))
		}
		return items
	case *array.Struct:
		item := map[string]any{}
		for k, f := range a.DataType().(*arrow.StructType).Fields() {
			item[f.Name] = arrowValue(a.Field(k), i)
		}
		return item
	}
	return fmt.Sprintf("a column of type %s", a.DataType())
}

// number has a point in any case, as floats have.
func number(f float64) json.Number {
	text, _ := json.Marshal(f)
	return json.Number(text)
}

func upperHex(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

func timeText(ns int64) string {
	return time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05.0000000Z")
}

func readParquetFile(path string) ([]map[string]any, error) {
	rows, err := parquet.ReadFile[any](path)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return nil, err
	}
	var list []map[string]any
	for _, row := range rows {
		list = append(list, parquetValue(row, file.Schema()).(map[string]any))
	}
	return list, nil
}

// parquetValue gives a value by its column. A list is data.list.element there.
func parquetValue(v any, column parquet.Node) any {
	switch v := v.(type) {
	case map[string]any:
		row := map[string]any{}
		for _, f := range column.Fields() {
			row[f.Name()] = parquetValue(v[f.Name()], f)
		}
		return row
	case []any:
		element := column.Fields()[0].Fields()[0]
		items := []any{}
		for i := range v {
			items = append(items, parquetValue(v[i], element))
		}
		return items
	case int64:
		if strings.HasPrefix(column.Type().String(), "TIMESTAMP") {
			return timeText(v)
		}
		return json.Number(fmt.Sprint(v))
	case float64:
		return number(v)
	case string:
		if column.Type().String() != "STRING" {
			return upperHex([]byte(v))
		}
	}
	return v
}

func readCSV(path string) ([]map[string]any, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	var rows []map[string]any
	for _, r := range records[1:] {
		row := map[string]any{}
		for k, name := range records[0] {
			row[name] = r[k]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
