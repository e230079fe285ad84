package correlate

import (
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// mostChanges is how far back changes are looked for where no good night is known.
const mostChanges = 7 * parse.Day

// isGood reports a record of a shadow copy that was made or of a backup that went well.
func isGood(s *Step) bool {
	return !s.Record.Stale && (s.Kind == vocab.KindCreated && s.Record.Provider == "VSSAudit" || endsWell(s) && s.Record.Provider != parse.ProviderRequester)
}

// ChangedBefore lists what was installed, updated or set otherwise on the host between the
// last record of a good night and the begin of a set, in order. Without such a record it
// is the week before.
func (k *Case) ChangedBefore(set *SnapshotSet) []*Step {
	began := set.Began()
	if began <= interval.Never || began >= interval.Forever {
		return nil
	}
	return k.ChangesUntil(began)
}

// ChangesUntil is ChangedBefore for what is of no set.
func (k *Case) ChangesUntil(began parse.Ticks) []*Step {
	from := began - mostChanges
	for _, s := range k.Host.goods {
		if at := k.Host.clock.when(s.Record); at.Known() && at.Hi < began-parse.Hour {
			from = max(from, at.Lo)
		}
	}
	var changes []*Step
	for _, s := range k.Host.Facts {
		if s.Kind == vocab.KindChange && s.At.Known() && s.At.Lo >= from && s.At.Hi <= began {
			changes = append(changes, s)
		}
	}
	slices.SortStableFunc(changes, (*Step).Compare)
	return changes
}
