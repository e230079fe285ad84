package stn

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

const s = parse.Second

func TestBoundsOfAChain(t *testing.T) {
	n := New[*int]()
	n.Within("a", interval.Of(0, 10*s), "", nil)
	n.AtLeast("b", "a", 5*s, "", nil)
	n.Within("b", interval.Of(interval.Never, 12*s), "", nil)
	if got := n.Bounds("a"); got != (interval.Of(0, 7*s)) {
		t.Errorf("a in %v", got)
	}
	if got := n.Bounds("b"); got != (interval.Of(5*s, 12*s)) {
		t.Errorf("b in %v", got)
	}
	if lo, hi := n.Difference("b", "a"); lo != 5*s || hi != 12*s {
		t.Errorf("b - a is %v to %v", lo, hi)
	}
	if !n.Necessary("a", "b", -5*s) || n.Necessary("b", "a", 11*s) {
		t.Error("what is necessary is wrong")
	}
}

func TestWhyAddsUp(t *testing.T) {
	n := New[*int]()
	n.Within("a", interval.Of(2*s, 3*s), "mark a", nil)
	n.AtMost("b", "a", 4*s, "b soon", nil)
	n.Before("c", "b", "c first", nil)
	chain := n.Why("c", Epoch)
	sum := parse.Ticks(0)
	for _, c := range chain {
		sum += c.AtMost
	}
	if _, hi := n.Difference("c", Epoch); len(chain) != 3 || sum != hi || hi != 7*s-1 {
		t.Errorf("%d constraints add up to %v, the bound is %v", len(chain), sum, hi)
	}
}

func TestSmallestConflict(t *testing.T) {
	n := New[*int]()
	n.NotAfter("a", "b", "", nil)
	n.NotAfter("b", "c", "", nil)
	n.NotAfter("c", "d", "", nil)
	n.Before("d", "a", "long way round", nil)
	n.Before("b", "a", "short way", nil)
	c := n.Conflict()
	if n.Possible() || len(c) != 2 {
		t.Fatalf("conflict of %d: %v", len(c), c)
	}
	sum := parse.Ticks(0)
	for _, x := range c {
		sum += x.AtMost
	}
	if sum >= 0 {
		t.Error("the group can hold together")
	}
}

func TestUnknownPoints(t *testing.T) {
	n := New[*int]()
	if lo, hi := n.Difference("x", "y"); lo != interval.Never || hi != interval.Forever {
		t.Error("marks without a word have bounds")
	}
	if n.Bounds("x") != interval.Unknown || !n.Possible() {
		t.Error("an empty network is not empty")
	}
}

// TestSound draws true instants, states only what is true of them, and checks
// that every answer of the network holds for the truth.
func TestSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := []TimePoint{"a", "b", "c", "d", "e"}
		truth := map[TimePoint]parse.Ticks{Epoch: 0}
		for _, m := range points {
			truth[m] = parse.Ticks(rapid.Int64Range(0, 1000).Draw(t, string(m)))
		}
		n := New[*int]()
		for i := 0; i < rapid.IntRange(1, 12).Draw(t, "constraints"); i++ {
			a := rapid.SampledFrom(append([]TimePoint{Epoch}, points...)).Draw(t, "later")
			b := rapid.SampledFrom(points).Draw(t, "earlier")
			slack := parse.Ticks(rapid.Int64Range(0, 300).Draw(t, "slack"))
			n.Add(Constraint[*int]{Later: a, Earlier: b, AtMost: truth[a] - truth[b] + slack})
		}
		if !n.Possible() || n.Conflict() != nil {
			t.Fatal("a network of true statements is not possible")
		}
		for _, a := range points {
			for _, b := range points {
				lo, hi := n.Difference(a, b)
				if d := truth[a] - truth[b]; d < lo || d > hi {
					t.Fatalf("%s - %s is %d, not in %d to %d", a, b, d, lo, hi)
				}
			}
		}
	})
}

// TestMoreIsNarrower: a further constraint never widens a bound.
func TestMoreIsNarrower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := []TimePoint{"a", "b", "c"}
		n := New[*int]()
		add := func() {
			n.Add(
				Constraint[*int]{
					Later:   rapid.SampledFrom(points).Draw(t, "l"),
					Earlier: rapid.SampledFrom(append([]TimePoint{Epoch}, points...)).Draw(t, "e"),
					AtMost:  parse.Ticks(rapid.Int64Range(-50, 100).Draw(t, "d")),
				},
			)
		}
		for range 4 {
			add()
		}
		lo, hi := n.Difference("a", "b")
		add()
		if !n.Possible() {
			return
		}
		if l, h := n.Difference("a", "b"); l < lo || h > hi {
			t.Fatalf("from %d..%d to %d..%d", lo, hi, l, h)
		}
	})
}
