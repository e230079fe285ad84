package report

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"github.com/vsslog/vsslog/internal/slowtest"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func unpacked(t *testing.T, chunk string) io.Reader {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(chunk)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func writePage(t *testing.T, in Input) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, []byte(htmlOf(t, in)), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBrowser opens pages in a headless Chromium: nothing on the console, no
// request, every finding and every record reachable, hostile names inert, no
// sideways scrolling on a phone.
func TestBrowser(t *testing.T) {
	slowtest.Skip(t, "the page in a browser")
	b := startBrowser(t)
	b.size(1280, 900)

	t.Run("first problem is open", func(t *testing.T) {
		b.T = t
		b.open(writePage(t, race()), "")
		b.wait(`document.querySelector('#subject figure svg .hit')`)
		b.wait(`document.querySelector('#subject details.finding')`)
		b.clean()
	})
	t.Run("every finding", func(t *testing.T) {
		b.T = t
		in := fleet(5, 4)
		b.open(writePage(t, in), "")
		var ids []string
		b.eval(`(async () => {
			const ids = [];
			for (const x of data.subjects) {
				await showSubject(x, true);
				for (const e of document.querySelectorAll('#subject details.finding')) ids.push(e.id.slice('finding-'.length));
				for (const hit of document.querySelectorAll('#subject .hit')) {
					hit.dispatchEvent(new MouseEvent('click', { bubbles: true }));
					if (!document.querySelector('#subject tr.aim + tr.opened dl')) throw new Error('no record behind a sign of ' + x.name);
				}
				for (const e of document.querySelectorAll('#subject .finding .ref')) e.click();
			}
			return ids;
		})()`, &ids)
		seen := map[string]bool{}
		for _, id := range ids {
			seen[id] = true
		}
		for _, f := range in.Findings {
			if !seen[f.ID] {
				t.Errorf("finding %s is not reachable", f.ID)
			}
		}
		b.clean()
	})
	t.Run("search and filter", func(t *testing.T) {
		b.T = t
		in := fleet(12, 4)
		problems := 0
		for _, s := range subjects(t, &in) {
			if s.Rank.Problem() {
				problems++
			}
		}
		if problems <= mostCards {
			t.Fatalf("%d problems: too few to be grouped", problems)
		}
		b.open(writePage(t, in), "")
		count := func(action, want string) {
			t.Helper()
			var got string
			b.eval(`(() => { `+action+`; return document.querySelector('#sets [role=status]').textContent; })()`, &got)
			if !strings.HasPrefix(got, want) {
				t.Errorf("%s: %q, want %q", action, got, want)
			}
		}
		count(`list.text.value = 'srv003'; list.text.dispatchEvent(new Event('input'))`, "4 of 48")
		count(`narrow({ text: '' })`, "48 of 48")
		count(
			`list.rank.value = 'problem'; list.rank.dispatchEvent(new Event('change'))`,
			fmt.Sprint(problems, " of 48"),
		)
		count(
			`document.querySelector('#fleet .cell').dispatchEvent(new MouseEvent('click', { bubbles: true }))`,
			"1 of 48",
		)
		count(`narrow(none)`, "48 of 48")
		all := in.builder()
		count(`document.querySelector('a.group').click()`, fmt.Sprint(all.sorted()[0].failures, " of 48"))
		count(`narrow({ text: 'no such thing' })`, "0 of 48")
		count(`list.clear.click()`, "48 of 48")
		b.clean()
	})
	t.Run("hostile names", func(t *testing.T) {
		b.T = t
		b.open(writePage(t, hostileReport()), "")
		b.wait(`document.querySelector('#subject details.finding')`)
		var foreign int
		b.eval(`(async () => {
			for (const x of data.subjects) {
				await showSubject(x, false);
				for (const e of document.querySelectorAll('#subject button.ref')) e.click();
			}
			return document.querySelectorAll('img, iframe, script:not(#data)').length - 1 + [...document.links].filter(a => a.protocol === 'javascript:').length;
		})()`, &foreign)
		if foreign != 0 {
			t.Errorf("%d elements came out of names", foreign)
		}
		b.clean()
	})
	t.Run("endless names", func(t *testing.T) {
		b.T = t
		path := writePage(t, reportOf(endless))
		for _, width := range []int{390, 1280} {
			b.size(width, 900)
			b.open(path, "")
			b.wait(`document.querySelector('#subject figure svg')`)
			b.eval(`for (const e of document.querySelectorAll('details')) e.open = true`, nil)
			var wide []string
			b.eval(
				`document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, nav, svg')).map(e => e.tagName + '.' + e.className)`,
				&wide,
			)
			if len(wide) > 0 {
				t.Errorf("%d wide: these stand out: %v", width, wide)
			}
			var below float64
			b.eval(`document.querySelector('.card .steps').getBoundingClientRect().top + scrollY`, &below)
			if below > 2000 {
				t.Errorf("%d wide: what to do is %.0f pixels down", width, below)
			}
		}
		b.clean()
	})
	t.Run("keyboard", func(t *testing.T) {
		b.T = t
		b.open(writePage(t, race()), "")
		b.wait(`document.querySelector('#subject .hit')`)
		var ok bool
		b.eval(`(() => {
			const hits = [...document.querySelectorAll('#subject svg .hit')];
			const stops = hits.filter(e => e.getAttribute('tabindex') === '0').length;
			hits[0].focus();
			hits[0].dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
			const moved = document.activeElement === hits[1];
			hits[1].dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
			const shown = !!document.querySelector('tr.aim');
			document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }));
			return stops === 1 && moved && shown && document.activeElement === list.text && hits.every(e => e.getAttribute('aria-label'));
		})()`, &ok)
		if !ok {
			t.Error("the timeline cannot be walked with the keyboard")
		}
		b.clean()
	})
	t.Run("phone and themes", func(t *testing.T) {
		b.T = t
		path := writePage(t, fleet(9, 4))
		b.size(390, 844)
		var backgrounds []string
		for _, theme := range []string{"light", "dark"} {
			b.theme(theme)
			b.open(path, "")
			b.eval(`showSubject(data.subjects[0], false)`, nil)
			b.wait(`document.querySelector('#subject figure svg')`)
			var wide []string
			b.eval(
				`[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, nav, svg')).map(e => e.tagName + '.' + e.className)`,
				&wide,
			)
			if len(wide) > 0 {
				t.Errorf("%s: wider than a phone: %v", theme, wide)
			}
			var cutOff []string
			b.eval(
				`[...document.querySelectorAll('#subject figure svg')].flatMap(svg => [...svg.querySelectorAll('text')].filter(e => {
				const a = e.getBoundingClientRect(), all = svg.getBoundingClientRect();
				return a.left < all.left - 1 || a.right > all.right + 1;
			}).map(e => e.textContent))`,
				&cutOff,
			)
			if len(cutOff) > 0 {
				t.Errorf("%s: labels that the picture cuts off: %v", theme, cutOff)
			}
			var background string
			b.eval(`getComputedStyle(document.body).backgroundColor`, &background)
			backgrounds = append(backgrounds, background)
		}
		if backgrounds[0] == backgrounds[1] {
			t.Errorf("light and dark look the same: %v", backgrounds)
		}
		b.size(1280, 900)
		b.theme("light")
		b.clean()
	})
	t.Run("long tables", func(t *testing.T) {
		b.T = t
		in := fleet(mostRows+20, 1)
		b.open(writePage(t, in), "")
		b.eval(`document.querySelectorAll('details[data-more]').forEach(e => { e.open = true; })`, nil)
		b.wait(`!document.querySelector('tr.more')`)
		var rows []int
		b.eval(`['#hosts', '#inputs'].map(id => document.querySelectorAll(id + ' tbody tr').length)`, &rows)
		if rows[0] != len(in.Cases) || rows[1] != len(in.Inputs) {
			t.Errorf("%v rows, want %d hosts and %d files", rows, len(in.Cases), len(in.Inputs))
		}
		b.clean()
	})
	t.Run("fleet is fast", func(t *testing.T) {
		b.T = t
		path := writePage(t, fleet(200, 10))
		began := time.Now()
		b.open(path, "")
		opened := time.Since(began)
		var search float64
		b.eval(
			`(() => { const t = performance.now(); narrow({ text: 'srv1 suspected' }); document.body.getBoundingClientRect(); return performance.now() - t; })()`,
			&search,
		)
		t.Logf("2,000 sets open in %v, a search takes %.0f ms", opened, search)
		if opened > 10*time.Second || search > 2000 {
			t.Errorf("too slow: %v to open, %.0f ms to search", opened, search)
		}
		b.clean()
	})
}

// print shows a page as it comes out on paper.
func (b *browser) print() {
	b.call("Emulation.setEmulatedMedia", map[string]any{"media": "print"}, nil)
	b.eval(`dispatchEvent(new Event('beforeprint'))`, nil)
}

// TestPrint: on paper the timeline is there, what carries the answer is unfolded,
// and neither what is ruled out nor what is the same in every report takes pages.
func TestPrint(t *testing.T) {
	b := startBrowser(t)
	path := writePage(t, analysed(t, "../../samples/thaw-before-watchdog-2003"))
	b.size(1280, 900)
	b.open(path, "")
	b.wait(`document.querySelector('#subject details.finding')`)
	var there bool // as soon as the set is, not after a later layout
	b.eval(`Boolean(document.querySelector('#subject figure svg .hit'))`, &there)
	if !there {
		t.Error("the timeline is drawn later than the rest of its set")
	}
	b.print()
	var open, folded int
	b.eval(`document.querySelectorAll('#subject details[open]').length`, &open)
	b.eval(
		`[...document.querySelectorAll('details:not([open])')].filter(e => e.matches('[data-verdict=ruled_out], .always, .menu') || e.closest('td')).length - document.querySelectorAll('details:not([open])').length`,
		&folded,
	)
	if open < 3 || folded != 0 {
		t.Errorf("%d parts are unfolded; %d folded ones are not ruled out", open, -folded)
	}
	var pdf struct{ Data []byte }
	b.call("Page.printToPDF", map[string]any{"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": true}, &pdf)
	pages := bytes.Count(pdf.Data, []byte("/Type /Page\n")) + bytes.Count(pdf.Data, []byte("/Type /Page\r"))
	t.Logf("%d bytes, %d pages", len(pdf.Data), pages)
	if pages < 3 || pages > 10 {
		t.Errorf("%d pages for one set", pages)
	}
	b.clean()
}

// TestScreenshots writes pictures to look at into the folder VSSLOG_SCREENSHOTS.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("VSSLOG_SCREENSHOTS")
	if dir == "" {
		t.Skip("VSSLOG_SCREENSHOTS is not set: no pictures are made")
	}
	b := startBrowser(t)
	for _, page := range []struct {
		name string
		in   Input
	}{{"race", race()}, {"fleet", fleet(40, 10)}, {"hostile", hostileReport()}, {"nothing", Input{}}} {
		path := writePage(t, page.in)
		b.size(800, 900)
		b.open(path, "")
		time.Sleep(300 * time.Millisecond)
		b.print()
		b.screenshot(filepath.Join(dir, page.name+"-paper.png"))
		b.call("Emulation.setEmulatedMedia", map[string]any{"media": ""}, nil)
		for _, width := range []int{1280, 390} {
			for _, theme := range []string{"light", "dark"} {
				b.size(width, 900)
				b.theme(theme)
				b.open(path, "")
				time.Sleep(300 * time.Millisecond)
				if theme == "light" { // unfolded, as on paper
					b.eval(
						`document.querySelectorAll('details').forEach(e => { e.open = true; }); document.querySelectorAll('tr [aria-expanded]').forEach((e, i) => { if (i < 3) e.click(); })`,
						nil,
					)
					time.Sleep(300 * time.Millisecond)
				}
				b.screenshot(
					filepath.Join(dir, page.name+"-"+theme+map[int]string{1280: "", 390: "-phone"}[width]+".png"),
				)
			}
		}
	}
}

func (b *browser) screenshot(path string) {
	b.T.Helper()
	var shot struct{ Data []byte }
	b.call("Page.captureScreenshot", map[string]any{"captureBeyondViewport": true}, &shot)
	if err := os.WriteFile(path, shot.Data, 0o644); err != nil {
		b.T.Fatal(err)
	}
}
