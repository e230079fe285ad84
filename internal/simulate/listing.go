package simulate

import (
	"strings"
	"time"
)

// Polling is a script that lists the writers over and over into one file.
type Polling struct {
	File     string
	From, To Instant
	Every    time.Duration // pause between the starts of two listings
	Delay    time.Duration // from the stamp to the moment whose states are shown
	Jitter   time.Duration // added to Delay, up to this
	Language Language
	NoStamp  bool
	Waiting  bool // prints the two lines about waiting
	Frozen   bool // %TIME% is expanded once: every stamp is the first one
	Blind    bool // another requester's session is not shown (Vista and later): all stable
	encoding textEncoding

	text     strings.Builder
	listings []*writerListing
}

// writerListing is one listing: the emission log's view of it.
type writerListing struct {
	stamp, shown, end Instant // true times: stamp read, states as of, command ended
	states            []shownState
}

type shownState struct {
	w        *Writer
	instance string
	state    int
	err      string
}

// poll starts the script.
func (h *Host) poll(p *Polling) {
	var listing func()
	listing = func() {
		if h.now >= p.To {
			return
		}
		c := &writerListing{stamp: h.now}
		p.listings = append(p.listings, c)
		h.vss.use()
		delay := p.Delay
		if p.Jitter > 0 {
			delay += h.between(0, p.Jitter)
		}
		stamped := h.now
		if p.Frozen {
			stamped = p.listings[0].stamp
		}
		if !p.NoStamp {
			p.text.WriteString(p.Language.stamp(h.Clock.local(stamped)) + "\r\n")
		}
		h.after(delay, func() {
			c.shown = h.now
			for _, w := range h.writers {
				shown := shownState{w, w.instance, w.state, w.err}
				if p.Blind {
					shown.state, shown.err = stateStable, errorNone
				}
				c.states = append(c.states, shown)
			}
			h.after(delay/2+20*time.Millisecond, func() {
				c.end = h.now
				p.text.WriteString(p.Language.writers(h.OS, c, p.Waiting))
				h.vss.done()
				next := c.stamp.Add(p.Every)
				if next < h.now {
					next = h.now
				}
				h.at(next, listing)
			})
		})
	}
	h.at(p.From, listing)
}
