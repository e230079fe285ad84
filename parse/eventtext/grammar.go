package eventtext

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Events reads events that have a header: labels, XML, the Friendly View, columns
// of a table or of a row, a monitoring program's line.
var Events = console.Grammar{
	Name:  "event-text",
	Title: "events copied as text",
	Sure:  parse.Certain,
	Begin: func() console.ReadFunc { return newReader().events },
}

// Messages reads messages of VSS and of its neighbours that stand there without a
// header.
var Messages = console.Grammar{
	Name:  "event-message",
	Title: "messages of events without their header",
	Sure:  parse.Likely,
	Begin: func() console.ReadFunc { return newReader().messages },
}

// reader is what one document has taught.
type reader struct {
	kept   map[string]string // names, each once
	group  string            // provider of the rows that follow: "ProviderName: VSS" above a table
	until  int               // line up to which group holds
	most   int               // lines that a message may have
	pasted int               // events so far
}

func newReader() *reader { return &reader{kept: map[string]string{}, most: maxMessageLines} }

// keep returns a copy of a name that outlives the document.
func (d *reader) keep(s string) string {
	const most = 4096
	if s == "" {
		return ""
	}
	if known, ok := d.kept[s]; ok {
		return known
	}
	if len(d.kept) >= most {
		clear(d.kept)
	}
	s = strings.Clone(s)
	d.kept[s] = s
	return s
}

// events tries the forms, those with the stricter structure first. Each begins
// with a test of the line that is cheap: nearly all lines begin no event.
func (d *reader) events(r *console.Reader, i int) int {
	line := r.Text(i)
	first := line
	for first != "" && (first[0] == ' ' || first[0] == '\t') {
		first = first[1:]
	}
	if len(first) < 3 {
		return i
	}
	if (first[0] == '<' || first[0] == '-' || first[0] == '+') && beginsXML(first) {
		if next := d.xmlEvent(r, i); next > i {
			return next
		}
	}
	if (first[0] == '+' || first[0] == '-') && beginsFriendly(first) {
		if next := d.friendly(r, i, i, nil); next > i {
			return next
		}
	}
	if first[0] == 'E' && beginsWevtutil(first) {
		if next := d.wevtutil(r, i); next > i {
			return next
		}
	}
	if next := d.labels(r, i, i); next > i {
		return next
	}
	if underlined(r, i) {
		if next := d.table(r, i); next > i {
			return next
		}
	}
	if mayBeRow(line) {
		if next := d.row(r, i); next > i {
			return next
		}
	}
	if len(line) < 24 && line[len(line)-1] != ':' {
		if next := d.stacked(r, i); next > i {
			return next
		}
	}
	if mayBePairs(first) {
		if next := d.pairs(r, i); next > i {
			return next
		}
	}
	if mayBePairLine(first) {
		if next := d.pairLine(r, i); next > i {
			return next
		}
	}
	if mayBeLine(first) {
		if next := d.oneLine(r, i); next > i {
			return next
		}
	}
	if len(first) < 70 && strings.IndexByte(first, ',') > 0 {
		if next := d.title(r, i); next > i {
			return next
		}
	}
	if mayBeShort(line) {
		if next := d.short(r, i); next > i {
			return next
		}
	}
	if mayBeBare(line) {
		if next := d.bareRow(r, i); next > i {
			return next
		}
	}
	return i
}

// beginsWevtutil reports whether s is "Event[0]:", as wevtutil heads each event
// when it writes text.
func beginsWevtutil(s string) bool {
	rest, ok := strings.CutPrefix(s, "Event[")
	if !ok {
		return false
	}
	digits, rest, ok := strings.Cut(rest, "]")
	return ok && digits != "" && len(digits) < 10 && strings.Trim(digits, "0123456789") == "" && (rest == "" || rest == ":")
}

func (d *reader) wevtutil(r *console.Reader, i int) int { return d.labels(r, i, r.SkipBlank(i+1)) }
