package correlate

import (
	"fmt"
	"testing"

	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/parse"
)

// Of statements without a time the first MostTimeless are taken, over all inputs of the
// host; those that have a time are, however many stand before them.
func TestTimelessStatements(t *testing.T) {
	const beyond = 7
	timeless := func(source string, n int) Part {
		p := Part{Outline: &hosting.Outline{Source: source}}
		for i := range n {
			p.Records = append(p.Records, &parse.Record{Provider: "VSS", EventID: 8193, Line: int32(i + 1),
				Fields: []parse.Field{{Name: "Param1", Value: parse.StringValue(fmt.Sprintf("routine %d", i))}}})
		}
		return p
	}
	first, second := timeless("a.txt", MostTimeless-1), timeless("b.txt", 1+beyond)
	dated := &parse.Record{Provider: "VSS", EventID: 8193, Line: 99, Time: parse.Exact(150_000 * parse.Day)}
	second.Records = append(second.Records, dated)
	k := NewCase("host", "records", []Part{first, second}, Zone{})
	if len(k.Steps) != MostTimeless+1 || k.Beyond["b.txt"] != beyond || len(k.Beyond) != 1 {
		t.Errorf("%d steps are taken, beyond: %v", len(k.Steps), k.Beyond)
	}
	if last := k.Steps[len(k.Steps)-1]; last.Record != dated && k.Steps[0].Record != dated {
		t.Error("the record with a time is not taken")
	}
}

// A Sieve holds what a case takes, and all that is left out is counted once: whether the
// records of a computer are told apart or not.
func TestSieve(t *testing.T) {
	const n = MostTimeless + 50
	for _, computers := range []int{1, 3} {
		part := func(source string) Part { return Part{Outline: &hosting.Outline{Source: source}} }
		whole := []Part{part("a.txt"), part("b.txt")}
		held := []Part{part("a.txt"), part("b.txt")}
		sieve := NewSieve("host")
		for i := range whole {
			holds, end := sieve.Part(&held[i])
			for k := range n {
				r := &parse.Record{Provider: "VSS", EventID: 8193, Level: uint8(2 + k%3), Line: int32(k + 1)}
				if k%100 == 99 {
					r.Time = parse.Exact(150_000 * parse.Day)
				}
				whole[i].Records = append(whole[i].Records, r)
				if holds(fmt.Sprint(k%computers), r) {
					held[i].Records = append(held[i].Records, r)
				}
			}
			end()
		}
		want, got := NewCase("host", "records", whole, Zone{}), NewCase("host", "records", held, Zone{})
		if len(got.Steps) != len(want.Steps) || fmt.Sprint(got.Beyond) != fmt.Sprint(want.Beyond) {
			t.Errorf("%d computers: %d steps, beyond %v; want %d, %v",
				computers, len(got.Steps), got.Beyond, len(want.Steps), want.Beyond)
		}
	}
}
