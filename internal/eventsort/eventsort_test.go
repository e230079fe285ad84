package eventsort

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// world makes records with many equal times, and some without a time.
func world(seed int64, n int) []*parse.Record {
	r := rand.New(rand.NewSource(seed))
	list := make([]*parse.Record, n)
	for i := range list {
		at := parse.Exact(parse.FromUnix(int64(1_500_000_000 + r.Intn(n/3+1))))
		switch r.Intn(10) {
		case 0:
			at = parse.Timestamp{}
		case 1:
			at.Zone = parse.ZoneLocal
		}
		list[i] = &parse.Record{
			Time:     at,
			Computer: fmt.Sprint("HOST", r.Intn(3)),
			Channel:  []string{"System", "Application"}[r.Intn(2)],
			RecordID: uint64(r.Intn(5)),
			Offset:   int64(i),
			Fields:   []parse.Field{{Name: "param1", Value: parse.StringValue(fmt.Sprint("v", i))}},
		}
	}
	return list
}

// inOrder is what a sorter with so much memory makes of the records: their offsets, each
// with its source.
func inOrder(t *testing.T, memory int, records []*parse.Record) (order []string, runs int) {
	t.Helper()
	s := New(memory)
	defer s.Close()
	for _, r := range records {
		if err := s.Add(fmt.Sprint("log", r.Offset%7), r); err != nil {
			t.Fatal(err)
		}
	}
	err := s.Each(func(source string, r *parse.Record) error {
		if got, want := r.Text("param1"), fmt.Sprint("v", r.Offset); got != want ||
			source != fmt.Sprint("log", r.Offset%7) {
			t.Fatalf("record %d of %s holds %q, want %q", r.Offset, source, got, want)
		}
		order = append(order, fmt.Sprint(source, "@", r.Offset))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return order, len(s.runs)
}

// TestRunsGiveTheSameOrder: what waits in a file comes back as what waits in memory does.
func TestRunsGiveTheSameOrder(t *testing.T) {
	for seed := range int64(5) {
		records := world(seed, 3000)
		want, none := inOrder(t, DefaultMemory, records)
		got, runs := inOrder(t, 100_000, records)
		if none != 0 || runs < 10 {
			t.Fatalf("seed %d: %d and %d runs, want none and many", seed, none, runs)
		}
		if !slices.Equal(got, want) {
			t.Errorf("seed %d: the order of %d runs is not that of none", seed, runs)
		}
		if len(want) != len(records) {
			t.Errorf("seed %d: %d records came back of %d", seed, len(want), len(records))
		}
	}
}

// TestOrder: by time, then computer, channel and record id; those without a time last, as
// they came.
func TestOrder(t *testing.T) {
	at := func(seconds int64) parse.Timestamp { return parse.WholeSecond(parse.FromUnix(seconds)) }
	local := at(1)
	local.Zone = parse.ZoneLocal
	records := []*parse.Record{
		{Offset: 0}, {Offset: 1, Time: local}, {Offset: 2, Time: at(9)}, {Offset: 3, Time: at(5), Computer: "b"},
		{
			Offset:   4,
			Time:     at(5),
			Computer: "A",
			Channel:  "System",
		}, {Offset: 5, Time: at(5), Computer: "a", Channel: "System", RecordID: 1},
		{Offset: 6, Time: at(5), Computer: "a", Channel: "Application", RecordID: 7},
	}
	s := New(DefaultMemory)
	defer s.Close()
	for _, r := range records {
		if err := s.Add("log", r); err != nil {
			t.Fatal(err)
		}
	}
	var got []int64
	if err := s.Each(func(_ string, r *parse.Record) error { got = append(got, r.Offset); return nil }); err != nil {
		t.Fatal(err)
	}
	if want := []int64{6, 4, 5, 3, 2, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
