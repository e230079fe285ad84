package rendered

import (
	"errors"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Sink collects the events of one input into batches: it asks the selector,
// counts runs and bytes, and takes tokens out of messages.
type Sink struct {
	selector *parse.Selector
	emit     func(*parse.Batch) error
	batch    *parse.Batch
	record   parse.Record
	mark     int
	message  string
	told     bool // the event is kept for what it says
	late     []parse.Field
	pending  int64
	stopped  bool // emit returned an error
	Found    bool // an event was met, wanted or not
	Borrows  bool // names and values refer to the input, which goes on behind the event: what is kept is copied
	Pasted   bool // what is read is so little that somebody chose it: all of it is kept, and marked
}

// NewSink returns a sink that hands full batches to emit.
func NewSink(opt parse.Options, emit func(*parse.Batch) error) *Sink {
	return &Sink{selector: opt.Selector, emit: emit, batch: parse.NewBatch()}
}

// Begin starts an event at a place in the input. The returned record is to be
// filled before End; fields are added with Field.
func (s *Sink) Begin(offset int64, line int32) *parse.Record {
	s.record = parse.Record{Offset: offset, Line: line}
	s.mark, s.message, s.told, s.late = s.batch.Mark(), "", false, s.late[:0]
	return &s.record
}

// Field adds a value of the event's data.
func (s *Sink) Field(name, value string) {
	s.batch.AppendField(parse.Field{Name: s.clean(name), Value: parse.StringValue(s.clean(value))})
}

// Null adds a value of the event's data that is there and empty.
func (s *Sink) Null(name string) { s.batch.AppendField(parse.Field{Name: s.clean(name)}) }

// Late adds a value that comes behind the data, whatever follows.
func (s *Sink) Late(name, value string) {
	s.late = append(s.late, parse.Field{Name: s.clean(name), Value: parse.StringValue(s.clean(value))})
}

// Message notes the rendered message. It becomes fields only if the event has no
// data: what data there is says the same without a language.
func (s *Sink) Message(text string) { s.message = s.clean(text) }

// End closes the event, which takes up length bytes of the input.
func (s *Sink) End(length int64) error {
	s.Found = true
	r := &s.record
	r.Length = length
	s.batch.Account.Records += length
	s.pending += length
	widen(r)
	if r.RecordID != 0 {
		addRun(s.batch, r)
		s.batch.Runs[len(s.batch.Runs)-1].Open(r.RecordID, s.openDate())
	} else {
		s.batch.Unnumbered++
	}
	if !s.wanted() {
		s.batch.DropFields(s.mark)
		return s.flush()
	}
	if s.Borrows {
		s.own()
	}
	if s.batch.Mark() == s.mark && r.Binary == "" && strings.TrimSpace(s.message) != "" {
		r.FromText = true
		for _, f := range tokens(r, s.message) {
			s.batch.AppendField(f)
		}
	}
	for _, f := range s.late {
		s.batch.AppendField(f)
	}
	if (s.Pasted && r.FromText || s.told) && !ofVSS(r.Provider) { // those are kept anyway
		s.batch.AppendField(parse.Field{Name: parse.FieldPasted, Value: parse.StringValue("true")})
	}
	r.Fields = s.batch.FieldsSince(s.mark)
	*s.batch.AddRecord() = *r
	s.mark = s.batch.Mark() // damage that follows takes no fields of this event back
	return s.flush()
}

// openDate is the date of the event if its text leaves the order of day and month open.
func (s *Sink) openDate() (date parse.OpenDate) {
	if !s.record.Time.IsZero() {
		return date
	}
	for _, f := range s.late {
		switch f.Name {
		case parse.FieldMonthFirst:
			date[0], _ = parse.ParseReading(f.Value.String())
		case parse.FieldDayFirst:
			date[1], _ = parse.ParseReading(f.Value.String())
		}
	}
	return date
}

func ofVSS(provider string) bool {
	return strings.EqualFold(provider, "VSS") || strings.EqualFold(provider, "VolSnap")
}

// widen gives the time of a classic event that lies on a whole second the
// resolution of one: many Windows versions cut it. An event
// without keywords may be one.
func widen(r *parse.Record) {
	if t := &r.Time; !t.IsZero() && (r.Keywords == 0 || r.Keywords&keywordClassic != 0) && t.Wall%parse.Second == 0 {
		t.Resolution = max(t.Resolution, parse.Second)
	}
}

const keywordClassic = 0x80000000000000

func (s *Sink) wanted() bool {
	if s.selector == nil || s.Pasted {
		return true
	}
	for i := range s.selector.Rules {
		rule := &s.selector.Rules[i]
		if rule.Names(s.record.Provider, s.record.ProviderGUID, s.record.EventSourceName) &&
			rule.WantsID(s.record.EventID) {
			return true
		}
	}
	s.told = s.speaks()
	return s.told
}

// speaks reports an error that names a shadow copy, whatever its source is.
func (s *Sink) speaks() bool {
	if !IsError(s.record.Level) || s.record.EventID == 0 {
		return false
	}
	if s.message != "" {
		return SpeaksOfCopy(s.message)
	}
	return slices.ContainsFunc(s.batch.FieldsSince(s.mark), func(f parse.Field) bool {
		return SpeaksOfCopy(f.Value.String())
	})
}

// IsError reports the level of an error, or of a critical one.
func IsError(level uint8) bool { return level == 1 || level == 2 }

// Dates notes how the input writes day and month.
func (s *Sink) Dates(form parse.DateForm) { s.batch.Dates = form }

// Structure counts bytes between events that the format knows.
func (s *Sink) Structure(n int64) {
	s.batch.Account.Structure += n
	s.pending += n
}

// Damage notes a place that could not be read, and gives its bytes up.
func (s *Sink) Damage(d parse.Damage) error {
	s.batch.DropFields(s.mark)
	s.batch.Account.Damaged += d.Length
	s.pending += d.Length
	s.batch.Damage = append(s.batch.Damage, d)
	return s.flush()
}

func (s *Sink) flush() error {
	if s.pending < 1<<20 && len(s.batch.Damage) < 1<<10 {
		return nil
	}
	full := s.batch
	s.batch, s.pending = parse.NewBatch(), 0
	s.mark = s.batch.Mark()
	err := s.emit(full)
	s.stopped = err != nil
	return err
}

// Close hands the last batch on and returns err, the error that ended the reading
// if there was one. What was read before an input failed is handed on; after an
// error of emit nothing is.
func (s *Sink) Close(err error) error {
	_, unreadable := errors.AsType[*parse.Error](err)
	if s.stopped || err != nil && !(unreadable && s.Found) {
		s.batch.Release()
		return err
	}
	if failed := s.emit(s.batch); failed != nil {
		return failed
	}
	return err
}

// own copies what the event borrowed of the input.
func (s *Sink) own() {
	r := &s.record
	for _, text := range []*string{
		&r.Provider, &r.ProviderGUID, &r.EventSourceName, &r.ActivityID, &r.RelatedActivityID, &r.Channel, &r.Computer,
		&r.UserSID, &r.Binary, &r.UserData,
	} {
		*text = strings.Clone(*text)
	}
	s.message = clean(s.message)
	for _, all := range [][]parse.Field{s.batch.FieldsSince(s.mark), s.late} {
		for k := range all {
			f := &all[k]
			f.Name = clean(f.Name)
			if f.Value.Type() == parse.TypeString {
				f.Value = parse.StringValue(clean(f.Value.String()))
			}
		}
	}
}

// clean is what a field keeps of s before End.
func (s *Sink) clean(text string) string {
	if s.Borrows {
		return text
	}
	return clean(text)
}

// clean makes s valid UTF-8 that refers to nothing else.
func clean(s string) string { return strings.ToValidUTF8(strings.Clone(s), "\uFFFD") }

// addRun counts an event for coverage. Exports go up or down in time.
func addRun(batch *parse.Batch, r *parse.Record) {
	if n := len(batch.Runs); n > 0 {
		run := &batch.Runs[n-1]
		same := run.Channel == r.Channel && run.Computer == r.Computer
		switch {
		case same && r.RecordID == run.LastID+1:
			run.Extend(r.RecordID, r.Time)
			return
		case same && r.RecordID+1 == run.FirstID:
			run.Precede(r.RecordID, r.Time)
			return
		}
	}
	batch.Runs = append(
		batch.Runs,
		parse.StartRun(strings.Clone(r.Channel), strings.Clone(r.Computer), r.RecordID, r.Time),
	)
}
