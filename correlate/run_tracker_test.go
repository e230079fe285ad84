package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// inSession adds what a program says in one text, line by line and without a time; what stands
// behind a colon is the id of a set.
func inSession(m *made, phrases ...string) *made {
	for n, phrase := range phrases {
		r := &parse.Record{Provider: parse.ProviderRequester, Computer: "HOST", Offset: int64(50 * n), Line: int32(n + 1), FromText: true}
		set := func(name, value string) {
			r.Fields = append(r.Fields, parse.Field{Name: name, Value: parse.StringValue(value)})
		}
		set(parse.FieldTool, "diskshadow")
		switch set(parse.FieldPhrase, phrase); phrase {
		case parse.PhraseSnapshotFailed:
			set(parse.FieldHResult, "0x80042306")
		case parse.PhraseSnapshotDone:
			set(parse.FieldSnapshotSetID, "{11111111-2222-4333-8444-00000000000"+string(rune('0'+n))+"}")
		}
		m.collector.Add("host/session.log", "host", r)
	}
	return m
}

// Who asks for a shadow copy again behind the outcome of the first asks for another set: each
// has its own outcome, whatever the order.
func TestEachRequestIsASet(t *testing.T) {
	const asks, fails, done = parse.PhraseSnapshotStart, parse.PhraseSnapshotFailed, parse.PhraseSnapshotDone
	for name, c := range map[string]struct {
		said              []string
		succeeded, failed int
	}{
		"refused, then made":               {[]string{asks, fails, fails, asks, done}, 1, 1},
		"made, then refused":               {[]string{asks, done, asks, fails}, 1, 1},
		"refused twice":                    {[]string{asks, fails, asks, fails}, 0, 2},
		"refused, and made in the end":     {[]string{fails, asks, fails, done}, 1, 2},
		"made twice":                       {[]string{asks, done, asks, done}, 2, 0},
		"asked for twice, then refused":    {[]string{asks, asks, fails}, 0, 1},
		"refused, then made, then refused": {[]string{asks, fails, asks, done, asks, fails}, 1, 2},
	} {
		succeeded, failed := 0, 0
		for _, s := range inSession(newMade(), c.said...).host(t).Sets {
			switch s.Outcome {
			case Success:
				succeeded++
			case FailedOutcome:
				failed++
			}
		}
		if succeeded != c.succeeded || failed != c.failed {
			t.Errorf("%s: %d sets made, %d failed; want %d and %d", name, succeeded, failed, c.succeeded, c.failed)
		}
	}
}
