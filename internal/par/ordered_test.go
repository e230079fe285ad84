package par

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// TestOrder: whatever the workers, and however long each thing takes, all come once
// and in order.
func TestOrder(t *testing.T) {
	for _, workers := range []int{-1, 1, 2, 7, 100} {
		var got []int
		err := OrderedMap(t.Context(), "testing", workers, 50, func(i int) (int, error) {
			time.Sleep(time.Duration(i*7%5) * 100 * time.Microsecond)
			return i * i, nil
		}, func(i, square int) error {
			if square != i*i {
				t.Errorf("thing %d is %d", i, square)
			}
			got = append(got, i)
			return nil
		})
		if err != nil || len(got) != 50 || !slices.IsSorted(got) {
			t.Errorf("%d workers: %v, %v", workers, got, err)
		}
	}
}

// TestFewAreHeld: what was made waits for its turn in small numbers.
func TestFewAreHeld(t *testing.T) {
	const workers = 3
	var made, visited atomic.Int64
	err := OrderedMap(t.Context(), "testing", workers, 200, func(int) (int, error) {
		if ahead := made.Add(1) - visited.Load(); ahead > 3*workers+2 {
			t.Errorf("%d things are ahead of the visitor", ahead)
		}
		return 0, nil
	}, func(int, int) error {
		visited.Add(1)
		time.Sleep(50 * time.Microsecond)
		return nil
	})
	if err != nil || visited.Load() != 200 {
		t.Errorf("%d visited, %v", visited.Load(), err)
	}
}

// TestStops: at the first error in the order of the things, at one of the visitor,
// and with its context.
func TestStops(t *testing.T) {
	bad := errors.New("bad")
	last := -1
	visit := func(i, _ int) error { last = i; return nil }
	err := OrderedMap(t.Context(), "testing", 4, 100, func(i int) (int, error) {
		if i >= 10 {
			return 0, bad
		}
		return i, nil
	}, visit)
	if !errors.Is(err, bad) || last != 9 {
		t.Errorf("error of a thing: %v after thing %d", err, last)
	}
	err = OrderedMap(t.Context(), "testing", 4, 100, func(i int) (int, error) { return i, nil }, func(i, _ int) error {
		if last = i; i == 5 {
			return bad
		}
		return nil
	})
	if !errors.Is(err, bad) || last != 5 {
		t.Errorf("error of the visitor: %v after thing %d", err, last)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = OrderedMap(ctx, "testing", 4, 1000, func(i int) (int, error) { return i, nil }, func(i, _ int) error {
		if i == 5 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := OrderedMap(t.Context(), "testing", 4, 0, func(int) (int, error) { return 0, bad }, visit); err != nil {
		t.Errorf("nothing to do: %v", err)
	}
}
