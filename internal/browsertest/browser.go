// Package browsertest drives a headless Chromium in tests, and records its network
// requests.
package browsertest

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"
)

// Browser is a headless Chromium with one page. It is spoken to over its debugging pipe
// (Chrome DevTools Protocol, --remote-debugging-pipe: JSON ended by NUL on the
// file descriptors 3 and 4).
type Browser struct {
	Problems []string   // console errors, exceptions, dialogs
	Requests []string   // addresses that the page, its frames and workers asked for
	Workers  []string   // sessions of the workers that live, oldest first
	Pid      int        // of the browser
	T        testing.TB // that fails; a subtest may take its place

	in       io.Writer
	messages chan message
	session  string
	id       int
}

type message struct {
	ID        int             `json:"id,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Method    string          `json:"method,omitempty"`
	Params    json.RawMessage `json:"params,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// find skips the test loudly where there is no Chromium.
func find(t testing.TB) string {
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

// Start starts a browser, which ends with the test. It skips the test loudly where there
// is none.
func Start(t testing.TB, flags ...string) *Browser {
	path := find(t)
	toRead, toWrite, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	fromRead, fromWrite, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	flags = append(
		[]string{"--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
			"--disable-component-update", "--disable-sync", "--disable-extensions", "--user-data-dir=" + t.TempDir(),
			"--remote-debugging-pipe"},
		flags...)
	cmd := exec.Command(path, append(flags, "about:blank")...)
	cmd.ExtraFiles = []*os.File{toRead, fromWrite}
	if err := cmd.Start(); err != nil {
		t.Skipf("Chromium does not start (%v): the page was NOT tested in a browser", err)
	}
	toRead.Close()
	fromWrite.Close()
	b := &Browser{T: t, in: toWrite, messages: make(chan message, 1000), Pid: cmd.Process.Pid}
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
	b.Call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	b.Call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &target)
	b.session = target.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.Call(domain+".enable", nil, nil)
	}
	b.Call("Target.setAutoAttach", attach, nil)
	return b
}

// attach makes workers wait until their requests are watched.
var attach = map[string]any{"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true}

func (b *Browser) read(r io.Reader) {
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

// Call sends a command to the page and waits for its answer; events meanwhile are noted.
func (b *Browser) Call(method string, params any, result any) {
	b.T.Helper()
	b.CallIn(b.session, method, params, result)
}

// CallIn is Call for a session, such as that of a worker.
func (b *Browser) CallIn(session, method string, params any, result any) {
	b.T.Helper()
	id := b.send(session, method, params)
	for m := range b.until(method) {
		if m.ID != id {
			continue
		}
		if m.Error != nil {
			b.T.Fatalf("%s: %s", method, m.Error.Message)
		}
		if result != nil {
			if err := json.Unmarshal(m.Result, result); err != nil {
				b.T.Fatal(err)
			}
		}
		return
	}
}

func (b *Browser) send(session, method string, params any) (id int) {
	b.T.Helper()
	b.id++
	command := map[string]any{"id": b.id, "method": method}
	if params != nil {
		command["params"] = params
	}
	if session != "" {
		command["sessionId"] = session
	}
	text, err := json.Marshal(command)
	if err != nil {
		b.T.Fatal(err)
	}
	if _, err := b.in.Write(append(text, 0)); err != nil {
		b.T.Fatal(err)
	}
	return b.id
}

// until yields messages, notes the events among them, and fails after a minute.
func (b *Browser) until(what string) func(func(message) bool) {
	deadline := time.After(time.Minute)
	return func(yield func(message) bool) {
		for {
			select {
			case m, open := <-b.messages:
				if !open {
					b.T.Fatalf("%s: Chromium went away", what)
				}
				b.note(m)
				if !yield(m) {
					return
				}
			case <-deadline:
				b.T.Fatalf("%s: no answer from Chromium within a minute", what)
			}
		}
	}
}

// note keeps what is asked for, and what must not happen.
func (b *Browser) note(m message) {
	switch m.Method {
	case "Runtime.exceptionThrown":
		b.Problems = append(b.Problems, "exception: "+string(m.Params))
	case "Runtime.consoleAPICalled", "Log.entryAdded":
		b.Problems = append(b.Problems, "console: "+string(m.Params))
	case "Page.javascriptDialogOpening":
		b.Problems = append(b.Problems, "dialog: "+string(m.Params))
	case "Network.requestWillBeSent":
		var p struct {
			Request struct{ URL string }
		}
		if json.Unmarshal(m.Params, &p) == nil {
			b.Requests = append(b.Requests, p.Request.URL)
		}
	case "Target.attachedToTarget":
		var p struct {
			SessionID  string
			TargetInfo struct{ Type string }
		}
		if json.Unmarshal(m.Params, &p) == nil {
			// A frame in a process of its own is attached too, and is no worker.
			if p.TargetInfo.Type == "worker" {
				b.Workers = append(b.Workers, p.SessionID)
			}
			for _, domain := range []string{"Network", "Runtime", "Log"} {
				b.send(p.SessionID, domain+".enable", nil)
			}
			b.send(p.SessionID, "Target.setAutoAttach", attach)
			b.send(p.SessionID, "Runtime.runIfWaitingForDebugger", nil)
		}
	case "Target.detachedFromTarget":
		var p struct{ SessionID string }
		if json.Unmarshal(m.Params, &p) == nil {
			b.Workers = slices.DeleteFunc(b.Workers, func(w string) bool { return w == p.SessionID })
		}
	}
}

// Go opens an address.
func (b *Browser) Go(address string) {
	b.T.Helper()
	b.Call("Page.navigate", map[string]any{"url": address}, nil)
}

// Eval returns the value of an expression; promises are awaited.
func (b *Browser) Eval(expression string, value any) {
	b.T.Helper()
	b.EvalIn(b.session, expression, value)
}

// EvalIn is Eval for a session.
func (b *Browser) EvalIn(session, expression string, value any) {
	b.T.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Exception struct{ Description string }
			Text      string
		}
	}
	b.CallIn(
		session,
		"Runtime.evaluate",
		map[string]any{
			"expression":                  expression,
			"awaitPromise":                true,
			"returnByValue":               true,
			"allowUnsafeEvalBlockedByCSP": false,
		},
		&r,
	)
	if r.ExceptionDetails != nil {
		b.T.Fatalf("%s: %s %s", expression, r.ExceptionDetails.Text, r.ExceptionDetails.Exception.Description)
	}
	if value != nil && len(r.Result.Value) > 0 {
		if err := json.Unmarshal(r.Result.Value, value); err != nil {
			b.T.Fatalf("%s: %v in %s", expression, err, r.Result.Value)
		}
	}
}

// Wait waits until an expression is true, half a minute at most.
func (b *Browser) Wait(expression string) {
	b.T.Helper()
	b.WaitFor(30*time.Second, expression)
}

// WaitFor waits until an expression is true, for so long at most.
func (b *Browser) WaitFor(most time.Duration, expression string) {
	b.T.Helper()
	for end := time.Now().Add(most); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var done bool
		if b.Eval("Boolean("+expression+")", &done); done {
			return
		}
	}
	b.T.Fatalf("never true: %s", expression)
}

// Size sets the size of the window.
func (b *Browser) Size(width, height int) {
	b.Call(
		"Emulation.setDeviceMetricsOverride",
		map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
		nil,
	)
}

// Theme sets what the system prefers: light or dark.
func (b *Browser) Theme(name string) {
	b.Call(
		"Emulation.setEmulatedMedia",
		map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": name}}},
		nil,
	)
}

// Choose hands files to an input element, as if a person had chosen them.
func (b *Browser) Choose(selector string, paths ...string) {
	b.T.Helper()
	var input struct {
		Result struct{ ObjectID string }
	}
	b.Call(
		"Runtime.evaluate",
		map[string]any{"expression": fmt.Sprintf("document.querySelector(%q)", selector)},
		&input,
	)
	b.Call("DOM.setFileInputFiles", map[string]any{"objectId": input.Result.ObjectID, "files": paths}, nil)
}

// Picture writes what the page shows, as PNG.
func (b *Browser) Picture(path string) {
	b.T.Helper()
	var shot struct{ Data string }
	b.Call("Page.captureScreenshot", map[string]any{"format": "png"}, &shot)
	content, err := base64.StdEncoding.DecodeString(shot.Data)
	if err == nil {
		err = os.WriteFile(path, content, 0o644)
	}
	if err != nil {
		b.T.Fatal(err)
	}
}
