package detect

import (
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// What must be met to prove a prediction is the end of the limit that makes it harder, what
// must be missed to disprove it the other one.
func TestHardAndEasy(t *testing.T) {
	exchange := vocab.Limit{Min: 20 * parse.Second, Max: 60 * parse.Second}
	least := Prediction{
		ID:      "p",
		Later:   correlate.PointTimeout,
		Earlier: correlate.PointFreeze,
		Op:      AtLeast,
		Bound:   Bound{Limit: 1},
	}
	most := Prediction{
		ID:      "p",
		Later:   correlate.PointThaw,
		Earlier: correlate.PointFreeze,
		Op:      LessThan,
		Bound:   Bound{Limit: 1},
	}
	if least.hard(exchange) != 60*parse.Second || least.easy(exchange) != 20*parse.Second {
		t.Errorf("at least L: hard %v, easy %v", least.hard(exchange), least.easy(exchange))
	}
	if most.hard(exchange) != 20*parse.Second || most.easy(exchange) != 60*parse.Second {
		t.Errorf("less than L: hard %v, easy %v", most.hard(exchange), most.easy(exchange))
	}
	if least.hard(vocab.UnknownLimit) < interval.Forever {
		t.Error("a limit that nothing bounds can be proven to have passed")
	}
}

// Exchange that gives up after 22 s was not shown to be frozen for its whole limit, which is
// somewhere from 20 s to 60 s.
func TestExchangeAtTwentyTwoSeconds(t *testing.T) {
	w := newWorld().windows("10.0.14393").
		logs(-900, 900).
		event(0, "MSExchangeIS", 9610, "{1}").
		event(22, "MSExchangeIS", 9614, "{1}").
		timeout(23, vocab.WriterExchange, "Thaw Event")
	for _, f := range w.judge(FreezeTimeout) {
		if f.Verdict == Confirmed {
			t.Errorf("confirmed: %s", f.Summary)
		}
		for _, p := range f.Predictions {
			if p.Prediction.ID == "F1" && p.Necessary {
				t.Errorf("F1 is proven: %s", p.Statement)
			}
		}
	}
}

// A finding is likely only by the closed list of its signature.
func TestLikely(t *testing.T) {
	abort := "SQLVDI: Loc=SignalAbort. Desc=Client initiates abort."
	night := func() *world { return newWorld().windows("10.0.17763").logs(-900, 900).freeze(1) }
	aborted := func() *world { return night().event(61.2, "SQLVDI", 1, abort) }
	thaw := func(w *world) *world { return w.timeout(64, vocab.WriterSQL, "Thaw Event") }
	for _, c := range []struct {
		name string
		w    *world
		want Verdict
	}{
		{"aborted at its limit, and no thaw is logged", thaw(aborted()), Likely},
		{"nothing but the time-out speaks", thaw(night()), Suspected},
		{"aborted before its limit", thaw(night().event(30, "SQLVDI", 1, abort)), Suspected},
		{"aborted long after its limit", thaw(night().event(80, "SQLVDI", 1, abort)), Suspected},
		{"another writer was thawed in time", thaw(aborted().ntds(0.5, 2001, "1").ntds(4, 2003, "1")), Suspected},
		{"the log does not cover the night", thaw(newWorld().windows("10.0.17763").logs(30, 900).freeze(1).event(61.2, "SQLVDI", 1, abort)), Suspected},
	} {
		found := c.w.judge(FreezeTimeout)
		if got := verdict(found); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
			for _, f := range found {
				t.Logf("  %v", f.Missing)
			}
		}
		for _, f := range found {
			if f.Verdict == Likely &&
				(len(f.Coincidences) == 0 || f.Coincidences[0].Coincidence.Witness == "" || f.Coincidences[0].Statement == "") {
				t.Errorf("%s: likely, and no coincidence with its witness is named", c.name)
			}
		}
	}
}

// Every coincidence names what it stands behind, and that is something of its signature.
func TestCoincidencesAreOfTheirSignature(t *testing.T) {
	for _, sig := range Catalogue {
		ids := map[string]bool{}
		for _, p := range sig.Predictions {
			ids[p.ID] = true
		}
		for _, c := range sig.Checks {
			ids[c.ID] = true
		}
		for _, l := range sig.LookAlikes {
			ids[l.ID] = true
		}
		for _, c := range sig.Coincidences {
			if c.ID == "" || c.Says == "" || c.Witness == "" || len(c.Opens) == 0 || c.Absent == nil {
				t.Errorf("%s: coincidence %q is not whole", sig.ID, c.ID)
			}
			for _, id := range c.Opens {
				if !ids[id] {
					t.Errorf("%s: coincidence %s opens %s, which the signature does not have", sig.ID, c.ID, id)
				}
			}
		}
	}
}

// That a writer was frozen long before those that log it has no trace where their freezes
// and thaws are near to each other, no record says that one was slow, and the log covers
// the time before.
func TestEarlyFreeze(t *testing.T) {
	night := func(from, thaw float64) *world { return newWorld().logs(from, 900).freeze(1).thaw(thaw) }
	for name, c := range map[string]struct {
		w    *world
		want bool
	}{
		"no trace": {night(-900, 20), true}, "they took long themselves": {night(-900, 40), false}, "the log begins " +
			"at the freeze": {night(-10, 20), false}, "none was thawed": {newWorld().logs(-900, 900).freeze(1), false},
		"a writer was slow to freeze": {night(-900, 20).event(10, "VSS", 12349, "Own Writer", "{0f1e2d3c-4b5a-4697-8877-665544332211}", "40"), false},
	} {
		k := c.w.collector.Cases()[0]
		if got, says := earlyFreeze.Absent(&Subject{Case: k, Set: k.Sets[0]}, nil); got != c.want || got && says == "" {
			t.Errorf("%s: absent %v (%s), want %v", name, got, says, c.want)
		}
	}
}
