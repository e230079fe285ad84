package detect

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// recordCase is an event, as provider, id and strings.
type recordCase struct {
	provider string
	id       uint32
	values   []string
}

func rec(provider string, id uint32, values ...string) recordCase {
	return recordCase{provider, id, values}
}

type statedCase struct {
	sig        *Signature
	hit, near  recordCase
	notApplies recordCase
}

// statedCases are the cases of the signatures that rest on one record: the record
// (confirmed), a sibling that is near and says something else (no finding), and
// the same id of another provider (not applicable, no finding). The fourth case,
// a record from slack space (cannot tell), follows from the first.
var statedCases = []statedCase{
	{HoldTimeout, rec("Volsnap", 8, "dev", "C:"), rec("Volsnap", 17, "dev", "C:"), rec("ESENT", 8)},
	{
		HoldTimeout,
		rec("VSS", 12298, `\\?\Volume{1}`, "0", "0x00000000", "0x00000000", "0x80042314", "0x00000000", ""),
		rec("VSS", 12339, "20", "C:"),
		rec("SPP", 12298),
	},
	{CommitTimeout, rec("VSS", 12310, "context", ""), rec("VSS", 12311, "x", "y", "0x80042314"), rec("SPP", 12310)},
	{
		ESETimeout,
		rec("ESENT", 2004, "lsass", "548", "", "6", "20000"),
		rec("ESENT", 2003, "lsass", "548", "", "6"),
		rec("SPP", 2004),
	},
	{
		ESEFreezeNotAllowed,
		rec("ESENT", 2002, "lsass", "548", "", "6", "-2403"),
		rec("ESENT", 2002, "lsass", "548", "", "6", "-2401"),
		rec("SPP", 2002),
	},
	{BackupInProgress, rec("MSExchangeIS", 9607, "0x50d"), rec("MSExchangeIS", 9607, "0x3f0"), rec("SPP", 9607)},
	{BackupInProgress, rec("MSExchangeIS", 9840, "Database"), rec("MSExchangeIS", 9610), rec("SPP", 9840)},
	{BackupInProgress, rec("Microsoft-Windows-Backup", 518), rec("Microsoft-Windows-Backup", 517), rec("SPP", 518)},
	{
		SessionGarbage,
		rec("VSS", 12289, "An older writer session state is being removed.", "0x80042409", ""),
		rec("VSS", 12289, "error", "0x80042302", ""),
		rec("SPP", 12289, "x", "0x80042409"),
	},
	{
		SQLBackupChain,
		rec("SQLWRITER", 24583, "OLEDB Error hr = 0x80040e14"),
		rec("SQLWRITER", 24579, "db", "inst"),
		rec("SPP", 24583),
	},
	{
		SQLSeveralVolumes,
		rec("SQLWRITER", 24579, "db", "inst"),
		rec("SQLWRITER", 24583, "hr = 0x80040e14"),
		rec("SPP", 24579),
	},
	{
		ProviderCallFailed,
		rec("VSS", 12293, "{b5946137-7b9f-4925-af80-51abd60b20d5}", "EndPrepareSnapshots({1})", "0x8000ffff", ""),
		rec("VSS", 12292, "{1}", "0x80040154", ""),
		rec("SPP", 12293),
	},
	{
		ProviderVeto,
		rec("VSS", 12289, "x", "0x80042306", ""),
		rec("VSS", 12293, "{1}", "EndPrepareSnapshots", "0x80042306", ""),
		rec("System Restore", 8193, "0x80042306"),
	},
	{
		ProviderNotLoaded,
		rec("VSS", 12292, "{1}", "0x80040154", ""),
		rec("VSS", 12293, "{1}", "X", "0x80040154", ""),
		rec("SPP", 12292),
	},
	{WriterNotResponding, rec("VSS", 12301, "SqlServerWriter", ""), rec("VSS", 12302, ""), rec("SPP", 12301)},
	{
		CallbackDenied,
		rec("VSS", 8194, "0x80070005, Access is denied.", ""),
		rec("VSS", 8194, "0x800706ba", ""),
		rec("System Restore", 8194, "svchost.exe", "0x80070005"),
	},
	{
		SetInProgress,
		rec("VSS", 12289, "x", "0x80042316", ""),
		rec("VSS", 12289, "x", "0x80042317", ""),
		rec("System Restore", 8193, "0x80042316"),
	},
	{InsufficientStorage, rec("Volsnap", 23, "dev", "C:"), rec("Volsnap", 24, "dev", "C:"), rec("ESENT", 23)},
	{InsufficientStorage, rec("VSS", 4001, "320", ""), rec("VSS", 4002, "C:", ""), rec("SPP", 4001)},
	{StorageLow, rec("Volsnap", 24, "dev", "C:"), rec("Volsnap", 23, "dev", "C:"), rec("ESENT", 24)},
	{CopiesLost, rec("Volsnap", 25, "dev", "C:"), rec("Volsnap", 33, "dev", "C:"), rec("ESENT", 25)},
	{CopiesLost, rec("Volsnap", 27, "dev", "C:"), rec("Volsnap", 28, "dev", "C:"), rec("ESENT", 27)},
	{CopiesLost, rec("Volsnap", 35, "dev", "C:"), rec("Volsnap", 24, "dev", "C:"), rec("ESENT", 35)},
	{CopiesLost, rec("Volsnap", 36, "dev", "C:"), rec("Volsnap", 38, "dev", "C:"), rec("ESENT", 36)},
	{CopyNotCreated, rec("Volsnap", 28, "dev", "C:"), rec("Volsnap", 30, "dev", "C:"), rec("ESENT", 28)},
	{CreationCutShort, rec("Volsnap", 30, "dev", "C:"), rec("Volsnap", 29, "dev", "C:"), rec("ESENT", 30)},
	{OldestDeleted, rec("Volsnap", 33, "dev", "C:"), rec("Volsnap", 35, "dev", "C:"), rec("ESENT", 33)},
	{TransactionTimeout, rec("VSS", 12323, "10", ""), rec("VSS", 12327, "disk", "10", ""), rec("SPP", 12323)},
	{
		OptimizationOutOfTime,
		rec("VSS", 8219, `C:\temp`, "*", "x", ""),
		rec("VSS", 8212, "x", "{1}", ""),
		rec("SPP", 8219),
	},
	{OptimizationOutOfTime, rec("VSS", 8220, `C:\temp`, ""), rec("VSS", 8224, ""), rec("SPP", 8220)},
	{FrozenTwoMinutes, rec("VSS", 4003, ""), rec("VSS", 4004, "C:", "D:", ""), rec("SPP", 4003)},
	{
		WriterVeto,
		rec("VSS", 8229, "0x800423f4, failed", block("SqlServerWriter", "Freeze Event")),
		rec("VSS", 8229, "0x800423f2, timed out", block("SqlServerWriter", "Thaw Event")),
		rec("SPP", 8229, "0x800423f4"),
	},
	{
		WriterException,
		rec(
			"VSS",
			12366,
			"SqlServerWriter",
			"{a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}",
			"{00000000-0000-0000-0000-000000000001}",
			"sqlwriter.exe",
			"22",
			"Freeze",
			"3",
			"0xe06d7363",
			"",
		),
		rec("VSS", 8213, "x", "{1}", ""),
		rec("SPP", 12366),
	},
}

func TestStatedByARecord(t *testing.T) {
	for _, c := range statedCases {
		one := func(r recordCase) *world { return newWorld().event(100, r.provider, r.id, r.values...) }
		check(t, c.sig, "hit outside of a set", one(c.hit), Confirmed)
		check(
			t,
			c.sig,
			"hit inside a set",
			newWorld().freeze(90).event(100, c.hit.provider, c.hit.id, c.hit.values...).thaw(101),
			Confirmed,
		)
		check(t, c.sig, "near miss", one(c.near), "")
		check(t, c.sig, "not applicable", one(c.notApplies), "")
		w := newWorld()
		stale := w.record(100, c.hit.provider, c.hit.id, c.hit.values...)
		stale.Stale = true
		check(t, c.sig, "cannot tell, from slack space", w.add(stale), CannotTell)
		w = newWorld()
		salvaged := w.record(100, c.hit.provider, c.hit.id, c.hit.values...)
		salvaged.Salvaged = true
		check(t, c.sig, "cannot tell, recovered from damage", w.add(salvaged), CannotTell)
	}
}

// TestFlushFailureIsNoTimeout: 12297 and 12298 are written for any failure.
func TestFlushFailureIsNoTimeout(t *testing.T) {
	check(
		t,
		HoldTimeout,
		"another code",
		newWorld().event(100, "VSS", 12297, `\\?\Volume{1}`, "0", "0x80070005", "0", "0", "0", ""),
		Suspected,
	)
	check(
		t,
		HoldTimeout,
		"a requester's code only",
		newWorld().text(100, parse.PhraseCode, parse.FieldHResult, "0x80042314"),
		Suspected,
	)
}

func TestVetoByText(t *testing.T) {
	check(
		t,
		WriterVeto,
		"the requester names no writer",
		newWorld().text(100, parse.PhraseCode, parse.FieldHResult, "0x800423f3"),
		Suspected,
	)
	check(
		t,
		WriterVeto,
		"the requester names the writer",
		newWorld().text(100, parse.PhraseCode, parse.FieldHResult, "0x800423f3", parse.FieldWriterName, "NTDS"),
		Confirmed,
	)
}

func TestDeletedByCommand(t *testing.T) {
	all := newWorld().text(100, parse.PhraseDeleteShadows, parse.FieldText, "DISKSHADOW> delete shadows all")
	check(t, DeletedByCommand, "hit", all, Confirmed)
	one := newWorld().text(100, parse.PhraseDeleteShadows, parse.FieldText, "DISKSHADOW> delete shadows set {1}")
	check(t, DeletedByCommand, "one set", one, Confirmed)
	if f := one.judge(DeletedByCommand)[0]; f.Severity != Information {
		t.Errorf("a script that deletes its own set: %s", f.Severity)
	}
	if f := all.judge(DeletedByCommand)[0]; f.Severity != Warning {
		t.Errorf("all deleted: %s", f.Severity)
	}
	check(
		t,
		DeletedByCommand,
		"near miss: deleted by the driver",
		newWorld().event(100, "Volsnap", 25, "dev", "C:"),
		"",
	)
	check(t, DeletedByCommand, "not applicable: created", newWorld().text(100, parse.PhraseSnapshotDone), "")
}

// TestOneRecordOneSignature: asked all together, the signatures give one record one
// name, so that no failure is reported twice under two.
func TestOneRecordOneSignature(t *testing.T) {
	for _, c := range statedCases {
		var ids []string
		for _, f := range Judge(newWorld().event(100, c.hit.provider, c.hit.id, c.hit.values...).collector.Cases(), Catalogue) {
			ids = append(ids, f.Signature.ID)
		}
		if len(ids) != 1 || ids[0] != c.sig.ID {
			t.Errorf("%s %d: %v, want %s", c.hit.provider, c.hit.id, ids, c.sig.ID)
		}
	}
}

// TestBothRequestersNamed: the refusal itself names nobody; the starts of VSS near it do.
func TestBothRequestersNamed(t *testing.T) {
	refused := func(w *world) string {
		found := w.event(200, "VSS", 12289, "x", "0x80042316", "").judge(SetInProgress)
		if len(found) != 1 {
			t.Fatalf("%d findings", len(found))
		}
		return found[0].Summary
	}
	start := func(w *world, seconds float64, program string) *world {
		return w.event(seconds, "VSS", 9, program, "", "")
	}
	const one, two = `C:\Agents\one.exe`, `C:\Agents\two.exe`
	for name, c := range map[string]struct {
		w    *world
		want string
	}{
		"both":                {start(start(newWorld(), 90, two), 190, one), "near it worked " + one + " and " + two},
		"one":                 {start(newWorld(), 90, two), "named is only " + two},
		"hours before":        {start(start(newWorld(), -7200, one), 190, two), "named is only " + two},
		"none":                {newWorld(), "no record names either"},
		"the same, two times": {start(start(newWorld(), 90, two), 190, two), "named is only " + two},
	} {
		if got := refused(c.w); !strings.HasSuffix(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestRoutineNamed: the call of the provider that failed tells in which phase it was.
func TestRoutineNamed(t *testing.T) {
	for _, routine := range []string{"BeginPrepareSnapshot", "EndPrepareSnapshots", "PreCommitSnapshots", "CommitSnapshots", "PostCommitSnapshots"} {
		w := newWorld().event(100, "VSS", 12293, "{b5946137-7b9f-4925-af80-51abd60b20d5}", routine+"({1})", "0x8000ffff", "")
		if f := w.judge(ProviderCallFailed); len(f) != 1 ||
			!strings.Contains(f[0].Summary, "routine "+routine+" failed") {
			t.Errorf("%s: %q", routine, f[0].Summary)
		}
	}
}
