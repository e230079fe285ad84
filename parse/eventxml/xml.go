package eventxml

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// element is a parsed element. Its text is that outside of child elements.
type element struct {
	name       string
	attributes []attribute
	children   []*element
	text       string
	empty      bool   // written as <name/>
	inner      string // of an element of a pasted event with children: all between its tags
}

type attribute struct{ name, value string }

// child returns the first child of that name, nil if there is none.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

const (
	maxDepth    = 64      // of elements; the schema needs 5
	maxElements = 1 << 16 // of one event
)

// syntaxError says what is wrong where an event is broken.
type syntaxError struct{ expected, found string }

func (e *syntaxError) Error() string { return "expected " + e.expected + ", found " + e.found }

// parser reads one event. It knows what XML of events needs: no document types,
// no entities but the five and numbers.
type parser struct {
	b        []byte
	i        int
	elements int
	pasted   bool // by a person: what is broken ends the event, and is no error
}

// parseElement reads the element that b begins with.
func parseElement(b []byte) (*element, error) {
	p := &parser{b: b}
	e, err := p.element(0)
	if err != nil {
		return nil, err
	}
	return e, nil
}

func (p *parser) fail(expected string) error {
	found := "the end of the event"
	if p.i < len(p.b) {
		found = strconv.Quote(strings.ToValidUTF8(string(p.b[p.i:min(len(p.b), p.i+20)]), "\uFFFD"))
	}
	return &syntaxError{expected, found}
}

func (p *parser) element(depth int) (*element, error) {
	if p.elements++; depth > maxDepth || p.elements > maxElements {
		return nil, p.fail(fmt.Sprintf("at most %d elements, %d in one another", maxElements, maxDepth))
	}
	p.i++ // <
	e := &element{name: p.name()}
	if e.name == "" {
		return nil, p.fail("the name of an element")
	}
	for {
		p.space()
		switch {
		case p.take("/>"):
			e.empty = true
			return e, nil
		case p.take(">"):
			return e, p.content(e, depth)
		}
		a, err := p.attribute()
		if err != nil {
			return e, err
		}
		e.attributes = append(e.attributes, a)
	}
}

func (p *parser) attribute() (a attribute, err error) {
	if a.name = p.name(); a.name == "" {
		return a, p.fail("an attribute or the end of the tag")
	}
	p.space()
	if !p.take("=") {
		return a, p.fail("=")
	}
	p.space()
	if p.i >= len(p.b) || p.b[p.i] != '"' && p.b[p.i] != '\'' {
		return a, p.fail("a quoted value")
	}
	quote := p.b[p.i]
	end := bytes.IndexByte(p.b[p.i+1:], quote)
	if end < 0 {
		return a, p.fail("the closing quote of a value")
	}
	a.value = unescape(p.b[p.i+1 : p.i+1+end])
	p.i += end + 2
	return a, nil
}

// content reads up to and with the end tag of e.
func (p *parser) content(e *element, depth int) error {
	var text []byte
	from := p.i
	for {
		next := bytes.IndexByte(p.b[p.i:], '<')
		if next < 0 {
			if p.pasted {
				e.text = string(append(text, unescape(p.b[p.i:])...))
			}
			p.i = len(p.b)
			return p.fail("</" + e.name + ">")
		}
		text = append(text, unescape(p.b[p.i:p.i+next])...)
		p.i += next
		if p.take("</") {
			if end := p.i - len("</"); p.pasted && len(e.children) > 0 {
				e.inner = string(p.b[from:end])
			}
			name := p.name()
			if p.space(); name != e.name || !p.take(">") {
				return p.fail("</" + e.name + ">")
			}
			e.text = string(text)
			return nil
		}
		literal, err := p.inside(e, depth)
		if err != nil {
			return err
		}
		text = append(text, literal...)
	}
}

// inside reads what begins with < inside of e, and returns it if it is text: a CDATA
// section.
func (p *parser) inside(e *element, depth int) (literal []byte, err error) {
	switch {
	case p.take("<![CDATA["):
		from := p.i
		if !p.past("]]>") {
			return nil, p.fail("]]>")
		}
		return p.b[from : p.i-len("]]>")], nil
	case p.take("<!--"):
		if !p.past("-->") {
			return nil, p.fail("-->")
		}
		return nil, nil
	case p.take("<?"):
		if !p.past("?>") {
			return nil, p.fail("?>")
		}
		return nil, nil
	}
	c, err := p.element(depth + 1)
	if c != nil {
		e.children = append(e.children, c)
	}
	return nil, err
}

// name reads a name without its namespace prefix.
func (p *parser) name() string {
	start := p.i
	for p.i < len(p.b) && !endsName(p.b[p.i]) {
		p.i++
	}
	name := string(p.b[start:p.i])
	if prefix, local, ok := strings.Cut(name, ":"); ok && prefix != "xmlns" && prefix != "xml" {
		return local
	}
	return name
}

func endsName(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', '/', '>', '=', '<', '\'', '"':
		return true
	}
	return false
}

func (p *parser) space() {
	for p.i < len(p.b) && (p.b[p.i] == ' ' || p.b[p.i] == '\n' || p.b[p.i] == '\r' || p.b[p.i] == '\t') {
		p.i++
	}
}

func (p *parser) take(token string) bool {
	if !bytes.HasPrefix(p.b[p.i:], []byte(token)) {
		return false
	}
	p.i += len(token)
	return true
}

func (p *parser) past(token string) bool {
	end := bytes.Index(p.b[p.i:], []byte(token))
	if end < 0 {
		return false
	}
	p.i += end + len(token)
	return true
}

var entities = map[string]string{"lt": "<", "gt": ">", "amp": "&", "quot": `"`, "apos": "'"}

// unescape resolves entities; what is none stays as it is.
func unescape(b []byte) string {
	if bytes.IndexByte(b, '&') < 0 {
		return string(b)
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		if b[0] == '&' {
			const longest = 10
			if end := bytes.IndexByte(b[:min(len(b), longest+2)], ';'); end > 0 {
				if s, ok := entity(string(b[1:end])); ok {
					out, b = append(out, s...), b[end+1:]
					continue
				}
			}
		}
		out, b = append(out, b[0]), b[1:]
	}
	return string(out)
}

func entity(name string) (string, bool) {
	if s, ok := entities[name]; ok {
		return s, true
	}
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		return "", false
	}
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return "\uFFFD", err == nil
	}
	return string(rune(n)), true
}
