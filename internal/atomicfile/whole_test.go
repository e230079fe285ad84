package atomicfile

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var errBroken = errors.New("broken")

func namesIn(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// TestWrite: a file is there when it is whole, and a failed attempt leaves what was.
func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	err := Write(path, func(f *os.File) error {
		if namesIn(t, dir) == "a" {
			t.Error("the name is there before the content")
		}
		_, err := f.WriteString("one")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = Write(path, func(f *os.File) error { return errors.Join(errBroken, f.Truncate(0)) })
	if got, _ := os.ReadFile(path); !errors.Is(err, errBroken) || string(got) != "one" || namesIn(t, dir) != "a" {
		t.Errorf("%v, content %q, files %q", err, got, namesIn(t, dir))
	}
}

// TestMakeDirectory: a second attempt may only give the same.
func TestMakeDirectory(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "part")
	fill := func(text string) func(string) error {
		return func(dir string) error { return os.WriteFile(filepath.Join(dir, "f"), []byte(text), 0o644) }
	}
	same := func(old, fresh string) error {
		a, _ := os.ReadFile(filepath.Join(old, "f"))
		b, _ := os.ReadFile(filepath.Join(fresh, "f"))
		if string(a) != string(b) {
			return errBroken
		}
		return nil
	}
	if err := MakeDirectory(path, func(string) error { return errBroken }, same); !errors.Is(err, errBroken) ||
		namesIn(t, dir) != "" {
		t.Errorf("an attempt that fails: %v, left %q", err, namesIn(t, dir))
	}
	for range 2 {
		if err := MakeDirectory(path, fill("x"), same); err != nil {
			t.Fatal(err)
		}
	}
	if err := MakeDirectory(path, fill("y"), same); !errors.Is(err, errBroken) {
		t.Errorf("another content: %v", err)
	}
	if got, _ := os.ReadFile(filepath.Join(path, "f")); string(got) != "x" || namesIn(t, dir) != "part" {
		t.Errorf("content %q, left %q", got, namesIn(t, dir))
	}
}
