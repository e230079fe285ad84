package rendered

import (
	"strings"
	"testing"
)

// Each row is found by its words, and by them alone. The sentences are ours.
func TestBags(t *testing.T) {
	for _, b := range bags {
		line := "The message about shadow copies of volume D: says " + strings.ReplaceAll(b.words, "+", " and ")
		g, ok := volumeEvent(line + strings.Repeat(".", 1-strings.Count(line[len(line)-1:], ".")))
		if !ok || g.ID != b.id || g.Provider != b.provider || g.Level != b.level {
			t.Errorf("%q: %v %v, want %d", line, g, ok, b.id)
		}
	}
	for _, b := range serviceBags {
		lead := "Volume Shadow Copy Service error: "
		if strings.HasPrefix(b.words, "sqllib") {
			lead = "Sqllib error: "
		}
		if g, ok := serviceEvent(lead + strings.ReplaceAll(b.words, "+", " and ") + "."); !ok || g.ID != b.id ||
			g.Provider != b.provider ||
			g.Level != b.level {
			t.Errorf("%q: %v %v, want %d", b.words, g, ok, b.id)
		}
	}
	for _, line := range []string{
		"The shadow copies of volume D: are fine, thank you very much indeed",
		"The shadow copies were deleted since storage could not grow in time", // of which volume?
		"Somebody wrote that the shadow copies of volume D: were deleted because nothing could grow in time.",
		"The shadow copies of volume D: were deleted, could not grow in time and aborted after an IO failure", // two
	} {
		if g, ok := volumeEvent(line); ok {
			t.Errorf("%q: %v", line, g)
		}
	}
}
