package report

import (
	"bytes"
	"strings"
	"testing"
)

// TestAddress: what is shown and filtered stands in the address; Back goes back to it, a
// link leads to it, and an empty list has a way out.
func TestAddress(t *testing.T) {
	b := startBrowser(t)
	b.size(1280, 900)
	path := writePage(t, fleet(12, 4))
	b.open(path, "")
	var hash string
	at := func(want ...string) {
		t.Helper()
		b.eval(`location.hash`, &hash)
		for _, w := range want {
			if !strings.Contains(hash, w) {
				t.Errorf("the address is %q, want %q in it", hash, w)
			}
		}
	}
	b.eval(`document.querySelector('.places [data-subject]').click()`, nil)
	b.wait(`document.querySelector('#subject .steps')`)
	at("set=")
	b.eval(`list.host.value = 'srv003'; list.host.dispatchEvent(new Event('change'))`, nil)
	at("set=", "host=srv003")
	filteredAddress := hash
	b.eval(`history.back()`, nil)
	b.wait(`filter.host === '' && list.host.value === '' && list.count.textContent.startsWith('48 of 48')`)
	b.eval(`history.back()`, nil)
	b.wait(`document.getElementById('subject').hidden`)
	b.eval(`history.forward()`, nil)
	b.wait(`document.querySelector('#subject .steps')`)
	b.clean()
	b.open(path, filteredAddress)
	b.wait(`document.querySelector('#subject .steps') && list.count.textContent.startsWith('4 of 48')`)
	b.eval(`list.text.value = 'nothing has this'; list.text.dispatchEvent(new Event('input'))`, nil)
	b.wait(`list.count.textContent.startsWith('0 of 48') && !list.clear.hidden`)
	b.eval(`list.clear.click()`, nil)
	b.wait(`list.count.textContent.startsWith('48 of 48') && list.clear.hidden && !location.hash.includes('host')`)
	b.open(path, "#rank=99&host=nobody&cause=x&from=never&set=%00&zone=host&at=%22%3E")
	b.wait(`list.count.textContent.startsWith('48 of 48')`)
	b.clean()
}

// TestCopy: each command has a button that hands it over, or selects it.
func TestCopy(t *testing.T) {
	b := startBrowser(t)
	b.size(1280, 900)
	b.open(writePage(t, analysed(t, "../../samples/freeze-timeout-2016")), "")
	var copied []string
	b.eval(`(async () => {
		const got = [];
		navigator.clipboard.writeText = async text => { got.push(text); };
		for (const e of document.querySelectorAll('.card button.copy')) { if (e.hidden) throw new Error('hidden'); e.click(); }
		navigator.clipboard.writeText = async () => { throw new Error('denied'); };
		document.querySelector('.card button.copy').click();
		await new Promise(done => setTimeout(done, 100));
		got.push(String(getSelection()).trim());
		return got;
	})()`, &copied)
	if len(copied) < 2 || copied[0] != "Restart-Service srmsvc" || copied[len(copied)-1] != "Restart-Service srmsvc" {
		t.Errorf("copied %q", copied)
	}
	b.clean()
}

// TestHostTime: one switch shows all times in the host's time where its offset is known;
// where none is, there is no switch.
func TestHostTime(t *testing.T) {
	b := startBrowser(t)
	b.size(1280, 900)
	in := analysed(t, "../../samples/stuck-in-thaw-2012r2")
	b.open(writePage(t, in), "")
	b.wait(`document.querySelector('#subject .chart svg')`)
	var offset int
	b.eval(`data.subjects[0].offset === undefined ? 9999 : data.subjects[0].offset`, &offset)
	if offset == 9999 {
		t.Fatal("the sample's offset is not known")
	}
	b.eval(`document.getElementById('zone').click()`, nil)
	b.wait(`document.querySelector('#subject .chart svg').textContent.includes(offsetText(data.subjects[0].offset))`)
	var shown []string
	b.eval(
		`[document.querySelector('.card time').textContent, list.body.querySelector('.time').textContent, document.querySelector('#subject h2').textContent, location.hash]`,
		&shown,
	)
	for _, s := range shown {
		if !strings.Contains(s, "UTC+") && !strings.Contains(s, "UTC−") && !strings.Contains(s, "zone=host") {
			t.Errorf("%q is not the host's time", s)
		}
	}
	var same bool
	b.eval(
		`(() => { const d = new Date(data.subjects[0].start + data.subjects[0].offset * 60000).toISOString().slice(0, 16).replace('T', ' '); return document.querySelector('.card time').textContent.includes('set begun ' + d) && list.body.querySelector('.time').textContent.startsWith(d); })()`,
		&same,
	)
	if !same {
		t.Errorf("%q are not %d minutes off", shown, offset)
	}
	b.clean()
	b.open(writePage(t, pasted(t)), "#zone=host")
	var hidden bool
	b.eval(`document.getElementById('zone').hidden && !hostTime`, &hidden)
	if !hidden {
		t.Error("there is a switch, and no offset is known")
	}
	b.clean()
}

// TestAxis: the axis names the date of the freeze where midnight lies between it and the
// start of the set, and the limit once; the legend explains every sign that is drawn.
func TestAxis(t *testing.T) {
	b := startBrowser(t)
	b.size(1280, 900)
	b.open(writePage(t, analysed(t, "../../samples/stuck-in-thaw-2012r2")), "")
	b.wait(`document.querySelector('#subject .chart svg')`)
	var chart string
	b.eval(`[...document.querySelectorAll('#subject .chart svg text')].map(e => e.textContent).join('\n')`, &chart)
	if !strings.Contains(chart, "2015-09-16, UTC") || strings.Contains(chart, "2015-09-15") {
		t.Errorf("the axis does not name the day of the freeze: %s", chart)
	}
	if n := strings.Count(chart, "limit "); n != 1 {
		t.Errorf("the limit is named %d times", n)
	}
	var unexplained []string
	b.eval(`(() => {
		const signs = svgs => new Set([...svgs].flatMap(svg => [...svg.querySelectorAll('[class]')]).map(e => e.getAttribute('class')));
		const known = signs(document.querySelectorAll('.legend svg'));
		const drawn = signs(document.querySelectorAll('#subject .chart svg'));
		const plain = /^(grid|laneline|soft|lane.*|over|hit|outline|stop-.*|glyph (rejection|code|late-thaw|ese-timeout|thaw-end))$/;
		return [...drawn].filter(c => !known.has(c) && !plain.test(c));
	})()`, &unexplained)
	if len(unexplained) > 0 {
		t.Errorf("the legend lacks %q", unexplained)
	}
	b.clean()
}

// TestWholeSetWithoutFreeze: where no freeze is known all of the set is drawn at once.
func TestWholeSetWithoutFreeze(t *testing.T) {
	b := startBrowser(t)
	b.size(1280, 900)
	b.open(writePage(t, race()), "")
	var labels []string
	b.eval(`(() => {
		const at = t => [t * SECOND, t * SECOND];
		const d = { base: '2020-01-01T00:00:00Z', started: at(0), ended: at(1400), spans: [{ name: 'a', outcome: 'failed', limit: [null, null], frozen: [null, null], marks: [{ role: 'code', record: 0 }] }],
			marks: [1, 2], records: [0, 1, 2].map(i => ({ at: at(700 * i), kind: 'other', tells: 'x', source: 's' })) };
		return [...timeline(d, () => {}).querySelectorAll('.chart svg text')].map(e => e.textContent);
	})()`, &labels)
	if all := strings.Join(labels, "\n"); !strings.Contains(all, "\n00:05:00") ||
		!strings.Contains(all, "\n00:20:00") ||
		strings.Contains(all, "more outside") {
		t.Errorf("a set without a freeze is not drawn whole: %q", labels)
	}
	b.clean()
}

// TestPrints: the one shown, all failures, or everything.
func TestPrints(t *testing.T) {
	b := startBrowser(t)
	b.size(800, 900)
	in := fleet(4, 3)
	b.open(writePage(t, in), "")
	b.eval(`showSubject(data.subjects[0], false)`, nil)
	b.wait(`document.querySelector('#subject .chart')`)
	failures := in.builder().problems()
	for which, want := range map[string]int{"one": 1, "failed": failures, "all": len(subjects(t, &in))} {
		var got, charts, shown int
		b.eval(`ontoPaper('`+which+`')`, nil)
		b.print()
		b.eval(`document.querySelectorAll('#paper article').length`, &got)
		b.eval(`document.querySelectorAll('#paper .chart svg').length`, &charts)
		b.eval(
			`[...document.querySelectorAll('#problems .card, #subject, #sets')].filter(e => e.offsetParent !== null).length`,
			&shown,
		)
		if got != want || charts < 1 || shown != 0 {
			t.Errorf("%s: %d on paper, want %d; %d timelines, %d other parts", which, got, want, charts, shown)
		}
		b.picture("print-" + which)
		var pdf struct{ Data []byte } // ends as printing does: what was for paper goes
		b.call(
			"Page.printToPDF",
			map[string]any{"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": true},
			&pdf,
		)
		if !bytes.HasPrefix(pdf.Data, []byte("%PDF")) {
			t.Errorf("%s: no PDF", which)
		}
		b.call("Emulation.setEmulatedMedia", map[string]any{"media": ""}, nil)
		b.eval(`dispatchEvent(new Event('afterprint'))`, nil)
		b.eval(`document.querySelectorAll('#paper *').length + (document.body.dataset.print ? 1 : 0)`, &got)
		if got != 0 {
			t.Errorf("%s: what is for paper stays", which)
		}
	}
	b.clean()
}
