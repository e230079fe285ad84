package detect

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// TestListedProvider: where a provider refused and nothing says why, a third party's provider
// that a listing shows is named; not Windows' own, and not where volsnap says why.
func TestListedProvider(t *testing.T) {
	const want = "provider-veto-third-party-listed"
	refused := func(provider string) *world {
		w := newWorld().text(100, parse.PhraseSnapshotFailed, parse.FieldHResult, "0x80042306")
		return w.add(&parse.Record{
			Provider: parse.ProviderVSSProvider, Computer: "HOST1", Line: 9,
			Fields: []parse.Field{
				{Name: parse.FieldProviderName, Value: parse.StringValue(provider)},
				{Name: parse.FieldType, Value: parse.StringValue("Software")},
			},
		})
	}
	for name, c := range map[string]struct {
		world *world
		want  bool
	}{
		"a third party's":  {refused("Acronis VSS SW Provider"), true},
		"Windows' own":     {refused("Microsoft Software Shadow Copy provider 1.0"), false},
		"volsnap says why": {refused("Acronis VSS SW Provider").event(99, "volsnap", 24, "C:", "C:"), false},
		"another reason":   {newWorld().text(100, parse.PhraseSnapshotFailed, parse.FieldHResult, "0x8004231f"), false},
	} {
		_, all := c.world.failures(t)
		if len(all) == 0 {
			t.Errorf("%s: nothing is told", name)
			continue
		}
		f := all[0]
		told := f.Known != nil && f.Known.ID == want
		if told != c.want || told && (f.CauseVerdict != Suspected || f.Culprit.Name != "Acronis VSS SW Provider") {
			t.Errorf("%s: %s, %s, culprit %+v", name, f.Signature, f.CauseVerdict, f.Culprit)
		}
	}
}
