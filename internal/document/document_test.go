package document

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

func convert(t *testing.T, f func(io.Reader, io.Writer) error, in string) string {
	t.Helper()
	var out bytes.Buffer
	if err := f(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func page(r io.Reader, w io.Writer) error { return HTML(r, "", w) }

func TestHTML(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"paragraphs": {"<html><body><p>one\n two</p><p>three<br>four</p></body>", "one two\n\nthree\nfour\n\n"},
		"pre":        {"<div>It says</div><pre>Writer name: 'X'\r\n   State: [8] Failed\n</pre>then", "It says\n\nWriter name: 'X'\n   State: [8] Failed\n\nthen\n"},
		"entities":   {"<p>a &lt;b&gt; &quot;c&quot; &#39;d&#x27;&nbsp;e</p>", "a <b> \"c\" 'd'\u00a0e\n\n"},
		"table":      {"<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a\tb\n1\t2\n\n"},
		"hidden":     {"a<script>if (x < 1) { '<p>' }</script><style>p {}</style><svg><text>no</text></svg>b", "ab\n"},
		"title": {"<html><head><title> The\n title </title></head><body><h2>Part</h2>text with " +
			"<code>code</code> in it", "# The title\n\n## Part\n\ntext with `code` in it\n"},
		"charset": {"<html><head><meta charset=\"windows-1252\"></head><body>f\xfcr", "für\n"},
		"nothing": {"", ""},
		"divs":    {"<div>a</div><div>b</div><div><br></div><div>c</div>", "a\nb\n\nc\n"},
	} {
		if got := convert(t, page, c.in); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestRTF(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"paragraphs":  {`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator Riched20 10.0;}\pard one\par two\line three\tab four\par}`, "one\ntwo\nthree\tfour\n"},
		"code page":   {`{\rtf1\ansi\ansicpg1251 \'ce\'f8\'e8\'e1\'ea\'e0\par}`, "Ошибка\n"},
		"double byte": {`{\rtf1\ansi\ansicpg932 \'8f\'f3\'91\'d4: [8]\par}`, "状態: [8]\n"},
		"unicode":     {`{\rtf1\uc1 Fehler \u252? \u-10179?\u-8704?.\par}`, "Fehler ü 😀.\n"},
		"escapes":     {`{\rtf1 \{a\}\\b\~c\_d\par}`, "{a}\\b c-d\n"},
		"pictures":    {`{\rtf1 a{\pict\pngblip 89504e47}{\object{\*\objdata 00}}{\*\shppict x}b\par}`, "axb\n"},
		"binary":      {"{\\rtf1 a{\\pict\\bin3 {}\\}b\\par}", "ab\n"},
		"cut short":   {`{\rtf1 one\par tw`, "one\ntw\n"},
	} {
		if got := convert(t, RTF, c.in); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestOffice(t *testing.T) {
	word := `<?xml version="1.0"?><w:document xmlns:w="x"><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Title</w:t></w:r></w:p>` +
		`<w:p><w:r><w:t xml:space="preserve">Writer name: </w:t></w:r><w:r><w:t>'X' &amp; Y</w:t><w:br/><w:t xml:space="preserve">   State:</w:t><w:tab/><w:t>[8]</w:t></w:r></w:p>` +
		`<w:p><w:del><w:r><w:t>gone</w:t></w:r></w:del></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`
	if got, want := convert(t, Word, word), "# Title\nWriter name: 'X' & Y\n   State:\t[8]\n\ncell\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	open := `<office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text><text:h text:outline-level="2">Part</text:h>` +
		`<text:p>one <text:span>two</text:span><text:s text:c="3"/>three<text:line-break/>four<text:tab/>five</text:p></office:text></office:body></office:document-content>`
	if got, want := convert(t, OpenDocument, open), "## Part\none two   three\nfour\tfive\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A converter stops at the error of its writer, and never at one that it makes of
// what it is given without saying so.
func TestStops(t *testing.T) {
	full := errors.New("full")
	big := strings.Repeat("word ", 1<<16)
	for name, f := range map[string]func(io.Writer) error{
		"html": func(w io.Writer) error { return HTML(strings.NewReader("<p>"+big), "", w) },
		"rtf":  func(w io.Writer) error { return RTF(strings.NewReader(`{\rtf1 `+big), w) },
		"word": func(w io.Writer) error { return Word(strings.NewReader("<p><t>"+big+"</t></p>"), w) },
	} {
		if err := f(failing{full}); !errors.Is(err, full) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := RTF(strings.NewReader(strings.Repeat("{", maxDepth+2)), io.Discard); !errors.Is(err, ErrTooDeep) {
		t.Errorf("groups: %v", err)
	}
	if err := Word(strings.NewReader(strings.Repeat("<a>", maxDepth+2)), io.Discard); !errors.Is(err, ErrTooDeep) {
		t.Errorf("elements: %v", err)
	}
	if err := Word(strings.NewReader("<p><t>one</t></p><p"), io.Discard); err == nil {
		t.Error("a document that breaks off is whole")
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func FuzzConvert(f *testing.F) {
	for _, seed := range []string{"<p>a<pre>b</pre><table><td>c", `{\rtf1\ansicpg932 \'8f\u252?{\pict x}\bin5 a}`, "<p><t>x</t></p>", "<text:p>a<text:s text:c=\"9\"/></text:p>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for name, convert := range map[string]func(io.Reader, io.Writer) error{"html": page, "rtf": RTF, "word": Word, "odt": OpenDocument} {
			var out counting
			_ = convert(bytes.NewReader(data), &out)
			if limit := 1100*len(data) + 64; out.n > limit {
				t.Errorf("%s: %d bytes become %d", name, len(data), out.n)
			}
		}
	})
}

type counting struct{ n int }

func (c *counting) Write(p []byte) (int, error) { c.n += len(p); return len(p), nil }
