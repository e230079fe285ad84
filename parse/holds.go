package parse

import "strings"

// HoldsOne reports whether s contains one of words.
func HoldsOne(s string, words []string) bool {
	for _, word := range words {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}
