package detect

import (
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// numbered is a record of a process, a thread and an event id.
func numbered(process, thread, event uint32) *Observation {
	r := &parse.Record{EventID: event}
	return &Observation{
		Step:  &correlate.Step{Event: vocab.Event{ProcessID: process, ThreadID: thread, Record: r}},
		Facts: &knowledge.Facts{Event: event},
	}
}

// Two numbers are the same thing only if they are the same number. None of these pairs is, though
// each is one character: half a surrogate, a code point beyond the last, a letter in both its cases.
func TestNumbersAreComparedAsNumbers(t *testing.T) {
	for _, pair := range [][2]uint32{{55300, 57340}, {1_200_000, 1_300_000}, {'K', 'k'}, {0x212a, 'k'}} {
		a, b := numbered(pair[0], pair[0], pair[0]), numbered(pair[1], pair[1], pair[1])
		for _, by := range []string{"process", "session", "thread"} {
			if ok, _ := a.tied(b, &knowledge.Tie{By: knowledge.Words{by}}); ok {
				t.Errorf("%d and %d are one %s", pair[0], pair[1], by)
			}
			if ok, weak := a.tied(a, &knowledge.Tie{By: knowledge.Words{by}}); !ok || weak {
				t.Errorf("%d is not the %s that it is", pair[0], by)
			}
		}
		if (hypothesis{}).about(a) == (hypothesis{}).about(b) {
			t.Errorf("the events %d and %d are one", pair[0], pair[1])
		}
	}
}
