package evtx

import (
	"fmt"
	"hash/crc32"
	"reflect"
	"slices"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// everything is a selector with one rule.
func everything(means func(*parse.Record) bool) *parse.Selector {
	return &parse.Selector{Rules: []parse.Rule{{Provider: "*", Means: means}}}
}

// Of what says the same and is of no use, the first record comes out, whatever its time; all else comes out.
func TestUselessRecords(t *testing.T) {
	means := func(r *parse.Record) bool { return r.Fields[0].Value.String() != "idle" }
	c := newChunk(1)
	c.classic("Service", 1, 4, "idle", "a")
	c.classic("Service", 1, 3, "busy", "a")
	c.classic("Service", 1, 2, "idle", "b")
	c.classic("Service", 2, 2, "idle", "b")
	c.classic("Other", 2, 2, "idle", "b")
	other := newChunk(20)
	other.classic("Service", 1, 3, "idle", "a")
	data := file(c.bytes(), other.bytes())
	all := readAll(data, parse.Options{})
	res := readAll(data, parse.Options{Selector: everything(means)})
	var got []uint64
	for _, r := range res.records {
		got = append(got, r.HeaderRecordID)
	}
	// A run without a name gets it from its first record.
	if want := []uint64{1, 2, 5, 6, 7, 8, 10, 12, 20}; !slices.Equal(got, want) {
		t.Errorf("records %v, want %v", got, want)
	}
	if !reflect.DeepEqual(res.runs, all.runs) || res.account != all.account {
		t.Errorf("runs %+v, want %+v", res.runs, all.runs)
	}
}

// What is of use in real logs comes out, and the rest is as it was.
func TestUselessOnCorpus(t *testing.T) {
	means := func(r *parse.Record) bool {
		return crc32.ChecksumIEEE(fmt.Append(nil, r.Provider, r.EventID, r.Fields, r.Binary))%3 == 0
	}
	useful := func(records []*parse.Record) []*parse.Record {
		return slices.DeleteFunc(records, func(r *parse.Record) bool { return !means(r) })
	}
	left := 0
	for _, f := range corpus(t) {
		all, some := readAll(f.data, parse.Options{}), readAll(f.data, parse.Options{Selector: everything(means)})
		left += len(all.records) - len(some.records)
		if !reflect.DeepEqual(useful(some.records), useful(all.records)) {
			t.Errorf("%s: other records", f.name)
		}
		if !reflect.DeepEqual(some.runs, all.runs) || some.account != all.account ||
			!reflect.DeepEqual(some.damage, all.damage) {
			t.Errorf("%s: runs %+v, want %+v; damage %v, want %v", f.name, some.runs, all.runs, some.damage, all.damage)
		}
	}
	if left == 0 {
		t.Error("nothing was left out")
	}
}
