package detect

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// logged adds a record of a level.
func (w *world) logged(seconds float64, level uint8, provider string, id uint32, args ...string) *world {
	r := w.record(seconds, provider, id, args...)
	r.Level = level
	return w.add(r)
}

// wsbBegan and wsbFailed are what Windows Server Backup says of a run: that its shadow
// copy failed, and nothing of why.
func (w *world) wsbBegan(seconds float64) *world {
	return w.logged(seconds, 4, "Microsoft-Windows-Backup", 1)
}

func (w *world) wsbFailed(seconds float64) *world {
	r := w.record(seconds, "Microsoft-Windows-Backup", 5)
	r.Level, r.Fields = 2, []parse.Field{{Name: "HRESULT", Value: parse.StringValue("0x807800a1")}}
	return w.add(r)
}

const (
	goodVolume   = `\\?\Volume{dddddddd-0000-0000-0000-000000000000}\`
	windowsOwn   = "{b5946137-7b9f-4925-af80-51abd60b20d5}"
	otherMaker   = "{0badcafe-1111-4222-8333-444455556666}"
	virtualAbort = "SQLVDI: Loc=SignalAbort. Desc=Client initiates abort."
)

// refused adds VSS 8229 with the refusal of a writer.
func (w *world) refused(seconds float64, writer, code, operation string) *world {
	return w.logged(seconds, 3, "VSS", 8229, code+", words", block(writer, operation))
}

// A failure of a set says that the next one went well, where that came soon.
func TestFailuresTellOfTheRetry(t *testing.T) {
	failed := func() *world {
		return newWorld().logs(0, 9000).freeze(100).logged(160.1, 2, "SQLVDI", 1, virtualAbort).thaw(160.6).timeout(165, "SqlServerWriter", "Thaw Event")
	}
	again := func(w *world, s float64) *world {
		return w.freeze(s).thaw(s+3).event(s+4, "MSSQLSERVER", 18264, "Orders", "d", "t", "1", "1", "1", "1", "TYPE=VIRTUAL_DEVICE")
	}
	for name, c := range map[string]struct {
		w    *world
		told bool
	}{
		"twenty minutes later": {again(failed(), 1400), true},
		"two hours later":      {again(failed(), 7400), false},
		"never":                {failed(), false},
		"before it":            {again(newWorld().logs(0, 9000), 10).freeze(400).timeout(465, "SqlServerWriter", "Freeze Event"), false},
	} {
		_, all := c.w.failures(t)
		if len(all) == 0 || strings.Contains(all[0].Fact, "went well") != c.told {
			t.Errorf("%s: %d failures, the first %q", name, len(all), all[0].Fact)
		}
	}
}

// A set of another requester is no retry, however soon it came.
func TestRetryIsOfTheSameRequester(t *testing.T) {
	k, _ := newWorld().logs(0, 9000).wsbBegan(90).freeze(100).timeout(165, "SqlServerWriter", "Freeze Event").wsbFailed(170).
		wsbBegan(1390).freeze(1400).thaw(1403).logged(1500, 4, "Microsoft-Windows-Backup", 4).failures(t)
	if len(k.Sets) != 2 {
		t.Fatalf("%d sets", len(k.Sets))
	}
	own := k.Sets[1].Requester
	for requester, told := range map[string]bool{own: true, "": true, "another program": false} {
		k.Sets[1].Requester = requester
		all := Failures(k, k.Sets, Judge([]*correlate.Case{k}, Catalogue), nil)
		if len(all) == 0 || strings.Contains(all[0].Fact, "went well") != told {
			t.Errorf("a good set of %q after one of %q: %q", requester, own, all[0].Fact)
		}
	}
}

// What the logs tell of one thing twice is one failure.
func TestOneThingInTwoRecords(t *testing.T) {
	for name, w := range map[string]*world{
		"a service that does not start, and VSS that cannot call it": newWorld().logs(0, 900).
			logged(100, 2, "Service Control Manager", 7000, "swprv", "%%1058").
			logged(100.4, 2, "VSS", 12292, "{65ee1dba-8ff4-4a58-ac1c-3470ee2f376a}", "x", "0x80070422", "\n\nOperation:\n   Query Shadow Copies\n\nContext:\n   Provider ID: "+windowsOwn+"\n   Class ID: {65ee1dba-8ff4-4a58-ac1c-3470ee2f376a}"),
		"a start of the host that was not shut down": newWorld().logs(0, 900).freeze(100).
			logged(190, 1, "Microsoft-Windows-Kernel-Power", 41).event(200, "EventLog", 6008, "", "").event(200, "EventLog", 6005, "", ""),
	} {
		_, all := w.failures(t)
		if len(all) != 1 {
			t.Errorf("%s: %d failures", name, len(all))
			for _, f := range all {
				t.Logf("  %s %s", f.CauseVerdict, f.Headline)
			}
		}
	}
}

// A record of a time-out and a state without an error of its own name who suffered; nobody is to blame by them.
func TestSufferersAreNotToBlame(t *testing.T) {
	states := newWorld().logs(0, 900).listing(300, state{"SqlServerWriter", 1, 9, "0x00000000"})
	for name, w := range map[string]*world{
		"a time-out":             newWorld().logs(0, 900).timeout(100, "SqlServerWriter", "Freeze Event"),
		"a state without errors": states,
	} {
		_, all := w.failures(t)
		if len(all) != 1 || all[0].Culprit.Name != "" || all[0].Writer != "SqlServerWriter" || all[0].CauseVerdict == Likely {
			t.Errorf("%s: %d failures, the first %s blames %q, of %q", name, len(all), all[0].CauseVerdict, all[0].Culprit.Name, all[0].Writer)
		}
	}
}

// What only repeats that something failed leads nowhere where a record of the same run
// says why, and is suspected at most where none does.
func TestEchoesFollow(t *testing.T) {
	for name, c := range map[string]struct {
		w    *world
		lead string
		is   Verdict
	}{
		"a commit ran out of time; backup, provider and SQL Server repeat it": {newWorld().logs(0, 900).wsbBegan(90).freeze(100).
			logged(120, 2, "VSS", 12310, "Commit", "").logged(120.3, 2, "VSS", 12293, windowsOwn, "CommitSnapshots(x)", "0x80042306", "").
			logged(121, 2, "SQLVDI", 1, virtualAbort).wsbFailed(125), "commit-timeout", Confirmed},
		"no room; the backup repeats it": {newWorld().logs(0, 900).wsbBegan(90).
			logged(100, 2, "Volsnap", 23, "", "C:").logged(100.4, 2, "VSS", 12293, windowsOwn, "EndPrepareSnapshots(x)", "0x8004231f", "").wsbFailed(105), "insufficient-storage", Likely},
		"a harmless record beside a time-out excuses nothing": {newWorld().logs(0, 900).freeze(100).logged(101, 2, "VSS", 8194, "0x80070005, denied", block("System Writer", "Generatordaten werden gesammelt")).
			logged(160.1, 2, "SQLVDI", 1, virtualAbort).thaw(160.6).timeout(165, "SqlServerWriter", "Thaw Event"), "freeze-timeout", Likely},
		"the end of a backup alone":                                  {newWorld().logs(0, 900).wsbBegan(90).wsbFailed(105), "wsb-vss-operation-failed", Suspected},
		"the abort of a virtual device alone":                        {newWorld().logs(0, 900).logged(100, 2, "SQLVDI", 1, virtualAbort), "sql-backup-aborted-echo", Suspected},
		"time-outs of several blame none":                            {newWorld().logs(0, 900).timeout(100, "WMI Writer", "Thaw Event").timeout(100.2, "NTDS", "Thaw Event"), "writer-timed-out", Suspected},
		"the time-out of one, which has a cause of its own":          {newWorld().logs(0, 900).timeout(100, "NTDS", "Thaw Event"), "ntds-writer-failed", Suspected},
		"a time-out after a thaw in time, and no log that covers it": {newWorld().freeze(100).thaw(103).timeout(162, "Registry Writer", "Thaw Event"), "stuck-in-thaw", Suspected},
		"a writer that stands failed hours after its backup": {newWorld().logs(0, 9000).freeze(100).thaw(103).
			event(104, "MSSQLSERVER", 18264, "Orders", "d", "t", "1", "1", "1", "1", "TYPE=VIRTUAL_DEVICE").
			listing(8000, state{"SqlServerWriter", 1, 9, timedOutCode}), "sql-writer-timeout", Suspected},
		"Exchange gave up after a minute, so its twenty seconds were not what ended it": {newWorld().logs(0, 900).
			event(100, "ESE", 2001, "Information Store - Mailbox 3", "1", "", "1").timeout(161, "Microsoft Exchange Writer", "Freeze Event"), "freeze-timeout", Suspected},
		"the directory's engine says that its own timer ran out": {newWorld().logs(0, 900).event(100, "ESENT", 2001, "lsass", "644", "", "1").
			logged(120.4, 2, "ESENT", 2004, "lsass", "644", "", "1", "20000").timeout(140, "NTDS", "Thaw Event"), "ese-freeze-timed-out", Likely},
		"a writer that refused after the abort": {newWorld().logs(0, 900).freeze(100).logged(112, 2, "SQLVDI", 1, virtualAbort).
			refused(113, "SqlServerWriter", "0x800423f4", "Freeze Event"), "requester-abort", Suspected},
		"a writer that refused a restore":      {newWorld().logs(0, 900).refused(113, "SqlServerWriter", "0x800423f4", "PreRestore Event"), "writer-non-retryable", Suspected},
		"a writer that refused to be frozen":   {newWorld().logs(0, 900).refused(113, "WMI Writer", "0x800423f3", "Freeze Event"), "wmi-writer-failed", Suspected},
		"a writer that refused to prepare":     {newWorld().logs(0, 900).refused(113, "WMI Writer", "0x800423f3", "PrepareForSnapshot Event"), "writer-retryable", Suspected},
		"a fresh refusal is no retained state": {newWorld().logs(0, 900).refused(113, "Microsoft Exchange Writer", "0x800423f3", "PrepareForSnapshot Event"), "writer-retryable", Suspected},
		"a provider's class at a shutdown": {newWorld().logs(0, 900).logged(100, 2, "VSS", 12292, "{3629d4ed-ee09-4e0e-9a5c-6d8ba2872aef}", "x", "0x8007045b", ""),
			"shutdown-in-progress", Suspected},
		"Microsoft's provider of cluster volumes is no third party": {newWorld().logs(0, 900).logged(100, 2, "VSS", 12293, "{26d02976-b909-43ad-af7e-62a4f625e372}", "CommitSnapshots(x)", "0x80042306", ""),
			"provider-call-failed", Confirmed},
		"the slow writer before those that it held up": {newWorld().logs(0, 900).logged(160, 3, "VSS", 12349, block("Registry Writer", "Freeze Event")).timeout(161, "NTDS", "Thaw Event"),
			"freeze-timeout", Likely},
		"a provider's class in a run of which only the backup tells": {newWorld().logs(0, 900).wsbBegan(90).logged(100, 2, "VSS", 12292, "{0badcafe-9999-4222-8333-444455556666}", "x", "0x80040154", "").wsbFailed(105),
			"third-party-provider-class-missing", Suspected},
	} {
		_, all := c.w.failures(t)
		if len(all) == 0 {
			t.Errorf("%s: silent", name)
			continue
		}
		if f := all[0]; f.Signature != c.lead || f.CauseVerdict != c.is {
			t.Errorf("%s: %s %s leads, want %s %s", name, f.CauseVerdict, f.Signature, c.is, c.lead)
		}
		for _, f := range all {
			if f.Known != nil && f.Known.Echo && f.CauseVerdict != Suspected {
				t.Errorf("%s: the echo %s is %s", name, f.Signature, f.CauseVerdict)
			}
		}
	}
}

// The end of a writer's service after its time-out is the echo of it, before it a failure
// of its own.
func TestServiceEndsAfterwards(t *testing.T) {
	crash := func(at float64) *world {
		return newWorld().logs(0, 900).
			freeze(100).
			logged(160.1, 2, "SQLVDI", 1, virtualAbort).
			thaw(160.6).
			timeout(165, "SqlServerWriter", "Thaw Event").
			logged(at, 2, "Service Control Manager", 7034, "SQLWriter", "1")
	}
	count := func(w *world) (own int) {
		_, all := w.failures(t)
		for _, f := range all {
			if f.Signature == "service-control-manager-vss" {
				own++
			}
		}
		return own
	}
	if n := count(crash(170)); n != 0 {
		t.Errorf("after the time-out: %d failures of its own", n)
	}
	if n := count(crash(50)); n != 1 {
		t.Errorf("before the freeze: %d failures of its own, want 1", n)
	}
}

// What volsnap says of another volume is no cause of a commit that timed out, and is told
// by itself.
func TestOtherVolumeStandsApart(t *testing.T) {
	_, all := newWorld().logs(0, 900).freeze(100).logged(104, 2, "Volsnap", 25, "", "E:").
		logged(120, 2, "VSS", 12310, "Commit "+goodVolume, "").
		logged(120.3, 2, "VSS", 12293, windowsOwn, "CommitSnapshots(x)", "0x80042306", "").failures(t)
	var got []string
	for _, f := range all {
		got = append(got, f.Signature)
		if f.Signature == "commit-timeout" && f.CauseVerdict != Confirmed {
			t.Errorf("the commit is %s", f.CauseVerdict)
		}
	}
	if len(got) != 2 || got[0] != "commit-timeout" {
		t.Errorf("%v, want the commit and the copies of the other volume", got)
	}
}

// A provider that fails a question while a set is made that goes well did no harm.
func TestWhatASetSurvived(t *testing.T) {
	asked := func(w *world) *Failure {
		_, all := w.logged(110, 2, "VSS", 12293, otherMaker, "IsVolumeSupported(x)", "0x8000ffff", "").failures(t)
		for _, f := range all {
			if f.Signature == "provider-third-party-call-failed" {
				return f
			}
		}
		return nil
	}
	made := newWorld().logs(0, 900).wsbBegan(95).freeze(100).thaw(103).logged(300, 4, "Microsoft-Windows-Backup", 4)
	if f := asked(made); f == nil || f.Severity != Information || f.CauseVerdict != Suspected {
		t.Errorf("beside a set that was made: %+v", f)
	}
	if f := asked(newWorld().logs(0, 900)); f == nil || f.Severity != Error || f.CauseVerdict != Likely {
		t.Errorf("alone: %+v", f)
	}
}

// Without a whole log, marks of the writer's own bound its set: the freeze, the abort when
// the limit was over, and the report of the time-out within two limits.
func TestOwnMarksBoundASet(t *testing.T) {
	marks := func(abort, told float64) *world {
		return newWorld().freeze(100).logged(abort, 2, "SQLVDI", 1, virtualAbort).
			logged(told-1, 3, "VSS", 12349, block("Registry Writer", "Freeze Event")).
			timeout(told, "SqlServerWriter", "Thaw Event")
	}
	check(t, FreezeTimeout, "hit: no log that covers it", marks(160.1, 173), Confirmed)
	check(t, FreezeTimeout, "near miss: it gave up before its limit", marks(150, 173), Suspected)
	check(t, FreezeTimeout, "near miss: it gave up long after its limit", marks(165, 173), Suspected)
	check(t, FreezeTimeout, "near miss: told so late that another set may have timed out", marks(160.1, 230), Suspected)
}

// What SQL Server and its writer say after the client aborted the virtual devices is the echo
// of the abort, whatever the error; before it, the error of a database is the cause.
func TestWhatFollowsTheAbortIsItsEcho(t *testing.T) {
	const (
		chain  = "hr = 0x80040e14. Native Error: 3013 words. Native Error: 3202 words."
		closed = "hr = 0x80040e14. Native Error: 3013 words. Native Error: 945 words on database 'Orders'."
	)
	frozen := func() *world { return newWorld().freeze(100) } // no log is known to cover it
	for name, c := range map[string]struct {
		w    *world
		lead string
	}{
		"errors of the chain":                            {frozen().logged(130, 2, "SQLVDI", 1, virtualAbort).logged(131, 2, "SQLWRITER", 24583, chain), "requester-abort"},
		"an error of its own":                            {frozen().logged(130, 2, "SQLVDI", 1, virtualAbort).logged(131, 2, "SQLWRITER", 24583, closed), "requester-abort"},
		"an error of its own before anything was frozen": {newWorld().logs(0, 900).logged(100, 2, "SQLVDI", 1, virtualAbort).logged(101, 2, "SQLWRITER", 24583, closed).refused(102, "SqlServerWriter", "0x800423f4", "PrepareForSnapshot Event"), "sql-database-cannot-be-opened"},
		"the same before an abort":                       {newWorld().logs(0, 900).logged(100, 2, "SQLWRITER", 24583, closed).logged(101, 2, "SQLVDI", 1, virtualAbort).refused(102, "SqlServerWriter", "0x800423f4", "PrepareForSnapshot Event"), "sql-database-cannot-be-opened"},
		"a device that was given up, and nothing else":   {newWorld().logs(0, 900).logged(100, 2, "SQLWRITER", 24583, chain+" Write failed: 995(given up)"), "sql-backup-aborted-echo"},
	} {
		_, all := c.w.failures(t)
		if len(all) != 1 || all[0].Signature != c.lead {
			t.Errorf("%s: %d failures, %s %s leads, want %s", name, len(all), all[0].CauseVerdict, all[0].Signature, c.lead)
		}
		if echo := c.lead == "sql-backup-aborted-echo"; echo && all[0].CauseVerdict != Suspected {
			t.Errorf("%s: the echo is %s", name, all[0].CauseVerdict)
		}
	}
}

// A code of a writer has many reasons: what is known of them is suspected, and an error of
// the application beside it states one.
func TestACodeAloneDecidesNothing(t *testing.T) {
	own := "hr = 0x80040e14. Native Error: 3035 words on database 'Orders'."
	for name, c := range map[string]struct {
		w  *world
		is Verdict
	}{
		"SQL Server's veto":          {newWorld().logs(0, 900).refused(113, "SqlServerWriter", "0x800423f4", "PrepareForSnapshot Event"), Suspected},
		"the veto of a stranger":     {newWorld().logs(0, 900).refused(113, "Example Writer", "0x800423f4", "PrepareForSnapshot Event"), Suspected},
		"a time-out of a host":       {newWorld().logs(0, 900).timeout(113, "Microsoft Hyper-V VSS Writer", "Thaw Event"), Suspected},
		"the error of a database":    {newWorld().logs(0, 900).logged(112, 2, "SQLWRITER", 24583, own), Likely},
		"two vetoes, of one second":  {newWorld().logs(0, 900).refused(113, "Microsoft Exchange Writer", "0x800423f4", "PrepareForSnapshot Event").refused(113, "SqlServerWriter", "0x800423f4", "PrepareForSnapshot Event"), Suspected},
		"a provider's unknown error": {newWorld().logs(0, 900).logged(100, 2, "VSS", 12293, windowsOwn, "EndPrepareSnapshots(x)", "0x8004230f", ""), Suspected},
	} {
		_, all := c.w.failures(t)
		if len(all) != 1 || all[0].CauseVerdict != c.is && !(c.is == Likely && all[0].CauseVerdict == Confirmed) {
			t.Errorf("%s: %d failures, the first %s %s, want %s", name, len(all), all[0].CauseVerdict, all[0].Signature, c.is)
			continue
		}
		if strings.HasPrefix(name, "two") && (strings.Contains(all[0].Fact, "say the same") || !strings.Contains(all[0].Fact, "SqlServerWriter")) {
			t.Errorf("%s: told as %q", name, all[0].Fact)
		}
	}
}

// What the host states with a code leads over its word that a checkpoint failed, which alone
// says nothing of the guest. A checkpoint that failed with another code has a reason of its own.
func TestTheHostsOwnReasonLeads(t *testing.T) {
	const vmms = "Microsoft-Windows-Hyper-V-VMMS"
	full, failed := "words (0x80070070). (Virtual machine ID A)", "Checkpoint operation for 'APP01' failed. (Virtual machine ID A)"
	for name, c := range map[string]struct {
		w    *world
		lead string
		n    int
	}{
		"no space a second before":     {newWorld().logs(0, 9000).logged(100, 2, vmms, 16300, full).logged(101, 2, vmms, 18012, failed), "hyperv-checkpoint-no-space", 1},
		"no space, in the very record": {newWorld().logs(0, 9000).logged(100, 2, vmms, 10150, full).logged(101, 2, vmms, 18012, failed), "hyperv-checkpoint-no-space", 1},
		"a reason of its own":          {newWorld().logs(0, 9000).logged(100, 2, vmms, 16300, full).logged(101, 2, vmms, 18012, failed+" (0x80004005)"), "hyperv-guest-vss-failed", 2},
		"no space an hour before":      {newWorld().logs(0, 9000).logged(100, 2, vmms, 16300, full).logged(3701, 2, vmms, 18012, failed), "hyperv-guest-vss-failed", 2},
		"another source's code":        {newWorld().logs(0, 9000).logged(100, 2, "VSS", 8193, "ConvertStringSidToSid(S-1-5-21-1-2-3-1001.bak)", "0x80070539, not valid").logged(101, 2, vmms, 18012, failed), "hyperv-guest-vss-failed", 2},
		"a checkpoint, and no words":   {newWorld().logs(0, 9000).logged(101, 2, vmms, 18012, failed), "hyperv-guest-vss-failed", 1},
	} {
		_, all := c.w.failures(t)
		if len(all) != c.n || all[0].Signature != c.lead || all[0].CauseVerdict != Suspected {
			t.Errorf("%s: %d failures, %s %s leads, want %s", name, len(all), all[0].CauseVerdict, all[0].Signature, c.lead)
		}
	}
}

// What a writer notes of the end of its backup soon after the set failed is an echo of that; an hour
// later it is of another one.
func TestAnEndNotedLaterIsAnEcho(t *testing.T) {
	for at, want := range map[float64]int{135: 1, 3735: 2} {
		_, all := newWorld().logs(0, 9000).
			event(100, "ESE", 2001, "Information Store - Mailbox 3", "1", "", "1").
			event(120.5, "ESE", 2004, "Information Store - Mailbox 3", "1", "", "1", "20000").
			timeout(121, "Microsoft Exchange Writer", "Freeze Event").
			logged(at, 2, "MSExchangeIS", 9782, "words", "Mailbox 3").
			failures(t)
		if len(all) != want {
			t.Errorf("at %v: %d failures", at, len(all))
		}
		if strings.Contains(all[0].Headline, "at least") {
			t.Errorf("ESE's own timer ran out, told as %q", all[0].Headline)
		}
	}
}

// Of a documented cause that asks for two records, where
// nothing but the time ties them, no more than a suspicion is left; beyond that time it is none.
func TestTiedByTimeAlone(t *testing.T) {
	const class, provider = "{65ee1dba-8ff4-4a58-ac1c-3470ee2f376a}", "{b5946137-7b9f-4925-af80-51abd60b20d5}"
	for later, held := range map[float64]bool{1: true, 590: true, 620: false} {
		_, all := newWorld().windows("6.1.7601").logs(0, 9000).
			logged(100, 2, "VSS", 12292, class, "x", "0x8007007e", "\n\nOperation:\n   Query Shadow Copies\n\nContext:\n   Provider ID: "+provider+"\n   Class ID: "+class).
			logged(100+later, 2, "Service Control Manager", 7023, "Microsoft Software Shadow Copy Provider", "%%126").
			failures(t)
		told := false
		for _, f := range all {
			if f.Signature == "swprv-servicedll-wrong" {
				told = true
				if f.CauseVerdict != Suspected {
					t.Errorf("the service ended %v s later: %s", later, f.CauseVerdict)
				}
			}
		}
		if told != held {
			t.Errorf("the service ended %v s later: told %v", later, told)
		}
	}
}
