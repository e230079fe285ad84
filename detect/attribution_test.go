package detect

import (
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// The sets that marks and listings are put down to, where two sets are near each other.

func sets(w *world) []*correlate.SnapshotSet {
	var all []*correlate.SnapshotSet
	for _, k := range w.collector.Cases() {
		all = append(all, k.Sets...)
	}
	return all
}

// setWith is the only set that holds a step of that kind.
func setWith(t *testing.T, w *world, kind vocab.Kind) *correlate.SnapshotSet {
	t.Helper()
	var found *correlate.SnapshotSet
	for _, s := range sets(w) {
		if len(ofKind(s.Steps, kind)) == 0 {
			continue
		}
		if found != nil {
			t.Fatalf("two sets with a step %s", kind)
		}
		found = s
	}
	if found == nil {
		t.Fatalf("no set with a step %s", kind)
	}
	return found
}

// frozenIn reports whether SQL Server was frozen in the set at that second.
func frozenIn(s *correlate.SnapshotSet, seconds float64) bool {
	for _, step := range ofKind(s.Steps, vocab.KindFreeze) {
		if step.At.Lo == at(seconds) {
			return true
		}
	}
	return false
}

// A writer that refuses to be prepared is of the set that is frozen next, not of the
// one that was frozen before.
func TestRefusedPrepareIsOfTheNextSet(t *testing.T) {
	w := newWorld().freeze(100).
		thaw(105).
		event(139, "VSS", 8229, "0x800423f0, inconsistent", block("NTDS", "PrepareForSnapshot Event")).
		freeze(140).
		thaw(145)
	if s := setWith(t, w, vocab.KindWriterRejected); !frozenIn(s, 140) {
		t.Errorf("put down to %s", s.Name)
	}
	w = newWorld().freeze(100).
		event(101, "VSS", 8229, "0x800423f0, inconsistent", block("NTDS", "Thaw Event")).
		thaw(105).
		freeze(140).
		thaw(145)
	if s := setWith(t, w, vocab.KindWriterRejected); !frozenIn(s, 100) {
		t.Errorf("a refused thaw is put down to %s", s.Name)
	}
}

// A writer that is prepared while a set is frozen and fails again before the next one
// is not of the next one.
func TestPreparedWriterWaitsForItsFreeze(t *testing.T) {
	ex := func(code int) state { return state{vocab.WriterNTDS, 2, code, ""} }
	one := newWorld().listing(98, ex(1)).listing(99, ex(2)).listing(120, ex(2)).freeze(130).thaw(135)
	if n := len(sets(one)); n != 1 {
		t.Errorf("a writer that waits for a freeze 30 s away: %d sets, want 1", n)
	}
	two := newWorld().listing(98, ex(1)).listing(99, ex(2)).listing(110, ex(1)).freeze(130).thaw(135)
	if n := len(sets(two)); n != 2 {
		t.Errorf("a writer that was at rest again before the freeze: %d sets, want 2", n)
	}
	near := newWorld().listing(98, ex(1)).freeze(99).listing(99.2, ex(2)).thaw(101).freeze(139).thaw(141)
	for _, s := range sets(near) {
		for _, sp := range s.Spans {
			if sp.Name == vocab.WriterNTDS && !frozenIn(s, 99) {
				t.Errorf("a writer prepared in the set of second 99 is put down to %s", s.Name)
			}
		}
	}
}

// All writers are frozen before any is thawed: one that is at rest while another is
// past its thaw wakes in another set.
func TestWakingAfterAThawIsAnotherSession(t *testing.T) {
	ex := func(code int) state { return state{vocab.WriterNTDS, 2, code, ""} }
	sys := func(code int) state { return state{"System Writer", 3, code, ""} }
	w := newWorld().listing(10, ex(1), sys(1)).
		listing(20, ex(1), sys(3)).
		listing(30, ex(1), sys(5)).
		listing(40, ex(3), sys(5))
	if n := len(sets(w)); n != 2 {
		t.Errorf("%d sets, want 2", n)
	}
	w = newWorld().listing(10, ex(1), sys(1)).
		listing(20, ex(1), sys(3)).
		listing(30, ex(3), sys(3)).
		listing(40, ex(5), sys(5))
	if n := len(sets(w)); n != 1 {
		t.Errorf("frozen one after the other: %d sets, want 1", n)
	}
}

// What starts before a session that listings first show on its way began that one,
// and not the next.
func TestStartBeforeTheFirstListing(t *testing.T) {
	sys := func(code int) state { return state{"System Writer", 3, code, ""} }
	w := newWorld().event(75, "Service Control Manager", 7036, "Volume Shadow Copy", "running").
		listing(100, sys(5)).
		listing(110, sys(5)).
		listing(125, sys(2)).
		listing(130, sys(3)).
		listing(140, sys(5))
	if n := len(sets(w)); n != 2 {
		t.Fatalf("%d sets, want 2", n)
	}
	s := setWith(t, w, vocab.KindServiceRunning)
	if first := s.Spans[0].States[0]; first.Listing.At.Lo != at(100) {
		t.Errorf("the start is put down to %s, whose first capture is of %s", s.Name, first.Listing.At.Lo)
	}
}

// A run without an end claims no set that began long after it.
func TestRunWithoutAnEnd(t *testing.T) {
	w := newWorld().text(100, parse.PhraseBackupStart).freeze(640).thaw(645)
	for _, s := range sets(w) {
		if frozenIn(s, 640) && len(s.Requests) > 0 {
			t.Errorf("%s is put down to a run that began nine minutes before", s.Name)
		}
	}
	w = newWorld().text(100, parse.PhraseBackupStart).freeze(200).thaw(205)
	if s := setWith(t, w, vocab.KindFreeze); len(s.Requests) != 1 {
		t.Errorf("%d runs for a set that began 100 s after the begin, want 1", len(s.Requests))
	}
}

// Lines of a text that go back in time bound nothing: no step begins after its end.
func TestTextThatGoesBack(t *testing.T) {
	w := newWorld().text(3700, parse.PhraseBackupStart).text(100, parse.PhraseBackupEnd)
	w.text(0, parse.PhraseCode, parse.FieldHResult, "0x800423f3")
	k := w.collector.Cases()[0]
	for _, s := range k.Steps {
		if s.At.Lo > s.At.Hi {
			t.Errorf("%s lies between %s and %s", s.Kind, s.At.Lo, s.At.Hi)
		}
	}
}

// What rules a finding out must not rest on the word of one run about the set of another.
func TestMixedRunsRuleNothingOut(t *testing.T) {
	code := func(w *world, seconds float64) *world {
		return w.text(seconds, parse.PhraseCode, parse.FieldHResult, "0x800423f2", parse.FieldWriterName, "NTDS")
	}
	w := newWorld().text(95, parse.PhraseBackupStart).event(96, "NTBackup", 8018, "a")
	w = code(w.event(120, "NTBackup", 8018, "b").ntds(130, 2001, "6"), 140)
	found := w.judge(FreezeTimeout)
	if len(found) == 0 {
		t.Fatal("nothing is said of the time-out")
	}
	for _, f := range found {
		if f.Verdict == RuledOut {
			t.Errorf("ruled out: %v", chain(f.Conflict))
		}
	}
}

// A record that tells of a writer's failure makes a set where nothing else is left of
// it, and what stands near it is of the same one.
func TestALoneRefusalIsASet(t *testing.T) {
	w := newWorld().timeout(100, vocab.WriterSQL, "Thaw Event").
		timeout(101, "System Writer", "Thaw Event").
		timeout(5000, "System Writer", "Thaw Event")
	all := sets(w)
	if len(all) != 2 || len(all[0].Spans) != 2 || all[0].Outcome != correlate.FailedOutcome {
		t.Fatalf("%d sets, want 2, the first with two writers, failed", len(all))
	}
	check(t, FreezeTimeout, "a refusal alone", newWorld().timeout(100, vocab.WriterSQL, "Thaw Event"), CannotTell)
	in := newWorld().freeze(100).timeout(170, vocab.WriterSQL, "Thaw Event")
	if n := len(sets(in)); n != 1 {
		t.Errorf("a refusal after a freeze: %d sets, want 1", n)
	}
}

// Windows Server Backup takes a shadow copy in each run; of other programs that is not
// known.
func TestRunsThatTakeShadows(t *testing.T) {
	run := newWorld().event(100, "Microsoft-Windows-Backup", 1).event(400, "Microsoft-Windows-Backup", 4)
	if all := sets(run); len(all) != 1 || all[0].Outcome != correlate.Success {
		t.Errorf("a whole run: %v, want one set with success", all)
	}
	if n := len(sets(newWorld().event(100, "Microsoft-Windows-Backup", 1))); n != 0 {
		t.Errorf("a begin alone: %d sets, want 0", n)
	}
	if n := len(sets(newWorld().event(100, "NTBackup", 8018, "a").event(400, "NTBackup", 8019, "a"))); n != 0 {
		t.Errorf("ntbackup, which can do without: %d sets, want 0", n)
	}
}

// A code of a text is put down to no run where several look like one set.
func TestSeveralRunsAreNotOne(t *testing.T) {
	veto := func(w *world) *world {
		return w.text(120, parse.PhraseCode, parse.FieldHResult, "0x800423f3", parse.FieldWriterName, "NTDS")
	}
	check(t, WriterVeto, "one run", veto(newWorld().text(95, parse.PhraseBackupStart).freeze(100).thaw(105)), Confirmed)
	check(
		t,
		WriterVeto,
		"two runs",
		veto(newWorld().text(95, parse.PhraseBackupStart).event(96, "NTBackup", 8018, "b").freeze(100).thaw(105)),
		Suspected,
	)
}
