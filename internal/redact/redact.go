// Package redact replaces the names of a customer's hosts, users, paths and databases by
// pseudonyms, in everything that a run writes.
//
// It works on the finished results, so no verdict can depend on it. Names are learned
// from the fields of records, item by item (Learned); after the last record Finish fixes the key and the
// pseudonyms, and Apply walks everything that is reachable from the results. A word that
// is not a known name is also replaced unless it is known to be harmless: a number, a
// code, a GUID, or a word that vsslog itself uses. A name that no record marks as a name
// thus cannot slip through; the cost is that an unknown word is replaced even if it
// names nothing.
//
// A pseudonym is a keyed hash of the name without regard to case, so each name has one
// pseudonym everywhere. The key comes from the user, otherwise from the content of all
// inputs: the same input gives the same pseudonyms, and without the input nobody can
// test names against them.
package redact

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Kind is what a name names.
type Kind string

// Kinds that can be asked for.
const (
	Hosts     Kind = "hosts"
	Users     Kind = "users"
	Paths     Kind = "paths"
	Databases Kind = "databases"
)

// Kinds are all kinds. Where one name is of several, the first one here counts.
var Kinds = []Kind{Hosts, Users, Databases, Paths}

// anything is the kind of a word that is not known to be harmless. It is
// replaced whatever kinds are asked for, since it may be of any.
const anything Kind = ""

// prefixes begin the pseudonyms of a kind.
var prefixes = map[Kind]string{Hosts: "host", Users: "user", Paths: "path", Databases: "db", anything: "word"}

// Redactor holds the names of one run. What is Learned comes first, from several
// goroutines, then Finish, then everything else.
type Redactor struct {
	Learned
	wanted  map[Kind]bool
	key     []byte
	words   map[string]bool // harmless ones, lower case
	phrases map[string][]phrase

	// Of one host's results.
	texts map[string]string // whole texts with their replacement
	sets  map[string][]phrase
}

// phrase is a name with its replacement, filed under its first token.
type phrase struct{ name, replacement string }

// New returns a redactor of these kinds. key is the user's, "" for one made of
// the inputs.
func New(kinds []Kind, key string) (*Redactor, error) {
	r := &Redactor{wanted: map[Kind]bool{}, words: harmless()}
	r.names, r.keyed = map[string]Kind{}, key != ""
	for _, k := range kinds {
		if !slices.Contains(Kinds, k) {
			return nil, fmt.Errorf("%q cannot be redacted; there are hosts, users, paths and databases", k)
		}
		r.wanted[k] = true
	}
	if key != "" {
		sum := sha256.Sum256([]byte("vsslog redaction key\x00" + key))
		r.key = sum[:]
	}
	return r, nil
}

// Asked returns the redactor that an option asks for by the names of kinds, nil for none.
func Asked(kinds []string, key string) (*Redactor, error) {
	if len(kinds) == 0 {
		return nil, nil
	}
	wanted := make([]Kind, len(kinds))
	for i, k := range kinds {
		wanted[i] = Kind(k)
	}
	return New(wanted, key)
}

// Finish fixes the key and the pseudonyms of the names that were learned.
func (r *Redactor) Finish() {
	names := make([]string, 0, len(r.names))
	for n := range r.names {
		names = append(names, n)
	}
	slices.Sort(names)
	if r.key == nil {
		h := sha256.New()
		slices.Sort(r.digests)
		for _, d := range r.digests {
			io.WriteString(h, d)
		}
		for _, n := range names {
			fmt.Fprintf(h, "%d:%s", len(n), n)
		}
		r.key = h.Sum(nil)
	}
	r.phrases = map[string][]phrase{}
	for _, n := range names {
		if k := r.names[n]; r.wanted[k] {
			file(r.phrases, n, r.name(k, n))
		}
	}
}

// file makes name be replaced wherever it occurs in a text.
func file(phrases map[string][]phrase, name, replacement string) {
	first := firstToken(name)
	if first == "" || len(name) < 2 {
		return
	}
	name = name[strings.Index(name, first):]
	list := append(phrases[strings.ToLower(first)], phrase{name, replacement})
	slices.SortStableFunc(list, func(a, b phrase) int { return cmp.Compare(len(b.name), len(a.name)) })
	phrases[strings.ToLower(first)] = list
}

// name returns the replacement of a whole name of kind k.
func (r *Redactor) name(k Kind, name string) string {
	name = strings.ToLower(name)
	switch {
	case k == Hosts:
		label, domain, dotted := strings.Cut(name, ".")
		if dotted && !address(name) {
			return r.pseudonym(Hosts, label) + "." + r.pseudonym(Hosts, domain)
		}
	case k == Users && strings.HasPrefix(name, "s-1-"):
		return "sid-" + r.hash(Users, name)
	}
	return r.pseudonym(k, name)
}

// pseudonym returns the pseudonym of a lower-case name.
func (r *Redactor) pseudonym(k Kind, name string) string { return prefixes[k] + "-" + r.hash(k, name) }

var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// hash is 40 bits: a thousand names collide with a chance of one to two million.
func (r *Redactor) hash(k Kind, name string) string {
	mac := hmac.New(sha256.New, r.key)
	mac.Write([]byte(string(k) + "\x00" + name))
	return letters.EncodeToString(mac.Sum(nil)[:5])
}

// Host returns the pseudonym of a host's name.
func (r *Redactor) Host(name string) string {
	if name == "" || !r.wanted[Hosts] {
		return r.unasked(name)
	}
	return r.name(Hosts, name)
}

// unasked is for a name of a kind that nobody asked to redact: what is known to
// be another kind is replaced all the same.
func (r *Redactor) unasked(name string) string {
	if k, ok := r.names[strings.ToLower(name)]; ok && r.wanted[k] {
		return r.name(k, name)
	}
	return name
}
