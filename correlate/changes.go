package correlate

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// mostChanges is how far back changes are looked for where no good night is known.
const mostChanges = 7 * parse.Day

// isGood reports a record of a shadow copy that was made or of a backup that went well.
func isGood(s *Step) bool {
	return !s.Record.Stale &&
		(s.Kind == vocab.KindCreated && !s.Record.IsStatement() ||
			endsWell(s) && s.Record.Provider != parse.ProviderRequester)
}

// ChangedBefore lists what was installed, updated or set otherwise on the host between the
// last record of a good night and the begin of a set, in order. Without such a record it
// is the week before. What Windows changes every day by itself is left out.
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
	return slices.DeleteFunc(changes, func(s *Step) bool { return undone(s, changes) })
}

// undone reports a start type of a service that was set to and fro, as Windows does with
// those of its own that it needs now and then.
func undone(s *Step, changes []*Step) bool {
	r := s.Record
	return r.EventID == serviceSetting && slices.ContainsFunc(changes, func(other *Step) bool {
		o := other.Record
		return o.EventID == serviceSetting && o.Provider == r.Provider && o.Argument(1) == r.Argument(1) &&
			o.Argument(2) == r.Argument(3) &&
			o.Argument(3) == r.Argument(2)
	})
}

// IsStartType reports a change of the start type of a service; the service is the first string of
// its record.
func (s *Step) IsStartType() bool {
	return s.Record.EventID == serviceSetting && strings.EqualFold(s.Record.Provider, "Service Control Manager")
}

// serviceSetting is the event of the Service Control Manager for a changed start type.
const serviceSetting = 7040
