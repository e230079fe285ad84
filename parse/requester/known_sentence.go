package requester

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// KnownSentences reads lines of any program that hold the words by which a documented cause is known, so that a cause
// which asks for nothing but words needs no reader of its own. It stands behind all grammars that know more of a line.
var KnownSentences = console.Grammar{
	Name:  "known-sentences",
	Loose: true,
	Title: "lines with the words of a documented cause",
	Sure:  parse.Likely,
	Words: longestTexts(),
	Begin: func() console.ReadFunc { return new(knownSentences).read },
}

// knownTexts are the words of the causes, in lower case.
var knownTexts = sync.OnceValue(func() [][]string {
	rows := knowledge.Texts()
	lower := make([][]string, len(rows))
	for k, row := range rows {
		for _, word := range row {
			lower[k] = append(lower[k], strings.ToLower(word))
		}
	}
	return lower
})

// longestTexts is the longest word of each row: without one of them a line is not looked at.
func longestTexts() []string {
	var words []string
	for _, row := range knownTexts() {
		words = append(words, slices.MaxFunc(row, func(a, b string) int { return cmp.Compare(len(a), len(b)) }))
	}
	return words
}

// knownSentences remembers what the document is.
type knownSentences struct{ paste }

func (p *knownSentences) read(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if len(line) > longestFailing || strings.HasSuffix(line, "?") || isMarkup(line) || mentionedInJSON(r, i) {
		return i
	}
	lower := strings.ToLower(line)
	row := holdsKnown(lower)
	if row == nil || isPersonal(lower) || !tellsTrouble(lower, row) {
		return i
	}
	f := facts{state: -1}
	if m, ok := stampOf(line); ok {
		f.moment, f.stamped = m, true
	}
	form := inLog(line, &f) || console.IsLogLine(line) || cmdletError.MatchString(line)
	if !form && (supposes(lower) || !p.tells(r) && !apart(r, i, line)) || !f.stamped && isDocument(line, lower) {
		return i
	}
	f.more(line)
	f.phrase = parse.PhraseOwnMessage
	return addProgram(r, i, i+1, line, f, "")
}

// tellsTrouble reports whether a line that holds the words of a row, in lower case, says that something went wrong: by
// its level, by a word of failing, or as the value of a property that the row names. "Taking a quiesced
// snapshot" is what a program goes on to do.
func tellsTrouble(lower string, row []string) bool {
	switch level := levelIn(lower); {
	case level == quietLevel:
		return false
	case level == warnLevel, level == errorLevel:
		return true
	}
	plain := denied.ReplaceAllString(lower, " ")
	return failed(plain) || parse.HoldsOne(plain, failingOf) || notThere.MatchString(plain) ||
		strings.Contains(row[0], ": ") || parse.HoldsOne(plain, troubleInKnown)
}

// troubleInKnown are words that say so only beside the words of a documented cause.
var troubleInKnown = []string{"exception", "does not match", "mismatch", "corrupt", "not shut down", "not shutdown"}

// holdsKnown returns the row of which a line, in lower case, holds all words, nil if there is none.
func holdsKnown(lower string) []string {
rows:
	for _, row := range knownTexts() {
		for _, word := range row {
			if !strings.Contains(lower, word) {
				continue rows
			}
		}
		return row
	}
	return nil
}
