package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// browser is a headless Chromium that is spoken to over its debugging pipe
// (Chrome DevTools Protocol, --remote-debugging-pipe: JSON ended by NUL on the
// file descriptors 3 and 4).
type browser struct {
	t        *testing.T
	in       io.Writer
	messages chan message
	session  string
	id       int
	problems []string // console errors, exceptions, requests that leave the page
	requests int
}

type message struct {
	ID     int             `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// findChromium skips the test loudly where there is no Chromium.
func findChromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium was found: the page was NOT tested in a browser (set CHROMIUM to the program)")
	return ""
}

func startBrowser(t *testing.T) *browser {
	path := findChromium(t)
	toRead, toWrite, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	fromRead, fromWrite, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-extensions", "--user-data-dir="+t.TempDir(), "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{toRead, fromWrite}
	if err := cmd.Start(); err != nil {
		t.Skipf("Chromium does not start (%v): the page was NOT tested in a browser", err)
	}
	toRead.Close()
	fromWrite.Close()
	b := &browser{t: t, in: toWrite, messages: make(chan message, 1000)}
	go b.read(fromRead)
	t.Cleanup(func() {
		b.session = ""
		fmt.Fprintf(b.in, "{\"id\":999999,\"method\":\"Browser.close\"}\x00")
		done := make(chan struct{})
		go func() { cmd.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			cmd.Process.Kill()
			<-done
		}
		toWrite.Close()
		fromRead.Close()
	})
	var target struct{ TargetID, SessionID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &target)
	b.session = target.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.call(domain+".enable", nil, nil)
	}
	return b
}

func (b *browser) read(r io.Reader) {
	defer close(b.messages)
	lines := bufio.NewReader(r)
	for {
		text, err := lines.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(bytes.TrimRight(text, "\x00"), &m) == nil {
			b.messages <- m
		}
	}
}

// call sends a command and waits for its answer; events meanwhile are noted.
func (b *browser) call(method string, params any, result any) {
	b.t.Helper()
	b.id++
	command := map[string]any{"id": b.id, "method": method}
	if params != nil {
		command["params"] = params
	}
	if b.session != "" {
		command["sessionId"] = b.session
	}
	text, err := json.Marshal(command)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.in.Write(append(text, 0)); err != nil {
		b.t.Fatal(err)
	}
	for m := range b.until(method) {
		if m.ID != b.id {
			continue
		}
		if m.Error != nil {
			b.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		if result != nil {
			if err := json.Unmarshal(m.Result, result); err != nil {
				b.t.Fatal(err)
			}
		}
		return
	}
}

// until yields messages, notes the events among them, and fails after a minute.
func (b *browser) until(what string) func(func(message) bool) {
	deadline := time.After(time.Minute)
	return func(yield func(message) bool) {
		for {
			select {
			case m, open := <-b.messages:
				if !open {
					b.t.Fatalf("%s: Chromium went away", what)
				}
				b.note(m)
				if !yield(m) {
					return
				}
			case <-deadline:
				b.t.Fatalf("%s: no answer from Chromium within a minute", what)
			}
		}
	}
}

// note keeps what must not happen.
func (b *browser) note(m message) {
	switch m.Method {
	case "Runtime.exceptionThrown":
		b.problems = append(b.problems, "exception: "+string(m.Params))
	case "Runtime.consoleAPICalled", "Log.entryAdded":
		b.problems = append(b.problems, "console: "+string(m.Params))
	case "Network.requestWillBeSent":
		var p struct {
			Request struct{ URL string }
		}
		if json.Unmarshal(m.Params, &p) == nil && !strings.HasPrefix(p.Request.URL, "file://") && p.Request.URL != "about:blank" {
			b.problems = append(b.problems, "request: "+p.Request.URL)
		}
		b.requests++
	case "Page.javascriptDialogOpening":
		b.problems = append(b.problems, "dialog: "+string(m.Params))
	}
}

// open loads a page and waits until its first subject is drawn.
func (b *browser) open(path, hash string) {
	b.t.Helper()
	b.call("Page.navigate", map[string]any{"url": "about:blank"}, nil)
	b.requests = 0
	b.call("Page.navigate", map[string]any{"url": "file://" + filepath.ToSlash(path) + hash}, nil)
	b.wait(`document.readyState === 'complete' && !!document.querySelector('#sets tbody, #sets p')`)
}

// eval returns the value of an expression; promises are awaited.
func (b *browser) eval(expression string, value any) {
	b.t.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Exception struct{ Description string }
			Text      string
		}
	}
	b.call("Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true}, &r)
	if r.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s %s", expression, r.ExceptionDetails.Text, r.ExceptionDetails.Exception.Description)
	}
	if value != nil && len(r.Result.Value) > 0 {
		if err := json.Unmarshal(r.Result.Value, value); err != nil {
			b.t.Fatalf("%s: %v in %s", expression, err, r.Result.Value)
		}
	}
}

// wait waits until an expression is true.
func (b *browser) wait(expression string) {
	b.t.Helper()
	for range 600 {
		var done bool
		b.eval("Boolean("+expression+")", &done)
		if done {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Fatalf("never true: %s", expression)
}

// size sets the size of the window.
func (b *browser) size(width, height int) {
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}, nil)
}

// theme sets what the system prefers.
func (b *browser) theme(name string) {
	b.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": name}}}, nil)
}

// clean fails if anything was noted that must not happen.
func (b *browser) clean() {
	b.t.Helper()
	for _, p := range b.problems {
		b.t.Error(p)
	}
	b.problems = nil
	if b.requests != 1 {
		b.t.Errorf("%d requests, want the page itself only", b.requests)
	}
}
