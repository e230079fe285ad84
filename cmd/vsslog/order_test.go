package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestOneOrder: the screen and both reports tell the problems in one order.
func TestOneOrder(t *testing.T) {
	out := t.TempDir()
	code, screen, errOut := call(t, "analyze", "../../samples", "--verbose", "--out", out, "--format", "md,html", "--force")
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
	onPage := all(strings.Split(report("report.html"), "<details")[0], `<p class="where"><bdi>(.*?)</bdi>`)
	if len(onScreen) != 12 || !slices.Equal(onScreen, inTicket) || !slices.Equal(onScreen, onPage) {
		t.Errorf("screen %v\nticket %v\npage   %v", onScreen, inTicket, onPage)
	}
}
