package vocab

import (
	"strings"
	"unicode"
)

// NamesOtherHost reports a text that names a computer by a word in capitals with a digit or a hyphen in
// it, as hosts are called, and not this one: FILE07, SRV-DB. host may be a whole name. What is in
// braces, hexadecimal, or a name of VSS is none.
func NamesOtherHost(text, host string) bool {
	label, _, _ := strings.Cut(host, ".")
	found := false
	for _, word := range strings.FieldsFunc(text, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '-' && c != '_' && c != '{' && c != '}'
	}) {
		if strings.EqualFold(word, label) {
			return false
		}
		found = found || hostLike(word)
	}
	return found
}

func hostLike(word string) bool {
	const shortest, longest = 4, 15 // of a NetBIOS name, one of fewer letters is rather something else
	if len(word) < shortest || len(word) > longest || strings.ContainsAny(word, "{}_") ||
		word[0] < 'A' || strings.HasSuffix(word, "-") || strings.HasPrefix(word, "KB") {
		return false
	}
	letters, marks, hex := false, false, true
	for _, c := range word {
		switch {
		case c >= 'A' && c <= 'Z':
			letters, hex = true, hex && c <= 'F'
		case c >= '0' && c <= '9':
			marks = true
		case c == '-':
			marks, hex = true, false
		default:
			return false
		}
	}
	return letters && marks && !hex
}
