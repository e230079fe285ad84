package vssadmin

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// A writer that stands in a listing as in the one before is read as it would be anew, whatever
// stands around it.
func TestWriterAgain(t *testing.T) {
	lines := []string{
		"Writer name: 'System Writer'", "Writer name: 'Registry Writer'", "Writer name: 'a writer with a name that a console of eighty broke",
		"   Writer Id: {e8132975-6f93-4464-a53e-1050253ae220}", "   Writer Instance Id: {10000000-0000-0000-0000-000000000001}",
		"   Writer Instance Id: {masked}", "   Writer Id: WriterId", "   State: [1] Stable", "   State: [8] Failed",
		"   Last error: No error", "   Last error: Retryable error", "   Last error: " + strings.Repeat("long words ", 5) + "to the",
		"margin of it", "   more", "", "", "", "   ", "[...]", "something else", "C:\\>vssadmin list writers",
	}
	// Pieces of a writer, of which any may be missing.
	head := "Writer name: 'System Writer'\n   Writer Id: {e8132975-6f93-4464-a53e-1050253ae220}\n"
	pieces := []string{"   State: [1] Stable\n", "   Last error: " + strings.Repeat("long words ", 5) + "to the\n", "margin of it\n", "\n"}
	found, again := 0, 0
	for seed := range slowtest.Of[uint64](300, 100) {
		random := rand.New(rand.NewPCG(seed, 2))
		var text strings.Builder
		for range 200 {
			if random.IntN(3) > 0 {
				text.WriteString(lines[random.IntN(len(lines))] + "\n")
				continue
			}
			text.WriteString(head)
			for _, piece := range pieces {
				if random.IntN(5) > 0 {
					text.WriteString(piece)
				}
			}
		}
		var l writersReader
		texttest.Read(t, []byte(text.String()), console.Grammar{Name: "each", Begin: func() console.ReadFunc {
			return func(r *console.Reader, i int) int {
				stood := len(l.before) > 0 && l.before[0].standsAt(r, i)
				got, gotOK := l.readWriter(r, i)
				want, wantOK := readWriter(r, i)
				got.seen = nil
				if !reflect.DeepEqual(got, want) || gotOK != wantOK {
					t.Fatalf("seed %d, line %d: %+v %t, want %+v %t\n%s", seed, i, got, gotOK, want, wantOK, text.String())
				}
				if gotOK {
					found++
				}
				if stood {
					again++
				}
				r.Add(parse.ProviderWriter, i, i)
				return i + 1
			}
		}})
	}
	if again < 1000 || found < again+1000 {
		t.Errorf("%d writers, %d as the one before: that proves little", found, again)
	}
}
