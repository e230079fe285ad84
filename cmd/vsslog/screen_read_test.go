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
		{[]string{old}, []string{"Not seen: of sqlold1: vssadmin list writers (shows the state of each writer)", "Ask once", "On sqlold1: please", "vsslog collect --for 2003"}, []string{"--for modern", "wevtutil"}},
		{[]string{modern}, []string{"Not seen: of erp16: vssadmin list writers"}, []string{"Ask once"}}, // all is certain
		{[]string{old, modern}, []string{"Not seen: of every host: vssadmin list writers", "On sqlold1: please", "On erp16: please", "--for 2003", "--for modern"}, nil},
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
	for name, want := range map[string]string{old + "/AppEvent.Evt": `wmic nteventlog where "LogfileName='System'"`, "../../samples/healthy-2022/Application.evtx": "wevtutil epl System System.evtx"} {
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
	if out := unwrapped(note); !strings.Contains(out, "On the host whose backup failed: please") ||
		!strings.Contains(out, "wevtutil epl System System.evtx") {
		t.Errorf("no hint in %s", out)
	}
}

// TestLeftOut: errors of sources that have nothing to do with backups are counted, and a text of
// nothing else is no evidence of a backup.
func TestLeftOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events.txt")
	var text strings.Builder
	for _, source := range []string{"Contoso Counters", "Contoso Names", "Contoso Paper"} {
		text.WriteString("Log Name:      Application\nSource:        " + source + "\nDate:          5/14/2024 2:00:13 AM\n" +
			"Event ID:      9\nTask Category: None\nLevel:         Error\nKeywords:      Classic\nUser:          N/A\n" +
			"Computer:      BOX\nDescription:\nThe " + source + " could not go on.\n\n")
	}
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, _ := call(t, "analyze", file)
	out = strings.Join(strings.Fields(out), " ")
	for _, want := range []string{
		"Nothing in these files is evidence of a backup", "3 records, 3 used", "Left out: 3 errors of sources",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
	if code != 5 {
		t.Errorf("exit code %d", code)
	}
	if _, out, _ := call(t, "events", "--format", "csv", file); strings.Count(out, "Contoso Counters") == 0 {
		t.Error("the table of events does not have them")
	}
}
