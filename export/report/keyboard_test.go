package report

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/slowtest"
)

// press types a key as a person does: the browser itself moves the focus and clicks.
func (b *browser) press(key string) {
	b.T.Helper()
	codes := map[string]int{"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowRight": 39, "ArrowDown": 40}
	event := map[string]any{
		"type":                  "keyDown",
		"key":                   key,
		"code":                  strings.ReplaceAll(key, " ", "Space"),
		"windowsVirtualKeyCode": codes[key],
	}
	switch key {
	case "Enter":
		event["text"] = "\r"
	case " ":
		event["text"] = " "
	}
	b.call("Input.dispatchKeyEvent", event, nil)
	b.call(
		"Input.dispatchKeyEvent",
		map[string]any{"type": "keyUp", "key": key, "code": event["code"], "windowsVirtualKeyCode": codes[key]},
		nil,
	)
}

// focus is where the keyboard is.
type focus struct {
	What    string // tag, id, class and text
	Shown   bool   // something shows where it is
	Visible bool   // it is in the window, below the bar on top
	Gone    bool   // the focus is at the page itself: it left the last thing
}

func (b *browser) focused() focus {
	b.T.Helper()
	var f focus
	b.eval(
		`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => { const e = document.activeElement; if (!e || e === document.body) return { Gone: true };
		const s = getComputedStyle(e), r = e.getBoundingClientRect(), bar = document.querySelector('body > header');
		const under = getComputedStyle(bar).position === 'sticky' && !bar.contains(e) ? bar.getBoundingClientRect().bottom : 0;
		const name = (e.getAttribute('aria-label') || e.textContent || '').trim().replace(/\s+/g, ' ').slice(0, 60);
		return { What: e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (typeof e.className === 'string' && e.className ? '.' + e.className.split(' ')[0] : '') + ' ' + name,
			Shown: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none' || e instanceof SVGElement && s.stroke !== 'none' && parseFloat(s.strokeWidth) >= 2,
			Visible: r.bottom > under && r.top < innerHeight }; })`,
		&f,
	)
	return f
}

// tabTo presses Tab until the focus is at something, and says what it passed.
func (b *browser) tabTo(want string) (passed []string) {
	b.T.Helper()
	for range 400 {
		b.press("Tab")
		f := b.focused()
		if strings.HasPrefix(f.What, want) {
			return passed
		}
		passed = append(passed, f.What)
	}
	b.T.Fatalf("Tab does not come to %q, only to %s", want, strings.Join(passed, "\n"))
	return nil
}

// TestKeyboardAlone: with nothing but a keyboard everything is reached, in the order of
// the page, one sees where one is, nothing holds the focus, and each control works.
func TestKeyboardAlone(t *testing.T) {
	slowtest.Skip(t, "the page by keyboard in a browser")
	b := startBrowser(t)
	b.size(1280, 900)
	for name, in := range map[string]Input{"one failure": analysed(t, "../../samples/ticket-sql-2019"), "fleet": fleet(12, 4), "healthy": analysed(t, "../../samples/healthy-2025")} {
		t.Run(name, func(t *testing.T) {
			b.T = t
			b.open(writePage(t, in), "")
			b.wait(
				`!document.querySelector('#subject') || document.querySelector('#subject').hidden || document.querySelector('#subject h2')`,
			)
			var order []string
			for n := 0; ; n++ {
				if n > 500 {
					t.Fatal("the focus goes round without an end")
				}
				b.press("Tab")
				f := b.focused()
				if f.Gone || len(order) > 0 && strings.HasPrefix(f.What, "a.skip") {
					break
				}
				order = append(order, f.What)
				if !f.Shown {
					t.Errorf("nothing shows that the focus is at %s", f.What)
				}
				if !f.Visible {
					t.Errorf("the focus is out of sight at %s", f.What)
				}
				if len(order) > 1 && order[len(order)-1] == order[len(order)-2] &&
					!strings.Contains(f.What, "button.copy") {
					// Two things of the same name may follow each other; one that keeps the focus may not.
					var same bool
					b.eval(`document.activeElement === window.lastFocused`, &same)
					if same {
						t.Fatalf("%s keeps the focus", f.What)
					}
				}
				b.eval(`window.lastFocused = document.activeElement`, nil)
			}
			if len(order) == 0 || !strings.HasPrefix(order[0], "a.skip") {
				t.Fatalf("the first is no link to the answer: %v", order)
			}
			var missed []string
			b.eval(
				`[...document.querySelectorAll('a[href], button, summary, select, input')].filter(e => e.checkVisibility() && e.tabIndex < 0 && !e.disabled).map(e => e.outerHTML.slice(0, 120))`,
				&missed,
			)
			for _, m := range missed {
				t.Errorf("Tab cannot come to %s", m)
			}
		})
	}

	t.Run("works", func(t *testing.T) {
		b.T = t
		b.open(writePage(t, analysed(t, "../../samples/ticket-sql-2019")), "")
		b.wait(`document.querySelector('#subject h2')`)
		b.press("Tab")
		b.press("Enter") // the link to the answer
		b.tabTo("a.open")
		b.press("Enter")
		b.wait(`location.hash.includes('set=')`)
		b.open(writePage(t, analysed(t, "../../samples/ticket-sql-2019")), "")
		b.tabTo("summary Print")
		b.press("Enter")
		b.wait(`document.querySelector('.menu').open`)
		b.press("Escape")
		b.wait(`!document.querySelector('.menu').open && document.activeElement.matches('.menu > summary')`)
		b.tabTo("button.copy")
		b.press(" ")
		b.wait(`document.activeElement.matches('button.copy') && document.getElementById('said').textContent !== ''`)
		b.tabTo("summary Ask once")
		b.press("Enter")
		b.wait(`document.querySelector('details.ask').open`)
	})
}
