package knowledge

import "testing"

// TestLint: what the project knows passes its own lint. Each error says what to write.
func TestLint(t *testing.T) {
	for _, err := range Lint(readData(t)) {
		t.Error(err)
	}
}
