package report

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/internal/simulate"
	"github.com/vsslog/vsslog/internal/slowtest"
)

// analysed is the report's input for files.
func analysed(t *testing.T, path string) Input {
	t.Helper()
	r, err := vsslog.Analyze(context.Background(), vsslog.Options{Paths: []string{path}, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return Input{
		Cases:    r.Cases,
		Sets:     r.Sets,
		Findings: r.Findings,
		Inputs:   r.Inputs,
		Tool:     "vsslog",
		Version:  "test",
		Options:  map[string]string{},
	}
}

// TestSimulatedFleet: 200 hosts with ten nights each, from files to the browser:
// the page is below 5 MB, opens, is searched and filtered, and says the same as
// the results.
func TestSimulatedFleet(t *testing.T) {
	slowtest.Skip(t, "the page of a large fleet")
	b := startBrowser(t)
	dir := t.TempDir()
	if err := simulate.Fleet(200, 10, 1, dir); err != nil {
		t.Fatal(err)
	}
	in := analysed(t, dir)
	if len(in.Cases) != 200 || len(in.Sets) < 1950 {
		t.Fatalf("%d hosts, %d sets", len(in.Cases), len(in.Sets))
	}
	path := writePage(t, in)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() >= 5_000_000 {
		t.Errorf("%d bytes, want less than 5 MB", info.Size())
	}
	b.size(1280, 900)
	began := time.Now()
	b.open(path, "")
	opened := time.Since(began)
	var search float64
	b.eval(
		`(() => { const t = performance.now(); narrow({ text: 'srv00 confirmed' }); document.body.getBoundingClientRect(); return performance.now() - t; })()`,
		&search,
	)
	t.Logf(
		"%d sets, %d bytes: opens in %v, a search takes %.0f ms",
		len(in.Sets),
		info.Size(),
		opened.Round(time.Millisecond),
		search,
	)

	all := subjects(t, &in)
	want := map[string]int{}
	for _, s := range all {
		if s.Rank.Problem() {
			want["problem"]++
		}
		if s.Case.Host.Name == "srv0021" {
			want["host"]++
		}
		if f := s.Failure; f != nil && f.Problem() && f.Signature == "freeze-timeout" {
			want["cause"]++
		}
		if strings.Contains(s.Name(), "srv0021/2006-11-13") {
			want["text"]++
		}
	}
	for key, change := range map[string]string{"problem": `{ rank: 'problem' }`, "host": `{ host: 'srv0021' }`, "cause": `{ cause: String(data.causes.findIndex(c => c.id === 'freeze-timeout')) }`, "text": `{ text: 'SRV0021/2006-11-13' }`} {
		var shown string
		b.eval(`(narrow(Object.assign({ ...none }, `+change+`)), list.count.textContent)`, &shown)
		if got := strings.Fields(shown)[0]; want[key] == 0 || got != strconv.Itoa(want[key]) {
			t.Errorf("filter %s: the page says %q, the results have %d", change, shown, want[key])
		}
	}
	var cells, problems int
	b.eval(`document.querySelector('#fleet figure button').click()`, nil)
	b.eval(`document.querySelectorAll('#fleet rect.cell').length`, &cells)
	b.eval(`data.subjects.filter(x => x.rank <= data.worst).length`, &problems)
	if cells < 200 || problems != want["problem"] {
		t.Errorf("%d cells in the heat map, %d problems", cells, problems)
	}
	b.clean()
	if dir := os.Getenv("VSSLOG_SCREENSHOTS"); dir != "" {
		b.screenshot(filepath.Join(dir, "simulated-fleet.png"))
	}
}

// noTimeline are samples in which no snapshot set is seen.
var noTimeline = []string{"pasted-event-2022"}

// TestSamplePages: each sample's page opens without an error, shows its answer
// and, if it is about a set, its timeline, in both themes, on a phone and on paper; pictures of
// them go into VSSLOG_SCREENSHOTS.
func TestSamplePages(t *testing.T) {
	slowtest.Skip(t, "each sample page in a browser")
	b := startBrowser(t)
	entries, err := os.ReadDir("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range entries {
		if !e.IsDir() {
			continue
		}
		path := writePage(t, analysed(t, filepath.Join("../../samples", e.Name())))
		drawn := `document.querySelector('#subject figure svg')`
		if slices.Contains(noTimeline, e.Name()) {
			drawn = `!document.querySelector('#subject').hidden`
		}
		for _, width := range []int{1280, 390} {
			for _, theme := range []string{"light", "dark"} {
				if theme == "dark" && i > 1 && os.Getenv("VSSLOG_SCREENSHOTS") == "" {
					continue // one is enough where nobody looks
				}
				b.size(width, 900)
				b.theme(theme)
				b.open(path, "")
				b.wait(drawn)
				var wide int
				b.eval(`document.documentElement.scrollWidth - innerWidth`, &wide)
				if wide > 0 {
					t.Errorf("%s: %d pixels wider than a window of %d", e.Name(), wide, width)
				}
				b.picture(e.Name() + "-" + theme + "-" + strconv.Itoa(width))
			}
		}
		b.size(718, 1000) // A4 with margins of a centimetre
		b.open(path, "")
		b.wait(drawn)
		b.print()
		var wide int
		b.eval(`document.documentElement.scrollWidth - innerWidth`, &wide)
		if wide > 0 {
			t.Errorf("%s: %d pixels wider than the paper", e.Name(), wide)
		}
		b.picture(e.Name() + "-paper")
		b.call("Emulation.setEmulatedMedia", map[string]any{"media": ""}, nil)
		b.clean()
	}
}

// picture writes a picture to look at where somebody wants one.
func (b *browser) picture(name string) {
	if dir := os.Getenv("VSSLOG_SCREENSHOTS"); dir != "" {
		b.screenshot(filepath.Join(dir, name+".png"))
	}
}
