package evtx

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
)

func TestWorkers(t *testing.T) {
	data := file(
		vssChunk(1, 9),
		make([]byte, chunkSize),
		vssChunk(10, 20),
		vssChunk(30, 5)[:chunkSize-9],
		vssChunk(1, 4),
	)
	alone := readAll(data, parse.Options{})
	for _, workers := range []int{0, 2, 3, 16} {
		compareResults(t, fmt.Sprint(workers, " workers"), alone, readAll(data, parse.Options{Workers: workers}))
	}
	for _, f := range corpus(t) {
		compareResults(t, f.name, readAll(f.data, parse.Options{}), readAll(f.data, parse.Options{Workers: 2}))
	}
}

// mixed is a chunk with records of three providers, one of them in a value.
func mixed() []byte {
	c := newChunk(1)
	c.classic("VSS", 8224, 2, "one")
	for i, text := range []string{"the Volume Shadow Copy service", "another service"} {
		c.record(testTime+uint64(i), func() {
			c.fragment()
			c.instance(byte(8+i), func() {
				c.start(-1, "Event", false)
				c.close()
				c.start(-1, "System", false)
				c.close()
				c.start(-1, "Provider", true)
				c.attr("Name")
				c.subst(0, 1)
				c.attr("Guid")
				c.optional(1, 15)
				c.empty()
				c.leaf(-1, "EventID", func() { c.subst(2, 6) })
				c.leaf(-1, "Channel", func() { c.text("System") })
				c.end()
				c.start(-1, "EventData", false)
				c.close()
				c.leaf(-1, "Data", func() { c.subst(3, 1) })
				c.end()
				c.end()
			}, str("Service Control Manager"), raw(15, []byte("0123456789abcdef")...), num16(7036+i), str(text))
		})
	}
	return c.bytes()
}

func TestSelector(t *testing.T) {
	const guid = "{33323130-3534-3736-3839-616263646566}"
	other := newChunk(9)
	other.classic("Other", 1, 3)
	data := file(mixed(), other.bytes())
	rule := func(r ...parse.Rule) *parse.Selector { return &parse.Selector{Rules: r} }
	all := readAll(data, parse.Options{})
	for _, test := range []struct {
		name     string
		selector *parse.Selector
		want     string
	}{
		{"everything", nil, "1 2 3 4 9 : ;"},
		{"nothing", rule(), ""},
		{"provider in another case", rule(parse.Rule{Provider: "vss"}), "1 2"},
		{"prefix", rule(parse.Rule{Provider: "Serv*"}), "3 4"},
		{"id", rule(parse.Rule{Provider: "Service Control Manager", IDs: []uint32{7037}}), "4"},
		{"another id", rule(parse.Rule{Provider: "VSS", IDs: []uint32{1}}), ""},
		{"GUID", rule(parse.Rule{GUID: guid}), "3 4"},
		{"word", rule(parse.Rule{Provider: "Service Control Manager", IDs: []uint32{7036}, Words: []string{"swprv", "Volume Shadow Copy"}}), "3"},
		{"no word", rule(parse.Rule{Provider: "Service Control Manager", Words: []string{"swprv"}}), ""},
		{"two rules", rule(parse.Rule{Provider: "VSS"}, parse.Rule{Provider: "Other"}), "1 2 9 : ;"},
	} {
		t.Run(test.name, func(t *testing.T) {
			opt := parse.Options{Selector: test.selector}
			slow := newRun(opt)
			slow.general = true
			res := readWith(data, newRun(opt), 1)
			compareResults(t, "the general path", res, readWith(data, slow, 1))
			checkBytes(t, "selected", len(data), res)
			if got := strings.Join(ids(res), " "); got != test.want {
				t.Errorf("records %q, want %q", got, test.want)
			}
			if !reflect.DeepEqual(res.runs, all.runs) || res.account != all.account {
				t.Errorf("runs %+v, want %+v", res.runs, all.runs)
			}
		})
	}
}

// TestSelectorOnCorpus holds that a selector changes what comes out and nothing else.
func TestSelectorOnCorpus(t *testing.T) {
	wanted := 0
	for _, f := range corpus(t) {
		all := readAll(f.data, parse.Options{})
		some := readAll(f.data, parse.Options{Selector: vssSelector})
		var want []*parse.Record
		for _, r := range all.records {
			for _, rule := range vssSelector.Rules {
				if strings.EqualFold(r.Provider, rule.Provider) {
					want = append(want, r)
				}
			}
		}
		wanted += len(want)
		if !reflect.DeepEqual(some.records, want) {
			t.Errorf("%s: %d records, want %d", f.name, len(some.records), len(want))
		}
		for i, run := range some.runs {
			if i < len(all.runs) && !reflect.DeepEqual(run, all.runs[i]) {
				t.Errorf("%s: run\n%+v, want\n%+v", f.name, run, all.runs[i])
			}
		}
	}
	if wanted == 0 {
		t.Error("nothing was wanted")
	}
}

func TestRuns(t *testing.T) {
	minute := func(n int) uint64 { return testTime + uint64(n)*uint64(parse.Minute) }
	c := newChunk(5)
	for _, r := range []struct {
		id uint64
		at int
	}{{5, 0}, {6, 1}, {7, 2}, {20, 9}, {21, 3}, {22, 4}} {
		c.id = r.id
		c.classicAt(minute(r.at), "VSS", 1, 1)
	}
	res := both(t, file(c.bytes()), parse.Options{})
	at := func(n int) parse.Timestamp { return parse.Exact(parse.Ticks(minute(n))) }
	want := []parse.Run{
		{
			Channel:   "Application",
			Computer:  "HOST",
			FirstID:   5,
			LastID:    7,
			First:     at(0),
			Last:      at(2),
			Earliest:  at(0).Wall,
			Latest:    at(2).Wall,
			Quiet:     parse.Minute,
			QuietFrom: at(0).Wall,
			Records:   3,
		},
		{
			Channel:   "Application",
			Computer:  "HOST",
			FirstID:   20,
			LastID:    22,
			First:     at(9),
			Last:      at(4),
			Earliest:  at(3).Wall,
			Latest:    at(9).Wall,
			StepsBack: 1,
			Backs:     []parse.StepBack{{ID: 21, From: at(9).Wall, To: at(3).Wall}},
			Quiet:     parse.Minute,
			QuietFrom: at(3).Wall,
			Records:   3,
		},
	}
	if !reflect.DeepEqual(res.runs, want) {
		t.Errorf("runs\n%+v\nwant\n%+v", res.runs, want)
	}
}

// A header with no time, or with one beyond the signed range, has none.
func TestHeaderWithoutATime(t *testing.T) {
	c := newChunk(1)
	for _, at := range []uint64{testTime, 0, 1 << 63, testTime + uint64(parse.Minute)} {
		c.classicAt(at, "VSS", 1, 1)
	}
	res := both(t, file(c.bytes()), parse.Options{})
	first := parse.Ticks(testTime)
	if len(res.runs) != 1 || res.runs[0].Earliest != first || res.runs[0].Latest != first+parse.Minute ||
		res.runs[0].StepsBack != 0 || res.runs[0].Records != 4 {
		t.Errorf("runs %+v", res.runs)
	}
	for i, r := range res.records {
		if r.Written.IsZero() != (i == 1 || i == 2) {
			t.Errorf("record %d was written at %+v", i, r.Written)
		}
		if beyond := i == 2; r.Time.IsZero() != beyond || len(r.Fields) > 0 != beyond {
			t.Errorf("record %d is of %+v, fields %+v", i, r.Time, r.Fields)
		}
	}
}

// TestVSSRecords reads the real VSS records of a workstation, whose strings are
// positional and whose binary holds the context in 8-bit text.
func TestVSSRecords(t *testing.T) {
	for _, f := range corpus(t) {
		if f.name != "deepbluecli-many-events-application.evtx" {
			continue
		}
		counts := map[uint32]int{}
		for _, r := range readAll(f.data, parse.Options{Selector: &parse.Selector{Rules: []parse.Rule{{Provider: "VSS"}}}}).records {
			counts[r.EventID]++
			if r.Provider != "VSS" || r.Binary == "" || len(r.Fields) == 0 || r.Channel != "Application" ||
				r.Computer == "" {
				t.Errorf("record %d: %+v", r.RecordID, *r)
			}
			for _, field := range r.Fields {
				if field.Name != "" || field.Value.Type() != parse.TypeString {
					t.Errorf("record %d: field %+v", r.RecordID, field)
				}
			}
			if !strings.HasPrefix(r.Binary, "- Code: ") && !strings.Contains(r.Binary, "Code:") {
				t.Errorf("record %d: binary %q", r.RecordID, r.Binary)
			}
		}
		total := 0
		for _, n := range counts {
			total += n
		}
		if total != 71 {
			t.Errorf("%d VSS records, want 71: %v", total, counts)
		}
		return
	}
	t.Error("the file is not in the corpus")
}

// TestAllocations holds that reading costs nothing for each record once the
// memory of a run is there.
func TestAllocations(t *testing.T) {
	chunk := vssChunk(1, 100)
	d := newDecoder(newRun(parse.Options{}))
	blk := block{kind: blockChunk, b: chunk}
	d.decode(&blk).Release()
	if n := testing.AllocsPerRun(50, func() { d.decode(&blk).Release() }); n > 2 {
		t.Errorf("%v allocations for a chunk of 100 records", n)
	}
}

// TestXML holds that what AppendXML writes says the same as the record.
func TestXML(t *testing.T) {
	for i, f := range corpus(t) {
		if i%slowtest.Of(1, 5) != 0 {
			continue
		}
		for _, r := range readAll(f.data, parse.Options{}).records {
			x := string(AppendXML(nil, r))
			plain := slices.DeleteFunc(
				slices.Clone(r.Fields),
				func(field parse.Field) bool { return strings.HasPrefix(field.Name, "System/") },
			)
			same := *r
			same.Fields = plain
			if differences := compareWithOracle(&same, x); len(differences) > 0 {
				t.Fatalf("%s: record %d:\n%s\n%s", f.name, r.HeaderRecordID, strings.Join(differences, "\n"), x)
			}
		}
	}
}
