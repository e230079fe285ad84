package detect

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// stuckWorld is a set on Windows 6.3: the directory is thawed in time, SQL Server
// refuses an event for a time-out much later.
func stuckWorld(refusedAt float64, operation string) *world {
	w := newWorld().windows("6.3.9600").logs(-600, 900)
	w.ntds(0, 2005, "1")
	w.freeze(1).ntds(1, 2001, "1").ntds(4, 2003, "1")
	return w.timeout(refusedAt, "SqlServerWriter", operation)
}

func TestStuckInThaw(t *testing.T) {
	check(t, StuckInThaw, "hit: the thaw is what was refused", stuckWorld(75, "Thaw Event"), Confirmed)
	check(t, StuckInThaw, "its own marks show all of it resumed", stuckWorld(75, "Thaw Event").thaw(4), Suspected)
	check(t, StuckInThaw, "it was resumed only at the end", stuckWorld(75, "Thaw Event").thaw(74), Confirmed)
	check(t, ThawBeforeWatchdog, "the thaw is what was refused", stuckWorld(75, "Thaw Event").thaw(4), RuledOut)
	check(t, StuckInThaw, "another event was refused", stuckWorld(75, "PostSnapshot Event"), Suspected)
	again := newWorld().windows("6.3.9600").logs(-600, 900).freeze(0).thaw(3).freeze(40).thaw(43)
	check(t, StuckInThaw, "the writer was frozen again", again.timeout(61, "SqlServerWriter", "Thaw Event"), Suspected)
	stale := newWorld().windows("6.3.9600").logs(-600, 900).freeze(0).thaw(3).freeze(59).thaw(60)
	stale.timeout(61, "SqlServerWriter", "Thaw Event")
	check(t, ThawBeforeWatchdog, "the thaw refused may be that of another set", stale, Suspected)
	check(t, StuckInThaw, "near miss: refused long before the limit", stuckWorld(30, "Thaw Event"), RuledOut)
	late := newWorld().windows("6.3.9600").logs(-600, 900).ntds(0, 2005, "1")
	late.freeze(1).ntds(1, 2001, "1").ntds(70, 2003, "1").timeout(75, "SqlServerWriter", "Thaw Event")
	check(t, StuckInThaw, "nobody was thawed before the limit", late, Suspected)
	none := newWorld().windows("6.3.9600").logs(-600, 900).freeze(1).timeout(75, "SqlServerWriter", "Thaw Event")
	check(t, StuckInThaw, "cannot tell: no thaw mark at all", none, CannotTell)
	check(
		t,
		StuckInThaw,
		"not applicable: nothing timed out",
		newWorld().logs(-600, 900).freeze(1).ntds(1, 2001, "1").ntds(4, 2003, "1").thaw(40),
		"",
	)
}

// polled is a set on Server 2003 with listings every second: the System Writer
// waits for its freeze until `frozenAt`, SQL Server is in [3] up to [9].
func polled(frozenAt, failedAt int) *world {
	w := newWorld().windows("5.2.3790").fact(parse.FactServicePack, "1").logs(-600, 900)
	w.freeze(1).ntds(1, 2001, "1")
	for i := range failedAt + 20 {
		sql, system := state{"SqlServerWriter", 1, 3, ""}, state{"System Writer", 2, 2, ""}
		if i < 1 {
			sql.code = 2
		}
		if i >= frozenAt {
			system.code = 3
		}
		if i >= frozenAt+2 {
			system.code = 5
		}
		if i >= failedAt {
			sql = state{"SqlServerWriter", 1, 9, "0x800423f2"}
		}
		if i == frozenAt+2 {
			w.ntds(float64(i), 2003, "1")
		}
		w.listing(float64(i), sql, system)
	}
	return w
}

// TestStuckInThawOn2003: there a watchdog may miss a thaw. It cannot where less
// than a limit lies between thaw and time-out.
func TestStuckInThawOn2003(t *testing.T) {
	check(t, StuckInThaw, "thawed less than a limit before", polled(8, 62), Confirmed)
	check(t, ThawBeforeWatchdog, "near miss: thawed less than a limit before", polled(8, 62).thaw(10), RuledOut)
	check(t, StuckInThaw, "thawed perhaps a limit before", polled(1, 63), Suspected)
}

// TestRaceYields: where the last listing before [9] shows [3], the race may still
// fit, but it does not lead.
func TestRaceYields(t *testing.T) {
	for _, f := range polled(1, 63).thaw(4).judge(ThawBeforeWatchdog) {
		if f.Verdict == Suspected && f.Yields == "" {
			t.Errorf("%s leads: %s", f.Writer, f.Summary)
		}
	}
	if v := verdict(polled(1, 63).thaw(4).judge(ThawBeforeWatchdog)); v != Suspected {
		t.Errorf("the race is %s", v)
	}
}

// TestFailedBefore: a [9] from before the freeze bounds the freeze from below, and
// is no failure of this set.
func TestFailedBefore(t *testing.T) {
	w := newWorld().windows("5.2.3790").logs(-600, 900)
	for i, code := range []int{9, 9, 3, 5, 5, 1} {
		s := state{"System Writer", 2, code, ""}
		if code == 9 {
			s.hresult = "0x800423f2"
		}
		w.listing(float64(10*i), s)
	}
	k := w.collector.Cases()[0]
	if first := k.Sets[0]; len(k.Sets) != 2 || first.Started.Lo > interval.Never ||
		first.Outcome != correlate.FailedOutcome {
		t.Errorf("%d sets, the first %s, started in %v", len(k.Sets), first.Outcome, first.Started)
	}
	set := k.Sets[len(k.Sets)-1]
	sp := set.Spans[0]
	if f := sp.Bounds(correlate.PointFreeze); f.Lo <= at(10)-1 || f.Hi > at(21) {
		t.Errorf("freeze in %v", f)
	}
	if sp.Failure != nil || set.Outcome == correlate.FailedOutcome {
		t.Errorf("the set is %s", set.Outcome)
	}
}

// TestOpenAttributionIsSaid: the headline gives no time after the thaw as a fact
// where the time-out may be of another set.
func TestOpenAttributionIsSaid(t *testing.T) {
	w := newWorld().windows("5.2.3790").fact(parse.FactServicePack, "1").logs(-600, 900)
	for i := range 140 {
		code, hresult := 1, ""
		switch {
		case i >= 75:
			code, hresult = 9, "0x800423f2"
		case i >= 45:
			code = 5
		case i >= 40:
			code = 3
		case i >= 4 && i < 30:
			code = 5
		case i >= 1 && i < 4:
			code = 3
		}
		w.listing(float64(i), state{"System Writer", 2, code, hresult})
	}
	said := 0
	for _, f := range w.judge(ThawBeforeWatchdog) {
		for _, g := range append(f.Others, f) {
			if g.Verdict == Confirmed {
				t.Errorf("confirmed: %s", g.Summary)
			}
			if g.Verdict == Suspected && !strings.Contains(g.Summary, "open") {
				t.Errorf("not said to be open: %s", g.Summary)
			}
			said++
		}
	}
	if said == 0 {
		t.Error("no finding")
	}
}
