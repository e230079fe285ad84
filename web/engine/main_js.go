// Command engine is the program as WebAssembly, for the page: it waits for questions from
// the worker that runs it.
package main

import (
	"context"
	"encoding/json"
	"runtime/debug"
	"syscall/js"
	_ "time/tzdata" // a browser provides no zone data

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/internal/bug"
	"github.com/vsslog/vsslog/web/ask"
)

// release is set by the linker, as that of the command.
var release = "dev"

// softMemory is from where on garbage is looked for more often: a tab has no swap, and the
// memory of WebAssembly only grows.
const softMemory = 512 << 20

// The worker defines vsslogReady, which takes the function that answers: it is passed a
// question as JSON, a function that hears of progress, and one that takes the reply, or
// an error, as JSON.
func main() {
	debug.SetMemoryLimit(softMemory)
	answer := js.FuncOf(func(_ js.Value, args []js.Value) any {
		question, progress, done := args[0].String(), args[1], args[2]
		go func() { // the caller's turn has to end before a file can be read
			done.Invoke(reply(question, progress))
		}()
		return nil
	})
	js.Global().Call("vsslogReady", answer, release)
	select {}
}

// reply answers a question.
func reply(question string, progress js.Value) string {
	var r struct {
		*ask.Reply
		Error string `json:"error"`
	}
	err := func() (err error) {
		defer bug.Catch("answering in the browser", &err)
		q := ask.Question{
			Version:  release,
			Progress: func(p vsslog.Progress) { progress.Invoke(p.Source, p.Inputs, p.Bytes) },
		}
		if err := json.Unmarshal([]byte(question), &q); err != nil {
			return err
		}
		r.Reply, err = ask.Answer(context.Background(), q)
		return err
	}()
	if err != nil {
		r.Reply, r.Error = nil, err.Error()
		if bug.Of(err) != nil {
			r.Error += "; " + bug.Report
		}
	}
	text, err := json.Marshal(r)
	if err != nil {
		return `{"error":"the reply could not be written"}`
	}
	return string(text)
}
