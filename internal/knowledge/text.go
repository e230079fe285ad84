package knowledge

import "strings"

// lowerText is the form in which texts and their tokens are compared.
func lowerText(s string) string { return strings.ToLower(s) }

// textHolds compares the tokens of a pattern with the text of an observation.
func (p *Pattern) textHolds(v *view) bool {
	if len(p.Text) == 0 && len(p.AnyText) == 0 {
		return true
	}
	text := v.lower()
	for _, t := range p.Text {
		if !strings.Contains(text, t) {
			return false
		}
	}
	for _, t := range p.AnyText {
		if strings.Contains(text, t) {
			return true
		}
	}
	return len(p.AnyText) == 0
}
