package vsslog

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
)

// Report is the result of a run.
type Report struct {
	Cases    []*correlate.Case        // one per host, by name
	Sets     []*correlate.SnapshotSet // of all hosts that Options.Since and Until admit, host by host
	Findings []*detect.Finding        // one per signature and set, or host, with its proof
	Failures []*detect.Failure        // the answer: what went wrong, and what is harmless, host by host
	Inputs   []*export.InputRow       // one per file that was read, or could not be
}

// Damaged reports whether any input could not be read completely.
func (r *Report) Damaged() bool {
	return slices.ContainsFunc(
		r.Inputs,
		func(i *export.InputRow) bool { return i.Problem != "" && i.Format != Unrecognised },
	)
}

// Export writes the rows of the report to tables, each table in its order. It does not
// close them.
func (r *Report) Export(tables export.Tables) error {
	for _, i := range r.Inputs {
		if err := tables.Input(i); err != nil {
			return err
		}
	}
	for _, k := range r.Cases {
		if err := export.WriteCase(tables, k); err != nil {
			return err
		}
	}
	return export.WriteResults(tables, r.Sets, correlate.FreezeStats(r.Sets), r.Findings, r.Failures)
}
