package redact

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/parse"
)

// Learned is what was learned of names: in one item, or in a run. It is safe for
// concurrent use.
type Learned struct {
	mu      sync.Mutex
	names   map[string]Kind // lower case
	digests []string        // of what the inputs hold, in hex; none if the key is the user's
	keyed   bool            // the key is the user's
}

// contentKind is the kind of a pack.Name that is a digest of what an input holds.
const contentKind = "content"

// Item returns what learns the names in an item, for Know.
func (r *Redactor) Item() *Learned { return &Learned{names: map[string]Kind{}, keyed: r.keyed} }

// Content adds what an input holds to the key, where the user gave none.
func (l *Learned) Content(in *parse.Input) {
	if l.keyed || in.Once {
		return
	}
	content, err := in.Open()
	if err != nil {
		return // it is reported where it is read
	}
	defer content.Close()
	h := sha256.New()
	h.Write([]byte("vsslog redaction\x00"))
	io.Copy(h, content)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.digests = append(l.digests, hex.EncodeToString(h.Sum(nil)))
}

// add takes a name that is certainly of kind k.
func (l *Learned) add(k Kind, name string) {
	name = strings.ToLower(strings.Trim(name, " \t\r\n\x00\"'"))
	if name == "" || wellKnown[name] || digitsOnly(name) && len(name) < 4 || hexCode.MatchString(name) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.put(k, name)
}

// put takes a name as add made it. Of two kinds of a name the first of Kinds counts.
func (l *Learned) put(k Kind, name string) {
	old, ok := l.names[name]
	if !ok || slices.Index(Kinds, k) < slices.Index(Kinds, old) {
		l.names[strings.Clone(name)] = k
	}
}

// Names returns what was learned, sorted, for Know.
func (l *Learned) Names() []pack.Name {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]pack.Name, 0, len(l.names)+len(l.digests))
	for name, k := range l.names {
		all = append(all, pack.Name{Kind: string(k), Text: name})
	}
	for _, d := range l.digests {
		all = append(all, pack.Name{Kind: contentKind, Text: d})
	}
	slices.SortFunc(all, func(a, b pack.Name) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
	})
	return all
}

// Know takes what Names returned, of this process or of another one.
func (l *Learned) Know(names []pack.Name) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, n := range names {
		if n.Kind == contentKind {
			l.digests = append(l.digests, n.Text)
		} else if slices.Contains(Kinds, Kind(n.Kind)) {
			l.put(Kind(n.Kind), n.Text)
		}
	}
}
