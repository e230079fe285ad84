package knowledge

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestLint: what the project knows passes its own lint. Each error says what to write.
func TestLint(t *testing.T) {
	for _, err := range Lint(readData(t)) {
		t.Error(err)
	}
}

const sound = `id: x
title: A thing failed
kind: cause
class: provider
severity: error
culprit: {kind: driver, name: a driver}
match: [{event_provider: [VSS], event: [12345678], code: [0x80070001]}]
means: It failed.
steps:
  - do: Update the driver.
verify: It works.
sources: [{url: "https://example.org/", looked: 2026-11-29, trust: documented}]
cases:
  - {is: hit, facts: {event_provider: VSS, event: 12345678, code: 0x80070001}}
  - {is: miss, facts: {event_provider: VSS, event: 1, code: 0x80070001}}
`

// linted are the complaints about files, as one text.
func linted(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := fstest.MapFS{}
	for name, text := range files {
		dir[name] = &fstest.MapFile{Data: []byte(text)}
	}
	d, err := ReadData(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range Lint(d) {
		all = append(all, e.Error())
	}
	return strings.Join(all, "\n")
}

func TestLintOfOne(t *testing.T) {
	if found := linted(t, map[string]string{"causes/x.yaml": sound}); found != "" {
		t.Fatalf("a sound cause: %s", found)
	}
	step := func(s string) string { return strings.Replace(sound, "  - do: Update the driver.\n", s, 1) }
	const harm = "write risk (what may be lost) and undo"
	for _, c := range []struct{ name, text, want string }{
		{"name", strings.Replace(sound, "id: x", "id: y", 1), `causes/x.yaml:1: id: "y" found in the file of "x"`},
		{"source", strings.Replace(sound, "looked: 2026-11-29, ", "", 1), "causes/x.yaml:12: sources.0: trust " +
			"documented needs looked"},
		{"no error", strings.Replace(sound, "code: [0x80070001]}]", "code: [0x80070001]}, {writer: [W], last_error: "+
			"['*error']}]", 1), "last_error \"*error\" holds for \"No error\" too"},
		{"no source", strings.Split(sound, "sources:")[0] + "cases:" + strings.Split(sound, "cases:")[1], "sources: is missing"},
		{"day", strings.Replace(sound, "2026-11-29", "yesterday", 1), `looked "yesterday" found`},
		{"culprit", strings.Replace(sound, "culprit: {kind: driver, name: a driver}\n", "", 1), "culprit: is missing"},
		{"sentence", strings.Replace(sound, "It failed.", strings.Repeat("long ", 60)+".", 1), "means: a sentence of " +
			"300 characters found"},
		{"hit", strings.Replace(sound, "{is: hit, facts: {event_provider: VSS,", "{is: hit, facts: {event_provider: "+
			"volsnap,", 1), "cases.0: is a hit, but the cause does not hold for its facts: not met are event_provider"},
		{"miss", strings.Replace(sound, "event: 1,", "event: 12345678,", 1), "cases.1: is a miss, but the cause holds"},
		{"no miss", strings.Split(sound, "  - {is: miss")[0], "at least one hit and one miss expected, 1 and 0 found"},
		{"two events", strings.Replace(sound, "event: 1,", "event: [1, 2],", 1), "event: one record states one; 2 " +
			"found"},
		{"delete", step("  - do: Delete the key.\n"), harm},
		{"vssadmin", step("  - do: Make room.\n    command: vssadmin delete shadows /all\n    risk: Copies are " +
			"lost.\n"), harm},
		{"takeown", step("  - do: Mend the rights.\n    command: takeown /f x\n"), harm},
		{"icacls", step("  - do: Mend the rights.\n    command: icacls x /grant y:F\n"), harm},
		{"reg delete", step("  - do: Mend it.\n    command: reg delete HKLM\\X\n"), harm},
		{"unregister", step("  - do: Unregister the provider.\n"), harm},
		{"regsvr32 /u", step("  - do: Mend it.\n    command: regsvr32 /u x.dll\n"), harm},
		{"database", step("  - do: Restart MSSQLSERVER.\n"), harm},
		{"cluster", step("  - do: Mend it.\n    command: net stop ClusSvc\n"), harm},
		{"NTDS", step("  - do: Restart the service NTDS.\n"), harm},
		{"Exchange", step("  - do: Mend it.\n    command: Restart-Service MSExchangeIS\n"), harm},
		{"regsvr32", step("  - do: Register again.\n    command: regsvr32 /i eventcls.dll\n"), `wrong from Windows 6.0 on`},
		{"over", sound + "over: [z]\n", `over.0: "z" is no cause`},
		{"self", sound + "differs: {x: y}\n", "names the cause itself"},
		{"noise", strings.Replace(sound, "kind: cause", "kind: noise", 1), "kind noise has severity information"},
		{"noise does", strings.Replace(sound, "kind: cause", "kind: noise", 1), "the first step of noise says that " +
			"nothing need be done"},
	} {
		if found := linted(t, map[string]string{"causes/x.yaml": c.text}); !strings.Contains(found, c.want) {
			t.Errorf("%s: %q expected, found %s", c.name, c.want, found)
		}
	}
	for _, fine := range []string{
		"  - do: Delete the key.\n    risk: It is gone.\n    undo: Import the export.\n", "  - do: Do not delete " +
			"anything.\n", "  - do: Save the rights.\n    command: icacls x /save y\n",
		"  - do: Register again.\n    command: regsvr32 /i eventcls.dll\n    windows: '<6.0'\n", "  - do: Restart " +
			"SQLWriter.\n",
	} {
		if found := linted(t, map[string]string{"causes/x.yaml": step(fine)}); found != "" {
			t.Errorf("%s is fine: %s", fine, found)
		}
	}
}

// TestLintOfPairs: two causes for one record must be ordered or told apart.
func TestLintOfPairs(t *testing.T) {
	other := func(id, match, more string) string {
		text := strings.Replace(sound, "id: x", "id: "+id, 1)
		text = strings.Replace(
			text,
			"match: [{event_provider: [VSS], event: [12345678], code: [0x80070001]}]",
			"match: ["+match+"]",
			1,
		)
		return strings.Split(text, "cases:")[0] + more + "cases:\n  - {is: miss, facts: {event: 2}}\n"
	}
	rivals := func(more string) string {
		return linted(t, map[string]string{
			"causes/x.yaml": sound,
			"causes/y.yaml": other(
				"y",
				"{event: [12345678], volume: ['*']}",
				more,
			) + "  - {is: hit, facts: {event: 12345678, volume: 'C:'}}\n",
		})
	}
	if found := rivals(""); !strings.Contains(
		found,
		"causes/x.yaml:7: x and y (causes/y.yaml) can hold for one record (both look at event 12345678)",
	) ||
		!strings.Contains(found, "write in x `over: [y]`") {
		t.Errorf("rivals: %s", found)
	}
	for _, more := range []string{"over: [x]\n", "differs: {x: 'Look at the volume.'}\n", "unless: [{code: " +
		"0x80070001}]\n", "windows: ''\nunless: [{event_provider: VSS}]\n"} {
		if found := rivals(more); found != "" {
			t.Errorf("%s settles it: %s", more, found)
		}
	}
	// Both hold for an example, though they look at nothing in common.
	found := linted(t, map[string]string{
		"causes/x.yaml": sound,
		"causes/y.yaml": other(
			"y",
			"{text: [mark]}",
			"",
		) + "  - {is: hit, facts: {text: a mark, event: 12345678, event_provider: VSS, code: 0x80070001}}\n",
	})
	if !strings.Contains(found, "both hold for cases.1 of y") {
		t.Errorf("an example of both: %s", found)
	}
}

func TestLintOfTables(t *testing.T) {
	const src = ", source: {says: seen, trust: reported}}\n"
	found := linted(t, map[string]string{
		"codes/com.yaml": "- {code: 1, name: A, means: a, family: com" + src + "- {code: 1, name: B, means: b, " +
			"family: com" + src + "- {code: 2, name: C, means: c, family: other, source: {trust: none}}\n",
		"events/e.yaml": "- {provider: VSS, id: [1, 2], means: a" + src + "- {provider: vss, id: 2, means: b, " +
			"phases: frezze" + src,
		"writers/w.yaml": "- {id: x, name: W" + src,
		"classes.yaml":   "- {clsid: '{FAF53CC4-BD73-4E36-83F1-2B23F46E513E}', name: V" + src,
		"articles.yaml": "- {number: '1', says: x, checked: 2026-11-29, trust: documented}\n- {number: '2', says: " +
			"x, trust: documented}\n",
		"programs.yaml":  "- {name: p" + src,
		"routines.yaml":  "- {match: x" + src,
		"services.yaml":  "- {displays: x" + src,
		"providers.yaml": "- {id: '{faf53cc4-bd73-4e36-83f1-2b23f46e513e}'" + src,
		"states.yaml":    "- {number: 1, name: S, means: s" + src,
		"messages/m.yaml": "- {program: p, id: [AB1, b], kind: ended, means: a" + src + "- {program: p, id: ab1, " +
			"kind: ended, means: b" + src + "- {program: q, id: ab1, kind: ended, means: c" + src,
		"notes/README.md": "nothing to read",
	})
	for _, want := range []string{"codes/com.yaml:2: B com 0x1 stands at codes/com.yaml:1 too", `codes/com.yaml:3: family "other" found`, `codes/com.yaml:3: trust "none" found`,
		"events/e.yaml:2: vss 2 stands at events/e.yaml:1 too", `events/e.yaml:2: phase "frezze" found (did you mean freeze?)`, `writers/w.yaml:1: id "x" found`,
		"classes.yaml:1: id", "articles.yaml:2: trust documented needs looked", "programs.yaml:1: name and tokens " +
			"expected", "routines.yaml:1: match and means expected",
		"messages/m.yaml:2: p ab1 stands at messages/m.yaml:1 too",
		"services.yaml:1: key expected", "providers.yaml:1: name expected", "states.yaml:1: number 0"} {
		if !strings.Contains(found, want) {
			t.Errorf("%q expected, found %s", want, found)
		}
	}
	if strings.Contains(found, "q ab1 stands") {
		t.Errorf("ids of two programs are taken for one: %s", found)
	}
}
