package report

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/browsertest"
	"github.com/vsslog/vsslog/internal/slowtest"
)

// browser is a Chromium that opens reports.
type browser struct{ *browsertest.Browser }

func startBrowser(t *testing.T) *browser {
	t.Helper()
	slowtest.Skip(t, "the page in a browser")
	return &browser{browsertest.Start(t)}
}

func (b *browser) call(method string, params any, result any) {
	b.T.Helper()
	b.Call(method, params, result)
}

func (b *browser) eval(expression string, value any) {
	b.T.Helper()
	b.Eval(expression, value)
}

func (b *browser) wait(expression string) {
	b.T.Helper()
	b.Wait(expression)
}

func (b *browser) size(width, height int) { b.Size(width, height) }

func (b *browser) theme(name string) { b.Theme(name) }

// open loads a page and waits until its first subject is drawn.
func (b *browser) open(path, hash string) {
	b.T.Helper()
	b.Go("about:blank")
	b.Requests = nil
	b.Go("file://" + filepath.ToSlash(path) + hash)
	b.wait(`document.readyState === 'complete' && !!document.querySelector('#sets tbody, #sets p')`)
}

// clean fails if anything was noted that must not happen.
func (b *browser) clean() {
	b.T.Helper()
	for _, p := range b.Problems {
		b.T.Error(p)
	}
	b.Problems = nil
	if len(b.Requests) != 1 || !strings.HasPrefix(b.Requests[0], "file://") {
		b.T.Errorf("requests %q, want the page itself only", b.Requests)
	}
}
