package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
	"slices"
	"testing"
)

// Cases of the ways to time out, and of what looks like it: hit, near miss, not
// applicable, cannot tell.

// server2003 is a host that KB 915331 is about, by its list of updates.
func server2003(servicePack string) *world {
	return newWorld().windows("5.2.3790").
		fact(parse.FactServicePack, servicePack).
		fact(parse.FactHotfixCount, "1").
		logs(-900, 900)
}

// listed lists two writers every second until twenty seconds after NTDS shows [9]:
// both rest before the start; it is in [3] from the first second on, in [5] from
// `thawed` on, in [9] from `failedAt` on. The marks of its engine are those of a set
// that is thawed in time.
func (w *world) listed(thawed, failedAt int, hresult string) *world {
	w.ntds(1, 2001, "1").ntds(float64(thawed)-0.5, 2003, "1")
	for i := -20; i < failedAt+20; i++ {
		ntds, system := state{vocab.WriterNTDS, 1, 5, ""}, state{"System Writer", 2, 5, ""}
		switch {
		case i < 0:
			ntds.code, system.code = 1, 1
		case i < 1:
			ntds.code, system.code = 2, 2
		case i < thawed:
			ntds.code, system.code = 3, 3
		case i >= failedAt:
			ntds.code, ntds.hresult = 9, hresult
		}
		w.listing(float64(i), ntds, system)
	}
	return w
}

func TestThawBeforeWatchdog(t *testing.T) {
	check(t, ThawBeforeWatchdog, "hit", server2003("Service Pack 1").listed(5, 70, timedOutCode), Confirmed)
	check(
		t,
		ThawBeforeWatchdog,
		"hit, seen by its effects only",
		server2003(
			"Service Pack 1",
		).ntds(1, 2001, "1").
			ntds(4, 2003, "1").
			listing(0, state{vocab.WriterNTDS, 1, 1, ""}).
			listing(100, state{vocab.WriterNTDS, 1, 9, timedOutCode}),
		Suspected,
	)
	check(
		t,
		ThawBeforeWatchdog,
		"near miss: frozen until it failed, less than a limit after the thaw",
		server2003("Service Pack 1").ntds(1, 2001, "1").ntds(30, 2003, "1").
			listing(0, state{vocab.WriterNTDS, 1, 2, ""}).
			listing(61, state{vocab.WriterNTDS, 1, 3, ""}).listing(63, state{vocab.WriterNTDS, 1, 9, timedOutCode}),
		Suspected,
	)
	check(t, ThawBeforeWatchdog, "near miss: [9] without an error", server2003("Service Pack 1").listed(5, 70, ""), "")
	check(
		t,
		ThawBeforeWatchdog,
		"not applicable: Service Pack 2 has the fix",
		server2003("Service Pack 2").listed(5, 70, timedOutCode),
		Suspected,
	)
	modern := newWorld().windows("6.3.9600").logs(-900, 900).listed(5, 70, timedOutCode)
	check(t, ThawBeforeWatchdog, "not applicable: no Server 2003", modern, Suspected)
	if f := modern.judge(ThawBeforeWatchdog)[0]; f.Applicability != NotAffected {
		t.Errorf("applicability %s", f.Applicability)
	}
	check(
		t,
		ThawBeforeWatchdog,
		"not applicable: nothing timed out",
		server2003("Service Pack 1").freeze(1).thaw(4),
		"",
	)
	check(
		t,
		ThawBeforeWatchdog,
		"cannot tell: no mark of the thaw",
		server2003(
			"Service Pack 1",
		).listing(0, state{"System Writer", 1, 1, ""}).
			listing(100, state{"System Writer", 1, 9, timedOutCode}),
		CannotTell,
	)
}

func TestFreezeTimeout(t *testing.T) {
	// Server 2016: SQL Server is frozen at 1 and gives up at 61; the directory is frozen
	// at `lastFreeze`, nobody is thawed before everybody is frozen, and SQL Server
	// refuses its thaw then.
	slow := func(lastFreeze float64) *world {
		w := newWorld().windows("10.0.14393").
			logs(-900, 900).
			freeze(1).
			event(61.5, "SQLVDI", 1, "SQLVDI: Loc=SignalAbort. Desc=Client initiates abort.")
		return w.ntds(lastFreeze, 2001, "1").
			ntds(lastFreeze+1, 2003, "1").
			timeout(lastFreeze+2, vocab.WriterSQL, "Thaw Event")
	}
	early := newWorld().windows("10.0.14393").
		logs(-900, 900).
		freeze(1).
		timeout(62, vocab.WriterSQL, "PostSnapshot Event").
		ntds(75, 2001, "1").
		ntds(76, 2003, "1")
	thawed := newWorld().windows("10.0.14393").
		logs(-900, 900).
		freeze(1).
		timeout(62, vocab.WriterSQL, "Thaw Event").
		ntds(75, 2001, "1").
		ntds(76, 2003, "1")
	check(
		t,
		FreezeTimeout,
		"cannot tell: the thaw was there before the later freeze, which is of another set",
		thawed,
		CannotTell,
	)
	check(
		t,
		FreezeTimeout,
		"cannot tell: what refuses the post-snapshot was thawed, so that the later freeze is of another set",
		early,
		CannotTell,
	)
	check(t, FreezeTimeout, "hit", slow(75), Confirmed)
	check(
		t,
		FreezeTimeout,
		"hit, nothing shows when the thaw came",
		newWorld().windows("10.0.14393").logs(-900, 900).freeze(1).timeout(62, vocab.WriterSQL, "Freeze Event"),
		Suspected,
	)
	check(
		t,
		FreezeTimeout,
		"near miss: failed before a full limit",
		newWorld().windows("10.0.14393").
			logs(-900, 900).
			event(0, "Microsoft-Windows-Backup", 1).
			freeze(1).
			timeout(40, vocab.WriterSQL, "Freeze Event"),
		RuledOut,
	)
	check(
		t,
		FreezeTimeout,
		"near miss: thawed in time",
		server2003("Service Pack 1").listed(5, 70, timedOutCode),
		RuledOut,
	)
	check(t, FreezeTimeout, "not applicable: nothing timed out", newWorld().freeze(1).thaw(59), "")
	check(
		t,
		FreezeTimeout,
		"not applicable: refused for a reason of its own",
		newWorld().freeze(1).event(62, "VSS", 8229, "0x800423f4, failed", block(vocab.WriterSQL, "Freeze Event")),
		"",
	)
	check(
		t,
		FreezeTimeout,
		"cannot tell: the requester's log does not say which writer",
		newWorld().logs(-900, 900).freeze(1).text(62, parse.PhraseCode, parse.FieldHResult, timedOutCode),
		CannotTell,
	)
}

func TestLateThaw(t *testing.T) {
	// ESE gives up after 20 s, as it states; the directory's thaw fails with -2402.
	late := func(gaveUp, thawed float64) *world {
		w := newWorld().windows("5.2.3790").logs(-900, 900).ntds(100, 2001, "6").ntds(gaveUp, 2004, "6")
		return w.event(
			thawed,
			"VSS",
			12290,
			"ESENT ERROR {b2014c9e-8711-4c5c-a5a9-3cf384484757} NTDS: -2402",
			"0x00000000",
		)
	}
	check(t, LateThaw, "hit", late(120, 126), Confirmed)
	check(t, LateThaw, "the time-out disagrees with its own limit", late(150, 156), Suspected)
	check(t, LateThaw, "the time-out came before its own limit was over", late(110, 116), Suspected)
	check(t, LateThaw, "the thaw came five minutes later", late(120, 420), Suspected)
	aborted := newWorld().windows("5.2.3790").
		logs(-900, 900).
		ntds(100, 2001, "6").
		ntds(120, 2004, "6").
		ntds(121, 2007, "6")
	check(
		t,
		LateThaw,
		"the session was aborted before",
		aborted.event(
			146,
			"VSS",
			12290,
			"ESENT ERROR {b2014c9e-8711-4c5c-a5a9-3cf384484757} NTDS: -2402",
			"0x00000000",
		),
		Suspected,
	)
	check(
		t,
		LateThaw,
		"near miss: thawed just in time",
		newWorld().logs(-900, 900).ntds(100, 2001, "6").ntds(119, 2003, "6"),
		"",
	)
	check(
		t,
		LateThaw,
		"near miss: 12290 with another error",
		newWorld().logs(-900, 900).
			ntds(100, 2001, "6").
			ntds(119, 2003, "6").
			event(120, "VSS", 12290, "something else", "0x80070005"),
		"",
	)
	check(t, LateThaw, "not applicable: a writer without ESE", newWorld().freeze(100).thaw(126), "")
	check(
		t,
		LateThaw,
		"cannot tell: the result of the thaw is not recorded",
		newWorld().logs(-900, 900).ntds(100, 2001, "6").ntds(120, 2004, "6"),
		CannotTell,
	)
}

// guest is a Server 2003 guest whose writers fail together, two seconds after
// their thaw.
func guest(requester, hresult string) *world {
	w := newWorld().windows("5.2.3790").logs(-900, 900)
	if requester != "" {
		w.event(90, "VSS", 9, requester, "", "")
	}
	w.listing(95, state{vocab.WriterSQL, 1, 1, ""}, state{"System Writer", 2, 1, ""}).freeze(100).thaw(102)
	w.listing(103, state{vocab.WriterSQL, 1, 5, ""}, state{"System Writer", 2, 5, ""})
	return w.listing(106, state{vocab.WriterSQL, 1, 9, hresult}, state{"System Writer", 2, 9, hresult})
}

func TestBenignHyperV(t *testing.T) {
	const vmics = `C:\WINDOWS\system32\vmicsvc.exe -feature VSS`
	check(t, BenignHyperV, "hit", guest(vmics, ""), Confirmed)
	after := guest(vmics, "").event(98, "NTBackup", 8018)
	check(t, BenignHyperV, "another requester began after it", after, Suspected)
	service := guest(
		"",
		"",
	).event(90, "Service Control Manager", 7036, "Hyper-V Volume Shadow Copy Requestor", "running")
	check(t, BenignHyperV, "its service runs", service, Suspected)
	check(t, BenignHyperV, "no mark of the requester", guest("", ""), Suspected)
	check(t, BenignHyperV, "near miss: another requester", guest(`C:\Windows\system32\ntbackup.exe`, ""), Suspected)
	check(t, BenignHyperV, "near miss: with an error", guest(vmics, "0x800423f4"), "")
	check(
		t,
		BenignHyperV,
		"not applicable: nobody failed",
		newWorld().event(90, "VSS", 9, vmics, "", "").freeze(100).thaw(102),
		"",
	)
	one := newWorld().event(90, "VSS", 9, vmics, "", "").
		freeze(100).
		thaw(102).
		listing(103, state{vocab.WriterSQL, 1, 5, ""}).
		listing(106, state{vocab.WriterSQL, 1, 9, ""})
	check(t, BenignHyperV, "cannot tell: one writer only", one, CannotTell)
}

func TestWriterFailed(t *testing.T) {
	listing := func(code int, hresult string) *world {
		w := newWorld().listing(95, state{vocab.WriterSQL, 1, 1, ""}).freeze(100).thaw(102)
		return w.listing(103, state{vocab.WriterSQL, 1, 5, ""}).listing(106, state{vocab.WriterSQL, 1, code, hresult})
	}
	check(t, WriterFailed, "hit", listing(11, "0x800423f3"), Confirmed)
	check(
		t,
		WriterFailed,
		"two sets, and listings without a time",
		timeless(listing(11, "0x800423f3").freeze(700).thaw(702)),
		Suspected,
	)
	check(
		t,
		WriterFailed,
		"failed at the first capture, whose end is open",
		openEnded(newWorld().freeze(100).thaw(102).listing(106, state{vocab.WriterSQL, 1, 11, "0x800423f3"})),
		Suspected,
	)
	check(
		t,
		WriterFailed,
		"failed at the first capture after a set",
		newWorld().freeze(100).thaw(102).listing(106, state{vocab.WriterSQL, 1, 11, "0x800423f3"}),
		Suspected,
	)
	check(
		t,
		WriterFailed,
		"a listing alone",
		newWorld().listing(106, state{vocab.WriterSQL, 1, 11, "0x800423f3"}),
		Confirmed,
	)
	check(t, WriterFailed, "cannot tell: the error is cut off", cutOff(listing(11, "0x800423f3")), CannotTell)
	check(t, WriterFailed, "near miss: a time-out", listing(9, timedOutCode), "")
	check(t, WriterFailed, "near miss: failed without an error", listing(9, ""), "")
	check(t, WriterFailed, "not applicable: at rest", listing(1, ""), "")
}

// timeless takes the times from the listings that were added so far.
func timeless(w *world) *world {
	for _, k := range w.collector.Cases() {
		for _, step := range k.Steps {
			if step.Kind == vocab.KindWriterState {
				step.Record.Stamp, step.Record.Time, step.Record.Until = parse.StampNone, parse.Timestamp{}, parse.Timestamp{}
			}
		}
	}
	return w
}

// openEnded leaves the ends of the listings open that were added so far.
func openEnded(w *world) *world {
	for _, k := range w.collector.Cases() {
		for _, step := range k.Steps {
			if step.Kind == vocab.KindWriterState {
				step.Record.Until = parse.Timestamp{}
			}
		}
	}
	return w
}

// cutOff takes the last error from the listings that were added so far.
func cutOff(w *world) *world {
	for _, k := range w.collector.Cases() {
		for _, step := range k.Steps {
			r := step.Record
			r.Fields = slices.DeleteFunc(r.Fields, func(f parse.Field) bool { return f.Name == parse.FieldHResult })
		}
	}
	return w
}
