package analysis

import (
	"context"
	"math"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/redact"
)

// Redact makes the results of all hosts, replaces the names in them and keeps them: a
// pseudonym depends on the names of all. It comes before All and Inputs, whose results
// are redacted from then on.
func (a *Analysis) Redact(ctx context.Context, redactor *redact.Redactor) error {
	a.results.room = math.MaxInt64
	var results []*HostResult
	for r, err := range a.Whole(ctx) {
		if err != nil {
			return err
		}
		results = append(results, r)
	}
	var cases []*correlate.Case
	var sets []*correlate.SnapshotSet
	var findings []*detect.Finding
	var failures []*detect.Failure
	for _, r := range results {
		cases, sets = append(cases, r.Case), append(sets, r.Sets...)
		findings, failures = append(findings, r.Findings...), append(failures, r.Failures...)
	}
	redactor.Names(cases)
	redactor.Finish()
	for _, k := range cases {
		redactor.Sets(k.Sets)
	}
	redactor.Apply(cases, sets, findings, failures)
	for _, r := range results { // made of what was redacted, not beside it
		r.Freezes = correlate.FreezeStats(r.Sets)
	}
	a.redactor = redactor
	return nil
}

// Redactor replaced the names in all results; nil: none was.
func (a *Analysis) Redactor() *redact.Redactor { return a.redactor }
