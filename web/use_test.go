package web_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// key presses a key.
func (p *page) key(name string, modifiers int, commands ...string) {
	p.T.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		params := map[string]any{"type": kind, "key": name, "code": name, "modifiers": modifiers}
		switch name {
		case "Enter":
			params["text"], params["windowsVirtualKeyCode"] = "\r", 13
		case "Tab":
			params["windowsVirtualKeyCode"] = 9
		case "v":
			params["code"], params["windowsVirtualKeyCode"] = "KeyV", 86
		}
		if len(commands) > 0 && kind == "keyDown" {
			params["commands"] = commands
		}
		p.Call("Input.dispatchKeyEvent", params, nil)
	}
}

const control = 2 // of the modifiers of a key

// paste puts a text where the focus is, as a person does.
func (p *page) paste(text string) {
	p.T.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		p.T.Fatal(err)
	}
	p.Eval(
		`(() => { const t = el('text'); t.focus(); t.value = ''; const d = new DataTransfer(); d.setData('text/plain', `+string(
			quoted,
		)+`);
		t.dispatchEvent(new ClipboardEvent('paste', { clipboardData: d, bubbles: true, cancelable: true }));
		t.setRangeText(`+string(
			quoted,
		)+`); t.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true })); })()`,
		nil,
	)
}

// TestText: a code is explained as it is typed, a pasted event is answered as analyze
// answers it, and what is nothing is told as nothing.
func TestText(t *testing.T) {
	p := open(t)
	p.Eval(`el('text').focus()`, nil)
	p.Call("Input.insertText", map[string]any{"text": "0x800423f2"}, nil)
	p.Wait(`el('entries').textContent.includes('VSS_E_WRITERERROR_TIMEOUT')`)
	var titles []string
	p.Eval(`[...document.querySelectorAll('#entries h2')].map(e => e.firstChild.textContent)`, &titles)
	var want []struct{ Title string }
	if err := json.Unmarshal(p.run("explain", "0x800423f2", "--json"), &want); err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		if i < len(titles) && titles[i] != w.Title || i >= len(titles) && i < 8 {
			t.Errorf("entry %d is not %q in %q", i, w.Title, titles)
		}
	}
	p.paste("no such thing")
	p.Wait(`el('entries').textContent.includes('nothing is known of')`)
	p.paste(" ")
	p.Wait(`el('entries').hidden`)

	event, err := os.ReadFile("../samples/pasted-event-2022/event.txt")
	if err != nil {
		t.Fatal(err)
	}
	p.paste(strings.ReplaceAll(string(event), "\r\n", "\n"))
	got := p.answered()
	file := filepath.Join(t.TempDir(), "event.txt")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(event), "\r\n", "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if want := failures(t, p.runWith(in, "explain", "-", "--json")); string(
		failures(t, got["report.json"]),
	) != string(
		want,
	) {
		t.Errorf("a pasted event: failures differ from those of explain -")
	}
	p.clean()
}

// TestCancel: a run that is cancelled ends at once, and the next question is answered.
func TestCancel(t *testing.T) {
	p := open(t)
	big := filepath.Join(t.TempDir(), "big.log")
	if err := os.WriteFile(big, []byte(strings.Repeat("2024-05-01 02:00:00 a line of no use, over and over\n", 4_000_000)), 0o644); err != nil {
		t.Fatal(err)
	}
	p.Choose("#files", big)
	p.Wait(`document.body.dataset.view === 'work' && el('bar').value > 0.02`)
	begun := time.Now()
	p.Eval(`el('cancel').click()`, nil)
	p.Wait(`document.body.dataset.view === 'start'`)
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("cancelling took %v", took)
	}
	p.same("../samples/pasted-event-2022")
	p.clean()
}

// TestKeyboard: a question is asked, answered and left by keys alone, and what happens is
// said to who does not see it.
func TestKeyboard(t *testing.T) {
	p := open(t)
	var stops []string
	for range 12 {
		p.key("Tab", 0)
		var at string
		p.Eval(`document.activeElement.id || document.activeElement.textContent`, &at)
		stops = append(stops, at)
	}
	for _, want := range []string{"Skip to the question", "choose-files", "choose-folder", "text", "Answer", "clear", "Options"} {
		if !strings.Contains(strings.Join(stops, "|"), want) {
			t.Errorf("the tab key does not reach %q: %q", want, stops)
		}
	}
	p.Eval(`el('text').focus()`, nil)
	p.Call("Input.insertText", map[string]any{"text": "VSS 8229"}, nil)
	p.key("Enter", control)
	p.Wait(`!el('entries').hidden && el('said').textContent.includes('8229')`)
	event, err := os.ReadFile("../samples/pasted-event-2022/event.txt")
	if err != nil {
		t.Fatal(err)
	}
	p.Eval(`el('text').value = ''; el('text').focus()`, nil)
	p.Call("Input.insertText", map[string]any{"text": string(event)}, nil)
	p.key("Enter", control)
	p.answered()
	p.Wait(`document.activeElement.tagName === 'IFRAME' && el('said').textContent.startsWith('The answer is ready')`)
	p.Eval(`document.querySelector('#answer .again').focus()`, nil)
	p.key("Enter", 0)
	p.Wait(`document.body.dataset.view === 'start' && document.activeElement.id === 'text'`)
	p.clean()
}

// views are what the page can look like, with how it comes to it.
var views = []struct{ name, script, until string }{
	{"start", `again(); el('text').value = ''; hideEntries()`, `document.body.dataset.view === 'start'`},
	{"open", `for (const e of document.querySelectorAll('details')) e.open = true`, `el('about').open`},
	{
		"entries",
		`for (const e of document.querySelectorAll('details')) e.open = false; el('text').value = '0x800423f2'; askText(false)`,
		`!el('entries').hidden`,
	},
	{
		"work",
		`hideEntries(); show('work'); el('work-title').textContent = 'Reading 212 files, 204 MB'; el('bar').value = 0.4; el('at').textContent = '82 MB of 204 MB: collected/sql01/Application.evtx'`,
		`true`,
	},
	{
		"failed",
		`fail(new Error('The memory of this tab is not enough for these files. Choose fewer files, or use the command.'))`,
		`document.body.dataset.view === 'failed'`,
	},
}

// TestLooks: in both themes, wide and on a phone, nothing is wider than the window, and
// axe-core finds nothing. VSSLOG_SCREENSHOTS names a folder for pictures.
func TestLooks(t *testing.T) {
	p := open(t)
	axe, err := os.ReadFile(filepath.Join("..", "export", "interop", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Log("axe-core is not there (npm ci --prefix export/interop): the page was NOT tested for accessibility")
	}
	check := func(name string) {
		t.Helper()
		p.look(name)
		var wide int
		if p.Eval(`document.documentElement.scrollWidth - document.documentElement.clientWidth`, &wide); wide > 0 {
			t.Errorf("%s is %d pixels wider than the window", name, wide)
		}
		if axe == nil {
			return
		}
		p.Eval(string(axe), nil)
		var found []string
		p.Eval(
			`axe.run(document, { resultTypes: ['violations'], iframes: false }).then(r => r.violations.map(v => v.id + ': ' + v.help + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | ')))`,
			&found,
		)
		for _, v := range found {
			t.Errorf("%s: %s", name, v)
		}
	}
	for theme, width := range map[string]int{"light": 1280, "dark": 390} {
		p.Theme(theme)
		p.Size(width, 844)
		for _, v := range views {
			p.Eval(v.script, nil)
			p.Wait(v.until)
			check(v.name + "-" + theme)
		}
		p.choose("../samples/ticket-sql-2019")
		check("answer-" + theme)
	}
	for theme, width := range map[string]int{"light": 390, "dark": 1280} { // the other two, to look at
		p.Theme(theme)
		p.Size(width, 844)
		for _, v := range views {
			p.Eval(v.script, nil)
			p.Wait(v.until)
			p.look(v.name + "-" + theme + "-other")
		}
	}
	p.clean()
}

// look writes a picture to look at where somebody wants one.
func (p *page) look(name string) {
	p.T.Helper()
	dir := os.Getenv("VSSLOG_SCREENSHOTS")
	if dir == "" {
		return
	}
	for range 10 { // the frame is a process of its own that draws when it can
		time.Sleep(100 * time.Millisecond)
		p.Eval(`1`, nil)
	}
	p.Picture(filepath.Join(dir, "web-"+name+".png"))
}

// TestSave: what can be saved arrives in a file, under its name.
func TestSave(t *testing.T) {
	p := open(t)
	dir := t.TempDir()
	p.Call("Browser.setDownloadBehavior", map[string]any{"behavior": "allow", "downloadPath": dir}, nil)
	got := p.choose("../samples/freeze-timeout-2016")
	var links []string
	p.Eval(`[...document.querySelectorAll('#save a')].map(a => a.download)`, &links)
	if strings.Join(links, " ") != "report.html report.md report.json tables.zip" {
		t.Errorf("can be saved: %q", links)
	}
	for _, name := range links {
		p.Eval(`document.querySelector('#save a[download="`+name+`"]').click()`, nil)
		var saved []byte
		for range 100 {
			if saved, _ = os.ReadFile(filepath.Join(dir, name)); len(saved) == len(got[name]) {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		if string(saved) != string(got[name]) || len(saved) == 0 {
			t.Errorf("%s: %d bytes were saved of %d", name, len(saved), len(got[name]))
		}
	}
}

// TestBack: the browser's way back leads from the answer to the question.
func TestBack(t *testing.T) {
	p := open(t)
	p.choose("../samples/pasted-event-2022")
	p.Eval(`history.back()`, nil)
	p.Wait(`document.body.dataset.view === 'start' && !document.querySelector('iframe')`)
	p.clean()
}

// TestOptions: zone, password and redaction reach the program, and results say so.
func TestOptions(t *testing.T) {
	p := open(t)
	p.Eval(`el('zone').value = 'Europe/Berlin'; document.querySelector('[value=hosts]').checked = true`, nil)
	got := p.choose("../samples/thaw-before-watchdog-2003")
	out := p.run(
		"analyze",
		"../samples/thaw-before-watchdog-2003",
		"--json",
		"--tz",
		"Europe/Berlin",
		"--redact",
		"hosts",
	)
	if string(failures(t, got["report.json"])) != string(failures(t, out)) {
		t.Error("the failures differ from those of --tz Europe/Berlin --redact hosts")
	}
	p.Eval(`again(); el('zone').value = 'Nowhere/Land'`, nil)
	p.Choose("#folder", abs(t, "../samples/pasted-event-2022"))
	p.WaitFor(time.Minute, `document.body.dataset.view === 'failed' && el('why').textContent.includes('Nowhere/Land')`)
	p.clean()
}

func abs(t *testing.T, path string) string {
	t.Helper()
	whole, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}
