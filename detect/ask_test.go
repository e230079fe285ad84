package detect

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// TestAsks: what some hosts lack is asked for once, for each Windows with its own
// commands, and nothing of a host that has it.
func TestAsks(t *testing.T) {
	c := correlate.NewCollector(time.UTC)
	at := parse.Exact(parse.FromTime(time.Date(2024, 5, 14, 2, 0, 0, 0, time.UTC)))
	logs := map[string]*correlate.Log{"old1": {Source: "old1/SysEvent.Evt", Channel: "System"},
		"new1": {
			Source:  "new1/Application.evtx",
			Channel: "Application",
		}, "new2": {Source: "new2/Application.evtx", Channel: "Application"}}
	for _, host := range []string{"old1", "new1", "new2"} {
		c.Add(
			logs[host].Source,
			host,
			&parse.Record{
				Time:     at,
				Provider: "VSS",
				EventID:  8224,
				Channel:  logs[host].Channel,
				Computer: host,
				RecordID: 1,
			},
		)
	}
	asks := Asks{Named: 1}
	for _, k := range c.Cases() {
		k.Logs = []*correlate.Log{logs[k.Host.Name]}
		asks.Add(k)
	}
	for _, l := range asks.Lacks() {
		want := map[string]string{"Application log": "old1", "System log": "new1, 1 more", "vssadmin list " +
			"writers": "every host", "systeminfo": "every host"}[l.What]
		if l.Hosts != want {
			t.Errorf("%s is missing on %q, want %q", l.What, l.Hosts, want)
		}
	}
	list := asks.List()
	if len(list) != 2 || list[0].Hosts != "old1" || list[1].Hosts != "new1, 1 more" {
		t.Fatalf("%+v", list)
	}
	for i, want := range []string{`wmic nteventlog where "LogfileName='Application'" call backupeventlog "C:\vsslog-files\AppEvent.Evt"`, "wevtutil epl System System.evtx"} {
		if text := list[i].Text(); !strings.Contains(text, want) || strings.Contains(text, "epl Application") ||
			!strings.Contains(text, "systeminfo >") {
			t.Errorf("%s asks %s", list[i].Era, text)
		}
	}
	if all := (&Asks{}).List(); len(all) != 1 || all[0].Era != EraModern || len(all[0].Commands) != 1+len(needs) {
		t.Errorf("where no host is known: %+v", all)
	}
}

// TestAsksForALongerLog: a log that was read and does not reach a failure is asked for with
// its ends; one that does is not.
func TestAsksForALongerLog(t *testing.T) {
	at := func(hour int) interval.Interval {
		t := parse.FromTime(time.Date(2024, 5, 14, hour, 0, 0, 0, time.UTC))
		return interval.Of(t, t)
	}
	k := caseOf()
	first, last := at(2).Lo, at(4).Lo
	k.Logs = []*correlate.Log{{Source: "h/Application.evtx", Channel: "Application", Runs: []parse.Run{{
		Channel: "Application", First: parse.Exact(first), Last: parse.Exact(last), Earliest: first, Latest: last, FirstID: 1, LastID: 9}}}}
	for hour, longer := range map[int]bool{3: false, 1: true, 5: true} {
		f := &Failure{
			Host:         "h",
			Severity:     Error,
			CauseVerdict: Suspected,
			Started:      at(hour),
			Missing:      []string{"the Application log of that run"},
		}
		var a Asks
		a.Note(k, []*Failure{f})
		a.Add(k)
		text := a.List()[0].Text()
		if strings.Contains(text, "epl Application") != longer ||
			strings.Contains(text, "Archive-Application") != longer {
			t.Errorf("at %d: asks %s", hour, text)
		}
		if told := fmt.Sprint(a.Lacks()); strings.Contains(
			told,
			"that of h goes from 2024-05-14 02:00:00 to 2024-05-14 04:00:00",
		) != longer {
			t.Errorf("at %d: %s", hour, told)
		}
	}
}
