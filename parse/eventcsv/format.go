package eventcsv

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Format is events as a table.
var Format = parse.Format{
	Name:   "eventcsv",
	Title:  "events as CSV or TXT (Event Viewer, Export-Csv, Log Parser, EvtxECmd, Hayabusa)",
	Detect: detect,
	Read:   read,
}

// typeLine is the first line that Export-Csv of Windows PowerShell writes.
const typeLine = "#TYPE "

var delimiters = []byte{',', '\t', ';'}

func detect(s parse.Sample) parse.Confidence {
	h, _ := readHeading(rendered.Head(s.Head), true)
	switch {
	case h.table == nil:
		return parse.No
	case h.sure:
		return parse.Certain
	}
	return parse.Likely
}

// heading is what the beginning of a file tells.
type heading struct {
	table     *table
	sure      bool // it can be of nothing else
	columns   []string
	delimiter byte
}

// readHeading tells the table by the first rows and returns how many bytes they
// are that hold no event.
func readHeading(b []byte, atEnd bool) (h heading, n int) {
	if bytes.HasPrefix(b, []byte(typeLine)) {
		n = bytes.IndexByte(b, '\n') + 1
	}
	n += len(b[n:]) - len(bytes.TrimLeft(b[n:], " \t\r\n"))
	for _, delimiter := range delimiters {
		if h, skip := knownTable(b[n:], delimiter, atEnd); h.table != nil {
			return h, n + skip
		}
	}
	for _, delimiter := range delimiters {
		if names, sure, skip := learn(b[n:], delimiter, atEnd); names != nil {
			return heading{table: learned(), sure: sure, columns: names, delimiter: delimiter}, n + skip
		}
	}
	return heading{}, 0
}

// knownTable tells a table of one of the tools by its heading or its first rows.
func knownTable(b []byte, delimiter byte, atEnd bool) (h heading, skip int) {
	h.delimiter = delimiter
	first, size, ok := splitRow(b, delimiter, atEnd)
	if !ok {
		return h, 0
	}
	if h.table = tableOf(first); h.table != nil {
		h.sure, h.columns = true, first
		return h.complete(), size
	}
	if h.table, h.columns = layoutOf(first); h.table != nil {
		h.sure = true
		return h, 0
	}
	if h.table = tableByRow(first); h.table != nil {
		h.columns = h.table.columns()
		_, h.sure, _ = learn(b, delimiter, atEnd)
		return h, 0
	}
	if second, _, ok := splitRow(b[size:], delimiter, atEnd); ok {
		if h.table = tableByRow(second); h.table != nil { // a translated heading
			h.columns = h.table.columns()
			_, h.sure, _ = learn(b, delimiter, atEnd)
			return h, size
		}
	}
	return h, 0
}

// complete adds the column that Event Viewer's heading does not name, or calls it so where
// somebody gave it a name of his own: it is the one behind all others.
func (h heading) complete() heading {
	if h.table.text != "Description" || indexOf(h.columns, "Description") >= 0 {
		return h
	}
	last := len(h.columns) - 1
	if last == len(h.table.marks) && !slices.Contains(h.table.marks, h.columns[last]) {
		h.columns = append(slices.Clone(h.columns[:last]), "Description")
	} else {
		h.columns = append(h.columns, "Description")
	}
	return h
}

// read reads twice: the order of day and month is known at the end only.
func read(ctx context.Context, in *parse.Input, opt parse.Options, emit func(*parse.Batch) error) (err error) {
	if in.Once {
		at, size, done, err := parse.RandomAccess(ctx, in)
		if err != nil {
			return err
		}
		defer done()
		spooled := *in
		spooled.Open = func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(at, 0, size)), nil }
		in = &spooled
	}
	var dates order
	if err := pass(ctx, in, opt, nil, &dates); err != nil {
		return err
	}
	dates.settle()
	sink := rendered.NewSink(opt, emit)
	sink.Dates(dates.form())
	sink.Pasted = dates.rows <= parse.MostPasted
	return sink.Close(pass(ctx, in, opt, sink, &dates))
}

// pass goes over the rows once: to learn about dates without a sink, to read with one.
func pass(ctx context.Context, in *parse.Input, opt parse.Options, sink *rendered.Sink, dates *order) error {
	t, err := rendered.Open(ctx, in, opt.CodePage)
	if err != nil {
		return err
	}
	defer t.Close()
	r := &reader{Text: t, sink: sink, dates: dates}
	if err := r.start(in.Source); err != nil {
		return err
	}
	for {
		row, n, err := r.row()
		if err != nil {
			return err
		}
		if n == 0 {
			return r.end()
		}
		if err := r.take(row, n); err != nil {
			return err
		}
	}
}

type reader struct {
	*rendered.Text
	sink  *rendered.Sink
	dates *order
	heading
	event   []string // the row that may go on in the next lines
	at      clock    // its time
	goesOn  []byte   // those lines
	offset  int64
	line    int32
	length  int64
	problem string // of the current row
	cut     bool   // the event that is open lacks its end
	open    bool   // it was told that the order of day and month is open
	// unclosed counts rows with a quote that is not closed; those that are whole halve it.
	unclosed int
	vain     int64 // bytes that were searched for the end of such quotes
}

// maxRow is how long a row may be before its quotes are not believed.
const maxRow = 1 << 20

// So many bytes are searched in vain for the ends of quotes: some in any case, and some
// for each byte of the file. Beyond, a quote ends with its line.
const (
	vainBytes   = 16 << 20
	vainPerByte = 8
)

func (r *reader) start(source string) error {
	for len(r.Window()) < 64<<10 {
		if more, err := r.More(); err != nil {
			return err
		} else if !more {
			break
		}
	}
	h, n := readHeading(r.Window(), true)
	if h.table == nil {
		return &parse.Error{
			Source:   source,
			Expected: "a table of events",
			Found:    "no known heading, nor rows of Event Viewer",
			Reason:   parse.ErrNotThisFormat,
			Advice:   "export the log again as EVTX, or with its heading",
		}
	}
	r.heading = h
	if r.sink == nil {
		r.dates.seeHeading(string(r.Window()[:n]), h.delimiter)
	}
	mark, _ := r.Offset()
	length := r.Skip(n)
	if r.sink == nil {
		return nil
	}
	r.sink.Structure(mark + length)
	if provider := r.table.nameOf(rendered.Provider); indexOf(r.columns, provider) < 0 { // profiles of Hayabusa differ
		return r.sink.Damage(
			parse.Damage{
				Offset: mark,
				Line:   1,
				What:   "heading",
				Expected: "a column " + provider + ", without which an event id says nothing (hayabusa --profile " +
					"super-verbose has it)",
				Found: fmt.Sprintf("%q", r.columns),
			},
		)
	}
	return nil
}

// row returns the next row and its length in the window, 0 at the end. One whose
// quote is never closed is read as far as it goes.
func (r *reader) row() (cells []string, n int, err error) {
	atEnd := false
	for {
		w := r.Window()
		if len(w) == 0 && atEnd {
			return nil, 0, nil
		}
		if len(w) > 0 {
			reach := w[:r.reach(w)]
			cells, n, ok := splitRow(reach, r.delimiter, atEnd && len(reach) == len(w))
			if ok {
				r.unclosed /= 2
				cells, n = r.tooLong(cells, w[:n])
				return cells, n, nil
			}
			if atEnd || len(reach) < len(w) || len(w) > maxRow>>min(r.unclosed, 8) {
				r.unclosed++
				r.vain += int64(len(reach))
				r.problem = "a quote that is not closed"
				cells, n = r.cutRow(w)
				return cells, n, nil
			}
		}
		more, err := r.grow()
		if err != nil {
			return nil, 0, err
		}
		atEnd = !more
	}
}

// reach returns how much of w is searched for the end of a row.
func (r *reader) reach(w []byte) int {
	if at, _ := r.Offset(); r.vain > vainBytes+vainPerByte*at {
		if line := bytes.IndexByte(w, '\n'); line >= 0 {
			return line + 1
		}
	}
	return min(len(w), maxRow>>min(r.unclosed, 8)+1)
}

// tooLong takes a row apart that has more cells than there are columns because the quote
// of a row that was cut went on to one of the next row.
func (r *reader) tooLong(cells []string, w []byte) ([]string, int) {
	if !r.table.whole || len(cells) <= len(r.columns) || bytes.IndexByte(w, '\n') >= len(w)-1 {
		return cells, len(w)
	}
	if cut, n := r.cutRow(w); n < len(w) && len(cut) <= len(r.columns) {
		r.problem = "a quote that is not closed"
		return cut, n
	}
	return cells, len(w)
}

// A row that is cut ends where a line begins the next one: so many lines are tried, and
// so many bytes of each.
const (
	cutLines = 64
	cutBytes = 4 << 10
)

// cutRow returns the row that w begins with, whose last quote is not closed: up to the
// line that begins another row, else up to the end, if that is near; else its first line.
func (r *reader) cutRow(w []byte) (cells []string, n int) {
	end := len(w)
	if end > cutLines*cutBytes/8 {
		end = 0
	}
	offset, _ := r.Offset()
	for k, at := 0, 0; k < cutLines; k++ {
		if end > 0 && r.vain > vainBytes+vainPerByte*offset {
			break
		}
		line := bytes.IndexByte(w[at:], '\n')
		if line < 0 {
			break
		}
		at += line + 1
		if k == 0 && end == 0 {
			end = at
		}
		head := w[at:min(len(w), at+cutBytes)]
		r.vain += int64(len(head))
		if len(head) == 0 || (head[0] == '"') != (w[0] == '"') { // the end of a message
			continue
		}
		if row, _, _ := splitRow(head, r.delimiter, false); len(row) > 0 && r.beginsRow(row) {
			end = at
			break
		}
	}
	if end == 0 {
		end = len(w)
	}
	for n < end {
		cell, size, _ := splitCell(w[n:end], r.delimiter)
		if size == end-n && w[n] == '"' {
			cell = strings.ReplaceAll(string(w[n+1:end]), `""`, `"`)
		}
		cells = append(cells, strings.TrimRight(cell, "\r\n"))
		if n += size; n == end || w[n] != r.delimiter {
			break
		}
		n++
	}
	return cells, end
}

// beginsRow reports whether cells are the first ones of a row: its time is among
// them, and its id where that stands before.
func (r *reader) beginsRow(row []string) bool {
	if _, ok := r.clock(row); !ok {
		return false
	}
	i := indexOf(r.columns, r.table.nameOf(rendered.EventID))
	return i < 0 || i >= len(row) || isNumber(row[i])
}

func (r *reader) grow() (grown bool, err error) {
	for target := 2 * len(r.Window()); !grown || len(r.Window()) < target; {
		more, err := r.More()
		if err != nil || !more {
			return grown, err
		}
		grown = true
	}
	return grown, nil
}

// take takes a row of n bytes: an event, the rest of the message of the one
// before, or neither.
func (r *reader) take(row []string, n int) error {
	offset, line := r.Offset()
	problem := r.problem
	r.problem = ""
	if c, ok := r.clock(row); ok {
		if err := r.end(); err != nil {
			return err
		}
		r.at, r.event, r.offset, r.line, r.cut = c, row, offset, line, problem != ""
		r.length = r.Skip(n)
		return nil
	}
	raw := strings.TrimRight(string(r.Window()[:n]), "\r\n")
	length := r.Skip(n)
	if r.event != nil && !r.table.whole && problem == "" && len(r.goesOn) < maxRow {
		r.goesOn = append(append(r.goesOn, '\n'), raw...)
		r.length += length
		return nil
	}
	if r.sink == nil {
		return nil
	}
	if strings.TrimSpace(raw) == "" {
		r.sink.Structure(length)
		return nil
	}
	if err := r.end(); err != nil {
		return err
	}
	if problem == "" {
		problem = fmt.Sprintf("%d columns, %q", len(row), raw[:min(len(raw), 40)])
	}
	return r.sink.Damage(
		parse.Damage{
			Offset:   offset,
			Line:     line,
			Length:   length,
			What:     "event",
			Expected: fmt.Sprintf("a row of %s with a time", r.table.tool),
			Found:    strings.ToValidUTF8(problem, "\uFFFD"),
		},
	)
}

// cell returns the content of a column of a row, "" if there is none.
func (r *reader) cell(row []string, name string) string {
	i := indexOf(r.columns, name)
	if i < 0 || i >= len(row) {
		return ""
	}
	return row[i]
}

func (r *reader) clock(row []string) (clock, bool) {
	var parts []string
	for _, name := range r.table.time {
		parts = append(parts, r.cell(row, name))
	}
	if !r.table.whole && len(row) < len(r.table.marks) {
		return clock{}, false
	}
	return parseClock(strings.Join(parts, " "))
}

// end closes the event that was open.
func (r *reader) end() error {
	row := r.event
	if row == nil {
		return nil
	}
	c := r.at
	if len(r.goesOn) > 0 {
		row[len(row)-1] += string(r.goesOn)
		c, _ = r.clock(row)
	}
	r.event, r.goesOn = nil, r.goesOn[:0]
	if r.sink == nil {
		r.dates.learn(c)
		id, _ := strconv.ParseUint(r.cell(row, r.table.nameOf(rendered.RecordID)), 10, 64)
		r.dates.numbered.add(id, r.cell(row, r.table.nameOf(rendered.Channel)), c)
		r.dates.foreign = r.dates.foreign || rendered.DayFirstLevel(r.cell(row, r.table.nameOf(rendered.Level)))
		own := r.cell(row, r.table.nameOf(rendered.Provider)) == providerWSB
		if c.exact.IsZero() && !c.fixed && c.valid(true) && c.valid(false) && !r.dates.onlyMonth && !r.dates.onlyDay {
			for _, cell := range row {
				if own {
					r.dates.days.SeeOwn(c.wall(true), c.wall(false), cell)
				} else {
					r.dates.days.See(c.wall(true), c.wall(false), cell)
				}
			}
		}
		return nil
	}
	if r.cut {
		if err := r.sink.Damage(parse.Damage{Offset: r.offset, Line: r.line, What: "event",
			Expected: fmt.Sprintf("a row of %s to its end", r.table.tool),
			Found:    "a quote that is not closed; the row was read as far as it goes"}); err != nil {
			return err
		}
	}
	if err := r.reportOpen(c); err != nil {
		return err
	}
	record := r.sink.Begin(r.offset, r.line)
	if r.cut {
		r.sink.Late(fieldCut, "true")
	}
	r.fill(record, row, c)
	return r.sink.End(r.length)
}

// reportOpen reports, once, that nothing in the table tells day and month apart.
func (r *reader) reportOpen(c clock) error {
	at, asDay, ok := r.dates.timestamp(c)
	if ok || r.open {
		return nil
	}
	r.open = true
	return r.sink.Damage(parse.Damage{Offset: r.offset, Line: r.line, What: "date",
		Expected: "an order of day and month that the file shows",
		Found: fmt.Sprintf("%s or %s, and so for every date written like it",
			parse.FormatReading(at.Wall), parse.FormatReading(asDay.Wall))})
}

func (r *reader) fill(record *parse.Record, row []string, c clock) {
	at, asDay, ok := r.dates.timestamp(c)
	if ok {
		record.Time = at
	} else {
		record.Stamp = parse.StampNone
		r.sink.Late(parse.FieldMonthFirst, parse.FormatReading(at.Wall))
		r.sink.Late(parse.FieldDayFirst, parse.FormatReading(asDay.Wall))
	}
	for _, column := range r.table.at {
		text := r.cell(row, column.name)
		if column.property == rendered.Task { // None, or (2) where the source has no name for it
			if text = strings.Trim(text, "()"); strings.EqualFold(text, "None") {
				continue
			}
		}
		if !rendered.Set(record, column.property, text) {
			r.sink.Late("System/"+string(column.property), text)
		}
	}
	if user := r.cell(row, r.table.user); strings.HasPrefix(user, "S-1-") {
		record.UserSID = user
	} else if r.table.user != "" && user != "" && user != "N/A" {
		r.sink.Late("System/"+string(rendered.UserSID), user)
	}
	if strs := r.cell(row, r.table.strs); strs != "" {
		for s := range strings.SplitSeq(strs, "|") {
			r.sink.Field("", s)
		}
	}
	if raw, err := hex.DecodeString(r.cell(row, r.table.data)); err == nil {
		record.Binary = string(raw)
	}
	for _, name := range r.table.fields {
		if value := r.cell(row, name); value != "" {
			r.sink.Field(name, value)
		}
	}
	message := r.message(row)
	if record.Provider == "" && indexOf(r.columns, r.table.nameOf(rendered.Provider)) < 0 {
		infer(record, message)
	}
	r.sink.Message(message)
}

// infer fills in the source that a table has no column for, where the message tells it.
func infer(record *parse.Record, message string) {
	g, ok := rendered.Infer(message)
	if !ok || g.ID != 0 && record.EventID != 0 && g.ID != record.EventID {
		return
	}
	record.Provider = g.Provider
	if record.EventID == 0 {
		record.EventID = g.ID
	}
}

// message returns the rendered message with what stood behind it.
func (r *reader) message(row []string) string {
	i := indexOf(r.columns, r.table.text)
	if i < 0 || i >= len(row) {
		return ""
	}
	if !r.table.whole { // a delimiter in a message without quotes
		return strings.Join(row[i:], string(r.delimiter))
	}
	return row[i]
}

// fieldCut says that the message was cut off.
const fieldCut = "cut"
