package simulate

import (
	"os/exec"
	"strings"
	"testing"
)

// TestImports: the simulator measures the readers and the reasoning, so it must
// not share code with them.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatalf("go list -deps: %v", err)
	}
	seen := false
	for _, dep := range strings.Fields(string(out)) {
		if !strings.HasPrefix(dep, "github.com/") && !strings.Contains(strings.Split(dep, "/")[0], ".") {
			continue // standard library
		}
		if dep == "github.com/vsslog/vsslog/internal/simulate" {
			seen = true
			continue
		}
		t.Errorf("simulate depends on %s", dep)
	}
	if !seen {
		t.Error("go list did not list the package itself: this test looks at nothing")
	}
}
