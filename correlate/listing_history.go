package correlate

import "slices"

// ListingHistory follows the listings of a host, file by file: which writers leave, and
// which come back as another instance. It holds three listings of each file, however
// many there are.
type ListingHistory struct {
	most  map[string]int // writers in the fullest listing of each file
	files []*listedFile
	at    map[string]*listedFile
}

// Departure is a writer that a listing lists and the next of the same file does not.
type Departure struct {
	State *WriterState // the last one that lists it
	Twice bool         // two listings in a row lack it
}

// Restart is a writer that two successive listings of a file list once each, with
// different instance ids.
type Restart struct {
	Before, After *WriterState
	// Lasting: two listings each show the old and the new instance. A text that was
	// damaged in one place shows another id once.
	Lasting bool
}

type listedFile struct {
	// The last three. Of a restart that the last one shows they are the one before the
	// old instance was seen last, that one, and the one with the new instance.
	first, before, last *WriterListing
	left                []*Departure
	leftKeys            map[writerKey]bool
	restarts            []*Restart
	// Of the last listing, to be settled by the next one: who is back, and which
	// restarts last.
	gone    []*Departure
	started []*Restart
}

func newListingHistory(most map[string]int) *ListingHistory {
	return &ListingHistory{most: most, at: map[string]*listedFile{}}
}

// fullest counts the writers in the fullest listing of each file.
func fullest(listings []*WriterListing) map[string]int {
	most := map[string]int{}
	for _, c := range listings {
		most[c.Source] = max(most[c.Source], len(c.States))
	}
	return most
}

// ListingHistory returns what the listings of the case tell.
func (k *Case) ListingHistory() *ListingHistory {
	if k.history == nil {
		k.history = newListingHistory(fullest(k.Listings))
		k.history.add(k.Listings)
	}
	return k.history
}

// add takes further listings, in their order. A listing with less than half of the
// writers of the fullest one of its file is a fragment, of a text that was cut or
// damaged, and says nothing about who is there.
func (l *ListingHistory) add(listings []*WriterListing) {
	for _, c := range listings {
		if len(c.States)*2 < l.most[c.Source] || len(c.States) == 0 {
			continue
		}
		f := l.at[c.Source]
		if f == nil {
			f = &listedFile{leftKeys: map[writerKey]bool{}}
			l.at[c.Source] = f
			l.files = append(l.files, f)
		}
		f.next(c)
	}
}

func (f *listedFile) next(c *WriterListing) {
	if len(f.gone)+len(f.started) == 0 && sameWriters(f.last, c) {
		f.first, f.before, f.last = f.before, f.last, c
		return
	}
	here := map[writerKey]bool{}
	for _, s := range c.States {
		here[listingKey(s)] = true
	}
	for _, d := range f.gone {
		d.Twice = !here[listingKey(d.State)]
	}
	for _, r := range f.started {
		r.Lasting = shows(f.first, r.Before) && shows(c, r.After)
	}
	f.gone, f.started = nil, nil
	if f.last != nil {
		for _, s := range f.last.States {
			if key := listingKey(s); !here[key] && !f.leftKeys[key] {
				f.leftKeys[key] = true
				d := &Departure{State: s}
				f.left, f.gone = append(f.left, d), append(f.gone, d)
			}
		}
		before, now := single(f.last), single(c)
		for _, s := range c.States {
			key := listingKey(s)
			if a, b := before[key], now[key]; a != nil && b == s && a.Instance != "" && b.Instance != "" &&
				a.Instance != b.Instance {
				r := &Restart{Before: a, After: b}
				f.restarts, f.started = append(f.restarts, r), append(f.started, r)
			}
		}
	}
	f.first, f.before, f.last = f.before, f.last, c
}

// sameWriters reports whether two listings list the same instances, in the same order.
func sameWriters(a, b *WriterListing) bool {
	return a != nil && slices.EqualFunc(a.States, b.States, func(a, b *WriterState) bool {
		return a.Instance == b.Instance && a.ID == b.ID && a.Name == b.Name
	})
}

// shows reports whether a listing lists the writer once, under the same instance.
func shows(c *WriterListing, s *WriterState) bool {
	if c == nil {
		return false
	}
	o := single(c)[listingKey(s)]
	return o != nil && o.Instance == s.Instance
}

// Departures lists the writers that left, each class once: by files, in the order
// in which these begin, then by listings.
func (l *ListingHistory) Departures() []Departure {
	var found []Departure
	seen := map[writerKey]bool{}
	for _, f := range l.files {
		for _, d := range f.left {
			if key := listingKey(d.State); !seen[key] {
				seen[key] = true
				found = append(found, *d)
			}
		}
	}
	return found
}

// Restarts lists the writers that were started again, in the same order.
func (l *ListingHistory) Restarts() []Restart {
	var found []Restart
	for _, f := range l.files {
		for _, r := range f.restarts {
			found = append(found, *r)
		}
	}
	return found
}

func listingKey(s *WriterState) writerKey { return writerKey{id: s.ID, name: s.Name} }

// single lists the writers that a listing lists once: several writers can share
// a class, as those of Exchange do.
func single(c *WriterListing) map[writerKey]*WriterState {
	m := make(map[writerKey]*WriterState, len(c.States))
	for _, s := range c.States {
		key := listingKey(s)
		if _, twice := m[key]; twice {
			m[key] = nil
			continue
		}
		m[key] = s
	}
	return m
}
