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
	// be of the format, at most limit lines; i if none begins there.
	Cut func(d *Document, i, limit int) (next int)
}

// Parts of a text that are cut out: so many lines and bytes are looked at.
const (
	embeddedLines = 5000
	embeddedBytes = 4 << 20
)

// Grammar makes a grammar of it.
func (e *Embedded) Grammar() Grammar {
	return Grammar{Name: e.Format.Name, Title: e.Format.Title, Sure: parse.Likely, Words: e.Words, Begin: func() ReadFunc { return (&embeddedReader{Embedded: e}).read }}
}

// embeddedReader remembers how far it has looked in vain: what was cut out and is
// of another kind is not tried again from its second line.
type embeddedReader struct {
	*Embedded
	vain int
}

func (e *embeddedReader) read(r *Reader, i int) int {
	if i < e.vain {
		return i
	}
	next := e.Cut(r.Document, i, embeddedLines)
	if next <= i {
		return i
	}
	var text bytes.Buffer
	for at := i; at < next && text.Len() < embeddedBytes; at++ {
		text.WriteString(r.Text(at))
		text.WriteByte('\n')
	}
	head := text.Bytes()[:min(text.Len(), 64<<10)]
	if e.Format.Detect(parse.Sample{Head: head, Size: int64(text.Len())}) != parse.Certain {
		e.vain = next
		return i
	}
	in := &parse.Input{Source: e.Format.Name, Size: int64(text.Len()), Open: Bytes(text.Bytes())}
	found := 0
	err := e.Format.Read(context.Background(), in, parse.Options{}, func(b *parse.Batch) error {
		defer b.Release()
		for k := range b.Records {
			r.embed(&b.Records[k], i, next)
			found++
		}
		for _, d := range b.Damage {
			r.Damaged(min(i+max(int(d.Line)-1, 0), next-1), d.What, d.Expected, d.Found)
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
	return next
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
func CutJSON(d *Document, i, limit int) (next int) {
	next = i
	for next-i < limit {
		at := d.SkipBlank(next)
		if !strings.HasPrefix(strings.TrimLeft(d.Text(at), " \t[,"), "{") || at-next > 3 {
			return next
		}
		var b braces
		end := at
		for ; end-i < limit && d.Has(end); end++ {
			if b.add(d.Text(end)) {
				break
			}
		}
		if !b.shut() {
			return next
		}
		next = end + 1
	}
	return next
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

// CutTable cuts out rows of a table whose heading is line i: up to a line that is
// blank or has not half as many cells. Cells in quotes may hold line breaks.
func CutTable(d *Document, i, limit int) (next int) {
	delimiter := byte(0)
	for _, c := range []byte{',', '\t', ';'} {
		if strings.Count(d.Text(i), string(rune(c))) >= 3 {
			delimiter = c
			break
		}
	}
	if delimiter == 0 {
		return i
	}
	columns := strings.Count(d.Text(i), string(rune(delimiter)))
	quoted := false
	for next = i; next-i < limit && d.Has(next); next++ {
		s := d.Text(next)
		if !quoted && (isBlank(s) || strings.Count(s, string(rune(delimiter)))*2 < columns) {
			break
		}
		if strings.Count(s, `"`)&1 == 1 {
			quoted = !quoted
		}
	}
	if quoted || next-i < 2 {
		return i
	}
	return next
}
