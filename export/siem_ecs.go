package export

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// ecsVersion is the version of the Elastic Common Schema that the names are of.
const ecsVersion = "8.11.0"

// elasticBulk writes events as a file for Elasticsearch's _bulk: an action line
// and a document in the Elastic Common Schema with Winlogbeat's names, as its
// fields.yml has them. The index is named in the address (POST /INDEX/_bulk), and
// the action is create with an id made of the event, so that a data stream takes
// it and a second load adds nothing.
type elasticBulk struct {
	w io.Writer
	r rows
	o object
	n map[string]int // how often a name of data was met in the event
}

func newElasticBulk(w io.Writer, l *Layout, _ *Options) (Encoder, error) {
	return &elasticBulk{w: w, r: newRows(l), n: map[string]int{}}, nil
}

func (e *elasticBulk) Write(c *Chunk) error {
	e.r.chunk = c
	for e.r.i = 0; e.r.i < c.Rows; e.r.i++ {
		e.o.buf = append(e.o.buf, `{"create":{"_id":"`...)
		e.o.buf = append(e.o.buf, eventID(&e.r)...)
		e.o.buf = append(e.o.buf, "\"}}\n{"...)
		e.document()
		e.o.buf = append(e.o.buf, "}\n"...)
		if err := drain(e.w, &e.o.buf, writeBytes); err != nil {
			return err
		}
	}
	return drain(e.w, &e.o.buf, 0)
}

func (e *elasticBulk) Close() error { return nil }

// eventID is a hash over what distinguishes a record from all others. A line of a text can
// hold several statements, so what they say counts there.
func eventID(r *rows) string {
	offset, _ := r.number("offset")
	line, _ := r.number("line")
	id, _ := r.number("record_id")
	ns, _ := r.number("timestamp_ns")
	key := fmt.Appendf(
		nil,
		"%s|%s|%s|%d|%d|%d|%d",
		r.text("host"),
		r.text("channel"),
		r.text("source"),
		offset,
		line,
		id,
		ns,
	)
	if r.null("event_id") {
		key = append(append(key, '|'), eventMessage(r)...)
	}
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:16])
}

func (e *elasticBulk) document() {
	o, r := &e.o, &e.r
	if !r.null("timestamp") {
		o.of("@timestamp", r, "timestamp")
	} else if !r.null("timestamp_latest") {
		o.of("@timestamp", r, "timestamp_latest")
		o.strings("tags", []string{"vsslog_time_is_upper_bound"})
	} else {
		o.strings("tags", []string{"vsslog_time_unknown"})
	}
	o.string("message", eventMessage(r))
	o.open("ecs")
	o.string("version", ecsVersion)
	o.close("ecs")
	o.open("event")
	o.string("kind", "event")
	o.string("module", "vsslog")
	o.string("dataset", "vsslog.events")
	o.of("provider", r, "provider")
	o.digits("code", r, "event_id")
	o.of("action", r, "kind")
	o.close("event")
	o.open("host")
	o.of("name", r, "host")
	o.of("hostname", r, "computer")
	o.close("host")
	o.open("log")
	o.of("level", r, "level_name")
	o.open("file")
	o.of("path", r, "source")
	o.close("file")
	o.of("offset", r, "offset")
	o.close("log")
	o.open("error")
	o.of("code", r, "hresult_hex") // a keyword in ECS
	o.of("type", r, "hresult_name")
	o.close("error")
	o.open("process")
	o.of("pid", r, "process_id")
	o.of("command_line", r, "command_line")
	o.close("process")
	e.winlog()
	e.own()
}

// winlog puts what Winlogbeat would have. Names that it renders from message
// tables (task, opcode, keywords) are numbers in text here.
func (e *elasticBulk) winlog() {
	o, r := &e.o, &e.r
	if r.null("event_id") {
		return // a statement of a text
	}
	o.open("winlog")
	o.of("channel", r, "channel")
	o.of("provider_name", r, "provider")
	if !r.null("provider_guid") {
		o.string("provider_guid", "{"+string(r.text("provider_guid"))+"}")
	}
	o.digits("event_id", r, "event_id")
	o.digits("record_id", r, "record_id")
	o.of("computer_name", r, "computer")
	o.of("version", r, "version")
	o.digits("task", r, "task")
	o.digits("opcode", r, "opcode")
	if !r.null("keywords") {
		o.strings("keywords", []string{string(r.text("keywords"))})
	}
	o.open("process")
	o.of("pid", r, "process_id")
	o.open("thread")
	o.of("id", r, "thread_id")
	o.close("thread")
	o.close("process")
	o.open("user")
	o.of("identifier", r, "user_sid")
	o.close("user")
	for _, name := range []string{"activity_id", "related_activity_id"} {
		if !r.null(name) {
			o.string(name, "{"+string(r.text(name))+"}")
		}
	}
	if r.null("user_data") {
		e.data("event_data")
	} else {
		e.data("user_data")
	}
	o.close("winlog")
}

// data puts the data of the event as an object: unnamed values are param1 and so
// on as Winlogbeat names them, a name met again gets _2. Dots would make objects.
func (e *elasticBulk) data(key string) {
	v := e.r.column("data")
	from, to := v.span(e.r.i)
	clear(e.n)
	e.o.open(key)
	if key == "user_data" {
		e.o.of("xml_name", &e.r, "user_data")
		e.n["xml_name"] = 1
	}
	for j := from; j < to; j++ {
		name := strings.ReplaceAll(string(v.items[0].text(j)), ".", "_")
		if name == "" {
			name = fmt.Sprintf("param%d", j-from+1)
		}
		e.n[name]++
		if n := e.n[name]; n > 1 {
			name = fmt.Sprintf("%s_%d", name, n)
			e.n[name]++
		}
		if !v.items[1].isNull(j) {
			e.o.text(name, v.items[1].text(j))
		}
	}
	if b := e.r.column("binary"); !b.isNull(e.r.i) {
		e.o.string("Binary", string(appendHex(nil, b.text(e.r.i))))
	}
	e.o.close(key)
}

// own puts the columns that no schema has a name for.
func (e *elasticBulk) own() {
	o, r := &e.o, &e.r
	o.open("vsslog")
	for _, name := range []string{"set_id", "snapshot_set_id", "writer_name", "writer_id", "writer_instance_id", "volume",
		"database", "operation", "detail",
		"qualifiers", "resolution_ns", "timestamp_ns", "header_record_id", "line", "jet_error", "salvaged", "stale",
		"time_from", "time_zone", "local_time"} {
		o.of(name, r, name)
	}
	o.close("vsslog")
}

// eventMessage describes an event in a line: which one, what it means, its values.
func eventMessage(r *rows) string {
	var b strings.Builder
	b.Write(r.text("provider"))
	if id, ok := r.number("event_id"); ok {
		fmt.Fprintf(&b, " %d", id)
	}
	for _, name := range []string{"kind", "detail", "writer_name", "database", "volume"} {
		if s := r.text(name); s != nil {
			b.WriteString(", ")
			b.Write(s)
		}
	}
	if s := r.text("hresult_hex"); s != nil {
		fmt.Fprintf(&b, ", %s", s)
		if s := r.text("hresult_name"); s != nil {
			fmt.Fprintf(&b, " (%s)", s)
		}
	}
	v := r.column("data")
	separator := ": "
	for from, to := v.span(r.i); from < to; from++ {
		if v.items[1].isNull(from) || len(v.items[1].text(from)) == 0 {
			continue
		}
		b.WriteString(separator)
		separator = " | "
		if name := v.items[0].text(from); len(name) > 0 {
			b.Write(name)
			b.WriteByte('=')
		}
		b.Write(v.items[1].text(from))
	}
	return b.String()
}
