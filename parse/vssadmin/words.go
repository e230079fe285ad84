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
	language  string
}{
	{"no error", 0, true, "en"},
	{"retryable error", 0x800423f3, true, "en"},
	{"non-retryable error", 0x800423f4, true, "en"},
	{"timed out", 0x800423f2, true, "en"}, // quoted from a service log of a test machine
	{"inconsistent shadow copy", 0x800423f0, false, "en"},
	{"out of resources", 0x800423f1, false, "en"},
	{"aucune erreur", 0, true, "fr"},
	{"cliché instantané incohérent", 0x800423f0, true, "fr"},
	{"ressources insuffisantes", 0x800423f1, true, "fr"},
	{"délai dépassé", 0x800423f2, true, "fr"},
	{"erreur récupérable", 0x800423f3, true, "fr"},
	{"erreur non récupérable", 0x800423f4, true, "fr"},
	{"kein fehler", 0, false, "de"},
	{"wiederholbarer fehler", 0x800423f3, false, "de"},
	{"nicht wiederholbarer fehler", 0x800423f4, false, "de"},
	{"zeitüberschreitung", 0x800423f2, false, "de"},
	{"inkonsistente schattenkopie", 0x800423f0, false, "de"},
	{"nicht genügend ressourcen", 0x800423f1, false, "de"},
	{"ressourcen reichen nicht aus", 0x800423f1, false, "de"},
	{"sin errores", 0, false, "es"},
	{"instantánea incoherente", 0x800423f0, false, "es"},
	{"recursos insuficientes", 0x800423f1, false, "es"},
	{"sin recursos", 0x800423f1, false, "es"},
	{"tiempo de espera agotado", 0x800423f2, false, "es"},
	{"se agotó el tiempo de espera", 0x800423f2, false, "es"},
	{"error recuperable", 0x800423f3, false, "es"},
	{"error no recuperable", 0x800423f4, false, "es"},
	{"nessun errore", 0, false, "it"},
	{"copia shadow incoerente", 0x800423f0, false, "it"},
	{"risorse insufficienti", 0x800423f1, false, "it"},
	{"tempo scaduto", 0x800423f2, false, "it"},
	{"timeout", 0x800423f2, false, "it"},
	{"errore reversibile", 0x800423f3, false, "it"},
	{"errore irreversibile", 0x800423f4, false, "it"},
	{"nenhum erro", 0, false, "pt"},
	{"sem erros", 0, false, "pt"},
	{"cópia de sombra inconsistente", 0x800423f0, false, "pt"},
	{"recursos insuficientes", 0x800423f1, false, "pt"},
	{"tempo limite esgotado", 0x800423f2, false, "pt"},
	{"erro recuperável", 0x800423f3, false, "pt"},
	{"erro não recuperável", 0x800423f4, false, "pt"},
	{"geen fout", 0, false, "nl"},
	{"inconsistente schaduwkopie", 0x800423f0, false, "nl"},
	{"onvoldoende bronnen", 0x800423f1, false, "nl"},
	{"brak błędu", 0, false, "pl"},
	{"brak błędów", 0, false, "pl"},
	{"limit czasu upłynął", 0x800423f2, false, "pl"},
	{"przekroczono limit czasu", 0x800423f2, false, "pl"},
	{"hata yok", 0, false, "tr"},
	{"zaman aşımı", 0x800423f2, false, "tr"},
	{"inga fel", 0, false, "sv"},
	{"нет ошибок", 0, false, "ru"},
	{"несогласованная теневая копия", 0x800423f0, false, "ru"},
	{"недостаточно ресурсов", 0x800423f1, false, "ru"},
	{"превышено время ожидания", 0x800423f2, false, "ru"},
	{"истекло время ожидания", 0x800423f2, false, "ru"},
	{"エラーなし", 0, false, "ja"},
	{"エラーはありません", 0, false, "ja"},
	{"タイムアウト", 0x800423f2, false, "ja"},
	{"リソース不足", 0x800423f1, false, "ja"},
	{"再試行可能なエラー", 0x800423f3, false, "ja"},
	{"再試行不可能なエラー", 0x800423f4, false, "ja"},
	{"无错误", 0, false, "zh"},
	{"没有错误", 0, false, "zh"},
	{"超时", 0x800423f2, false, "zh"},
	{"资源不足", 0x800423f1, false, "zh"},
	{"可重试的错误", 0x800423f3, false, "zh"},
	{"不可重试的错误", 0x800423f4, false, "zh"},
	{"不一致的卷影副本", 0x800423f0, false, "zh"},
	{"卷影副本不一致", 0x800423f0, false, "zh"},
	{"시간 초과", 0x800423f2, false, "ko"},
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
