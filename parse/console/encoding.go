package console

import (
	"bytes"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// scheme is how the bytes of one raw line stand for characters.
type scheme uint8

const (
	eightBit scheme = iota // ASCII, UTF-8 or a code page
	utf16LE
	utf16BE
)

// rawLine is a line before it is decoded. In the buffer that it was cut from it
// is [start:end]; the line break reaches to next.
type rawLine struct {
	start, end, next int
	scheme           scheme
	traits           traits
	piece, first     bool // of a line that is too long; its first piece

	text   []byte
	offset int64 // in the input
}

// length is that of the line with its break.
func (l *rawLine) length() int64 { return int64(l.next - l.start) }

// whole is the line with its break.
func (l *rawLine) whole() []byte { return l.text[:l.length()] }

// startsUTF16 tells UTF-16 without a byte order mark from the pattern of NULs.
func startsUTF16(data []byte) (scheme, bool) {
	n := min(len(data)&^1, 512)
	if n < 4 {
		return eightBit, false
	}
	even, odd := 0, 0
	for i := 0; i < n; i += 2 {
		if data[i] == 0 {
			even++
		}
		if data[i+1] == 0 {
			odd++
		}
	}
	switch half := n / 2; {
	case odd > half/2 && even < half/8+1:
		return utf16LE, true
	case even > half/2 && odd < half/8+1:
		return utf16BE, true
	}
	return eightBit, false
}

// looksUTF16LE reports whether ASCII in UTF-16LE begins at p: four units.
func looksUTF16LE(p []byte) bool {
	if len(p) < 8 {
		return false
	}
	for i := 0; i < 8; i += 2 {
		if p[i+1] != 0 || p[i] == 0 || p[i] >= 0x80 {
			return false
		}
	}
	return true
}

// looksEightBit reports whether, inside UTF-16, a line of plain ASCII begins at
// p: only ASCII and no NUL up to a line feed. In UTF-16 a NUL stands beside
// every ASCII character, and text without ASCII has bytes above 0x7f.
func looksEightBit(p []byte) bool {
	const shortest, longest = 4, 400
	for i := 0; i < len(p) && i < longest; i++ {
		c := p[i]
		if c == '\n' {
			return i >= shortest || i > 0 && p[i-1] == '\r' && i+1 < len(p) && p[i+1] != 0
		}
		if c >= 0x7f || c < ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return false
}

// cutEightBit cuts the line at pos; end is the place of the next LF.
func cutEightBit(data []byte, pos, end, turn, mark int) rawLine {
	l := rawLine{start: pos}
	// A lone CR ends a line too: progress displays and old Mac texts.
	if turn < end {
		l.end, l.next = turn, turn
		for l.next < len(data) && data[l.next] == '\r' {
			l.next++
		}
		if l.next < len(data) && data[l.next] == '\n' {
			l.next++
		}
		return l
	}
	// UTF-16 appended behind text that has no line break of its own.
	if mark >= end {
		l.end, l.next = end, min(end+1, len(data))
		return l
	}
	if i := bytes.Index(data[pos:end], []byte{0xff, 0xfe}); i > 0 && looksUTF16LE(data[pos+i+2:]) {
		l.end, l.next = pos+i, pos+i
		return l
	}
	l.end, l.next = end, min(end+1, len(data))
	return l
}

func cutUTF16(data []byte, pos int, s scheme) rawLine {
	l := rawLine{start: pos, scheme: s}
	i := pos
	for ; i+1 < len(data); i += 2 {
		switch unit(data[i:], s) {
		case '\n':
			l.end, l.next = i, i+2
			return l
		case '\r':
			l.end = i
			for i+1 < len(data) && unit(data[i:], s) == '\r' {
				i += 2
			}
			if i+1 < len(data) && unit(data[i:], s) == '\n' {
				i += 2
			}
			l.next = i
			return l
		}
	}
	l.end, l.next = len(data), len(data)
	return l
}

func unit(p []byte, s scheme) uint16 {
	if s == utf16BE {
		return uint16(p[0])<<8 | uint16(p[1])
	}
	return uint16(p[1])<<8 | uint16(p[0])
}

// decodeUTF16 turns units into text; unpaired surrogates and a cut last unit
// become U+FFFD, byte order marks vanish.
func decodeUTF16(p []byte, s scheme) string {
	units := make([]uint16, 0, len(p)/2)
	for ; len(p) >= 2; p = p[2:] {
		if u := unit(p, s); u != 0xfeff {
			units = append(units, u)
		}
	}
	text := string(utf16.Decode(units))
	if len(p) == 1 {
		text += string(utf8.RuneError)
	}
	return text
}

// codePages are tried on 8-bit text that is not UTF-8, by the words that come
// out. The first is taken if no word decides.
var codePages = []struct {
	name  string
	coder encoding.Encoding
	words []string
}{
	{"windows-1252", charmap.Windows1252, western},
	{"IBM850", charmap.CodePage850, western},
	{"IBM437", charmap.CodePage437, western},
	{"IBM852", charmap.CodePage852, []string{"Název", "Stav", "Utolsó", "Błąd", "Stan:", "zapisující"}},
	{"windows-1250", charmap.Windows1250, []string{"Název", "Utolsó", "Błąd", "zapisující"}},
	{"IBM866", charmap.CodePage866, cyrillic},
	{"windows-1251", charmap.Windows1251, cyrillic},
	{"Shift_JIS", japanese.ShiftJIS, []string{"ライター", "状態", "エラー", "シャドウ", "安定"}},
	{"GBK", simplifiedchinese.GBK, []string{"编写器", "状态", "错误", "卷影", "稳定", "主机名"}},
	{"Big5", traditionalchinese.Big5, []string{"寫入器", "狀態", "錯誤", "陰影", "穩定", "主機名稱"}},
	{"EUC-KR", korean.EUCKR, []string{"상태", "오류", "기록기", "섀도", "안정"}},
}

// Words that vssadmin, systeminfo and the backup programs print, used only to
// tell code pages apart; French is confirmed by real output, the rest is not.
var western = []string{
	"rédacteur", "Dernière", "État", "cliché", "instantané", "Système", "création", "Différent", "libération",
	"Écriture", "écriture", "Échec", "hôte", "Modèle",
	"instantáneas", "creación", "línea", "automática", "Contenía", "versión",
	"Zeitüberschreitung", "für ", "Größe", "Gerät", "Übersicht", "verfügbar", "geändert", "Zugriff über", "værktøj",
	"Último", "Última", "última", "gravação", "Identificação", "instância", "Estável", "cópia", "configuração", "Versão",
	"sombra",
}

var cyrillic = []string{"Состояние", "ошибк", "теневой", "компонента", "Имя", "Ошибка", "записи"}

// chooseCodePage returns the code page whose reading of sample has most of the
// words that its languages print, and of single-byte pages with as many words the
// one whose reading looks most like text. Structure is ASCII in every language,
// so a wrong choice costs the spelling of labels and last errors, nothing more.
func chooseCodePage(sample []byte) (string, encoding.Encoding) {
	best, most := 0, 0
	for i, page := range codePages {
		decoded, err := page.coder.NewDecoder().Bytes(sample)
		if err != nil {
			continue
		}
		score := 0
		for _, word := range page.words {
			score += wordWorth * bytes.Count(decoded, []byte(word))
		}
		if _, single := page.coder.(*charmap.Charmap); single {
			score += likeness(decoded)
		}
		if i == 0 || score > most {
			best, most = i, score
		}
	}
	return codePages[best].name, codePages[best].coder
}

// wordWorth is what a word counts against one character that fits or does not.
const wordWorth = 100

// likeness counts the characters beyond ASCII that stand as in a text: letters
// count for it, capitals inside of a word, symbols between letters and what the
// code page does not have count against it.
func likeness(decoded []byte) (score int) {
	var before rune
	for len(decoded) > 0 {
		c, size := utf8.DecodeRune(decoded)
		decoded = decoded[size:]
		if c >= utf8.RuneSelf {
			after, _ := utf8.DecodeRune(decoded)
			switch {
			case c == utf8.RuneError,
				unicode.IsControl(c),
				unicode.Is(unicode.So, c),
				unicode.IsUpper(c) && unicode.IsLower(before):
				score -= 2
			case unicode.IsLetter(c):
				score++
			case unicode.IsLetter(before) && unicode.IsLetter(after) && c != '\u2019':
				score -= 2
			}
		}
		before = c
	}
	return score
}
