package lazyregexp

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// expressions are of every kind that the readers have, and some that no automaton is made for
// or that soon has too many states.
var expressions = []string{
	`a`, ``, `^`, `$`, `^$`, `\b`, `\B`, `^\b$`, `(?m)^a$`, `(?s)a.b`, `a.b`, `(?i)straße|k`, `[^a]`, `\bab\b`, `\Bb\B`,
	`^\W*(?:\w+: )?Win32 error\s?:`, `(?i)\bvss\b|volume shadow ?copy|\bwriters?\b`, `\p{L}{2,4} ?[:：]`, `x*`,
	`(a|ab)(c|bcd)$`,
	`(?i)^[\s\[<("{*-]*(?:"?level"?\s*[:=]\s*"?)?(?:error|err|ошибка|エラー)(?:[-.\w]*)["\])>]*\s*(?:\[[^\]]{1,40}\])?(?:\s*[:=\]|]|\s-\s)`,
	`[(（](?:[^()]{0,60}[^\w])?(?:0x[0-9a-f]{8}|-\d{10})[)）]["'.\s]*$`,
	`^(?:[\d/.:, -]{8,24}(?: ?[AP]M)?\s+)?(AN[SE]\d{4}[ES]) +['"\p{L}]`,
	`\bfailed\b[^\n]{3,300}?\berror\b`, `(?:a|b)*a(?:a|b){12}`, `a{900}`, `\x{FFFD}`, `[\x80-\x{10FFFF}]`, `\z`,
	`\A\s*x`, `(?:^|[^\w-])(-5368[0-7]\d{4})\b`,
}

// lines are held against each of them.
var lines = []string{
	"", "a", "b", "ab", "a\nb", "\n", "a\n", " ab ", "xab", "STRASSE straße ſtraße K \u212a", "Win32 error: x",
	"  sys: Win32 error :",
	"the VSS writer", "vssx", "error (0x800423f2).", "Error （0x800423f2）。", "-536870912", " -536812345 ",
	"ошибка: 5", "エラー：",
	"level=error x", "[error] - y", "\xff\xfe", "a\xffb", "failed to open x: error 5", "failederror", "\uFFFD",
	"ANS1234E x",
	"2026-11-01 02:03 PM ANS1234E Übung", strings.Repeat("ab", 40), strings.Repeat("a", 1000), "日本語：x", "ab日cd",
	"x y", "\u00a0x",
}

// FuzzAutomaton holds automatons against package regexp.
func FuzzAutomaton(f *testing.F) {
	for _, source := range expressions {
		for _, line := range lines {
			f.Add(source, line)
		}
	}
	f.Fuzz(func(t *testing.T, source, line string) {
		re, err := regexp.Compile(source)
		if err != nil {
			return
		}
		a := newAutomaton(source)
		if a == nil {
			return
		}
		for range 2 { // the second time the states are there
			if got, ok := a.match(line); ok && got != re.MatchString(line) {
				t.Errorf("%q in %q: %v", source, line, got)
			}
		}
	})
}

// An expression that is asked often answers as one that is asked once.
func TestOften(t *testing.T) {
	marked := func(match string) string { return "<" + match + ">" }
	for _, source := range expressions {
		re, often := regexp.MustCompile(source), New(source)
		for range 2*seldom/len(lines) + 1 {
			for _, line := range lines {
				if got, want := often.MatchString(line), re.MatchString(line); got != want {
					t.Fatalf("%q in %q: %v", source, line, got)
				}
				got, want := often.FindStringSubmatch(line), re.FindStringSubmatch(line)
				if strings.Join(got, "|") != strings.Join(want, "|") || (got == nil) != (want == nil) {
					t.Fatalf("%q in %q: %q, expected %q", source, line, got, want)
				}
				if got, want := often.ReplaceAllString(line, "-"), re.ReplaceAllString(line, "-"); got != want {
					t.Fatalf("%q in %q: %q, expected %q", source, line, got, want)
				}
				if got, want := often.ReplaceAllStringFunc(line, marked), re.ReplaceAllStringFunc(line, marked); got != want {
					t.Fatalf("%q in %q: %q, expected %q", source, line, got, want)
				}
			}
		}
	}
}

// An automaton of many states is begun anew, and given up at last; what it answers until then
// is right.
func TestManyStates(t *testing.T) {
	const source = `(?:a|b)*a(?:a|b){12}c`
	re, a := regexp.MustCompile(source), newAutomaton(source)
	random, gaveUp := uint32(1), false
	for range 20000 {
		line := make([]byte, 40)
		for i := range line {
			random = random*1664525 + 1013904223
			line[i] = "abababac"[random>>29]
		}
		got, ok := a.match(string(line))
		if ok && got != re.Match(line) {
			t.Fatalf("%q: %v", line, got)
		}
		gaveUp = gaveUp || !ok
		if len(a.states) > mostStates {
			t.Fatalf("%d states", len(a.states))
		}
	}
	if !gaveUp {
		t.Error("it never gave up")
	}
}

// Every match of an expression holds one of its words.
func TestWords(t *testing.T) {
	for _, c := range []struct {
		source string
		words  []string
	}{
		{`disk (?:is )?full`, []string{"disk is full", "disk full"}},
		{`\b(?:quota|limit)s? reached\b`, []string{"quotas reached", "quota reached", "limits reached", "limit reached"}},
		{`no (?:space|room)|(?:filled){1,2}`, []string{"no space", "no room", "filled"}},
		{`(?i)full`, nil},
		{`a (\w+ )?(?:f[uo]ll|em(?:pty|tied))`, []string{"foll", "full", "empty", "emtied"}},
		{`[a-z]+ up`, []string{" up"}},
		{`(?:full)?`, nil},
		{`full|\d+`, nil},
		{`no`, nil},
	} {
		if words := New(c.source).Words(); !slices.Equal(words, c.words) {
			t.Errorf("%s: %q, not %q", c.source, words, c.words)
		}
	}
}
