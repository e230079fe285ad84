package detect

import (
	"slices"
	"testing"
)

// A host that starts after an unclean end is told as a failure where a set had been begun
// shortly before, and only there.
func TestWentDown(t *testing.T) {
	const set, program = "{9f26c5f0-a885-4047-93e0-c520a44b8477}", `"C:\copy\copier.exe" -all`
	for name, one := range map[string]struct {
		world *world
		want  bool
	}{
		"minutes after the beginning of a set": {newWorld().logs(0, 9000).
			event(100, "VSS", 8231, set, program).logged(1200, 2, "EventLog", 6008, "x"), true},
		"hours after it": {newWorld().logs(0, 9000).
			event(100, "VSS", 8231, set, program).logged(8000, 2, "EventLog", 6008, "x"), false},
		"before it": {newWorld().logs(0, 9000).
			event(1300, "VSS", 8231, set, program).logged(1200, 2, "EventLog", 6008, "x"), false},
		"an ordinary start": {newWorld().logs(0, 9000).
			event(100, "VSS", 8231, set, program).logged(1200, 4, "EventLog", 6005, "x"), false},
		"no set": {newWorld().logs(0, 9000).logged(1200, 2, "EventLog", 6008, "x"), false},
	} {
		_, all := one.world.failures(t)
		got := slices.ContainsFunc(all, func(f *Failure) bool { return f.Signature == "host-went-down-during-backup" })
		if got != one.want {
			t.Errorf("%s: %v, of %d failures", name, got, len(all))
		}
	}
}
