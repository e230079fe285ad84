package evtx

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// vssChunk is a chunk of n records with ids from first on.
func vssChunk(first uint64, n int) []byte {
	c := newChunk(first)
	c.classic("VSS", 8224, n, "one", "two")
	return c.bytes()
}

// ids returns the ids of the records that come out, marked: s salvaged, x stale.
func ids(res *result) (all []string) {
	for _, r := range res.records {
		s := string(rune('0' + r.HeaderRecordID))
		if r.Salvaged {
			s += "s"
		}
		if r.Stale {
			s += "x"
		}
		all = append(all, s)
	}
	return all
}

// frames returns the offsets of the records of a chunk.
func frames(chunk []byte) (all []int) {
	for at := chunkHeaderSize; ; {
		f, whole := frameAt(chunk, at)
		if !whole {
			return all
		}
		all = append(all, at)
		at = f.end
	}
}

func TestSalvage(t *testing.T) {
	a, b := vssChunk(1, 4), vssChunk(5, 3)
	at := frames(a)
	end := int(le.Uint32(a[48:]))
	edit := func(f func(a []byte) []byte) []byte { return f(slices.Clone(a)) }
	for _, test := range []struct {
		name   string
		data   []byte
		slack  bool
		want   string
		damage string // the kinds of damage, in order
	}{
		{"sound", file(a, b), true, "1 2 3 4 5 6 7", ""},
		{"file header overwritten", append(bytes.Repeat([]byte{0xee}, 4096), append(slices.Clone(a), b...)...), false, "1 2 3 4 5 6 7", "file header"},
		{"no file header", append(slices.Clone(a), b...), false, "1 2 3 4 5 6 7", ""},
		{"hole", file(a, make([]byte, chunkSize), b), false, "1 2 3 4 5 6 7", ""},
		{"garbage for a chunk", file(a, bytes.Repeat([]byte("garbage!"), chunkSize/8), b), false, "1 2 3 4 5 6 " +
			"7", "chunk"},
		{"chunk header checksum", file(edit(func(a []byte) []byte { a[130]++; return a }), b), false, "1 2 3 4 5 6 " +
			"7", "chunk header"},
		{"chunk header zeroed", file(edit(func(a []byte) []byte { clear(a[:512]); return a }), b), false, "1s 2s 3s 4s 5 6 7", ""},
		{"chunk header overwritten", file(edit(func(a []byte) []byte { copy(a[:512], bytes.Repeat([]byte{1}, 512)); return a }), b), false, "1s 2s 3s 4s 5 6 7", "chunk header"},
		{"free space offset", file(edit(func(a []byte) []byte { a[50] = 0xff; return a }), b), false, "1s 2s 3s 4s 5 " +
			"6 7", "chunk header"},
		{"offset of the last record", file(edit(func(a []byte) []byte { le.PutUint32(a[44:], uint32(at[1])); return a }), b), false, "1s 2s 3s 4s 5 6 7", "chunk header"},
		{"data checksum", file(edit(func(a []byte) []byte { a[at[1]+17]++; return a }), b), false, "1s 2s 3s 4s 5 6 " +
			"7", "chunk data"},
		{"record magic", file(edit(func(a []byte) []byte { a[at[1]]++; return a }), b), false, "1s 2s 3s 4s 5 6 " +
			"7", "chunk data,record"},
		{"record size", file(edit(func(a []byte) []byte { a[at[1]+6] = 9; return a }), b), false, "1s 3s 4s 5 6 " +
			"7", "chunk data,record"},
		{"record size of nothing", file(edit(func(a []byte) []byte { copy(a[at[1]+4:], make([]byte, 4)); return a }), b), false, "1s 3s 4s 5 6 7", "chunk data,record"},
		{"torn record", file(edit(func(a []byte) []byte { a[at[2]-4]++; return a }), b), false, "1s 2s 3s 4s 5 6 " +
			"7", "chunk data,record"},
		{"torn last record", file(edit(func(a []byte) []byte { clear(a[end-40:]); return a }), b), false, "1s 2s 3s 4s 5 6 7", "chunk data,record"},
		{"BinXML", file(edit(func(a []byte) []byte { a[at[1]+28] = 0x3f; return a }), b), false, "1s 3s 4s 5 6 " +
			"7", "chunk data,record"},
		{"template of all", file(edit(func(a []byte) []byte { a[at[0]+66] = 0x3f; return a }), b), false, "5 6 7", "chunk data,record,record,record,record"},
		{"end missing", file(a, b)[:4096+chunkSize+at[2]+40], false, "1 2 3 4 5s 6s", "chunk,record"},
		{"end missing in a header", file(a, b)[:4096+chunkSize+100], false, "1 2 3 4", "chunk header"},
		{"end missing in the file header", file(a, b)[:200], false, "", "file header"},
		{"bytes lost before a chunk", slices.Delete(file(a, b), 4096+40000, 4096+40100), false, "1 2 3 4 5s 6s " +
			"7s", "chunk header"},
		{"bytes inserted", slices.Insert(file(a, b), 4096+chunkSize, bytes.Repeat([]byte{7}, 99)...), false, "1 2 3 4 5 6 7", "chunk"},
		{"unflushed", file(edit(func(a []byte) []byte {
			le.PutUint32(a[48:], uint32(at[2]))
			le.PutUint32(a[44:], uint32(at[1]))
			seal(a)
			return a
		}), b), false, "1 2 3s 4s 5 6 7", ""},
		{"a record twice, without a header", file(edit(func(a []byte) []byte { clear(a[:512]); a[at[2]+8] = 2; return a }), b), true, "1s 2s 2x 4s 5 6 7", ""},
		{"a record twice, the second not asked for", file(edit(func(a []byte) []byte { clear(a[:512]); a[at[2]+8] = 2; return a }), b), false, "1s 2s 4s 5 6 7", ""},
		{"an id that is damaged, without a header", file(edit(func(a []byte) []byte { clear(a[:512]); a[at[2]+8] = 9; return a }), b), false, "1s 2s 9s 4s 5 6 7", ""},
		{"stale, not asked for", file(edit(func(a []byte) []byte { return staleChunk(a) }), b), false, "1 2 5 6 7", ""},
		{"stale", file(edit(func(a []byte) []byte { return staleChunk(a) }), b), true, "1 2 3x 4x 5 6 7", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			res := both(t, test.data, parse.Options{Slack: test.slack})
			if got := strings.Join(ids(res), " "); got != test.want {
				t.Errorf("records %s, want %s", got, test.want)
			}
			var kinds []string
			for _, d := range res.damage {
				kinds = append(kinds, d.What)
			}
			if got := strings.Join(kinds, ","); got != test.damage {
				t.Errorf("damage %v, want %s", res.damage, test.damage)
			}
			if res.err != nil {
				t.Error(res.err)
			}
		})
	}
}

// TestMendedNames damages one name of a template in every way that its hash and
// its length can make good.
func TestMendedNames(t *testing.T) {
	name := append(encodeUTF16("TimeCreated"), 0, 0)
	for _, test := range []struct {
		what   string
		damage func(text []byte) // from the header of the name on
	}{
		{"a letter", func(b []byte) { b[nameHeader+4] ^= 0x10 }},
		{"a letter that is none any more", func(b []byte) { b[nameHeader+4] = 0x80 }},
		{"the high byte of a letter", func(b []byte) { b[nameHeader+7] = 0x41 }},
		{"the hash", func(b []byte) { b[4] ^= 0xff }},
		{"the length, too short", func(b []byte) { b[6] = 3 }},
		{"the length, too long", func(b []byte) { b[7] = 0xff }},
		{"the link to the next name", func(b []byte) { le.PutUint32(b, 0x7fff) }},
	} {
		for _, checked := range []bool{true, false} {
			a := vssChunk(1, 3)
			at := bytes.Index(a, name) - nameHeader
			test.damage(a[at:])
			if !checked { // as if checksums had been off all along
				a[120] |= flagNoCRC
				clear(a[52:56])
				clear(a[124:128])
			}
			res := both(t, file(a), parse.Options{})
			want := "1s 2s 3s"
			if test.what == "the link to the next name" {
				want = map[bool]string{true: "1s 2s 3s", false: "1 2 3"}[checked] // nothing needs it
			}
			if got := strings.Join(ids(res), " "); got != want {
				t.Errorf("%s: records %s, want %s: %v", test.what, got, want, res.damage)
			}
			for _, r := range res.records {
				if r.Time.Wall < testTime || r.Time.Wall > testTime+2 {
					t.Errorf("%s: record %d at %v: the name was not put right", test.what, r.HeaderRecordID, r.Time)
				}
			}
		}
	}
}

// TestBytesMissing takes bytes out of a record: the offsets behind them are still
// those of the whole chunk.
func TestBytesMissing(t *testing.T) {
	c := newChunk(1)
	c.classic("VSS", 8224, 3, "one", "two")
	c.classic("volsnap", 25, 3, "three")
	a := c.bytes()
	at := frames(a)
	for i, start := range at { // identifiers whose bytes differ, as real ones do
		guid := []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, byte(i / 3)}
		guid[0] += byte(16 * (i / 3))
		instance := a[start+recordHeaderSize+4:]
		copy(instance[2:6], guid)
		copy(a[int(le.Uint32(instance[6:]))+4:], guid)
	}
	for _, n := range []int{1, 7, 8, 50} {
		cut := slices.Delete(slices.Clone(a), at[1]+60, at[1]+60+n)
		res := both(t, file(cut), parse.Options{})
		if got, want := strings.Join(ids(res), " "), "4s 5s 6s"; !strings.HasSuffix(got, want) {
			t.Errorf("%d bytes: records %s, want %s at the end: %v", n, got, want, res.damage)
		}
		for _, r := range res.records {
			if r.HeaderRecordID >= 4 && (r.Provider != "volsnap" || r.EventID != 25 || r.Computer != "HOST") ||
				!r.Salvaged {
				t.Errorf("%d bytes: record %+v", n, r)
			}
		}
	}
}

// staleChunk makes the last two of four records remains of an earlier use of the
// chunk: the header ends before them, and a gap of 8 bytes parts them.
func staleChunk(a []byte) []byte {
	at := frames(a)
	free := int(le.Uint32(a[48:]))
	copy(a[at[2]+8:free+8], slices.Clone(a[at[2]:free]))
	clear(a[at[2] : at[2]+8])
	le.PutUint32(a[48:], uint32(at[2]))
	le.PutUint32(a[44:], uint32(at[1]))
	seal(a)
	return a
}

// TestHostile has templates that contain themselves, elements without end, and
// counts that promise more than there is.
func TestHostile(t *testing.T) {
	for name, build := range map[string]func(c *chunkBuilder){
		"template in itself": func(c *chunkBuilder) {
			c.record(1, func() {
				c.fragment()
				at := len(c.b) + 10
				c.instance(7, func() { c.again(7, at) })
			})
		},
		"template in itself as data": func(c *chunkBuilder) {
			c.record(1, func() {
				c.fragment()
				at := len(c.b) + 10
				c.instance(7, func() {
					c.start(-1, "Event", false)
					c.close()
					c.again(7, at)
					c.end()
				})
			})
		},
		"two templates that double": func(c *chunkBuilder) {
			c.record(1, func() {
				c.fragment()
				at := len(c.b) + 10
				c.instance(7, func() {
					c.start(-1, "Event", false)
					c.close()
					c.again(7, at)
					c.again(7, at)
					c.end()
				})
			})
		},
		"elements without end": func(c *chunkBuilder) {
			c.record(1, func() {
				c.fragment()
				for range 4000 {
					c.start(inFragment, "Event", false)
					c.close()
				}
			})
		},
		"values without end": func(c *chunkBuilder) {
			text := strings.Repeat("x", 15000)
			c.data(func() {
				c.start(-1, "EventData", false)
				c.close()
				for range 2000 {
					c.leaf(-1, "Data", func() { c.subst(4, 1) })
				}
				c.end()
			}, str(text))
		},
		"array without end": func(c *chunkBuilder) {
			c.data(func() {
				c.start(-1, "EventData", false)
				c.close()
				for range 2000 {
					c.leaf(-1, "Data", func() { c.subst(4, 0x84) })
				}
				c.end()
			}, raw(0x84, make([]byte, 15000)...))
		},
		"a value that is not there": func(c *chunkBuilder) {
			c.data(func() { c.leaf(-1, "EventData", func() { c.subst(999, 1) }) })
		},
		"no elements":  func(c *chunkBuilder) { c.record(1, func() { c.fragment() }) },
		"empty body":   func(c *chunkBuilder) { c.record(1, func() {}) },
		"another root": func(c *chunkBuilder) { c.record(1, func() { c.leaf(inFragment, "Other", func() {}) }) },
		"open attribute": func(c *chunkBuilder) {
			c.record(1, func() { c.start(inFragment, "Event", true); c.attr("a"); c.end(); c.u8(tokenEOF) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newChunk(1)
			build(c)
			if len(c.b) > chunkSize {
				t.Fatalf("%d bytes", len(c.b))
			}
			start := time.Now()
			data := file(c.bytes(), vssChunk(2, 1))
			for _, general := range []bool{false, true} {
				shared := newRun(parse.Options{})
				shared.general = general
				res := readWith(data, shared, 1)
				checkAccount(t, name, len(data), res)
				if len(res.records) == 0 || res.records[len(res.records)-1].HeaderRecordID != 2 {
					t.Errorf("the chunk behind it is lost: %v", res.damage)
				}
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	for _, test := range []struct {
		data []byte
		want error
	}{
		{nil, parse.ErrEmpty},
		{[]byte("a text"), parse.ErrNotThisFormat},
		{bytes.Repeat([]byte("a longer text"), 20000), parse.ErrNotThisFormat},
		{file(), nil},
	} {
		if res := readAll(test.data, parse.Options{}); !errors.Is(res.err, test.want) {
			t.Errorf("%.20q: %v, want %v", test.data, res.err, test.want)
		}
	}
	fault := errors.New("a fault")
	in := memory("broken.evtx", nil)
	in.Open = func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader(file(vssChunk(1, 1))), brokenReader{fault})), nil
	}
	for _, workers := range []int{1, 3} {
		opt := parse.Options{Workers: workers}
		var e *parse.Error
		records := 0
		err := Read(
			context.Background(),
			in,
			opt,
			func(b *parse.Batch) error { records += len(b.Records); b.Release(); return nil },
		)
		if !errors.Is(err, fault) || !errors.As(err, &e) || e.Offset != 4096+chunkSize || records != 1 {
			t.Errorf("a reader that fails: %v, %d records", err, records)
		}
		many := file(slices.Repeat([][]byte{vssChunk(1, 1)}, 50)...)
		if err := Read(context.Background(), memory("m", many), opt, func(*parse.Batch) error { return fault }); err != fault {
			t.Errorf("emit fails: %v", err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		err = Read(ctx, memory("m", many), opt, func(b *parse.Batch) error { b.Release(); cancel(); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
}

type brokenReader struct{ err error }

func (r brokenReader) Read([]byte) (int, error) { return 0, r.err }

func TestDetect(t *testing.T) {
	sound := file(vssChunk(1, 2))
	headless := slices.Clone(sound)
	clear(headless[:4096])
	records := slices.Clone(headless)
	clear(records[4096 : 4096+512])
	for _, test := range []struct {
		name string
		head []byte
		want parse.Confidence
	}{
		{"sound", sound, parse.Certain},
		{"header only", sound[:10], parse.Certain},
		{"header lost", headless, parse.Certain},
		{"chunk cut out", sound[4096:], parse.Certain},
		{"records only", records, parse.Likely},
		{"text", []byte("ElfFile"), parse.No},
		{"nothing", nil, parse.No},
		{"magic in a text", []byte("**\x00\x00 and more of it, long enough for a record"), parse.No},
	} {
		if got := Format.Detect(parse.Sample{Head: test.head, Size: int64(len(test.head))}); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}

// spoil damages data in one of many ways.
func spoil(r *rand.Rand, data []byte) []byte {
	data = slices.Clone(data)
	place := func() int { return fileHeaderSize + r.Intn(max(len(data)-fileHeaderSize, 1)) }
	switch r.Intn(9) {
	case 0:
		return data[:r.Intn(len(data)+1)]
	case 1:
		for range 1 + r.Intn(8) {
			data[r.Intn(len(data))] ^= 1 << r.Intn(8)
		}
	case 2:
		for range 50 + r.Intn(1000) {
			data[r.Intn(len(data))] = byte(r.Intn(256))
		}
	case 3: // zeros over a header or anything
		at := place()
		clear(data[at:min(at+1<<r.Intn(15), len(data))])
	case 4: // sizes and offsets
		for range 1 + r.Intn(20) {
			at := place() &^ 3
			if at+4 <= len(data) {
				le.PutUint32(data[at:], []uint32{0, 1, 27, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff}[r.Intn(7)])
			}
		}
	case 5: // bytes lost
		at := place()
		data = slices.Delete(data, at, min(at+1+r.Intn(3000), len(data)))
	case 6: // bytes inserted
		data = slices.Insert(data, place(), make([]byte, 1+r.Intn(3000))...)
	case 7: // a piece of the file somewhere else in it
		from, to := place(), place()
		copy(data[to:], slices.Clone(data[from:min(from+1<<r.Intn(14), len(data))]))
	case 8: // chunk headers
		for at := fileHeaderSize; at+chunkHeaderSize <= len(data); at += chunkSize {
			if r.Intn(3) == 0 {
				r.Read(data[at : at+1<<r.Intn(10)])
			}
		}
	}
	return data
}

// checkDamaged holds what has to be true of any input.
func checkDamaged(t *testing.T, name string, data []byte) {
	t.Helper()
	opt := parse.Options{Slack: true}
	start := time.Now()
	alone := readAll(data, opt)
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("%s: took %v", name, took)
	}
	checkAccount(t, name, len(data), alone)
	opt.Workers = 2
	compareResults(t, name+" with two workers", alone, readAll(data, opt))
	for _, r := range alone.records {
		AppendXML(nil, r)
	}
}

func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	c := newChunk(30)
	c.data(func() { c.optional(4, typeBinXML) }, binXML(func() {
		c.instance(8, func() {
			c.start(-1, "EventData", false)
			c.close()
			c.leaf(-1, "Data", func() { c.subst(0, 0x81) })
			c.end()
		}, raw(0x81, encodeUTF16("a\x00b\x00")...))
	}))
	built := file(vssChunk(1, 20), c.bytes(), vssChunk(31, 3))
	for range 300 {
		checkDamaged(t, "built", spoil(r, built))
	}
}

func TestDamagedCorpus(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	for _, f := range corpus(t) {
		if f.isStub() {
			continue
		}
		for range 6 {
			checkDamaged(t, f.name, spoil(r, f.data))
		}
	}
}
