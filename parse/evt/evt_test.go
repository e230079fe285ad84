package evt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
)

// numbersOf returns the record numbers in the order of the file, remnants with a minus.
func numbersOf(c *content) []int {
	var all []int
	for _, r := range c.records {
		n := int(r.RecordID)
		if r.Salvaged {
			n = -n
		}
		all = append(all, n)
	}
	return all
}

func through(from, to int) (all []int) {
	for n := from; n <= to; n++ {
		all = append(all, n)
	}
	return all
}

func TestFields(t *testing.T) {
	sid := []byte{1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0}
	e := event{
		number:   7,
		time:     1_175_000_000,
		id:       0xC0060019,
		kind:     typeError,
		category: 3,
		source:   "VolSnap",
		computer: "OLDBOX",
		sid:      sid,
		data:     []byte{0, 1, 2},
		strings:  []string{"", "\\Device\\Harddisk0", "Grüße 你好 😀", "%%1234"},
	}
	l := newLog(4096)
	l.write(e)
	c := readAll(t, bytesInput(l.close()), parse.Options{})
	want := []*parse.Record{{
		Offset: headerSize, Length: int64(len(e.bytes())), RecordID: 7,
		Time: parse.WholeSecond(
			parse.FromUnix(1_175_000_000),
		), Written: parse.WholeSecond(parse.FromUnix(1_175_000_001)),
		Channel: "System", Provider: "VolSnap", EventID: 25, Qualifiers: 0xC006, HasQualifiers: true, Level: 2, Task: 3,
		Keywords: 0x80000000000000, Computer: "OLDBOX", UserSID: "S-1-5-32-544", Binary: "\x00\x01\x02",
		Fields: []parse.Field{{Value: parse.StringValue("")}, {Value: parse.StringValue("\\Device\\Harddisk0")},
			{Value: parse.StringValue("Grüße 你好 😀")}, {Value: parse.StringValue("%%1234")}},
	}}
	if d := cmp.Diff(want, c.records, cmp.AllowUnexported(parse.Value{})); d != "" {
		t.Errorf("records (-want +got):\n%s", d)
	}
	if len(c.damage) > 0 {
		t.Error(c.damage)
	}
}

func TestLevels(t *testing.T) {
	for _, c := range []struct {
		kind     uint16
		level    uint8
		keywords uint64
	}{
		{1, 2, 0x80000000000000}, {2, 3, 0x80000000000000}, {4, 4, 0x80000000000000}, {0, 0, 0x80000000000000},
		{8, 0, 0xa0000000000000}, {16, 0, 0x90000000000000},
	} {
		if l, k := level(c.kind); l != c.level || k != c.keywords {
			t.Errorf("type %d: level %d, keywords %#x", c.kind, l, k)
		}
	}
}

func TestUnpairedSurrogate(t *testing.T) {
	for in, want := range map[string]string{"a\x00\x00\xd8b\x00": "a\uFFFDb", "\x00\xdc": "\uFFFD", "\x3d\xd8\x00\xde": "😀", "\x3d\xd8": "\uFFFD"} {
		if got := string(appendUTF8(nil, []byte(in))); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestRing writes rings of every size in a range, so that records are cut at every
// place where that can happen, the padding has every width, and the end-of-file
// record meets the end of the file; each clean and as a copy of a log in use.
func TestRing(t *testing.T) {
	width := len(numbered(1).bytes())
	cut, filled, eofCut := 0, 0, 0
	for size := headerSize + 6*width; size < headerSize+8*width; size += 4 {
		for written := 1; written <= 24; written++ {
			l := newLog(size)
			for n := 1; n <= written; n++ {
				l.write(numbered(uint32(n)))
			}
			for name, file := range map[string][]byte{"clean": l.close(), "dirty": l.copied()} {
				c := readAll(t, bytesInput(file), parse.Options{})
				at := fmt.Sprintf("size %d, %d records, %s", size, written, name)
				seen := map[int]int{}
				for _, n := range numbersOf(c) {
					seen[n]++
				}
				for n := int(l.first); n <= written; n++ {
					if seen[n] != 1 {
						t.Fatalf("%s: record %d met %d times in %v", at, n, seen[n], numbersOf(c))
					}
				}
				if live := len(c.live()); live != written-int(l.first)+1 || len(c.damage) > 0 {
					t.Fatalf("%s: %d live records, want %d to %d; damage %v", at, live, l.first, written, c.damage)
				}
				if records := int64(written - int(l.first) + 1); c.account.Records != records*int64(width) {
					t.Fatalf("%s: account %+v", at, c.account)
				}
			}
			switch last := l.offsets[len(l.offsets)-1]; {
			case last+width > size:
				cut++
			case l.end+eofSize > size:
				eofCut++
			}
			if l.wrapped && binary.LittleEndian.Uint32(l.file[size-4:]) == fillWord {
				filled++
			}
		}
	}
	if cut == 0 || filled == 0 || eofCut == 0 {
		t.Errorf(
			"the rings did not try everything: %d cut records, %d paddings, %d cut end-of-file records",
			cut,
			filled,
			eofCut,
		)
	}
}

func TestRuns(t *testing.T) {
	l := newLog(1 << 16)
	for _, n := range []uint32{5, 6, 7, 9, 10} {
		e := numbered(n)
		if n == 6 {
			e.time -= 100
		}
		if n == 10 {
			e.computer = "NEWNAME"
		}
		l.write(e)
	}
	at := func(n uint32) parse.Timestamp { return parse.WholeSecond(parse.FromUnix(int64(1_100_000_000 + n))) }
	early := parse.WholeSecond(at(6).Wall - 100*parse.Second)
	want := []parse.Run{
		{
			Channel:   "System",
			Computer:  "OLDBOX",
			FirstID:   5,
			LastID:    7,
			First:     at(5),
			Last:      at(7),
			Earliest:  early.Wall,
			Latest:    at(7).Wall,
			StepsBack: 1,
			Backs:     []parse.StepBack{{ID: 6, From: at(5).Wall, To: early.Wall}},
			Quiet:     101 * parse.Second,
			QuietFrom: early.Wall,
			Records:   3,
		},
		{
			Channel:  "System",
			Computer: "OLDBOX",
			FirstID:  9,
			LastID:   9,
			First:    at(9),
			Last:     at(9),
			Earliest: at(9).Wall,
			Latest:   at(9).Wall,
			Records:  1,
		},
		{
			Channel:  "System",
			Computer: "NEWNAME",
			FirstID:  10,
			LastID:   10,
			First:    at(10),
			Last:     at(10),
			Earliest: at(10).Wall,
			Latest:   at(10).Wall,
			Records:  1,
		},
	}
	for _, s := range []*parse.Selector{nil, {}} {
		c := readAll(t, bytesInput(l.close()), parse.Options{Selector: s})
		if d := cmp.Diff(want, c.runs); d != "" {
			t.Errorf("runs (-want +got):\n%s", d)
		}
		if s != nil && len(c.records) > 0 {
			t.Error("a selector that wants nothing got", numbersOf(c))
		}
	}
}

func TestSelector(t *testing.T) {
	l := newLog(1 << 16)
	for n, source := range []string{"VSS", "Service Control Manager", "vss", "MSSQL$A", "Other"} {
		e := numbered(uint32(n + 1))
		e.source = source
		l.write(e)
	}
	s := &parse.Selector{
		Rules: []parse.Rule{
			{Provider: "vss"},
			{Provider: "Service Control Manager", IDs: []uint32{7035}},
			{Provider: "MSSQL$*", IDs: []uint32{7036}},
		},
	}
	if d := cmp.Diff([]int{1, 3, 4}, numbersOf(readAll(t, bytesInput(l.close()), parse.Options{Selector: s}))); d != "" {
		t.Errorf("records (-want +got):\n%s", d)
	}
}

func TestChannel(t *testing.T) {
	for _, c := range []struct {
		sources []string
		want    string
	}{
		{[]string{"Someone", "VSS"}, "Application"}, {[]string{"Someone"}, ""}, {[]string{"VSS", "EventLog"}, ""}, {[]string{"NtFrs"}, "File Replication Service"},
	} {
		l := newLog(1 << 14)
		for i, source := range c.sources {
			e := numbered(uint32(i + 1))
			e.source = source
			l.write(e)
		}
		for _, r := range readAll(t, bytesInput(l.close()), parse.Options{}).records {
			if r.Channel != c.want {
				t.Errorf("%v: channel %q, want %q", c.sources, r.Channel, c.want)
			}
		}
	}
}

// TestDamage breaks a log of 20 records and says what must come of it.
func TestDamage(t *testing.T) {
	width := len(numbered(1).bytes())
	at := func(n int) int { return headerSize + (n-1)*width }
	straight := newLog(headerSize + 21*width)
	for n := range 20 {
		straight.write(numbered(uint32(n + 1)))
	}
	ring := newLog(headerSize + 20*width + 100)
	for n := range 30 {
		ring.write(numbered(uint32(n + 1)))
	}
	without := func(file []byte, gone ...int) []byte { // overwrites records by their offsets
		for _, off := range gone {
			copy(file[off:off+width], strings.Repeat("\xAA", width))
		}
		return file
	}
	put := func(file []byte, off int, v uint32) []byte {
		binary.LittleEndian.PutUint32(file[off:], v)
		return file
	}
	ringAll := append(through(12, 30), nil...)
	for _, c := range []struct {
		name   string
		file   []byte
		live   []int // sorted as in the file
		damage []string
	}{
		{"overwritten record", without(straight.close(), at(5)), append(through(1, 4), through(6, 20)...),
			[]string{"expected a record, found bytes aaaaaaaaaaaaaaaa (180 bytes given up)"}},
		{"two neighbours", without(straight.close(), at(5), at(6)), append(through(1, 4), through(7, 20)...), []string{"360 bytes given up"}},
		{"oversized", put(straight.close(), at(5), 0x7fffffff), append(through(1, 4), through(6, 20)...), []string{"found a record of 2147483647 bytes"}},
		{"undersized", put(straight.close(), at(5), 8), append(through(1, 4), through(6, 20)...), []string{"found a record of 8 bytes, where 60 to 524287 are possible"}},
		{"larger than what is left", put(straight.close(), at(20), 4000), through(1, 19), []string{"found a record " +
			"of 4000 bytes where"}},
		{"no end-of-file record", put(straight.close(), at(21), 0), through(1, 20), []string{"which the file header " +
			"names, found none there", "found none in the file", "found bytes"}},
		{"unused space and no end-of-file record", append(straight.copied()[:at(21)], make([]byte, 500)...), through(1, 20), []string{"found none in the file"}},
		{"truncated", straight.close()[:at(11)+20], through(1, 10), []string{"found none there", "found none in the " +
			"file", "found 20 bytes"}},
		{"ring without end-of-file record", put(ring.copied(), ring.end, 0), nil, []string{"found none in the " +
			"file", "found bytes"}},
		{"ring without its oldest record", without(ring.close(), ring.oldest), nil, []string{"oldest record"}},
		{"broken header", put(straight.close(), 4, 0), through(1, 20), []string{"file header: expected size 48, " +
			"LfLe, version 1.1, size 48, found signature 0x00000000 (48 bytes given up)"}},
		{"header of another major version", put(straight.close(), 8, 2), through(1, 20), []string{"found version 2.1"}},
		{"header of another minor version", put(straight.close(), 12, 3), through(1, 20), []string{"found version 1.3"}},
		{"header with another size", put(straight.close(), 0, 64), through(1, 20), []string{"found sizes 64 and 48"}},
		{"header with another size at its end", put(straight.close(), 44, 64), through(1, 20),
			[]string{"found sizes 48 and 64"}},
		{"no header", straight.close()[headerSize:at(8)], through(1, 7), []string{"file header: expected size 48, " +
			"LfLe, version 1.1, size 48, found a record"}},
		{"header cut", straight.close()[:20], nil, []string{"file header: expected 48 bytes, found 20 (20 bytes " +
			"given up)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readAll(t, bytesInput(c.file), parse.Options{})
			var live []int
			for _, r := range got.live() {
				live = append(live, int(r.RecordID))
			}
			want := c.live
			if strings.HasPrefix(c.name, "ring") { // newest part first
				seen := map[int]bool{}
				for _, n := range live {
					seen[n] = true
				}
				for _, n := range ringAll[1:] {
					if !seen[n] {
						t.Errorf("record %d is missing in %v", n, live)
					}
				}
			} else if d := cmp.Diff(want, live); d != "" {
				t.Errorf("live records (-want +got):\n%s", d)
			}
			if len(got.damage) != len(c.damage) {
				t.Fatalf("%d damages, want %d: %v", len(got.damage), len(c.damage), got.damage)
			}
			for i, want := range c.damage {
				if !strings.Contains(got.damage[i].String(), want) {
					t.Errorf("damage %q, want %q", got.damage[i], want)
				}
			}
		})
	}
}

// TestTwoEnds: a log that was begun anew keeps the end-of-file record of before behind its own. Where the
// file header is stale, the one with the larger number counts.
func TestTwoEnds(t *testing.T) {
	l := newLog(64 << 10)
	for n := 1; n <= 20; n++ {
		l.write(numbered(uint32(n)))
	}
	l.end, l.oldest, l.first, l.offsets, l.numbers = headerSize, headerSize, 0, nil, nil
	for n := 21; n <= 25; n++ {
		l.write(numbered(uint32(n)))
	}
	var live []int
	for _, r := range readAll(t, bytesInput(l.copied()), parse.Options{}).live() {
		live = append(live, int(r.RecordID))
	}
	if d := cmp.Diff(through(21, 25), live); d != "" {
		t.Errorf("live records (-want +got):\n%s", d)
	}
}

// TestTorn checks that a record with a wrong trailing size alone is kept as salvaged.
func TestTorn(t *testing.T) {
	l := newLog(1 << 14)
	for n := range 5 {
		l.write(numbered(uint32(n + 1)))
	}
	sound := l.close()
	width := len(numbered(1).bytes())
	for _, by := range []int{1, -1} {
		file := bytes.Clone(sound)
		file[headerSize+3*width-4] += byte(by)
		c := readAll(t, bytesInput(file), parse.Options{})
		if d := cmp.Diff([]int{1, 2, -3, 4, 5}, numbersOf(c)); d != "" {
			t.Errorf("by %d: records (-want +got):\n%s", by, d)
		}
		if want := fmt.Sprintf("with its size, 180, at its end too, found %d there", 180+by); len(c.damage) != 1 ||
			!strings.Contains(c.damage[0].String(), want) {
			t.Errorf("by %d: %v", by, c.damage)
		}
	}
}

// TestValuesOutside checks values whose offset or count lies.
func TestValuesOutside(t *testing.T) {
	e := numbered(1)
	e.sid, e.data = []byte{1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0}, []byte("data")
	for _, c := range []struct {
		at, value uint32
		what      string
	}{{36, 0xffffff00, "strings"}, {36, 10, "strings"}, {40, 1 << 20, "user SID"}, {44, 0xfffffffc, "user SID"}, {48, 0x7fffffff, "data"}, {52, 0xffffffff, "data"}, {26, 9 | 3<<16, "strings"}} {
		l := newLog(4096)
		l.write(e)
		file := l.close()
		binary.LittleEndian.PutUint32(file[headerSize+c.at:], c.value)
		got := readAll(t, bytesInput(file), parse.Options{})
		if len(got.records) != 1 || len(got.damage) != 1 || got.damage[0].What != c.what+" of a record" {
			t.Errorf("offset %d = %#x: %d records, damage %v", c.at, c.value, len(got.records), got.damage)
		}
	}
}

func TestEmptyLog(t *testing.T) {
	l := newLog(headerSize + eofSize)
	l.next = 1
	l.ring(headerSize, l.eof())
	if c := readAll(t, bytesInput(l.close()), parse.Options{}); len(c.records)+len(c.damage)+len(c.runs) > 0 {
		t.Errorf("%+v", c)
	}
}

func TestForeign(t *testing.T) {
	for _, c := range []struct {
		content string
		reason  error
	}{{"", parse.ErrEmpty}, {strings.Repeat("no log at all ", 100), parse.ErrNotThisFormat}} {
		err := Format.Read(
			context.Background(),
			bytesInput([]byte(c.content)),
			parse.Options{},
			func(*parse.Batch) error { return nil },
		)
		if !errors.Is(err, c.reason) || !strings.HasPrefix(err.Error(), "SysEvent.Evt: ") {
			t.Errorf("error %v, want %v with the file's name", err, c.reason)
		}
	}
}

// TestStream reads an input that offers no random access.
func TestStream(t *testing.T) {
	l := newLog(1 << 14)
	l.write(numbered(1))
	in := bytesInput(l.close())
	in.At, in.Size, in.Once = nil, -1, true
	n := 0
	err := Format.Read(
		context.Background(),
		in,
		parse.Options{},
		func(b *parse.Batch) error { n += len(b.Records); return nil },
	)
	if err != nil || n != 1 {
		t.Errorf("%d records, %v", n, err)
	}
	broken := errors.New("broken")
	in.Open = func() (io.ReadCloser, error) { return io.NopCloser(iotest.ErrReader(broken)), nil }
	if err := Format.Read(context.Background(), in, parse.Options{}, nil); !errors.Is(err, broken) {
		t.Errorf("error %v, want that of the reader", err)
	}
}

// TestFileShrinks reads a file that is shorter than was said.
func TestFileShrinks(t *testing.T) {
	l := newLog(1 << 14)
	l.write(numbered(1))
	in := bytesInput(l.close())
	in.Size += 100
	err := Format.Read(context.Background(), in, parse.Options{}, func(*parse.Batch) error { return nil })
	broken, ok := errors.AsType[*parse.Error](err)
	if !ok || broken.Offset != 1<<14 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error %v", err)
	}
}

// TestUnreadablePart reads a file of which one part cannot be read any more.
func TestUnreadablePart(t *testing.T) {
	l := newLog(6 * windowSize)
	for n := range 3000 {
		e := numbered(uint32(n + 1))
		e.data = make([]byte, 8000)
		l.write(e)
	}
	file := l.close()
	in := bytesInput(file)
	bad := &badPart{ReaderAt: in.At, from: 4 * windowSize}
	in.At = bad
	n := 0
	err := Format.Read(
		context.Background(),
		in,
		parse.Options{},
		func(b *parse.Batch) error { n += len(b.Records); return nil },
	)
	if err != nil || n != 3000 {
		t.Fatalf("the sound file: %d records, %v", n, err)
	}
	n, bad.broken = 0, errors.New("bad sector")
	err = Format.Read(
		context.Background(),
		in,
		parse.Options{},
		func(b *parse.Batch) error { n += len(b.Records); return nil },
	)
	broken, ok := errors.AsType[*parse.Error](err)
	if !ok || !errors.Is(err, bad.broken) || broken.Offset != bad.from || n < 1000 {
		t.Errorf("%d records, %v", n, err)
	}
}

// badPart fails in a part of 4096 bytes.
type badPart struct {
	io.ReaderAt
	from   int64
	broken error
}

func (b *badPart) ReadAt(p []byte, off int64) (int, error) {
	if end := off + int64(len(p)); b.broken != nil && end > b.from && off < b.from+4096 {
		n, _ := b.ReaderAt.ReadAt(p[:max(0, b.from-off)], off)
		return n, b.broken
	}
	return b.ReaderAt.ReadAt(p, off)
}

func TestStops(t *testing.T) {
	l := newLog(1 << 14)
	l.write(numbered(1))
	enough := errors.New("enough")
	if err := Format.Read(context.Background(), bytesInput(l.close()), parse.Options{}, func(*parse.Batch) error { return enough }); !errors.Is(
		err,
		enough,
	) {
		t.Errorf("error %v, want that of emit", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Format.Read(ctx, bytesInput(l.close()), parse.Options{}, func(*parse.Batch) error { return nil }); !errors.Is(
		err,
		context.Canceled,
	) {
		t.Errorf("error %v, want the context's", err)
	}
}

// TestSmallest reads records that are barely larger than the fixed part, or smaller.
func TestSmallest(t *testing.T) {
	for size := fixedSize; size <= fixedSize+12; size += 4 {
		b := make([]byte, size)
		binary.LittleEndian.PutUint32(b, uint32(size))
		binary.LittleEndian.PutUint32(b[4:], signature)
		binary.LittleEndian.PutUint32(b[size-4:], uint32(size))
		l := newLog(1 << 12)
		l.put(b, 1)
		c := readAll(t, bytesInput(l.close()), parse.Options{})
		if want := size >= minRecord; want != (len(c.records) == 1) || want != (len(c.damage) == 0) {
			t.Errorf("size %d: %d records, damage %v", size, len(c.records), c.damage)
		}
	}
}

func TestDetect(t *testing.T) {
	l := newLog(1 << 14)
	for n := range 3 {
		l.write(numbered(uint32(n + 1)))
	}
	file := l.close()
	for _, c := range []struct {
		name string
		head []byte
		want parse.Confidence
	}{
		{"log", file, parse.Certain}, {"first bytes", file[:8], parse.Certain}, {"records", file[60:], parse.Likely},
		{"text", []byte("this tells of LfLe, the signature of a log, and of nothing else"), parse.No}, {"nothing", nil, parse.No},
		{"evtx", []byte("ElfFile\x00"), parse.No},
	} {
		if got := Format.Detect(parse.Sample{Head: c.head, Size: int64(len(c.head))}); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	width := len(numbered(1).bytes())
	for _, size := range []int{6*width + 100, 7*width + 20, 20 * width} {
		l := newLog(headerSize + size)
		for n := range 10 {
			l.write(numbered(uint32(n + 1)))
		}
		f.Add(l.close())
		f.Add(l.copied())
		f.Add(l.copied()[:size-width])
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) == 0 {
			return
		}
		err := Format.Read(
			context.Background(),
			bytesInput(file),
			parse.Options{},
			func(b *parse.Batch) error { b.Release(); return nil },
		)
		if errors.Is(err, parse.ErrNotThisFormat) {
			return
		}
		if c := readAll(t, bytesInput(file), parse.Options{}); len(c.records) > len(file)/fixedSize {
			t.Errorf("%d records in %d bytes", len(c.records), len(file))
		}
	})
}

// TestCutRecordEndsBeforeTheLog: the rest of a record that the end of the file cuts stands behind
// the file header, and ends where the end-of-file record begins at the latest.
func TestCutRecordEndsBeforeTheLog(t *testing.T) {
	const size, at, limit = 400, 300, 200
	for rest, want := range map[int]kind{limit - headerSize - 4: record, limit - headerSize: record, limit - headerSize + 4: junk, limit: junk} {
		file := make([]byte, size)
		put := binary.LittleEndian.PutUint32
		put(file[at:], uint32(size-at+rest))
		put(file[at+4:], signature)
		put(file[headerSize+rest-4:], uint32(size-at+rest))
		s := newScanner(newWindow(context.Background(), bytes.NewReader(file), size))
		s.tailLimit = limit
		it, err := s.whole(at, size, true)
		if err != nil || it.kind != want || want == record && it.tail != int64(rest) {
			t.Errorf("%d bytes behind the header: %+v, %v", rest, it, err)
		}
	}
}
