package detect

import (
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// A backup that somebody cancelled is told as that: what aborts with it follows from it.
func TestCancelledBackup(t *testing.T) {
	cancelled := func(at float64, echo string, id uint32) *world {
		return newWorld().logs(0, 900).
			wsbBegan(90).
			freeze(100).
			logged(104, 2, echo, id, virtualAbort).
			logged(at, 2, "Microsoft-Windows-Backup", 8)
	}
	for echo, id := range map[string]uint32{"SQLVDI": 1, "SQLWRITER": 24583} {
		_, all := cancelled(105, echo, id).failures(t)
		if len(all) != 1 || all[0].Signature != "wsb-cancelled" || all[0].Severity != Warning {
			t.Errorf("%s: %d failures, %s leads", echo, len(all), all[0].Signature)
			continue
		}
		roles := map[ClaimRole]int{}
		for _, c := range all[0].Claims {
			roles[c.Role]++
		}
		if roles[CauseRole] != 1 || roles[SymptomRole]+roles[EchoRole] != 1 {
			t.Errorf("%s: claims %v", echo, roles)
		}
	}
	// So is what VSS says by itself, where nothing else makes a set of it.
	for code, id := range map[string]uint32{"0x8000ffff": 12293, "0x80070005": 8193} {
		_, all := newWorld().logs(0, 900).
			logged(104, 2, "VSS", id, "x", "y", code, "").
			logged(105, 2, "Microsoft-Windows-Backup", 8).
			failures(t)
		if len(all) != 1 || all[0].Signature != "wsb-cancelled" {
			t.Errorf("%s: %d failures, %s leads", code, len(all), all[0].Signature)
		}
	}
	// What failed ten minutes before somebody cancelled does not follow from that.
	_, all := newWorld().logs(0, 2000).
		wsbBegan(90).
		freeze(100).
		logged(104, 2, "SQLWRITER", 24583, "x").
		logged(900, 2, "Microsoft-Windows-Backup", 8).
		failures(t)
	for _, f := range all {
		for _, c := range f.Claims {
			if f.Signature == "wsb-cancelled" && c.Role == SymptomRole {
				t.Errorf("%s follows from the end that came much later", c.Observation.Facts.EventProvider)
			}
		}
	}
}

// Exchange logs its abort in place of a thaw: it gave up at its own limit, unless
// something thawed before.
func TestExchangeAborts(t *testing.T) {
	aborted := func(at float64) *world {
		return newWorld().logs(0, 1000).event(100, "MSExchangeIS", 9610).event(at, "MSExchangeIS", 9614).
			event(at+2, "VSS", 8229, "0x800423f2, timed out", block(vocab.WriterExchange, "Thaw Event"))
	}
	check(t, ExchangeLimit, "hit: aborted at its limit", aborted(120.3), Likely)
	check(t, ExchangeLimit, "aborted long before", aborted(105), Suspected)
	check(t, ExchangeLimit, "aborted long after", aborted(150), Suspected)
	check(
		t,
		ExchangeLimit,
		"another writer thawed before",
		aborted(120.3).ntds(101, 2001, "6").ntds(110, 2003, "6"),
		Suspected,
	)
	check(
		t,
		ExchangeLimit,
		"no log covers it",
		newWorld().event(100, "MSExchangeIS", 9610).event(120.3, "MSExchangeIS", 9614).
			event(122, "VSS", 8229, "0x800423f2, timed out", block(vocab.WriterExchange, "Thaw Event")),
		Suspected,
	)
}

// waiting is a night polled every two seconds: SQL Server at [9] from 60.5 s after its
// freeze on, its own thaw at 75 s, and the others at [3] from `since` until `others`.
func waiting(since, others int) *world {
	w := newWorld().logs(-600, 900).freeze(0)
	for s := -2; s < 90; s += 2 {
		sql, system := state{"SqlServerWriter", 1, 3, ""}, state{"System Writer", 2, 3, ""}
		if s < 0 {
			sql.code, system.code = 1, 1
		}
		if s > 60 {
			sql = state{"SqlServerWriter", 1, 9, "0x800423f2"}
		}
		if s >= 0 && s < since {
			system.code = 2
		}
		if s > others {
			system.code = 5
		}
		w.listing(float64(s), sql, system)
	}
	return w.thaw(75)
}

// A writer that timed out while listings show another still waiting for its thaw was
// frozen for too long: the thaw had not come.
func TestOthersWait(t *testing.T) {
	check(t, FreezeTimeout, "hit: the others wait", waiting(0, 75), Likely)
	check(t, FreezeTimeout, "the others were thawed before", waiting(0, 40), Suspected)
	check(t, FreezeTimeout, "the others were frozen after it", waiting(62, 75), Suspected)
}

// Shadow copies that somebody deleted are told although nothing looks wrong, unless a
// script cleared up after itself; and they make no set.
func TestDeletedIsTold(t *testing.T) {
	for text, want := range map[string]int{"DISKSHADOW> delete shadows all": 1, "vssadmin delete shadows /for=C: " +
		"/all /quiet": 1, "DISKSHADOW> delete shadows set {1}": 0} {
		k, all := newWorld().logs(0, 900).text(100, parse.PhraseDeleteShadows, parse.FieldText, text).failures(t)
		problems := 0
		for _, f := range all {
			if f.Problem() {
				problems++
				if f.Signature != DeletedByCommand.ID || f.Set != nil {
					t.Errorf("%s: %s of %v", text, f.Signature, f.Set)
				}
			}
		}
		if problems != want || len(k.Sets) != 0 {
			t.Errorf("%s: %d failures, want %d; %d sets", text, problems, want, len(k.Sets))
		}
	}
}
