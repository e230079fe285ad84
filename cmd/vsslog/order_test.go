package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestOneOrder: the screen and both reports tell the problems in one order. There are as
// many as the page shows a card each for; of more it tells causes.
func TestOneOrder(t *testing.T) {
	out := t.TempDir()
	args := []string{"analyze", "--verbose", "--out", out, "--format", "md,html", "--force"}
	for _, name := range []string{"thaw-before-watchdog-2003", "late-thaw-ntds-2003", "stuck-in-thaw-2012r2", "freeze-timeout-2016", "healthy-2022",
		"pasted-event-2022", "full-diff-area-2016", "veeam-ntds-2019"} {
		args = append(args, filepath.Join("../../samples", name))
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
	if len(onScreen) != 7 || !slices.Equal(onScreen, inTicket) || !slices.Equal(onScreen, onPage) {
		t.Errorf("screen %v\nticket %v\npage   %v", onScreen, inTicket, onPage)
	}
}
