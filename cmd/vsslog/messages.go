package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/vsslog/vsslog"
)

// message is a line on standard error for a program that started this one
// (--messages json).
type message struct {
	Type   string `json:"type"`             // progress, problem or error
	Source string `json:"source,omitempty"` // input that it is about
	Text   string `json:"text,omitempty"`   // what is wrong
	Inputs int    `json:"inputs,omitempty"` // begun so far
	Bytes  int64  `json:"bytes,omitempty"`  // read so far
}

// messageForms are the values of --messages.
var messageForms = []string{"text", "json"}

// say writes a message on standard error: as a JSON line, or as the text that people
// get.
func (p *program) say(m message, format string, args ...any) {
	if p.settings.Messages != "json" {
		fmt.Fprintf(p.err, format, args...)
		return
	}
	line, err := json.Marshal(m)
	if err != nil {
		panic("messages: " + err.Error()) // of texts and numbers, it returns none
	}
	_, _ = p.err.Write(append(line, '\n')) // who started the program may be gone
}

// follow reports how far the run is, a few times a second.
func (p *program) follow(opt *vsslog.Options) (done func()) {
	const pause = 100 * time.Millisecond
	var told time.Time
	last := message{Type: "progress"}
	opt.Progress = func(at vsslog.Progress) {
		p.progress.set(at)
		last = message{Type: "progress", Source: at.Source, Inputs: at.Inputs, Bytes: at.Bytes}
		if now := time.Now(); now.Sub(told) >= pause {
			told = now
			p.say(last, "")
		}
	}
	return func() { p.say(last, "") }
}
