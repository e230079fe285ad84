package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
)

// A provider that fails in a step of a set tells that there was one, with what stands
// around it; one that is only asked something tells nothing of the kind.
func TestSetOfAProvidersFailure(t *testing.T) {
	full := newMade().event(100, "System", "Volsnap", 23, "DeviceName=d", "VolumeName=C:").
		event(100.4, "Application", "VSS", 12293, swPrv, "EndPrepareSnapshots(x)", "0x8004231f", "").host(t)
	if len(full.Sets) != 1 || full.Sets[0].Outcome != FailedOutcome {
		t.Fatalf("sets: %v", full.Sets)
	}
	if ofSet(full, vocab.KindDiffArea) != full.Sets[0] {
		t.Errorf("what volsnap says of it is of no set")
	}
	if asked := newMade().event(100, "Application", "VSS", 12293, swPrv, "IsVolumeSupported(x)", "0x8000ffff", "").host(t); len(
		asked.Sets,
	) != 0 {
		t.Errorf("a question makes %d sets", len(asked.Sets))
	}
}

// A state that stood when listings began is what a record of the day told of if both are of a
// time-out, or neither is: then it adds nothing. Else it is another failure, of the last set before.
func TestStandingStateThatARecordTold(t *testing.T) {
	const timedOut, fatal = "0x800423f2", "0x800423f4"
	for _, c := range []struct {
		told, shown string
		own         int // failures of the last set
	}{{timedOut, timedOut, 0}, {fatal, fatal, 0}, {timedOut, fatal, 1}, {fatal, timedOut, 1}} {
		k := newMade().refused(0, vocab.WriterSQL, c.told, "Operation:\n   Freeze Event").freeze(7200).thaw(7203).
			listing(21600, vocab.WriterSQL, 1, vocab.StateFailedFreeze, c.shown).host(t)
		if len(k.Sets) != 2 || len(k.Sets[1].failed) != c.own {
			t.Errorf("%s told and %s shown: %d sets, the last with %d failures", c.told, c.shown, len(k.Sets), len(k.Sets[1].failed))
		}
	}
}

// Writers that a listing of hours later shows waiting for the end of a backup wait for the
// last one: it makes no set.
func TestWaitingForAnEndHoursLater(t *testing.T) {
	k := newMade().freeze(100).
		thaw(103).
		audited(105).
		listing(5000, "WMI Writer", 1, vocab.StateWaitingComplete, "").
		host(t)
	if len(k.Sets) != 1 {
		t.Errorf("%d sets, want 1", len(k.Sets))
	}
	if k := newMade().freeze(100).thaw(103).audited(105).listing(5000, "WMI Writer", 1, vocab.StateWaitingThaw, "").host(t); len(
		k.Sets,
	) != 2 {
		t.Errorf("a frozen writer: %d sets, want 2", len(k.Sets))
	}
}
