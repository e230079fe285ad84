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
