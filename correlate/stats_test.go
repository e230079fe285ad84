package correlate

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// night builds cases of made-up hosts: one set each night, frozen for as long as
// lengths says. The freeze is pinned down by a backup's begin of the same instant,
// the thaw by a second writer's late freeze mark.
type night struct {
	collector *Collector
	id        uint64
}

func newNight() *night { return &night{collector: NewCollector(time.UTC)} }

var firstNight = parse.FromTime(time.Date(2019, 3, 14, 22, 0, 0, 0, time.UTC))

func (n *night) event(host string, at parse.Ticks, provider string, id uint32, values ...string) {
	n.id++
	r := &parse.Record{
		Time:     parse.Exact(at),
		Provider: provider,
		EventID:  id,
		Channel:  "Application",
		Computer: host,
		Level:    4,
		RecordID: n.id,
		Offset:   int64(n.id) * 512,
	}
	for _, v := range values {
		r.Fields = append(r.Fields, parse.Field{Value: parse.StringValue(v)})
	}
	n.collector.Add(host+"/Application.evtx", host, r)
}

func (n *night) set(host string, night int, length parse.Ticks) {
	at := firstNight + parse.Ticks(night)*parse.Day
	n.event(host, at, "Microsoft-Windows-Backup", 1)
	n.event(host, at, "MSSQLSERVER", 3197, "Orders")
	n.event(host, at+length, "MSSQLSERVER", 3197, "Stock")
	n.event(host, at+length, "MSSQLSERVER", 3198, "Orders")
	n.event(host, at+length, "MSSQLSERVER", 3198, "Stock")
	n.event(host, at+length+parse.Minute, "Microsoft-Windows-Backup", 4)
}

func freezeStats(n *night) []*FreezeStat {
	var sets []*SnapshotSet
	for _, k := range n.collector.Cases() {
		sets = append(sets, k.Sets...)
	}
	return FreezeStats(sets)
}

func stat(t *testing.T, stats []*FreezeStat, by Grouping, host string) *FreezeStat {
	t.Helper()
	for _, f := range stats {
		if f.By == by && f.Host == host {
			return f
		}
	}
	t.Fatalf("no group %d of %q", by, host)
	return nil
}

func TestFreezeStats(t *testing.T) {
	n := newNight()
	for i := range 20 { // 11 s, 12 s, ... 30 s: one second more each night
		n.set("sql1", i, parse.Ticks(11+i)*parse.Second)
	}
	stats := freezeStats(n)
	f := stat(t, stats, ByHostWriter, "sql1")
	for what, pair := range map[string][2]any{
		"writer": {f.Writer, vocab.WriterSQL}, "count": {f.Count, 20}, "open": {f.Open, 0}, "failed": {f.Failed, 0},
		"median": {f.Median, 205 * parse.Second / 10}, "p95": {f.P95, 29 * parse.Second}, "max": {f.Max, 30 * parse.Second},
		"limit": {f.Limit, 60 * parse.Second}, "least": {f.LeastMax, 30 * parse.Second}, "nearest": {f.Nearest, true},
		"last": {f.Last, firstNight + 19*parse.Day},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %v, want %v", what, pair[0], pair[1])
		}
	}
	if near := func(a, b float64) bool { return a > b-1e-6 && a < b+1e-6 }; !near(f.Share, 29.0/60) ||
		!near(f.Trend, 1) ||
		!near(f.DaysLeft, 30) {
		t.Errorf("share %v, trend %v, days left %v", f.Share, f.Trend, f.DaysLeft)
	}
	if h := stat(t, stats, ByHost, "sql1"); h.Writer != "" || h.Count != 20 || h.Nearest {
		t.Errorf("%+v", h)
	}
}

// TestShareIsOfTheLength: the share of the limit is that of the time which people read off the log, also
// where the marks allow a shorter freeze: it is never too small.
func TestShareIsOfTheLength(t *testing.T) {
	n := newNight()
	n.event("sql1", firstNight, "MSSQLSERVER", 3197, "Orders")
	n.event("sql1", firstNight+30*parse.Second, "MSSQLSERVER", 3198, "Orders")
	f := stat(t, freezeStats(n), ByHostWriter, "sql1")
	if f.Count != 1 || f.Max != 30*parse.Second || f.LeastMax >= f.Max || f.Share < 0.499 || f.Share > 0.501 {
		t.Errorf("max %v, least %v, share %v", f.Max, f.LeastMax, f.Share)
	}
}

// TestOpenSpans: a set without a thaw mark is counted apart.
func TestOpenSpans(t *testing.T) {
	n := newNight()
	n.set("sql1", 0, 10*parse.Second)
	n.event("sql1", firstNight+parse.Day, "MSSQLSERVER", 3197, "Orders")
	f := stat(t, freezeStats(n), ByHostWriter, "sql1")
	if f.Count != 1 || f.Open != 1 || f.Trend != 0 || f.DaysLeft != -1 {
		t.Errorf("%+v", f)
	}
}

func TestNextToTimeOut(t *testing.T) {
	n := newNight()
	for i := range 5 {
		n.set("slow", i, 50*parse.Second)                     // much, and steady
		n.set("growing", i, parse.Ticks(10+5*i)*parse.Second) // less, and more each night
	}
	stats := freezeStats(n)
	if f := stat(t, stats, ByHostWriter, "slow"); !f.Nearest || f.DaysLeft != -1 || f.Share < 0.83 || f.Share > 0.84 {
		t.Errorf("%+v", f)
	}
	if f := stat(t, stats, ByHostWriter, "growing"); !f.Nearest || f.DaysLeft < 0 || f.DaysLeft > 7 {
		t.Errorf("%+v", f)
	}
	a, b := &FreezeStat{
		Forecast: Forecast{DaysLeft: 3},
		Share:    0.2,
	}, &FreezeStat{
		Forecast: Forecast{DaysLeft: -1},
		Share:    0.9,
	}
	if !a.Sooner(b) || b.Sooner(a) {
		t.Error("a trend towards the limit comes before a large but steady share")
	}
}

// TestFreezeStatsDeterministic: the order of reading changes nothing.
func TestFreezeStatsDeterministic(t *testing.T) {
	text := func(hosts []string) string {
		n := newNight()
		for _, h := range hosts {
			for i := range 3 {
				n.id = uint64(100 * i)
				n.set(h, i, parse.Ticks(5+i)*parse.Second)
			}
		}
		s := ""
		for _, f := range freezeStats(n) {
			s += fmt.Sprintf("%+v\n", *f)
		}
		return s
	}
	hosts := []string{"a", "b", "c", "d"}
	want := text(hosts)
	slices.Reverse(hosts)
	if got := text(hosts); got != want {
		t.Errorf("%s\n%s", got, want)
	}
}

// TestFreezeStatsOfParts: statistics of hosts apart, put together, are those of all.
func TestFreezeStatsOfParts(t *testing.T) {
	n := newNight()
	for i := range 6 {
		for j, h := range []string{"a", "b", "c"} {
			n.set(h, i, parse.Ticks(5+i*j)*parse.Second)
		}
	}
	var all, parts []*FreezeStat
	var sets []*SnapshotSet
	for _, k := range n.collector.Cases() {
		sets = append(sets, k.Sets...)
		parts = append(parts, FreezeStats(k.Sets)...)
	}
	all = FreezeStats(sets)
	if len(all) != len(parts) || len(all) != 6 {
		t.Fatalf("%d groups of all, %d of the parts, want 6", len(all), len(parts))
	}
	for i := range all {
		if a, b := fmt.Sprintf("%+v", *all[i]), fmt.Sprintf("%+v", *parts[i]); a != b {
			t.Errorf("%s\n%s", a, b)
		}
	}
}

func TestTrend(t *testing.T) {
	days := func(width parse.Ticks, lengths ...parse.Ticks) float64 {
		var samples []sample
		for i, l := range lengths {
			samples = append(
				samples,
				sample{
					at:     firstNight + parse.Ticks(i)*parse.Day,
					length: l * parse.Second,
					width:  width * parse.Second,
				},
			)
		}
		return trend(samples)
	}
	for _, c := range []struct {
		what    string
		width   parse.Ticks
		lengths []parse.Ticks
		want    float64
	}{
		{"one more second each night", 0, []parse.Ticks{10, 11, 12, 13, 14, 15}, 1},
		{"one odd night changes nothing", 0, []parse.Ticks{10, 11, 12, 13, 59, 15, 16, 17, 18}, 1},
		{"it falls", 0, []parse.Ticks{20, 18, 16, 14, 12}, -2},
		{"four nights are too few", 0, []parse.Ticks{10, 11, 12, 13}, 0},
		{"up and down is no trend", 0, []parse.Ticks{10, 20, 11, 19, 12, 18, 13, 21}, 0},
		{"marks too coarse to show it", 10, []parse.Ticks{10, 11, 12, 13, 14, 15}, 0},
		{"one set", 0, []parse.Ticks{10}, 0},
	} {
		if got := days(c.width, c.lengths...); got != c.want {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
	near := []sample{}
	for i := range 20 {
		near = append(near, sample{at: firstNight + parse.Ticks(i)*parse.Minute, length: parse.Ticks(i) * parse.Second})
	}
	if got := trend(near); got != 0 {
		t.Errorf("twenty minutes show a trend of %v s a day", got)
	}
}

func TestBins(t *testing.T) {
	last := int64(0)
	for ms := int64(0); ms < 300_000; ms++ {
		e := binEdge(ms)
		if e <= ms || e < last || ms >= 16 && float64(e-ms) > float64(ms)/8 {
			t.Fatalf("%d ms: bin below %d, the one before %d", ms, e, last)
		}
		last = e
	}
	lengths := []parse.Ticks{0, 1, parse.Millisecond, 20 * parse.Second, 20*parse.Second + 1, 60 * parse.Second}
	if got, want := fmt.Sprint(bins(lengths)), "[{1 2} {2 1} {20480 2} {61440 1}]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestLooseSpans: bounds wider than the limit say nothing, marks of its own do.
func TestLooseSpans(t *testing.T) {
	n := newNight()
	n.event("sql1", firstNight-parse.Hour, "Microsoft-Windows-Backup", 1)
	n.event("sql1", firstNight, "MSSQLSERVER", 3197, "Orders")
	n.event("sql1", firstNight+50*parse.Second, "MSSQLSERVER", 3198, "Orders")
	f := stat(t, freezeStats(n), ByHostWriter, "sql1")
	if f.Count != 1 || f.Max != 50*parse.Second || f.LeastMax > f.Max || f.Pressing() {
		t.Errorf("%+v", f)
	}
}

// totals are those of the cases, however their sets are divided.
func totals(n *night) []*FreezeStat {
	var f FreezeTotals
	for _, k := range n.collector.Cases() {
		for _, set := range k.Sets {
			for _, sp := range set.Spans {
				f.Add(sp)
			}
		}
	}
	return f.Stats()
}

func TestFreezeTotals(t *testing.T) {
	n := newNight()
	for i := range 5 {
		n.set("a", i, parse.Ticks(10+i)*parse.Second)
		n.set("b", i, parse.Ticks(30+i)*parse.Second)
	}
	stats := totals(n)
	if len(stats) != 6 {
		t.Fatalf("%d totals, want one writer and five nights", len(stats))
	}
	w := stats[0]
	if w.By != ByWriter || w.Writer != vocab.WriterSQL || w.Host != "" || w.Hosts != 2 || w.Count != 10 ||
		w.Max != 34*parse.Second ||
		w.Median != 22*parse.Second ||
		!w.Nearest ||
		w.DaysLeft != -1 {
		t.Errorf("%+v", w)
	}
	first, last := stats[1], stats[5]
	if first.By != ByNight || first.Night != "2019-03-14" || first.Hosts != 2 || first.Count != 2 || first.Nearest ||
		!last.Nearest ||
		last.Night != "2019-03-18" {
		t.Errorf("%+v\n%+v", first, last)
	}
}

// TestFreezeTotalsOfMany: beyond what is held one by one, quantiles are near, never too
// small, and the number of groups is bounded.
func TestFreezeTotalsOfMany(t *testing.T) {
	var q quantiles
	for i := range int64(5000) {
		q.add(5000 - i)
	}
	if m, p := q.median(), q.rank(95); m < 2500 || m > 2520 || p < 4750 || p > 4790 || q.most != 5000 || q.each != nil {
		t.Errorf("median %d, p95 %d, longest %d", m, p, q.most)
	}
	var f FreezeTotals
	for i := range maxTotals + 10 {
		f.group(statKey{by: ByWriter, writer: fmt.Sprint(i)}).open++
	}
	f.group(statKey{by: ByNight, night: "2019-03-14"}).open++
	if stats := f.Stats(); len(stats) != maxTotals+2 || f.groups[statKey{by: ByWriter, writer: Others}].open != 10 {
		t.Errorf("%d totals", len(stats))
	}
}

func TestNight(t *testing.T) {
	at := func(text string) interval.Interval {
		when, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return interval.At(parse.Exact(parse.FromTime(when)))
	}
	for text, want := range map[string]string{"2019-03-14T11:59:59Z": "2019-03-13", "2019-03-14T12:00:00Z": "2019-03-14", "2019-03-15T03:00:00Z": "2019-03-14"} {
		if got := Night(at(text)); got != want {
			t.Errorf("%s: night %s, want %s", text, got, want)
		}
	}
	if got := Night(interval.Unknown); got != "" {
		t.Errorf("a time that nothing tells is in the night %s", got)
	}
}
