package eventtext

import (
	"math/bits"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Events reads events that have a header: labels, XML, the Friendly View, columns
// of a table or of a row, a monitoring program's line.
var Events = console.Grammar{
	Name:  "event-text",
	Title: "events copied as text",
	Sure:  parse.Certain,
	// A level alone heads cells that stand below each other, "- System" the Friendly View. Most forms have an
	// id in their first line.
	Words: append(rendered.LevelWords(), "  ", "System"),
	Needs: []string{"0", ":", "=", "\t", "<", notASCII},
	Below: []string{"--"},
	Marks: [][]string{
		markUnresolved: {unresolvedToken},
		markReported:   {reportedToken},
		markEvent:      {"vent"},
		markGap:        {"\t", "  ", `","`, `";"`},
		markBare:       {"VSS ", "olsnap "},
		markPair:       {"="},
		markLabel:      {":", "\t", "  "},
		markSource:     sourceWords(),
	},
	May:      mayBeEvent,
	Begin:    func() console.ReadFunc { return newReader().events },
	Regional: true,
	DayFirst: isDayFirst,
}

// notASCII stands for any character beyond ASCII in the needs of a grammar.
const notASCII = "\u00e9"

// isDayFirst reports a line "Label: value" of an event in a language whose locales all write the
// day before the month: by its label, or by the word for its level.
func isDayFirst(line string) bool {
	const longest = 48 // of a level's label, its padding, and its word
	label, value, ok := strings.Cut(line, ":")
	if !ok || len(label) > longest {
		return false
	}
	label = strings.TrimSpace(label)
	m, known := rendered.FindLabel(label)
	return known && (rendered.DayFirstLabel(label) ||
		m.Part == rendered.PartLevel && len(value) < longest && rendered.DayFirstLevel(value))
}

// Marks of Events: what a line has that may be of one of the forms.
const (
	markUnresolved = iota
	markReported
	markEvent
	markGap
	markBare
	markPair
	markLabel
	markSource
	markNone
)

// Messages reads messages of VSS and of its neighbours that stand there without a
// header.
var Messages = console.Grammar{
	Name:  "event-message",
	Title: "messages of events without their header",
	Sure:  parse.Likely,
	Words: rendered.MessageWords(),
	Needs: []string{"\""}, // a message that somebody quotes may go on in the next line
	Marks: [][]string{rendered.MessageWords(), {"event", "ereignis"}},
	May: func(line string, held console.Held) bool {
		return held.Has(0) || mayQuote(line) || held.Has(1) && idThenQuote.MatchString(line)
	},
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

// place is a line at which a form may begin.
type place struct {
	r     *console.Reader // nil where nothing is known but the line, which stands in the middle of a paragraph
	i     int
	line  string
	first string // the line from its first letter on; of three bytes or more
}

func (p place) holds(token string) bool { return strings.Contains(p.first, token) }

// eventForm is a way of writing events.
type eventForm struct {
	begins string             // with one of these the line does, behind blanks; "": with anything
	mark   int                // that the line has; markNone: any line
	may    func(p place) bool // cheap: nearly all lines begin no event
	read   func(d *reader, r *console.Reader, i int) (next int)
}

// eventForms are tried in their order: those with the stricter structure first.
var eventForms = []eventForm{
	{"<-+", markNone, func(p place) bool { return beginsXML(p.first) || beginsTorn(p.first) }, (*reader).xmlEvent},
	{"-+", markNone, func(p place) bool { return beginsFriendly(p.first) }, (*reader).friendlyView},
	{"E", markNone, func(p place) bool { return beginsWevtutil(p.first) }, (*reader).wevtutil},
	{"", markUnresolved, func(p place) bool { return p.holds(unresolvedToken) }, (*reader).unresolved},
	{"", markReported, func(p place) bool { return p.holds(reportedToken) }, (*reader).reported},
	{"", markLabel, func(p place) bool { return p.r != nil || mayBeLabelled(p.line) }, (*reader).labelled},
	{"", markNone, func(p place) bool { return p.r != nil && underlined(p.r, p.i) }, (*reader).table},
	{"", markGap, func(p place) bool {
		return gaps(p.line, leastCells-1) && mayBeRow(p.line) && (p.r != nil || isRow(p.line))
	}, (*reader).row},
	{"", markNone, func(p place) bool { return len(p.line) < 24 && headsCells(p.line) }, (*reader).stacked},
	{"", markPair, func(p place) bool { return mayBePairs(p.first) }, (*reader).pairs},
	{"", markEvent, func(p place) bool { return mayBePairLine(p.first) }, (*reader).pairLine},
	{"", markEvent, func(p place) bool { return mayBeLine(p.first) }, (*reader).oneLine},
	{"", markNone, func(p place) bool { return mayBeTitle(p.first) && (p.r != nil || isTitled(p.line)) }, (*reader).title},
	{"", markNone, func(p place) bool { return mayBeShort(p.line) && (p.r != nil || isShort(p.line)) }, (*reader).short},
	{"", markBare, func(p place) bool { return mayBeBare(p.line) }, (*reader).bareRow},
	{"", markSource, func(p place) bool { return len(p.line) < 4096 }, (*reader).alert},
}

// formsWith are the forms that a line may have by the marks that it holds: a bit for each.
var formsWith = func() (with [1 << markNone]uint32) {
	for held := range with {
		for k := range eventForms {
			if mark := eventForms[k].mark; mark == markNone || held&(1<<mark) != 0 {
				with[held] |= 1 << k
			}
		}
	}
	return with
}()

// formsAt are those that it may have by the character that it begins with.
var formsAt = func() (at [256]uint32) {
	for k := range eventForms {
		for c := range at {
			if begins := eventForms[k].begins; begins == "" || strings.IndexByte(begins, byte(c)) >= 0 {
				at[c] |= 1 << k
			}
		}
	}
	return at
}()

// placeOf is the place of a line with its marks, and the forms that it may have: a bit for each.
func placeOf(r *console.Reader, i int, line string, held console.Held) (p place, forms uint32) {
	first := line
	for first != "" && (first[0] == ' ' || first[0] == '\t') {
		first = first[1:]
	}
	if len(first) < 3 {
		return p, 0
	}
	return place{r, i, line, first}, formsAt[first[0]] & formsWith[held&(1<<markNone-1)]
}

// mayBeEvent is Grammar.May of Events.
func mayBeEvent(line string, held console.Held) bool {
	p, left := placeOf(nil, 0, line, held)
	for ; left != 0; left &= left - 1 {
		if eventForms[bits.TrailingZeros32(left)].may(p) {
			return true
		}
	}
	return false
}

// events reads the event that begins at line i in any of the forms.
func (d *reader) events(r *console.Reader, i int) int {
	p, left := placeOf(r, i, r.Text(i), r.Held(i))
	for ; left != 0; left &= left - 1 {
		form := &eventForms[bits.TrailingZeros32(left)]
		if !form.may(p) {
			continue
		}
		if next := form.read(d, r, i); next > i {
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
	return ok && digits != "" && len(digits) < 10 && strings.Trim(digits, "0123456789") == "" &&
		(rest == "" || rest == ":")
}

func (d *reader) friendlyView(r *console.Reader, i int) int { return d.friendly(r, i, i, nil) }

func (d *reader) labelled(r *console.Reader, i int) int { return d.labels(r, i, i) }

func (d *reader) wevtutil(r *console.Reader, i int) int { return d.labels(r, i, r.SkipBlank(i+1)) }
