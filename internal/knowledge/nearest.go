package knowledge

import "strings"

// Meant is a suggestion of the known word that was meant, to be put behind an error; "" if
// none is near.
func Meant(word string, known []string) string {
	if best := Nearest(word, known); best != "" {
		return " (did you mean " + best + "?)"
	}
	return ""
}

// Nearest returns the known word that differs least from word, the first of several, and
// "" if all differ by more than a third of it, or have nothing in common with it. Case does
// not count.
func Nearest(word string, known []string) string {
	asked := []rune(strings.ToLower(word))
	best, at := "", min(max(len(asked)/3, 1)+1, len(asked))
	for _, k := range known {
		if d := distance(asked, []rune(strings.ToLower(k))); d < at {
			best, at = k, d
		}
	}
	return best
}

// distance is the edit distance of Levenshtein, in which two letters that changed places
// are one edit.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
