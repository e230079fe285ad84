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
		take := func(words []string) {
			if shortest(words) > shortest(best) {
				best = words
			}
		}
		run := []string{""} // of parts side by side
		for _, sub := range re.Sub {
			next := textsOf(sub)
			if joined := product(run, next); joined != nil {
				run = joined
				continue
			}
			take(run)
			take(wordsOf(sub))
			if run = next; next == nil {
				run = []string{""}
			}
		}
		take(run)
		return best
	}
	return nil
}

// mostTexts is how many texts an expression may have that are listed.
const mostTexts = 32

// textsOf lists the texts that an expression matches, nil if they are many.
func textsOf(re *syntax.Regexp) (all []string) {
	switch re.Op {
	case syntax.OpLiteral:
		return wordsOf(re)
	case syntax.OpCapture:
		return textsOf(re.Sub[0])
	case syntax.OpEmptyMatch, syntax.OpWordBoundary:
		return []string{""}
	case syntax.OpQuest:
		if all = textsOf(re.Sub[0]); all != nil {
			all = append(all, "")
		}
	case syntax.OpCharClass:
		for k := 0; k < len(re.Rune); k += 2 {
			for c := re.Rune[k]; c <= re.Rune[k+1]; c++ {
				if all = append(all, string(c)); len(all) > mostTexts {
					return nil
				}
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			texts := textsOf(sub)
			if texts == nil {
				return nil
			}
			all = append(all, texts...)
		}
	case syntax.OpConcat:
		all = []string{""}
		for _, sub := range re.Sub {
			if all = product(all, textsOf(sub)); all == nil {
				return nil
			}
		}
	}
	if len(all) > mostTexts {
		return nil
	}
	return all
}

// product is each text of a with each of b behind it, nil if they are many.
func product(a, b []string) (all []string) {
	if len(a)*len(b) > mostTexts {
		return nil
	}
	for _, front := range a {
		for _, back := range b {
			all = append(all, front+back)
		}
	}
	return all
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
