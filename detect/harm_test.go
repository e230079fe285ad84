package detect

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// night is a run of Windows Server Backup with an error of a routine in the middle of it; end is
// the event that ends it.
func night(w *world, at float64, end uint32) *world {
	w.event(at, vocab.ProviderWSB, 1).event(at+5, "VSS", 8193, "ConvertStringSidToSid(S-1-5-21-1-2-3-1001.bak)",
		"0x80070539, not valid\r\n", "\n\nOperation:\n   OnIdentify event\n   Gathering Writer Data\n")
	return w.ntds(at+20, 2001, "1").ntds(at+22, 2003, "1").event(at+1800, vocab.ProviderWSB, end)
}

// TestDidNoHarm: an error inside of a backup that its requester ended well is told once, as
// harmless; in a night whose end nobody tells, or that failed, it is a failure.
func TestDidNoHarm(t *testing.T) {
	const day = 24 * 3600
	good := night(night(newWorld().logs(-600, 3*day), 0, 4), day, 4)
	_, told := good.failures(t)
	if len(told) != 1 || told[0].Problem() || told[0].Count != 2 || told[0].Known == nil ||
		!strings.Contains(told[0].Fact, "went well") {
		for _, f := range told {
			t.Errorf("two good nights: %s %s %s %d", f.Night, f.Severity, f.Headline, f.Count)
		}
	}
	_, told = night(good, 2*day, 5).failures(t)
	if len(told) != 3 || !told[0].Problem() || !told[1].Problem() || told[2].Problem() || told[2].Count != 2 {
		for _, f := range told {
			t.Errorf("and one that failed: %s %s %s %d", f.Night, f.Severity, f.Headline, f.Count)
		}
	}
	// That another set stood in the way is told of another attempt than the one that went well.
	_, told = night(newWorld().logs(-600, day), 0, 4).event(12, "VSS", 8193, "CoCreateInstance", "0x80042316, in progress\r\n").failures(t)
	if len(told) != 2 || told[0].Signature != "snapshot-set-in-progress" || !told[0].Problem() || told[1].Problem() {
		for _, f := range told {
			t.Errorf("a set in progress beside a good night: %s %s %s %d", f.Night, f.Severity, f.Headline, f.Count)
		}
	}
	open := newWorld().logs(-600, day).event(0, vocab.ProviderWSB, 1)
	open.event(5, "VSS", 8193, "ConvertStringSidToSid(S-1-5-21-1-2-3-1001.bak)", "0x80070539, not valid\r\n")
	if _, told = open.failures(t); len(told) != 1 || !told[0].Problem() {
		t.Errorf("nobody tells how it ended: %+v", told)
	}
}

// TestErrorBeforeAGoodNight: an error that was logged before a good night began was not met by it, and
// stays a failure.
func TestErrorBeforeAGoodNight(t *testing.T) {
	w := newWorld().logs(-600, 9000).event(-60, "VSS", 8193, "ConvertStringSidToSid(S-1-5-21-1-2-3-1001.bak)",
		"0x80070539, not valid\r\n", "\n\nOperation:\n   OnIdentify event\n   Gathering Writer Data\n")
	w.event(0, vocab.ProviderWSB, 1).ntds(20, 2001, "1").ntds(22, 2003, "1").event(1800, vocab.ProviderWSB, 4)
	_, told := w.failures(t)
	if len(told) != 1 || !told[0].Problem() {
		for _, f := range told {
			t.Errorf("%s %s, %s", f.Severity, f.Headline, f.Fact)
		}
	}
}

// TestRecovered: where a log tells of an attempt as a warning and says later that its backup ended
// well, nothing failed; an error stays one.
func TestRecovered(t *testing.T) {
	for line, warning := range map[string]bool{
		"WARN snapshot failed: 0x80042316; retrying in 60 seconds": true,
		"AVISO instantánea: 0x80042316; se reintentará":            true,
		"ERROR snapshot failed: 0x80042316":                        false,
	} {
		w := newWorld().text(0, parse.PhraseCode, parse.FieldHResult, "0x80042316", parse.FieldText, line)
		w.text(600, parse.PhraseEndedWell, parse.FieldText, "Backup completed successfully")
		_, told := w.failures(t)
		if len(told) != 1 || (told[0].Severity == Warning) != warning || !told[0].Problem() {
			for _, f := range told {
				t.Errorf("%s: %s %s, %s", line, f.Severity, f.Headline, f.Fact)
			}
		}
	}
}

// TestRequesterGoneAfterAGoodEnd: a requester that is gone within two minutes after its backup
// ended well did no harm that shows; later it may have been in another one.
func TestRequesterGoneAfterAGoodEnd(t *testing.T) {
	for at, want := range map[float64]Severity{360: Warning, 410: Warning, 430: Error} {
		_, all := newWorld().logs(0, 900).wsbBegan(95).freeze(100).thaw(103).
			logged(300, 4, vocab.ProviderWSB, 4).logged(at, 2, "VSS", 8214).failures(t)
		if len(all) != 1 || all[0].Severity != want {
			t.Errorf("%v s: %+v, want %s", at-300, all, want)
		}
	}
}

// TestStrangerBesideASet: what another program logs by itself may have stopped a backup if a set
// lies near that nothing shows to have gone well. Near a good one, or none, it is suspected at most.
func TestStrangerBesideASet(t *testing.T) {
	for name, c := range map[string]struct {
		w    *world
		want Verdict
	}{
		"no set":                     {newWorld().logs(0, 9000), Suspected},
		"one that went well":         {newWorld().logs(0, 9000).wsbBegan(95).freeze(100).thaw(103).logged(300, 4, vocab.ProviderWSB, 4), Suspected},
		"one whose end nobody tells": {newWorld().logs(0, 9000).freeze(100), Likely},
	} {
		_, all := c.w.logged(400, 2, "MSSQLSERVER", 3043, "x").failures(t)
		told := false
		for _, f := range all {
			if f.Signature == "sql-database-damaged" {
				told = true
				if f.CauseVerdict != c.want {
					t.Errorf("%s: %s, want %s", name, f.CauseVerdict, c.want)
				}
			}
		}
		if !told {
			t.Errorf("%s: the damaged database is not told", name)
		}
	}
}
