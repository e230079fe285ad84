package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
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

// Records of no known zone, and a listing whose time is known: the state that the listing shows is of the only set whose
// records tell of the failure of that writer, though nobody knows which of the two came first. It is of none where two
// sets tell of it, none does or the two are days apart.
func TestStandingStateBesideAnUnknownZone(t *testing.T) {
	const timedOut = "0x800423f2"
	table := func(m *made, s float64, id uint64, event uint32, writer string) {
		class, _ := vocab.ClassOf("", writer)
		r := entry(0, "VSS", event, timedOut+", words", "\n\nOperation:\n   Thaw Event\n\nContext:\n   Writer Class Id: "+class.ID+
			"\n   Writer Name: "+writer+"\n   Writer Instance ID: {00000001-0000-4000-8000-000000000000}")
		r.Time = parse.Timestamp{Wall: second(s), Resolution: parse.Second, Zone: parse.ZoneLocal}
		r.Channel, r.Computer, r.RecordID = "Application", "HOST", id
		m.collector.Add("host/Application.csv", "host", r)
		m.collector.AddRuns("host/Application.csv", "host", []parse.Run{parse.StartRun("Application", "HOST", id, r.Time)})
	}
	for _, c := range []struct {
		name   string
		told   []float64 // of the System Writer
		other  float64   // of another one, 0: nothing
		listed float64
		zone   parse.Zone
		sets   int
	}{
		{"an hour before", []float64{3600}, 0, 0, parse.ZoneUTC, 1},
		{"hours after", []float64{3600}, 0, 9 * 3600, parse.ZoneUTC, 1},
		{"beside another failure", []float64{3600}, 7200, 0, parse.ZoneUTC, 2},
		{"two tell of it", []float64{3600, 9000}, 0, 0, parse.ZoneUTC, 3},
		{"of another writer", nil, 7200, 0, parse.ZoneUTC, 2},
		{"a listing of the same zone", []float64{3600}, 0, 0, parse.ZoneLocal, 2},
		{"three days later", []float64{3600}, 0, 3 * 86400, parse.ZoneUTC, 2},
		{"three days before", []float64{3600}, 0, -3 * 86400, parse.ZoneUTC, 2},
	} {
		m := unzoned()
		m.zone = c.zone
		for i, s := range c.told {
			table(m, s, uint64(10*i+1), 8229, "System Writer")
		}
		if c.other != 0 {
			table(m, c.other, 100, 8229, "WMI Writer")
			table(m, c.other-1, 99, 12349, "System Writer") // it was slow, and did not fail
		}
		k := m.listing(c.listed, "System Writer", 1, 9, timedOut).host(t)
		if _, floats := k.Floats(); !floats || len(k.Sets) != c.sets {
			t.Errorf("%s: %d sets, want %d; the zone is open: %v", c.name, len(k.Sets), c.sets, floats)
		}
	}
}
