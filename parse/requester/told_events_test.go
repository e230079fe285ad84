package requester

import (
	"slices"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/rendered"
)

// The source and the ids of events that a sentence names: up to four numbers, those of VSS within the ranges of its ids,
// none twice, and no part of a time.
func TestEventsOfASentence(t *testing.T) {
	for sentence, want := range map[string][]uint32{
		"we see vss event 8193 in the log":                             {8193},
		"we see vss event 12289 and 8193 in the log":                   {12289, 8193},
		"we see vss events 8193, 8194, 12289, 12293 in the log":        {8193, 8194, 12289, 12293},
		"we see vss events 8193, 8194, 12289, 12293, 12298 in the log": {8193, 8194, 12289, 12293},
		"we see vss events 8193, 8193 in the log":                      {8193},
		"we see vss event 4095 in the log":                             nil,
		"we see vss event 8447 in the log":                             {8447},
		"we see vss event 8448 in the log":                             nil,
		"we see volsnap event 25 in the log":                           {25},
		"we see volsnap event 36 and 39 in the log":                    {36, 39},
		"event id 25 of volsnap":                                       {25},
		"event 65535 of volsnap":                                       {65535},
		"event 65536 of volsnap":                                       nil,
		"we see something in the log":                                  nil,
		"we see event 25 in the log":                                   nil,
	} {
		var got []uint32
		for _, told := range eventsIn(sentence) {
			got = append(got, told.ids...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", sentence, got, want)
		}
	}
}

// Each name of a source is found before an id, as the source that records have; it has a token, without which no sentence
// is searched.
func TestEachNameOfASource(t *testing.T) {
	for name, source := range toldSources {
		if !parse.HoldsOne(name, sourceTokens) {
			t.Errorf("%s has none of the tokens", name)
		}
		if known, ok := rendered.KnownProvider(source); !ok || known != source {
			t.Errorf("%s is %s, which the readers write %q", name, source, known)
		}
		told := eventsIn("we see " + name + " 12293 in the log")
		if len(told) != 1 || told[0].source != source || !slices.Equal(told[0].ids, []uint32{12293}) {
			t.Errorf("%s: %v, want %s", name, told, source)
		}
	}
}
