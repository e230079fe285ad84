package bug

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func indexTooFar(list []int) (err error) {
	defer Catch("reading a\nb.evtx", &err)
	_ = list[len(list)]
	return nil
}

func TestCatch(t *testing.T) {
	err := indexTooFar(nil)
	b := Of(fmt.Errorf("outer: %w", err))
	if b == nil || !Is(err.Error()) || strings.Contains(err.Error(), "\n") {
		t.Fatalf("%v", err)
	}
	if !strings.Contains(
		err.Error(),
		"reading a b.evtx: runtime error: index out of range [0] with length 0 (bug_test.go",
	) &&
		!strings.Contains(err.Error(), "bug/bug_test.go:") {
		t.Errorf("%v", err)
	}
	if err := func() (err error) { defer Catch("nothing", &err); return nil }(); err != nil {
		t.Errorf("no panic: %v", err)
	}
	if plain := errors.New("plain"); Of(plain) != nil || Is(plain.Error()) {
		t.Error("an error is taken for a bug")
	}
}

// A function of a program stands by its package's name and not by its folder.
func TestOwnFunctions(t *testing.T) {
	for name, want := range map[string]bool{
		"main.(*program).analyze": true, "github.com/vsslog/vsslog/parse/evtx.Read": true,
		"github.com/vsslog/vsslog.Analyze": true, "runtime.gopanic": false, "slices.SortFunc[...]": false,
	} {
		if got := own(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
