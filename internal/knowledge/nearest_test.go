package knowledge

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	known := []string{"freeze", "thaw", "writer", "VSS", "hold-timeout", "Größe", "ab"}
	for word, want := range map[string]string{
		"freez": "freeze", "FREEZE": "freeze", "frezee": "freeze", "thwa": "thaw", "vsz": "VSS", "svs": "VSS", "hold-tiemuot": "hold-timeout", "Grösse": "Größe", "Gräße": "Größe",
		"frog": "", "xyz": "", "vxz": "", "": "", "x": "", "a": "", "ax": "ab", "hold": "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	if got := Nearest("abc", []string{"abx", "aby"}); got != "abx" {
		t.Errorf("of two that are as near %q comes first", got)
	}
	if got := Meant("thwa", known); got != " (did you mean thaw?)" {
		t.Errorf("%q", got)
	}
	if got := Meant("", known) + Meant("frog", known); got != "" {
		t.Errorf("%q", got)
	}
}

// The distance is one: nothing is nearer than the word itself, it is the same both ways,
// and one letter more, less or other, or two that changed places, make one.
func TestDistance(t *testing.T) {
	word := rapid.SliceOfN(rapid.RuneFrom([]rune("abcé")), 0, 9)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		d := distance(a, b)
		if d != distance(b, a) || (d == 0) != (string(a) == string(b)) || d > max(len(a), len(b)) ||
			d < max(len(a)-len(b), len(b)-len(a)) {
			t.Fatalf("%s to %s: %d, back %d", string(a), string(b), d, distance(b, a))
		}
		if len(a) < 2 {
			return
		}
		at := rapid.IntRange(0, len(a)-2).Draw(t, "at")
		swapped, other := append([]rune{}, a...), append([]rune{}, a...)
		swapped[at], swapped[at+1] = a[at+1], a[at]
		other[at] = 'x'
		less := append(append([]rune{}, a[:at]...), a[at+1:]...)
		if distance(a, swapped) > 1 || distance(a, other) != 1 || distance(a, less) != 1 {
			t.Fatalf(
				"of %s: swapped %d, other %d, less %d",
				string(a),
				distance(a, swapped),
				distance(a, other),
				distance(a, less),
			)
		}
	})
}
