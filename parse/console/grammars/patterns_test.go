package grammars

import (
	"testing"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// Every pattern of the readers of texts compiles, those that no test needs among them.
func TestPatterns(t *testing.T) {
	n, err := lazyregexp.Compile()
	if err != nil || n < 400 {
		t.Errorf("%d patterns: %v", n, err)
	}
}
