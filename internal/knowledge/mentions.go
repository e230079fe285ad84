package knowledge

// Mentions reports whether an anchor of a cause asks for the event, so that a record
// of it tells something even where its level is that of information.
func Mentions(provider string, event uint32) bool { return current().mentions(provider, event) }

func (b *Base) mentions(provider string, event uint32) bool {
	for _, at := range b.index.event[event] {
		for _, p := range b.causes[at].anchors() {
			c := p.condition("event_provider")
			if p.condition("event") != nil && (c == nil || c.matches(provider)) {
				return true
			}
		}
	}
	return false
}
