package atomicfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCreate: nothing bears the name before it is whole, and what was there stays.
func TestCreate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.csv")
	f, err := Create(path, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Create(path, false); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("a second run to the same file: error %v", err)
	}
	f.Write([]byte("a"))
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	f.Discard() // as a deferred call does
	if _, err := Create(path, false); err == nil || !strings.Contains(err.Error(), "--force") {
		t.Errorf("a file that is there: error %v", err)
	}
	if f, err = Create(path, true); err != nil {
		t.Fatal(err)
	}
	f.Write([]byte("b"))
	f.Discard()
	if got, _ := os.ReadFile(path); string(got) != "a" {
		t.Errorf("a run that was given up left %q, want the old content", got)
	}
	if _, err := f.Write([]byte("c")); err == nil {
		t.Error("a closed file took bytes")
	}
}

// TestPartial: the Python package leaves files with the same ending.
func TestPartial(t *testing.T) {
	text, err := os.ReadFile("../../python/src/vsslog/_database.py")
	if err != nil || !strings.Contains(string(text), `"`+Partial+`"`) {
		t.Errorf("%s does not stand there, %v", Partial, err)
	}
}
