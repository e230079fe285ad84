package vssadmin

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// lastErrors maps what vssadmin prints as a writer's last error to its HRESULT.
// That the words stand for these codes is by name (vswriter.h: "The writer
// operation timed out" and so on); no Microsoft text says so. The French ones are the
// strings of the program's own resource (vssadmin.exe.mui, fr-FR); those of other languages
// are ordinary words for the English ones, where they are not confirmed.
var lastErrors = []struct {
	words     string
	code      uint32
	confirmed bool // seen in real output
}{
	// English.
	{"no error", 0, true},
	{"retryable error", 0x800423f3, true},
	{"non-retryable error", 0x800423f4, true},
	{"timed out", 0x800423f2, true}, // quoted from a service log of a test machine
	{"inconsistent shadow copy", 0x800423f0, false},
	{"out of resources", 0x800423f1, false},

	// French.
	{"aucune erreur", 0, true},
	{"cliché instantané incohérent", 0x800423f0, true},
	{"ressources insuffisantes", 0x800423f1, true},
	{"délai dépassé", 0x800423f2, true},
	{"erreur récupérable", 0x800423f3, true},
	{"erreur non récupérable", 0x800423f4, true},

	// German.
	{"kein fehler", 0, false},
	{"wiederholbarer fehler", 0x800423f3, false},
	{"nicht wiederholbarer fehler", 0x800423f4, false},
	{"zeitüberschreitung", 0x800423f2, false},
	{"inkonsistente schattenkopie", 0x800423f0, false},
	{"nicht genügend ressourcen", 0x800423f1, false},
	{"ressourcen reichen nicht aus", 0x800423f1, false},

	// Spanish.
	{"sin errores", 0, false},
	{"instantánea incoherente", 0x800423f0, false},
	{"recursos insuficientes", 0x800423f1, false}, // and in Portuguese
	{"sin recursos", 0x800423f1, false},
	{"tiempo de espera agotado", 0x800423f2, false},
	{"se agotó el tiempo de espera", 0x800423f2, false},
	{"error recuperable", 0x800423f3, false},
	{"error no recuperable", 0x800423f4, false},

	// Italian.
	{"nessun errore", 0, false},
	{"copia shadow incoerente", 0x800423f0, false},
	{"risorse insufficienti", 0x800423f1, false},
	{"tempo scaduto", 0x800423f2, false},
	{"timeout", 0x800423f2, false},
	{"errore reversibile", 0x800423f3, false},
	{"errore irreversibile", 0x800423f4, false},

	// Portuguese.
	{"nenhum erro", 0, false},
	{"sem erros", 0, false},
	{"cópia de sombra inconsistente", 0x800423f0, false},
	{"tempo limite esgotado", 0x800423f2, false},
	{"erro recuperável", 0x800423f3, false},
	{"erro não recuperável", 0x800423f4, false},

	// Dutch.
	{"geen fout", 0, false},
	{"inconsistente schaduwkopie", 0x800423f0, false},
	{"onvoldoende bronnen", 0x800423f1, false},

	// Polish.
	{"brak błędu", 0, false},
	{"brak błędów", 0, false},
	{"limit czasu upłynął", 0x800423f2, false},
	{"przekroczono limit czasu", 0x800423f2, false},

	// Turkish.
	{"hata yok", 0, false},
	{"zaman aşımı", 0x800423f2, false},

	// Swedish.
	{"inga fel", 0, false},

	// Russian.
	{"нет ошибок", 0, false},
	{"несогласованная теневая копия", 0x800423f0, false},
	{"недостаточно ресурсов", 0x800423f1, false},
	{"превышено время ожидания", 0x800423f2, false},
	{"истекло время ожидания", 0x800423f2, false},

	// Japanese.
	{"エラーなし", 0, false},
	{"エラーはありません", 0, false},
	{"タイムアウト", 0x800423f2, false},
	{"リソース不足", 0x800423f1, false},
	{"再試行可能なエラー", 0x800423f3, false},
	{"再試行不可能なエラー", 0x800423f4, false},

	// Chinese.
	{"无错误", 0, false},
	{"没有错误", 0, false},
	{"超时", 0x800423f2, false},
	{"资源不足", 0x800423f1, false},
	{"可重试的错误", 0x800423f3, false},
	{"不可重试的错误", 0x800423f4, false},
	{"不一致的卷影副本", 0x800423f0, false},
	{"卷影副本不一致", 0x800423f0, false},

	// Korean.
	{"시간 초과", 0x800423f2, false},
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
	if code, basis := LastErrorCode(words); basis != "" {
		found = meaning{console.HResult(code), basis}
	}
	if len(m) < 1000 {
		m[strings.Clone(words)] = found
	}
	return found
}

// LastErrorCode returns the code that the words of a last error stand for; basis is
// a parse.HResult constant, "" if the words are not known.
func LastErrorCode(words string) (code uint32, basis string) {
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
	{"en attente pour figer", 2, 2}, {"gelé", 3, 3}, {"attente de la fin des clichés instantanés", 4, 4},
	{"en attente de la conclusion", 5, 5}, // fr, of the resource
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
