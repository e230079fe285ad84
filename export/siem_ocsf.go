package export

import (
	"cmp"
	"io"
	"strings"
)

// ocsfVersion is the version of the Open Cybersecurity Schema Framework.
const ocsfVersion = "1.3.0"

// detectionFindings writes findings as OCSF Detection Findings, one JSON object a line.
type detectionFindings struct {
	w       io.Writer
	rows    *scanner[findingRow]
	version string
	buf     []byte
}

func newDetectionFindings(w io.Writer, l *Layout, o *Options) (Encoder, error) {
	return &detectionFindings{w: w, rows: newScanner[findingRow](l.Fields), version: o.Meta.Version}, nil
}

func (e *detectionFindings) Write(c *Chunk) (err error) {
	for i := range c.Rows {
		row := e.rows.row(c.Columns, i)
		if e.buf, err = appendStruct(e.buf, detectionFindingOf(&row, e.version)); err != nil {
			return err
		}
		e.buf = append(e.buf, '\n')
		if err := drain(e.w, &e.buf, writeBytes); err != nil {
			return err
		}
	}
	return drain(e.w, &e.buf, 0)
}

func (e *detectionFindings) Close() error { return nil }

// ocsfFinding is the class Detection Finding (2004, of category 2). Values
// without an attribute are in Unmapped. Times are milliseconds since 1970.
type ocsfFinding struct {
	ClassUID     int              `json:"class_uid"`
	ClassName    string           `json:"class_name"`
	CategoryUID  int              `json:"category_uid"`
	CategoryName string           `json:"category_name"`
	ActivityID   int              `json:"activity_id"`
	ActivityName string           `json:"activity_name"`
	TypeUID      int              `json:"type_uid"`
	SeverityID   int              `json:"severity_id"`
	Severity     jsonText         `json:"severity"`
	StatusID     int              `json:"status_id"`
	ConfidenceID int              `json:"confidence_id"`
	Time         int64            `json:"time"` // required: 0, and marked in Unmapped, if nothing bounds it
	Start        *int64           `json:"start_time,omitempty"`
	End          *int64           `json:"end_time,omitempty"`
	Message      jsonText         `json:"message,omitempty"`
	Info         ocsfInfo         `json:"finding_info"`
	Metadata     ocsfMetadata     `json:"metadata"`
	Device       *ocsfDevice      `json:"device,omitempty"`
	Remediation  *ocsfRemediation `json:"remediation,omitempty"`
	Evidences    []ocsfEvidence   `json:"evidences,omitempty"`
	Unmapped     ocsfUnmapped     `json:"unmapped"`
}

type ocsfInfo struct {
	UID       jsonText     `json:"uid"`
	Title     jsonText     `json:"title"`
	Desc      jsonText     `json:"desc,omitempty"`
	FirstSeen *int64       `json:"first_seen_time,omitempty"`
	LastSeen  *int64       `json:"last_seen_time,omitempty"`
	Analytic  ocsfAnalytic `json:"analytic"`
}

type ocsfAnalytic struct {
	UID    jsonText `json:"uid"`
	Name   jsonText `json:"name"`
	TypeID int      `json:"type_id"` // 1: a rule
	Type   string   `json:"type"`
}

type ocsfMetadata struct {
	Version  string      `json:"version"`
	Product  ocsfProduct `json:"product"`
	Profiles []string    `json:"profiles"`
}

type ocsfProduct struct {
	Name    string   `json:"name"`
	Vendor  string   `json:"vendor_name"`
	Version jsonText `json:"version,omitempty"`
}

type ocsfDevice struct {
	Hostname jsonText `json:"hostname"`
	TypeID   int      `json:"type_id"` // 0: unknown
}

type ocsfRemediation struct {
	Desc       jsonText   `json:"desc"`
	References []jsonText `json:"references,omitempty"`
}

type ocsfEvidence struct {
	Data evidenceRow `json:"data"`
}

type ocsfUnmapped struct {
	Verdict       jsonText   `json:"verdict"`
	Applicability jsonText   `json:"applicability"`
	Class         jsonText   `json:"finding_class"`
	Set           jsonText   `json:"set_id,omitempty"`
	SnapshotSetID jsonText   `json:"snapshot_set_id,omitempty"`
	Writer        jsonText   `json:"writer_name,omitempty"`
	Missing       []jsonText `json:"missing"`
	Assumptions   []jsonText `json:"assumptions"`
	Applies       jsonText   `json:"applies,omitempty"`
	CausedBy      jsonText   `json:"caused_by,omitempty"`
	TimeUnknown   bool       `json:"time_unknown,omitempty"`
}

// detectionFindingOf maps a row to the class. version is that of the program.
func detectionFindingOf(r *findingRow, version string) *ocsfFinding {
	severity, status, confidence := ocsfGrades(string(r.Severity), string(r.Verdict))
	start, end := milli(r.Started), milli(r.Ended)
	when := cmp.Or(start, end)
	f := &ocsfFinding{ClassUID: 2004, ClassName: "Detection Finding", CategoryUID: 2, CategoryName: "Findings",
		ActivityID:   1,
		ActivityName: "Create",
		TypeUID:      200401,
		SeverityID:   severity,
		Severity:     r.Severity,
		StatusID:     status,
		ConfidenceID: confidence,
		Start:        start,
		End:          end,
		Message:      r.Summary,
		Info: ocsfInfo{UID: r.ID, Title: r.Title, Desc: r.Cause, FirstSeen: start, LastSeen: end,
			Analytic: ocsfAnalytic{UID: r.Signature, Name: r.Title, TypeID: 1, Type: "Rule"}},
		Metadata: ocsfMetadata{
			Version:  ocsfVersion,
			Product:  ocsfProduct{"vsslog", "vsslog", jsonText(version)},
			Profiles: []string{"host"},
		},
		Unmapped: ocsfUnmapped{
			Verdict:       r.Verdict,
			Applicability: r.Applicability,
			Class:         r.Class,
			Set:           r.Set,
			SnapshotSetID: r.SnapshotSetID,
			Writer:        r.Writer,
			Missing:       r.Missing,
			Assumptions:   r.Assumptions,
			Applies:       r.Applies,
			CausedBy:      r.CausedBy,
			TimeUnknown:   when == nil,
		}}
	if when != nil {
		f.Time = *when
	}
	if r.Host != "" {
		f.Device = &ocsfDevice{Hostname: r.Host}
	}
	if r.Advice != "" {
		f.Remediation = &ocsfRemediation{Desc: r.Advice, References: addresses(r.References)}
	}
	for _, e := range r.Evidence {
		f.Evidences = append(f.Evidences, ocsfEvidence{e})
	}
	return f
}

// ocsfGrades maps our words to the enumerations severity_id, status_id (1 new,
// 3 suppressed) and confidence_id (1 low, 2 medium, 3 high).
func ocsfGrades(severity, verdict string) (severityID, statusID, confidenceID int) {
	severityID = map[string]int{"information": 1, "warning": 3, "error": 4, "critical": 5}[severity]
	statusID = 1
	switch verdict {
	case "confirmed":
		confidenceID = 3
	case "suspected":
		confidenceID = 2
	case "ruled_out":
		statusID, confidenceID = 3, 3
	default:
		confidenceID = 1
	}
	return severityID, statusID, confidenceID
}

// milli cuts nanoseconds to milliseconds, downwards; nil stays nil.
func milli(t *jsonTime) *int64 {
	if t == nil {
		return nil
	}
	ns := int64(*t)
	if ns < 0 {
		ns -= 999999
	}
	ns /= 1e6
	return &ns
}

// addresses returns the addresses in references.
func addresses(references []jsonText) []jsonText {
	var list []jsonText
	for _, s := range references {
		if i := strings.Index(string(s), "http"); i >= 0 {
			list = append(list, s[i:])
		}
	}
	return list
}
