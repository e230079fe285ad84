package export

import (
	"io"
	"net/url"
	"strings"
)

// sarif writes findings as SARIF 2.1.0 (OASIS standard): a result for each, a
// rule for each signature. The results come first, since the rules are known
// when they are through; JSON has no order.
type sarif struct {
	w       io.Writer
	r       rows
	o       object
	version string
	rules   []string       // finished JSON
	index   map[string]int // of a signature in rules
	results int64
}

func newSARIF(w io.Writer, l *Layout, o *Options) (encoder, error) {
	e := &sarif{w: w, r: newRows(l), version: o.Meta.Version, index: map[string]int{}}
	e.o.buf = append(e.o.buf, `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"results":[`...)
	return e, nil
}

func (e *sarif) Write(c *Chunk) error {
	e.r.chunk = c
	for e.r.i = 0; e.r.i < c.Rows; e.r.i++ {
		if e.results > 0 {
			e.o.buf = append(e.o.buf, ',')
		}
		e.results++
		e.o.buf = append(e.o.buf, "\n{"...)
		e.result()
		e.o.buf = append(e.o.buf, '}')
		if err := drain(e.w, &e.o.buf, writeBytes); err != nil {
			return err
		}
	}
	return drain(e.w, &e.o.buf, 0)
}

// Close writes the tool with its rules.
func (e *sarif) Close() error {
	e.o.buf = append(e.o.buf, "\n],\"tool\":{\"driver\":{"...)
	e.o.string("name", "vsslog")
	e.o.string("version", e.version)
	e.o.string("informationUri", "https://github.com/vsslog/vsslog")
	e.o.key("rules")
	e.o.buf = append(e.o.buf, '[')
	e.o.buf = append(e.o.buf, strings.Join(e.rules, ",")...)
	e.o.buf = append(e.o.buf, "]}}}]}\n"...)
	return drain(e.w, &e.o.buf, 0)
}

func (e *sarif) result() {
	o, r := &e.o, &e.r
	o.of("ruleId", r, "signature")
	o.int("ruleIndex", int64(e.rule()))
	kind, level := sarifGrades(string(r.text("severity")), string(r.text("verdict")))
	o.string("kind", kind)
	o.string("level", level)
	message := string(r.text("summary"))
	if message == "" {
		message = string(r.text("title"))
	}
	o.open("message")
	o.string("text", message+" ("+string(r.text("verdict"))+")")
	o.close("message")
	e.locations()
	o.open("partialFingerprints")
	o.of("vsslogFindingId/v1", r, "finding_id")
	o.close("partialFingerprints")
	o.open("properties")
	for _, name := range []string{"verdict", "applicability", "severity", "class", "host", "set", "writer_name", "started_at", "ended_at", "missing", "assumptions"} {
		o.of(name, r, name)
	}
	o.close("properties")
}

// rule returns the place of the row's signature in the list of rules.
func (e *sarif) rule() int {
	id := string(e.r.text("signature"))
	if i, ok := e.index[id]; ok {
		return i
	}
	e.index[id] = len(e.rules)
	o := object{buf: []byte{'{'}}
	o.string("id", id)
	for _, member := range [][2]string{{"shortDescription", "title"}, {"fullDescription", "cause"}, {"help", "advice"}} {
		o.open(member[0])
		o.of("text", &e.r, member[1])
		o.close(member[0])
	}
	if links := addresses(e.r.texts("references")); len(links) > 0 {
		o.string("helpUri", links[0])
	}
	e.rules = append(e.rules, string(append(o.buf, '}')))
	return e.index[id]
}

// locations are the records behind the finding.
func (e *sarif) locations() {
	v := e.r.column("evidence")
	from, to := v.span(e.r.i)
	statement, source, offset, line := &v.items[1], &v.items[2], &v.items[3], &v.items[4]
	first := true
	for j := from; j < to; j++ {
		if source.isNull(j) {
			continue
		}
		if first {
			e.o.key("locations")
			e.o.buf = append(e.o.buf, '[')
		} else {
			e.o.buf = append(e.o.buf, ',')
		}
		first = false
		e.o.buf = append(e.o.buf, '{')
		e.o.open("physicalLocation")
		e.o.open("artifactLocation")
		e.o.string("uri", sourceURI(string(source.text(j))))
		e.o.close("artifactLocation")
		e.o.open("region")
		if !line.isNull(j) {
			e.o.int("startLine", line.words[j])
		} else {
			e.o.int("byteOffset", offset.words[j])
			e.o.int("byteLength", 0)
		}
		e.o.close("region")
		e.o.close("physicalLocation")
		e.o.open("message")
		e.o.text("text", statement.text(j))
		e.o.close("message")
		e.o.buf = append(e.o.buf, '}')
	}
	if !first {
		e.o.buf = append(e.o.buf, ']')
	}
}

// sourceURI makes a relative reference of a source. A first segment with a colon
// would look like a scheme, so it gets ./ before it (RFC 3986, 4.2).
func sourceURI(source string) string {
	return (&url.URL{Path: source}).String()
}

// sarifGrades maps our words to kind and level. A kind other than fail must have
// the level none (SARIF 2.1.0, 3.27.10).
func sarifGrades(severity, verdict string) (kind, level string) {
	switch verdict {
	case "cannot_tell":
		return "open", "none"
	case "ruled_out":
		return "pass", "none"
	}
	switch severity {
	case "information":
		level = "note"
	case "warning":
		level = "warning"
	default:
		level = "error"
	}
	if verdict == "suspected" && level == "error" {
		level = "warning"
	}
	return "fail", level
}
