// Package report writes the answer for people: HTML is one self-contained page
// with timelines, proof and records, Markdown is the same answer for a ticket.
//
// Both are made of the results alone: the same results give the same bytes. What
// stands in the logs is hostile input: every name is escaped, control and
// direction characters are shown instead of obeyed.
package report

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
)

// Input is what a report is made of.
type Input struct {
	Cases    []*correlate.Case        // one per host
	Sets     []*correlate.SnapshotSet // those to report; a set of Cases that is not here is left out
	Findings []*detect.Finding        // in the order of detect.Judge
	Inputs   []*export.InputRow
	Tool     string            // name of the program
	Version  string            // of the program
	Options  map[string]string // the options that change results
	// Catalogue is what was looked for; nil: detect.Catalogue.
	Catalogue []*detect.Signature
}

func (in *Input) catalogue() []*detect.Signature {
	if in.Catalogue != nil {
		return in.Catalogue
	}
	return detect.Catalogue
}
