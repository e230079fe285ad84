package console

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Reader takes a document through a list of grammars.
type Reader struct {
	*Document
	filter *filter

	// Command is what was typed at the last prompt before the block.
	Command string

	clock    stamps             // stamps between blocks: echo %TIME%, prompts
	logs     map[string]*stamps // clocks of logs, by tool
	pending  []*Statement       // in the order of the text; some of their times are open
	named    int                // statements of pending whose host is kept
	damage   []parse.Damage
	account  parse.Account
	counted  int // lines before it are in the account
	kinds    []string
	regional bool   // a grammar of a text whose dates are in the form of the region claimed something
	foreign  bool   // another one did
	called   string // what the block being read is, if not what its grammar is called
	pieces   pieces
	genre    genre
	leads    []int64 // offsets of lines behind which an example stands
	example  int     // line behind the last block that was one
	silent   bool    // what is added is only mentioned: it is no statement
	vouched  bool    // the grammar knows that its block is stated
	short    []string
	listings int
	previous Mark // stamp of the listing before
	date     Moment
	undated  position // the first time of day before any date
	clipped  string   // its text
	gaveUp   bool     // an interval was left open because its end did not come in time
	reported [6]bool
	names    names
	json     jsonPairs
	spare    []*Statement // to be used again
	stopped  error
	handed   bool // a batch was handed on
	emit     func(*parse.Batch) error
}

// What is reported once: slots of Reader.reported behind those of the three
// separators of dates.
const (
	reportedUndated = 3 + iota
	reportedBack
	reportedLate
)

// position is a line as damage names it.
type position struct {
	offset int64
	number int32 // 0: none
}

// class says what a line was taken for.
type class uint8

const (
	slack     class = iota // claimed by nothing
	structure              // part of a block, a prompt or a stamp; blank
	record                 // a statement stands there
)

// maxLine is the length in bytes up to which a line is offered to the grammars.
// The longest real ones are lines of a few kilobytes.
const maxLine = 64 << 10

// batchSize is how many statements go into one batch, batchBytes after how many
// bytes there is one in any case: who follows the reading wants to know.
const (
	batchSize  = 512
	batchBytes = 4 << 20
)

// maxPending is how many statements wait for a time that stands behind them.
// Beyond it the first half is handed on as it is: with an open end.
const maxPending = 4 << 10

// Opener opens a text from its first byte; it is called up to three times.
type Opener func() (io.ReadCloser, error)

// Read takes a text through the grammars, in their order, and hands what they
// find to emit. It reads the text twice, as the order of day and month in its dates may be
// told by a date at its end, and once more for the grammars that come last if the others
// found nothing. Each batch carries the account of the bytes since the one before. What it
// holds in memory is bounded, whatever the text is.
func Read(ctx context.Context, open Opener, codePage string, grammars []Grammar, emit func(*parse.Batch) error) error {
	return read(ctx, open, codePage, grammars, newFilter(grammars), emit)
}

// read is Read with the filter of the grammars.
func read(
	ctx context.Context,
	open Opener,
	codePage string,
	grammars []Grammar,
	filter *filter,
	emit func(*parse.Batch) error,
) error {
	found, err := takeSurvey(ctx, open, codePage, grammars)
	if err != nil {
		return err
	}
	first, last := withoutLast(grammars)
	r, err := pass(ctx, open, codePage, found, first, filter, emit)
	if err != nil {
		return err
	}
	if len(last) > 0 && r.foundNothing() {
		told, err := pass(ctx, open, codePage, found, last, newFilter(last), emit)
		if err != nil {
			return err
		}
		if len(told.kinds) > 0 {
			r = told
		}
	}
	r.finish()
	r.flush(true)
	if r.stopped == nil && r.source.err != nil {
		return &unreadable{r.source.base + int64(r.source.pos), r.source.err}
	}
	return r.stopped
}

// pass takes a text through grammars once; what they found last is still to be handed on.
func pass(
	ctx context.Context,
	open Opener,
	codePage string,
	found survey,
	grammars []Grammar,
	filter *filter,
	emit func(*parse.Batch) error,
) (*Reader, error) {
	stream, err := open()
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	d, err := newDocument(newSource(stream, nil), codePage)
	if err != nil {
		return nil, err
	}
	d.dates, d.layout = found.dates, found.layout
	r := &Reader{Document: d, filter: filter, logs: map[string]*stamps{}, emit: emit, genre: found.genre, leads: found.leads}
	reads := make([]ReadFunc, len(grammars))
	for k, g := range grammars {
		reads[k] = g.Begin()
	}
	r.readShort()
	for i := 0; d.Has(i); {
		if i&1023 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		next := r.block(i, reads, grammars)
		r.Done(next)
		if r.stopped != nil {
			return nil, r.stopped
		}
		i = next
	}
	return r, nil
}

// withoutLast parts the grammars that are asked last from the others. Where there are
// no others they are asked like any.
func withoutLast(grammars []Grammar) (first, last []Grammar) {
	at := slices.IndexFunc(grammars, func(g Grammar) bool { return g.Last })
	if at <= 0 {
		return grammars, nil
	}
	return grammars[:at], grammars[at:]
}

// foundNothing reports whether the text is short, may be evidence, and no grammar claimed
// anything of it.
func (r *Reader) foundNothing() bool {
	return (r.genre == evidence || r.genre == lesson) && len(r.kinds) == 0 && !r.handed && r.counted <= mostTold && r.source.err == nil
}

// mostTold is how many lines a text has at most in which people are taken at their word.
const mostTold = 400

// unreadable is the error of the input at an offset.
type unreadable struct {
	offset int64
	error
}

func (u *unreadable) Unwrap() error { return u.error }

// Done says that everything that was added for lines before line i is complete.
// A grammar whose block has no bound calls it as it goes on; it may look back
// afterwards to line i-1, and to the few lines before it that Behind has.
func (r *Reader) Done(i int) {
	for ; r.named < len(r.pending); r.named++ {
		s := r.pending[r.named]
		s.Computer, s.UserSID = r.names.keep(s.Computer), r.names.keep(s.UserSID)
	}
	for ; r.counted < i; r.counted++ {
		l := r.line(r.counted)
		if l == nil {
			break
		}
		switch l.class {
		case record:
			r.account.Records += l.Length
		case structure:
			r.account.Structure += l.Length
		default:
			r.account.Slack += l.Length
		}
	}
	r.drop(i - 1)
	r.flush(false)
}

// claim says that line i is at least of class c.
func (r *Reader) claim(i int, c class) {
	if l := r.line(i); l != nil {
		l.class = max(l.class, c)
	}
}

func (r *Reader) position(i int) position {
	l := r.line(i)
	for l == nil && i > r.first { // behind the end
		i--
		l = r.line(i)
	}
	if l == nil {
		return position{}
	}
	return position{l.Offset, l.Number}
}

// block reads what begins at line i and returns the line behind it.
func (r *Reader) block(i int, reads []ReadFunc, grammars []Grammar) (next int) {
	l := *r.line(i)
	if isBlank(l.Text) {
		r.claim(i, structure)
		return i + 1
	}
	if len(l.Text) > maxLine || l.piece {
		r.strayCode(i)
		return i + 1
	}
	if command, ok := Command(l.Text); ok {
		r.Command = command
		r.claim(i, structure)
		where, _, _ := strings.Cut(l.Text, ">")
		if m, _, _, found := FindMoment(where); found && m.HasTime {
			r.clockMark(i, m, parse.StampPrompt)
		}
		if next := r.begun(i, r.mayBegin(i), reads, grammars, true); next > i {
			return next
		}
		return i + 1
	}
	may := r.mayBegin(i)
	if next := r.begun(i, may, reads, grammars, false); next > i {
		return next
	}
	if may.has(strayCodes) && r.strayCode(i) {
		return i + 1
	}
	if may.has(stampLines) {
		if next := r.stampLine(i); next > i {
			return next
		}
	}
	if !r.pieces.prose && len(r.pieces.all) > 0 { // nothing to be set apart from
		r.pieces.prose = isSentence(l.Text)
	}
	return i + 1
}

// begun reads the block of a grammar that begins at line i, a prompt or not, of those that may begin
// there, and returns the line behind it; i if none does.
func (r *Reader) begun(i int, may grammarSet, reads []ReadFunc, grammars []Grammar, prompt bool) (next int) {
	l := *r.line(i)
	for k := may.next(0); k < len(reads); k = may.next(k + 1) {
		if prompt && !grammars[k].Prompts {
			continue
		}
		r.called, r.vouched = "", false
		before := r.progress()
		r.silent = r.genre == article || r.genre == script
		next := min(reads[k](r, i), r.first+len(r.lines))
		r.silent = false
		if next <= i {
			continue
		}
		if r.mentions(&grammars[k], i, next, before) {
			r.takeBack(before)
			r.mentioned(grammars[k].Name, l.Number, i, next)
			return next
		}
		for c := max(i, r.counted); c < next; c++ {
			r.claim(c, structure)
		}
		kind := cmp.Or(r.called, grammars[k].Name)
		r.addKind(kind)
		r.regional, r.foreign = r.regional || grammars[k].Regional, r.foreign || !grammars[k].Regional
		r.pieces.add(kind, l.Number, r.position(next-1).number, true, 0)
		r.reportCuts(i, next)
		return next
	}
	return i
}

// progress is what a Reader had before a block.
type progress struct{ pending, damage, counted, listings int }

func (r *Reader) progress() progress {
	return progress{len(r.pending), len(r.damage), r.counted, r.listings}
}

// takeBack forgets what was added since b. What a long block has handed on by
// then it was told to be silent about.
func (r *Reader) takeBack(b progress) {
	if r.counted != b.counted {
		return
	}
	for _, s := range r.pending[b.pending:] {
		s.settled = true
	}
	r.pending, r.damage, r.listings = r.pending[:b.pending], r.damage[:b.damage], b.listings
	r.named = min(r.named, b.pending)
	r.clock.forget()
	for _, c := range r.logs {
		c.forget()
	}
}

// mentioned makes of the lines of a block what prose is: they name codes.
func (r *Reader) mentioned(format string, first int32, i, next int) {
	found := false
	for at := max(i, r.counted); at < next; at++ {
		if l := r.line(at); l != nil {
			l.class, l.stray = slack, true
		}
		found = r.strayCode(at) || found
	}
	if !found {
		r.pieces.add(format, first, r.position(next-1).number, false, 0)
	}
}

// reportCuts reports, for a block that goes from line i up to next, that lines of
// it were left out.
func (r *Reader) reportCuts(i, next int) {
	reported := false
	for at := i; at < next+2 && (at < next || r.Blank(at)); at++ {
		l := r.line(at)
		if l == nil || !l.cut || at < r.counted {
			continue
		}
		l.cut = false
		if !reported {
			reported = true
			r.damaged(
				position{l.Offset, l.Number},
				"block",
				"all of its lines",
				"a mark that lines were left out here; it was read as far as it goes",
			)
		}
	}
}

// mayBegin returns the grammars that may begin at line i.
func (r *Reader) mayBegin(i int) grammarSet {
	may := r.looked(i)
	if len(r.filter.below) == 0 {
		return may
	}
	at := i + 1
	if r.Blank(at) {
		at++
	}
	below := r.looked(at)
	for n, k := range r.filter.below {
		if below.has(lastBelow - n) {
			may.add(k)
		}
	}
	return may
}

// looked returns what the filter says about line i, which it is asked once.
func (r *Reader) looked(i int) grammarSet {
	l := r.line(i)
	if l == nil {
		return grammarSet{}
	}
	if !l.looked {
		l.may, l.looked = r.filter.look(l.Text), true
	}
	return l.may
}

// Call says that the block being read is of the kind name, whatever its grammar
// is called: a line that several programs write names none of them.
func (r *Reader) Call(name string) { r.called = name }

// Behind returns line i, which stands before the block that is being read, "" if
// it is no longer held.
func (r *Reader) Behind(i int) string {
	if i < r.first || i >= r.first+len(r.lines) {
		return ""
	}
	return r.lines[i-r.first].Text
}

func (r *Reader) addKind(name string) {
	for _, k := range r.kinds {
		if k == name {
			return
		}
	}
	r.kinds = append(r.kinds, name)
}

// strayCode makes a statement of a line that nothing claims but that holds a
// VSS code, and reports whether it did. Such a line is listed and proves nothing,
// so an open date in it is no damage either.
func (r *Reader) strayCode(i int) bool {
	text := r.Text(i)
	code, ok := VSSCode(text)
	if !ok {
		return false
	}
	l := r.line(i)
	l.stray = true
	r.pieces.add(parse.KindUnrecognised, l.Number, l.Number, false, code)
	s := r.Add(parse.ProviderRequester, i, i)
	s.Set(parse.FieldTool, parse.ToolUnrecognised)
	s.Set(parse.FieldPhrase, parse.PhraseCode)
	s.Set(parse.FieldHResult, HResult(code))
	s.SetText(text)
	if m, _, _, ok := FindMoment(text); ok && m.HasDate && m.HasTime {
		s.setTime(r.resolveAt(i, m, parse.StampRecord))
	} else {
		r.Upper(s, "")
	}
	return true
}

// Add adds a statement that stands in the lines from first to last.
func (r *Reader) Add(provider string, first, last int) *Statement {
	s := r.statement()
	s.Provider = provider
	s.Stamp = parse.StampNone
	s.Offset, s.Length = r.Span(first, last)
	s.Line = r.line(first).Number
	for l := first; l <= last; l++ {
		r.claim(l, record)
	}
	if r.silent { // told apart from what is handed on, and given to no clock that lasts
		return s
	}
	r.pending = append(r.pending, s)
	return s
}

// Opens reports whether line i is the first of a run of lines that are not blank.
func (r *Reader) Opens(i int) bool {
	if i == 0 || r.Blank(i-1) {
		return true
	}
	_, ok := Command(r.Text(i - 1))
	return ok
}

// Skip gives lines inside a block back: they belong to nothing.
func (r *Reader) Skip(i int) {
	if text := r.Text(i); text != "" {
		r.strayCode(i)
	}
}

// NextListing numbers the listings of the document, from 1.
func (r *Reader) NextListing() int {
	r.listings++
	return r.listings
}

// TimeListing gives statements the interval in which a listing was true: from the
// last stamp before it to the first different one behind it.
func (r *Reader) TimeListing(all ...*Statement) {
	repeated := false
	if all[0].Provider == parse.ProviderListing {
		repeated = !r.clock.last.Time.IsZero() && r.clock.last.Time == r.previous.Time
		r.previous = r.clock.last
	}
	r.reportOpen(r.clock.last)
	if r.clock.last.Time.IsZero() && r.undated.number > 0 {
		r.reportUndated()
	}
	for _, s := range all {
		s.lower, s.bound, s.settled = r.clock.last, interval, false
		s.setTime(s.lower)
		if repeated {
			s.Set(parse.FieldStampRepeated, "true")
		}
		r.clock.open = append(r.clock.open, s)
	}
}

// Upper gives s the next time that the log of tool shows as an upper bound;
// tool "" means the stamps between blocks.
func (r *Reader) Upper(s *Statement, tool string) {
	c := r.log(tool)
	s.bound, s.settled = upper, false
	c.waiting = append(c.waiting, s)
}

// Before gives s the next stamp between blocks as the end of its interval.
func (r *Reader) Before(s *Statement) {
	s.bound, s.settled = before, false
	r.clock.waiting = append(r.clock.waiting, s)
}

func (r *Reader) log(tool string) *stamps {
	if tool == "" {
		return &r.clock
	}
	if r.logs[tool] == nil {
		r.logs[tool] = &stamps{}
	}
	return r.logs[tool]
}

// Time reads the first date and time in s, which stands in line i; ok is false
// if there is none or its order of day and month is open.
func (r *Reader) Time(i int, s string) (timestamp parse.Timestamp, ok bool) {
	m, _, _, found := FindMoment(s)
	if !found || !m.HasDate {
		return parse.Timestamp{}, false
	}
	mark := r.resolveAt(i, m, parse.StampRecord)
	return mark.Time, !mark.ambiguous() && !mark.Time.IsZero()
}

// Dated gives s the time m, which stands in line i, as its own.
func (r *Reader) Dated(s *Statement, i int, m Moment) {
	mark := r.resolveAt(i, m, parse.StampRecord)
	s.setTime(mark)
	r.reportOpen(mark)
}

// Repeated gives s the time of a thing of the past, of which line i tells that it began at the
// first moment, a day at most; the line was written at the second. Without a date in the first
// one it was before the second.
func (r *Reader) Repeated(s *Statement, i int, from, until Moment) {
	end := r.resolveAt(i, until, parse.StampRecord)
	if !from.HasDate {
		s.setUntil(end)
		r.reportOpen(end)
		return
	}
	r.Dated(s, i, from)
	if end.ambiguous() || s.Time.IsZero() {
		return
	}
	if s.Until = end.Time; isLocal(s.Time) == isLocal(end.Time) && end.Time.Wall-s.Time.Wall > parse.Day {
		s.Until = s.Time
		s.Until.Wall += parse.Day
	}
	s.Set(parse.FieldUntilFrom, end.Stamp.String())
}

// LogMark tells the statements of tool that wait for a time that it is m, which
// stands in line i.
func (r *Reader) LogMark(tool string, i int, m Moment) {
	r.settle(r.log(tool), r.resolveAt(i, m, parse.StampLine))
}

func (r *Reader) settle(c *stamps, m Mark) {
	last := c.last
	used, back := c.settle(m)
	if used {
		r.reportOpen(m)
	}
	if back && !r.reported[reportedBack] {
		r.reported[reportedBack] = true
		r.damaged(m.at, "time stamp", "a time later than "+parse.FormatReading(last.Time.Wall), parse.FormatReading(m.Time.Wall))
	}
	if r.gaveUp && m.Time != last.Time && !r.reported[reportedLate] {
		r.reported[reportedLate] = true
		r.damaged(
			m.at,
			"time stamp",
			fmt.Sprintf("one within %d statements behind a listing", maxPending/2),
			"this one; the listings before it keep an open end",
		)
	}
}

func (r *Reader) resolveAt(i int, m Moment, stamp parse.Stamp) Mark {
	timestamp, other, _ := r.resolve(m)
	return Mark{Time: timestamp, Other: other, Stamp: stamp, at: r.position(i), separator: m.separator}
}

// reportOpen reports, once for each way of writing dates, that the order of day
// and month of a stamp that is used is open.
func (r *Reader) reportOpen(m Mark) {
	if !m.ambiguous() {
		return
	}
	if k := separatorIndex(m.separator); !r.reported[k] {
		r.reported[k] = true
		r.damaged(m.at, "date", "an order of day and month that the file shows",
			fmt.Sprintf("%s or %s, and so for every date written like it", parse.FormatReading(m.Time.Wall), parse.FormatReading(m.Other.Wall)))
	}
}

// reportUndated reports, once, a stamp before a listing that no date can be
// found for. The listing stays without that bound.
func (r *Reader) reportUndated() {
	if !r.reported[reportedUndated] {
		r.reported[reportedUndated] = true
		r.damaged(r.undated, "time stamp", "a date before the first time of day", r.clipped)
	}
}

// Damaged reports something in line i that could not be read as expected. No
// bytes are given up.
func (r *Reader) Damaged(i int, what, expected, found string) {
	r.damaged(r.position(i), what, expected, found)
}

func (r *Reader) damaged(at position, what, expected, found string) {
	if r.silent {
		return
	}
	r.damage = append(
		r.damage,
		parse.Damage{Offset: at.offset, Line: at.number, What: what, Expected: expected, Found: strings.Clone(found)},
	)
}

// finish leaves open what no stamp behind it has settled. A file's time of
// modification is no part of its content and changes when it is copied, so
// nothing is taken from it.
func (r *Reader) finish() {
	for _, s := range r.pending {
		s.settled = true
	}
	if r.nulNumber > 0 {
		r.damaged(
			position{r.nulOffset, r.nulNumber},
			"text",
			"characters to the end of the file",
			fmt.Sprintf("%d NUL bytes, as they are left where a write was lost", r.nuls),
		)
	}
	if r.longNumber > 0 {
		r.damaged(
			position{r.longOffset, r.longNumber},
			"line",
			fmt.Sprintf("at most %d MiB in a line of a text", longestLine>>20),
			"a longer one; it was searched for VSS codes only",
		)
	}
}

// giveUp leaves the times of the n statements that have waited longest open.
func (r *Reader) giveUp(n int) {
	r.gaveUp = true
	for _, s := range r.pending[:n] {
		s.settled = true
	}
	r.clock.forget()
	for _, c := range r.logs {
		c.forget()
	}
}

// flush hands on the statements whose times are settled, in the order of the
// text, with the account of what was read since.
func (r *Reader) flush(end bool) {
	if len(r.pending) > maxPending {
		r.giveUp(maxPending / 2)
	}
	for r.stopped == nil {
		n := 0
		for n < len(r.pending) && n < batchSize && r.pending[n].settled {
			n++
		}
		if n < batchSize && len(r.damage) < batchSize && r.account.Total() < batchBytes && !end {
			return
		}
		b := parse.NewBatch()
		for _, s := range r.pending[:n] {
			mark := b.Mark()
			for _, f := range s.Fields {
				b.AppendField(f)
			}
			record := b.AddRecord()
			*record = s.Record
			record.Fields = b.FieldsSince(mark)
			r.spare = append(r.spare, s)
		}
		clear(r.pending[:n])
		r.pending, r.named = r.pending[n:], r.named-n
		b.Damage, r.damage = append(b.Damage, r.damage...), nil
		b.Account, r.account = r.account, parse.Account{}
		last := end && len(r.pending) == 0
		if last {
			b.Format = r.kind()
			b.Pieces, b.PiecesMerged = r.pieces.take(len(r.kinds) > 0)
			if r.regional && !r.foreign {
				b.Dates = r.dates.form()
			}
		}
		r.handed = true
		r.stopped = r.emit(b)
		if last {
			return
		}
	}
}

// kind names the grammars that claimed something.
func (r *Reader) kind() string {
	switch {
	case len(r.kinds) == 0 && r.speaks():
		return parse.KindProse
	case len(r.kinds) == 0:
		return parse.KindUnrecognised
	}
	return strings.Join(r.kinds, "+")
}
