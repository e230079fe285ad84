package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestOneOrder: the screen and both reports tell the problems in one order. Of more
// hosts the reports make a card for each cause.
func TestOneOrder(t *testing.T) {
	out := t.TempDir()
	args := []string{"analyze", "--verbose", "--out", out, "--format", "md,html", "--force"}
	for _, sample := range []string{"sparse-2003", "stuck-in-thaw-2012r2", "freeze-timeout-2016", "late-thaw-ntds-2003", "thaw-before-watchdog-2003", "thaw-before-watchdog-2003-coarse"} {
		args = append(args, "../../samples/"+sample)
	}
	code, screen, errOut := call(t, args...)
	if code != exitDone {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	all := func(text, expression string) []string {
		var found []string
		for _, m := range regexp.MustCompile(expression).FindAllStringSubmatch(text, -1) {
			found = append(found, m[1])
		}
		return found
	}
	report := func(name string) string {
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	onScreen := all(screen, `(?m)^(?:CONFIRMED|LIKELY|SUSPECTED|CANNOT TELL|UNEXPLAINED)  [a-z-]+  (\w+)`)
	inTicket := all(report("report.md"), "(?m)^- Host: `(.*)`$")
	onPage := all(report("report.html"), `<article class="card" data-name="([^/"]*)`)
	if len(onScreen) != 6 || !slices.Equal(onScreen, inTicket) || !slices.Equal(onScreen, onPage) {
		t.Errorf("screen %v\nticket %v\npage   %v", onScreen, inTicket, onPage)
	}
}
