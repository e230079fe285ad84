package main

import (
	"os"
	"strings"
	"testing"
)

// TestWebRefuses: no folder, a page that is there, and no source to build it from.
func TestWebRefuses(t *testing.T) {
	t.Chdir(t.TempDir())
	if code, _, errOut := call(t, "web"); code != exitUsage || !strings.Contains(errOut, "--out DIR") {
		t.Errorf("without --out: exit %d: %s", code, errOut)
	}
	if code, _, errOut := call(t, "web", "--out", "site"); code != exitFailed ||
		!strings.Contains(errOut, "go run ./cmd/vsslog web --out DIR") {
		t.Errorf("outside of the source: exit %d: %s", code, errOut)
	}
	if _, err := os.Stat("site"); err == nil {
		t.Error("a folder was made all the same")
	}
	if err := os.WriteFile(webPage, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, errOut := call(t, "web", "--out", "."); code != exitFailed || !strings.Contains(errOut, "--force") {
		t.Errorf("over a page: exit %d: %s", code, errOut)
	}
}
