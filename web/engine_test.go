package web

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// TestCarries: only an engine of the program's own commit is taken, and none by a program
// that does not say which it is of.
func TestCarries(t *testing.T) {
	files := fstest.MapFS{
		"built/commit":         {Data: []byte("0123abc\n")},
		"built/engine.wasm.gz": {Data: []byte("packed")},
		"built/wasm_exec.js":   {Data: []byte("support")},
		"built/notices.txt":    {Data: []byte("MIT")},
	}
	if e := carries(files, "1.2.3", "0123abc"); e == nil || string(e.Packed) != "packed" || e.Support != "support" ||
		e.Version != "1.2.3" ||
		e.Notices != "MIT" {
		t.Errorf("an engine of the same commit: %+v", e)
	}
	for _, commit := range []string{"", "4567def"} {
		if carries(files, "1.2.3", commit) != nil {
			t.Errorf("a program of commit %q takes the engine of another one", commit)
		}
	}
	for name, file := range files {
		if delete(files, name); carries(files, "1.2.3", "0123abc") != nil {
			t.Errorf("without %s an engine was found", name)
		}
		files[name] = file
	}
}

// TestStored: what a build step leaves is found by the program that is built after it.
func TestStored(t *testing.T) {
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "web", "built"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := (&Engine{Packed: []byte("packed"), Support: "support", Notices: "MIT"}).Store(root, "0123abc"); err != nil {
		t.Fatal(err)
	}
	want := Engine{Packed: []byte("packed"), Support: "support", Version: "1.2.3", Notices: "MIT"}
	if got := carries(os.DirFS(filepath.Join(root, "web")), "1.2.3", "0123abc"); got == nil ||
		!reflect.DeepEqual(*got, want) {
		t.Errorf("found %+v, want %+v", got, want)
	}
}

// TestNoCheckout: outside of the source the error says what to do.
func TestNoCheckout(t *testing.T) {
	_, err := Find(t.Context(), "dev", "", t.TempDir(), func(string) {})
	if !errors.Is(err, ErrNoEngine) || !strings.Contains(err.Error(), "go run ./cmd/vsslog web") {
		t.Errorf("error %v", err)
	}
	root, err := checkout("page")
	if want, _ := filepath.Abs(".."); err != nil || root != want {
		t.Errorf("from inside of the source: %q, %v", root, err)
	}
}

// TestScriptsStayInside: a worker's script that would end its element is refused.
func TestScriptsStayInside(t *testing.T) {
	var page strings.Builder
	if err := (&Engine{Support: "'</script>'"}).Write(&page); err == nil {
		t.Error("it was written")
	}
	page.Reset()
	if err := (&Engine{Packed: []byte{1, 2, 3}, Support: "/**/", Version: "<b>", Notices: "MIT <x>"}).Write(&page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"AQID</script>", "/**/'use strict'", "&lt;b&gt;", "MIT &lt;x&gt;", "connect-src " +
		"&#39;none&#39;"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
