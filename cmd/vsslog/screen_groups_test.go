package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/interval"
)

// TestAnswerGroups: what is counted while the answers come is what counting all of them gives,
// less those that are told one by one.
func TestAnswerGroups(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	for range 2000 {
		counted, ranking := answerGroups{}, topN[answer]{compare: answer.order, most: mostReported + mostInShort}
		var all []answer
		for host := range 1 + random.IntN(12) {
			for range random.IntN(9) {
				a := answer{
					at:        vsslog.PartID{Host: host},
					of:        fmt.Sprint("h", host),
					number:    len(all),
					signature: fmt.Sprint("s", random.IntN(2)),
				}
				a.Rank, a.Started = detect.Rank(random.IntN(2)), interval.Unknown
				a.Name = fmt.Sprint("n", random.IntN(20)) // often equal
				all = append(all, a)
				counted.add(a)
				ranking.add(a)
			}
		}
		reported := min(mostReported-2, len(all))
		slices.SortStableFunc(all, func(a, b answer) int { return a.Compare(b.Standing) })
		if n := min(len(all), mostReported+mostInShort); !slices.Equal(ranking.list(), all[:n]) ||
			ranking.count != len(all) {
			t.Fatal("the first ones are others")
		}
		if len(all) == 0 {
			continue
		}
		counted.without(all[:reported])
		var got []string
		counted.lines(func(label, text string) { got = append(got, strings.TrimSpace(label)+" "+text) })
		if want := plainGroups(all[reported:]); !slices.Equal(got, want) {
			t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// plainGroups counts answers that are all at hand, in order.
func plainGroups(answers []answer) (lines []string) {
	var keys []groupKey
	sets, hosts := map[groupKey]int{}, map[groupKey][]string{}
	for _, a := range answers {
		key := groupKey{a.Rank, a.signature}
		if sets[key] == 0 {
			keys = append(keys, key)
		}
		sets[key]++
		if !slices.Contains(hosts[key], a.of) {
			hosts[key] = append(hosts[key], a.of)
		}
	}
	for _, key := range keys {
		names := hosts[key]
		if n := len(names) - 4; n > 0 {
			names = append(names[:4:4], fmt.Sprintf("%d more hosts", n))
		}
		lines = append(
			lines,
			fmt.Sprintf(
				"%s %s: %s, %s",
				strings.ToUpper(key.rank.String()),
				key.signature,
				plural(sets[key], "failure"),
				strings.Join(names, ", "),
			),
		)
	}
	return lines
}
