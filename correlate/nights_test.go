package correlate

import (
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// backup is a set of a night with the begin and end of a backup of Windows, that
// ends well or not, and with further events 5 s after its freeze.
func (n *night) backup(host string, number int, length parse.Ticks, well bool, more ...uint32) {
	at := firstNight + parse.Ticks(number)*parse.Day
	n.event(host, at, "Microsoft-Windows-Backup", 1)
	n.event(host, at, "MSSQLSERVER", 3197, "Orders")
	for _, id := range more {
		n.event(host, at+5*parse.Second, "ESENT", id, "svchost", "1", "2", "3")
	}
	n.event(host, at+length, "MSSQLSERVER", 3197, "Stock")
	n.event(host, at+length, "MSSQLSERVER", 3198, "Orders")
	n.event(host, at+length, "MSSQLSERVER", 3198, "Stock")
	end := uint32(4)
	if !well {
		end = 5
	}
	n.event(host, at+length+parse.Minute, "Microsoft-Windows-Backup", end)
}

// besides compares all sets of a host with the good ones before them.
func besides(k *Case) []*Beside {
	var nights Nights
	var all []*Beside
	for _, set := range k.Sets {
		all = append(all, nights.Beside(k, set))
		nights.Add(k, set)
	}
	return all
}

func TestBeside(t *testing.T) {
	n := newNight()
	n.backup("sql1", 0, 3*parse.Second, true)
	n.backup("sql1", 1, 4*parse.Second, true)
	n.backup("sql1", 2, 50*parse.Second, false, 508, 508)
	k := n.collector.Cases()[0]
	if len(k.Sets) != 3 {
		t.Fatalf("%d sets", len(k.Sets))
	}
	all := besides(k)
	if all[0] != nil {
		t.Errorf("the first night has one before it: %+v", all[0])
	}
	if lines := all[1].Lines(); len(lines) > 0 {
		t.Errorf("a night like the one before differs: %v", lines)
	}
	b := all[2]
	if b == nil || b.Name != k.Sets[1].Name || b.Night() != "2019-03-15" {
		t.Fatalf("beside %+v, want the second night", b)
	}
	text := strings.Join(b.Lines(), "\n")
	for _, want := range []string{"SqlServerWriter was frozen 50.0 s; in the good night 4.0 s", "Load, slow input or " +
		"output of a database (ESENT): 2; in the good night 0",
		"New: ESENT 508, ", "(2 times)", "New: Microsoft-Windows-Backup 5"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "New: MSSQLSERVER") || strings.Contains(text, "Backup 1,") {
		t.Errorf("what every night has is new:\n%s", text)
	}
}

// TestBesideOthers: what failed is no good night, nor is what another requester did, nor
// what came later.
func TestBesideOthers(t *testing.T) {
	n := newNight()
	n.backup("a", 0, 3*parse.Second, false)
	n.backup("a", 1, 3*parse.Second, false)
	n.backup("a", 2, 3*parse.Second, true)
	for i, b := range besides(n.collector.Cases()[0]) {
		if b != nil {
			t.Errorf("night %d: %+v", i, b)
		}
	}
	n = newNight()
	n.backup("b", 0, 3*parse.Second, true)
	n.backup("b", 1, 3*parse.Second, false)
	k := n.collector.Cases()[0]
	k.Sets[1].Requester = "another program"
	if all := besides(k); all[1] != nil {
		t.Errorf("%+v", all[1])
	}
}

// TestBesideInParts: what is kept of a good night is all that is needed once its part is
// gone, and later sets do not change a copy.
func TestBesideInParts(t *testing.T) {
	n := newNight()
	n.backup("a", 0, 3*parse.Second, true)
	n.backup("a", 1, 20*parse.Second, true)
	n.backup("a", 2, 50*parse.Second, false)
	k := n.collector.Cases()[0]
	want := besides(k)[2].Lines()
	var nights Nights
	nights.Add(k, k.Sets[0])
	early := nights.Clone()
	nights.Add(k, k.Sets[1])
	if got := nights.Clone().Beside(k, k.Sets[2]).Lines(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := early.Beside(k, k.Sets[2]); got.Name != k.Sets[0].Name {
		t.Errorf("a copy has %s", got.Name)
	}
}

// TestWritersBeside: what failed comes first, then what took longer than in the good night by more.
func TestWritersBeside(t *testing.T) {
	n := newNight()
	frozen := func(number int, sql, ad parse.Ticks, end uint32) {
		at := firstNight + parse.Ticks(number)*parse.Day
		n.event("dc1", at, "Microsoft-Windows-Backup", 1)
		n.event("dc1", at, "MSSQLSERVER", 3197, "Orders")
		n.event("dc1", at, "ESENT", 2001, "lsass", "548", "", "1", "20000")
		n.event("dc1", at+min(sql, ad), "MSSQLSERVER", 3197, "Stock")
		n.event("dc1", at+sql, "MSSQLSERVER", 3198, "Orders")
		n.event("dc1", at+sql, "MSSQLSERVER", 3198, "Stock")
		n.event("dc1", at+ad, "ESENT", 2003, "lsass", "548", "", "1", "20000")
		n.event("dc1", at+parse.Minute, "Microsoft-Windows-Backup", end)
	}
	for name, c := range map[string]struct {
		sql, ad parse.Ticks
		first   string
	}{
		"SQL Server by more":       {50, 10, "SqlServerWriter"},
		"Active Directory by more": {6, 15, "NTDS"},
	} {
		n = newNight()
		frozen(0, 4*parse.Second, 3*parse.Second, 4)
		frozen(1, c.sql*parse.Second, c.ad*parse.Second, 5)
		b := besides(n.collector.Cases()[0])[1]
		if b == nil || len(b.Writers) != 2 || b.Writers[0].Name != c.first {
			t.Errorf("%s: %+v", name, b)
		}
	}
}

func TestFreeBeside(t *testing.T) {
	b := Beside{Free: []FreeBeside{{"C:", "1073741824", "10737418240"}, {"D:", "12.5 GB", ""}}}
	want := []string{"Free on C: 1.0 GB; in the good night 10.0 GB", "Free on D: 12.5 GB; in the good night not listed"}
	if got := b.Lines(); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// TestStorageBeside: the room for shadow copies, and the free space beside it, as they were
// listed in the night and in the good one.
func TestStorageBeside(t *testing.T) {
	n := newNight()
	n.backup("sql1", 0, 3*parse.Second, true)
	n.backup("sql1", 1, 50*parse.Second, false)
	listed := func(night int, values ...string) {
		at := parse.Exact(firstNight + parse.Ticks(night)*parse.Day - parse.Hour)
		for provider, names := range map[string][]string{
			parse.ProviderStorage: {parse.FieldVolume, parse.FieldStorageVolume, parse.FieldUsed, parse.FieldAllocated, parse.FieldMaximum},
			parse.ProviderHost:    {parse.FieldFact, parse.FieldValue, parse.FieldFree},
		} {
			r := &parse.Record{Time: at, Provider: provider, Computer: "sql1", FromText: true, Line: 1}
			all := append([]string{`(D:)\\?\Volume{1}\`, `(D:)\\?\Volume{1}\`}, values[:3]...)
			if provider == parse.ProviderHost {
				all = []string{parse.FactVolume, "D:", values[3]}
			}
			for i, name := range names {
				r.Fields = append(r.Fields, parse.Field{Name: name, Value: parse.StringValue(all[i])})
			}
			n.collector.Add("sql1/listing.txt", "sql1", r)
		}
	}
	listed(0, "1 GB (1%)", "2 GB (2%)", "10 GB (10%)", "42949672960")
	listed(1, "9.9 GB (9%)", "10 GB (10%)", "10 GB (10%)", "1073741824")
	b := besides(n.collector.Cases()[0])[1]
	if b == nil {
		t.Fatal("no good night")
	}
	lines := b.Lines()
	for _, want := range []string{
		"Free on D: 1.0 GB; in the good night 40.0 GB",
		"Shadow copy storage of D: used 9.9 GB (9%), allocated 10 GB (10%), maximum 10 GB (10%), free on D: 1.0 GB; " +
			"in the good night used 1 GB (1%), allocated 2 GB (2%), maximum 10 GB (10%), free on D: 40.0 GB",
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("no %q in %q", want, lines)
		}
	}
}

// What was listed within half a day of a night held then, if its own time is known as well.
func TestListedNear(t *testing.T) {
	night := interval.Of(second(0), second(60))
	const reach = 12 * parse.Hour
	for name, c := range map[string]struct {
		at   interval.Interval
		want bool
	}{
		"in it":                     {interval.Of(second(10), second(20)), true},
		"as long after as may be":   {interval.Of(second(60)+reach, second(60)+reach), true},
		"longer after":              {interval.Of(second(60)+reach+1, second(60)+reach+1), false},
		"as long before as may be":  {interval.Of(second(0)-reach, second(0)-reach), true},
		"longer before":             {interval.Of(second(0)-reach-1, second(0)-reach-1), false},
		"known to half a day":       {interval.Of(second(0), second(0)+reach), true},
		"known to less than that":   {interval.Of(second(0), second(0)+reach+1), false},
		"at a time that nobody has": {interval.Unknown, false},
	} {
		if got := listedNear(c.at, night); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
