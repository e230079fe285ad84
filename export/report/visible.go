package report

import (
	"fmt"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// visible returns s with everything that a screen would obey instead of show
// (control characters, marks that turn the direction of writing, unpaired
// surrogates) written out as \u escapes. Line breaks and tabs stay.
func visible(s string) string {
	plain := true
	for _, r := range s {
		if unseen(r) {
			plain = false
			break
		}
	}
	if plain && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case !unseen(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// unseen reports runes that have no shape of their own: Cc and Cf of Unicode,
// and the two line separators.
func unseen(r rune) bool {
	if r == '\n' || r == '\t' || r == '\r' {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf) || r == '\u2028' || r == '\u2029'
}

// shortened cuts a long value and says so: the whole of it is in the tables.
func shortened(s string, most int) string {
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return fmt.Sprintf("%s … (%d more bytes, whole in the events table)", s[:cut], len(s)-cut)
}

// clock writes an instant for people: UTC, to the millisecond, its uncertainty
// in words where it is wider than that.
func clock(i interval.Interval) string {
	switch {
	case i.Known() && i.Hi-i.Lo < parse.Millisecond:
		return stamp(i.Lo)
	case i.Known() && i.Hi-i.Lo < parse.Second && i.Lo%parse.Second == 0:
		return i.Lo.Time().Format("2006-01-02 15:04:05") + " UTC (to the second)"
	case i.Known() && i.Lo.Time().Format(time.DateOnly) == i.Hi.Time().Format(time.DateOnly):
		return i.Lo.Time().Format("2006-01-02 15:04:05.000") + i.Hi.Time().Format(" to 15:04:05.000 UTC")
	case i.Known():
		return stamp(i.Lo) + " to " + stamp(i.Hi)
	case i.Lo > interval.Never:
		return "not before " + stamp(i.Lo)
	case i.Hi < interval.Forever:
		return "not after " + stamp(i.Hi)
	}
	return "at an unknown time"
}

func stamp(t parse.Ticks) string { return t.Time().Format("2006-01-02 15:04:05.000") + " UTC" }
