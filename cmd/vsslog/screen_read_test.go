package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHintFollowsWindows: how to collect what was not there is said for the
// Windows of the host that lacks it, host by host where they differ.
func TestHintFollowsWindows(t *testing.T) {
	const old, modern = "../../samples/sparse-2003", "../../samples/freeze-timeout-2016"
	unwrapped := func(args ...string) string {
		_, out, _ := call(t, append([]string{"analyze"}, args...)...)
		return strings.Join(strings.Fields(out), " ")
	}
	for _, c := range []struct {
		args         []string
		wants, lacks []string
	}{
		{[]string{old}, []string{"(sqlold1): it alone shows when a writer failed. Collect: vsslog collect --for 2003"}, []string{"--for modern"}},
		{[]string{modern}, []string{"(erp16): it alone shows when a writer failed. Collect: vsslog collect --for modern"}, []string{"--for 2003"}},
		{[]string{old, modern}, []string{"(sqlold1): it alone shows when a writer failed. Collect: vsslog collect --for 2003",
			"(erp16): it alone shows when a writer failed. Collect: vsslog collect --for modern"}, nil},
	} {
		out := unwrapped(c.args...)
		for _, want := range c.wants {
			if !strings.Contains(out, want) {
				t.Errorf("%v: no %q in %s", c.args, want, out)
			}
		}
		for _, lack := range c.lacks {
			if strings.Contains(out, lack) {
				t.Errorf("%v: %q in %s", c.args, lack, out)
			}
		}
	}

	// One log, and nothing that states the version: the format of the log tells.
	for name, want := range map[string]string{old + "/AppEvent.Evt": "Event Viewer, System, Save Log File As", modern + "/Application.evtx": "wevtutil epl System System.evtx"} {
		log, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		alone := filepath.Join(t.TempDir(), filepath.Base(name))
		if err := os.WriteFile(alone, log, 0o644); err != nil {
			t.Fatal(err)
		}
		if out := unwrapped(alone); !strings.Contains(out, want) {
			t.Errorf("%s: no %q in %s", name, want, out)
		}
	}

	// Not even a host.
	note := filepath.Join(t.TempDir(), "note.txt")
	if err := os.WriteFile(note, []byte("nothing is known of this\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out := unwrapped(note); !strings.Contains(out, "Collect: vsslog collect --for modern, or --for 2003") {
		t.Errorf("no hint in %s", out)
	}
}
