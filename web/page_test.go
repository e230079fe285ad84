package web_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/browsertest"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/web"
)

// built is the page and the command, built once for all tests, and how large the engine
// is when packed.
var built = sync.OnceValues(func() (made struct {
	page, command string
	packed        int
}, err error) {
	dir, err := os.MkdirTemp("", "vsslog-web-test-")
	if err != nil {
		return made, err
	}
	builtIn = dir
	made.page, made.command = filepath.Join(dir, "index.html"), filepath.Join(dir, "vsslog.exe")
	if out, err := exec.Command("go", "build", "-o", made.command, "../cmd/vsslog").CombinedOutput(); err != nil {
		return made, fmt.Errorf("%w: %s", err, out)
	}
	engine, err := web.Build(context.Background(), "..", "dev")
	if err != nil {
		return made, err
	}
	made.packed = len(engine.Packed)
	var page bytes.Buffer
	return made, errors.Join(engine.Write(&page), os.WriteFile(made.page, page.Bytes(), 0o644))
})

var builtIn string // a folder; "": nothing was built

func TestMain(m *testing.M) {
	code := m.Run()
	if builtIn != "" {
		os.RemoveAll(builtIn)
	}
	os.Exit(code)
}

// page is the page in a browser.
type page struct {
	*browsertest.Browser
	command string
	address string
	spent   time.Duration // of the processor, by the command
}

// open opens the page as a file and waits until the program runs.
func open(t *testing.T, flags ...string) *page {
	t.Helper()
	slowtest.Skip(t, "the page in a browser")
	b := browsertest.Start(t, flags...)
	made, err := built()
	if err != nil {
		t.Fatal(err)
	}
	p := &page{Browser: b, command: made.command, address: "file://" + filepath.ToSlash(made.page)}
	p.Size(1280, 900)
	p.begin()
	return p
}

// begin opens the page anew.
func (p *page) begin() {
	p.T.Helper()
	p.Go("about:blank")
	p.Go(p.address)
	p.Wait(`document.readyState === 'complete' && document.body.dataset.view === 'start'`)
	p.WaitFor(3*time.Minute, `module`)
}

// longest is how long an answer may take on a machine that has much else to do.
const longest = 18 * time.Minute

// answered waits for an answer and returns the files that can be saved.
func (p *page) answered() map[string][]byte {
	p.T.Helper()
	p.WaitFor(longest, `['answer', 'failed'].includes(document.body.dataset.view)`)
	var view, why string
	if p.Eval(`document.body.dataset.view`, &view); view == "failed" {
		p.Eval(`el('why').textContent`, &why)
		p.T.Fatalf("no answer: %s", why)
	}
	var names []string
	p.Eval(`Object.keys(shown.results)`, &names)
	files := map[string][]byte{}
	for _, name := range names {
		var text string
		p.Eval(
			fmt.Sprintf(
				`new Promise(r => { const f = new FileReader(); f.onload = () => r(f.result.split(',')[1] || ''); f.readAsDataURL(shown.results[%q]); })`,
				name,
			),
			&text,
		)
		content, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			p.T.Fatal(err)
		}
		files[name] = content
	}
	return files
}

// choose answers a file or a folder by its input element.
func (p *page) choose(path string) map[string][]byte {
	p.T.Helper()
	p.Eval(`again()`, nil)
	input := "#files"
	if info, err := os.Stat(path); err != nil {
		p.T.Fatal(err)
	} else if info.IsDir() {
		input = "#folder"
	}
	path, err := filepath.Abs(path)
	if err != nil {
		p.T.Fatal(err)
	}
	p.Choose(input, path)
	p.WaitFor(time.Minute, `document.body.dataset.view !== 'start'`)
	return p.answered()
}

// run runs the command, whose exit code may be any that ends a run.
func (p *page) run(args ...string) []byte {
	p.T.Helper()
	return p.runWith(nil, args...)
}

// runWith is run with a standard input.
func (p *page) runWith(in io.Reader, args ...string) []byte {
	p.T.Helper()
	var said bytes.Buffer
	cmd := exec.Command(p.command, args...)
	cmd.Stdin = in
	cmd.Stderr = &said
	out, err := cmd.Output()
	if cmd.ProcessState != nil {
		p.spent += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	var ended *exec.ExitError
	if err != nil && !(errors.As(err, &ended) && slices.Contains([]int{1, 3, 4, 5}, ended.ExitCode())) {
		p.T.Fatalf("vsslog %q: %v\n%s", args, err, said.Bytes())
	}
	return out
}

// same demands that the page gives every file as the command does, to the byte, and the
// failures of --json.
func (p *page) same(path string) {
	p.T.Helper()
	got := p.choose(path)
	p.sameFiles(path, got)
	if want := failures(p.T, p.run("analyze", path, "--json")); !bytes.Equal(failures(p.T, got["report.json"]), want) {
		p.T.Errorf("%s: the failures differ from those of --json", path)
	}
}

// sameFiles compares files with those of the command. It returns how long that had the
// processor.
func (p *page) sameFiles(path string, got map[string][]byte) time.Duration {
	p.T.Helper()
	dir := filepath.Join(p.T.(*testing.T).TempDir(), "out")
	before := p.spent
	p.run("analyze", path, "--out", dir, "--format", "csv,html,md,json", "--workers", "1", "-q")
	entries, err := os.ReadDir(dir)
	if err != nil {
		p.T.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() == "events.csv" ||
			e.Name() == "manifest.json" { // the page has no table of all events, and the manifest lists it
			continue
		}
		want, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			p.T.Fatal(err)
		}
		if !bytes.Equal(got[e.Name()], want) {
			p.T.Errorf(
				"%s: %s has %d bytes, the command's %d, and they differ at %d",
				path,
				e.Name(),
				len(got[e.Name()]),
				len(want),
				differs(got[e.Name()], want),
			)
		}
	}
	return p.spent - before
}

func differs(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// failures are the bytes of the failures in a document.
func failures(t testing.TB, document []byte) []byte {
	t.Helper()
	var d struct {
		Failures json.RawMessage `json:"failures"`
	}
	if err := json.Unmarshal(document, &d); err != nil || len(d.Failures) == 0 {
		t.Fatalf("no failures in a document of %d bytes: %v", len(document), err)
	}
	return d.Failures
}

// clean fails if anything was noted that must not happen.
func (p *page) clean() {
	p.T.Helper()
	for _, problem := range p.Problems {
		p.T.Error(problem)
	}
	for _, address := range p.Requests {
		if address != p.address && !strings.HasPrefix(address, "blob:") && address != "about:blank" {
			p.T.Errorf("a request: %s", address)
		}
	}
	if len(p.Requests) == 0 {
		p.T.Error("no request was watched, not even that of the page")
	}
}

// sameFolders is same for every folder in a folder. It returns how many there are.
func (p *page) sameFolders(dir string) (n int) {
	p.T.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		p.T.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			n++
			p.same(filepath.Join(dir, e.Name()))
		}
	}
	return n
}

// TestSize: packed with gzip the engine has less than 6.2 MB, and 3.2 kB for each cause that it knows: it had 8.04 MB
// with 594 causes, and 8.28 MB with 670.
func TestSize(t *testing.T) {
	slowtest.Skip(t, "the size of the engine")
	made, err := built()
	if err != nil {
		t.Fatal(err)
	}
	causes := len(knowledge.Causes())
	t.Logf("%d bytes, %d causes", made.packed, causes)
	if limit := 6_200_000 + 3_200*causes; made.packed >= limit || made.packed < 1_000_000 {
		t.Errorf("the engine has %d bytes, %d are allowed with %d causes", made.packed, limit, causes)
	}
}

// TestSamples: every sample gives what the command gives, to the byte.
func TestSamples(t *testing.T) {
	p := open(t)
	if n := p.sameFolders("../samples"); n < 10 {
		t.Errorf("%d samples", n)
	}
	p.clean()
}

// beside finds folders beside the corpus, which are no part of the project.
func beside(t *testing.T, name string) string {
	t.Helper()
	corpus := os.Getenv("VSSLOG_CORPUS")
	if corpus == "" {
		t.Skipf("VSSLOG_CORPUS is not set: the page was NOT tested with the %s beside it", name)
	}
	dir := filepath.Join(filepath.Dir(filepath.Clean(corpus)), name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("%v: the page was NOT tested with it", err)
	}
	return dir
}

// TestRealReports: the same for real reports and for collections of modern hosts.
func TestRealReports(t *testing.T) {
	for _, name := range []string{"field", "cases"} {
		t.Run(name, func(t *testing.T) {
			dir := beside(t, name)
			p := open(t)
			if p.sameFolders(dir) == 0 {
				t.Errorf("%s holds no folder", dir)
			}
			p.clean()
		})
	}
}
