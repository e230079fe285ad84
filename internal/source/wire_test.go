package source

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/parse"
)

// TestItemsGoToOtherProcesses: an item that was sent gives the same inputs.
func TestItemsGoToOtherProcesses(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"host1/a.txt": "one", "host1/deep/b.txt": "two", "c.txt": "three"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	items, err := List(ctx, []string{dir, filepath.Join(dir, "missing")}, Options{})
	if err != nil || len(items) != 4 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	inputs := func(i *Item) (found [][3]string) {
		problems, err := i.Walk(ctx, func(in *parse.Input) error {
			found = append(found, [3]string{in.Source, in.Host, in.Beside})
			return nil
		})
		if err != nil || len(problems) > 0 || len(found) != 1 {
			t.Fatalf("%s: %v, %v, %v", i.Source(), found, problems, err)
		}
		return found
	}
	lone, err := List(ctx, []string{filepath.Join(dir, "host1", "a.txt"), filepath.Join(dir, "c.txt")}, Options{})
	if err != nil || inputs(lone[0])[0][2] == inputs(items[1])[0][2] {
		t.Fatalf("%v, %v: what was named by itself is not told apart", inputs(lone[0]), err)
	}
	for _, i := range append(lone, items[:3]...) {
		data, err := i.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		sent, err := UnmarshalItem(data, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(inputs(i), inputs(sent)); diff != "" || sent.Source() != i.Source() ||
			sent.Folder() != i.Folder() {
			t.Errorf("%s: %s", i.Source(), diff)
		}
	}
	for _, i := range []*Item{items[3], {Path: Stdin, Stream: true}} {
		if _, err := i.MarshalBinary(); !errors.Is(err, ErrStays) {
			t.Errorf("%s: %v", i.Path, err)
		}
	}
	if _, err := UnmarshalItem([]byte("no item"), Options{}); err == nil {
		t.Error("what is no item was taken for one")
	}
}
