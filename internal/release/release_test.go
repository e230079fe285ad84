// Package release holds the tests of what is released: the binaries and the Debian
// package.
package release

import (
	"bytes"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/vsslog/vsslog/internal/notices"
	"github.com/vsslog/vsslog/internal/slowtest"
)

// releaseConfig is what the tests need of .goreleaser.yaml.
type releaseConfig struct {
	Builds []struct {
		Main                              string
		Env, Flags, Ldflags, Goos, Goarch []string
		ModTimestamp                      string `yaml:"mod_timestamp"`
	}
	NFPMs    []map[string]any `yaml:"nfpms"`
	Sboms    []map[string]any
	Checksum map[string]any
}

func readRelease(t *testing.T) (releaseConfig, string) {
	t.Helper()
	text, err := os.ReadFile(".goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var c releaseConfig
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c, string(text)
}

// TestRelease: six static binaries with paths trimmed and times of the commit, an
// SBOM, checksums and a Debian package, and nothing that is GPL.
func TestRelease(t *testing.T) {
	t.Chdir("../..")
	c, _ := readRelease(t)
	if len(c.Builds) != 1 || c.Builds[0].Main != "./cmd/vsslog" {
		t.Fatalf("builds: %+v; cmd/evtxcheck must be in no release", c.Builds)
	}
	b := c.Builds[0]
	for _, ok := range []bool{
		slices.Equal(b.Goos, []string{"linux", "windows", "darwin"}), slices.Equal(b.Goarch, []string{"amd64", "arm64"}),
		slices.Contains(b.Env, "CGO_ENABLED=0"), slices.Contains(b.Flags, "-trimpath"), b.ModTimestamp == "{{ .CommitTimestamp }}",
		len(c.Sboms) > 0, c.Checksum["algorithm"] == "sha256", len(c.NFPMs) == 1,
	} {
		if !ok {
			t.Errorf("the release lacks something: %+v", c)
		}
	}
}

// release builds the program as a release does, in the folder dir.
func release(t *testing.T, dir, out string) []byte {
	t.Helper()
	c, _ := readRelease(t)
	b := c.Builds[0]
	flags := strings.NewReplacer("{{ .Version }}", "1.2.3", "{{ .FullCommit }}", "0123abc").
		Replace(strings.Join(b.Ldflags, " "))
	cmd := exec.Command(
		"go",
		append(append([]string{"build", "-buildvcs=false", "-o", out, "-ldflags", flags}, b.Flags...), b.Main)...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), b.Env...)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	content, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestReproducible: the same source in two folders gives the same static binary.
func TestReproducible(t *testing.T) {
	t.Chdir("../..")
	slowtest.Skip(t, "that two builds are equal")
	list, err := exec.Command("go", "list", "-deps", "-f", "{{if .Module}}{{if "+
		".Module.Main}}{{.Dir}}{{end}}{{end}}", "./cmd/vsslog").
		Output()
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "elsewhere")
	embedded, err := exec.Command("go", "list", "-deps", "-f", `{{if .Module}}{{if .Module.Main}}{{$d := .Dir}}{{range .EmbedFiles}}{{$d}}/{{.}} {{end}}{{end}}{{end}}`, "./cmd/vsslog").
		Output()
	if err != nil {
		t.Fatal(err)
	}
	dirs := append(strings.Fields(string(list)), root)
	for _, name := range strings.Fields(string(embedded)) {
		if dir := filepath.Dir(name); !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	for _, dir := range dirs {
		to := filepath.Join(copied, strings.TrimPrefix(dir, root))
		if err := os.MkdirAll(to, 0o755); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !e.Type().IsRegular() {
				continue
			}
			content, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err == nil {
				err = os.WriteFile(filepath.Join(to, e.Name()), content, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	a, b := release(t, root, filepath.Join(t.TempDir(), "a")), release(t, copied, filepath.Join(t.TempDir(), "b"))
	if !bytes.Equal(a, b) {
		t.Errorf("two builds differ: %d and %d bytes", len(a), len(b))
	}
	if bytes.Contains(a, []byte(root)) {
		t.Error("the binary holds the folder that it was built in")
	}
	if runtime.GOOS != "linux" {
		return
	}
	e, err := elf.NewFile(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	if e.Section(".interp") != nil {
		t.Error("the binary is not static")
	}
}

// TestDebianPackage builds the package as the release describes it, with nfpm,
// and looks into it with dpkg.
func TestDebianPackage(t *testing.T) {
	t.Chdir("../..")
	for _, tool := range []string{"nfpm", "dpkg-deb", "gzip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not there: the Debian package was NOT built", tool)
		}
	}
	const day, seconds = "2024-01-02T03:04:05Z", "1704164645"
	dir := t.TempDir()
	run := func(name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH="+seconds)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	binary := filepath.Join(dir, "vsslog")
	release(t, ".", binary)
	run(binary, "man", filepath.Join(dir, "release-texts"))
	pages, err := filepath.Glob(filepath.Join(dir, "release-texts", "*.1"))
	if err != nil || len(pages) < 10 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	run("gzip", append([]string{"-9n"}, pages...)...)
	for shell, name := range map[string]string{"bash": "vsslog.bash", "zsh": "_vsslog", "fish": "vsslog.fish"} {
		if err := os.WriteFile(filepath.Join(dir, "release-texts", name), []byte(run(binary, "completion", shell)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	licences, err := notices.Of(t.Context(), ".", "./cmd/vsslog", "linux/amd64")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "release-texts", "NOTICE"), []byte(licences), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"LICENSE", "README.md"} {
		text, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	c, _ := readRelease(t)
	p := c.NFPMs[0]
	p["name"], p["arch"], p["version"] = p["package_name"], "amd64", "1.2.3"
	p["contents"] = append(
		p["contents"].([]any),
		map[string]any{
			"src":       binary,
			"dst":       "/usr/bin/vsslog",
			"file_info": map[string]any{"mode": 0o755, "mtime": day},
		},
	)
	for _, key := range []string{"id", "ids", "package_name", "formats"} {
		delete(p, key)
	}
	text, err := yaml.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	description := strings.ReplaceAll(string(text), "{{ .CommitDate }}", day)
	if err := os.WriteFile(filepath.Join(dir, "nfpm.yaml"), []byte(description), 0o644); err != nil {
		t.Fatal(err)
	}
	build := func(name string) []byte {
		cmd := exec.Command("nfpm", "package", "--config", "nfpm.yaml", "--packager", "deb", "--target", name)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "SOURCE_DATE_EPOCH="+seconds)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("nfpm: %v\n%s\n%s", err, out, description)
		}
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	if !bytes.Equal(build("a.deb"), build("b.deb")) {
		t.Error("two packages differ")
	}
	list := run("dpkg-deb", "--contents", filepath.Join(dir, "a.deb"))
	for _, want := range []string{"./usr/bin/vsslog", "./usr/share/man/man1/vsslog-analyze.1.gz", "bash-completion/completions/vsslog", "vendor-completions/_vsslog", "doc/vsslog/copyright", "doc/vsslog/NOTICE"} {
		if !strings.Contains(list, want) {
			t.Errorf("no %s in\n%s", want, list)
		}
	}
	if strings.Contains(list, "evtxcheck") {
		t.Error("evtxcheck is in the package")
	}
	run("dpkg-deb", "--extract", filepath.Join(dir, "a.deb"), filepath.Join(dir, "root"))
	if out := run(filepath.Join(dir, "root/usr/bin/vsslog"), "version"); !strings.HasPrefix(out, "vsslog 1.2.3\n") ||
		!strings.Contains(out, "revision 0123abc\n") {
		t.Errorf("the packed program says %q", out)
	}
	if os.Getenv("VSSLOG_INSTALL_PACKAGE") != "" {
		checkInstalled(t, run, filepath.Join(dir, "a.deb"))
	} else {
		t.Log("VSSLOG_INSTALL_PACKAGE is not set: the package was NOT installed")
	}
	if fields := run("dpkg-deb", "--field", filepath.Join(dir, "a.deb"), "Package", "Architecture", "Section", "Version"); !strings.Contains(
		fields,
		"vsslog",
	) ||
		!strings.Contains(fields, "amd64") {
		t.Error(fields)
	}
}

// checkInstalled installs the package, uses what it brings, and removes it.
func checkInstalled(t *testing.T, run func(string, ...string) string, deb string) {
	t.Helper()
	if path, err := exec.LookPath("vsslog"); err == nil {
		t.Skipf("%s is there already: the package was NOT installed", path)
	}
	run("dpkg", "--install", deb)
	defer func() {
		run("dpkg", "--remove", "vsslog")
		if _, err := os.Stat("/usr/bin/vsslog"); err == nil {
			t.Error("the program is still there when its package is removed")
		}
	}()
	if out := run("vsslog", "version"); !strings.HasPrefix(out, "vsslog 1.2.3\n") {
		t.Errorf("the installed program says %q", out)
	}
	if out := run("vsslog", "analyze", "samples/thaw-before-watchdog-2003"); !strings.Contains(
		out,
		"CONFIRMED  thaw-before-watchdog",
	) {
		t.Errorf("the installed program says %s", out)
	}
	if _, err := exec.LookPath("man"); err != nil {
		t.Log("man is not there: the manual was NOT shown")
	} else if _, err := os.Stat("/etc/dpkg/dpkg.cfg.d/docker"); err == nil {
		t.Log("this system leaves manuals out of packages: the manual was NOT shown")
	} else if out := run("man", "vsslog-analyze"); !strings.Contains(out, "--fail-on") {
		t.Errorf("the manual says %s", out)
	}
	if _, err := os.Stat("/usr/share/bash-completion/bash_completion"); err != nil {
		t.Log("bash-completion is not there: the completion was NOT tried")
		return
	}
	const complete = `source /usr/share/bash-completion/bash_completion; _completion_loader vsslog
		compopt() { :; }; COMP_WORDS=(vsslog ana); COMP_CWORD=1; COMP_LINE="vsslog ana"; COMP_POINT=10; __start_vsslog; echo "${COMPREPLY[@]}"`
	if out := run("bash", "-c", complete); strings.TrimSpace(out) != "analyze" {
		t.Errorf("bash completes vsslog ana to %q", out)
	}
}
