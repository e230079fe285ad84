package correlate

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/parse"
)

// A log says what it has not: holes in its record ids, steps of its clock, and
// its longest silence, but not an hour without a record.
func TestGaps(t *testing.T) {
	const hour = parse.Hour
	from := parse.FromUnix(1_700_000_000)
	run := func(first, last uint64, at, to parse.Ticks, back int) parse.Run {
		r := parse.Run{
			FirstID:   first,
			LastID:    last,
			First:     parse.Exact(from + at),
			Last:      parse.Exact(from + to),
			Earliest:  from + at,
			Latest:    from + to,
			StepsBack: back,
		}
		r.Silence(from+at, from+to)
		return r
	}
	l := &Log{
		Runs: []parse.Run{run(1, 10, 0, hour, 0), run(15, 20, 2*hour, 40*hour, 1), run(21, 30, 41*hour, 66*hour, 2)},
	}
	want := []string{
		"4 records missing after #10 (2023-11-14T23:13:20.0000000Z to 2023-11-15T00:13:20.0000000Z)",
		"the clock goes back once between #15 and #20", "the clock goes back 2 times between #21 and #30",
		"quiet for 38 hours from 2023-11-15T00:13:20.0000000Z to 2023-11-16T14:13:20.0000000Z",
	}
	if d := cmp.Diff(want, l.Gaps()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if gaps := (&Log{Runs: []parse.Run{run(1, 10, 0, hour, 0)}}).Gaps(); len(gaps) > 0 {
		t.Errorf("gaps %q", gaps)
	}
}
