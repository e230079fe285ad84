package export

import (
	"io"
	"strconv"
)

// Timesketch needs message, datetime (ISO 8601) and timestamp_desc of every row,
// and takes timestamp (microseconds since 1970); all further fields become
// attributes (Timesketch documentation, "Import data", CSV and JSONL).
type timesketch struct {
	w       io.Writer
	r       rows
	o       object
	csv     *csvEncoder // nil: JSON Lines
	table   string
	time    string // column
	latest  string // column to take where time is null
	extra   []string
	skipped int64
	headed  bool
}

func newTimesketch(w io.Writer, l *Layout, o *Options) *timesketch {
	t := &timesketch{w: w, r: newRows(l), table: l.Name}
	if l.Name == Findings.Name {
		t.time, t.latest = "started_at", "ended_at"
		t.extra = []string{
			"finding_id",
			"signature",
			"title",
			"finding_class",
			"verdict",
			"applicability",
			"severity",
			"host",
			"set_id",
			"writer_name",
			"started_at",
			"ended_at",
			"evidence",
			"missing",
			"assumptions",
			"references",
		}
	} else {
		t.time, t.latest = "timestamp", "timestamp_latest"
		t.extra = []string{"host", "timestamp_ns", "channel", "provider", "event_id", "level", "record_id", "computer",
			"process_id", "thread_id", "user_sid", "kind", "set_id", "snapshot_set_id",
			"writer_name", "volume", "database", "hresult_hex", "hresult_name", "data", "source", "offset", "line", "salvaged",
			"stale"}
	}
	return t
}

func newTimesketchCSV(w io.Writer, l *Layout, o *Options) (Encoder, error) {
	t := newTimesketch(w, l, o)
	t.csv = &csvEncoder{w: w, layout: l, excelSafe: o.ExcelSafe}
	return t, nil
}

func newTimesketchLines(w io.Writer, l *Layout, o *Options) (Encoder, error) {
	return newTimesketch(w, l, o), nil
}

func (t *timesketch) Write(c *Chunk) error {
	t.r.chunk = c
	for t.r.i = 0; t.r.i < c.Rows; t.r.i++ {
		ns, ok := t.r.number(t.time)
		description := t.description()
		if !ok {
			ns, ok = t.r.number(t.latest)
			description += " (latest possible time)"
		}
		if !ok {
			t.skipped++ // a timeline has no place for it; the manifest says how many
			continue
		}
		if t.csv != nil {
			t.comma(ns, description)
		} else {
			t.line(ns, description)
		}
		if err := drain(t.w, &t.o.buf, writeBytes); err != nil {
			return err
		}
	}
	return drain(t.w, &t.o.buf, 0)
}

// leftOut returns how many rows the format could not express.
func (t *timesketch) leftOut() int64 { return t.skipped }

func (t *timesketch) description() string {
	if t.table == Findings.Name {
		return "Start of the finding"
	}
	if t.r.null("event_id") {
		return "Time of the text"
	}
	return "Event Logged"
}

func (t *timesketch) message() string {
	if t.table != Findings.Name {
		return eventMessage(&t.r)
	}
	s := string(t.r.text("signature")) + " (" + string(t.r.text("verdict")) + ")"
	if summary := t.r.text("summary"); summary != nil {
		s += ": " + string(summary)
	}
	return s
}

// moment returns the time as Timesketch's examples have it.
func moment(ns int64) string {
	full := appendTime(nil, ns)
	return string(full[:26]) + "+00:00"
}

func micro(ns int64) int64 {
	if ns < 0 {
		ns -= 999 // down, as the digits of moment are cut
	}
	return ns / 1000
}

func (t *timesketch) line(ns int64, description string) {
	o := &t.o
	o.buf = append(o.buf, '{')
	o.string("message", t.message())
	o.int("timestamp", micro(ns))
	o.string("datetime", moment(ns))
	o.string("timestamp_desc", description)
	for _, name := range t.extra {
		o.of(name, &t.r, name)
	}
	o.buf = append(o.buf, "}\n"...)
}

func (t *timesketch) header() {
	if t.headed || t.csv == nil {
		return
	}
	t.headed = true
	t.o.buf = append(t.o.buf, "message,timestamp,datetime,timestamp_desc"...)
	for _, name := range t.extra {
		t.o.buf = append(append(t.o.buf, ','), name...)
	}
	t.o.buf = append(t.o.buf, "\r\n"...)
}

func (t *timesketch) comma(ns int64, description string) {
	t.header()
	buf := t.csv.appendText(t.o.buf, []byte(t.message()))
	buf = strconv.AppendInt(append(buf, ','), micro(ns), 10)
	buf = append(append(buf, ','), moment(ns)...)
	buf = append(append(buf, ','), description...)
	for _, name := range t.extra {
		i := t.r.at[name]
		buf = t.csv.append(append(buf, ','), &t.r.chunk.Columns[i], &t.r.chunk.Layout.Fields[i], t.r.i)
	}
	t.o.buf = append(buf, "\r\n"...)
}

func (t *timesketch) Close() error {
	t.header()
	return drain(t.w, &t.o.buf, 0)
}
