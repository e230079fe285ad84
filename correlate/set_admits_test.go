package correlate

import (
	"fmt"
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

const (
	setID    = "{aaaaaaaa-0000-4000-8000-000000000001}"
	copyID   = "{aaaaaaaa-0000-4000-8000-000000000002}"
	swPrv    = "{b5946137-7b9f-4925-af80-51abd60b20d5}"
	otherVol = `\\?\Volume{eeeeeeee-0000-0000-0000-000000000000}\`
	dataVol  = `\\?\Volume{dddddddd-0000-0000-0000-000000000000}\`
)

func (m *made) audited(s float64) *made {
	return m.event(s, "Security", "VSSAudit", 8222, "S-1-5-18", "x", "0x1", setID, copyID, swPrv, "HOST", dataVol, "d")
}

// refused adds VSS 8229 of a writer in an operation.
func (m *made) refused(s float64, writer, code, operation string) *made {
	class, _ := vocab.ClassOf("", writer)
	return m.event(
		s,
		"Application",
		"VSS",
		8229,
		code+", words",
		"\n\n"+operation+"\n\nContext:\n   Writer Class Id: "+class.ID+"\n   Writer Name: "+writer+"\n   Writer "+
			"Instance ID: {00000001-0000-4000-8000-000000000000}",
	)
}

// backedUp adds the end of the backup of a database by the writer.
func (m *made) backedUp(s float64) *made {
	return m.event(s, "Application", "MSSQLSERVER", 18264, "Ledger", "d", "t", "1", "1", "1", "1",
		"FILE=1, TYPE=VIRTUAL_DEVICE: {'{00000001-0000-4000-8000-000000000000}1'}")
}

// volume adds a row of a list of volumes.
func (m *made) volume(path, name string) *made {
	r := &parse.Record{Provider: parse.ProviderHost, Computer: "HOST", FromText: true, Line: 1}
	for _, f := range [][2]string{{parse.FieldFact, parse.FactVolume}, {parse.FieldValue, path}, {parse.FieldVolume, name}} {
		r.Fields = append(r.Fields, parse.Field{Name: f[0], Value: parse.StringValue(f[1])})
	}
	m.collector.Add("host/volumes.txt", "host", r)
	return m
}

// A writer that fails when the backup is complete makes no set of its own, and a refusal to
// be prepared after a failure in a later phase is of the next one.
func TestRefusalsOfSets(t *testing.T) {
	if k := newMade().refused(0, "NTDS", "0x800423f4", "Operation:\n   BackupComplete Event").host(t); len(k.Sets) != 0 {
		t.Errorf("%d sets of a failure in BackupComplete", len(k.Sets))
	}
	k := newMade().refused(0, "NTDS", "0x800423f4", "Operation:\n   Freeze Event").
		refused(30, "NTDS", "0x800423f4", "Operation:\n   PrepareForSnapshot Event").host(t)
	if len(k.Sets) != 2 {
		t.Errorf("%d sets of a freeze that was refused, and a preparation after it", len(k.Sets))
	}
}

// A watchdog that runs out a few seconds after a freeze is that of the set before.
func TestWatchdogOfTheSetBefore(t *testing.T) {
	two := func() *made { return newMade().freeze(0).thaw(3).freeze(40).thaw(43) }
	timeout := func(m *made, s float64) *Case {
		return m.refused(s, vocab.WriterSQL, "0x800423f2", "Operation:\n   Thaw Event").host(t)
	}
	if k := timeout(two(), 61); len(k.Sets) != 2 || ofSet(k, vocab.KindTimeout) != k.Sets[0] {
		t.Errorf("of %d sets not the first, whose limit is over", len(k.Sets))
	}
	if k := timeout(two(), 101); ofSet(k, vocab.KindTimeout) != k.Sets[1] {
		t.Error("not of the second, whose limit is over")
	}
	if k := timeout(newMade().freeze(40).thaw(43), 61); ofSet(k, vocab.KindTimeout) != k.Sets[0] {
		t.Error("of no set, where no other is known")
	}
}

// A writer that was thawed and finished its backup was in a set, though no freeze is told.
func TestSetsFromEnds(t *testing.T) {
	for name, c := range map[string]struct {
		m    *made
		sets int
	}{
		"a thaw and the end of its backup": {newMade().thaw(3).backedUp(4), 1},
		"the end of another writer":        {newMade().event(3, "Application", "ESENT", 2003, "lsass", "1", "", "1").backedUp(4), 0},
		"a thaw alone":                     {newMade().thaw(3), 0},
		"an end alone":                     {newMade().backedUp(4), 0},
		"with a freeze":                    {newMade().freeze(0).thaw(3).backedUp(4), 1},
		"two nights of them":               {newMade().thaw(3).backedUp(4).thaw(86403).backedUp(86404), 2},
		"ESE, whose end comes with that of the copying": {newMade().event(3, "Application", "ESENT", 2003, "lsass", "1", "", "1").
			event(1800, "Application", "ESENT", 2006, "lsass", "1", "", "1"), 1},
	} {
		if k := c.m.host(t); len(k.Sets) != c.sets || c.sets > 0 && k.Sets[0].Outcome != Success {
			t.Errorf("%s: %d sets, want %d that went well", name, len(k.Sets), c.sets)
		}
	}
}

func ofSet(k *Case, kind vocab.Kind) *SnapshotSet {
	for _, s := range k.Steps {
		if s.Kind == kind {
			return s.Set
		}
	}
	return nil
}

// A set that is through with a phase has no more reports of it; a delay is granted to what
// reports late.
func TestPhasesDecide(t *testing.T) {
	good := func() *made { return newMade().freeze(12).thaw(15).audited(17) }
	late := map[string]struct {
		m    *made
		kind vocab.Kind
		in   bool
	}{
		"a freeze is refused minutes later": {
			good().refused(360, "NTDS", "0x800423f4", "Operation:\n   Freeze Event"),
			vocab.KindWriterRejected,
			false,
		},
		"a freeze is refused, in German": {
			good().refused(360, "NTDS", "0x800423f4", "Vorgang:\n   Freeze-Ereignis"),
			vocab.KindWriterRejected,
			false,
		},
		"a thaw is refused, in Japanese, at once": {
			good().refused(16, "NTDS", "0x800423f4", "操作:\n   解凍イベント"),
			vocab.KindWriterRejected,
			true,
		},
		"a thaw is refused minutes after the copy was made": {
			good().refused(360, "NTDS", "0x800423f4", "Operation:\n   Thaw Event"),
			vocab.KindWriterRejected,
			false,
		},
		"a post-snapshot is refused minutes later": {
			good().refused(360, "NTDS", "0x800423f4", "Operation:\n   PostSnapshot Event"),
			vocab.KindWriterRejected,
			true,
		},
		"a hold times out minutes later": {
			good().event(360, "System", "Volsnap", 8, "DeviceName=d", "VolumeName=D:"),
			vocab.KindHoldTimeout,
			false,
		},
		"a hold is told half a minute later": {
			newMade().freeze(12).thaw(24).event(50, "System", "Volsnap", 8, "DeviceName=d", "VolumeName=D:"),
			vocab.KindHoldTimeout,
			true,
		},
		"storage is laid out minutes later": {
			good().event(300, "System", "Volsnap", 23, "DeviceName=d", "VolumeName=D:"),
			vocab.KindDiffArea,
			false,
		},
		"storage of a living copy grows later": {
			good().event(300, "System", "Volsnap", 24, "DeviceName=d", "VolumeName=D:"),
			vocab.KindDiffArea,
			true,
		},
		"a provider is asked what it supports": {
			newMade().freeze(12).
				event(13, "Application", "VSS", 12293, swPrv, "IsVolumeSupported(x)", "0x8000ffff", ""),
			vocab.KindProviderFailed,
			false,
		},
		"a provider commits": {
			newMade().freeze(12).event(13, "Application", "VSS", 12293, swPrv, "CommitSnapshots(x)", "0x8000ffff", ""),
			vocab.KindProviderFailed,
			true,
		},
		"a restore is refused": {
			newMade().freeze(12).refused(13, "NTDS", "0x800423f4", "Operation:\n   PreRestore Event"),
			vocab.KindWriterRejected,
			false,
		},
		"a watchdog runs out a limit after the thaw": {
			good().refused(78, "Registry Writer", "0x800423f2", "Operation:\n   Thaw Event"),
			vocab.KindTimeout,
			true,
		},
		"a watchdog that started late": {
			good().refused(91, "Registry Writer", "0x800423f2", "Operation:\n   Thaw Event"),
			vocab.KindTimeout,
			true,
		},
		"a hold timed out before the freeze": {
			newMade().event(0, "System", "Volsnap", 8, "DeviceName=d", "VolumeName=D:").freeze(12).thaw(15),
			vocab.KindHoldTimeout,
			false,
		},
		"a hold timed out in a set of which a database was backed up": {
			newMade().freeze(12).thaw(15).backedUp(16).event(20, "System", "Volsnap", 8, "DeviceName=d", "VolumeName=D:"),
			vocab.KindHoldTimeout,
			false,
		},
		"a slow flush of a volume that the set was made of": {
			good().event(14, "Application", "VSS", 12339, "35", dataVol),
			vocab.KindHoldSlow,
			true,
		},
		"a slow flush of another volume": {
			good().event(14, "Application", "VSS", 12339, "35", otherVol),
			vocab.KindHoldSlow,
			false,
		},
		"a slow flush of a drive, which a list of volumes has under another name": {
			good().volume("E:", otherVol).event(14, "Application", "VSS", 12339, "35", "E:"),
			vocab.KindHoldSlow,
			false,
		},
		"a slow flush of a drive of which no list tells": {
			good().event(14, "Application", "VSS", 12339, "35", "E:"),
			vocab.KindHoldSlow,
			true,
		},
		"a provider fails a set of another id, before the audit of this one": {
			good().event(13, "Application", "VSS", 12293, swPrv, "CommitSnapshots("+copyID+")", "0x8000ffff", ""),
			vocab.KindProviderFailed,
			false,
		},
		"a provider fails this very set": {
			good().event(13, "Application", "VSS", 12293, swPrv, "CommitSnapshots("+setID+")", "0x8000ffff", ""),
			vocab.KindProviderFailed,
			true,
		},
		"a writer refused before it was frozen": {
			newMade().refused(0, vocab.WriterSQL, "0x800423f4", "Operation:\n   PrepareForSnapshot Event").freeze(12).thaw(15),
			vocab.KindWriterRejected,
			false,
		},
		"a writer refused before another one was frozen": {
			newMade().refused(0, "NTDS", "0x800423f4", "Operation:\n   PrepareForSnapshot Event").freeze(12).thaw(15),
			vocab.KindWriterRejected,
			true,
		},
		"a time-out after a start of the host": {
			newMade().freeze(12).event(40, "System", "EventLog", 6005).
				refused(73, vocab.WriterSQL, "0x800423f2", "Operation:\n   Freeze Event"),
			vocab.KindTimeout,
			false,
		},
		"a watchdog of another set": {
			good().refused(120, "Registry Writer", "0x800423f2", "Operation:\n   Thaw Event"),
			vocab.KindTimeout,
			false,
		},
	}
	for name, c := range late {
		k := c.m.host(t)
		first := ofSet(k, vocab.KindFreeze)
		if got := ofSet(k, c.kind); (got == first) != c.in {
			t.Errorf("%s: in the set %v, want %v", name, got == first, c.in)
		}
	}
}

// Strong witnesses of an outcome outrank what only stands near it.
func TestOutcomes(t *testing.T) {
	at := "BackupTime=2019-03-14T02:00:00.0000000Z"
	wsb := func(m *made, end uint32) *made {
		return m.event(0.1, vocab.ProviderWSB, vocab.ProviderWSB, 1, "x=y").
			event(300, vocab.ProviderWSB, vocab.ProviderWSB, end, at, "HRESULT="+map[uint32]string{4: "0", 5: "2155348001"}[end])
	}
	for name, c := range map[string]struct {
		m    *made
		want Outcome
	}{
		"audited":                                      {newMade().freeze(12).thaw(15).audited(17), Success},
		"audited, and its requester failed":            {wsb(newMade().freeze(12).thaw(15).audited(17), 5), FailedOutcome},
		"its requester ended well":                     {wsb(newMade().freeze(12).thaw(15), 4), Success},
		"well, and a second start was refused":         {wsb(newMade().freeze(12).thaw(15).event(20, "Application", vocab.ProviderWSB, 518), 4), Success},
		"nothing tells":                                {newMade().freeze(12), UnknownOutcome},
		"a writer refused":                             {newMade().freeze(12).refused(14, "NTDS", "0x800423f4", "Operation:\n   Freeze Event"), FailedOutcome},
		"audited, and a writer refused to be prepared": {newMade().refused(1, "NTDS", "0x800423f4", "Operation:\n   PrepareForSnapshot Event").freeze(12).thaw(15).audited(17), Success},
		"audited, and a provider failed this very set": {newMade().freeze(12).thaw(15).audited(17).event(13, "Application", "VSS", 12293, swPrv, "CommitSnapshots("+setID+")", "0x8000ffff", ""), UnknownOutcome},
		"audited, and a provider failed to finish it":  {newMade().freeze(12).thaw(15).audited(17).event(18, "Application", "VSS", 12293, swPrv, "PreFinalCommitSnapshots("+setID+")", "0x8000ffff", ""), FailedOutcome},
		"a database of two was never resumed":          {newMade().freeze(12).event(12.5, "Application", "MSSQLSERVER", 3197, "Stock").thaw(15).backedUp(17), UnknownOutcome},
		"both databases were resumed":                  {newMade().freeze(12).event(12.5, "Application", "MSSQLSERVER", 3197, "Stock").thaw(15).event(15.5, "Application", "MSSQLSERVER", 3198, "Stock").backedUp(17), Success},
		"audited, and a watchdog ran out after it":     {newMade().freeze(12).thaw(15).audited(17).refused(78, "Registry Writer", "0x800423f2", "Operation:\n   Thaw Event"), FailedOutcome},
		"backed up, and a writer stands failed later":  {newMade().freeze(12).thaw(15).backedUp(16).listing(3000, "WMI Writer", 4, 9, "0x800423f2"), Success},
		"audited, and a writer stands failed later":    {newMade().freeze(12).thaw(15).audited(17).listing(3000, "WMI Writer", 4, 9, "0x800423f2"), Success},
	} {
		k := c.m.host(t)
		if len(k.Sets) != 1 || k.Sets[0].Outcome != c.want {
			t.Errorf("%s: %d sets, the first %s, want one that is %s", name, len(k.Sets), k.Sets[0].Outcome, c.want)
		}
	}
}

// A state that stood when listings began is of the set whose record tells of it, and makes
// no set; where no record does, it is kept apart from the sets that can be counted. A listing that shows the writer well
// before makes one of them.
func TestStandingStates(t *testing.T) {
	m := newMade().freeze(12).
		refused(75, "System Writer", "0x800423f2", "Operation:\n   Thaw Event").
		listing(3600, "System Writer", 1, 9, "0x800423f2").
		listing(3600.5, "WMI Writer", 4, 9, "0x800423f2")
	k := m.host(t)
	if len(k.Sets) != 1 {
		t.Fatalf("%d sets", len(k.Sets))
	}
	for _, sp := range k.Sets[0].Spans {
		switch {
		case sp.Name == "System Writer" && sp.Failure != nil:
			t.Error("the listing of the morning is a failure of its own beside the record")
		case sp.Name == "WMI Writer" && (sp.Failure == nil || !sp.Failure.Guessed):
			t.Error("a writer of which no record tells is not told, or for sure")
		}
	}
	alone := newMade().listing(3600, "System Writer", 1, 9, "0x800423f2").host(t)
	if len(alone.Sets) != 1 || alone.Sets[0].Outcome != FailedOutcome || !alone.Sets[0].Standing() {
		t.Errorf("a listing alone makes %d sets", len(alone.Sets))
	}
	before := newMade().listing(0, "System Writer", 1, 9, "0x800423f2").freeze(3700).thaw(3703).host(t)
	if len(before.Sets) != 2 || before.Sets[0].Standing() == before.Sets[1].Standing() {
		t.Errorf("a listing before a set that went well: %d sets", len(before.Sets))
	}
	changed := newMade().listing(0, "System Writer", 1, 1, "").listing(60, "System Writer", 1, 9, "0x800423f2").host(t)
	if len(changed.Sets) != 1 || changed.Sets[0].Standing() {
		t.Errorf("two listings between which a writer failed: %d sets", len(changed.Sets))
	}
}

// A failed state that stood at a known time is of no set of which it is not known when it was frozen, unless a record tells
// of that writer's failure.
func TestStandingBesideASetWithoutATime(t *testing.T) {
	for name, c := range map[string]struct {
		told bool
	}{"no record tells": {false}, "a record tells": {true}} {
		m := newMade()
		undated := func(line int32, provider string, event uint32, arguments ...string) {
			r := &parse.Record{Provider: provider, EventID: event, Channel: "Application", Computer: "HOST", Line: line, FromText: true}
			for i, a := range arguments {
				r.Fields = append(r.Fields, parse.Field{Name: fmt.Sprintf("param%d", i+1), Value: parse.StringValue(a)})
			}
			m.collector.Add("host/events.txt", "host", r)
		}
		undated(1, "MSSQLSERVER", 3197, "Ledger")
		undated(2, "MSSQLSERVER", 3198, "Ledger")
		if c.told {
			m.refused(75, "SqlServerWriter", "0x800423f2", "Operation:\n   Thaw Event")
		}
		k := m.listing(3600, "SqlServerWriter", 1, 9, "0x800423f2").host(t)
		standing := 0
		for _, s := range k.Sets {
			if s.Standing() {
				standing++
			}
		}
		if (standing > 0) == c.told {
			t.Errorf("%s: %d sets, %d of them of a state that stood", name, len(k.Sets), standing)
		}
	}
}

// SQL Server's marks in the three minutes before VSS stops for want of work are of no
// shadow copy.
func TestMarksWithoutVSS(t *testing.T) {
	if k := newMade().freeze(0).event(60, "Application", "VSS", 8224, "").thaw(90).host(t); len(k.Sets) != 0 {
		t.Errorf("%d sets", len(k.Sets))
	}
	if k := newMade().freeze(0).thaw(3).event(190, "Application", "VSS", 8224, "").host(t); len(k.Sets) != 1 {
		t.Errorf("%d sets where VSS had three minutes to idle", len(k.Sets))
	}
	suspended := func(s float64) *made {
		return newMade().event(s, "Application", "MSSQLSERVER", 5084, "SUSPEND_FOR_SNAPSHOT_BACKUP", "ON", "Ledger").
			freeze(0).thaw(20)
	}
	if k := suspended(-1).host(t); len(k.Sets) != 0 {
		t.Errorf("%d sets of a database that ALTER DATABASE suspended", len(k.Sets))
	}
	if k := suspended(-60).host(t); len(k.Sets) != 1 {
		t.Errorf("%d sets a minute after ALTER DATABASE suspended a database", len(k.Sets))
	}
}

// The time from freeze to thaw is bounded from below by the marks of a writer that came
// through, and of one that was aborted at its limit.
func TestLeastFrozen(t *testing.T) {
	lo := func(m *made) parse.Ticks {
		l, _ := m.host(t).Sets[0].Spans[0].FreezeToThaw()
		return l
	}
	if got := lo(newMade().freeze(12).thaw(70)); got < 57*parse.Second || got > 58*parse.Second {
		t.Errorf("thawed after 58 s: at least %v", got)
	}
	abort := "SQLVDI: Loc=SignalAbort. Desc=Client initiates abort."
	aborted := newMade().freeze(12).
		event(72.2, "Application", "SQLVDI", 1, abort).
		refused(75, "SqlServerWriter", "0x800423f2", "Operation:\n   Thaw Event")
	if got := lo(aborted); got < 59*parse.Second || got > 61*parse.Second {
		t.Errorf("aborted at its limit: at least %v", got)
	}
	late := newMade().freeze(12).
		event(212, "Application", "SQLVDI", 1, abort).
		refused(215, "SqlServerWriter", "0x800423f2", "Operation:\n   Thaw Event")
	if got := lo(late); got != 0 {
		t.Errorf("aborted long after it: at least %v, want 0 and never open", got)
	}
}

// The limit that rules is the one that the engine states, then the one that Exchange chooses.
func TestRulingLimit(t *testing.T) {
	for _, c := range []struct {
		m     *made
		limit parse.Ticks
		from  string
	}{
		{newMade().freeze(1), 60 * parse.Second, "vss"},
		{newMade().event(1, "Application", "ESENT", 2001, "lsass", "1", "", "1").event(21, "Application", "ESENT", 2004, "lsass", "1", "", "1", "20000"), 20 * parse.Second, "ese"},
		{newMade().event(1, "Application", "ESE", 2001, "Information Store - Mailbox 3", "1", "", "1"), 20 * parse.Second, "exchange"},
	} {
		if limit, from := c.m.host(t).Sets[0].Spans[0].RulingLimit(); limit != c.limit || from != c.from {
			t.Errorf("%v of %s, want %v of %s", limit, from, c.limit, c.from)
		}
	}
}

// VSS that was started for the set bounds the freeze from below.
func TestServiceStartBoundsTheFreeze(t *testing.T) {
	running := func(m *made, s float64, state string) *made {
		return m.event(s, "System", "Service Control Manager", 7036, "Volume Shadow Copy", state)
	}
	k := running(newMade(), 2, "running").freeze(12).thaw(15).host(t)
	if f := k.Sets[0].Spans[0].Bounds(PointFreeze); f.Lo != second(2) {
		t.Errorf("frozen %s", f)
	}
	stopped := running(running(newMade(), 2, "running"), 8, "stopped").freeze(12).thaw(15).host(t)
	if f := stopped.Sets[0].Spans[0].Bounds(PointFreeze); f.Lo == second(2) || f.Lo == second(8) {
		t.Errorf("VSS was started, and stopped again before the freeze, which is bounded: %s", f)
	}
}

// An id that a record holds decides before its phase and its time.
func TestIDsDecide(t *testing.T) {
	set := &SnapshotSet{ID: setID, progress: progress{interval.Never, 0, 0, 0, 0}}
	step := func(id string) *Step {
		return &Step{
			Event: vocab.Event{
				Kind:   vocab.KindWriterRejected,
				Phase:  vocab.PhaseFreeze,
				SetID:  id,
				Record: &parse.Record{},
			},
			At: interval.Of(second(0), second(1)),
		}
	}
	if !set.admitsByPhase(step(setID)) {
		t.Error("a record with the id of the set is not of it")
	}
	if set.admitsByPhase(step(copyID)) {
		t.Error("a record with another id is of the set")
	}
	if set.admitsByPhase(step("")) {
		t.Error("a freeze is refused after the set was thawed")
	}
	set.progress = unknownProgress
	if set.admitsByPhase(step(copyID)) || !set.admitsByPhase(step("")) {
		t.Error("of a set of which nothing tells how far it came, the id does not decide")
	}
}

// A run of Windows Server Backup ended well by event 4 alone: others tell that it ended.
func TestEndsWell(t *testing.T) {
	for _, c := range []struct {
		provider string
		event    uint32
		kind     vocab.Kind
		code     uint32
		want     bool
	}{
		{vocab.ProviderWSB, 4, vocab.KindRequesterEnd, 0, true}, {vocab.ProviderWSB, 14, vocab.KindRequesterEnd, 0, false}, {vocab.ProviderWSB, 7, vocab.KindRequesterEnd, 0, false}, {vocab.ProviderWSB, 4, vocab.KindRequesterEnd, 0x807800a1, false},
		{"ntbackup", 8019, vocab.KindRequesterEnd, 0, false}, {parse.ProviderRequester, 0, vocab.KindRequesterEnd, 0, true}, {parse.ProviderRequester, 0, vocab.KindRequesterFailed, 0, false},
	} {
		s := &Step{
			Event: vocab.Event{
				Kind:   c.kind,
				Code:   c.code,
				Record: &parse.Record{Provider: c.provider, EventID: c.event},
			},
		}
		if got := endsWell(s); got != c.want {
			t.Errorf("%s %d, %s, code %#x: %v", c.provider, c.event, c.kind, c.code, got)
		}
	}
}

// What happens long after the freeze and within the run of the requester that made the set
// is of the set; once the run is over it is not.
func TestRunHoldsItsSteps(t *testing.T) {
	for at, in := range map[float64]bool{2 * 3600: true, 4 * 3600: false} {
		k := newMade().event(0, "Application", "ntbackup", 8018).
			freeze(12).
			thaw(15).
			event(3*3600, "Application", "ntbackup", 8019).
			refused(at, "NTDS", "0x800423f4", "Operation:\n   BackupComplete Event").
			host(t)
		if got := ofSet(k, vocab.KindWriterRejected) == ofSet(k, vocab.KindFreeze); got != in {
			t.Errorf("%v s after the begin: in the set %v, want %v", at, got, in)
		}
	}
}

// All writers of a set are frozen before any is thawed: a writer that wakes after a listing that shows another one
// waiting for the end of its backup is of a further set, and so is its failure.
func TestWokeAfterTheThaw(t *testing.T) {
	for waiting, want := range map[int]int{
		vocab.StateWaitingThaw: 1, vocab.StateWaitingPostSnapshot: 2, vocab.StateWaitingComplete: 2,
	} {
		m := newMade()
		for i, states := range [][2]int{
			{vocab.StateStable, vocab.StateStable}, {vocab.StateWaitingThaw, vocab.StateStable},
			{waiting, vocab.StateStable}, {waiting, vocab.StateWaitingThaw},
		} {
			m.listing(float64(5*i), "WMI Writer", 1, states[0], "").captures--
			m.listing(float64(5*i), "Registry Writer", 2, states[1], "")
		}
		if k := m.host(t); len(k.Sets) != want {
			t.Errorf("the other writer is at %d: %d sets, want %d", waiting, len(k.Sets), want)
		}
	}
}

// Of two programs one failed and the other came to a good end: they made two sets. A run that
// failed in between came to no good end, whatever its last statement says.
func TestRunOfAnother(t *testing.T) {
	step := func(kind vocab.Kind) *Step {
		return &Step{Event: vocab.Event{Kind: kind, Record: &parse.Record{Provider: parse.ProviderRequester}}}
	}
	run := func(tool string, kinds ...vocab.Kind) *requesterRun {
		w := &requesterRun{tool: tool}
		for _, kind := range kinds {
			w.steps = append(w.steps, step(kind))
		}
		w.end = w.steps[len(w.steps)-1]
		return w
	}
	const failed, end = vocab.KindRequesterFailed, vocab.KindRequesterEnd
	for name, c := range map[string]struct {
		own, other *requesterRun
		want       bool
	}{
		"failed, and another ended well":       {run("a", failed), run("b", end), true},
		"ended well, and another failed":       {run("a", end), run("b", failed), true},
		"both failed":                          {run("a", failed), run("b", failed), false},
		"both ended well":                      {run("a", end), run("b", end), false},
		"both of one program":                  {run("a", failed), run("A", end), false},
		"another failed before its good end":   {run("a", failed), run("b", failed, end), false},
		"failed before the end, another later": {run("a", failed, end), run("b", failed), false},
	} {
		if got := (&SnapshotSet{run: c.own}).ofOther(c.other); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A failure of which not even the hour is known is of no set that was made: its time may be unknown, or as wide as an open
// zone. One whose zone leaves an hour may be.
func TestVagueFailure(t *testing.T) {
	at := second(0)
	for name, c := range map[string]struct {
		at   interval.Interval
		kind vocab.Kind
		want bool
	}{
		"no time":                 {interval.Unknown, vocab.KindWriterRejected, true},
		"the zone is not known":   {interval.Of(at-14*parse.Hour, at+12*parse.Hour), vocab.KindWriterRejected, true},
		"summer time may be":      {interval.Of(at, at+parse.Hour), vocab.KindWriterRejected, false},
		"exact":                   {interval.Of(at, at), vocab.KindHoldTimeout, false},
		"no failure, and no time": {interval.Unknown, vocab.KindThaw, false},
	} {
		s := &Step{Event: vocab.Event{Kind: c.kind, Record: &parse.Record{}}, At: c.at}
		if got := vagueFailure(s); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
