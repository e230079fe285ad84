package rendered

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"github.com/vsslog/vsslog/parse"
)

func input(b []byte) *parse.Input {
	return &parse.Input{
		Source: "in",
		Size:   int64(len(b)),
		Open:   func() (io.ReadCloser, error) { return io.NopCloser(iotest.HalfReader(bytes.NewReader(b))), nil },
	}
}

// TestOffsets checks in every encoding that each character is at the offset and
// line that it says.
func TestOffsets(t *testing.T) {
	const content = "héllo\r\nwörld €uro\nlast"
	for name, c := range map[string]struct {
		e                      encoding.Encoding
		bom, codePage, content string
	}{
		"utf-8": {encoding.Nop, "", "", content}, "utf-8 bom": {encoding.Nop, "\xef\xbb\xbf", "", content},
		"utf-16":       {unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "\xff\xfe", "", content + "😀x"},
		"utf-16 be":    {unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "\xfe\xff", "", content + "😀x"},
		"windows-1252": {charmap.Windows1252, "", "", content}, "IBM850": {charmap.CodePage850, "", "IBM850", strings.ReplaceAll(content, "€", "e")},
		"Shift_JIS": {japanese.ShiftJIS, "", "Shift_JIS", "ascii\n日本語\nend"},
	} {
		raw, err := c.e.NewEncoder().Bytes([]byte(c.content))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		raw = append([]byte(c.bom), raw...)
		text, err := Open(context.Background(), input(raw), c.codePage)
		if err != nil {
			t.Fatal(err)
		}
		for more := true; more; {
			if more, err = text.More(); err != nil {
				t.Fatal(err)
			}
		}
		if got := string(text.Window()); got != c.content {
			t.Errorf("%s: %q", name, got)
			continue
		}
		line := int32(1)
		for _, r := range c.content {
			one, _ := c.e.NewEncoder().Bytes([]byte(string(r)))
			offset, at := text.Offset()
			if !bytes.HasPrefix(raw[offset:], one) || at != line {
				t.Errorf("%s: %q said at offset %d, line %d; line is %d", name, r, offset, at, line)
			}
			if r == '\n' {
				line++
			}
			text.Skip(len(string(r)))
		}
		if offset, _ := text.Offset(); offset != int64(len(raw)) {
			t.Errorf("%s: the end is at %d of %d", name, offset, len(raw))
		}
	}
}

// TestBrokenUTF16 checks that any bytes taken for UTF-16 are counted exactly.
func TestBrokenUTF16(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := append(
			[]byte("\xff\xfe"),
			rapid.SliceOf(rapid.SampledFrom([]byte{0, 'a', 0xd8, 0xdc, 0xdf, '\n', 0xff})).Draw(t, "bytes")...)
		text, err := Open(context.Background(), input(raw), "")
		if err != nil {
			t.Fatal(err)
		}
		for more := true; more; {
			if more, err = text.More(); err != nil {
				t.Fatal(err)
			}
		}
		text.Skip(len(text.Window()))
		if offset, _ := text.Offset(); offset != int64(len(raw)) {
			t.Fatalf("the end is at %d of %d", offset, len(raw))
		}
	})
}

func TestStamp(t *testing.T) {
	for _, c := range []struct {
		in, wall   string
		resolution parse.Ticks
		zone       parse.Zone
		offset     int32
	}{
		{"2026-01-02T03:04:05Z", "2026-01-02T03:04:05.0000000Z", parse.Second, parse.ZoneUTC, 0},
		{"2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.1234567Z", parse.Tick, parse.ZoneUTC, 0},
		{"2026-01-02 03:04:05.1", "2026-01-02T03:04:05.1000000Z", parse.Second / 10, parse.ZoneLocal, 0},
		{"2026-01-02 03:04:05.678 +00:00", "2026-01-02T03:04:05.6780000Z", parse.Millisecond, parse.ZoneOffset, 0},
		{"2026-01-02T03:04:05-08:00", "2026-01-02T11:04:05.0000000Z", parse.Second, parse.ZoneOffset, -8 * 3600},
		{"2026-01-02T03:04:05.5+0530", "2026-01-01T21:34:05.5000000Z", parse.Second / 10, parse.ZoneOffset, 19800},
		{"2026-01-02 03:04:05.000000 UTC", "2026-01-02T03:04:05.0000000Z", parse.Microsecond, parse.ZoneUTC, 0},
		{"/Date(1767323045678)/", "2026-01-02T03:04:05.6780000Z", parse.Millisecond, parse.ZoneUTC, 0},
		{"/Date(1767323045678+0200)/", "2026-01-02T03:04:05.6780000Z", parse.Millisecond, parse.ZoneUTC, 0},
		{"1767323045.5", "2026-01-02T03:04:05.5000000Z", parse.Second / 10, parse.ZoneUTC, 0},
		{"1767323045", "2026-01-02T03:04:05.0000000Z", parse.Second, parse.ZoneUTC, 0},
	} {
		r, ok := Stamp(c.in, true)
		if !ok || r.Wall.String() != c.wall || r.Resolution != c.resolution || r.Zone != c.zone ||
			r.Offset != c.offset {
			t.Errorf("%q: %v %s %+v", c.in, ok, r.Wall, r)
		}
	}
	for _, in := range []string{"", "2026-01-02", "2026-13-02T03:04:05Z", "2026-01-02T03:04:05 somewhere", "/Date(x)/", "123", "1500-01-01T00:00:00Z", "1767323045.5x"} {
		if r, ok := Stamp(in, true); ok {
			t.Errorf("%q: %+v", in, r)
		}
	}
}

func TestSet(t *testing.T) {
	r := &parse.Record{}
	for _, c := range []struct {
		property Property
		text     string
		ok       bool
	}{
		{EventID, "1073748860", true}, {Level, "Fehler", true}, {Level, "Grad", false}, {Level, " Warning ", true}, {Keywords, "-9187343239835811840", true},
		{ProviderGUID, "ABCDEF01-0000-0000-0000-000000000000", true}, {ProcessID, "0x10", true}, {Task, "70000", false}, {RecordID, "x", false},
		{Property("Other"), "x", false}, {Version, "", true},
	} {
		if ok := Set(r, c.property, c.text); ok != c.ok {
			t.Errorf("%s = %q: %v", c.property, c.text, ok)
		}
	}
	want := &parse.Record{EventID: 7036, Qualifiers: 16384, HasQualifiers: true, Level: 3, Keywords: 0x8080000000000000,
		ProviderGUID: "{abcdef01-0000-0000-0000-000000000000}", ProcessID: 16, HasExecution: true}
	if d := cmp.Diff(want, r); d != "" {
		t.Errorf("record (-want +got):\n%s", d)
	}
}

// TestTokens reads messages of our own words, but for the tokens.
func TestTokens(t *testing.T) {
	for _, c := range []struct {
		provider, message string
		id                uint32
		want              string
	}{
		{"ESENT", "lsass (548) Irgendetwas 3 hat begonnen.", 2001, "process=lsass|process_id=548|instance=|session=3|message"},
		{"ESE", "Information Store (4242,D,0) First Storage Group: something 12 late (20000 ms).", 2004,
			"process=Information Store|process_id=4242|instance=First Storage Group|session=12|value=20000|message"},
		{"ESENT", "svchost (1) DHCP: something 2 met error -2403 there.", 2002, "process=svchost|process_id=1|instance=DHCP|session=2|value=-2403|message"},
		{"ESENT", "lsass (548) something else (7).", 102, "process=lsass|process_id=548|instance=|message"},
		{"ESENT", "no head", 2001, "message"},
		{"Service Control Manager", "The Volume Shadow Copy service entered the stopped state.", 7036, "param1=Volume Shadow Copy|param2=stopped|message"},
		{"Service Control Manager", "Dienst \"Volumeschattenkopie\" ist jetzt im Status " +
			"\"Ausgeführt\".", 7036, "message"},
		{"MSSQL$A", "I/O is frozen on database my db. No user action is required.", 3197, "database=my db|message"},
		{"VolSnap", "something about volume C: and more", 25, "VolumeName=C:|message"},
		{"VSS", "words 0x800423f2\r\n\r\nOperation:\r\n   Thaw Event\r\n\r\nContext:\r\n   Execution Context: " +
			"Writer", 8229,
			"hresult=0x800423f2|context=\n\nOperation:\n   Thaw Event\n\nContext:\n   Execution Context: " +
				"Writer|message"},
		{"VSS", "Wort: 0x800423f2\n\nVorgang:\n   Ereignis\n\nKontext:\n   Name: X", 8229, "hresult=0x800423f2|context=\n\nVorgang:\n   Ereignis\n\nKontext:\n   Name: X|message"},
		{"VSS", "Nur ein Satz: ohne Block", 8229, "message"},
		{"Other", "words", 1, "message"},
	} {
		var got []string
		for _, f := range tokens(&parse.Record{Provider: c.provider, EventID: c.id}, c.message) {
			if f.Name == Message && f.Value.String() == c.message {
				got = append(got, Message)
				continue
			}
			got = append(got, f.Name+"="+f.Value.String())
		}
		if d := cmp.Diff(c.want, strings.Join(got, "|")); d != "" {
			t.Errorf("%s %d (-want +got):\n%s", c.provider, c.id, d)
		}
	}
}
