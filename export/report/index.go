package report

import (
	"slices"
	"strings"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/parse"
)

// index is what the page needs to list, search, filter and draw the overview.
type index struct {
	Ranks      []string       `json:"ranks"`
	Hosts      []string       `json:"hosts"`
	Signatures []signatureRow `json:"signatures"`
	Subjects   []subjectRow   `json:"subjects"`
	Freezes    []freezeRow    `json:"freezes,omitempty"`
	Edges      []float64      `json:"edges,omitempty"`      // of the bins of Freezes, seconds
	Chunks     []string       `json:"chunks,omitempty"`     // gzip in base64: details in order
	MoreHosts  string         `json:"moreHosts,omitempty"`  // gzip in base64: rows of the table of hosts
	MoreInputs string         `json:"moreInputs,omitempty"` // that are not in the page
}

// subjectRow is a subject in the list.
type subjectRow struct {
	Name      string       `json:"name"`
	Host      int          `json:"host"`
	Set       bool         `json:"set"`
	Rank      detect.Rank  `json:"rank"`
	Start     *int64       `json:"start"`            // milliseconds since 1970
	When      string       `json:"when,omitempty"`   // the start in words, where it is not exact
	Unsure    bool         `json:"unsure,omitempty"` // the start may be on several days
	End       *int64       `json:"end"`
	Outcome   string       `json:"outcome,omitempty"`
	Requester string       `json:"requester,omitempty"`
	ID        string       `json:"id,omitempty"`
	Volumes   string       `json:"volumes,omitempty"`
	Headline  string       `json:"headline"`
	Writers   string       `json:"writers,omitempty"` // that failed or were aborted
	Findings  []findingRow `json:"findings,omitempty"`
	Chunk     int          `json:"chunk"`
	At        int          `json:"at"` // place in the chunk
}

type findingRow struct {
	Signature int    `json:"signature"`
	Verdict   string `json:"verdict"`
	Writer    string `json:"writer,omitempty"`
}

type signatureRow struct {
	ID        string      `json:"id"`
	Title     string      `json:"title"`
	Class     string      `json:"class"`
	Cause     string      `json:"cause"`
	Mechanism string      `json:"mechanism"`
	Windows   string      `json:"windows"`
	Sources   [][3]string `json:"sources,omitempty"` // name, address, what it says
}

func newSignatureRow(s *detect.Signature) signatureRow {
	row := signatureRow{ID: visible(s.ID), Title: visible(s.Title), Class: string(s.Class), Cause: visible(s.Cause),
		Mechanism: visible(s.Mechanism), Windows: visible(s.Windows)}
	for _, r := range s.Sources {
		row.Sources = append(row.Sources, [3]string{visible(r.Name), webAddress(r.URL), visible(r.Says)})
	}
	return row
}

// webAddress lets only addresses of web pages pass: signatures may come from
// files that somebody else wrote.
func webAddress(url string) string {
	if strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://") {
		return url
	}
	return ""
}

func newSubjectRow(s *detect.Answer, host int, signatures []*detect.Signature) subjectRow {
	row := subjectRow{Name: visible(s.Name()), Host: host, Set: s.Set != nil, Rank: s.Rank, Headline: visible(shortened(s.Headline, mostHeadline)),
		Start: unixMilli(s.Started())}
	if at := s.Started(); !at.Exact() {
		row.When = at.Brief()
		row.Unsure = !at.Known() || at.Lo.Time().Truncate(24*time.Hour) != at.Hi.Time().Truncate(24*time.Hour)
	}
	if set := s.Set; set != nil {
		row.End, row.Outcome, row.Requester, row.ID = unixMilli(set.Ended), string(set.Outcome), visible(shortened(set.Requester, 200)), set.ID
		row.Volumes = visible(shortened(strings.Join(set.Volumes, " "), 200))
		var writers []string
		for _, sp := range set.Spans {
			if sp.Outcome == correlate.FailedOutcome || sp.Outcome == correlate.Aborted {
				writers = append(writers, visible(shortened(sp.Name, mostName)))
			}
		}
		row.Writers = strings.Join(writers, ", ")
	}
	for _, f := range s.Findings {
		row.Findings = append(row.Findings, findingRow{slices.Index(signatures, f.Signature), string(f.Verdict), visible(f.Writer)})
	}
	return row
}

// unixMilli is the known start of an instant.
func unixMilli(i correlate.Instant) *int64 {
	t := i.Lo
	if t <= correlate.Never {
		t = i.Hi
	}
	if t >= correlate.Forever {
		return nil
	}
	ms := int64(t-parse.FromUnix(0)) / int64(parse.Millisecond)
	return &ms
}
