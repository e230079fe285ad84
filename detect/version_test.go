package detect

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// Steps for some versions of Windows are told where the host may be one of these: where
// its version is stated, or where records show that it is Windows 6.0 or later.
func TestStepsOfAVersion(t *testing.T) {
	deleted := func(w *world) *world { return w.logs(0, 900).logged(100, 2, "VolSnap", 25, "", "C:") }
	for name, c := range map[string]struct {
		w    *world
		want bool
	}{
		"nothing tells the version":     {newWorld(), true},
		"stated: 5.2":                   {newWorld().windows("5.2.3790"), true},
		"stated: 10.0":                  {newWorld().windows("10.0.17763"), false},
		"a source of a manifest":        {newWorld().logged(50, 4, "Microsoft-Windows-Backup", 4), false},
		"an id of later Windows":        {newWorld().logged(50, 4, "VSS", 8224), false},
		"a block of operations":         {newWorld().logged(50, 2, "VSS", 8193, "x", "0x80070005", block("System Writer", "OnIdentify event")), false},
		"the same id without the block": {newWorld().logged(50, 2, "VSS", 8193, "x", "0x80070005"), true},
		"stated 5.2 wins over a record": {newWorld().windows("5.2.3790").logged(50, 4, "VSS", 8224), true},
	} {
		_, all := deleted(c.w).failures(t)
		found, told := false, false
		for _, f := range all {
			if f.Signature != "volsnap-growth-too-slow" {
				continue
			}
			found = true
			for _, s := range f.Steps {
				told = told || strings.Contains(s.Do, "2003")
			}
		}
		if !found || told != c.want {
			t.Errorf("%s: found %v, steps of Server 2003 are told: %v", name, found, told)
		}
	}
	// What stands in slack space may be older than the Windows that runs.
	w := newWorld()
	stale := w.record(50, "VSS", 8224)
	stale.Stale = true
	_, all := deleted(w.add(stale)).failures(t)
	if len(all) == 0 || !strings.Contains(stepsText(all), "2003") {
		t.Error("a record from slack space tells the version")
	}
	// What a person or a listing says is no record of the host's log.
	_, all = deleted(newWorld().text(50, parse.PhraseSnapshotDone)).failures(t)
	if !strings.Contains(stepsText(all), "2003") {
		t.Error("a line of a program tells the version")
	}
}

func stepsText(all []*Failure) string {
	var b strings.Builder
	for _, f := range all {
		for _, s := range f.Steps {
			b.WriteString(s.Do + "\n")
		}
	}
	return b.String()
}
