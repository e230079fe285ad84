package lazyregexp

import "regexp/syntax"

// Words returns words of which every match of the expression holds one, as it is written; nil if
// there are none of leastWord bytes. Who looks for them first spares most texts the expression.
func (r *Regexp) Words() []string {
	parsed, err := syntax.Parse(r.source, syntax.Perl)
	if err != nil {
		return nil
	}
	words := wordsOf(parsed)
	if shortest(words) < leastWord {
		return nil
	}
	return words
}

// leastWord is how many bytes a word has at least: shorter ones stand in nearly any text.
const leastWord = 3

// wordsOf are the words of which every match of an expression holds one.
func wordsOf(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return []string{string(re.Rune)}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return wordsOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return wordsOf(re.Sub[0])
		}
	case syntax.OpAlternate: // it holds one of any of them
		var all []string
		for _, sub := range re.Sub {
			words := wordsOf(sub)
			if words == nil {
				return nil
			}
			all = append(all, words...)
		}
		return all
	case syntax.OpConcat: // those of any part will do: the longest tell most
		var best []string
		for _, sub := range re.Sub {
			if words := wordsOf(sub); shortest(words) > shortest(best) {
				best = words
			}
		}
		return best
	}
	return nil
}

// shortest is the length of the shortest of some words, 0 if there are none.
func shortest(words []string) int {
	if len(words) == 0 {
		return 0
	}
	least := len(words[0])
	for _, word := range words {
		least = min(least, len(word))
	}
	return least
}
