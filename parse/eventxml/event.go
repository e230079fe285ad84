package eventxml

import (
	"encoding/hex"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/rendered"
)

// fill puts an <Event> into r and its data into the sink, with the fields in the
// order and under the names that the EVTX reader gives them.
func fill(s *rendered.Sink, r *parse.Record, event *element) {
	for _, part := range event.children {
		switch part.name {
		case "System":
			system(s, r, part)
		case "EventData":
			eventData(s, r, part)
		case "UserData":
			userData(s, r, part)
		case "BinaryEventData":
			if !setBinary(r, part) {
				s.Late("BinaryEventData", part.text)
			}
		case "RenderingInfo":
			if message := part.child("Message"); message != nil {
				s.Message(message.text)
			}
		case "ProcessingErrorData", "DebugData":
			leaves(s, part.name, part)
		}
	}
}

func system(s *rendered.Sink, r *parse.Record, system *element) {
	keep := func(name, text string) {
		if !rendered.Set(r, rendered.Property(name), text) {
			s.Late("System/"+name, text)
		}
	}
	for _, e := range system.children {
		for _, a := range e.attributes {
			if !isNamespace(a.name) {
				keep(e.name+"/@"+a.name, a.value)
			}
		}
		if len(e.children) == 0 && strings.TrimSpace(e.text) != "" {
			keep(e.name, e.text)
		}
	}
}

func isNamespace(name string) bool { return name == "xmlns" || strings.HasPrefix(name, "xmlns:") }

func eventData(s *rendered.Sink, r *parse.Record, data *element) {
	for _, a := range data.attributes {
		if !isNamespace(a.name) {
			s.Late("/@"+a.name, a.value)
		}
	}
	for _, e := range data.children {
		label, named := "", false
		for _, a := range e.attributes {
			if a.name == "Name" {
				label, named = a.value, true
			}
		}
		switch {
		case e.name == "Binary" && !named && setBinary(r, e):
			continue
		case !named && e.name != "Data":
			label = e.name
		}
		if e.inner != "" && e.name == "Data" { // a string whose escapes are lost
			s.Field(label, e.inner)
			continue
		}
		if len(e.children) > 0 {
			if label == "" {
				label = e.name
			}
			leaves(s, label, e)
			continue
		}
		value(s, label, e)
		for _, a := range e.attributes {
			if a.name != "Name" && !isNamespace(a.name) {
				s.Field(label+"/@"+a.name, a.value)
			}
		}
	}
}

// value adds the text of e. An element without content is no value, as the EVTX
// reader has it; it cannot be told from an empty string here.
func value(s *rendered.Sink, name string, e *element) {
	if e.empty {
		s.Null(name)
		return
	}
	s.Field(name, e.text)
}

func setBinary(r *parse.Record, e *element) bool {
	if r.Binary != "" || len(e.children) > 0 {
		return false
	}
	raw, err := hex.DecodeString(strings.TrimSpace(e.text))
	if err == nil {
		r.Binary = string(raw)
	}
	return err == nil
}

// userData adds the leaves of the child of UserData, named by their path below it.
func userData(s *rendered.Sink, r *parse.Record, data *element) {
	for _, e := range data.children {
		path := ""
		if r.UserData != "" || len(e.children) == 0 && strings.TrimSpace(e.text) != "" {
			path = e.name
		}
		leaves(s, path, e)
		if r.UserData == "" {
			r.UserData = e.name
		}
	}
}

func leaves(s *rendered.Sink, path string, e *element) {
	attributes := false
	for _, a := range e.attributes {
		if !isNamespace(a.name) {
			s.Field(path+"/@"+a.name, a.value)
			attributes = true
		}
	}
	if len(e.children) == 0 {
		if e.text != "" || !attributes && path != "" {
			value(s, path, e)
		}
		return
	}
	for _, c := range e.children {
		name := c.name
		if path != "" {
			name = path + "/" + name
		}
		leaves(s, name, c)
	}
}

// recordOf is a record of its own with what an <Event> says; nil if there is none.
func recordOf(event *element) *parse.Record {
	var out *parse.Record
	sink := rendered.NewSink(parse.Options{}, func(b *parse.Batch) error {
		for i := range b.Records {
			out = b.Records[i].Clone()
		}
		b.Release()
		return nil
	})
	fill(sink, sink.Begin(0, 0), event)
	if sink.End(0) != nil || sink.Close(nil) != nil {
		return nil
	}
	return out
}
