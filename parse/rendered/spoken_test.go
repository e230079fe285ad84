package rendered

import (
	"strings"
	"testing"
)

// No row of words is hidden behind one above it.
func TestSpokenCode(t *testing.T) {
	for _, row := range spokenCodes {
		if code, _ := SpokenCode("it " + strings.ReplaceAll(row.words, "+", " is ")); code != row.code {
			t.Errorf("%q: %#x", row.words, code)
		}
	}
	if code, ok := SpokenCode("the snapshot was made"); ok {
		t.Errorf("nothing failed: %#x", code)
	}
}
