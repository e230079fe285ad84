package console

import (
	"context"

	"github.com/vsslog/vsslog/parse"
)

// survey is what a first pass over a text tells: the order of day and month in
// its dates, what mail, web and ticket systems did to its lines, and whether it
// is a document that only speaks of failures.
type survey struct {
	dates  dateOrders
	layout layout
	genre  genre
	leads  []int64 // offsets of lines behind which an example stands
	// onlyCode: each line is one of a script, however few there are.
	onlyCode bool
	speaks   bool // sentences make up a good part of it
	hosts    hostParts
	quiet    []quietRun
}

// takeSurvey goes through a text and collects the evidence of all its lines.
func takeSurvey(ctx context.Context, open Opener, codePage string, grammars []Grammar, filter *filter) (survey, error) {
	stream, err := open()
	if err != nil {
		return survey{}, err
	}
	defer stream.Close()
	d, err := newDocument(newSource(stream, nil), codePage)
	if err != nil {
		return survey{}, err
	}
	dates, layout, genre, hosts := newDateLearner(grammars), layoutLearner{}, genreLearner{}, hostLearner{}
	first, _ := withoutLast(grammars)
	quiet := quietLearner{filter: filter, grammars: first}
	d.skip = hasNoDate
	d.watch = func(text string, offset int64, has traits, piece bool, known *knownLine) {
		layout.learn(text, has, d.number, piece)
		genre.learn(text, offset, has)
		hosts.learn(text, offset)
		dates.watch(text, has, d.number)
		quiet.learn(text, has, d.number, offset, piece, known)
	}
	for line := new(Line); d.next(line); {
		if line.Number&1023 == 0 && ctx.Err() != nil {
			return survey{}, ctx.Err()
		}
		dates.learn(line.Text)
	}
	found := survey{dates.decide(), layout.decide(), genre.decide(), genre.examples(), genre.onlyCode(), genre.speaks(),
		hosts.decide(), nil}
	if quiet.close(d.number + 1); found.layout.empty() {
		found.quiet = quiet.runs
	}
	return found, nil
}

// watched returns a raw line as text: as it is where it is of eight bits, since
// what a survey looks for is ASCII.
func watched(l *rawLine) string {
	if l.scheme != eightBit {
		return decodeUTF16(l.text, l.scheme)
	}
	return parse.Borrow(l.text)
}
