package console

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

func utf16Bytes(s string, bigEndian, bom bool) []byte {
	var p []byte
	units := utf16.Encode([]rune(s))
	if bom {
		units = append([]uint16{0xfeff}, units...)
	}
	for _, u := range units {
		if bigEndian {
			p = append(p, byte(u>>8), byte(u))
		} else {
			p = append(p, byte(u), byte(u>>8))
		}
	}
	return p
}

func encode850(t *testing.T, s string) []byte {
	p, err := charmap.CodePage850.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// wholeDocument loads all lines, and holds those read from a stream in crumbs
// against them.
func wholeDocument(data []byte, codePage string) (*Document, error) {
	d, err := newDocument(newSource(nil, data), codePage)
	if err != nil {
		return nil, err
	}
	for d.read() {
	}
	for _, size := range []int{1, 7, 64} {
		s := newSource(iotest.OneByteReader(bytes.NewReader(data)), nil)
		s.head, s.chunk = size, size
		streamed, _ := newDocument(s, codePage)
		for streamed.read() {
		}
		if !slices.Equal(streamed.lines, d.lines) {
			return nil, fmt.Errorf("in pieces of %d bytes: %v, at once: %v", size, streamed.lines, d.lines)
		}
	}
	return d, nil
}

func texts(d *Document) []string {
	var all []string
	for _, l := range d.lines {
		all = append(all, l.Text)
	}
	return all
}

func TestEncodings(t *testing.T) {
	const content = "Nom du rédacteur : 'Writer'\r\nDernière erreur : Aucune\r\n"
	want := "Nom du rédacteur : 'Writer'|Dernière erreur : Aucune"
	latin, err := charmap.Windows1252.NewEncoder().Bytes([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, encoding string
		data           []byte
	}{
		{"UTF-8", "UTF-8", []byte(content)},
		{"UTF-8 with BOM", "UTF-8", []byte("\ufeff" + content)},
		{"UTF-16LE with BOM", "UTF-16LE", utf16Bytes(content, false, true)},
		{"UTF-16LE without BOM", "UTF-16LE", utf16Bytes(content, false, false)},
		{"UTF-16BE with BOM", "UTF-16BE", utf16Bytes(content, true, true)},
		{"UTF-16BE without BOM", "UTF-16BE", utf16Bytes(content, true, false)},
		{"OEM code page", "IBM850", encode850(t, content)},
		{"ANSI code page", "windows-1252", latin},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := wholeDocument(c.data, "")
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(texts(d), "|"); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if got := strings.Join(d.Encodings, ","); got != c.encoding {
				t.Errorf("encoding %s, want %s", got, c.encoding)
			}
			checkCover(t, d, c.data)
		})
	}
}

// checkCover holds the lines against the bytes: they follow each other and
// leave nothing out.
func checkCover(t *testing.T, d *Document, data []byte) {
	t.Helper()
	at := int64(0)
	for _, l := range d.lines {
		if l.Offset != at {
			t.Fatalf("line %d begins at %d, want %d", l.Number, l.Offset, at)
		}
		at += l.Length
	}
	if at != int64(len(data)) {
		t.Errorf("the lines end at %d of %d bytes", at, len(data))
	}
}

func TestCodePageOption(t *testing.T) {
	data, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte("状態: [1]\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Shift_JIS", "932", "cp932", ""} {
		d, err := wholeDocument(data, name)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Text(0); got != "状態: [1]" {
			t.Errorf("code page %q: got %q", name, got)
		}
	}
	if _, err := wholeDocument(data, "klingon"); err == nil {
		t.Error("an unknown code page is accepted")
	}
}

// wmic appends UTF-16 with a mark to what cmd began, PowerShell 5 appends it
// without one.
func TestMixedEncodings(t *testing.T) {
	for _, bom := range []bool{true, false} {
		data := append([]byte("first\r\nsecond\r\n"), utf16Bytes("third\r\nfourth\r\n", false, bom)...)
		data = append(data, []byte("fifth line\r\nsixth line\r\n")...)
		data = append(data, utf16Bytes("seventh\r\n上上上\r\neighth\r\n", false, bom)...)
		d, err := wholeDocument(data, "")
		if err != nil {
			t.Fatal(err)
		}
		want := "first|second|third|fourth|fifth line|sixth line|seventh|上上上|eighth"
		if got := strings.Join(texts(d), "|"); got != want {
			t.Errorf("with mark %v: got %q, want %q", bom, got, want)
		}
		checkCover(t, d, data)
	}
}

func TestLineBreaks(t *testing.T) {
	data := []byte("a\r\r\nb\r\nc\nd\re\r\n\r\nf")
	d, err := wholeDocument(data, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(texts(d), "|"); got != "a|b|c|d|e||f" {
		t.Errorf("got %q", got)
	}
	checkCover(t, d, data)
}

func TestDecorations(t *testing.T) {
	for in, want := range map[string]string{
		"> Writer name: 'X'  ":              "Writer name: 'X'",
		"   State:&nbsp;\\[11\\] Failed":    "   State: [11] Failed",
		"copy for ‘c:\\’":                   "copy for 'c:\\'",
		"État\u00a0: [1]":                   "État : [1]",
		"Volume: \\\\?\\Volume{x}\\ [C:\\]": "Volume: \\\\?\\Volume{x}\\ [C:\\]",
		"vssadmin 1.1 – Tool":               "vssadmin 1.1 - Tool",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestGuestAgentJSON(t *testing.T) {
	plain := "{\n  \"out-data\" : \"Writer \\\"a\\\"\\r\\n   State: [1]\\r\\nE\\u0041\",\n \"exitcode\": 0\n}\n"
	d, err := wholeDocument([]byte(plain), "")
	if err != nil {
		t.Fatal(err)
	}
	want := "{|  \"out-data\" : \"|Writer \"a\"|   State: [1]|EA|\",| \"exitcode\": 0|}"
	if got := strings.Join(texts(d), "|"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	checkCover(t, d, []byte(plain))
	if l := d.lines[3]; plain[l.Offset:l.Offset+9] != "   State:" || l.Number != 2 {
		t.Errorf("line %d is said to be at %d: %q", l.Number, l.Offset, plain[l.Offset:])
	}
	coded := `{"return":{"out-data":"V3JpdGVyIG5hbWU6ICd4Jw0KICAgU3RhdGU6IFsxXSBTdGFibGUNCg==","exited":true}}`
	d, err = wholeDocument([]byte(coded), "")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(texts(d), "|"); !strings.Contains(got, "|Writer name: 'x'|   State: [1] Stable|") {
		t.Errorf("base64: got %q", got)
	}
	checkCover(t, d, []byte(coded))
}

// TestTextsInJSON: the bodies of tickets and chats are what somebody pasted; a path of Windows
// is no text of lines.
func TestTextsInJSON(t *testing.T) {
	for _, c := range []struct{ raw, want string }{
		{
			`{"id":1,"notes":[{"by":"x","body":"It failed.\r\n   State: [9]\n   Last error: none"},{"by":"y","body":"one two\nthree four\nfive"}]}`,
			`{"id":1,"notes":[{"by":"x","body":"|It failed.|   State: [9]|   Last error: none|"},{"by":"y","body":"|one two|three four|five|"}]}`,
		},
		{`  "body" : "one two\nthree four\nfive",`, `  "body" : "|one two|three four|five|",`},
		{`{"path":"C:\new\notes and\no more"}`, `{"path":"C:\new\notes and\no more"}`},
		{`{"path":"C:\\new one\\next one\\nine ten"}`, `{"path":"C:\\new one\\next one\\nine ten"}`},
		{`log: "one two\nthree four\nfive"`, `log: "one two\nthree four\nfive"`},
	} {
		d, err := wholeDocument([]byte(c.raw+"\n"), "")
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(texts(d), "|"); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
		checkCover(t, d, []byte(c.raw+"\n"))
	}
}

// Places inside a wrapper are places in the input, in a code page too.
func TestGuestAgentCodePage(t *testing.T) {
	data := encode850(t, `{"out-data":"Dernière erreur : é\r\nÉtat : [1]\r\n"}`)
	d, err := wholeDocument(data, "")
	if err != nil {
		t.Fatal(err)
	}
	checkCover(t, d, data)
	if l := d.lines[2]; l.Text != "État : [1]" || string(data[l.Offset+1:l.Offset+4]) != "tat" {
		t.Errorf("%q at %d", l.Text, l.Offset)
	}
}

func TestJoined(t *testing.T) {
	exact := strings.Repeat("x", 70) + ": 12345678"
	for _, c := range []struct{ first, second, want string }{
		{exact, " Differential", exact + " Differential"},
		{exact[:79], "rest", exact[:79] + " rest"}, // copying lost the blank in column 80
		{exact, "   Type: ClientAccessible", exact},
		{exact, "C:\\>dir", exact},
		{"short: value", "rest", "short: value"},
	} {
		d, err := wholeDocument([]byte(c.first+"\n"+c.second+"\n"), "")
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := d.Joined(0); got != c.want {
			t.Errorf("%q + %q: got %q", c.first, c.second, got)
		}
	}
}

func TestIsText(t *testing.T) {
	for _, c := range []struct {
		name string
		data []byte
		want bool
	}{
		{"ASCII", []byte("hello\r\n"), true},
		{"UTF-16", utf16Bytes("hello\r\n", false, false), true},
		{"nothing", nil, false},
		{"program", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8\x00\x00\x00\x00\x00\x00\x00\x01\x02\x03"), false},
		{"EVTX", append([]byte("ElfFile\x00"), make([]byte, 120)...), false},
	} {
		if got := IsText(c.data); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Without a known word the code page is the one whose reading looks like text.
func TestLikelyCodePage(t *testing.T) {
	for _, c := range []struct {
		content string
		pages   []encoding.Encoding
	}{
		{"Lübeck: Häuser, schöne Straße, Übermut, ÄRGER\n", []encoding.Encoding{charmap.CodePage850, charmap.CodePage437, charmap.Windows1252}},
		{"garçon: naïf, forêt, où, déjà\n", []encoding.Encoding{charmap.CodePage850, charmap.CodePage437, charmap.Windows1252}},
		{"niño: corazón, pingüino, días\n", []encoding.Encoding{charmap.CodePage850, charmap.CodePage437, charmap.Windows1252}},
		{"коробка: длинный день и тёплый вечер\n", []encoding.Encoding{charmap.CodePage866, charmap.Windows1251}},
	} {
		for _, page := range c.pages {
			data, err := page.NewEncoder().Bytes([]byte(c.content))
			if err != nil {
				t.Fatal(err)
			}
			d, err := wholeDocument(data, "")
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Text(0) + "\n"; got != c.content {
				t.Errorf("%v: got %q, want %q", page, got, c.content)
			}
		}
	}
}
