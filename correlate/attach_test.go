package correlate

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vsslog/vsslog/parse"
)

// TestTimelineIsASearch: what the index finds is what a look at every set finds.
func TestTimelineIsASearch(t *testing.T) {
	ticks := rapid.SampledFrom([]parse.Ticks{Never, Forever, 0})
	near := rapid.Custom(func(t *rapid.T) parse.Ticks { return parse.Ticks(rapid.IntRange(0, 7200).Draw(t, "s")) * parse.Second })
	interval := rapid.Custom(func(t *rapid.T) Instant {
		i := Instant{near.Draw(t, "a"), near.Draw(t, "b")}
		if i.Lo > i.Hi {
			i.Lo, i.Hi = i.Hi, i.Lo
		}
		switch rapid.IntRange(0, 12).Draw(t, "open") {
		case 0:
			i.Lo = min(i.Lo, ticks.Draw(t, "lo"))
		case 1:
			i.Hi = max(i.Hi, ticks.Draw(t, "hi"))
		}
		return i
	})
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(interval).Draw(t, "sets")
		line := &timeline{}
		for _, a := range all {
			line.add(&SnapshotSet{}, a)
		}
		line.finish()
		i := interval.Draw(t, "step")
		var want *SnapshotSet
		for n, a := range all {
			if a.Lo <= i.Hi && i.Lo-a.Hi <= reach {
				want = line.sets[n]
			}
		}
		if got := line.latest(i); got != want {
			t.Fatalf("%v in %v: set %d, want %d", i, all, slices.Index(line.sets, got), slices.Index(line.sets, want))
		}
		for n := line.after(i); n < len(all); n++ {
			if all[n].Lo <= i.Hi {
				t.Fatalf("%v in %v: after is %d", i, all, line.after(i))
			}
		}
	})
}
