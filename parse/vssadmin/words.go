package vssadmin

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// lastErrors maps what vssadmin prints as a writer's last error to its HRESULT.
// That the words stand for these codes is by name (vswriter.h: "The writer
// operation timed out" and so on); no Microsoft text says so.
var lastErrors = []struct {
	words     string
	code      uint32
	confirmed bool // seen in real output
	language  string
}{
	{"no error", 0, true, "en"},
	{"retryable error", 0x800423f3, true, "en"},
	{"non-retryable error", 0x800423f4, true, "en"},
	{"timed out", 0x800423f2, true, "en"}, // quoted from a service log of a test machine
	{"inconsistent shadow copy", 0x800423f0, false, "en"},
	{"out of resources", 0x800423f1, false, "en"},
	{"aucune erreur", 0, true, "fr"},
	{"kein fehler", 0, false, "de"},
	{"wiederholbarer fehler", 0x800423f3, false, "de"},
	{"nicht wiederholbarer fehler", 0x800423f4, false, "de"},
	{"zeitüberschreitung", 0x800423f2, false, "de"},
	{"sin errores", 0, false, "es"},
	{"nessun errore", 0, false, "it"},
	{"nenhum erro", 0, false, "pt"},
	{"geen fout", 0, false, "nl"},
	{"нет ошибок", 0, false, "ru"},
	{"エラーなし", 0, false, "ja"},
	{"无错误", 0, false, "zh"},
	{"没有错误", 0, false, "zh"},
}

// meaning is what the words of a last error stand for; basis is a parse.HResult
// constant, "" if the words are not known.
type meaning struct{ hresult, basis string }

// meanings remembers those that a text repeats.
type meanings map[string]meaning

func (m meanings) of(words string) meaning {
	if known, ok := m[words]; ok {
		return known
	}
	var found meaning
	if code, basis := lastErrorCode(words); basis != "" {
		found = meaning{console.HResult(code), basis}
	}
	if len(m) < 1000 {
		m[strings.Clone(words)] = found
	}
	return found
}

// lastErrorCode looks words up.
func lastErrorCode(words string) (code uint32, basis string) {
	words = strings.ToLower(strings.TrimRight(words, ". "))
	for _, e := range lastErrors {
		if e.words == words {
			if e.confirmed {
				return e.code, parse.HResultWords
			}
			return e.code, parse.HResultWordsUnconfirmed
		}
	}
	return 0, ""
}

// LastErrorCode returns the code that the words of a last error stand for; basis is
// a parse.HResult constant, "" if the words are not known.
func LastErrorCode(words string) (code uint32, basis string) { return lastErrorCode(words) }

// stateWords maps the word behind a state's number to the numbers that it may
// stand for. Stable and Failed are confirmed, the others are from memory or from
// translated documents. The number decides; a word that does not fit it is
// reported.
var stateWords = []struct {
	word            string
	lowest, highest int
}{
	{"stable", 1, 1}, {"stabil", 1, 1}, {"estable", 1, 1}, {"stabile", 1, 1}, {"stabiel", 1, 1}, {"estável", 1, 1},
	{"стабильный", 1, 1}, {"安定", 1, 1}, {"稳定", 1, 1},
	{"waiting for freeze", 2, 2}, {"waiting for thaw", 3, 3}, {"waiting for post-snapshot", 4, 4},
	{"waiting for completion", 5, 5}, {"warten auf abschluss", 5, 5},
	{"failed", 6, 15}, {"fehlgeschlagen", 6, 15}, {"échec", 6, 15},
}

// wordFits reports whether word can stand behind [n]. Unknown words always fit.
func wordFits(n int, word string) bool {
	word = strings.ToLower(word)
	for _, s := range stateWords {
		if s.word == word {
			return n >= s.lowest && n <= s.highest
		}
	}
	return true
}
