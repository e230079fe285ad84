package score

import (
	"context"
	"fmt"
	"testing"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/internal/simulate"
)

// TestOnceWrong judges the worlds of docs/accuracy.md in which a true fault was once ruled out.
func TestOnceWrong(t *testing.T) {
	for _, world := range []struct {
		seed   uint64
		number int
	}{
		{101, 5793}, // the thaw that a record names is that of the next set
		{303, 7319}, // the clock was set while the writers were frozen, and listings show an earlier session
	} {
		t.Run(fmt.Sprintf("seed %d case %d", world.seed, world.number), func(t *testing.T) {
			dir := t.TempDir()
			if err := simulate.World(10_000, world.seed, world.number, dir); err != nil {
				t.Fatal(err)
			}
			s, err := Worlds(context.Background(), dir, vsslog.Options{})
			if err != nil || s.Faults == 0 {
				t.Fatalf("%v, %d faults", err, s.Faults)
			}
			for _, w := range s.Wrong {
				t.Errorf("%+v", w)
			}
		})
	}
}
