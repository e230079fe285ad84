package analysis

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/cputime"
	"github.com/vsslog/vsslog/parse"
)

// fleetOf makes the records of sets snapshot sets on hosts hosts, twenty each: a
// service start, a requester, freezes and thaws of ESE and SQL databases; every
// fiftieth set times out.
func fleetOf(hosts, sets int) *correlate.Collector {
	c := correlate.NewCollector(nil)
	base := parse.FromUnix(1_600_000_000)
	for h := range hosts {
		host := fmt.Sprintf("HOST%03d", h)
		id := uint64(0)
		add := func(at parse.Ticks, provider string, event uint32, args ...string) {
			id++
			r := &parse.Record{
				RecordID: id,
				Time:     parse.Exact(at),
				Channel:  "Application",
				Provider: provider,
				EventID:  event,
				Level:    4,
				Computer: host,
			}
			for _, a := range args {
				r.Fields = append(r.Fields, parse.Field{Value: parse.StringValue(a)})
			}
			c.Add(host+"/Application.evtx", host, r)
		}
		for n := range sets / hosts {
			at := base + parse.Ticks(n)*parse.Hour
			add(at, "Microsoft-Windows-Backup", 1)
			session := fmt.Sprint(n)
			add(at+10*parse.Second, "ESENT", 2005, "lsass", "500", "", session)
			add(at+11*parse.Second, "ESENT", 2001, "lsass", "500", "", session)
			for db := range 7 {
				add(at+11*parse.Second+parse.Ticks(db), "MSSQLSERVER", 3197, fmt.Sprint("db", db))
			}
			if n%50 == 49 {
				add(
					at+71*parse.Second,
					"SQLVDI",
					1,
					"SQLVDI: Loc=SignalAbort. Desc=Client initiates abort. ErrorCode=(0).",
				)
				add(
					at+75*parse.Second,
					"VSS",
					12349,
					"\n\nOperation:\n   Freeze Event\n\nContext:\n   Writer Name: System Writer",
				)
				add(
					at+76*parse.Second,
					"VSS",
					8229,
					"0x800423f2, x",
					"\n\nOperation:\n   Thaw Event\n\nContext:\n   Writer Class Id: "+
						"{a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}\n   Writer Name: SqlServerWriter",
				)
			}
			for db := range 7 {
				add(at+14*parse.Second+parse.Ticks(db), "MSSQLSERVER", 3198, fmt.Sprint("db", db))
			}
			add(at+15*parse.Second, "ESENT", 2003, "lsass", "500", "", session)
			add(at+20*parse.Second, "ESENT", 2006, "lsass", "500", "", session)
			add(at+5*parse.Minute, "Microsoft-Windows-Backup", 4)
			add(at+8*parse.Minute, "VSS", 8224, "")
		}
		c.AddRuns(
			host+"/Application.evtx",
			host,
			[]parse.Run{{Channel: "Application", Computer: host, FirstID: 1, LastID: id, Records: int64(id),
				First: parse.Exact(
					base,
				), Last: parse.Exact(base + parse.Day), Earliest: base, Latest: base + parse.Ticks(sets)*parse.Hour}},
		)
	}
	return c
}

// polled makes the records of one host that was polled through each of its backups:
// listings of eight writers every two seconds for a minute.
func polled(nights int) *correlate.Collector {
	c := correlate.NewCollector(nil)
	base := parse.FromUnix(1_600_000_000)
	line, listing, id := int32(0), 0, uint64(0)
	for n := range nights {
		at := base + parse.Ticks(n)*parse.Day
		event := func(after parse.Ticks, event uint32) {
			id++
			c.Add(
				"host/Application.evtx",
				"host",
				&parse.Record{
					RecordID: id,
					Time:     parse.Exact(at + after),
					Channel:  "Application",
					Provider: "MSSQLSERVER",
					EventID:  event,
					Level:    4,
					Computer: "HOST",
					Fields:   []parse.Field{{Value: parse.StringValue("db")}},
				},
			)
		}
		event(10*parse.Second, 3197)
		event(20*parse.Second, 3198)
		for poll := range 30 {
			listing++
			after, state := parse.Ticks(2*poll)*parse.Second, "1"
			switch {
			case after > 20*parse.Second && after < 50*parse.Second:
				state = "5"
			case after > 10*parse.Second && after <= 20*parse.Second:
				state = "3"
			case after >= 50*parse.Second && n%50 == 49:
				state = "9"
			}
			for w, name := range []string{"SqlServerWriter", "System Writer", "Registry Writer", "WMI Writer", "COM+ REGDB Writer", "ASR Writer", "BITS Writer", "NTDS"} {
				line++
				class, _ := vocab.ClassOf("", name)
				r := &parse.Record{
					Time:     parse.Exact(at + after),
					Until:    parse.Exact(at + after + parse.Second),
					Provider: parse.ProviderWriter,
					Computer: "HOST",
					Stamp:    parse.StampLine,
					Line:     line,
					Listing:  int32(listing),
				}
				for _, f := range [][2]string{{parse.FieldWriterName, name}, {parse.FieldWriterID, class.ID},
					{parse.FieldWriterInstanceID, fmt.Sprintf("{00000000-0000-0000-0000-00000000000%d}", w)}, {parse.FieldStateCode, state}, {parse.FieldLastError, "No error"}} {
					r.Fields = append(r.Fields, parse.Field{Name: f[0], Value: parse.StringValue(f[1])})
				}
				c.Add("host/writers.txt", "host", r)
			}
		}
	}
	return c
}

// BenchmarkPolledHost measures the same for one host that was polled through each of
// its backups: 30 listings of 8 writers a night.
func BenchmarkPolledHost(b *testing.B) {
	for _, nights := range []int{100, 1000} {
		b.Run(fmt.Sprintf("nights=%d", nights), func(b *testing.B) {
			var used time.Duration
			for b.Loop() {
				b.StopTimer()
				c := polled(nights)
				runtime.GC()
				b.StartTimer()
				before := cputime.Used()
				cases := c.Cases()
				detect.Judge(cases, detect.Catalogue)
				used += cputime.Used() - before
				if n := len(cases[0].Sets); n != nights {
					b.Fatalf("%d sets in %d nights", n, nights)
				}
			}
			b.ReportMetric(used.Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

func TestFleetOfSets(t *testing.T) {
	cases := fleetOf(5, 250).Cases()
	sets, failed := 0, 0
	for _, k := range cases {
		sets += len(k.Sets)
		for _, s := range k.Sets {
			if s.Outcome == correlate.FailedOutcome {
				failed++
			}
		}
	}
	if len(cases) != 5 || sets != 250 || failed != 5 {
		t.Errorf("%d hosts, %d sets, %d failed", len(cases), sets, failed)
	}
}

// BenchmarkFleet measures correlation, judgement and statistics: 100,000 events in
// 5,000 sets on 50 hosts, three and ten times as many on the same hosts, and ten
// times as many hosts. cpu-s/op is processor time, which other programs on the
// machine do not change much.
func BenchmarkFleet(b *testing.B) {
	for _, size := range []struct{ hosts, sets int }{{50, 5000}, {50, 15000}, {50, 50000}, {500, 50000}} {
		b.Run(fmt.Sprintf("hosts=%d/sets=%d", size.hosts, size.sets), func(b *testing.B) {
			var used time.Duration
			events := 0
			for b.Loop() {
				b.StopTimer()
				c := fleetOf(size.hosts, size.sets)
				runtime.GC()
				b.StartTimer()
				before := cputime.Used()
				cases := c.Cases()
				detect.Judge(cases, detect.Catalogue)
				events = 0
				for _, k := range cases {
					correlate.FreezeStats(k.Sets)
					events += len(k.Steps)
				}
				used += cputime.Used() - before
			}
			b.ReportMetric(used.Seconds()/float64(b.N), "cpu-s/op")
			b.ReportMetric(float64(events), "events")
		})
	}
}
