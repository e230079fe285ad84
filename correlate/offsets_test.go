package correlate

import (
	"slices"
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

func utc(t *testing.T, s string) parse.Ticks {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return parse.FromTime(at)
}

// A local time has one offset near a moment for which it is known, or between two
// such; else both of a zone with summer time.
func TestOffsetsOfLocalTimes(t *testing.T) {
	dated := func(at string, hours parse.Ticks) datedOffset {
		lo := utc(t, at)
		return datedOffset{interval.Of(lo, lo+parse.Second), hours * parse.Hour}
	}
	central := []parse.Ticks{parse.Hour, 2 * parse.Hour}
	for _, c := range []struct {
		name    string
		clock   clock
		local   string
		capture bool
		want    string // the offset, or both
	}{
		{"nothing is known", clock{offsets: central}, "2006-11-15 03:00", true, "UTC+1 or UTC+2"},
		{"no zone is stated", clock{}, "2006-11-15 03:00", true, "of a zone that no file states"},
		{"one offset only", clock{offsets: central[:1]}, "2006-11-15 03:00", true, ""},
		{"in the same night", clock{offsets: central, dated: []datedOffset{dated("2006-11-15 01:55", 1)}}, "2006-11-15 03:00", true, ""},
		{"half a year later", clock{offsets: central, dated: []datedOffset{dated("2006-07-15 01:55", 2)}}, "2006-11-15 03:00", true, "UTC+1 or UTC+2"},
		{"the day after", clock{offsets: central, dated: []datedOffset{dated("2006-11-14 01:55", 1)}}, "2006-11-15 03:00", true, "UTC+1 or UTC+2"},
		{"between two that are the same", clock{offsets: central, dated: []datedOffset{dated("2006-11-10 01:55", 1), dated("2006-11-20 01:55", 1)}}, "2006-11-15 03:00", true, ""},
		{"between two that are not", clock{offsets: central, dated: []datedOffset{dated("2006-10-20 01:55", 2), dated("2006-11-10 01:55", 1)}}, "2006-10-30 03:00", true, "UTC+1 or UTC+2"},
		{"between two that lie half a year apart", clock{offsets: central, dated: []datedOffset{dated("2006-01-10 01:55", 1), dated("2006-11-20 01:55", 1)}}, "2006-07-15 03:00", true, "UTC+1 or UTC+2"},
		{"in a night in which clocks may change", clock{offsets: central, dated: []datedOffset{dated("2006-10-29 00:10", 2)}}, "2006-10-29 02:30", true, "UTC+1 or UTC+2"},
		{"on the evening of such a day", clock{offsets: central, dated: []datedOffset{dated("2006-10-29 15:00", 1)}}, "2006-10-29 17:30", true, ""},
		{"in such a night, but in a poll without a pause", clock{offsets: central, runs: indexRuns([]run{{utc(t, "2006-10-29 02:20"), utc(t, "2006-10-29 02:40"), parse.Hour}})}, "2006-10-29 02:30", true, ""},
		{"in a poll for which two are told", clock{offsets: central, runs: indexRuns([]run{{utc(t, "2006-10-29 02:20"), utc(t, "2006-10-29 02:40"), parse.Hour}, {utc(t, "2006-10-29 02:20"), utc(t, "2006-10-29 02:40"), 2 * parse.Hour}})}, "2006-10-29 02:30", true, "UTC+1 or UTC+2"},
		{"a text in the time of that poll", clock{offsets: central, runs: indexRuns([]run{{utc(t, "2006-10-29 02:20"), utc(t, "2006-10-29 02:40"), parse.Hour}})}, "2006-10-29 02:30", false, "UTC+1 or UTC+2"},
		{"a text that told the offset itself", clock{offsets: central, dated: []datedOffset{{interval.Of(utc(t, "2006-10-29 00:28"), utc(t, "2006-10-29 00:33")), 2 * parse.Hour}}}, "2006-10-29 02:30", false, ""},
		{"deep in winter by the zone's rule", clock{offsets: central, summer: summerTime{2 * parse.Hour, 3, 10}}, "2006-01-15 03:00", true, ""},
		{"deep in summer by the zone's rule", clock{offsets: central, summer: summerTime{2 * parse.Hour, 3, 10}}, "2006-07-15 03:00", true, ""},
		{"the month after the clocks are changed", clock{offsets: central, summer: summerTime{2 * parse.Hour, 3, 10}}, "2006-11-15 03:00", true, "UTC+1 or UTC+2"},
		{"deep in winter, in the south", clock{offsets: []parse.Ticks{10 * parse.Hour, 11 * parse.Hour}, summer: summerTime{11 * parse.Hour, 10, 4}}, "2006-07-15 03:00", true, ""},
		{"a zone is given", clock{offsets: central, location: time.UTC}, "2006-10-29 02:30", true, ""},
	} {
		r := &parse.Record{
			Provider: parse.ProviderRequester,
			Time:     parse.Timestamp{Wall: utc(t, c.local), Resolution: parse.Second, Zone: parse.ZoneLocal},
		}
		if c.capture {
			r.Provider = parse.ProviderWriter
		}
		if got := (&Case{Host: &Host{clock: c.clock}}).OpenOffsets(r); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A poll is one run as long as its stamps grow by little.
func TestRunsOfListings(t *testing.T) {
	var listings []clockListing
	for i, local := range []string{"02:00", "02:05", "02:10", "02:40", "02:45", "02:05"} {
		at := parse.Timestamp{Wall: utc(t, "2006-10-29 "+local), Resolution: parse.Second, Zone: parse.ZoneLocal}
		listings = append(listings, clockListing{listingID: listingID{"writers.txt", i}, time: at})
	}
	at := func(s string) datedOffset { return datedOffset{interval.Of(utc(t, s), utc(t, s)), 2 * parse.Hour} }
	for known, want := range map[string]int{"2006-10-29 00:07": 1, "2006-10-29 00:42": 1, "2006-10-29 00:20": 0, "2006-10-29 00:05": 2} {
		if got := runsOf(listings, []datedOffset{at(known)}); len(got) != want {
			t.Errorf("known at %s: %d runs, want %d: %v", known, len(got), want, got)
		}
	}
}

// What wmic os calls the current time zone has summer time in it or not: the standard
// offset may be an hour less.
func TestPossibleOffsets(t *testing.T) {
	fact := func(name, value string) *Step {
		return &Step{
			Event: vocab.Event{
				Source: "os.txt",
				Record: &parse.Record{
					Provider: parse.ProviderHost,
					Fields: []parse.Field{
						{Name: parse.FieldFact, Value: parse.StringValue(name)},
						{Name: parse.FieldValue, Value: parse.StringValue(value)},
					},
				},
			},
		}
	}
	rule := func(value string) *Step { return fact(parse.FactSummerTime, value) }
	for _, c := range []struct {
		name  string
		facts []*Step
		want  []parse.Ticks
	}{
		{"standard", []*Step{fact(parse.FactUTCOffset, "3600")}, []parse.Ticks{1, 2}},
		{"now", []*Step{fact(parse.FactOffsetNow, "7200")}, []parse.Ticks{1, 2, 3}},
		{"both", []*Step{fact(parse.FactUTCOffset, "3600"), fact(parse.FactOffsetNow, "7200")}, []parse.Ticks{1, 2}},
		{"without summer time", []*Step{fact(parse.FactUTCOffset, "32400"), fact(parse.FactTimeZone, "(GMT+09:00) "+
			"Osaka, Sapporo, Tokyo")}, []parse.Ticks{9}},
		{"a zone that has no summer time by its rule", []*Step{fact(parse.FactUTCOffset, "3600"), rule("none")}, []parse.Ticks{1}},
		{"two rules", []*Step{fact(parse.FactUTCOffset, "3600"), rule("none"), rule("7200 from month 3 to " +
			"10")}, []parse.Ticks{1, 2}},
		{"none", nil, nil},
	} {
		got, _ := (&Host{Facts: c.facts}).possibleOffsets()
		ok := len(got) == len(c.want)
		for i := range c.want {
			ok = ok && got[i] == c.want[i]*parse.Hour
		}
		if !ok {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// The rule decides which half of the year a month is of.
func TestSummerTime(t *testing.T) {
	for _, c := range []struct {
		rule  string
		month string
		want  []parse.Ticks // hours
	}{
		{"7200 from month 3 to 10", "06", []parse.Ticks{2}}, {"7200 from month 3 to 10", "12", []parse.Ticks{1}},
		{"7200 from month 3 to 10", "03", []parse.Ticks{1, 2}}, {"7200 from month 3 to 10", "09", []parse.Ticks{1, 2}},
		{"7200 from month 10 to 3", "12", []parse.Ticks{2}}, {"7200 from month 10 to 3", "06", []parse.Ticks{1}},
	} {
		h := &Host{
			Facts: []*Step{
				{
					Event: vocab.Event{
						Record: &parse.Record{
							Provider: parse.ProviderHost,
							Fields: []parse.Field{
								{Name: parse.FieldFact, Value: parse.StringValue(parse.FactSummerTime)},
								{Name: parse.FieldValue, Value: parse.StringValue(c.rule)},
							},
						},
					},
				},
			},
		}
		rule, ok := h.summerTime()
		for _, hours := range []parse.Ticks{1, 2} {
			if got := rule.allows(utc(t, "2006-"+c.month+"-15 03:00"), hours*parse.Hour); !ok ||
				got != slices.Contains(c.want, hours) {
				t.Errorf("%s, month %s: +%d is possible: %v", c.rule, c.month, hours, got)
			}
		}
	}
}
