package detect

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const goodFile = `id: our-slow-sql
title: SQL Server was frozen for more than ten seconds
class: symptom
severity: warning
scope: writer
cause: Our storage is slow at night.
advice: Call the storage team.
trigger:
  kinds: [freeze]
predictions:
  - {id: U1, later: T, earlier: F, op: ">=", seconds: 10, says: more than ten seconds}
`

func TestUserSignature(t *testing.T) {
	s, err := Load("ours.yaml", []byte(goodFile))
	if err != nil {
		t.Fatal(err)
	}
	slow := func(seconds float64) *world {
		return newWorld().logs(0, 1000).
			event(99, "Microsoft-Windows-Backup", 1).
			freeze(100).
			ntds(100+seconds, 2001, "6").
			ntds(101+seconds, 2003, "6").
			thaw(101 + seconds)
	}
	check(t, s, "hit", slow(20), Confirmed)
	check(t, s, "near miss", slow(2), RuledOut)
	check(t, s, "coarse", slow(9), Suspected)
	check(t, s, "not applicable", newWorld().event(100, "VSS", 8224, ""), "")
}

func TestUserSignatureByCode(t *testing.T) {
	file := "id: our-code\ntitle: Our code\nclass: cause\nseverity: error\ncause: x\nadvice: y\ntrigger:\n  codes: " +
		"[\"0x8004230c\"]\nneeds:\n  - {what: a service start, where: Application, kind: service-start}\n"
	s, err := Load("ours.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	check(t, s, "cannot tell", newWorld().event(100, "VSS", 12289, "x", "0x8004230c", ""), CannotTell)
	check(
		t,
		s,
		"hit",
		newWorld().event(95, "VSS", 9, "agent.exe", "", "").freeze(100).event(101, "VSS", 12289, "x", "0x8004230c", ""),
		Likely,
	)
}

func TestUserSignatureErrors(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"field": {"advice:", "advise:", "ours.yaml:7: advise: no such field (did you mean advice?)"},
		"class": {"class: symptom", "class: sign", `ours.yaml:3: class: "sign" found`},
		"kind":  {"[freeze]", "[frieze]", `ours.yaml:9: trigger.kinds.0: "frieze" is no kind`},
		"mark":  {"later: T", "later: Z", `ours.yaml:11: predictions.0.later: "Z" found`},
		"op":    {`">="`, `"=="`, `ours.yaml:11: predictions.0.op`},
		"id":    {"our-slow-sql", "Our Slow SQL", "ours.yaml:1: id:"},
		"scope": {"scope: writer", "scope: set", `ours.yaml:11: predictions.0: bounds are about a writer's marks`},
		"trigger": {"kinds: [freeze]", "events: [9]", "ours.yaml:8: trigger: kinds, codes, timed_out or a provider " +
			"expected"},
		"yaml":    {"title: SQL", "title: [SQL", "ours.yaml:1: did not find"},
		"second":  {"id: our", "---\nid: first\n---\nid: our", "ours.yaml: a second document"},
		"type":    {"title: SQL", "title: [SQL]\nwindows: x #", "ours.yaml:2: cannot unmarshal"},
		"near":    {"[freeze]", "[freez]", "did you mean freeze?"},
		"version": {"advice:", "versions: [\"2016\"]\nadvice:", `ours.yaml:7: versions.0: "2016" found`},
		"explain": {"advice:", "explains: [late-taw]\nadvice:", "did you mean late-thaw?"},
		"source":  {"kinds: [freeze]", "provider: Volsnapp", "did you mean VolSnap?"},
		"writers": {"kinds: [freeze]", "kinds: [freeze]\n  writers: [\"\"]", "ours.yaml:10: trigger.writers.0: is " +
			"empty"},
	} {
		_, err := Load("ours.yaml", []byte(strings.Replace(goodFile, c.from, c.to, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", name, err, c.want)
		}
	}
}

func TestLoadDir(t *testing.T) {
	dir := t.TempDir()
	if _, err := LoadDir(dir); err == nil {
		t.Error("an empty folder is no error")
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.yaml", goodFile)
	write("notes.txt", "not a signature")
	if found, err := LoadDir(dir); err != nil || len(found) != 1 {
		t.Errorf("%d signatures, %v", len(found), err)
	}
	write("b.yml", goodFile)
	write("c.yaml", strings.Replace(goodFile, "our-slow-sql", "late-thaw", 1))
	_, err := LoadDir(dir)
	line := fmt.Sprintf("b.yml:%d: id:", 1+strings.Count(goodFile[:strings.Index(goodFile, "id:")], "\n"))
	if err == nil || !strings.Contains(err.Error(), line) || !strings.Contains(err.Error(), "built-in catalogue") {
		t.Errorf("ids that are taken: %v, want %s", err, line)
	}
	write("b.yml", "# a comment\n"+strings.Replace(goodFile, "id: our-slow-sql", "\"id\": our-slow-sql", 1))
	if _, err := LoadDir(dir); err == nil || !strings.Contains(err.Error(), "b.yml:") ||
		strings.Contains(err.Error(), line) {
		t.Errorf("an id further down: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(goodFile))
	f.Add([]byte("trigger: {kinds: [[]]}"))
	f.Fuzz(func(t *testing.T, data []byte) { Load("x.yaml", data) })
}
