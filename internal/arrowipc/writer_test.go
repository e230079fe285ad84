package arrowipc

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
)

// columns are one batch: numbers with nulls, texts, lists of texts.
type columns struct {
	numbers []int64
	valid   []byte // bits
	nulls   int
	texts   []string
	lists   [][]string
}

func batch(random *rand.Rand, rows int) columns {
	c := columns{valid: make([]byte, (rows+7)/8)}
	for i := range rows {
		c.numbers = append(c.numbers, random.Int64())
		if random.IntN(3) == 0 {
			c.nulls++
		} else {
			c.valid[i/8] |= 1 << (i % 8)
		}
		c.texts = append(c.texts, fmt.Sprint("text ", random.IntN(50)))
		c.lists = append(c.lists, slices.Repeat([]string{c.texts[i]}, random.IntN(3)))
	}
	return c
}

// write hands the batch to w, in the order of schema.
func (c columns) write(w *Writer) error {
	rows := len(c.numbers)
	w.Node(rows, c.nulls)
	w.Buffer(c.valid)
	w.Buffer(arrow.Int64Traits.CastToBytes(c.numbers))
	texts := func(list []string) {
		ends, all := []int32{0}, []byte(nil)
		for _, s := range list {
			all = append(all, s...)
			ends = append(ends, int32(len(all)))
		}
		w.Node(len(list), 0)
		w.Buffer(nil)
		w.Buffer(arrow.Int32Traits.CastToBytes(ends))
		w.Buffer(all)
	}
	texts(c.texts)
	ends, items := []int32{0}, []string(nil)
	for _, l := range c.lists {
		items = append(items, l...)
		ends = append(ends, int32(len(items)))
	}
	w.Node(rows, 0)
	w.Buffer(nil)
	w.Buffer(arrow.Int32Traits.CastToBytes(ends))
	texts(items)
	return w.Write(rows)
}

// check compares the batch with what a reader found.
func (c columns) check(t *testing.T, r arrow.Record) {
	t.Helper()
	if int(r.NumRows()) != len(c.numbers) {
		t.Fatalf("%d rows, want %d", r.NumRows(), len(c.numbers))
	}
	numbers, texts, lists := r.Column(0).(*array.Int64), r.Column(1).(*array.String), r.Column(2).(*array.List)
	for i := range c.numbers {
		null := c.valid[i/8]&(1<<(i%8)) == 0
		if numbers.IsNull(i) != null || !null && numbers.Value(i) != c.numbers[i] {
			t.Fatalf("row %d: number %v, want %d, null %v", i, numbers.ValueStr(i), c.numbers[i], null)
		}
		if texts.Value(i) != c.texts[i] {
			t.Fatalf("row %d: text %q, want %q", i, texts.Value(i), c.texts[i])
		}
		var list []string
		for from, to := lists.ValueOffsets(i); from < to; from++ {
			list = append(list, lists.ListValues().(*array.String).Value(int(from)))
		}
		if !slices.Equal(list, c.lists[i]) {
			t.Fatalf("row %d: list %q, want %q", i, list, c.lists[i])
		}
	}
}

func schemaWith(metadata map[string]string) *arrow.Schema {
	m := arrow.MetadataFrom(metadata)
	return arrow.NewSchema([]arrow.Field{
		{Name: "number", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "text", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "list", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true},
	}, &m)
}

// TestReaders: the readers of arrow-go give back every value, of files and of streams,
// compressed or not, with no batch, an empty one, and large ones.
func TestReaders(t *testing.T) {
	for _, compression := range append(Compressions, "") {
		for _, file := range []bool{true, false} {
			for _, sizes := range [][]int{nil, {0}, {1}, {7, 0, 20_000, 3}} {
				t.Run(fmt.Sprint(compression, file, sizes), func(t *testing.T) {
					random := rand.New(rand.NewPCG(1, 2))
					var out bytes.Buffer
					metadata := map[string]string{"about": "a test"}
					w, err := New(&out, func() *arrow.Schema { return schemaWith(metadata) }, file, compression)
					if err != nil {
						t.Fatal(err)
					}
					var want []columns
					for _, rows := range sizes {
						want = append(want, batch(random, rows))
						if err := want[len(want)-1].write(w); err != nil {
							t.Fatal(err)
						}
					}
					metadata["late"] = "known at the end"
					if err := w.Close(); err != nil {
						t.Fatal(err)
					}
					got, schema := read(t, out.Bytes(), file)
					if len(got) != len(want) {
						t.Fatalf("%d batches, want %d", len(got), len(want))
					}
					for i := range want {
						want[i].check(t, got[i])
					}
					if _, late := schema.Metadata().GetValue("late"); late != (file || sizes == nil) {
						t.Errorf("metadata %v", schema.Metadata())
					}
				})
			}
		}
	}
}

func read(t *testing.T, content []byte, file bool) (list []arrow.Record, schema *arrow.Schema) {
	t.Helper()
	if !file {
		r, err := ipc.NewReader(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		for r.Next() {
			r.Record().Retain()
			list = append(list, r.Record())
		}
		if r.Err() != nil {
			t.Fatal(r.Err())
		}
		return list, r.Schema()
	}
	r, err := ipc.NewFileReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.NumRecords() {
		record, err := r.RecordAt(i)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, record)
	}
	return list, r.Schema()
}

// TestErrors: a compression that there is not, and a disk that is full.
func TestErrors(t *testing.T) {
	schema := func() *arrow.Schema { return schemaWith(nil) }
	if _, err := New(nil, schema, true, "gzip"); !errors.Is(err, ErrCompression) {
		t.Errorf("gzip: %v", err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	whole := &limited{room: 1 << 30}
	w, _ := New(whole, schema, true, "")
	if err := errors.Join(batch(random, 30_000).write(w), w.Close()); err != nil {
		t.Fatal(err)
	}
	size := 1<<30 - whole.room
	for _, room := range []int{0, 100, size / 2, size - 1} {
		w, _ := New(&limited{room: room}, schema, true, "")
		random := rand.New(rand.NewPCG(3, 4))
		if err := errors.Join(batch(random, 30_000).write(w), w.Close()); !errors.Is(err, errFull) {
			t.Errorf("room for %d of %d bytes: %v", room, size, err)
		}
	}
}

var errFull = errors.New("full")

// limited takes so many bytes.
type limited struct{ room int }

func (l *limited) Write(p []byte) (int, error) {
	if len(p) > l.room {
		return 0, errFull
	}
	l.room -= len(p)
	return len(p), nil
}
