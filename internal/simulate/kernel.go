package simulate

import (
	"container/heap"
	"math/rand/v2"
	"time"
)

// Instant is a point in true time: nanoseconds since 1970-01-01 00:00:00 UTC.
// What a host's clock shows at it is another matter, see Clock.
type Instant int64

// Add returns the instant d later.
func (t Instant) Add(d time.Duration) Instant { return t + Instant(d) }

// Sub returns the time from u to t.
func (t Instant) Sub(u Instant) time.Duration { return time.Duration(t - u) }

// UTC returns t as a time of the standard library.
func (t Instant) UTC() time.Time { return time.Unix(0, int64(t)).UTC() }

// at returns an instant of the UTC calendar.
func at(year int, month time.Month, day, hour, minute int, seconds float64) Instant {
	return Instant(time.Date(year, month, day, hour, minute, 0, 0, time.UTC).UnixNano()).Add(secs(seconds))
}

// secs returns s seconds, rounded to a microsecond so that decimal fractions in
// scenarios mean what they say.
func secs(s float64) time.Duration {
	return time.Duration(s*1e6+0.5) * time.Microsecond
}

// kernel is a queue of events in true time. Events of the same instant run in
// the order in which they were put in: a run depends on nothing else.
type kernel struct {
	now    Instant
	queue  eventQueue
	serial int
}

type event struct {
	at     Instant
	serial int
	run    func()
}

// at runs f at t, or at once if t has passed.
func (k *kernel) at(t Instant, f func()) {
	if t < k.now {
		t = k.now
	}
	k.serial++
	heap.Push(&k.queue, event{t, k.serial, f})
}

// after runs f when d has passed.
func (k *kernel) after(d time.Duration, f func()) { k.at(k.now.Add(d), f) }

// runUntil runs everything that happens before end.
func (k *kernel) runUntil(end Instant) {
	for len(k.queue) > 0 && k.queue[0].at < end {
		e := heap.Pop(&k.queue).(event)
		k.now = e.at
		e.run()
	}
	k.now = end
}

type eventQueue []event

func (q eventQueue) Len() int { return len(q) }
func (q eventQueue) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].serial < q[j].serial
}
func (q eventQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *eventQueue) Push(x any)   { *q = append(*q, x.(event)) }
func (q *eventQueue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// random is a source of numbers that is the same on every machine and with
// every version of Go.
type random struct{ *rand.Rand }

func newRandom(seed, stream uint64) random {
	return random{rand.New(rand.NewPCG(seed, stream))}
}

// between returns a duration in [low, high).
func (r random) between(low, high time.Duration) time.Duration {
	if high <= low {
		return low
	}
	return low + time.Duration(r.Int64N(int64(high-low)))
}

// chance is true with probability p.
func (r random) chance(p float64) bool { return r.Float64() < p }

// guid returns a random GUID in braces, lower case.
func (r random) guid() string {
	const hex = "0123456789abcdef"
	out := []byte("{xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx}")
	for i, c := range out {
		if c == 'x' {
			out[i] = hex[r.IntN(16)]
		}
	}
	return string(out)
}

// pick returns one of the choices.
func pick[T any](r random, choices ...T) T { return choices[r.IntN(len(choices))] }
