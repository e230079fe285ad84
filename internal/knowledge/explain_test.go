package knowledge

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vsslog/vsslog/internal/slowtest"
)

// explains demands that the first entries of an answer hold a word in the title, and
// that the entry says something and names a source.
func explains(t *testing.T, query, kind, word string) {
	t.Helper()
	for _, e := range Explain(query) {
		if e.Kind == kind && strings.Contains(strings.ToLower(e.Title), strings.ToLower(word)) {
			if e.Means == "" || len(e.Sources) == 0 {
				t.Errorf("explain %q: %s says nothing or names no source", query, e.Title)
			}
			return
		}
	}
	var titles []string
	for _, e := range Explain(query) {
		titles = append(titles, e.Kind+" "+e.Title)
	}
	t.Errorf("explain %q: no %s with %q, found %q", query, kind, word, titles)
}

// best demands that the best fit is of a kind and holds a word.
func best(t *testing.T, query, kind, word string) {
	t.Helper()
	all := Explain(query)
	if len(all) == 0 || all[0].Kind != kind || !strings.Contains(all[0].Title, word) {
		t.Errorf("explain %q: %s with %q expected first, found %+v", query, kind, word, all[:min(len(all), 1)])
	}
}

func TestExplainCodes(t *testing.T) {
	for i, c := range Codes() {
		if i%slowtest.Of(1, 12) != 0 {
			continue
		}
		spellings := append([]string{c.Name, strings.ToLower(c.Name)}, c.Also...)
		switch c.Family {
		case "win32":
			h := c.Value | 0x80070000
			spellings = append(
				spellings,
				fmt.Sprintf("%%%%%d", c.Value),
				fmt.Sprintf("Win32 error %d", c.Value),
				fmt.Sprint(c.Value),
				fmt.Sprintf("0x%x", c.Value),
			)
			if own, _ := CodeOf(h); own.Name == c.Name {
				spellings = append(
					spellings,
					fmt.Sprintf("0x%08x", h),
					fmt.Sprint(int32(h)),
					fmt.Sprint(h),
					fmt.Sprintf("%%%%%d", h),
				)
			}
		case "jet":
			spellings = append(
				spellings,
				fmt.Sprint(int32(c.Value)),
				fmt.Sprintf("0x%08x", c.Value),
				fmt.Sprint(c.Value),
				"error "+fmt.Sprint(int32(c.Value)),
			)
		case "sql":
			spellings = append(spellings, fmt.Sprintf("Msg %d", c.Value))
		default:
			spellings = append(
				spellings,
				fmt.Sprintf("0x%08x", c.Value),
				fmt.Sprintf("0X%08X", c.Value),
				fmt.Sprintf("(0x%08X)", c.Value),
				fmt.Sprintf("hr = 0x%08x, ...", c.Value),
			)
			if c.Value >= 1<<31 {
				spellings = append(
					spellings,
					fmt.Sprintf("%08x", c.Value),
					fmt.Sprintf("%08X", c.Value),
					fmt.Sprint(int32(c.Value)),
					fmt.Sprint(c.Value),
					fmt.Sprintf("code: %08x", c.Value),
				)
			}
		}
		for _, s := range spellings {
			explains(t, s, "code", c.Name)
		}
	}
	best(t, "0x80070422", "code", "ERROR_SERVICE_DISABLED")
	best(t, "VssProviderVetoException", "code", "VSS_E_PROVIDER_VETO")
	best(
		t,
		"Alphaleonis.Win32.Vss.VssBadStateException: The backup components object is not initialized",
		"code",
		"VSS_E_BAD_STATE",
	)
	best(t, "80042316", "code", "VSS_E_SNAPSHOT_SET_IN_PROGRESS")
	best(t, "writererror timeout", "code", "VSS_E_WRITERERROR_TIMEOUT")
	if all := Explain("0x80042306"); len(all) != 1 || len(all[0].Causes) == 0 ||
		!slices.ContainsFunc(all[0].Causes, func(c *Cause) bool {
			return slices.ContainsFunc(c.Explains, func(p *Pattern) bool { return slices.Contains(p.Code, 0x80042306) })
		}) {
		t.Errorf("a veto is a symptom of causes that are known: %+v", all)
	}
	if all := Explain("0x800423e2"); len(all) != 1 ||
		!strings.Contains(strings.Join(all[0].Related, " "), "0x800423f2") {
		t.Errorf("an unknown code names those that differ in one digit: %+v", all)
	}
	if all := Explain("0x80071234"); len(all) != 1 || !strings.Contains(all[0].Means, "4660") {
		t.Errorf("an unknown Win32 error: %+v", all)
	}
}

func TestExplainEvents(t *testing.T) {
	for i, e := range Events() {
		if i%slowtest.Of(1, 12) != 0 {
			continue
		}
		for _, p := range e.Provider {
			p = strings.ReplaceAll(p, "*", "SERVER")
			for _, id := range e.ID {
				for _, s := range []string{"%s:%d", "%s %d", "%[2]d %[1]s", "event %[2]d source %[1]s", "Source: %s, " +
					"Event ID: %d", "Event ID %[2]d (%[1]s)", "event %[2]d from %[1]s", "%s/%d", "%s event %d"} {
					explains(t, fmt.Sprintf(s, strings.ToUpper(p), id), "event", fmt.Sprintf(" %d", id))
				}
				explains(t, fmt.Sprint(id), "event", fmt.Sprint(id))
			}
		}
	}
	for _, q := range []string{"VSS 8193", "8193 VSS", "VSS:8193", "event 8193 source VSS"} {
		best(t, q, "event", "VSS 8193")
	}
	best(t, "Backup 521", "event", "Microsoft-Windows-Backup 521")
	if len(Explain("System Restore 8193")) != 0 {
		t.Error("8193 is no event of System Restore")
	}
}

// some are all of them where the slow tests are wanted, else every fourth.
func some[T any](all []T) []T {
	var few []T
	for i := 0; i < len(all); i += slowtest.Of(1, 4) {
		few = append(few, all[i])
	}
	return few
}

func TestExplainThings(t *testing.T) {
	for _, w := range some(Writers()) {
		bare := strings.Trim(w.ID, "{}")
		for _, s := range []string{w.Name, strings.ToUpper(w.Name), "Writer name: '" + w.Name + "'", w.ID, bare, strings.ToUpper(bare), "Writer Class Id: " + w.ID} {
			explains(t, s, "writer", w.Name)
		}
	}
	for _, s := range some(Services()) {
		for _, name := range append(Words{strings.ReplaceAll(s.Key, "*", "x"), "service " + strings.ReplaceAll(s.Key, "*", "x")}, s.Displays...) {
			explains(t, name, "service", s.Key)
		}
	}
	for _, s := range States() {
		for _, q := range []string{fmt.Sprintf("[%d]", s.Number), s.Name, fmt.Sprintf("State: [%d] Failed", s.Number), fmt.Sprint(s.Number)} {
			explains(t, q, "state", s.Name)
		}
	}
	for _, p := range Providers() {
		explains(t, p.ID, "provider", p.Name)
		explains(t, p.Name, "provider", p.Name)
	}
	for _, c := range Classes() {
		explains(t, c.CLSID, "class", c.Name)
		explains(t, c.Name, "class", c.Name)
	}
	for _, p := range some(Programs()) {
		explains(t, p.Name, "program", p.Name)
	}
	for _, r := range some(Routines()) {
		if call := strings.NewReplacer("*", "x", "?", "x").Replace(r.Match[0]); len(Explain(call)) == 0 {
			t.Errorf("explain %q: nothing", call)
		}
	}
	for _, a := range some(Articles()) {
		if a.Number != "" {
			for _, form := range []string{"KB%s", "KB %s", "kb%s", "https://support.microsoft.com/kb/%s", "https://support.microsoft.com/en-us/help/%s"} {
				explains(t, fmt.Sprintf(form, a.Number), "article", a.Number)
			}
		}
	}
	for _, c := range some(Causes()) {
		explains(t, c.ID, "cause", c.Title)
		explains(t, c.Title, "cause", c.Title)
	}
	if len(Explain("[16]")) != 0 {
		t.Error("[16] is no state")
	}
	for _, q := range []string{"", "   ", "''", "nothing of that kind", "hello 12345 world"} {
		if e := Explain(q); len(e) != 0 {
			t.Errorf("explain %q: %+v", q, e)
		}
	}
}

// TestExplainNoBrace: no text of an answer holds an open brace.
func TestExplainNoBrace(t *testing.T) {
	for _, c := range Causes() {
		for _, e := range Explain(c.ID) {
			for _, s := range e.Steps {
				if all := e.Means + s.Do + s.Command + s.Where + s.Risk + s.Undo; brace.MatchString(all) {
					t.Errorf("%s: %q", c.ID, brace.FindString(all))
				}
			}
		}
	}
}

func TestSuggest(t *testing.T) {
	for query, want := range map[string]string{"VSSS:8229": "VSS:8229", "Regstry Writer": "Registry Writer", "VSS_E_WRITERERROR_TIMEOT": "VSS_E_WRITERERROR_TIMEOUT",
		"JET_errOSSnapshotTimOut": "JET_errOSSnapshotTimeOut", "a65faa63-5ea8-4ebc-9dbd-a0c4db26912b": "{a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}",
		"something else altogether": ""} {
		if got := Suggest(query); got != want {
			t.Errorf("%q: %q suggested, %q expected", query, got, want)
		}
	}
}

// TestExplainAnything: no query makes it panic, and the same query has one answer.
func TestExplainAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.OneOf(rapid.String(), rapid.StringMatching(`(VSS|event|0x8004|KB|%%|-|\[)? ?[0-9a-f]{1,12}\]?`)).
			Draw(t, "query")
		if a, b := Explain(q), Explain(q); !reflect.DeepEqual(a, b) {
			t.Fatalf("%q has two answers", q)
		}
		Suggest(q)
	})
}

// TestExplainHeader: the head of a record as the event viewer copies it.
func TestExplainHeader(t *testing.T) {
	best(t, "Log Name: Application Source: VSS Date: Event ID: 12298 Level: Error", "event", "VSS 12298")
	best(t, "Source: Service Control Manager Event ID: 7034", "event", "Service Control Manager 7034")
	all := Explain("VSS 8193 hr = 0x80070539")
	explains(t, "VSS 8193 hr = 0x80070422", "code", "ERROR_SERVICE_DISABLED")
	explains(t, "VSS 8193 hr = 0x80070422", "event", "VSS 8193")
	if len(all) != 2 || all[0].Kind != "event" {
		t.Errorf("an event with a code: %+v", all)
	}
}

// TestExplainByWords: each cause is found by the examples of its own routine, and a
// GUID finds those that look at it.
func TestExplainByWords(t *testing.T) {
	tried := 0
	for _, c := range readData(t).Causes {
		for i := range c.Cases {
			k := &c.Cases[i]
			if f, err := k.Facts.facts(); err == nil && k.Is == "hit" && len(f.Routine) > 20 &&
				slices.ContainsFunc(
					c.anchors(),
					func(p *Pattern) bool { return len(p.Routine) > 0 && anyGlob(p.Routine, f.Routine) },
				) {
				tried++
				explains(t, f.Routine, "cause", c.Title)
			}
		}
	}
	if tried == 0 {
		t.Error("no cause has an example with a routine: the test tests nothing")
	}
	if all := Explain("{FAF53CC4-BD73-4E36-83F1-2B23F46E513E}"); !slices.ContainsFunc(
		all,
		func(e Entry) bool { return e.Kind == "cause" },
	) {
		t.Errorf("the event class: %+v", all)
	}
}

// An error of Windows that is not known here is said to be unknown, with the command that tells what it means,
// unless a cause is known by it.
func TestExplainUnknownError(t *testing.T) {
	none := 0
	for n := uint32(1); n < 16000; n++ {
		if _, known := Win32Of(n); known {
			continue
		}
		e := win32Entry(n, 0)
		if e.Unknown != (len(e.Causes) == 0) || len(e.Steps) != 1 || e.Steps[0].Command != fmt.Sprintf("net helpmsg %d", n) {
			t.Fatalf("%d: unknown is %v with %d causes, steps %v", n, e.Unknown, len(e.Causes), e.Steps)
		}
		if none++; none > 50 {
			break
		}
	}
	if none == 0 {
		t.Error("no error is unknown")
	}
}
