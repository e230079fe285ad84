package console

import "strings"

// A short text: what somebody copied off a dialogue, a console, a log. Its grammar
// weighs it as a whole.
const (
	shortLines = 12
	shortBytes = 4096
)

// readShort keeps the lines of a short text.
func (r *Reader) readShort() {
	size := 0
	var lines []string
	for i := 0; r.Has(i); i++ {
		l := r.line(i)
		if isBlank(l.Text) && i < 4*shortLines {
			continue
		}
		if size += len(l.Text); size > shortBytes || len(lines) == shortLines || l.piece {
			return
		}
		lines = append(lines, strings.Clone(l.Text))
	}
	r.short = lines
}

// Short returns the lines of a text of at most twelve lines, without those that
// are blank; nil of a longer one, and of one that is a document or a script.
func (r *Reader) Short() []string {
	if r.genre != evidence {
		return nil
	}
	return r.short
}

// speaks reports whether a short text is what somebody says beside his evidence: hardly
// anything but sentences.
func (r *Reader) speaks() bool {
	said := 0
	for _, line := range r.Short() {
		if isSentence(line) && !IsLogLine(line) {
			said++
		}
	}
	return said > 0 && said*3 >= len(r.Short())*2
}

// Vouch says that the block being read is stated, whatever it looks like: its
// grammar has weighed that itself.
func (r *Reader) Vouch() { r.vouched = true }
