package notices

import (
	"context"
	"github.com/vsslog/vsslog/internal/slowtest"
	"os/exec"
	"strings"
	"testing"
)

// TestOf: each module that the program has for any system is named, with a text.
func TestOf(t *testing.T) {
	slowtest.Skip(t, "the licences of three systems")
	ctx := context.Background()
	got, err := Of(ctx, "../..", "./cmd/vsslog", "linux/amd64", "windows/amd64", "darwin/arm64")
	if err != nil {
		t.Fatal(err)
	}
	again, err := Of(ctx, "../..", "./cmd/vsslog", "darwin/arm64", "windows/amd64", "linux/amd64")
	if err != nil || got != again {
		t.Errorf("the order of the systems changes the text: %v", err)
	}
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./cmd/vsslog")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	modules := strings.Fields(string(out))
	if len(modules) < 30 {
		t.Fatalf("%d modules", len(modules))
	}
	for _, m := range modules {
		if m != "github.com/vsslog/vsslog" && !strings.Contains(got, "\n"+m+" v") {
			t.Errorf("%s is not named", m)
		}
	}
	for _, want := range []string{"\nGo go", "mousetrap", "Copyright", "Apache License"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in it", want)
		}
	}
	if strings.Contains(got, "golang-evtx") {
		t.Error("golang-evtx is GPL-3.0 and in no release")
	}
}

// TestOfErrors: what cannot be told is an error that says so.
func TestOfErrors(t *testing.T) {
	ctx := context.Background()
	if _, err := Of(ctx, "../..", "./cmd/vsslog", "linux"); err == nil ||
		!strings.Contains(err.Error(), "GOOS/GOARCH") {
		t.Errorf("a system without a processor: %v", err)
	}
	if _, err := Of(ctx, "../..", "./nowhere", "linux/amd64"); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("no program: %v", err)
	}
	if _, err := read(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no licence") {
		t.Errorf("a module without a licence: %v", err)
	}
}
