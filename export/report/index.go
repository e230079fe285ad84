package report

import (
	"bufio"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// index is what the page needs to list, search, filter and draw the overview.
type index struct {
	hosts      []string
	signatures []signatureRow
	causes     []*cause
	subjects   []*entry
	freezes    []freezeRow
	edges      []float64   // of the bins of freezes, seconds
	chunks     []string    // packed: details in order
	moreHosts  *packedText // rows of the table of hosts that are not in the page; nil: none
	moreInputs *packedText // the same of the table of files
}

// write writes the index as one JSON object, piece by piece. encoding/json writes <, >
// and & as \u escapes: no name can end the script element that holds it.
func (x *index) write(w io.Writer) error {
	o := &object{w: bufio.NewWriter(w)}
	o.value("ranks", detect.RankWords[:])
	o.value("worst", detect.RankUnexplained) // the last rank of a problem
	o.key("hosts")
	list(o, x.hosts, func(name string) any { return name })
	o.value("signatures", x.signatures)
	o.key("causes")
	list(o, x.causes, func(c *cause) any { return c.row() })
	o.key("subjects")
	list(o, x.subjects, func(e *entry) any { return &e.row })
	if len(x.freezes) > 0 {
		o.value("freezes", x.freezes)
	}
	if len(x.edges) > 0 {
		o.value("edges", x.edges)
	}
	if len(x.chunks) > 0 {
		o.key("chunks")
		list(o, x.chunks, func(chunk string) any { return chunk })
	}
	o.packed("moreHosts", x.moreHosts)
	o.packed("moreInputs", x.moreInputs)
	o.w.WriteByte('}')
	if o.err != nil {
		return o.err
	}
	return o.w.Flush()
}

func (x *index) close() error {
	if x.moreInputs == nil {
		return nil
	}
	return x.moreInputs.close()
}

// object is a JSON object that is written field by field.
type object struct {
	w     *bufio.Writer // keeps the first error of what it writes to
	begun bool
	err   error // the first one of another kind
}

func (o *object) key(name string) {
	sep := ","
	if !o.begun {
		sep = "{"
	}
	o.begun = true
	o.w.WriteString(sep + `"` + name + `":`)
}

func (o *object) value(name string, v any) {
	o.key(name)
	o.json(v)
}

func (o *object) json(v any) {
	text, err := json.Marshal(v)
	if o.err == nil {
		o.err = err
	}
	o.w.Write(text)
}

// packed writes a field in base64; nil is left out.
func (o *object) packed(name string, p *packedText) {
	if p == nil {
		return
	}
	o.key(name)
	o.w.WriteByte('"')
	if err := p.writeTo(o.w); o.err == nil {
		o.err = err
	}
	o.w.WriteByte('"')
}

// list writes an array item by item.
func list[T any](o *object, items []T, value func(T) any) {
	o.w.WriteByte('[')
	for i, item := range items {
		if i > 0 {
			o.w.WriteByte(',')
		}
		o.json(value(item))
	}
	o.w.WriteByte(']')
}

// subjectRow is a subject in the list.
type subjectRow struct {
	Name  string      `json:"name"`
	Host  int         `json:"host"`
	Set   bool        `json:"set"`
	Rank  detect.Rank `json:"rank"`
	Start *int64      `json:"start"`           // milliseconds since 1970, UTC; by the host's clock where Floats
	When  string      `json:"when,omitempty"`  // the start in words, where it is not exact
	Local string      `json:"local,omitempty"` // When in the host's time
	// when the failure happened, where that is not the start: as When, and as Local
	Failed []string `json:"failed,omitempty"`
	Offset *int     `json:"offset,omitempty"` // minutes by which the host's clock is ahead of UTC
	Floats bool     `json:"floats,omitempty"` // nothing tells the zone of the host's clock
	// mdy or dmy: days are shown as written, since nothing states the month
	Order     string       `json:"order,omitempty"`
	Unsure    bool         `json:"unsure,omitempty"` // the start may be on several days
	End       *int64       `json:"end"`
	Outcome   string       `json:"outcome,omitempty"`
	Requester string       `json:"requester,omitempty"`
	ID        string       `json:"id,omitempty"`
	Volumes   string       `json:"volumes,omitempty"`
	Headline  string       `json:"headline"`
	Cause     *int         `json:"cause,omitempty"` // number in the list of causes
	Culprit   string       `json:"culprit,omitempty"`
	Victim    string       `json:"victim,omitempty"`
	Writers   string       `json:"writers,omitempty"` // that failed or were aborted
	Findings  []findingRow `json:"findings,omitempty"`
	Chunk     int          `json:"chunk"`
	At        int          `json:"at"` // place in the chunk
}

type findingRow struct {
	Signature int    `json:"signature"`
	Verdict   string `json:"verdict"`
	Writer    string `json:"writer,omitempty"`
}

type signatureRow struct {
	ID        string      `json:"id"`
	Title     string      `json:"title"`
	Class     string      `json:"class"`
	Cause     string      `json:"cause"`
	Mechanism string      `json:"mechanism"`
	Windows   string      `json:"windows"`
	Sources   [][3]string `json:"sources,omitempty"` // name, address, what it says
}

func newSignatureRow(s *detect.Signature) signatureRow {
	row := signatureRow{ID: visible(s.ID), Title: visible(s.Title), Class: string(s.Class), Cause: visible(s.Cause),
		Mechanism: visible(s.Mechanism), Windows: visible(s.Windows)}
	for _, r := range s.Sources {
		row.Sources = append(row.Sources, [3]string{visible(r.Name), webAddress(r.URL), visible(r.Says)})
	}
	return row
}

// webAddress lets only addresses of web pages pass: signatures may come from
// files that somebody else wrote.
func webAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || visible(address) != address {
		return ""
	}
	return address
}

func newSubjectRow(s *detect.Answer, host int, signatures []*detect.Signature) subjectRow {
	w, started := wallOfAnswer(s)
	row := subjectRow{
		Name:     visible(s.Name()),
		Host:     host,
		Set:      s.Set != nil,
		Rank:     s.Rank,
		Headline: visible(shortened(s.Headline, mostHeadline)),
		Start:    unixMilli(w.shown(started)),
		Offset:   w.minutes(),
		Floats:   w.Floats,
		Order:    w.of.WrittenOrder(),
	}
	if f := s.Failure; f != nil {
		row.Culprit, row.Victim = partyWords(f.Culprit), partyWords(f.Victim)
	}
	if at := w.shown(started); !at.Exact() {
		row.When = at.Brief()
		if w.known {
			row.Local = at.Shift(w.ahead).Brief()
		}
		row.Unsure = !at.Known() || at.Lo.Time().Truncate(24*time.Hour) != at.Hi.Time().Truncate(24*time.Hour)
	}
	row.Failed = failedText(s, w)
	if set := s.Set; set != nil {
		row.End, row.Outcome, row.Requester, row.ID = unixMilli(
			w.shown(set.Ended),
		), string(
			set.Outcome,
		), visible(
			shortened(set.Requester, 200),
		), set.ID
		row.Volumes = visible(shortened(strings.Join(set.Volumes, " "), 200))
		var writers []string
		for _, sp := range set.Spans {
			if sp.Outcome == correlate.FailedOutcome || sp.Outcome == correlate.Aborted {
				writers = append(writers, visible(shortened(sp.Name, mostName)))
			}
		}
		row.Writers = strings.Join(writers, ", ")
	}
	for _, f := range s.Findings {
		row.Findings = append(
			row.Findings,
			findingRow{slices.Index(signatures, f.Signature), string(f.Verdict), visible(f.Writer)},
		)
	}
	return row
}

// failedText is when the failure happened, where that is not when its set was begun: by the
// clock of the list, and in the host's time where that is known.
func failedText(a *detect.Answer, w wall) []string {
	if a.Failure == nil {
		return nil
	}
	at, differs := a.Failure.FailedAt()
	if !differs {
		return nil
	}
	words := []string{w.shown(at).Close()}
	if w.known {
		words = append(words, at.Shift(w.ahead).Close())
	}
	return words
}

// unixMilli is the known start of an instant.
func unixMilli(i interval.Interval) *int64 {
	t := i.Lo
	if t <= interval.Never {
		t = i.Hi
	}
	if t >= interval.Forever {
		return nil
	}
	ms := int64(t-parse.FromUnix(0)) / int64(parse.Millisecond)
	return &ms
}
