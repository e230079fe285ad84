package source

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
)

// seen is what a visit learned of an input.
type seen struct{ Source, Host, Content string }

// collected walks paths and returns what came.
func collected(t *testing.T, opt Options, paths ...string) ([]seen, []Problem) {
	t.Helper()
	var got []seen
	problems, err := Walk(context.Background(), paths, opt, func(in *parse.Input) error {
		var last string
		for i := range 2 { // every input can be opened again
			r, err := in.Open()
			if err != nil {
				t.Errorf("%s: %v", in.Source, err)
				return nil
			}
			content, err := io.ReadAll(r)
			if err != nil {
				t.Errorf("%s: %v", in.Source, err)
			}
			if err := r.Close(); err != nil {
				t.Errorf("%s: close: %v", in.Source, err)
			}
			if i > 0 && string(content) != last {
				t.Errorf("%s: second reading differs", in.Source)
			}
			last = string(content)
		}
		if in.Size >= 0 && in.Size != int64(len(last)) {
			t.Errorf("%s: size %d, content has %d bytes", in.Source, in.Size, len(last))
		}
		got = append(got, seen{in.Source, in.Host, last})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, problems
}

// tree writes files below a new folder and returns it.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func wantProblem(t *testing.T, problems []Problem, source string, reason error) {
	t.Helper()
	for _, p := range problems {
		if p.Source == source && errors.Is(p, reason) {
			return
		}
	}
	t.Errorf("no problem %q of %s in %v", reason, source, problems)
}

func TestWalkFolders(t *testing.T) {
	root := tree(t, map[string]string{
		"c/b/x.txt": "x", "c/a.txt": "a", "c/b.txt": "b", "c/host2/deep/y": "y", "lone.txt": "l", "d/z.txt": "z", "e/c/w": "w", "f/c/w": "w",
	})
	at := func(name string) string { return filepath.Join(root, name) }
	got, problems := collected(t, Options{}, at("c"), at("lone.txt"), at("d/*.txt"), at("e/c"), at("f/c"))
	want := []seen{
		{"c/a.txt", "c", "a"}, {"c/b/x.txt", "b", "x"}, {"c/b.txt", "c", "b"}, {"c/host2/deep/y", "host2", "y"},
		{"lone.txt", "", "l"}, {"z.txt", "", "z"}, {"c#2/w", "c", "w"}, {"c#3/w", "c", "w"},
	}
	if d := cmp.Diff(want, got); d != "" || len(problems) > 0 {
		t.Errorf("problems %v, inputs (-want +got):\n%s", problems, d)
	}
}

func TestWalkDot(t *testing.T) {
	t.Chdir(tree(t, map[string]string{"logs/a": "a"}))
	t.Chdir("logs")
	got, problems := collected(t, Options{}, ".", "../logs/../logs")
	if d := cmp.Diff([]seen{{"logs/a", "logs", "a"}}, got); d != "" || len(problems) != 1 {
		t.Errorf("problems %v, inputs (-want +got):\n%s", problems, d)
	}
	wantProblem(t, problems, "logs#2", ErrRepeated)
}

// What is named twice, or beside a folder that holds it, is read once and with
// the folder, in whatever order the arguments stand.
func TestWalkRepeated(t *testing.T) {
	root := tree(t, map[string]string{"c/a.txt": "a", "c/h/b.txt": "b", "cc/x.txt": "x", "lone.txt": "l"})
	at := func(name string) string { return filepath.Join(root, name) }
	got, problems := collected(
		t,
		Options{},
		at("c/a.txt"),
		at("c/h"),
		at("c"),
		at("cc/x.txt"),
		at("c"),
		at("lone.txt"),
		at("c/../lone.txt"),
	)
	want := []seen{{"c/a.txt", "c", "a"}, {"c/h/b.txt", "h", "b"}, {"x.txt", "", "x"}, {"lone.txt", "", "l"}}
	if d := cmp.Diff(want, got); d != "" || len(problems) != 4 {
		t.Errorf("problems %v, inputs (-want +got):\n%s", problems, d)
	}
	for _, source := range []string{"a.txt", "h", "c#2", "lone.txt#2"} {
		wantProblem(t, problems, source, ErrRepeated)
	}
}

func TestWalkStdin(t *testing.T) {
	got, problems := collected(t, Options{Stdin: strings.NewReader("piped")}, "-")
	if d := cmp.Diff([]seen{{"-", "", "piped"}}, got); d != "" || len(problems) > 0 {
		t.Errorf("problems %v, inputs (-want +got):\n%s", problems, d)
	}
}

func TestWalkOwnResults(t *testing.T) {
	root := tree(t, map[string]string{
		"c/out/manifest.json": manifestOf(
			"events.csv",
			"x",
			"part/a.csv",
			"a",
		), "c/out/events.csv": "x", "c/out/part/a.csv": "a", "c/out/part/more.log": "m",
		"c/fake/manifest.json": `{"vsslog":1}`, "c/fake/app.log": "l",
		"c/other/manifest.json": `{"name": "vsslog"}`, "c/array/manifest.json": `["vsslog"]`,
	})
	got, problems := collected(t, Options{}, filepath.Join(root, "c"))
	_, alone := collected(t, Options{}, filepath.Join(root, "c", "out"))
	want := []seen{
		{"c/array/manifest.json", "array", `["vsslog"]`},
		{"c/fake/app.log", "fake", "l"},
		{"c/fake/manifest.json", "fake", `{"vsslog":1}`},
		{"c/other/manifest.json", "other", `{"name": "vsslog"}`},
		{"c/out/part/more.log", "out", "m"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("inputs (-want +got):\n%s", d)
	}
	if len(problems) != 1 || len(alone) != 1 {
		t.Errorf("problems %v, %v", problems, alone)
	}
	wantProblem(t, problems, "c/out", ErrOwnResults)
	wantProblem(t, alone, "out", ErrOwnResults)
}

func TestWalkMissing(t *testing.T) {
	root := tree(t, map[string]string{"good": "g"})
	got, problems := collected(
		t,
		Options{},
		filepath.Join(root, "none"),
		filepath.Join(root, "*.evt"),
		filepath.Join(root, "[bad"),
		filepath.Join(root, "good"),
	)
	if d := cmp.Diff([]seen{{"good", "", "g"}}, got); d != "" || len(problems) != 3 {
		t.Errorf("problems %v, inputs (-want +got):\n%s", problems, d)
	}
	wantProblem(t, problems, "none", os.ErrNotExist)
	wantProblem(t, problems, "*.evt", ErrNoMatch)
	wantProblem(t, problems, "[bad", filepath.ErrBadPattern)
}

func TestWalkLinks(t *testing.T) {
	root := tree(t, map[string]string{"c/sub/a": "a", "outside/secret": "s"})
	for link, target := range map[string]string{
		"c/loop": ".", "c/sub/up": "../..", "c/sub/self": "self", "c/twice": "sub/a", "c/out": "../outside", "c/broken": "nowhere",
		"argument": "c",
	} {
		if err := os.Symlink(filepath.FromSlash(target), filepath.Join(root, link)); err != nil {
			t.Skipf("this system makes no symbolic links: %v", err)
		}
	}
	got, problems := collected(t, Options{}, filepath.Join(root, "argument"))
	if d := cmp.Diff([]seen{{"argument/sub/a", "sub", "a"}}, got); d != "" {
		t.Errorf("inputs (-want +got):\n%s", d)
	}
	wantProblem(t, problems, "argument/out", ErrLinkOutside)
	wantProblem(t, problems, "argument/sub/up", ErrLinkOutside)
	wantProblem(t, problems, "argument/broken", os.ErrNotExist)
	if len(problems) != 4 { // and sub/self, whose reason the system words
		t.Errorf("problems %v", problems)
	}
}

func TestWalkUnreadable(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("nothing can be made unreadable for this user")
	}
	root := tree(t, map[string]string{"c/a": "a", "c/closed/x": "x", "c/locked": "l", "c/z": "z"})
	for _, name := range []string{"c/closed", "c/locked"} {
		path := filepath.Join(root, name)
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(path, 0o755)
	}
	got, problems := collected(t, Options{}, filepath.Join(root, "c"))
	if d := cmp.Diff([]seen{{"c/a", "c", "a"}, {"c/z", "c", "z"}}, got); d != "" {
		t.Errorf("inputs (-want +got):\n%s", d)
	}
	wantProblem(t, problems, "c/closed", os.ErrPermission)
	wantProblem(t, problems, "c/locked", os.ErrPermission)
}

func TestWalkStops(t *testing.T) {
	root := tree(t, map[string]string{"a": "", "b": ""})
	enough := errors.New("enough")
	if _, err := Walk(context.Background(), []string{root}, Options{}, func(*parse.Input) error { return enough }); err != enough {
		t.Errorf("error %v, want that of visit", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	_, err := Walk(ctx, []string{root}, Options{}, func(*parse.Input) error { n++; cancel(); return nil })
	if !errors.Is(err, context.Canceled) || n != 1 {
		t.Errorf("error %v after %d inputs, want the context's after 1", err, n)
	}
}
