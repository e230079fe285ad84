package vssadmin

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// seenWriter is a writer with the lines that it was read out of. Who polls the writers lists
// most of them as the last time.
type seenWriter struct {
	writer
	text    string        // each line with a line feed behind it, that behind the writer too
	fields  []parse.Field // of its last statement, behind the number of the listing; nil: it had damage, or none was made
	meaning meaning       // of its last error there
}

// mostSeen is how many writers of a listing are remembered.
const mostSeen = 64

// readWriter is the function of this name for the next writer of the listing, which need not be
// read if it stands there as in the listing before.
func (l *writersReader) readWriter(r *console.Reader, i int) (writer, bool) {
	k := len(l.writers)
	if k < len(l.before) && l.before[k].standsAt(r, i) {
		return l.before[k].at(i), true
	}
	w, ok := readWriter(r, i)
	if ok && w.complete && k <= len(l.before) && k < mostSeen {
		seen := newSeenWriter(r, &w)
		w.seen = seen
		if k == len(l.before) {
			l.before = append(l.before, seen)
		} else {
			l.before[k] = seen
		}
	}
	return w, ok
}

// newSeenWriter remembers a writer that is complete: of the lines behind it only the first has a
// say in how it was read.
func newSeenWriter(r *console.Reader, w *writer) *seenWriter {
	var text strings.Builder
	for i := w.first; i <= w.last+1; i++ {
		text.WriteString(r.Text(i))
		text.WriteByte('\n')
	}
	seen := &seenWriter{writer: *w, text: text.String()}
	for _, s := range []*string{&seen.name, &seen.id, &seen.instance, &seen.stateWord, &seen.lastError} {
		*s = strings.Clone(*s)
	}
	seen.masked = nil
	for _, id := range w.masked {
		seen.masked = append(seen.masked, strings.Clone(id))
	}
	return seen
}

// standsAt reports whether the lines from i on are those of the writer.
func (s *seenWriter) standsAt(r *console.Reader, i int) bool {
	rest := s.text
	for ; rest != ""; i++ {
		line := r.Text(i)
		if len(line) >= len(rest) || rest[len(line)] != '\n' || rest[:len(line)] != line {
			return false
		}
		rest = rest[len(line)+1:]
	}
	return true
}

// at is the writer at another line.
func (s *seenWriter) at(i int) writer {
	w := s.writer
	w.first, w.last = i, i+w.last-w.first
	w.seen = s
	return w
}
