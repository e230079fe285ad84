package detect

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/knowledge"
)

// Each thing that an observation names adds what is known of where to look by it; what it does not name adds nothing, and
// nothing is said twice.
func TestWhereToLook(t *testing.T) {
	program, ok := knowledge.ProgramOf("veeam")
	if !ok || program.Log == "" {
		t.Fatalf("of Veeam is known %+v", program)
	}
	for name, c := range map[string]struct {
		facts knowledge.Facts
		want  []string
	}{
		"nothing":            {knowledge.Facts{}, nil},
		"an unknown writer":  {knowledge.Facts{Writer: "Contoso Writer"}, nil},
		"a program":          {knowledge.Facts{Program: "veeam"}, []string{program.Log}},
		"an unknown program": {knowledge.Facts{Program: "contoso"}, nil},
	} {
		f := &Failure{}
		for range 2 {
			f.lookSteps(&Observation{Facts: &c.facts})
		}
		if len(f.Steps) != len(c.want) {
			t.Errorf("%s: %d steps, want %d", name, len(f.Steps), len(c.want))
			continue
		}
		for i, s := range f.Steps {
			if !strings.Contains(s.Do, c.want[i]) {
				t.Errorf("%s: %s", name, s.Do)
			}
		}
	}
}
