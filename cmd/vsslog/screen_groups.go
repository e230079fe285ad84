package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/detect"
)

// answerGroups count the answers by what they are. Of each group they keep what it takes to name
// its first hosts, whichever few answers are reported one by one instead.
type answerGroups map[groupKey]*answerGroup

type groupKey struct {
	rank      detect.Rank
	signature string
}

// answerGroup is the answers of one kind.
type answerGroup struct {
	groupKey
	answers int
	hosts   int
	open    *groupHost // whose answers come now: those about a host come together
	first   topN[*groupHost]
}

// groupHost is the answers of one kind about one host.
type groupHost struct {
	host    int
	name    string
	answers int
	first   topN[answer]
}

// lead is the answer of the host that comes first.
func (h *groupHost) lead() answer { return h.first.list()[0] }

func compareLeads(a, b *groupHost) int { return a.lead().order(b.lead()) }

// mostNamed is how many hosts of a group are named.
const mostNamed = 4

// add counts an answer.
func (l answerGroups) add(a answer) {
	key := groupKey{a.Rank, a.signature}
	of := l[key]
	if of == nil {
		// Of the hosts that come first, as many as are reported one by one may drop out.
		of = &answerGroup{groupKey: key, first: topN[*groupHost]{compare: compareLeads, most: mostNamed + mostReported}}
		l[key] = of
	}
	of.answers++
	if of.open == nil || of.open.host != a.at.Host {
		of.close()
		of.hosts++
		of.open = &groupHost{
			host:  a.at.Host,
			name:  a.of,
			first: topN[answer]{compare: answer.order, most: mostReported + 1},
		}
	}
	of.open.answers++
	of.open.first.add(a)
}

// close ends the answers about a host.
func (l *answerGroup) close() {
	if l.open != nil {
		l.first.add(l.open)
	}
	l.open = nil
}

// without removes the answers that are reported one by one, which come first.
func (l answerGroups) without(reported []answer) {
	for _, of := range l {
		of.close()
	}
	for _, a := range reported {
		of := l[groupKey{a.Rank, a.signature}]
		of.answers--
		hosts := of.first.list()
		at := slices.IndexFunc(hosts, func(h *groupHost) bool { return h.host == a.at.Host })
		h := hosts[at]
		if h.answers--; h.answers == 0 {
			of.hosts--
			of.first.kept = slices.Delete(hosts, at, at+1)
			continue
		}
		h.first.kept = h.first.list()[1:]
	}
}

// lines report the others: the number of each kind, and its hosts.
func (l answerGroups) lines(line func(label, text string)) {
	var rest []*answerGroup
	for _, of := range l {
		if of.answers > 0 {
			rest = append(rest, of)
		}
	}
	slices.SortFunc(rest, func(a, b *answerGroup) int { return compareLeads(a.first.list()[0], b.first.list()[0]) })
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
		line(
			fmt.Sprintf("%-11s ", strings.ToUpper(of.rank.String())),
			fmt.Sprintf("%s: %s, %s", what, plural(of.answers, "failure"), strings.Join(hosts, ", ")),
		)
	}
}
