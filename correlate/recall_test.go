package correlate

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/parse"
)

// polledRecord is a record of a writer as a poll gives it, or of something else.
func polledRecord(random *rand.Rand, listing, writer int) *parse.Record {
	r := &parse.Record{Provider: parse.ProviderWriter, Line: int32(100*listing + writer), Listing: int32(listing),
		Time: parse.Timestamp{Wall: parse.Ticks(listing+1) * parse.Hour, Zone: parse.ZoneLocal}}
	add := func(name, value string) {
		r.Fields = append(r.Fields, parse.Field{Name: name, Value: parse.StringValue(value)})
	}
	add(parse.FieldWriterName, "writer "+strconv.Itoa(writer))
	add(parse.FieldWriterInstanceID, "{A"+strconv.Itoa(writer+random.IntN(20)/19)+"}")
	add(parse.FieldStateCode, strconv.Itoa(random.IntN(6)/4+1))
	add(parse.FieldHResult, []string{"0x00000000", "0x800423f2"}[random.IntN(9)/8])
	switch random.IntN(20) {
	case 0:
		r.Provider = parse.ProviderListing
	case 1:
		r.Channel = "channel"
	case 2:
		add("State_Name", "Stable")
	case 3:
		r.Fields = r.Fields[:random.IntN(len(r.Fields))]
	case 4:
		r.ProcessID = 4
	}
	return r
}

// What is recalled is what would be read, for as many writers as a host may have.
func TestRecall(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	p := Part{Outline: &hosting.Outline{Source: "a.txt"}}
	q := Part{Outline: &hosting.Outline{Source: "b.txt", Home: "home"}}
	var known recall
	recalled := 0
	for listing := range 300 {
		for writer := range []int{5, 40, 90}[listing/100] {
			part := []*Part{&p, &q}[random.IntN(12)/11]
			r := polledRecord(random, listing, writer)
			var got, want Step
			gotOK, wantOK := part.read(&got, "host", r, &known), part.read(&want, "host", r, nil)
			if got.shown != nil {
				recalled++
			}
			var a, b WriterState
			a.read(&got)
			b.read(&want)
			got.shown = nil
			if gotOK != wantOK || !reflect.DeepEqual(got, want) || !reflect.DeepEqual(a, b) {
				t.Fatalf("listing %d, writer %d: %+v %+v, want %+v %+v", listing, writer, got, a, want, b)
			}
			*r = parse.Record{} // the caller's again
		}
	}
	if recalled < 1000 {
		t.Errorf("%d were recalled", recalled)
	}
}

// The clock sees of listings what the case has of them.
func TestClockListings(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	p := Part{Outline: &hosting.Outline{Source: "a.txt"}}
	var steps []*Step
	var listings clockListings
	for listing := range 200 {
		for writer := range 6 {
			s := &Step{}
			r := polledRecord(random, listing-listing%3/2, writer) // some go on behind another one
			if p.read(s, "host", r, nil); !ofListings(s.Kind) {
				continue
			}
			s.At = readAt(r)
			steps = append(steps, s)
			listings.see(s)
		}
	}
	want := gatherListings(steps)
	sortLocal(want)
	got := listings.sorted()
	if len(got) != len(want) {
		t.Fatalf("%d listings, want %d", len(got), len(want))
	}
	for i, c := range clockListingsOf(want) {
		shown := slices.DeleteFunc(slices.Clone(c.states), func(s *WriterState) bool {
			return s.Code < 1 || s.Code > 5 || s.Instance == ""
		})
		same := func(a, b *WriterState) bool { return a.ID == b.ID && a.Instance == b.Instance && a.Code == b.Code }
		if g := got[i]; g.listingID != c.listingID || g.time != c.time || g.lo != c.lo || !slices.EqualFunc(g.states, shown, same) {
			t.Errorf("listing %d: %+v, want %+v", i, g, c)
		}
	}
}
