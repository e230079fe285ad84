package vocab

import (
	"slices"
	"testing"

	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse/console"
)

// TestNamesOfCodes: the names of result codes that texts print, and those of the exceptions
// that AlphaVSS makes of them, stand for the numbers that the knowledge base gives them.
func TestNamesOfCodes(t *testing.T) {
	known := 0
	for _, row := range knowledge.Codes() {
		for _, name := range append(slices.Clone(row.Also), row.Name) {
			if code, ok := console.CodeOfName(name); ok {
				known++
				if code != row.Value {
					t.Errorf("%s is 0x%08x for the readers and 0x%08x for the knowledge base", name, code, row.Value)
				}
			} else if name == row.Name && row.Family == "vss" && row.Value>>31 == 1 {
				t.Errorf("the readers do not know %s, 0x%08x", name, row.Value)
			}
		}
	}
	if known < 70 {
		t.Errorf("only %d names are in both", known)
	}
}
