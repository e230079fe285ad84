package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// messagesOf reads standard error, each line of which must be a message.
func messagesOf(t *testing.T, errOut string) (list []message) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSuffix(errOut, "\n"), "\n") {
		var m message
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&m); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		list = append(list, m)
	}
	return list
}

// TestMessages: a program hears how far a run is, which input has a problem, and what ended
// it, and nothing else.
func TestMessages(t *testing.T) {
	dir := t.TempDir()
	odd := filepath.Join(dir, "a b\n.txt")
	if err := os.WriteFile(odd, []byte("0 1 2 3\nxyzzy 7 8 9\n"), 0o644); err != nil {
		t.Skip(err) // a system without such names
	}
	code, _, errOut := call(
		t,
		"events",
		"--messages",
		"json",
		"../../samples/healthy-2022",
		odd,
		filepath.Join(dir, "lost"),
	)
	if code != exitDamaged {
		t.Errorf("exit %d", code)
	}
	kinds, problems := map[string]int{}, map[string]string{}
	var last message
	for _, m := range messagesOf(t, errOut) {
		if kinds[m.Type]++; m.Type == "problem" {
			problems[m.Source] = m.Text
		}
		if m.Type == "progress" {
			if m.Inputs < last.Inputs || m.Bytes < last.Bytes {
				t.Errorf("%+v comes after %+v", m, last)
			}
			last = m
		}
	}
	if kinds["progress"] == 0 || last.Inputs < 8 || last.Bytes < 200_000 || kinds["error"] != 0 ||
		kinds["problem"] != 2 {
		t.Errorf("%v, the last %+v", kinds, last)
	}
	if problems["a b\ufffd.txt"] != unclaimed || !strings.Contains(problems["lost"], "no such file") {
		t.Errorf("%q", problems)
	}
	for _, args := range [][]string{{"analyze", "--messages", "json", filepath.Join(dir, "lost")}, {"events", "--messages", "json", "--tz", "Nowhere/Land", dir}} {
		code, _, errOut := call(t, args...)
		list := messagesOf(t, errOut)
		if code == exitDone || len(list) != 1 || list[0].Type != "error" || list[0].Text == "" {
			t.Errorf("%v: exit %d, %+v", args, code, list)
		}
	}
	if code, _, errOut := call(t, "events", "--messages", "yaml", dir); code != exitUsage ||
		!strings.Contains(errOut, "use text or json") {
		t.Errorf("exit %d: %s", code, errOut)
	}
}
