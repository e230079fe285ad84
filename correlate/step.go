package correlate

import (
	"cmp"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Step is a record with its meaning: one thing that happened on a host.
type Step struct {
	Kind   Kind
	At     Instant // in UTC; wide where the clock or the zone is
	Host   string
	Source string
	Log    string // source and channel: record ids order the records of one log
	Record *parse.Record
	Term   *Term // the row of the vocabulary that gave the meaning

	Key         string // pairs marks of one frozen thing: process and session, instance and database
	Writer      string
	WriterID    string // class id, lower case, in braces
	Instance    string // writer instance id
	SetID       string // snapshot set GUID where the record holds one
	Volume      string
	Database    string
	ProcessID   uint32
	ThreadID    uint32
	Code        uint32 // HRESULT, 0 if there is none
	Jet         int32  // ESE error, 0 if there is none
	Limit       parse.Ticks
	Operation   string
	CommandLine string
	Detail      string // what the record adds to its meaning, in our words

	Set   *SnapshotSet // nil: a loose step
	Other []string     // further sources of the same record

	place  parse.Ticks   // among the steps of the host: see clock.place
	beside parse.Reading // the time before it in its text, or the first one, of a statement without one
}

// Compare orders steps totally: place, time, host, log, record id, source, offset.
func (s *Step) Compare(o *Step) int {
	return cmp.Or(
		cmp.Compare(s.place, o.place),
		cmp.Compare(s.At.Lo, o.At.Lo), cmp.Compare(s.At.Hi, o.At.Hi),
		strings.Compare(s.Host, o.Host), strings.Compare(s.Record.Channel, o.Record.Channel),
		cmp.Compare(s.Record.RecordID, o.Record.RecordID), strings.Compare(s.Source, o.Source),
		cmp.Compare(s.Record.Offset, o.Record.Offset), cmp.Compare(s.Record.Line, o.Record.Line),
	)
}

// CertainlyBefore reports whether s came before o: by time, or by record id
// where both stand in one log (ids give the order of writing there, also when
// the clock stepped).
func (s *Step) CertainlyBefore(o *Step) bool {
	if s.SameLog(o) && s.Record.RecordID != o.Record.RecordID {
		return s.Record.RecordID < o.Record.RecordID
	}
	return s.At.Compare(o.At) == Before
}

// SameLog reports whether both stand in one log with record ids.
func (s *Step) SameLog(o *Step) bool {
	return s.Log == o.Log && s.Record.RecordID != 0 && o.Record.RecordID != 0 && !s.Record.Stale && !o.Record.Stale
}
