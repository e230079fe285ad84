package document

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// Word writes the text of word/document.xml of a .docx (ECMA-376, part 1, 17.3).
func Word(r io.Reader, to io.Writer) error { return office(r, to, wordElements) }

// OpenDocument writes the text of content.xml of an .odt (OASIS OpenDocument 1.2, part 1, 5 and 6).
func OpenDocument(r io.Reader, to io.Writer) error { return office(r, to, openElements) }

// element is what an element of a word processor does to the text.
type element uint8

const (
	otherElement element = iota
	textElement          // its text is shown
	paragraph
	lineBreak
	tabulator
	tableCell
	skippedElement // with all in it
	spaces         // so many blanks
	style          // names the style of the paragraph
)

var wordElements = map[string]element{
	"t":                textElement,
	"p":                paragraph,
	"br":               lineBreak,
	"cr":               lineBreak,
	"tab":              tabulator,
	"tc":               tableCell,
	"del":              skippedElement,
	"instrText":        skippedElement,
	"pict":             skippedElement,
	"drawing":          skippedElement,
	"AlternateContent": skippedElement,
	"pStyle":           style,
}

var openElements = map[string]element{
	"p":                paragraph,
	"h":                paragraph,
	"line-break":       lineBreak,
	"tab":              tabulator,
	"table-cell":       tableCell,
	"s":                spaces,
	"tracked-changes":  skippedElement,
	"annotation":       skippedElement,
	"frame":            skippedElement,
	"styles":           skippedElement,
	"automatic-styles": skippedElement,
	"font-face-decls":  skippedElement,
}

// maxXML is how much of the XML of one document is read: what is longer was not written by hand.
const maxXML = 32 << 20

func office(r io.Reader, to io.Writer, elements map[string]element) error {
	o := officeText{writer: writer{w: to}, elements: elements, word: elements["t"] == textElement}
	d := xml.NewDecoder(&bounded{r: r, left: maxXML})
	d.Strict = true
	for o.err == nil {
		token, err := d.RawToken()
		if err == io.EOF {
			return o.end()
		}
		if err != nil {
			return joined(o.end(), err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			o.start(&t)
			if o.depth > maxDepth {
				return joined(o.end(), ErrTooDeep)
			}
		case xml.EndElement:
			o.stop(t.Name.Local)
		case xml.CharData:
			if o.skipping == 0 && (o.texts > 0 || !o.word && o.paragraphs > 0) {
				o.show(string(t))
			}
		}
	}
	return o.err
}

// bounded fails behind so many bytes.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrTooLong
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

type officeText struct {
	writer
	elements                           map[string]element
	word                               bool
	depth, skipping, texts, paragraphs int
}

func (o *officeText) show(s string) {
	if o.word {
		o.verbatim(s) // blanks of a run count
		return
	}
	o.text(s)
	if strings.HasSuffix(s, " ") || strings.HasSuffix(s, "\n") {
		o.blank = o.begun && o.feeds == 0
	}
}

func (o *officeText) start(t *xml.StartElement) {
	o.depth++
	kind := o.elements[t.Name.Local]
	if o.skipping > 0 || kind == skippedElement {
		o.skipping++
		return
	}
	switch kind {
	case textElement:
		o.texts++
	case paragraph:
		o.paragraphs++
		if level := attribute(t, "outline-level"); level != "" {
			o.head(level)
		}
	case style:
		o.head(strings.TrimPrefix(strings.ToLower(attribute(t, "val")), "heading"))
	case lineBreak:
		o.feed()
	case tabulator:
		o.verbatim("\t")
	case tableCell:
		if o.begun && o.feeds == 0 {
			o.verbatim("\t")
		}
	case spaces:
		n, err := strconv.Atoi(attribute(t, "c"))
		if err != nil {
			n = 1
		}
		o.verbatim(strings.Repeat(" ", min(max(n, 1), 1000)))
	}
}

// head marks a paragraph as a heading of a level from 1 to 9.
func (o *officeText) head(level string) {
	if n, err := strconv.Atoi(level); err == nil && n >= 1 && n <= 9 {
		o.verbatim(strings.Repeat("#", min(n, 6)) + " ")
	}
}

func (o *officeText) stop(name string) {
	o.depth = max(o.depth-1, 0)
	if o.skipping > 0 {
		o.skipping--
		return
	}
	switch o.elements[name] {
	case textElement:
		o.texts = max(o.texts-1, 0)
	case paragraph:
		o.paragraphs = max(o.paragraphs-1, 0)
		o.feed()
	}
}

func attribute(t *xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
