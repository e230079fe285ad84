package console

import (
	"bytes"
	"context"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Embedded is a format of events that may stand inside of a text, behind prose.
type Embedded struct {
	Format parse.Format // reads what was cut out; it has to be certain that it is its own
	Words  []string     // as Grammar.Words
	// Cut returns the line behind the part of a text that begins at line i and may
	// be of the format, at most limit lines; i if none begins there, and the line up
	// to which none need be looked for.
	Cut func(d *Document, i, limit int) (next, vain int)
	// Headed says that the first line may be a heading, which holds for what is cut out
	// next where a part was too long to be cut out at once.
	Headed bool
}

// Parts of a text that are cut out: so many lines and bytes are looked at.
const (
	embeddedLines = 5000
	embeddedBytes = 4 << 20
)

// Grammar makes a grammar of it.
func (e *Embedded) Grammar() Grammar {
	return Grammar{
		Name:  e.Format.Name,
		Title: e.Format.Title,
		Sure:  parse.Likely,
		Words: e.Words,
		Begin: func() ReadFunc { return (&embeddedReader{Embedded: e}).read },
	}
}

// embeddedReader remembers how far it has looked in vain: what was cut out and is
// of another kind is not tried again from its second line.
type embeddedReader struct {
	*Embedded
	vain    int
	heading string // of the last part
	goesOn  int    // the line where that part ended, if it goes on
}

func (e *embeddedReader) read(r *Reader, i int) int {
	if i < e.vain {
		return i
	}
	next, vain := e.Cut(r.Document, i, embeddedLines)
	if next <= i {
		e.vain = max(e.vain, vain)
		return i
	}
	var text bytes.Buffer
	above := 0 // lines of the text before line i
	if i > 0 && i == e.goesOn && e.heading != "" {
		text.WriteString(e.heading + "\n")
		above = 1
	}
	for at := i; at < next && text.Len() < embeddedBytes; at++ {
		text.WriteString(r.Text(at))
		text.WriteByte('\n')
	}
	head := text.Bytes()[:min(text.Len(), 64<<10)]
	if e.Format.Detect(parse.Sample{Head: head, Size: int64(text.Len())}) != parse.Certain {
		e.vain = next
		return i
	}
	if e.Headed && above == 0 {
		e.heading = headingOf(r, i)
	}
	in := &parse.Input{Source: e.Format.Name, Size: int64(text.Len()), Open: Bytes(text.Bytes())}
	found := 0
	err := e.Format.Read(context.Background(), in, parse.Options{}, func(b *parse.Batch) error {
		defer b.Release()
		for k := range b.Records {
			r.embed(&b.Records[k], i-above, next)
			found++
		}
		for _, d := range b.Damage {
			r.Damaged(min(i-above+max(int(d.Line)-1, 0), next-1), d.What, d.Expected, d.Found)
		}
		return nil
	})
	if found == 0 {
		e.vain = next
		return i
	}
	if err != nil {
		r.Damaged(next-1, e.Format.Name, "events to the end of this part", err.Error())
	}
	e.goesOn = next
	return next
}

// headingOf returns the line of a part that begins at line i that may be a heading: it
// holds no time.
func headingOf(r *Reader, i int) string {
	for at := i; at < i+3; at++ {
		text := r.Text(at)
		if isBlank(text) || strings.HasPrefix(text, "#") {
			continue
		}
		if _, _, _, ok := FindMoment(text); ok || len(text) > maxLine {
			return ""
		}
		return strings.Clone(text)
	}
	return ""
}

// embed adds a record of a part that begins at line i and ends before line next.
// Its line is counted from the beginning of the part.
func (r *Reader) embed(one *parse.Record, i, next int) {
	at := min(i+max(int(one.Line)-1, 0), next-1)
	s := r.Add(one.Provider, at, at)
	offset, length, line := s.Offset, s.Length, s.Line
	s.Record = *one.Clone()
	s.Offset, s.Length, s.Line = offset, length, line
}

// CutJSON cuts out objects of JSON, one behind the other: as many lines as it takes
// until the braces of each are shut.
func CutJSON(d *Document, i, limit int) (next, vain int) {
	next = i
	for next-i < limit {
		at := d.SkipBlank(next)
		if !strings.HasPrefix(strings.TrimLeft(d.Text(at), " \t[,"), "{") || at-next > 3 {
			return next, i
		}
		var b braces
		end := at
		for ; end-i < limit && d.Has(end); end++ {
			if b.add(d.Text(end)) {
				break
			}
		}
		if !b.shut() {
			return next, i
		}
		next = end + 1
	}
	return next, i
}

// braces counts those outside of strings.
type braces struct {
	depth  int
	quoted bool
	begun  bool
}

// add reads a line and reports whether all braces are shut behind it.
func (b *braces) add(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case b.quoted && c == '\\':
			i++
		case c == '"':
			b.quoted = !b.quoted
		case b.quoted:
		case c == '{':
			b.depth++
			b.begun = true
		case c == '}':
			b.depth--
		}
	}
	return b.shut()
}

func (b *braces) shut() bool { return b.begun && b.depth <= 0 }
