package export

import (
	"io"
	"strings"
)

// ocsfVersion is the version of the Open Cybersecurity Schema Framework.
const ocsfVersion = "1.3.0"

// detectionFinding writes findings as OCSF Detection Findings (class 2004 of
// category 2), one JSON object a line. What the class has no attribute for
// stands in unmapped.
type detectionFinding struct {
	w       io.Writer
	r       rows
	o       object
	version string
}

func newDetectionFinding(w io.Writer, l *Layout, o *Options) (encoder, error) {
	return &detectionFinding{w: w, r: newRows(l), version: o.Meta.Version}, nil
}

func (e *detectionFinding) Write(c *Chunk) error {
	e.r.chunk = c
	for e.r.i = 0; e.r.i < c.Rows; e.r.i++ {
		e.o.buf = append(e.o.buf, '{')
		e.finding()
		e.o.buf = append(e.o.buf, "}\n"...)
		if err := drain(e.w, &e.o.buf, writeBytes); err != nil {
			return err
		}
	}
	return drain(e.w, &e.o.buf, 0)
}

func (e *detectionFinding) Close() error { return nil }

func (e *detectionFinding) finding() {
	o, r := &e.o, &e.r
	o.int("class_uid", 2004)
	o.string("class_name", "Detection Finding")
	o.int("category_uid", 2)
	o.string("category_name", "Findings")
	o.int("activity_id", 1)
	o.string("activity_name", "Create")
	o.int("type_uid", 200401)
	severity, status, confidence := ocsfGrades(string(r.text("severity")), string(r.text("verdict")))
	o.int("severity_id", severity)
	o.of("severity", r, "severity")
	o.int("status_id", status)
	o.int("confidence_id", confidence)
	start, known := r.number("started_at")
	end, ended := r.number("ended_at")
	when := start
	if !known {
		when = end
	}
	o.int("time", milli(when)) // required: 0, marked in unmapped, if nothing bounds it
	if known {
		o.int("start_time", milli(start))
	}
	if ended {
		o.int("end_time", milli(end))
	}
	o.of("message", r, "summary")
	e.info(start, end, known, ended)
	o.open("metadata")
	o.string("version", ocsfVersion)
	o.open("product")
	o.string("name", "vsslog")
	o.string("vendor_name", "vsslog")
	o.string("version", e.version)
	o.close("product")
	o.strings("profiles", []string{"host"})
	o.close("metadata")
	if !r.null("host") {
		o.open("device")
		o.of("hostname", r, "host")
		o.int("type_id", 0)
		o.close("device")
	}
	if !r.null("advice") {
		o.open("remediation")
		o.of("desc", r, "advice")
		o.strings("references", addresses(r.texts("references")))
		o.close("remediation")
	}
	e.evidences()
	o.open("unmapped")
	for _, name := range []string{"verdict", "applicability", "class", "set", "snapshot_set_id", "writer_name", "missing", "assumptions", "applies", "caused_by"} {
		o.of(name, r, name)
	}
	if !known && !ended {
		o.key("time_unknown")
		o.buf = append(o.buf, "true"...)
	}
	o.close("unmapped")
}

func (e *detectionFinding) info(start, end int64, known, ended bool) {
	o, r := &e.o, &e.r
	o.open("finding_info")
	o.of("uid", r, "finding_id")
	o.of("title", r, "title")
	o.of("desc", r, "cause")
	if known {
		o.int("first_seen_time", milli(start))
	}
	if ended {
		o.int("last_seen_time", milli(end))
	}
	o.open("analytic")
	o.of("uid", r, "signature")
	o.of("name", r, "title")
	o.int("type_id", 1)
	o.string("type", "Rule")
	o.close("analytic")
	o.close("finding_info")
}

func (e *detectionFinding) evidences() {
	v := e.r.column("evidence")
	from, to := v.span(e.r.i)
	if from == to {
		return
	}
	e.o.key("evidences")
	e.o.buf = append(e.o.buf, '[')
	for j := from; j < to; j++ {
		if j > from {
			e.o.buf = append(e.o.buf, ',')
		}
		e.o.buf = append(e.o.buf, '{')
		e.o.open("data")
		for k := range evidenceItems {
			if v.items[k].isNull(j) {
				continue
			}
			e.o.key(evidenceItems[k].Name)
			e.o.buf = v.items[k].appendJSON(e.o.buf, &evidenceItems[k], j)
		}
		e.o.close("data")
		e.o.buf = append(e.o.buf, '}')
	}
	e.o.buf = append(e.o.buf, ']')
}

// ocsfGrades maps our words to the enumerations severity_id, status_id (1 new,
// 3 suppressed) and confidence_id (1 low, 2 medium, 3 high).
func ocsfGrades(severity, verdict string) (severityID, statusID, confidenceID int64) {
	severityID = map[string]int64{"information": 1, "warning": 3, "error": 4, "critical": 5}[severity]
	statusID = 1
	switch verdict {
	case "confirmed":
		confidenceID = 3
	case "likely", "suspected":
		confidenceID = 2
	case "ruled_out":
		statusID, confidenceID = 3, 3
	default:
		confidenceID = 1
	}
	return severityID, statusID, confidenceID
}

// milli cuts nanoseconds to milliseconds, downwards.
func milli(ns int64) int64 {
	if ns < 0 {
		ns -= 999999
	}
	return ns / 1e6
}

// addresses returns the addresses in references.
func addresses(references []string) []string {
	var list []string
	for _, s := range references {
		if i := strings.Index(s, "http"); i >= 0 {
			list = append(list, s[i:])
		}
	}
	return list
}
