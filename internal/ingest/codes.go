package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// strayCodes are the VSS codes of a text that no format claims, each once, in
// the order of the text. They are reported with the input and are no evidence.
type strayCodes struct {
	first []uint32 // at most maxCodes
	more  map[uint32]bool
}

// maxCodes is how many codes of an input are spelled out; the others are counted
// as far as maxMore.
const (
	maxCodes = 5
	maxMore  = 1000
)

func (l *strayCodes) add(batch *parse.Batch) {
	for i := range batch.Records {
		r := &batch.Records[i]
		if r.Text(parse.FieldTool) != parse.ToolUnrecognised {
			continue
		}
		v, ok := vocab.ParseCode(r.Text(parse.FieldHResult))
		switch {
		case !ok || slices.Contains(l.first, v):
		case len(l.first) < maxCodes:
			l.first = append(l.first, v)
		case len(l.more) < maxMore:
			if l.more == nil {
				l.more = map[uint32]bool{}
			}
			l.more[v] = true
		}
	}
}

// problem says what the input names; "" if it names no code.
func (l *strayCodes) problem() string {
	if len(l.first) == 0 {
		return ""
	}
	names := make([]string, len(l.first))
	for i, v := range l.first {
		names[i] = vocab.Hex(v)
		if c := vocab.CodeOf(v); c.Name != "" {
			names[i] += " (" + c.Name + ")"
		}
	}
	s := "not a known format; names " + strings.Join(names, ", ")
	if n := len(l.more); n > 0 {
		s += fmt.Sprintf(" and %d more", n)
	}
	return s
}
