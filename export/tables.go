package export

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
)

// WriteCase passes the rows about what a host's records say to tables: events and the
// states of writers, each in their order.
func WriteCase(tables Tables, k *correlate.Case) error {
	for _, s := range k.Steps {
		if err := tables.Event(&EventRow{Host: s.Host, Source: s.Source, Record: s.Record, Step: s, Set: s.Set}); err != nil {
			return err
		}
	}
	for _, c := range k.Listings {
		for _, w := range c.States {
			if err := tables.Writer(w); err != nil {
				return err
			}
		}
	}
	return nil
}

// WriteResults passes the rows about what was found to tables: sets with their spans,
// statistics of freezes of the host, findings, failures.
func WriteResults(
	tables Tables,
	sets []*correlate.SnapshotSet,
	freezes []*correlate.FreezeStat,
	findings []*detect.Finding,
	failures []*detect.Failure,
) error {
	leads := leading(failures)
	for _, s := range sets {
		if err := tables.Set(&SetRow{s, leads[s]}); err != nil {
			return err
		}
		for _, sp := range s.Spans {
			if err := tables.Span(sp); err != nil {
				return err
			}
		}
	}
	for _, f := range freezes {
		if err := tables.Freeze(f); err != nil {
			return err
		}
	}
	for _, f := range findings {
		if err := tables.Finding(f); err != nil {
			return err
		}
	}
	for _, f := range failures {
		if err := tables.Failure(f); err != nil {
			return err
		}
	}
	return nil
}

// leading are the failures that lead, of those of each set.
func leading(failures []*detect.Failure) map[*correlate.SnapshotSet]*detect.Failure {
	leads := map[*correlate.SnapshotSet]*detect.Failure{}
	for _, f := range failures {
		if lead := leads[f.Set]; lead == nil || f.Compare(lead) < 0 {
			leads[f.Set] = f
		}
	}
	return leads
}
