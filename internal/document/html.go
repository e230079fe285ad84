package document

import (
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// maxToken bounds one tag, with its attributes, or one stretch of text.
const maxToken = 4 << 20

// HTML writes the text of an HTML page. contentType is what a mail or a server says
// of it, with the charset; "" leaves it to the page.
func HTML(r io.Reader, contentType string, to io.Writer) error {
	decoded, err := charset.NewReader(r, contentType)
	if err == io.EOF { // an empty page
		return nil
	}
	if err != nil {
		return err
	}
	h := htmlText{writer: writer{w: to}}
	z := html.NewTokenizer(decoded)
	z.SetMaxBuf(maxToken)
	for h.err == nil {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				return joined(h.end(), z.Err())
			}
			return h.end()
		case html.TextToken:
			h.words(z)
		case html.StartTagToken, html.SelfClosingTagToken:
			h.open(z)
		case html.EndTagToken:
			name, _ := z.TagName()
			h.shut(atom.Lookup(name))
		}
	}
	return h.err
}

// joined prefers the error of the writer.
func joined(written, read error) error {
	if written != nil {
		return written
	}
	return read
}

type htmlText struct {
	writer
	kept  int // elements open that keep their blanks: pre, textarea
	title bool
}

func (h *htmlText) words(z *html.Tokenizer) {
	text := strings.TrimPrefix(string(z.Text()), "\ufeff")
	switch {
	case h.kept > 0:
		h.verbatim(text)
	case h.title && !h.begun:
		if t := strings.TrimSpace(text); t != "" {
			h.text("# " + t)
		}
	default:
		h.text(text)
	}
}

// silent are elements of which no text is shown.
var silent = map[atom.Atom]bool{
	atom.Script:   true,
	atom.Style:    true,
	atom.Noscript: true,
	atom.Template: true,
	atom.Svg:      true,
	atom.Math:     true,
	atom.Object:   true,
	atom.Iframe:   true,
	atom.Select:   true,
	atom.Button:   true,
}

// apart are blocks with a blank line before them, own those that begin a line.
var (
	apart = map[atom.Atom]bool{
		atom.P:          true,
		atom.Table:      true,
		atom.Pre:        true,
		atom.Blockquote: true,
		atom.Ul:         true,
		atom.Ol:         true,
		atom.Dl:         true,
		atom.H1:         true,
		atom.H2:         true,
		atom.H3:         true,
		atom.H4:         true,
		atom.H5:         true,
		atom.H6:         true,
		atom.Article:    true,
		atom.Section:    true,
	}
	own = map[atom.Atom]bool{
		atom.Div:      true,
		atom.Li:       true,
		atom.Tr:       true,
		atom.Dt:       true,
		atom.Dd:       true,
		atom.Header:   true,
		atom.Footer:   true,
		atom.Main:     true,
		atom.Nav:      true,
		atom.Aside:    true,
		atom.Form:     true,
		atom.Fieldset: true,
		atom.Hr:       true,
		atom.Option:   true,
		atom.Figure:   true,
		atom.Summary:  true,
		atom.Details:  true,
	}
)

func (h *htmlText) open(z *html.Tokenizer) {
	name, _ := z.TagName()
	tag := atom.Lookup(name)
	switch {
	case silent[tag]:
		h.skip(z, tag)
		return
	case tag == atom.Title:
		h.title = true
	case tag == atom.Br:
		h.feed()
	case tag == atom.Td || tag == atom.Th:
		if h.begun && h.feeds == 0 {
			h.blank = false
			h.verbatim("\t")
		}
	case tag == atom.Code && h.kept == 0:
		h.mark()
	case apart[tag]:
		h.block(true)
	case own[tag]:
		h.block(false)
	}
	if level := headingLevel(tag); level > 0 {
		h.verbatim(strings.Repeat("#", level) + " ")
	}
	if tag == atom.Pre || tag == atom.Textarea {
		h.kept++
	}
}

func (h *htmlText) shut(tag atom.Atom) {
	switch {
	case tag == atom.Title:
		h.title = false
		h.block(true)
	case tag == atom.Code && h.kept == 0:
		h.blank = false
		h.verbatim("`")
	case tag == atom.Pre || tag == atom.Textarea:
		h.kept = max(h.kept-1, 0)
		h.block(true)
	case apart[tag]:
		h.block(true)
	case own[tag]:
		h.block(false)
	}
}

// mark begins code inside of a sentence, as Markdown does.
func (h *htmlText) mark() {
	h.text("`")
}

// skip passes over an element that is not shown. Raw text, as that of a script, is
// one token.
func (h *htmlText) skip(z *html.Tokenizer, tag atom.Atom) {
	for depth := 1; depth > 0; {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == tag {
				depth++
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == tag {
				depth--
			}
		}
	}
}

func headingLevel(tag atom.Atom) int {
	switch tag {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4, atom.H5, atom.H6:
		return 4
	}
	return 0
}
