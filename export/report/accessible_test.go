package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/slowtest"
)

// TestAccessible lets axe-core look at pages in both themes, wide and on a phone:
// names and roles for screen readers, contrasts of WCAG AA, order of headings, and
// what else its rules know. Everything is unfolded, so that it sees everything.
func TestAccessible(t *testing.T) {
	slowtest.Skip(t, "axe on five pages in a browser")
	axe, err := os.ReadFile(filepath.Join("..", "interop", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Skip("axe-core is not there (npm ci --prefix export/interop): the page was NOT tested for accessibility")
	}
	b := startBrowser(t)
	pages := map[string]Input{
		"race": analysed(t, "../../samples/thaw-before-watchdog-2003"), "samples": analysed(t, "../../samples"),
		"one failure": analysed(
			t,
			"../../samples/freeze-timeout-2016",
		), "healthy": analysed(t, "../../samples/healthy-2025"),
		"fleet": fleet(12, 4), "hostile": hostileReport(), "nothing": {},
	}
	for name, in := range pages {
		path := writePage(t, in)
		for theme, width := range map[string]int{"light": 1280, "dark": 390} {
			b.size(width, 900)
			b.theme(theme)
			b.open(path, "")
			if len(in.Cases) > 0 {
				b.eval(`showSubject(data.subjects[0], false)`, nil)
				b.wait(`document.querySelector('#subject details.finding, #subject h3')`)
			}
			b.eval(`for (const e of document.querySelectorAll('details')) e.open = true;
				[...document.querySelectorAll('#subject tr [aria-expanded]')].slice(0, 3).forEach(e => e.click())`, nil)
			b.eval(string(axe), nil)
			var found []string
			b.eval(
				`axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations.map(v => v.id + ': ' + v.help + ': ' +
				v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + ' ' + (n.any[0] || n.all[0] || n.none[0] || {}).message).join(' | ')))`,
				&found,
			)
			for _, v := range found {
				t.Errorf("%s, %s, %d wide: %s", name, theme, width, strings.ReplaceAll(v, "\n", " "))
			}
		}
	}
}
