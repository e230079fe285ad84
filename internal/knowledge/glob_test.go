package knowledge

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"VSS", "vss", true}, {"VSS", "VSSAudit", false}, {"MSSQL$*", "mssql$payroll", true}, {"*ShadowCopy*", `\Device\HarddiskVolumeShadowCopy3`, true},
		{"CreateFileW(*HarddiskVolumeShadowCopy*", `CreateFileW(\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy9\,0x80000000,...)`, true},
		{"a?c", "abc", true}, {"a?c", "ac", false}, {"*", "", true}, {"*.bak", "S-1-5-21-7.BAK", true}, {"Rückgabe*", "RÜCKGABEWERT", true}, {"?", "é", true},
	} {
		if g := newGlob(c.pattern); g.matches(c.text) != c.want {
			t.Errorf("%q and %q: %v expected", c.pattern, c.text, c.want)
		}
	}
}

var globs = rapid.StringMatching(`[abé*?]{0,7}`)

// reference is a glob as a regular expression.
func reference(pattern string) *regexp.Regexp {
	e := regexp.QuoteMeta(pattern)
	e = strings.ReplaceAll(strings.ReplaceAll(e, `\*`, `.*`), `\?`, `.`)
	return regexp.MustCompile(`(?is)^` + e + `$`)
}

func TestGlobLikeReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pattern, text := globs.Draw(t, "glob"), rapid.StringMatching(`[abéAB]{0,7}`).Draw(t, "text")
		if g := newGlob(pattern); g.matches(text) != reference(pattern).MatchString(text) {
			t.Fatalf("%q and %q: %v", pattern, text, g.matches(text))
		}
	})
}

// TestCoversIsSound: what a glob matches, one that covers it matches too; and two
// globs that a text matches meet.
func TestCoversIsSound(t *testing.T) {
	covered, met := 0, 0
	check := func(t *rapid.T) {
		g, h := newGlob(globs.Draw(t, "g")), newGlob(globs.Draw(t, "h"))
		text := rapid.StringMatching(`[abé]{0,6}`).Draw(t, "text")
		if h.covers(&g) {
			covered++
			if g.matches(text) && !h.matches(text) {
				t.Fatalf("%q is said to cover %q, but does not match %q", h.pattern, g.pattern, text)
			}
			if !h.meets(&g) {
				t.Fatalf("%q covers %q and does not meet it", h.pattern, g.pattern)
			}
		}
		if g.matches(text) && h.matches(text) {
			met++
			if !g.meets(&h) {
				t.Fatalf("%q and %q both match %q and are said not to meet", g.pattern, h.pattern, text)
			}
		}
	}
	for round := 0; round == 0 || round < 100 && (covered == 0 || met == 0); round++ {
		rapid.Check(t, check)
	}
	if covered == 0 || met == 0 {
		t.Errorf("%d pairs covered, %d met: the test tests nothing", covered, met)
	}
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		wide, narrow string
		want         bool
	}{{"*x*", "axb", true}, {"*x*", "*x*", true}, {"CreateFileW(*", "CreateFileW(*Copy*", true}, {"CreateFileW(*Copy*", "CreateFileW(*", false}, {"*a*b*", "*b*a*", false}, {"*", "?", true}, {"?", "*", false}} {
		w, n := newGlob(c.wide), newGlob(c.narrow)
		if w.covers(&n) != c.want {
			t.Errorf("%q covers %q: %v expected", c.wide, c.narrow, c.want)
		}
	}
}
