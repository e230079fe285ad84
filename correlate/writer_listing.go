package correlate

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// WriterListing is one listing of all writers. The states were true somewhere in At:
// from the stamp, which is taken before the command runs, to its end.
type WriterListing struct {
	Source string            `redact:"path"` // the input that holds it
	Number int               // of the listing in its input, from 1
	At     interval.Interval // in UTC: from its stamp to its end
	Stamp  parse.Stamp       // where its time comes from
	Steps  []*Step           // the listing's own record, if the reader gives one, and its writers'
	States []*WriterState    // one of each writer, in the order of the listing

	stamped parse.Ticks // when the command was started at the latest: the stamp's zone may be open
	sortKey parse.Ticks // among the listings of the host: see clock.sortKey
}

// longestListing is how long a command that lists the writers may take, hung or not,
// where nothing shows its end, or nothing but the stamp of the next one.
const longestListing = parse.Hour

// Latest is when the listing was taken at the latest. It says which sets a state can
// be of, where the end of the listing is open or the next one stands days after it, and
// bounds no mark.
func (c *WriterListing) Latest() parse.Ticks {
	if c.At.Lo > interval.Never {
		return min(c.At.Hi, max(c.At.Lo, c.stamped)+longestListing)
	}
	if i := relatedTo(c.At, c.sortKey); c.At == interval.Unknown && i != interval.Unknown {
		return i.Hi
	}
	return c.At.Hi
}

// related is what the states may have to do with, Unknown if nothing tells when the
// listing was taken.
func (c *WriterListing) related() interval.Interval {
	if c.At.Lo > interval.Never {
		return interval.Of(c.At.Lo, c.Latest())
	}
	return relatedTo(c.At, c.sortKey)
}

// longAfter reports a listing so long after another, or taken so much at an unknown time,
// that what the other shows says nothing about how this one came about.
func (c *WriterListing) longAfter(o *WriterListing) bool {
	if c.At.Lo <= interval.Never && c.Source != o.Source {
		return true
	}
	return c.sortKey-o.Latest() > interval.MaxReach
}

// vague reports a listing whose time is not known to within hours.
func (c *WriterListing) vague() bool { return c.Latest()-c.At.Lo > 2*longestListing }

// WriterState is one writer in one listing.
type WriterState struct {
	Listing   *WriterListing
	Step      *Step
	Name      string `redact:"text"`
	ID        string `redact:"text"` // class id
	Instance  string `redact:"text"` // "" if the text hides it
	Code      int    // VSS_WRITER_STATE, -1 if it could not be read
	StateName string `redact:"text"` // as printed
	LastError string `redact:"text"` // as printed
	HResult   uint32
	HasCode   bool // HResult is known

	position int // in the history of its instance: see Case.histories

	order  int         // among all states of a long host: see Segmenter
	set    parse.Ticks // when the latest set before it was frozen: see Segmenter.state
	latest int         // of how many of Segmenter.last and failing it is one

	last, failing *lastState // of its writer, while Segmenter knows it
}

// TimedOut reports whether the writer's last error is the VSS time-out.
func (s *WriterState) TimedOut() bool { return s.HasCode && s.HResult == vocab.CodeWriterTimeout }

// NoError reports whether the writer's last error is none.
func (s *WriterState) NoError() bool { return s.HasCode && s.HResult == 0 }

// same reports whether both are of one writer instance.
func (s *WriterState) same(o *WriterState) bool {
	return s.Instance != "" && s.Instance == o.Instance && s.ID == o.ID
}

// fewSteps is how many a listing has room for, where nothing tells how many it has.
const fewSteps = 8

// gatherListings groups the steps of listings by input and listing number.
func gatherListings(steps []*Step) []*WriterListing {
	at := map[listingID]*WriterListing{}
	var listings []*WriterListing
	var last *WriterListing // most steps are of the listing of the one before
	var room []WriterState
	for i, s := range steps {
		if !ofListings(s.Kind) {
			continue
		}
		id := listingOf(s)
		c := last
		if c == nil || c.Number != id.number || c.Source != id.source {
			c = at[id]
		}
		if c == nil {
			c = &WriterListing{Source: s.Source, Number: id.number, Stamp: s.Record.Stamp}
			size := min(len(steps)-i, fewSteps)
			if last != nil { // it is likely to be as long
				size = len(last.Steps)
			}
			c.Steps, c.States = make([]*Step, 0, size), make([]*WriterState, 0, size)
			room = make([]WriterState, size)
			at[id] = c
			listings = append(listings, c)
		}
		last = c
		c.Steps = append(c.Steps, s)
		if s.Kind == vocab.KindWriterState {
			if len(room) == 0 {
				room = make([]WriterState, 1)
			}
			w := &room[0]
			room = room[1:]
			w.read(s)
			w.Listing, w.Step = c, s
			c.States = append(c.States, w)
		}
	}
	return listings
}

// listingID tells a listing from others of the host.
type listingID struct {
	source string
	number int
}

// listingOf is the listing that a step of one is of.
func listingOf(s *Step) listingID {
	return listingID{s.Source, int(s.Record.Listing)}
}

var stateNames = parse.NewNames(parse.FieldStateName, parse.FieldLastError, parse.FieldStateCode, parse.FieldHResult)

// read takes what a step says of a writer.
func (w *WriterState) read(s *Step) {
	if s.shown != nil {
		*w = *s.shown
		return
	}
	var texts [4]string
	stateNames.Texts(s.Record, texts[:])
	w.Name, w.ID, w.Instance, w.StateName, w.LastError, w.Code = s.Writer, s.WriterID, s.Instance, texts[0], texts[1], -1
	if n, err := strconv.Atoi(texts[2]); err == nil {
		w.Code = n
	}
	w.HResult, w.HasCode = vocab.ParseCode(texts[3])
}

// clockStep is the most by which a clock that was set back, or summer time that ended,
// takes stamps of one file back. Where they go back further, the file was put together
// of several.
const clockStep = 2 * parse.Hour

// orderListings orders listings as they were made: by time, but those of one file as
// they stand in it where its stamps go back by a step of the clock. In the order of
// their stamps they would show writers to go to and fro between their states. inPlace
// are the listings in the order in which they stand in their files.
func (k *Case) orderListings(inPlace []*WriterListing) {
	stated := make(map[*WriterListing]parse.Ticks, len(inPlace))
	last := map[string]parse.Ticks{} // by input
	for _, c := range inPlace {
		at := c.sortKey
		if before, ok := last[c.Source]; ok && at > interval.Never && at < before && before-at <= clockStep {
			at = before
		}
		if stated[c] = at; at > interval.Never {
			last[c.Source] = at
		}
	}
	slices.SortStableFunc(k.Listings, func(a, b *WriterListing) int {
		return cmp.Or(cmp.Compare(stated[a], stated[b]), strings.Compare(a.Source, b.Source), a.Number-b.Number)
	})
}

// sortListings orders by place, or by time before that is known: equal stamps give order,
// not time.
func sortListings(listings []*WriterListing) {
	slices.SortStableFunc(listings, func(a, b *WriterListing) int {
		if a.sortKey != b.sortKey {
			return cmp.Compare(a.sortKey, b.sortKey)
		}
		if a.sortKey == 0 && a.At.Lo != b.At.Lo {
			return cmp.Compare(a.At.Lo, b.At.Lo)
		}
		if a.Source != b.Source {
			return strings.Compare(a.Source, b.Source)
		}
		return a.Number - b.Number
	})
}
