package vocab

import "strings"

// mostTokens is how many words of a text are looked at that may be codes.
const mostTokens = 64

// codeNames are what the names of codes begin with, in letters of any size.
var codeNames = []string{"e", "error", "vss", "status", "wbem_e", "rpc_e", "co_e", "regdb_e", "jet_err"}

// codeTokens hands over what in a text may be a code, in order: 0x and eight digits,
// %% and ten, a minus and ten, and words that begin as names of codes do.
func codeTokens(text string, token func(string)) {
	found := 0
	for at := 0; at < len(text) && found < mostTokens; {
		c := text[at]
		if !isWord(c) {
			if c == '%' && at+2 < len(text) && text[at+1] == '%' && text[at+2] != '%' {
				if end := wordEnd(text, at+2); tenDigits(text[at+2 : end]) {
					token(text[at:end])
					found++
					at = end
					continue
				}
			}
			at++
			continue
		}
		end := wordEnd(text, at)
		word := text[at:end]
		switch {
		case len(word) == 10 && word[0] == '0' && word[1]|0x20 == 'x':
			if isHex(word[2:]) {
				token(word)
				found++
			}
		case tenDigits(word):
			if mayBeNegative(text, at) {
				token(text[at-1 : end])
				found++
			}
		case namesCode(word):
			token(word)
			found++
		}
		at = end
	}
}

// mayBeNegative reports whether a minus stands before the number at a place that belongs to
// it, and not to a word before.
func mayBeNegative(text string, at int) bool {
	if at == 0 || text[at-1] != '-' {
		return false
	}
	return at == 1 || strings.IndexByte(" \t\n\"'=:([,;", text[at-2]) >= 0
}

// namesCode reports a word that is built as names of codes are.
func namesCode(word string) bool {
	for _, name := range codeNames {
		if len(word) < len(name)+4 || !strings.EqualFold(word[:len(name)], name) {
			continue
		}
		rest := len(word) - len(name)
		if rest <= 60 || rest == 61 && word[len(name)] == '_' {
			return true
		}
	}
	return false
}

func tenDigits(word string) bool {
	if len(word) != 10 {
		return false
	}
	for i := range len(word) {
		if word[i] < '0' || word[i] > '9' {
			return false
		}
	}
	return true
}

func isHex(word string) bool {
	for i := range len(word) {
		if c := word[i] | 0x20; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func wordEnd(text string, at int) int {
	for at < len(text) && isWord(text[at]) {
		at++
	}
	return at
}

func isWord(c byte) bool { return c == '_' || c >= '0' && c <= '9' || isLetter(c) }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
