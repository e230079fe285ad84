package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/detect"
)

// lots count the answers by what they are. Of each lot they keep what it takes to name
// its first hosts, whichever few answers are told one by one instead.
type lots map[lotKey]*lot

type lotKey struct {
	rank      detect.Rank
	signature string
}

// lot is the answers of one kind.
type lot struct {
	lotKey
	answers int
	hosts   int
	open    *lotHost // whose answers come now: those about a host come together
	first   best[*lotHost]
}

// lotHost is the answers of one kind about one host.
type lotHost struct {
	host    int
	name    string
	answers int
	first   best[answer]
}

// lead is the answer of the host that comes first.
func (h *lotHost) lead() answer { return h.first.list()[0] }

func compareLeads(a, b *lotHost) int { return a.lead().order(b.lead()) }

// mostNamed is how many hosts of a lot are named.
const mostNamed = 4

// add counts an answer.
func (l lots) add(a answer) {
	key := lotKey{a.Rank, a.signature}
	of := l[key]
	if of == nil {
		// Of the hosts that come first, as many as are told one by one may drop out.
		of = &lot{lotKey: key, first: best[*lotHost]{compare: compareLeads, most: mostNamed + mostTold}}
		l[key] = of
	}
	of.answers++
	if of.open == nil || of.open.host != a.at.Host {
		of.close()
		of.hosts++
		of.open = &lotHost{host: a.at.Host, name: a.of, first: best[answer]{compare: answer.order, most: mostTold + 1}}
	}
	of.open.answers++
	of.open.first.add(a)
}

// close ends the answers about a host.
func (l *lot) close() {
	if l.open != nil {
		l.first.add(l.open)
	}
	l.open = nil
}

// without takes the answers away that are told one by one, which are the first of all.
func (l lots) without(told []answer) {
	for _, of := range l {
		of.close()
	}
	for _, a := range told {
		of := l[lotKey{a.Rank, a.signature}]
		of.answers--
		hosts := of.first.list()
		at := slices.IndexFunc(hosts, func(h *lotHost) bool { return h.host == a.at.Host })
		h := hosts[at]
		if h.answers--; h.answers == 0 {
			of.hosts--
			of.first.kept = slices.Delete(hosts, at, at+1)
			continue
		}
		h.first.kept = h.first.list()[1:]
	}
}

// lines tell what is left: of each kind how many there are, on which hosts.
func (l lots) lines(line func(label, text string)) {
	var rest []*lot
	for _, of := range l {
		if of.answers > 0 {
			rest = append(rest, of)
		}
	}
	slices.SortFunc(rest, func(a, b *lot) int { return compareLeads(a.first.list()[0], b.first.list()[0]) })
	for _, of := range rest {
		var hosts []string
		for i, h := range of.first.list() {
			if i == mostNamed {
				break
			}
			hosts = append(hosts, h.name)
		}
		if n := of.hosts - len(hosts); n > 0 {
			hosts = append(hosts, fmt.Sprintf("%d more hosts", n))
		}
		what := cmp.Or(of.signature, "no signature fits")
		line(fmt.Sprintf("%-11s ", strings.ToUpper(of.rank.String())), fmt.Sprintf("%s: %s, %s", what, plural(of.answers, "failure"), strings.Join(hosts, ", ")))
	}
}
