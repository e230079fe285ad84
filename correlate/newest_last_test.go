package correlate

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// A text that has the newest line first is read from its end, each line with what is below it and has no time; one in order,
// and one in which both occur, stay as they are.
func TestNewestLast(t *testing.T) {
	for in, want := range map[string]string{
		"3 3. 2 1 1.": "1 1. 2 3 3.",
		"1 1. 2 3":    "1 1. 2 3",
		"2 3 1":       "2 3 1",
		". 3 2":       ". 3 2",
		"5":           "5",
		"3 3 3":       "3 3 3",
	} {
		var steps []*Step
		names := map[*Step]string{}
		for _, name := range strings.Fields(in) {
			s := &Step{At: interval.Unknown}
			s.Source = "a.log"
			s.Record = &parse.Record{Provider: parse.ProviderRequester, Stamp: parse.StampNone}
			if !strings.HasSuffix(name, ".") {
				at := parse.Ticks(name[0]-'0') * parse.Hour
				s.At, s.Record.Stamp = interval.Of(at, at), parse.StampRecord
			}
			names[s] = name
			steps = append(steps, s)
		}
		newestLast(steps)
		var got []string
		for _, s := range steps {
			got = append(got, names[s])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", in, strings.Join(got, " "), want)
		}
	}
}
