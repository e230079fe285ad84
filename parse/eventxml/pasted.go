package eventxml

import "github.com/vsslog/vsslog/parse"

// Event reads one event as people copy it out of a window: its end may be missing,
// and values that hold XML may have lost their escapes. The record owns its memory
// and has no place; nil if b begins with no event. message is the rendered message
// where the event holds one, cut whether its end is missing or broken.
func Event(b []byte) (r *parse.Record, message string, cut bool) {
	at := findTag(b)
	if at < 0 {
		return nil, "", false
	}
	p := &parser{b: b[at:], pasted: true}
	root, err := p.element(0)
	if root == nil || root.name != "Event" || len(root.children) == 0 {
		return nil, "", false
	}
	if info := root.child("RenderingInfo"); info != nil {
		if m := info.child("Message"); m != nil {
			message = m.text
		}
	}
	return recordOf(root), message, err != nil
}
