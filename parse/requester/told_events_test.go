package requester

import (
	"slices"
	"testing"
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
