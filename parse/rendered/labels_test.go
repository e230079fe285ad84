package rendered

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestLabels checks that every label of the table is found, however its first
// letter is written, and that each language says where its labels were seen.
func TestLabels(t *testing.T) {
	for _, l := range Languages {
		if l.Source == "" {
			t.Errorf("%s: no source", l.Name)
		}
		for p, labels := range l.Labels {
			for _, label := range strings.Split(labels, "|") {
				for _, form := range []string{label, Titled(label), upper(label)} {
					if m, ok := FindLabel(form); !ok || m.Part != p && m.Second != p {
						t.Errorf("%s: %q is %+v, %v; want part %d", l.Name, form, m, ok, p)
					}
				}
			}
		}
	}
	for level, words := range levelWords {
		for _, word := range strings.Split(words, "|") {
			if got, ok := LevelOf(upper(word)); !ok || got != level {
				t.Errorf("%q is level %d, %v; want %d", word, got, ok, level)
			}
		}
	}
	for name := range Providers {
		if got, ok := KnownProvider(strings.ToUpper(name)); !ok || got != name {
			t.Errorf("%s is known as %q, %v", name, got, ok)
		}
	}
}

// TestDayFirstLevel: a word of another language than English tells how its dates are written; an
// English one, and a number, do not.
func TestDayFirstLevel(t *testing.T) {
	for word, want := range map[string]bool{"Fehler": true, "[ошибка]": true, "Error": false, "2": false, "nothing": false} {
		if DayFirstLevel(word) != want {
			t.Errorf("%s: %v", word, !want)
		}
	}
}

// upper writes the first letter of s in upper case.
func upper(s string) string {
	c, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(c)) + s[n:]
}
