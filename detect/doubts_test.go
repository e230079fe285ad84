package detect

import (
	"strconv"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// What keeps a fault that would be confirmed from being so: each case adds one thing to
// a world that proves a fault, and names the check that must doubt it.

// doubted holds that a finding is no more than suspected, by the check named; "" wants
// it confirmed.
func doubted(t *testing.T, sig *Signature, name string, w *world, check string) {
	t.Helper()
	found := w.judge(sig)
	if len(found) == 0 {
		t.Fatalf("%s, %s: no finding", sig.ID, name)
	}
	f := found[0]
	if check == "" {
		if f.Verdict != Confirmed {
			t.Errorf("%s, %s: %s, want confirmed; missing %q", sig.ID, name, f.Verdict, f.Missing)
		}
		return
	}
	doubts, known := false, false
	for _, c := range f.Checks {
		if c.Check.ID == check {
			known, doubts = true, !c.Held && c.Missing != ""
		}
	}
	if f.Verdict == Confirmed || !known || !doubts {
		t.Errorf("%s, %s: %s, and the check %q doubts nothing", sig.ID, name, f.Verdict, check)
	}
}

// A night of the System Writer, which logs nothing itself: at rest, frozen from the
// first second on, past its thaw from the fifth, timed out from the seventieth.
const nightThaw, nightFailure = 5, 70

// systemState is what a listing shows of it in a second of the night.
func systemState(second int) state {
	s := state{"System Writer", 2, 5, ""}
	switch {
	case second < 0:
		s.code = 1
	case second < 1:
		s.code = 2
	case second < nightThaw:
		s.code = 3
	case second >= nightFailure:
		s.code, s.hresult = 9, timedOutCode
	}
	return s
}

// poll lists the System Writer at the seconds of a range for which it is asked to.
func (w *world) poll(file string, from, to int, asked func(second int) bool) *world {
	for i := from; i < to; i++ {
		if asked == nil || asked(i) {
			w.listingIn(file, float64(i), float64(i)+0.5, systemState(i))
		}
	}
	return w
}

// systemNight proves KB 915331 for the System Writer.
func systemNight() *world { return server2003("Service Pack 1").poll("writers.txt", -30, 90, nil) }

func TestNightIsProof(t *testing.T) {
	doubted(t, ThawBeforeWatchdog, "listed every second", systemNight(), "")
	everyOther := func(second int) bool { return second%2 == 0 }
	doubted(
		t,
		ThawBeforeWatchdog,
		"listed every other second",
		server2003("Service Pack 1").poll("writers.txt", -30, 90, everyOther),
		"",
	)
}

// TestServiceOfWriter: a new life of the service that hosts the writer, and the end
// of what all writers need, doubt a session; what is asked for, of another service,
// before the freeze or after the time-out does not.
func TestServiceOfWriter(t *testing.T) {
	scm := func(seconds float64, id uint32, values ...string) *world {
		return systemNight().event(seconds, "Service Control Manager", id, values...)
	}
	keyed := systemNight()
	r := keyed.record(30, "Service Control Manager", 7036, "Kryptografiedienste", "beendet")
	r.Binary = "C\x00r\x00y\x00p\x00t\x00S\x00v\x00c\x00/\x001\x00\x00\x00"
	for name, w := range map[string]*world{
		"stopped":                         scm(30, 7036, "Cryptographic Services", "stopped"),
		"running again":                   scm(30, 7036, "Cryptographic Services", "running"),
		"by its key name":                 scm(30, 7036, "CryptSvc", "stopped"),
		"by its key name in binary data":  keyed.add(r),
		"crashed":                         scm(30, 7034, "Cryptographic Services", "1"),
		"crashed and started again":       scm(30, 7031, "Cryptographic Services", "1", "60000"),
		"ended with an error":             scm(30, 7023, "Cryptographic Services", "%%5"),
		"ended with an error of its own":  scm(30, 7024, "Cryptographic Services", "%%5"),
		"installed anew":                  scm(30, 7045, "Cryptographic Services", "svchost.exe"),
		"between freeze and thaw":         scm(3, 7036, "Cryptographic Services", "stopped"),
		"perhaps just before it failed":   scm(69, 7036, "Cryptographic Services", "stopped"),
		"COM+ brings no events":           scm(30, 7036, "COM+ Event System", "stopped"),
		"VSS stopped":                     scm(30, 7036, "Volume Shadow Copy", "stopped"),
		"VSS started":                     scm(30, 7036, "Volume Shadow Copy", "running"),
		"VSS crashed":                     scm(30, 7034, "Volume Shadow Copy", "1"),
		"VSS told to stop":                systemNight().event(30, "VSS", 8225, ""),
		"VSS stopped for want of work":    systemNight().event(30, "VSS", 8224, ""),
		"the event log was started: boot": systemNight().event(30, "EventLog", 6005, ""),
	} {
		doubted(t, ThawBeforeWatchdog, name, w, "unbroken")
	}
	for name, w := range map[string]*world{
		"asked only":              scm(30, 7035, "Cryptographic Services", "stop"),
		"another service":         scm(30, 7036, "Background Intelligent Transfer Service", "stopped"),
		"before the freeze":       scm(-20, 7036, "Cryptographic Services", "stopped"),
		"after the time-out":      scm(80, 7036, "Cryptographic Services", "stopped"),
		"VSS as the freeze comes": scm(0.6, 7036, "Volume Shadow Copy", "running"),
		"VSS before the freeze":   scm(-10, 7036, "Volume Shadow Copy", "running"),
	} {
		doubted(t, ThawBeforeWatchdog, name, w, "")
	}
}

// TestServiceOfWriterElsewhere: the same doubts in other signatures.
func TestServiceOfWriterElsewhere(t *testing.T) {
	writer := func(w *world, seconds float64) *world {
		return w.event(seconds, "Service Control Manager", 7036, "SQL Server VSS Writer", "stopped")
	}
	slow := newWorld().windows("10.0.14393").
		logs(-900, 900).
		freeze(1).
		event(61.5, "SQLVDI", 1, "SQLVDI: Loc=SignalAbort. Desc=Client initiates abort.")
	slow.ntds(75, 2001, "1").ntds(76, 2003, "1").timeout(77, vocab.WriterSQL, "Thaw Event")
	doubted(t, FreezeTimeout, "undisturbed", slow, "")
	doubted(t, FreezeTimeout, "its service was stopped", writer(slow, 30), "unbroken")
	doubted(t, StuckInThaw, "its service was stopped", writer(stuckWorld(75, "Thaw Event"), 30), "unbroken")
	const vmics = `C:\WINDOWS\system32\vmicsvc.exe -feature VSS`
	doubted(t, BenignHyperV, "its service was stopped", writer(guest(vmics, ""), 103.5), "unbroken")
	doubted(
		t,
		BenignHyperV,
		"VSS crashed",
		guest(vmics, "").event(103.5, "Service Control Manager", 7034, "Volume Shadow Copy", "1"),
		"unbroken",
	)
}

// TestServiceOfWriterIsOfNoSet: services of writers start and stop every day; they make
// no set longer, and are no news about shadow copies.
func TestServiceOfWriterIsOfNoSet(t *testing.T) {
	w := newWorld().logs(0, 300).
		freeze(100).
		thaw(105).
		event(130, "Service Control Manager", 7036, "Cryptographic Services", "running")
	k := w.collector.Cases()[0]
	for _, s := range k.Steps {
		if s.Kind == vocab.KindWriterService && s.Set == nil && len(k.Unassigned) == 0 {
			return
		}
	}
	t.Errorf("the service is not there, or in a set; loose: %d", len(k.Unassigned))
}

// TestEveryWriterServiceIsKnown: what WriterClasses name is in the knowledge's table of
// services, so that records of it are read at all.
func TestEveryWriterServiceIsKnown(t *testing.T) {
	without := map[string]bool{"AD RMS Writer": true, "EseRecoveryWriter": true}
	for _, c := range vocab.WriterClasses {
		found := c.HostedBy("VSS")
		for _, service := range knowledge.Services() {
			found = found || service.Role == knowledge.HostsWriters && c.HostedBy(service.Key)
		}
		if found == without[c.Name] {
			t.Errorf("%s: service %q is in the table of services: %v", c.Name, c.Service, found)
		}
	}
}

// TestVSSStoodStill: VSS that had stopped before the freeze, and did not start again, froze
// nobody; a stop that may have come after the freeze began is no such thing.
func TestVSSStoodStill(t *testing.T) {
	for name, c := range map[string]struct {
		stopped, running float64
		want             bool
	}{
		"stopped before": {-60, 0, true}, "started again": {-60, -30, false}, "started, and then stopped": {-30, -60, true}, "stopped at the freeze": {0.4, 0, false}, "stopped two days before": {-2 * 86400, 0, false},
	} {
		w, stopped := newWorld().logs(-3*86400, 900),
			func(w *world) { w.event(c.stopped, "Service Control Manager", 7036, "Volume Shadow Copy", "stopped") }
		if c.stopped < c.running {
			stopped(w)
		}
		if c.running != 0 {
			w.event(c.running, "Service Control Manager", 7036, "Volume Shadow Copy", "running")
		}
		if c.stopped > c.running && c.stopped < 0 {
			stopped(w)
		}
		if w.freeze(0.4); c.stopped > 0 {
			stopped(w)
		}
		k := w.thaw(5).collector.Cases()[0]
		if got := stoodStill(&Subject{Case: k}, interval.Of(at(0.4), at(0.4))); (got != nil) != c.want {
			t.Errorf("%s: %v, want %v", name, got != nil, c.want)
		}
	}
}

// TestOtherBackup: a second run of a requester may have made a set that looks the same.
func TestOtherBackup(t *testing.T) {
	doubted(
		t,
		ThawBeforeWatchdog,
		"one begins after the thaw",
		systemNight().event(30, "Microsoft-Windows-Backup", 1),
		"one-backup",
	)
	doubted(t, ThawBeforeWatchdog, "one before the freeze", systemNight().event(-5, "NTBackup", 8018), "")
	marked := func() *world { return server2003("Service Pack 1").listed(5, 70, timedOutCode) }
	doubted(
		t,
		ThawBeforeWatchdog,
		"the writer logs its freezes, ntbackup begins after the thaw",
		marked().event(30, "NTBackup", 8018),
		"one-backup",
	)
	doubted(
		t,
		ThawBeforeWatchdog,
		"the writer logs its freezes, ntbackup goes on with a volume",
		marked().event(30, "NTBackup", 8000),
		"",
	)
	doubted(
		t,
		StuckInThaw,
		"another one begins after the freeze",
		stuckWorld(75, "Thaw Event").event(10, "Microsoft-Windows-Backup", 1),
		"one-backup",
	)
	doubted(
		t,
		ThawBeforeWatchdog,
		"two before the freeze",
		systemNight().event(-9, "NTBackup", 8018).event(-5, "Microsoft-Windows-Backup", 1),
		"one-backup",
	)
	one := func() *world { return systemNight().event(-9, "NTBackup", 8018) }
	doubted(t, ThawBeforeWatchdog, "one, told by a text too", one().textOf("ntbackup", -5, parse.PhraseBackupStart), "")
	doubted(
		t,
		ThawBeforeWatchdog,
		"another, told by a text",
		one().textOf("diskshadow", -5, parse.PhraseBackupStart),
		"one-backup",
	)
}

// TestHiddenSet: where listings leave a place for another set, its watchdog may be the
// one that fired.
func TestHiddenSet(t *testing.T) {
	but := func(from, to int) *world {
		return server2003(
			"Service Pack 1",
		).poll("writers.txt", -30, 90, func(second int) bool { return second < from || second >= to })
	}
	doubted(t, ThawBeforeWatchdog, "a hole of seven seconds right before the freeze", but(-8, -1), "hidden")
	doubted(t, ThawBeforeWatchdog, "a hole after the thaw", but(6, 13), "hidden")
	doubted(t, ThawBeforeWatchdog, "a hole long before", but(-28, -20), "")
	doubted(t, ThawBeforeWatchdog, "a short hole", but(-5, -2), "")
	late := func() *world { return server2003("Service Pack 1").poll("writers.txt", 0, 90, nil) }
	doubted(t, ThawBeforeWatchdog, "the poll begins with the freeze", late(), "hidden")
	started := late().event(-1, "Service Control Manager", 7036, "Volume Shadow Copy", "running")
	doubted(t, ThawBeforeWatchdog, "and so does VSS", started, "")
	again := late().event(-4, "Service Control Manager", 7036, "Volume Shadow Copy", "stopped").
		event(-1, "Service Control Manager", 7036, "Volume Shadow Copy", "running")
	doubted(t, ThawBeforeWatchdog, "VSS had run before", again, "hidden")
	elsewhere := but(-8, -1).poll("more.txt", -8, -1, nil)
	doubted(
		t,
		ThawBeforeWatchdog,
		"a listing that does not say when it ended",
		systemNight().listingIn("more.txt", -3.2, -9, systemState(-3)),
		"",
	)
	doubted(t, ThawBeforeWatchdog, "another file fills the hole", elsewhere, "")
	other := but(-8, -1)
	for i := -8; i < -1; i++ {
		other.listingIn("more.txt", float64(i), float64(i)+0.5, state{"WMI Writer", 3, 1, ""})
	}
	doubted(t, ThawBeforeWatchdog, "another file shows other writers there", other, "hidden")
}

// TestOneInstance: other files must show the same instance.
func TestOneInstance(t *testing.T) {
	other := systemState(30)
	other.instance = 9
	doubted(
		t,
		ThawBeforeWatchdog,
		"another file shows another instance",
		systemNight().listingIn("more.txt", 30.2, 30.6, other),
		"instance",
	)
	doubted(
		t,
		ThawBeforeWatchdog,
		"and does not say when it ended",
		systemNight().listingIn("more.txt", 30.2, 0, other),
		"instance",
	)
	doubted(
		t,
		ThawBeforeWatchdog,
		"both instances are there",
		systemNight().listingIn("more.txt", 30.2, 30.6, systemState(30), other),
		"owner",
	)
	doubted(
		t,
		ThawBeforeWatchdog,
		"restarted after it failed",
		systemNight().listingIn("more.txt", 100, 100.5, state{"System Writer", 9, 1, ""}),
		"",
	)
	doubted(
		t,
		ThawBeforeWatchdog,
		"long before the freeze",
		systemNight().listingIn("more.txt", -28.5, -28.2, other),
		"",
	)
	doubted(
		t,
		ThawBeforeWatchdog,
		"another file shows it fine after it failed",
		systemNight().listingIn("more.txt", 100, 100.5, systemState(30)),
		"instance",
	)
	doubted(
		t,
		ThawBeforeWatchdog,
		"another file shows it at rest while this one shows it failed",
		systemNight().listingIn("more.txt", 80.6, 80.9, state{"System Writer", 2, 1, ""}),
		"instance",
	)
	doubted(
		t,
		ThawBeforeWatchdog,
		"another file shows it before its thaw, between one that does and one that does not",
		systemNight().listingIn("more.txt", 4.6, 4.9, systemState(4)),
		"",
	)
	doubted(
		t,
		ThawBeforeWatchdog,
		"another file shows it failed",
		systemNight().listingIn("more.txt", 100, 100.5, systemState(80)),
		"",
	)
	stuck := polled(8, 62)
	doubted(t, StuckInThaw, "one instance", stuck, "")
	sql := state{vocab.WriterSQL, 9, 3, ""}
	doubted(
		t,
		StuckInThaw,
		"another file shows another instance",
		stuck.listingIn("more.txt", 30.2, 30.6, sql),
		"instance",
	)
}

// TestOpenEnds: what somebody lists or tells long after a fault, and of which nothing says
// when it began, has to do with the day before it and not with all that ever was.
func TestOpenEnds(t *testing.T) {
	const day = 86400
	listed := func(seconds float64, code int) *world {
		return systemNight().listingIn("later.txt", seconds, seconds+0.5, state{"System Writer", 9, code, timedOutCode})
	}
	doubted(t, ThawBeforeWatchdog, "a month later another instance is listed failed", listed(30*day, 9), "")
	doubted(t, ThawBeforeWatchdog, "a month later another instance is listed in a session", listed(30*day, 5), "")
	doubted(t, ThawBeforeWatchdog, "an hour later another instance is listed failed", listed(3600, 9), "attribution")
	doubted(
		t,
		ThawBeforeWatchdog,
		"a run that fails a month later, and whose begin is not there",
		systemNight().event(30*day, "NTBackup", 8019),
		"",
	)
	doubted(
		t,
		ThawBeforeWatchdog,
		"the failure is a month after the set",
		systemNight().listingIn("writers.txt", 30*day, 30*day+0.5, state{"System Writer", 2, 1, ""}),
		"",
	)
	w := server2003("Service Pack 1").ntds(1, 2001, "1").ntds(4, 2003, "1").listing(-60, state{"WMI Writer", 3, 1, ""})
	found := w.listing(30*day, state{"WMI Writer", 3, 9, "0x800423f4"}).judge(WriterFailed)
	if len(found) != 1 || found[0].Set.Began() < at(29*day) {
		t.Errorf("a failure between two listings a month apart is not told of by itself: %d findings", len(found))
	}
}

// TestListedDaily: where a file holds a listing a day, each ends with its command and not
// with the next one.
func TestListedDaily(t *testing.T) {
	const day = 86400
	listed := func(w *world, from, until float64, code int, hresult string) *world {
		return w.listingIn("daily.txt", from, until, state{vocab.WriterNTDS, 1, code, hresult})
	}
	nights := func() *world {
		w := server2003("Service Pack 1")
		for n := range 3 {
			from := float64(n * day)
			w.ntds(from, 2001, strconv.Itoa(n)).ntds(from+4, 2003, strconv.Itoa(n))
		}
		return w
	}
	failed := func(w *world) (names []string) {
		for _, s := range w.collector.Cases()[0].Sets {
			if s.Outcome == correlate.FailedOutcome {
				names = append(names, s.Started.String())
			}
		}
		return names
	}
	stood := listed(listed(nights(), 15*3600, 2*day+9*3600, 11, "0x800423f4"), 2*day+9*3600, 2*day+9*3600+1, 1, "")
	if got := failed(stood); len(got) != 0 {
		t.Errorf("a failure that stood after the first of three nights fails the sets that started %q", got)
	}
	check(t, WriterFailed, "stood after the first of three nights", stood, Suspected)
	late := listed(listed(nights(), -3600, 20*day, 1, ""), 20*day, 20*day+1, 11, "0x800423f4").judge(WriterFailed)
	if len(late) != 1 || late[0].Set.Began() < at(19*day) {
		t.Errorf("a failure that is listed weeks after three nights is not told of by itself: %d findings", len(late))
	}
}

// TestFarListing: a failure that is first shown long after a set may be of one that
// nothing shows.
func TestFarListing(t *testing.T) {
	night := func(from, shown float64) *world {
		w := server2003("Service Pack 1").ntds(0, 2001, "1").ntds(4, 2003, "1")
		return w.listing(from, state{vocab.WriterNTDS, 1, 1, ""}).
			listing(shown, state{vocab.WriterNTDS, 1, 11, "0x800423f4"})
	}
	check(t, WriterFailed, "listed right after the set", night(-9*3600, 60), Confirmed)
	check(t, WriterFailed, "listed twice in a short time", night(60, 650), Confirmed)
	check(t, WriterFailed, "listed half a day after the set", night(-9*3600, 14*3600), Suspected)
	through := server2003("Service Pack 1").ntds(0, 2001, "1").ntds(4, 2003, "1")
	for i, code := range []int{1, 3, 5, 1, 11} {
		through.listing(
			float64(10*i-10),
			state{vocab.WriterNTDS, 1, code, map[bool]string{true: "0x800423f4"}[code == 11]},
		)
	}
	check(t, WriterFailed, "at rest after the set, and failed then", through, Suspected)
	next := server2003(
		"Service Pack 1",
	).ntds(0, 2001, "1").
		ntds(4, 2003, "1").
		ntds(600, 2001, "2").
		ntds(604, 2003, "2").
		listing(120, state{vocab.WriterNTDS, 1, 5, ""})
	check(
		t,
		WriterFailed,
		"listed before the next set, by an open end",
		openEnded(next.listing(300, state{vocab.WriterNTDS, 1, 11, "0x800423f4"})),
		Suspected,
	)
	open := server2003(
		"Service Pack 1",
	).ntds(0, 2001, "1").
		ntds(4, 2003, "1").
		listing(-9*3600, state{vocab.WriterNTDS, 1, 1, ""})
	late := openEnded(open.listing(14*3600, state{vocab.WriterNTDS, 1, 11, "0x800423f4"})).judge(WriterFailed)
	if len(late) != 1 || late[0].Ended.Hi < late[0].Started.Lo {
		t.Errorf("a finding ends before it starts: %+v", late)
	}
}

// report adds the report of a run of ntbackup that started at from, or of one that was
// given up before that: then no line of it has a time but those of the runs around it.
func (w *world) report(from float64, fails bool) *world {
	line := func(phrase string, timed bool, fields ...string) {
		w.textOf("ntbackup", from, phrase, fields...)
		records := w.collector.Cases()[0].Steps
		for _, s := range records {
			if r := s.Record; r.Provider == parse.ProviderRequester && uint64(r.Line) == w.id["text"] {
				if r.Stamp = parse.StampRecord; !timed {
					r.Time, r.Stamp = parse.Timestamp{}, parse.StampNone
				}
			}
		}
	}
	line(parse.PhraseSnapshotStart, false)
	if fails {
		line(parse.PhraseWriterFailed, false, parse.FieldWriterName, vocab.WriterSQL, parse.FieldHResult, timedOutCode)
		line(parse.PhraseBackupFailed, false)
		line(parse.PhraseBackupFailed, false)
		return w
	}
	line(parse.PhraseSnapshotDone, false)
	line(parse.PhraseBackupStart, true)
	line(parse.PhraseBackupComplete, true)
	return w
}

// TestReports: a run of ntbackup that was given up has no time in its report, and is of
// the night that no other run has.
func TestReports(t *testing.T) {
	const day = 86400
	for bad := range 4 {
		w := newWorld()
		for n := range 4 {
			from := float64(n * (day - 60))
			w.freeze(from).thaw(from+4).report(from+30, n == bad)
		}
		for n, s := range w.collector.Cases()[0].Sets {
			if failed := s.Outcome == correlate.FailedOutcome; failed != (n == bad) {
				t.Errorf(
					"run %d failed: that of night %d, of the set at %s, is told as %q",
					bad,
					n,
					s.Started,
					s.Outcome,
				)
			}
		}
	}
}

// untimed takes the times off all that a file holds.
func (w *world) untimed(file string) *world {
	for _, k := range w.collector.Cases() {
		for _, s := range k.Steps {
			if s.Source == "host1/"+file {
				s.Record.Time, s.Record.Until, s.Record.Stamp = parse.Timestamp{}, parse.Timestamp{}, parse.StampNone
			}
		}
	}
	return w
}

// TestNoTime: what has no time is taken to be about the last sets, and not about all.
func TestNoTime(t *testing.T) {
	const month = 30 * 86400
	plain := func(w *world) *world {
		return w.listingIn("plain.txt", 0, 0.5, state{"System Writer", 9, 9, timedOutCode}).untimed("plain.txt")
	}
	later := func() *world { return systemNight().ntds(month+1, 2001, "1").ntds(month+4, 2003, "1") }
	doubted(
		t,
		ThawBeforeWatchdog,
		"another instance is listed failed, of a time that is not known",
		plain(systemNight()),
		"attribution",
	)
	doubted(t, ThawBeforeWatchdog, "and there was a set a month later", plain(later()), "")
	told := func(w *world) *world {
		return w.textOf("ntbackup", 0, parse.PhraseBackupStart).untimed("backup.log")
	}
	for _, c := range []struct {
		w    *world
		sets int
	}{{told(systemNight()), 1}, {told(later()), 0}} {
		k := c.w.collector.Cases()[0]
		if got := len(k.Sets[0].Requests); got != c.sets {
			t.Errorf(
				"a begin without a time is one of %d runs that may have made the first of %d sets, want %d",
				got,
				len(k.Sets),
				c.sets,
			)
		}
	}
}

// TestOneDate: a date that may read in two ways is not settled by the locale of the system.
func TestOneDate(t *testing.T) {
	const fifth, thirteenth, fourteenth = -9 * 86400, -86400, 0 // of March
	night := func(day float64, file string) *world {
		w := newWorld().windows("5.2.3790").
			fact(parse.FactServicePack, "1").
			fact(parse.FactHotfixCount, "1").
			logs(day-900, day+900)
		for i := -30; i < 90; i++ {
			w.listingIn("writers.txt", day+float64(i), day+float64(i)+0.5, systemState(i))
		}
		if file != "" {
			r := &parse.Record{Provider: parse.ProviderHost, Computer: "HOST1", Line: 1}
			r.Fields = []parse.Field{
				{Name: parse.FieldFact, Value: parse.StringValue(parse.FactLocale)},
				{Name: parse.FieldValue, Value: parse.StringValue("en-us;English (United States)")},
			}
			w.collector.Add("host1/"+file, "host1", r)
		}
		return w
	}
	doubted(t, ThawBeforeWatchdog, "no locale is stated", night(fifth, ""), "")
	doubted(t, ThawBeforeWatchdog, "the file of the captures states one", night(fifth, "writers.txt"), "date")
	doubted(t, ThawBeforeWatchdog, "another file states one", night(fifth, "systeminfo.txt"), "")
	// In the host's zone the thirteenth may be the twelfth, which reads in two ways; the fourteenth is no month.
	doubted(t, ThawBeforeWatchdog, "on the thirteenth", night(thirteenth, "writers.txt"), "date")
	doubted(t, ThawBeforeWatchdog, "on the fourteenth", night(fourteenth, "writers.txt"), "")
}

// TestSteadyLead: what lies between the thaw and the first listing vouches for no clock.
func TestSteadyLead(t *testing.T) {
	night := func(from int) *world {
		w := server2003("Service Pack 1").ntds(1, 2001, "1").ntds(4, 2003, "1")
		w.listingIn("before.txt", -1, -0.5, state{vocab.WriterNTDS, 1, 1, ""})
		for i := from; i < 90; i++ {
			s := systemState(i)
			w.listingIn("writers.txt", float64(i), float64(i)+0.5, state{vocab.WriterNTDS, 1, s.code, s.hresult})
		}
		return w
	}
	for from, want := range map[int]bool{2: true, 12: false} {
		for _, c := range night(from).judge(ThawBeforeWatchdog)[0].Checks {
			if c.Check.ID == "clock" && c.Held != want {
				t.Errorf("captures from second %d on: the clock is held for steady: %v (%s)", from, c.Held, c.Statement)
			}
		}
	}
}

// localTimes turns the times of the listings into local ones of a zone that far east.
func (w *world) localTimes(hours parse.Ticks) *world {
	for _, k := range w.collector.Cases() {
		for _, s := range k.Steps {
			if s.Kind != vocab.KindWriterState {
				continue
			}
			for _, r := range []*parse.Timestamp{&s.Record.Time, &s.Record.Until} {
				r.Wall, r.Zone = r.Wall+hours*parse.Hour, parse.ZoneLocal
			}
		}
	}
	return w
}

// zonelessNight is systemNight where nobody gives a zone, and listings are in local time.
func zonelessNight(hours parse.Ticks, facts func(*world)) *world {
	w := newWorld()
	w.collector = correlate.NewCollector(nil)
	w.windows("5.2.3790").fact(parse.FactServicePack, "1").fact(parse.FactHotfixCount, "1").logs(-900, 900)
	if facts != nil {
		facts(w)
	}
	return w.poll("writers.txt", -30, 90, nil).localTimes(hours)
}

// TestOpenZone: where local times may be of summer or of winter, the zone is named.
func TestOpenZone(t *testing.T) {
	central := func(w *world) { w.fact(parse.FactUTCOffset, "3600") }
	doubted(t, ThawBeforeWatchdog, "a zone with summer time", zonelessNight(1, central), "zone")
	doubted(t, ThawBeforeWatchdog, "no zone is stated", zonelessNight(1, nil), "zone")
	doubted(t, ThawBeforeWatchdog, "a zone without summer time", zonelessNight(9, func(w *world) {
		w.fact(parse.FactUTCOffset, "32400").fact(parse.FactTimeZone, "(GMT+09:00) Osaka, Sapporo, Tokyo")
	}), "")
	now := func(seconds float64) func(w *world) {
		return func(w *world) {
			central(w)
			r := &parse.Record{
				Time: parse.Timestamp{
					Wall:       at(seconds),
					Resolution: parse.Second,
					Zone:       parse.ZoneOffset,
					Offset:     3600,
				},
				Provider: parse.ProviderHost,
				Computer: "HOST1",
			}
			r.Fields = []parse.Field{
				{Name: parse.FieldFact, Value: parse.StringValue(parse.FactOffsetNow)},
				{Name: parse.FieldValue, Value: parse.StringValue("3600")},
			}
			w.collector.Add("host1/os.txt", "host1", r)
		}
	}
	doubted(t, ThawBeforeWatchdog, "the offset of that night is stated", zonelessNight(1, now(-600)), "")
	doubted(t, ThawBeforeWatchdog, "the offset of another night is stated", zonelessNight(1, now(-40*86400)), "zone")
}

// TestStoodStill: listings from a time at which VSS did not run are not of this host.
func TestStoodStill(t *testing.T) {
	vss := func(w *world, seconds float64, state string) *world {
		return w.event(seconds, "Service Control Manager", 7036, "Volume Shadow Copy", state)
	}
	doubted(t, ThawBeforeWatchdog, "VSS had stopped", vss(systemNight(), -600, "stopped"), "unbroken")
	doubted(t, ThawBeforeWatchdog, "and started again", vss(vss(systemNight(), -600, "stopped"), -60, "running"), "")
}

// TestBitness: of two copies of vssapi.dll a writer of Windows uses that of the system.
func TestBitness(t *testing.T) {
	night := func(own, other string, states func(int) state) *world {
		w := newWorld().windows("5.2.3790").
			fact(parse.FactServicePack, "1").
			fact(parse.FactSystemType, "x64-based PC").
			logs(-900, 900)
		for path, version := range map[string]string{`C:\WINDOWS\system32\vssapi.dll`: own, `C:\WINDOWS\SysWOW64\vssapi.dll`: other} {
			if version == "" {
				continue
			}
			r := &parse.Record{Provider: parse.ProviderFile, Computer: "HOST1", Line: int32(len(path))}
			for name, value := range map[string]string{parse.FieldFile: "vssapi.dll", parse.FieldPath: path, parse.FieldVersion: version, parse.FieldVersionString: version} {
				r.Fields = append(r.Fields, parse.Field{Name: name, Value: parse.StringValue(value)})
			}
			w.collector.Add("host1/versions.txt", "host1", r)
		}
		for i := -30; i < 90; i++ {
			w.listing(float64(i), states(i))
		}
		return w
	}
	const old, fixed = "5.2.3790.1830", "5.2.3790.3959"
	of := func(w *world) Applicability { return w.judge(ThawBeforeWatchdog)[0].Applicability }
	sql := func(i int) state {
		s := systemState(i)
		s.name = vocab.WriterSQL
		return s
	}
	for _, c := range []struct {
		name string
		w    *world
		want Applicability
	}{
		{"its own copy is old", night(old, fixed, systemState), Affected},
		{"its own copy is fixed", night(fixed, old, systemState), Fixed},
		{"both are old", night(old, old, systemState), Affected},
		{"one copy only", night(old, "", systemState), UnknownHost},
		{"SQL Server may be of 32 bits", night(old, fixed, sql), UnknownHost},
		{"SQL Server, both are old", night(old, old, sql), Affected},
	} {
		if got := of(c.w); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestClockSetBack: a clock that is set back in the middle of a fault makes one set,
// and no time that is too short.
func TestClockSetBack(t *testing.T) {
	for back, most := range map[float64]int{30: 1, 3600: 2, 4 * 3600: 2} {
		w := server2003("Service Pack 1")
		for i := -30; i < 90; i++ {
			shown := float64(i)
			if i >= 20 {
				shown -= back
			}
			w.listingIn("writers.txt", shown, shown+0.5, systemState(i))
		}
		if got := len(w.collector.Cases()[0].Sets); got > most {
			t.Errorf("set back by %.0f s: %d sets, at most %d are there", back, got, most)
		}
		for _, f := range w.judge(ThawBeforeWatchdog) {
			if f.Verdict == Confirmed || f.Verdict == RuledOut || back == 30 && f.Verdict != CannotTell {
				t.Errorf("set back by %.0f s: %s; missing %q", back, f.Verdict, f.Missing)
			}
		}
	}
	doubted(
		t,
		ThawBeforeWatchdog,
		"another file goes back",
		systemNight().listingIn("more.txt", 30.2, 30.6, systemState(30)).
			listingIn("more.txt", 25.2, 25.6, systemState(25)),
		"clock",
	)
}
