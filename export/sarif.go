package export

import (
	"cmp"
	"io"
	"net/url"
)

// sarif writes findings as SARIF 2.1.0 (OASIS standard): a result for each, a
// rule for each signature. The results come first, since the rules are known
// when they are through; JSON has no order.
type sarif struct {
	w       io.Writer
	rows    *scanner[findingRow]
	driver  sarifDriver
	index   map[jsonText]int // of a signature in the rules
	results int64
	buf     []byte
}

func newSARIF(w io.Writer, l *Layout, o *Options) (Encoder, error) {
	return &sarif{w: w, rows: newScanner[findingRow](l.Fields), index: map[jsonText]int{},
		driver: sarifDriver{
			Name:           "vsslog",
			Version:        jsonText(o.Meta.Version),
			InformationURI: "https://github.com/vsslog/vsslog",
			Rules:          []sarifRule{},
		},
		buf: []byte(
			`{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"results":[`,
		)}, nil
}

func (e *sarif) Write(c *Chunk) (err error) {
	for i := range c.Rows {
		if e.results > 0 {
			e.buf = append(e.buf, ',')
		}
		e.results++
		row := e.rows.row(c.Columns, i)
		if e.buf, err = appendStruct(append(e.buf, '\n'), e.result(&row)); err != nil {
			return err
		}
		if err := drain(e.w, &e.buf, writeBytes); err != nil {
			return err
		}
	}
	return drain(e.w, &e.buf, 0)
}

// Close writes the tool with its rules.
func (e *sarif) Close() (err error) {
	if e.buf, err = appendStruct(append(e.buf, "\n],\"tool\":"...), sarifTool{e.driver}); err != nil {
		return err
	}
	e.buf = append(e.buf, "}]}\n"...)
	return drain(e.w, &e.buf, 0)
}

// sarifTool says what made the results, and by which rules.
type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        jsonText    `json:"version,omitempty"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

// sarifRule is a signature.
type sarifRule struct {
	ID      jsonText   `json:"id"`
	Short   *sarifText `json:"shortDescription,omitempty"`
	Full    *sarifText `json:"fullDescription,omitempty"`
	Help    *sarifText `json:"help,omitempty"`
	HelpURI jsonText   `json:"helpUri,omitempty"`
}

type sarifText struct {
	Text jsonText `json:"text"`
}

// sarifResult is a finding.
type sarifResult struct {
	RuleID       jsonText          `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Kind         string            `json:"kind"`
	Level        string            `json:"level"`
	Message      sarifText         `json:"message"`
	Locations    []sarifLocation   `json:"locations,omitempty"`
	Fingerprints sarifFingerprints `json:"partialFingerprints"`
	Properties   sarifProperties   `json:"properties"`
}

type sarifFingerprints struct {
	FindingID jsonText `json:"vsslogFindingId/v1"`
}

// sarifProperties are columns of the table, under their own names.
type sarifProperties struct {
	Verdict       jsonText   `json:"verdict"`
	Applicability jsonText   `json:"applicability"`
	Severity      jsonText   `json:"severity"`
	Class         jsonText   `json:"finding_class"`
	Host          jsonText   `json:"host,omitempty"`
	Set           jsonText   `json:"set_id,omitempty"`
	Writer        jsonText   `json:"writer_name,omitempty"`
	Started       *jsonTime  `json:"started_at,omitempty"`
	Ended         *jsonTime  `json:"ended_at,omitempty"`
	Missing       []jsonText `json:"missing"`
	Assumptions   []jsonText `json:"assumptions"`
}

// sarifLocation is a record behind a finding, with what it states.
type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
	Message  sarifText     `json:"message"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI jsonText `json:"uri,omitempty"`
}

// sarifRegion is a line of a text, from 1, or a place in a log.
type sarifRegion struct {
	StartLine  *int64 `json:"startLine,omitempty"`
	ByteOffset *int64 `json:"byteOffset,omitempty"`
	ByteLength *int64 `json:"byteLength,omitempty"`
}

func (e *sarif) result(r *findingRow) *sarifResult {
	kind, level := sarifGrades(string(r.Severity), string(r.Verdict))
	return &sarifResult{RuleID: r.Signature, RuleIndex: e.rule(r), Kind: kind, Level: level,
		Message: sarifText{
			cmp.Or(r.Summary, r.Title) + " (" + r.Verdict + ")",
		}, Locations: locations(r.Evidence), Fingerprints: sarifFingerprints{r.ID},
		Properties: sarifProperties{
			r.Verdict,
			r.Applicability,
			r.Severity,
			r.Class,
			r.Host,
			r.Set,
			r.Writer,
			r.Started,
			r.Ended,
			r.Missing,
			r.Assumptions,
		}}
}

// rule returns the place of the row's signature in the list of rules.
func (e *sarif) rule(r *findingRow) int {
	if i, ok := e.index[r.Signature]; ok {
		return i
	}
	text := func(s jsonText) *sarifText {
		if s == "" {
			return nil
		}
		return &sarifText{s}
	}
	rule := sarifRule{ID: r.Signature, Short: text(r.Title), Full: text(r.Cause), Help: text(r.Advice)}
	if links := addresses(r.References); len(links) > 0 {
		rule.HelpURI = links[0]
	}
	e.index[r.Signature] = len(e.driver.Rules)
	e.driver.Rules = append(e.driver.Rules, rule)
	return e.index[r.Signature]
}

// locations are the records behind a finding.
func locations(evidence []evidenceRow) []sarifLocation {
	var all []sarifLocation
	for _, ev := range evidence {
		if ev.Source == "" {
			continue
		}
		region := sarifRegion{StartLine: ev.Line}
		if ev.Line == nil {
			region = sarifRegion{ByteOffset: ev.Offset, ByteLength: new(int64)}
		}
		all = append(
			all,
			sarifLocation{
				sarifPhysical{sarifArtifact{jsonText(sourceURI(string(ev.Source)))}, region},
				sarifText{ev.Statement},
			},
		)
	}
	return all
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
