package report

import "testing"

// TestPageWithoutAnAddress: where the page may not change its address, as in the frame in
// which a notebook shows it, everything else works.
func TestPageWithoutAnAddress(t *testing.T) {
	b := startBrowser(t)
	b.size(1280, 900)
	b.open(writePage(t, fleet(12, 4)), "")
	b.eval(
		`for (const f of ['pushState', 'replaceState']) history[f] = () => { throw new DOMException('not here', 'SecurityError'); }`,
		nil,
	)
	b.eval(`document.querySelector('.places [data-subject]').click()`, nil)
	b.wait(`document.querySelector('#subject .steps')`)
	b.eval(`list.host.value = 'srv003'; list.host.dispatchEvent(new Event('change'))`, nil)
	b.wait(`list.count.textContent.startsWith('4 of 48')`)
	b.clean()
}
