package correlate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// dropQuotes drops events of programs that quote an event which the host's records hold: an agent
// that watches the log tells of it again, as long as nobody has seen to it. Which one it quotes it
// says by its source and its number. What quotes an event that is not there stays: it is all that
// tells of it.
func (k *Case) dropQuotes(steps []*Step) []*Step {
	var quotes []*Step
	for _, s := range steps {
		if s.Kind == vocab.KindContext && s.Record.FromText && !vocab.Whole(s.Record.Provider) && s.Code != 0 {
			quotes = append(quotes, s)
		}
	}
	if len(quotes) == 0 {
		return steps
	}
	held := map[uint32][]string{} // sources of what the host's records hold, lower case, by their numbers
	for _, s := range steps {
		if r := s.Record; r.EventID != 0 && !r.IsStatement() && s.Kind != vocab.KindContext {
			if source := strings.ToLower(r.Provider); !slices.Contains(held[r.EventID], source) {
				held[r.EventID] = append(held[r.EventID], source)
			}
		}
	}
	dropped := map[*Step]bool{}
	for _, s := range quotes {
		if quotesOne(s.Record, held) {
			dropped[s] = true
			k.Duplicates[s.Source]++
		}
	}
	if len(dropped) == 0 {
		return steps
	}
	return slices.DeleteFunc(steps, func(s *Step) bool { return dropped[s] })
}

// numbers are those that may be the id of an event.
var numbers = lazyregexp.New(`\b\d{1,5}\b`)

// quotesOne reports whether the message of an event names the source of one that is held and,
// right behind it, its number.
func quotesOne(r *parse.Record, held map[uint32][]string) bool {
	const apart = 40 // bytes between the two: "Source: VSS, Event ID: 8229"
	message := strings.ToLower(r.Text("message"))
	for _, at := range numbers.FindAllStringIndex(message, -1) {
		id, err := strconv.ParseUint(message[at[0]:at[1]], 10, 32)
		if err != nil || uint32(id) == r.EventID {
			continue
		}
		before := message[max(0, at[0]-apart):at[0]]
		for _, source := range held[uint32(id)] {
			if i := strings.LastIndex(before, source); i >= 0 && !strings.EqualFold(source, r.Provider) &&
				(i == 0 || !isLetter(before[i-1])) {
				return true
			}
		}
	}
	return false
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
