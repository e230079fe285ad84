package detect

import (
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// Cases of the signatures that weigh more than one record: hit, near miss, not
// applicable, cannot tell.

const timedOutCode = "0x800423f2"

func TestRequesterAbort(t *testing.T) {
	gone := func() *world { return newWorld().freeze(100).event(105, "VSS", 8214, "0x800706ba", "") }
	check(t, RequesterAbort, "hit", gone(), Confirmed)
	check(
		t,
		RequesterAbort,
		"effects of an abort only",
		newWorld().ntds(100, 2001, "6").ntds(105, 2007, "6"),
		Suspected,
	)
	check(
		t,
		RequesterAbort,
		"near miss: the abort follows a time-out",
		newWorld().ntds(100, 2001, "6").ntds(120, 2004, "6").ntds(121, 2007, "6"),
		"",
	)
	check(
		t,
		RequesterAbort,
		"near miss: the set had succeeded",
		newWorld().freeze(100).
			thaw(101).
			event(102, "MSSQLSERVER", 18264, "Orders", "VIRTUAL_DEVICE").
			event(105, "VSS", 8214, "0x800706ba", ""),
		Suspected,
	)
	check(
		t,
		RequesterAbort,
		"near miss: the set succeeded all the same",
		gone().event(110, "MSSQLSERVER", 18264, "Orders", "VIRTUAL_DEVICE"),
		Suspected,
	)
	check(
		t,
		RequesterAbort,
		"near miss: Windows Server Backup ended well all the same",
		gone().event(400, vocab.ProviderWSB, 4),
		Suspected,
	)
	check(
		t,
		RequesterAbort,
		"not applicable: Hyper-V",
		newWorld().event(95, "VSS", 9, `C:\Windows\system32\vmicsvc.exe`, "", "").
			freeze(100).
			event(105, "VSS", 8214, "0x800706ba", ""),
		Suspected,
	)
	w := newWorld().freeze(100)
	r := w.record(105, "VSS", 8214, "0x800706ba", "")
	r.Salvaged = true
	check(t, RequesterAbort, "cannot tell", w.add(r), CannotTell)
}

// A record that names no set is put down to one only while no other set is busy.
func TestOnlySet(t *testing.T) {
	ex, froze := state{vocab.WriterNTDS, 2, 1, ""}, state{vocab.WriterNTDS, 2, 3, ""}
	sys := func(code int) state { return state{"System Writer", 3, code, ""} }
	two := func() *world { // a second session begins while a writer still waits for the end of the first
		return newWorld().listing(98, ex, sys(1)).
			freeze(100).
			listing(101, ex, sys(3)).
			thaw(102).
			listing(104, ex, sys(5)).
			listing(128, ex, sys(5)).
			listing(130, froze, sys(5))
	}
	late := func(w *world) *world { return w.listing(132, froze, sys(5)) }
	check(
		t,
		HoldTimeout,
		"one set",
		newWorld().listing(128, ex).freeze(130).listing(130.2, froze).event(131, "Volsnap", 8, "dev", "C:"),
		Confirmed,
	)
	check(t, HoldTimeout, "two sets", late(two().event(131, "Volsnap", 8, "dev", "C:")), Suspected)
	check(t, RequesterAbort, "two sets", late(two().event(131, "VSS", 8214, "0x800706ba", "")), Suspected)
	check(
		t,
		WriterVeto,
		"two sets",
		late(two().event(131, "VSS", 8229, "0x800423f4, failed", block("NTDS", "Thaw Event"))),
		Suspected,
	)
}

func TestSetOverlap(t *testing.T) {
	check(t, SetOverlap, "hit", newWorld().freeze(100).event(103, "Volsnap", 17, "dev", "C:").thaw(105), Confirmed)
	check(t, SetOverlap, "near miss: one after the other", newWorld().freeze(100).thaw(105).freeze(130).thaw(135), "")
	check(
		t,
		SetOverlap,
		"not applicable: one set",
		newWorld().freeze(100).ntds(101, 2001, "6").ntds(104, 2003, "6").thaw(105),
		"",
	)
	w := newWorld().freeze(100)
	r := w.record(103, "Volsnap", 17, "dev", "C:")
	r.Salvaged = true
	check(t, SetOverlap, "cannot tell: from damage", w.add(r).thaw(105), CannotTell)
}

func TestNeighbouringSets(t *testing.T) {
	check(t, NeighbouringSets, "hit", newWorld().freeze(100).thaw(105).freeze(140).thaw(145), Confirmed)
	check(
		t,
		NeighbouringSets,
		"near miss: far enough apart",
		newWorld().freeze(100).thaw(105).freeze(180).thaw(185),
		"",
	)
	check(
		t,
		NeighbouringSets,
		"not applicable: other writers",
		newWorld().freeze(100).thaw(105).ntds(140, 2001, "6").ntds(145, 2003, "6"),
		"",
	)
	doubt := newWorld().freeze(100).thaw(105).event(120, "Microsoft-Windows-Kernel-General", 1).freeze(140).thaw(145)
	check(t, NeighbouringSets, "the clock was set in between", doubt, Suspected)
	check(
		t,
		NeighbouringSets,
		"cannot tell: the marks are from damage",
		newWorld().freeze(100).thaw(105).freeze(140).thaw(145).salvage(),
		CannotTell,
	)
}

func TestStaleFailure(t *testing.T) {
	failed, fine := state{vocab.WriterSQL, 1, 9, timedOutCode}, state{vocab.WriterSQL, 1, 1, ""}
	check(
		t,
		StaleFailure,
		"hit",
		newWorld().listing(50, failed).
			text(90, parse.PhraseBackupStart).
			event(95, "Microsoft-Windows-Backup", 1).
			freeze(100).
			thaw(105),
		Confirmed,
	)
	check(
		t,
		StaleFailure,
		"nothing between capture and freeze mark",
		newWorld().listing(50, failed).freeze(100).thaw(105),
		Suspected,
	)
	check(
		t,
		StaleFailure,
		"an old listing",
		newWorld().listing(50, failed).event(1000, "Microsoft-Windows-Backup", 1).freeze(1010).thaw(1015),
		Suspected,
	)
	check(
		t,
		StaleFailure,
		"the clock was set in between",
		newWorld().listing(50, failed).
			event(70, "Microsoft-Windows-Kernel-General", 1, "2019-03-14T01:00:00Z", "2019-03-14T02:01:10Z").
			event(95, "Microsoft-Windows-Backup", 1).
			freeze(100).
			thaw(105),
		Suspected,
	)
	check(
		t,
		StaleFailure,
		"a listing that ends in the set tells nothing of the time before",
		newWorld().listing(50, failed).
			event(95, "Microsoft-Windows-Backup", 1).
			listingIn("b.txt", 98, 103, fine).
			freeze(100).
			thaw(105),
		Confirmed,
	)
	check(
		t,
		StaleFailure,
		"near miss: failed in a listing that ends in the set",
		newWorld().listing(50, fine).listingIn("b.txt", 98, 103, failed).freeze(100).thaw(105),
		"",
	)
	check(
		t,
		StaleFailure,
		"prepared by this set behind the listing",
		newWorld().listing(50, failed).
			event(95, "Microsoft-Windows-Backup", 1).
			listing(97, state{vocab.WriterSQL, 1, 2, ""}).
			freeze(100).
			thaw(105),
		Confirmed,
	)
	check(
		t,
		StaleFailure,
		"near miss: another writer failed",
		newWorld().listing(50, state{vocab.WriterNTDS, 1, 9, timedOutCode}).freeze(100).thaw(105),
		"",
	)
	check(
		t,
		StaleFailure,
		"near miss: repaired before",
		newWorld().listing(50, failed).listing(70, fine).freeze(100).thaw(105),
		"",
	)
	check(
		t,
		StaleFailure,
		"cannot tell: the listing has no time",
		newWorld().listing(50, failed).unstamped().freeze(100).thaw(105),
		CannotTell,
	)
	check(
		t,
		StaleFailure,
		"not applicable: failed afterwards",
		newWorld().listing(50, fine).freeze(100).thaw(105).listing(170, failed),
		"",
	)
	check(
		t,
		StaleFailure,
		"not applicable: no error",
		newWorld().listing(50, state{vocab.WriterSQL, 1, 9, "0x00000000"}).freeze(100).thaw(105),
		"",
	)
}

func manyTimeouts() *world {
	w := newWorld().freeze(100).timeout(170, "Registry Writer", "Thaw Event").timeout(170.5, "WMI Writer", "Thaw Event")
	return w.timeout(171, "System Writer", "Thaw Event")
}

func TestRegistryDeadlock(t *testing.T) {
	check(t, RegistryDeadlock, "hit", manyTimeouts().windows("6.3.9600"), Suspected)
	check(t, RegistryDeadlock, "hit on 2016", manyTimeouts().windows("10.0.14393"), Suspected)
	check(
		t,
		RegistryDeadlock,
		"near miss: the Registry Writer alone",
		newWorld().freeze(100).timeout(170, "Registry Writer", "Thaw Event").windows("6.3.9600"),
		"",
	)
	check(
		t,
		RegistryDeadlock,
		"near miss: a slow freeze is recorded",
		manyTimeouts().event(150, "VSS", 12349, "").windows("6.3.9600"),
		"",
	)
	check(t, RegistryDeadlock, "not applicable: another Windows", manyTimeouts().windows("10.0.20348"), "")
	check(t, RegistryDeadlock, "cannot tell: the version is not known", manyTimeouts(), CannotTell)
}

func TestThawDeadlock(t *testing.T) {
	one := func() *world { return newWorld().freeze(100).timeout(170, "Registry Writer", "Thaw Event") }
	check(t, ThawDeadlock, "hit", one().windows("6.1.7601"), Suspected)
	if f := one().windows("6.1.7601").judge(ThawDeadlock)[0]; f.Applicability != Affected {
		t.Errorf("applicability %s", f.Applicability)
	}
	check(
		t,
		ThawDeadlock,
		"near miss: it failed in its freeze",
		newWorld().freeze(100).timeout(170, "Registry Writer", "Freeze Event").windows("6.1.7601"),
		"",
	)
	check(t, ThawDeadlock, "not applicable: another Windows", one().windows("10.0.14393"), "")
	check(t, ThawDeadlock, "cannot tell: the version is not known", one(), CannotTell)
}

func TestServiceStopped(t *testing.T) {
	stop := func(w *world, seconds float64) *world {
		return w.event(seconds, "Service Control Manager", 7036, "Volume Shadow Copy", "stopped")
	}
	started := newWorld().event(95, "Service Control Manager", 7036, "Volume Shadow Copy", "running")
	check(t, ServiceStopped, "hit", stop(started.freeze(100), 110).thaw(161), Confirmed)
	check(t, ServiceStopped, "it may be SQL Server's own freeze", stop(newWorld().freeze(100), 110).thaw(161), Suspected)
	check(t, ServiceStopped, "no thaw mark", stop(newWorld().freeze(100), 110), Suspected)
	check(t, ServiceStopped, "near miss: stopped for want of work", stop(newWorld().freeze(100).thaw(105), 290), "")
	check(
		t,
		ServiceStopped,
		"not applicable: another service",
		newWorld().freeze(100).event(110, "Service Control Manager", 7036, "Print Spooler", "stopped").thaw(161),
		"",
	)
	w := newWorld().freeze(100)
	r := w.record(110, "Service Control Manager", 7036, "Volume Shadow Copy", "stopped")
	r.Salvaged = true
	check(t, ServiceStopped, "cannot tell: from damage", w.add(r).thaw(161), CannotTell)
}

func TestHostRestarted(t *testing.T) {
	boot := func(w *world, seconds float64, ids ...uint32) *world {
		for _, id := range ids {
			w.event(seconds, "EventLog", id, "10.00.", "20348")
		}
		return w
	}
	frozen := func() *world { return newWorld().logs(0, 2000).freeze(100) }
	byVSS := func() *world {
		return frozen().event(95, "Service Control Manager", 7036, "Volume Shadow Copy", "running")
	}
	check(t, HostRestarted, "hit: power", boot(byVSS(), 200, 6008, 6009, 6005), Likely)
	check(t, HostRestarted, "hit: a restart", boot(byVSS(), 300, 6009, 6005), Likely)
	check(t, HostRestarted, "hit: once the host is up again the requester tells that it failed",
		boot(frozen().wsbBegan(90), 200, 6009, 6005).wsbFailed(300), Likely)
	check(t, HostRestarted, "the log had been stopped some seconds before",
		boot(byVSS().event(107, "EventLog", 6006, ""), 190, 6009, 6005), Likely)
	check(t, HostRestarted, "the database may have been frozen for another snapshot", boot(frozen(), 300, 6009, 6005), Suspected)
	check(t, HostRestarted, "the log ends", boot(newWorld().freeze(100), 200, 6009, 6005), Suspected)
	check(t, HostRestarted, "near miss: thawed before", boot(frozen().thaw(105), 200, 6009, 6005), "")
	check(t, HostRestarted, "near miss: timed out before",
		boot(frozen().timeout(161, "SqlServerWriter", "Freeze Event"), 300, 6009, 6005), "")
	check(t, HostRestarted, "near miss: long after", boot(frozen(), 100+16*60, 6009, 6005), "")
	check(t, HostRestarted, "not applicable: a start before the freeze", boot(newWorld().logs(0, 2000), 90, 6009, 6005).freeze(100), "")
	w := newWorld().logs(0, 2000)
	r := w.record(100, "MSSQLSERVER", 3197, "Orders")
	r.Salvaged = true
	check(t, HostRestarted, "cannot tell: from damage", boot(w.add(r), 200, 6009, 6005), CannotTell)
}

func TestBackupCutByRestart(t *testing.T) {
	begun := func() *world { return newWorld().logs(0, 9000).wsbBegan(90).freeze(100).thaw(105) }
	boot := func(w *world, seconds float64, ids ...uint32) *world {
		for _, id := range ids {
			w.event(seconds, "EventLog", id, "10.00.", "20348")
		}
		return w
	}
	whole := boot(begun(), 1200, 6008, 6009, 6005).wsbBegan(8000)
	whole.collector.AddRuns("host1/Microsoft-Windows-Backup.evtx", "host1", []parse.Run{{
		Channel: vocab.ProviderWSB, Computer: "HOST1", FirstID: 1, LastID: 2, First: parse.Exact(at(90)), Last: parse.Exact(at(8000)),
		Earliest: at(90), Latest: at(8000), Records: 2,
	}})
	check(t, BackupCutByRestart, "hit", whole, Confirmed)
	check(t, BackupCutByRestart, "the log of the backup ends", boot(begun(), 1200, 6009, 6005), Suspected)
	check(t, BackupCutByRestart, "near miss: it had failed before", boot(begun().wsbFailed(600), 1200, 6009, 6005).wsbBegan(8000), "")
	check(t, BackupCutByRestart, "near miss: the start came first", boot(newWorld().logs(0, 9000), 60, 6009, 6005).wsbBegan(90).freeze(100).thaw(105), "")
	check(t, BackupCutByRestart, "not applicable: no run of Windows Server Backup", boot(newWorld().logs(0, 9000).freeze(100).thaw(105), 1200, 6009, 6005), "")
	w := newWorld().logs(0, 9000).wsbBegan(90).salvage()
	check(t, BackupCutByRestart, "cannot tell: from damage", boot(w, 1200, 6009, 6005).freeze(100).thaw(105).salvage().wsbBegan(8000), CannotTell)
}

func TestWriterMissingAndRestarted(t *testing.T) {
	a, b, c := state{"WMI Writer", 1, 1, ""}, state{"System Writer", 2, 1, ""}, state{"BITS Writer", 3, 1, ""}
	check(t, WriterMissing, "hit", newWorld().listing(10, a, b, c).listing(20, a, b).listing(30, a, b), Confirmed)
	check(
		t,
		WriterMissing,
		"cannot tell: the last capture may be cut",
		newWorld().listing(10, a, b, c).listing(20, a, b),
		CannotTell,
	)
	check(
		t,
		WriterMissing,
		"near miss: only a fragment",
		newWorld().listing(10, a, b, c).listing(20, a).listing(30, a, b, c),
		"",
	)
	check(t, WriterMissing, "not applicable: all are there", newWorld().listing(10, a, b, c).listing(20, c, b, a), "")
	again := state{"WMI Writer", 9, 1, ""}
	check(
		t,
		WriterRestarted,
		"hit",
		newWorld().listing(10, a, b).listing(20, a, b).listing(30, again, b).listing(40, again, b),
		Confirmed,
	)
	check(
		t,
		WriterRestarted,
		"cannot tell: one listing with another id may be damaged",
		newWorld().listing(10, a, b).listing(20, a, b).listing(30, again, b).listing(40, a, b).listing(50, a, b),
		CannotTell,
	)
	check(t, WriterRestarted, "near miss: two of one class", newWorld().listing(10, a, again).listing(20, again, a), "")
	check(t, WriterRestarted, "not applicable: the same instance", newWorld().listing(10, a, b).listing(20, a, b), "")
}

func TestLeftWaiting(t *testing.T) {
	rest, waits := state{vocab.WriterSQL, 1, 1, ""}, state{vocab.WriterSQL, 1, 5, ""}
	backup := func() *world {
		return newWorld().event(90, "Microsoft-Windows-Backup", 1).listing(95, rest).freeze(100).thaw(105)
	}
	check(
		t,
		LeftWaiting,
		"hit",
		backup().listing(110, waits).listing(190, waits).event(200, "Microsoft-Windows-Backup", 4).listing(210, waits),
		Confirmed,
	)
	check(
		t,
		LeftWaiting,
		"the captures paused: another backup may have come",
		backup().listing(110, waits).event(200, "Microsoft-Windows-Backup", 4).listing(300, waits),
		Suspected,
	)
	check(
		t,
		LeftWaiting,
		"near miss: at rest after the end",
		backup().listing(110, waits).event(200, "Microsoft-Windows-Backup", 4).listing(300, rest),
		"",
	)
	check(t, LeftWaiting, "not applicable: the backup still runs", backup().listing(110, waits).listing(300, waits), "")
	check(
		t,
		LeftWaiting,
		"cannot tell: the end is from damage",
		backup().listing(110, waits).event(200, "Microsoft-Windows-Backup", 4).listing(300, waits).salvage(),
		CannotTell,
	)
}

func TestFreezeNeverAnswered(t *testing.T) {
	rest := state{vocab.WriterSQL, 1, 1, ""}
	check(t, FreezeNeverAnswered, "hit", newWorld().logs(0, 1000).freeze(100).listing(400, rest), Confirmed)
	check(t, FreezeNeverAnswered, "both writers of SQL Server are listed: whose marks they are is not known",
		newWorld().logs(0, 1000).freeze(100).listing(400, rest, state{vocab.WriterMSDE, 2, 1, ""}), Suspected)
	check(
		t,
		FreezeNeverAnswered,
		"no capture: not every end is logged",
		newWorld().logs(0, 1000).freeze(100),
		Suspected,
	)
	check(
		t,
		FreezeNeverAnswered,
		"still in its session",
		newWorld().logs(0, 1000).freeze(100).listing(400, state{vocab.WriterSQL, 1, 3, ""}),
		Suspected,
	)
	check(
		t,
		FreezeNeverAnswered,
		"a capture from within the two minutes tells nothing",
		newWorld().logs(0, 1000).freeze(100).listing(110, rest),
		Suspected,
	)
	check(t, FreezeNeverAnswered, "the database of another instance was resumed",
		newWorld().logs(0, 1000).freeze(100).event(100.2, "MSSQL$OTHER", 3197, "Orders").thaw(103), Suspected)
	check(t, FreezeNeverAnswered, "another database was resumed",
		newWorld().logs(0, 1000).freeze(100).event(100.2, "MSSQLSERVER", 3197, "Stock").thaw(103), Suspected)
	check(t, FreezeNeverAnswered, "near miss: both were resumed",
		newWorld().logs(0, 1000).freeze(100).event(100.2, "MSSQL$OTHER", 3197, "Orders").thaw(103).event(104, "MSSQL$OTHER", 3198, "Orders"), "")
	check(t, FreezeNeverAnswered, "near miss: thawed late", newWorld().logs(0, 1000).freeze(100).thaw(200), "")
	check(
		t,
		FreezeNeverAnswered,
		"not applicable: a time-out tells how it ended",
		newWorld().logs(0, 1000).freeze(100).timeout(170, vocab.WriterSQL, "Thaw Event"),
		"",
	)
	check(t, FreezeNeverAnswered, "cannot tell: the log ends", newWorld().logs(0, 150).freeze(100), CannotTell)
	check(
		t,
		FreezeNeverAnswered,
		"the clock was set",
		newWorld().logs(0, 1000).freeze(100).event(120, "Microsoft-Windows-Kernel-General", 1),
		Suspected,
	)
}

func TestGuestAgentLimit(t *testing.T) {
	agent := func() *world {
		return newWorld().event(95, "VSS", 9, `C:\Program Files\Qemu-ga\qemu-ga.exe`, "", "").freeze(100)
	}
	check(t, GuestAgentLimit, "hit", agent().event(112, "VSS", 12310, "", ""), Suspected)
	check(t, GuestAgentLimit, "near miss: it went well", agent().thaw(105), "")
	check(
		t,
		GuestAgentLimit,
		"cannot tell: the records are from damage",
		agent().event(112, "VSS", 12310, "", "").salvage(),
		CannotTell,
	)
	check(
		t,
		GuestAgentLimit,
		"not applicable: another requester",
		newWorld().event(95, "VSS", 9, `C:\Windows\system32\wbengine.exe`, "", "").
			freeze(100).
			event(112, "VSS", 12310, "", ""),
		"",
	)
}

// exchange adds the marks of a set of Exchange.
func exchange(freeze, thaw float64) *world {
	return newWorld().logs(0, 1000).
		event(freeze-1, "MSExchangeIS", 9606).
		event(freeze, "MSExchangeIS", 9610).
		event(thaw, "MSExchangeIS", 9612)
}

func TestExchangeLimit(t *testing.T) {
	check(
		t,
		ExchangeLimit,
		"hit",
		addLateFreeze(25).event(130, "VSS", 8229, "0x800423f2, timed out", block(vocab.WriterExchange, "Thaw Event")),
		Confirmed,
	)
	check(t, ExchangeLimit, "frozen for long, no failure shown", addLateFreeze(25), Suspected)
	check(
		t,
		ExchangeLimit,
		"near miss: failed, but frozen for 5 s",
		exchange(100, 105).event(110, "VSS", 8229, "0x800423f2, timed out", block(vocab.WriterExchange, "Thaw Event")),
		RuledOut,
	)
	check(t, ExchangeLimit, "not applicable: in time and well", exchange(100, 105), "")
	check(t, ExchangeLimit, "not applicable: another writer", newWorld().freeze(100).thaw(130), "")
	check(
		t,
		ExchangeLimit,
		"cannot tell: no thaw mark",
		newWorld().event(100, "MSExchangeIS", 9610).
			event(130, "VSS", 8229, "0x800423f2, timed out", block(vocab.WriterExchange, "Freeze Event")),
		CannotTell,
	)
}

// addLateFreeze has a second writer freeze so late that Exchange's thaw cannot
// have come before some seconds after its own freeze.
func addLateFreeze(seconds float64) *world {
	return newWorld().logs(0, 1000).
		event(100, "MSExchangeIS", 9610).
		ntds(100+seconds, 2001, "6").
		ntds(100+seconds+1, 2003, "6").
		event(100+seconds+1, "MSExchangeIS", 9612)
}

func TestNearMiss(t *testing.T) {
	// Another database is frozen late, so that the thaw cannot have come before it.
	slow := func(seconds float64) *world {
		return newWorld().logs(0, 1000).
			freeze(100).
			event(100+seconds, "ESENT", 2001, "lsass", "548", "", "6").
			thaw(101+seconds).
			event(101+seconds, "ESENT", 2003, "lsass", "548", "", "6")
	}
	check(t, NearMiss, "hit", slow(52), Confirmed)
	check(t, NearMiss, "longer than the limit, and no time-out: the clock was set", slow(80), Suspected)
	check(
		t,
		NearMiss,
		"two sets in one",
		newWorld().logs(0, 1000).
			freeze(100).
			ntds(100, 2001, "6").
			event(150, "MSSQLSERVER", 3197, "Stock").
			thaw(151).
			ntds(151, 2003, "6"),
		Suspected,
	)
	check(t, NearMiss, "near miss: half of the limit", slow(40), "")
	check(
		t,
		NearMiss,
		"not applicable: it failed",
		slow(52).timeout(170, vocab.WriterSQL, "Thaw Event").timeout(170, vocab.WriterNTDS, "Thaw Event"),
		"",
	)
	check(
		t,
		NearMiss,
		"coarse marks",
		newWorld().logs(0, 1000).
			event(99, "Microsoft-Windows-Backup", 1).
			freeze(100).
			ntds(135, 2001, "6").
			thaw(155).
			ntds(136, 2003, "6"),
		Suspected,
	)
	check(
		t,
		NearMiss,
		"a listing shows it thawed before the last freeze",
		slow(52).listing(90, state{vocab.WriterSQL, 1, 1, ""}).listing(110, state{vocab.WriterSQL, 1, 5, ""}),
		"",
	)
	check(t, NearMiss, "not applicable: no thaw mark", newWorld().logs(0, 1000).freeze(100), "")
}

// TestFold: the first cause comes on top, what follows from it under it.
func TestFold(t *testing.T) {
	w := newWorld().freeze(100).
		event(110, "Volsnap", 8, "dev", "C:").
		event(111, "VSS", 12310, "", "").
		event(112, "VSS", 12289, "x", "0x80042306", "").
		event(113, "Volsnap", 33, "dev", "C:")
	by := map[string]*Finding{}
	for _, f := range Judge(w.collector.Cases(), Catalogue) {
		by[f.Signature.ID] = f
	}
	for id, cause := range map[string]string{"commit-timeout": "hold-timeout", "provider-veto": "hold-timeout", "hold-timeout": "", "oldest-copy-deleted": ""} {
		f := by[id]
		if f == nil {
			t.Errorf("no finding %s", id)
			continue
		}
		got := ""
		if f.CausedBy != nil {
			got = f.CausedBy.Signature.ID
		}
		if got != cause {
			t.Errorf("%s is caused by %q, want %q", id, got, cause)
		}
	}
}

// TestManyRecords: a finding shows the first and last of many records and counts
// the others.
func TestManyRecords(t *testing.T) {
	w := newWorld()
	for i := range 500 {
		w.event(float64(100+i), "VSS", 8194, "0x80070005", "")
	}
	found := w.judge(CallbackDenied)
	if len(found) != 1 || len(found[0].Evidence) != maxMarks+1 {
		t.Fatalf("%d findings, %d statements", len(found), len(found[0].Evidence))
	}
	if s := found[0].Evidence[maxMarks].Statement; s != "480 more records between these say the same" {
		t.Error(s)
	}
}

// TestHealthy: a set that went well has no finding above information.
func TestHealthy(t *testing.T) {
	w := newWorld().logs(0, 1000).
		event(90, "Microsoft-Windows-Backup", 1).
		freeze(100).
		ntds(100, 2001, "6").
		ntds(102, 2003, "6").
		thaw(102).
		event(110, "VSS", 8194, "0x80070005", "").
		event(111, "VSS", 8219, "a", "b", "c", "").
		event(300, "Microsoft-Windows-Backup", 4).
		event(500, "VSS", 8224, "").
		event(501, "Service Control Manager", 7036, "Volume Shadow Copy", "stopped")
	for _, f := range Judge(w.collector.Cases(), Catalogue) {
		if f.Severity != Information {
			t.Errorf("%s %s: %s", f.Signature.ID, f.Verdict, f.Summary)
		}
	}
}
