package requester

import (
	"strings"
	"testing"
)

// Marks of quoting that nobody writes are dropped before a line is looked at, those of a
// reply to a reply are not.
func TestUnquoted(t *testing.T) {
	const said = "Error 0x800423f2"
	for n, want := range map[int]string{0: said, 3: "> > > " + said, 16: strings.Repeat("> ", 16) + said, 17: said, 4000: said} {
		if got := unquoted(strings.Repeat("> ", n) + said); got != want {
			t.Errorf("%d marks: %.60q", n, got)
		}
	}
}
