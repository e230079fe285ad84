package rendered

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// levelWords are the words that stand for a level, with EVTX's numbers. Sources: Event
// Viewer's help in each language (windows.microsoft.com, forsenergy.com), the event
// texts named in the table of labels, Get-EventLog's EntryType.
var levelWords = map[uint8]string{
	1: "critical|kritisch|critique|crítico|critico|kritický|위험|重大",
	2: "error|fehler|erreur|errore|erro|エラー|错误|錯誤|오류|ошибка|chyba|błąd|fout|fel|hata|hiba|virhe|fejl|feil",
	3: "warning|warnung|avertissement|advertencia|avviso|aviso|警告|경고|предупреждение|upozornění|ostrzeżenie|waarschuwing|varning|uyarı|figyelmeztetés|varoitus|advarsel",
	4: "information|informationen|informations|informational|info|información|informazioni|informação|informações|情報|信息|資訊|정보|сведения|informace|informacje|informatie|" +
		"bilgi|információ|successaudit|success audit|failureaudit|failure audit|audit success|audit failure",
	5: "verbose|ausführlich|detailliert",
}

var levelIndex = func() map[string]uint8 {
	index := map[string]uint8{}
	for level, words := range levelWords {
		for _, word := range strings.Split(words, "|") {
			index[word] = level
		}
	}
	return index
}()

// levelShapes are theirs.
var levelShapes = shapesOf(levelIndex)

// Names returns the words that LevelOf and KnownProvider know; where they know no more than the
// beginning of a name, that.
func Names() []string {
	return slices.Concat(
		slices.Collect(maps.Keys(levelIndex)),
		slices.Collect(maps.Keys(providerIndex)),
		[]string{sqlInstance, windowsPart},
	)
}

// LevelWords returns the words that LevelOf knows.
func LevelWords() []string { return slices.Sorted(maps.Keys(levelIndex)) }

// shapes are lengths of words in lower case, by their first and by their last byte: most words that
// are looked up in a table are told from its own by theirs.
type shapes struct{ first, last [256]uint64 }

func shapesOf[T any](index map[string]T) (s shapes) {
	for word := range index {
		length := uint64(1) << min(len(word), 63)
		s.first[word[0]] |= length
		s.last[word[len(word)-1]] |= length
	}
	return s
}

// may reports whether a word, its ASCII in capitals or not, may be one of them.
func (s *shapes) may(word string) bool {
	first, last := lower(word[0]), lower(word[len(word)-1])
	return s.first[first]&s.last[last]&(1<<min(len(word), 63)) != 0
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// englishLevels are the words for levels that English has, whatever other language has them too.
const englishLevels = "|critical|error|warning|information|informational|info|successaudit|success audit|failureaudit|" +
	"failure audit|audit success|audit failure|verbose|"

// DayFirstLevel reports whether a word for a level is of a language of which no locale writes the
// month of a date first, unless the year stands before it.
func DayFirstLevel(word string) bool {
	word = strings.Trim(word, " \t\"'[]()")
	if _, known := LevelOf(word); !known || len(word) < 2 {
		return false
	}
	return !strings.Contains(englishLevels, "|"+strings.ToLower(word)+"|")
}

// DayFirstLabel reports whether a label of an event is of languages only that write the day of a
// date before its month.
func DayFirstLabel(label string) bool {
	m, ok := FindLabel(strings.TrimSpace(label))
	return ok && m.Langs != 0 && m.Langs&^DayFirstLanguages == 0
}

// LevelOf reads the word, or the number, of a level.
func LevelOf(word string) (uint8, bool) {
	word = strings.Trim(word, " \t\"'[]()")
	if len(word) == 1 && word[0] >= '1' && word[0] <= '5' {
		return word[0] - '0', true
	}
	if word == "" || len(word) > 40 {
		return 0, false
	}
	var buf [40]byte
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c >= utf8.RuneSelf { // letters whose capitals are not those of ASCII
			level, ok := levelIndex[strings.ToLower(word)]
			return level, ok
		}
		buf[i] = lower(c)
	}
	if !levelShapes.may(word) {
		return 0, false
	}
	level, ok := levelIndex[string(buf[:len(word)])]
	return level, ok
}
