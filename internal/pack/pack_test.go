package pack

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/internal/spill"
	"github.com/vsslog/vsslog/parse"
)

var compareValues = cmp.AllowUnexported(parse.Value{})

// TestEveryFieldOfARecordComesBack sets each field alone: a field that is new in
// parse.Record and not in the codec fails here.
func TestEveryFieldOfARecordComesBack(t *testing.T) {
	typ := reflect.TypeFor[parse.Record]()
	for i := range typ.NumField() {
		var r parse.Record
		fill(reflect.ValueOf(&r).Elem().Field(i))
		e := newEncoder()
		e.record(&r)
		d := &decoder{text: string(e.buf)}
		var back parse.Record
		d.record(&back)
		if err := d.end(); err != nil {
			t.Fatalf("%s: %v", typ.Field(i).Name, err)
		}
		if diff := cmp.Diff(r, back, compareValues); diff != "" {
			t.Errorf("%s does not come back:\n%s", typ.Field(i).Name, diff)
		}
	}
}

// fill gives a field of a record a value that is not zero.
func fill(v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *[]parse.Field:
		*x = []parse.Field{{Name: "a", Value: parse.StringValue("b")}, {Value: parse.NumberValue(parse.TypeInt32, 1<<64-1)},
			{Name: "c", Value: parse.BytesValue(parse.TypeBinary, "\x00\xff")}, {Name: "d"}, {Name: "e", Value: parse.StringValue("")}}
	case *parse.Timestamp:
		*x = parse.Timestamp{Wall: -5, Resolution: parse.Hour, Zone: parse.ZoneOffset, Offset: -3600}
	default:
		switch v.Kind() {
		case reflect.Bool:
			v.SetBool(true)
		case reflect.String:
			v.SetString("text \xff\x00")
		case reflect.Int32, reflect.Int64:
			v.SetInt(-77)
		case reflect.Uint8:
			v.SetUint(3)
		default:
			v.SetUint(1<<v.Type().Bits() - 1)
		}
	}
}

// randomRecord makes a record with whatever fields.
func randomRecord(r *rand.Rand) *parse.Record {
	rec := &parse.Record{}
	v := reflect.ValueOf(rec).Elem()
	for i := range v.NumField() {
		if r.IntN(2) == 0 {
			fill(v.Field(i))
		}
	}
	rec.Offset, rec.RecordID = r.Int64(), r.Uint64()
	rec.Computer = []string{"", "A", "b.example", "B.EXAMPLE"}[r.IntN(4)]
	rec.Provider = strings.Repeat("x", r.IntN(300))
	return rec
}

func TestPackComesBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	store := spill.New(1 << 12) // goes to a file on the way
	defer store.Close()
	w, err := NewWriter(store)
	if err != nil {
		t.Fatal(err)
	}
	var want []*parse.Record
	b := w.NewBuilder()
	for range 3000 {
		r := randomRecord(random)
		want = append(want, r)
		b.Saw(r.Computer)
		if err := b.Keep(r); err != nil {
			t.Fatal(err)
		}
	}
	b.States("B")
	b.AddRuns(
		[]parse.Run{
			{
				Channel:   "c",
				Computer:  "C",
				FirstID:   1,
				LastID:    2,
				First:     parse.Exact(1),
				Last:      parse.Exact(2),
				Earliest:  1,
				Latest:    2,
				StepsBack: 1,
				Quiet:     1,
				QuietFrom: 1,
				Records:   2,
				FirstOpen: parse.OpenDate{1, -2},
				LastOpen:  parse.OpenDate{3, 1 << 60},
			},
		},
	)
	head := &Head{
		Source:     "s",
		Folder:     "f",
		Beside:     "b",
		Format:     "evtx",
		Confidence: 100,
		Bytes:      -1,
		SHA256:     "00",
		Problem:    "p",
		Read:       true,
		Records:    9,
		Damaged:    1,
		Salvaged:   2,
		First:      -1,
		Last:       5,
		Home:       "System",
		Pieces: []parse.Piece{
			{Format: "x", First: 1, Last: 9, Stated: true},
			{Format: "y", First: 10, Last: 1 << 30, Codes: []uint32{0x800423f2, 1}},
		},
		Lacks: "l",
		Dates: parse.DatesDayFirst,
	}
	at, err := b.Close(head)
	if err != nil {
		t.Fatal(err)
	}
	item := &Item{
		Number:   7,
		Source:   "s",
		Key:      "k",
		Stamp:    "t",
		Heads:    []int64{at},
		Problems: []Problem{{"x", "y", true, true}},
		Names:    []Name{{"hosts", "srv01"}, {"users", "jdoe"}},
	}
	if err := errors.Join(w.Item(item), w.Finish(About{"a": "b"})); err != nil {
		t.Fatal(err)
	}

	p, err := Open(store, store.Size())
	if err != nil {
		t.Fatal(err)
	}
	items, about, whole, err := p.Contents()
	if err != nil || whole != store.Size() {
		t.Fatalf("whole to %d of %d: %v", whole, store.Size(), err)
	}
	if diff := cmp.Diff([]*Item{item}, items); diff != "" || about["a"] != "b" {
		t.Errorf("items: %s about %v", diff, about)
	}
	if alone, err := p.Item(items[0].At); err != nil || !cmp.Equal(item, alone) {
		t.Errorf("the item by itself is %+v, %v", alone, err)
	}
	back, err := p.Head(items[0].Heads[0])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(head, back); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a", "b.example", "c"}, back.Computers); diff != "" {
		t.Error(diff)
	}
	got, err := p.Records(back.Blocks)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, compareValues); diff != "" {
		t.Error(diff[:min(len(diff), 2000)])
	}
	some, err := p.Records(
		slices.DeleteFunc(slices.Clone(back.Blocks), func(b Block) bool { return b.Computer != "b.example" }),
	)
	if err != nil {
		t.Fatal(err)
	}
	k := 0
	for _, r := range want {
		if strings.EqualFold(r.Computer, "b.example") {
			if !cmp.Equal(r, some[k], compareValues) {
				t.Fatalf("record %d of one computer differs", k)
			}
			k++
		}
	}
	if k != len(some) {
		t.Errorf("%d records of one computer, want %d", len(some), k)
	}

	// A copy holds the same, in whatever pack.
	var copied bytes.Buffer
	c, err := NewWriter(&copied)
	if err == nil {
		err = c.Copy(p, items[0])
	}
	if err != nil {
		t.Fatal(err)
	}
	q, err := Open(bytes.NewReader(copied.Bytes()), int64(copied.Len()))
	if err != nil {
		t.Fatal(err)
	}
	again, _, _, err := q.Contents()
	if err != nil {
		t.Fatal(err)
	}
	h, err := q.Head(again[0].Heads[0])
	if err != nil {
		t.Fatal(err)
	}
	if got, err = q.Records(h.Blocks); err != nil || !cmp.Equal(want, got, compareValues) {
		t.Errorf("the copy differs: %v", err)
	}
}

// TestPackThatBreaksOff: what was written before a process was killed counts, at
// every byte where that can be.
func TestPackThatBreaksOff(t *testing.T) {
	whole := smallPack(t)
	sizes := map[int]bool{}
	for n := range len(whole) + 1 {
		p, err := Open(bytes.NewReader(whole[:n]), int64(n))
		if n < len(magic) {
			if !errors.Is(err, ErrNotAPack) {
				t.Fatalf("%d bytes: %v", n, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		items, about, sound, err := p.Contents()
		if (err == nil) != (sound == int64(n)) || err != nil && !errors.Is(err, ErrDamaged) ||
			about != nil && n < len(whole) {
			t.Fatalf("%d bytes: sound to %d, about %v, %v", n, sound, about, err)
		}
		sizes[len(items)] = true
		for _, i := range items {
			for _, at := range i.Heads {
				h, err := p.Head(at)
				if err == nil {
					_, err = p.Records(h.Blocks)
				}
				if err != nil {
					t.Fatalf("%d bytes: an item counts and cannot be read: %v", n, err)
				}
			}
		}
	}
	if len(sizes) != 3 {
		t.Errorf("numbers of items %v, want 0, 1 and 2", sizes)
	}
}

// smallPack is a pack with two items.
func smallPack(t testing.TB) []byte {
	var buf bytes.Buffer
	w, err := NewWriter(&buf)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	for number := range 2 {
		b := w.NewBuilder()
		for range 3 {
			if err := b.Keep(randomRecord(random)); err != nil {
				t.Fatal(err)
			}
		}
		b.AddRuns([]parse.Run{{Channel: "c", FirstID: 1, LastID: 2, Records: 2}})
		at, err := b.Close(&Head{Source: "s"})
		if err == nil {
			err = w.Item(&Item{Number: number, Heads: []int64{at}, Problems: []Problem{{Source: "a"}}})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Finish(About{"version": "1"}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestEveryBitCounts: a pack with any bit turned is not read as if it were sound.
func TestEveryBitCounts(t *testing.T) {
	whole := smallPack(t)
	for i := range whole {
		bad := bytes.Clone(whole)
		bad[i] ^= 1 << (i % 8)
		if err := readAll(bad); err == nil {
			t.Errorf("byte %d of %d: the change is not seen", i, len(whole))
		}
	}
}

func readAll(pack []byte) error {
	p, err := Open(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		return err
	}
	items, about, _, err := p.Contents()
	if err != nil {
		return err
	}
	if about == nil {
		return errors.New("it breaks off")
	}
	for _, i := range items {
		for _, at := range i.Heads {
			h, err := p.Head(at)
			if err != nil {
				return err
			}
			if _, err := p.Records(h.Blocks); err != nil {
				return err
			}
		}
	}
	return nil
}

func FuzzPack(f *testing.F) {
	f.Add(smallPack(f))
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, pack []byte) { readAll(pack) })
}

// FuzzDecode goes behind the checksums.
func FuzzDecode(f *testing.F) {
	e := newEncoder()
	e.head(
		&Head{Source: "s", Computers: []string{"a"}, Runs: []parse.Run{{Channel: "c"}}, Blocks: []Block{{"a", 1, 8}}},
	)
	f.Add(e.buf)
	random := rand.New(rand.NewPCG(5, 6))
	for range 3 {
		e := newEncoder()
		e.record(randomRecord(random))
		f.Add(e.buf)
	}
	e.reset()
	for _, r := range polled(random, 3) {
		e.record(r)
	}
	f.Add(e.buf)
	f.Fuzz(func(t *testing.T, text []byte) {
		d := &decoder{text: string(text)}
		var h Head
		d.head(&h)
		d = &decoder{text: string(text)}
		var i Item
		d.item(&i)
		records := func(text []byte) (all []parse.Record, err error) {
			d := &decoder{text: string(text)}
			for d.err == nil && d.rest() > 0 {
				var r parse.Record
				d.record(&r)
				all = append(all, r)
			}
			return all, d.end()
		}
		all, err := records(text)
		if err != nil {
			return
		}
		e := newEncoder()
		for i := range all {
			e.record(&all[i])
		}
		if back, err := records(e.buf); err != nil || !reflect.DeepEqual(all, back) {
			t.Fatalf("what was decoded does not come back: %v", err)
		}
	})
}

// polled makes statements as a poll of writers gives them: most are what the one of that writer was
// before, and now and then one is left out, has another state, or is something else.
func polled(random *rand.Rand, listings int) []*parse.Record {
	var all []*parse.Record
	for k := range listings {
		for w := range 5 + random.IntN(2) {
			r := &parse.Record{
				Offset: int64(1000*k + 10*w), Length: 10, Line: int32(100*k + w), Listing: int32(k),
				Provider: parse.ProviderWriter,
				Time:     parse.Timestamp{Wall: parse.Ticks(k), Zone: parse.ZoneLocal},
			}
			add := func(name, value string) {
				r.Fields = append(r.Fields, parse.Field{Name: name, Value: parse.StringValue(value)})
			}
			add(parse.FieldWriterName, "writer "+strconv.Itoa(w))
			add(parse.FieldStateCode, strconv.Itoa(1+random.IntN(8)/7))
			switch random.IntN(30) {
			case 0:
				continue
			case 1:
				add(parse.FieldLastError, strings.Repeat("long ", random.IntN(60)))
			case 2:
				r.Provider, r.Fields = parse.ProviderRequester, nil
			case 3:
				r.Until, r.Computer, r.Stamp = parse.Timestamp{Wall: parse.Ticks(k + 1)}, "HOST", parse.StampNone
			case 4:
				r.FromText, r.Fields[0].Value = true, parse.NumberValue(parse.TypeInt32, uint64(k))
			case 5:
				for range random.IntN(2 * mostFields) {
					add("more", strconv.Itoa(random.IntN(1000)))
				}
			case 6:
				r = randomRecord(random)
				r.Provider = parse.ProviderHost
			case 7:
				add(parse.FieldText, "one of many: "+strconv.Itoa(random.IntN(3*mostSlots)))
			}
			all = append(all, r)
		}
	}
	return all
}

// What repeats comes back as it was and takes little room, and each record is its visitor's.
func TestRepetitionsComeBack(t *testing.T) {
	want := polled(rand.New(rand.NewPCG(7, 8)), slowtest.Of(3000, 1000))
	store := spill.New(1 << 20)
	defer store.Close()
	w, err := NewWriter(store)
	if err != nil {
		t.Fatal(err)
	}
	b := w.NewBuilder()
	borrowed := make([]byte, 0, 1<<10)
	for _, r := range want {
		lent := *r
		borrowed = borrowed[:0]
		lent.Fields = slices.Clone(r.Fields)
		for i, f := range lent.Fields {
			if v := f.Value.Bytes(); v != "" && len(borrowed)+len(v) <= cap(borrowed) {
				borrowed = append(borrowed, v...)
				lent.Fields[i].Value = parse.BytesValue(f.Value.Type(), parse.Borrow(borrowed[len(borrowed)-len(v):]))
			}
		}
		if err := b.Keep(&lent); err != nil {
			t.Fatal(err)
		}
	}
	var h Head
	if _, err := b.Close(&h); err != nil {
		t.Fatal(err)
	}
	if most := int64(len(want) * 50); store.Size() > most {
		t.Errorf("%d records take %d bytes, want %d at most", len(want), store.Size(), most)
	}
	p, err := Open(store, store.Size())
	if err != nil {
		t.Fatal(err)
	}
	for name, read := range map[string]func(*Block, func(Placed)) error{"block": p.Block, "scan": p.Scan} {
		got := make([]*parse.Record, len(want))
		for i := range h.Blocks {
			err := read(&h.Blocks[i], func(r Placed) {
				if name == "block" {
					got[r.Number] = r.Record
					return
				}
				got[r.Number] = r.Record.Clone()
				r.Record.Time, r.Record.Provider = parse.Timestamp{}, "" // it is the visitor's
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if name == "block" {
			for i := 0; i < len(got); i += 2 { // who keeps a record may change it
				changed := got[i]
				got[i] = changed.Clone()
				*changed = parse.Record{}
			}
		}
		if diff := cmp.Diff(want, got, compareValues); diff != "" {
			t.Errorf("%s: %s", name, diff[:min(len(diff), 2000)])
		}
	}
}

func TestNotesComeBack(t *testing.T) {
	store := spill.New(1 << 20)
	w, err := NewWriter(store)
	if err != nil {
		t.Fatal(err)
	}
	notes := []*Note{
		{},
		{Host: "a", First: 1, Last: 2},
		{Host: "a", Owns: true, Duplicates: 3, Gaps: []string{"x", "", "x"}},
	}
	for i, n := range notes {
		before := int64(0)
		if i > 0 {
			before = notes[i-1].Before
		}
		n.Before = before + 1
		at, err := w.Note(n)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Open(store, store.Size())
		if err != nil {
			t.Fatal(err)
		}
		if back, err := p.Note(at); err != nil || !cmp.Equal(n, back) {
			t.Errorf("%+v came back as %+v, %v", n, back, err)
		}
		if items, _, whole, err := p.Contents(); len(items) > 0 || whole != store.Size() || err != nil {
			t.Errorf("%d items up to %d of %d, %v", len(items), whole, store.Size(), err)
		}
	}
}

// TestDesignNamesMagic: docs/design.md has the magic number of today.
func TestDesignNamesMagic(t *testing.T) {
	text, err := os.ReadFile("../../docs/design.md")
	if err != nil || !strings.Contains(string(text), "`"+magic+"`") {
		t.Errorf("%s does not stand there, %v", magic, err)
	}
}
