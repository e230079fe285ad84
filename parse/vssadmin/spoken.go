package vssadmin

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// spoken are failures of VSS that vssadmin tells in a sentence, without a code.
// Each row holds words that only the sentence of that code has among them; the
// sentence itself is not here. English: no real text in another language was seen.
// Rows that public reports show are confirmed, the others are from memory.
var spoken = []struct {
	words string // all of them, separated by "+", in lower case
	code  uint32
	seen  bool // in a report
}{
	{"provider+unexpected error", 0x8004230f, true},
	{"shadow copy provider had an error", 0x80042306, true},
	{"component+unexpected error", 0x80042302, true},
	{"another shadow copy+progress", 0x80042316, true},
	{"shadow copy+already in progress", 0x80042316, true},
	{"snapshot set+in progress", 0x80042316, true},
	{"insufficient storage", 0x8004231f, true},
	{"maximum number of shadow copies", 0x80042317, false},
	{"maximum number of volumes", 0x80042312, false},
	{"volume+not supported", 0x8004230c, false},
	{"provider+timed out+flush", 0x80042313, true},
	{"provider+timed out+holding", 0x80042314, false},
	{"provider+not registered", 0x80042304, false},
	{"provider+veto", 0x80042306, false},
	{"writer infrastructure", 0x80042318, false},
}

// spokenCode finds the code that a sentence stands for; basis is a parse.HResult
// constant, "" if there is none.
func spokenCode(sentence string) (code uint32, basis string) {
	sentence = strings.ToLower(sentence)
	for _, row := range spoken {
		all := true
		for _, words := range strings.Split(row.words, "+") {
			all = all && strings.Contains(sentence, words)
		}
		if all {
			if row.seen {
				return row.code, parse.HResultWords
			}
			return row.code, parse.HResultWordsUnconfirmed
		}
	}
	return 0, ""
}

// SpokenCode finds the code that a sentence of vssadmin stands for; basis is a
// parse.HResult constant, "" if there is none.
func SpokenCode(sentence string) (code uint32, basis string) { return spokenCode(sentence) }
