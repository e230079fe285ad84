package knowledge

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// BenchmarkCandidates: a usual record against what is known, and against ten times as
// many causes that look at the text.
func BenchmarkCandidates(b *testing.B) {
	f := &Facts{
		EventProvider: "VSS",
		Event:         12289,
		Level:         "error",
		Code:          0x80070001,
		Codes:         []uint32{0x80070001},
		Routine:       `CreateFileW(\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy9\,0x80000000,...)`,
		Phase:         "commit",
		Execution:     "System Provider",
		Text:          strings.Repeat("Volume Shadow Copy Service error: CreateFileW. Operation, Context: ", 16),
	}
	causes := readData(b).Causes
	for i := range 250 {
		p := &Pattern{Text: Words{fmt.Sprintf("token %d", i), "another"}}
		if i%3 != 0 {
			p = &Pattern{EventProvider: Words{"VSS"}, Event: Numbers{uint32(8000 + i)}, Routine: Words{"CoCreate*"}}
		}
		p.prepare()
		causes = append(causes, &Cause{ID: fmt.Sprintf("c%d", i), Match: []*Pattern{p}})
	}
	many, err := NewBase(causes)
	if err != nil {
		b.Fatal(err)
	}
	for name, base := range map[string]*Base{"known": Builtin(), "many": many} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				base.Candidates(f, Version{})
			}
		})
	}
}

// BenchmarkStart: what the first question costs.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		if _, err := readBase(); err != nil {
			b.Fatal(err)
		}
		table[[]Code]("codes")()
		table[[]Event]("events")()
	}
}

// BenchmarkCompile: what go generate costs.
func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		d, err := ReadData(os.DirFS("data"))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := d.Compile(); err != nil {
			b.Fatal(err)
		}
	}
}
