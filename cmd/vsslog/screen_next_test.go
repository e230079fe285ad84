package main

import (
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// frozenNights is the results of hosts, each of which was frozen for so many seconds
// night after night.
func frozenNights(hosts map[string][]int) []*vsslog.HostResult {
	c := correlate.NewCollector(time.UTC)
	first := parse.FromTime(time.Date(2019, 3, 14, 22, 0, 0, 0, time.UTC))
	id := uint64(0)
	for host, nights := range hosts {
		for night, length := range nights {
			at := first + parse.Ticks(night)*parse.Day
			for _, e := range []struct {
				after    int
				provider string
				id       uint32
			}{{0, "Microsoft-Windows-Backup", 1}, {1, "MSSQLSERVER", 3197}, {1 + length, "MSSQLSERVER", 3198}, {90, "Microsoft-Windows-Backup", 4}} {
				id++
				c.Add(
					host+"/Application.evtx",
					host,
					&parse.Record{
						Time:     parse.Exact(at + parse.Ticks(e.after)*parse.Second),
						Provider: e.provider,
						EventID:  e.id,
						Channel:  "Application",
						Computer: host,
						RecordID: id,
						Offset:   int64(id) * 512,
						Fields:   []parse.Field{{Value: parse.StringValue("Orders")}},
					},
				)
			}
		}
	}
	var results []*vsslog.HostResult
	for _, k := range c.Cases() {
		results = append(
			results,
			&vsslog.HostResult{Last: true, Case: k, Sets: k.Sets, Freezes: correlate.FreezeStats(k.Sets)},
		)
	}
	return results
}

func TestNextToTimeOutOnScreen(t *testing.T) {
	show := func(hosts map[string][]int) string {
		var b strings.Builder
		s := newScreen(&b, 80, false, nil)
		for _, r := range frozenNights(hosts) {
			s.add(r)
		}
		s.next()
		return b.String()
	}
	calm := []int{5, 5, 5, 5, 5}
	if got := show(map[string][]int{"a-host-with-a-long-name": {50, 51, 50, 51, 50}, "growing": {10, 15, 20, 25, 30, 35}, "calm": calm}); got != `
Next to time out, if the trend continues:
  - SqlServerWriter on growing: 35.0 s of 60 s, +5.0 s a day: 5 days left (would
    have been right on 1 of 1 nights)
` {
		t.Errorf("got %s", got)
	}
	for _, hosts := range []map[string][]int{{"calm": calm, "calm2": calm}, {"steady": {55, 55, 55}}} {
		if got := show(hosts); got != "" {
			t.Errorf("nothing grows, and it says %s", got)
		}
	}
	many := map[string][]int{}
	for _, h := range strings.Split("abcdefgh", "") {
		many[h] = []int{10, 15, 20, 25, 30, 35}
	}
	if got := show(many); !strings.Contains(got, "and 3 more hosts") ||
		strings.Count(got, "SqlServerWriter") != mostPressing {
		t.Errorf("got %s", got)
	}
}
