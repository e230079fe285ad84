package correlate

import (
	"slices"
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// openEvent is an event whose date may be read in two ways.
func openEvent(first, second, hour int) *Step {
	r := &parse.Record{Provider: "VSS", EventID: 12298}
	for field, order := range map[string][2]int{
		parse.FieldMonthFirst: {first, second}, parse.FieldDayFirst: {second, first},
	} {
		at := time.Date(2024, time.Month(order[0]), order[1], hour, 0, 0, 0, time.UTC)
		r.Fields = append(r.Fields, parse.Field{Name: field, Value: parse.StringValue(at.Format("2006-01-02T15:04:05"))})
	}
	return &Step{Event: vocab.Event{Record: r}}
}

// Nights whose dates may be read in two ways are known among each other, and two of them stay
// apart, however far they lie from each other in either reading.
func TestOpenDatesApart(t *testing.T) {
	for name, c := range map[string]struct {
		dates [][2]int
		want  []string
	}{
		"far apart":         {[][2]int{{1, 3}, {1, 3}, {6, 12}}, []string{"01-03", "01-03", "06-12"}},
		"neighbouring days": {[][2]int{{1, 3}, {2, 3}, {9, 7}}, []string{"03-01", "03-02", "07-09"}},
		"in a row":          {[][2]int{{5, 1}, {5, 2}, {5, 3}}, []string{"05-01", "05-02", "05-03"}},
		"one day":           {[][2]int{{4, 7}, {4, 7}}, []string{"04-07", "04-07"}},
		// As many days may be missing as there are: one more, and they no longer follow each other.
		"two missing of four":   {[][2]int{{1, 3}, {4, 3}}, []string{"03-01", "03-04"}},
		"three missing of five": {[][2]int{{1, 3}, {5, 3}}, []string{"01-03", "05-03"}},
	} {
		k := &Case{Host: &Host{}}
		for hour, d := range c.dates {
			k.Steps = append(k.Steps, openEvent(d[0], d[1], hour))
		}
		k.takeOpenDates()
		var got []string
		for _, s := range k.Steps {
			got = append(got, s.Record.Time.Wall.Time().Format("01-02"))
		}
		if !slices.Equal(got, c.want) || k.Host.open.none() {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// A host of which texts without events are all there is, in local time, keeps its own clock:
// what lies between two lines is known, though their zone is not.
func TestTextsAloneFloat(t *testing.T) {
	statement := func(at int, zone parse.Zone) *parse.Record {
		return &parse.Record{Provider: parse.ProviderTrace, Computer: "HOST1", Line: int32(at + 1),
			Time: parse.Timestamp{Wall: parse.Ticks(at) * parse.Second, Resolution: parse.Second, Zone: zone},
			Fields: []parse.Field{
				{Name: parse.FieldTool, Value: parse.StringValue(parse.ToolErrorLog)},
				{Name: parse.FieldPhrase, Value: parse.StringValue(parse.PhraseFreeze)},
				{Name: parse.FieldDatabase, Value: parse.StringValue("d")},
			}}
	}
	for name, c := range map[string]struct {
		zones  []parse.Zone
		floats bool
	}{
		"local alone":      {[]parse.Zone{parse.ZoneLocal, parse.ZoneLocal}, true},
		"one of them UTC":  {[]parse.Zone{parse.ZoneLocal, parse.ZoneUTC}, false},
		"all of them UTC":  {[]parse.Zone{parse.ZoneUTC, parse.ZoneUTC}, false},
		"with an offset":   {[]parse.Zone{parse.ZoneOffset, parse.ZoneOffset}, false},
		"a single of them": {[]parse.Zone{parse.ZoneLocal}, true},
	} {
		collector := NewCollector(nil)
		for k, zone := range c.zones {
			collector.Add("host1/ERRORLOG", "host1", statement(86400*800+75*k, zone))
		}
		k := collector.Cases()[0]
		if _, floats := k.Floats(); floats != c.floats {
			t.Errorf("%s: floats %v", name, floats)
		}
	}
}

// An open date of an event is read as the other texts of the host that follow the settings of its
// region are written, else as the locale that systeminfo states. A program's log is not, and no date
// of systeminfo makes those of the events less certain.
func TestOpenDatesByHost(t *testing.T) {
	for name, c := range map[string]struct {
		locale string
		forms  []parse.DateForm
		want   string
	}{
		"nothing":                            {"", nil, "03-04"},
		"another text":                       {"", []parse.DateForm{parse.DatesDayFirst}, "04-03"},
		"another text, more than the locale": {"en-us;English (United States)", []parse.DateForm{parse.DatesDayFirst}, "04-03"},
		"two that differ":                    {"", []parse.DateForm{parse.DatesDayFirst, parse.DatesMonthFirst}, "03-04"},
		"a locale":                           {"en-gb;English (United Kingdom)", nil, "04-03"},
		"a locale without a region":          {"fr;French (France)", nil, "04-03"},
		"a locale that tells little":         {"en;English", nil, "03-04"},
	} {
		boot := openEvent(1, 5, 6).Record
		boot.Provider, boot.EventID = parse.ProviderHost, 0
		boot.Fields = append(boot.Fields, parse.Field{Name: parse.FieldFact, Value: parse.StringValue(parse.FactBootTime)})
		facts := []*parse.Record{boot}
		if c.locale != "" {
			facts = append(facts, &parse.Record{Provider: parse.ProviderHost, Fields: []parse.Field{
				{Name: parse.FieldFact, Value: parse.StringValue(parse.FactLocale)}, {Name: parse.FieldValue, Value: parse.StringValue(c.locale)},
			}})
		}
		event := openEvent(3, 4, 2).Record
		parts := []Part{{Outline: &hosting.Outline{Source: "a"}, Records: []*parse.Record{event}}, {Outline: &hosting.Outline{Source: "b"}, Records: facts}}
		for _, form := range c.forms {
			parts = append(parts, Part{Outline: &hosting.Outline{Source: "c", Dates: form}})
		}
		k := NewCase("host1", "", parts, Zone{Location: time.UTC, Force: true})
		if got := event.Time.Wall.Time().Format("01-02"); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		open := c.want == "03-04"
		if shift := k.Host.open.shift; open != k.DatesOpen() || open && shift.Hi-shift.Lo > 31*parse.Day {
			t.Errorf("%s: open by %v days", name, float64(shift.Hi-shift.Lo)/float64(parse.Day))
		}
	}
}

// TestBesideForm: open dates are read in the order in which several of them lie in the minutes of another file whose
// dates are known.
func TestBesideForm(t *testing.T) {
	exact := func(month, day, hour int) *Step {
		r := &parse.Record{Provider: parse.ProviderTrace, Time: parse.Timestamp{
			Wall:       parse.FromTime(time.Date(2024, time.Month(month), day, hour-2, 0, 20, 0, time.UTC)),
			Resolution: parse.Second, Zone: parse.ZoneOffset, Offset: 7200,
		}}
		return &Step{Event: vocab.Event{Record: r, Source: "log"}}
	}
	for name, c := range map[string]struct {
		steps []*Step
		want  parse.DateForm
	}{
		"month first":     {[]*Step{openEvent(6, 3, 2), openEvent(6, 3, 3), exact(6, 3, 2), exact(6, 3, 3)}, parse.DatesMonthFirst},
		"day first":       {[]*Step{openEvent(6, 3, 2), openEvent(6, 3, 3), exact(3, 6, 2), exact(3, 6, 3)}, parse.DatesDayFirst},
		"one alone":       {[]*Step{openEvent(6, 3, 2), openEvent(6, 3, 4), exact(6, 3, 2)}, parse.DatesOpen},
		"both":            {[]*Step{openEvent(6, 3, 2), openEvent(6, 3, 3), exact(6, 3, 2), exact(6, 3, 3), exact(3, 6, 2)}, parse.DatesOpen},
		"another day":     {[]*Step{openEvent(6, 3, 2), openEvent(6, 3, 3), exact(6, 4, 2), exact(6, 4, 3)}, parse.DatesOpen},
		"nothing is told": {[]*Step{openEvent(6, 3, 2), openEvent(6, 3, 3)}, parse.DatesOpen},
	} {
		if got := (&Case{Host: &Host{}, Steps: c.steps}).besideForm(); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestSettleYear: a date without a year is of the one year in which it lies in what is logged.
func TestSettleYear(t *testing.T) {
	span := func(from, to string) interval.Interval {
		lo, _ := parse.ParseReading(from + "T00:00:00")
		hi, _ := parse.ParseReading(to + "T00:00:00")
		return interval.Of(lo, hi)
	}
	for _, c := range []struct {
		text, want string
		seen       interval.Interval
	}{
		{"06-19T02:00", "2024-06-19T02:00:00.00", span("2024-06-01", "2024-07-01")},
		{"01-02T02:00:11", "2025-01-02T02:00:11.00", span("2024-12-20", "2025-01-05")},
		{"06-19T02:00", "", span("2024-07-01", "2024-08-01")},
		{"06-19T02:00", "", span("2024-06-10", "2025-07-10")},
		{"06-19T02:00", "", span("2020-06-10", "2024-06-01")},
		{"02-29T02:00", "", span("2023-02-01", "2023-03-10")},
		{"", "", span("2024-06-01", "2024-07-01")},
	} {
		got := ""
		if at := settleYear(c.text, c.seen); !at.IsZero() {
			got = parse.FormatReading(at.Wall)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}

// TestBeganApart: a run that began on one of two days made no set of a third.
func TestBeganApart(t *testing.T) {
	run := &requesterRun{begin: openEvent(6, 5, 2)}
	for day, want := range map[int]bool{4: true, 5: false, 6: true} {
		at := parse.FromTime(time.Date(2024, 6, day, 2, 0, 0, 0, time.UTC))
		freeze := &Step{Event: vocab.Event{Record: &parse.Record{}}, At: interval.Of(at, at)}
		if got := run.beganApart(&SnapshotSet{freezes: []*Step{freeze}}); got != want {
			t.Errorf("June %d: %v", day, got)
		}
	}
	if (&requesterRun{}).beganApart(&SnapshotSet{}) {
		t.Error("a run without a begin began apart")
	}
}

// TestYearlessApart: a date whose year is open is still of no set on another day.
func TestYearlessApart(t *testing.T) {
	open := &Step{Event: vocab.Event{Record: &parse.Record{Provider: parse.ProviderRequester, Fields: []parse.Field{
		{Name: parse.FieldYearless, Value: parse.StringValue("06-19T02:03:11")},
	}}}}
	for date, want := range map[string]bool{
		"2024-06-19T02:00:00": false, "2023-06-19T02:00:00": false, "2024-06-20T01:00:00": false, "2024-12-10T02:00:00": true,
		"2024-06-23T02:00:00": true,
	} {
		wall, _ := parse.ParseReading(date)
		freeze := &Step{
			Event: vocab.Event{Record: &parse.Record{Time: parse.WholeSecond(wall)}},
			At:    interval.Of(wall, wall),
		}
		if got := (&SnapshotSet{freezes: []*Step{freeze}}).apart(open); got != want {
			t.Errorf("%s: apart %v, want %v", date, got, want)
		}
	}
}

// A record whose date was settled has the stamp that it would have had without: the line in which a program prints
// when it began is about its time, and a begin without a time behind it says the same once more.
func TestSettledBeginIsDated(t *testing.T) {
	log := interval.Of(parse.FromTime(time.Date(2024, 5, 30, 0, 0, 0, 0, time.UTC)),
		parse.FromTime(time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)))
	for phrase, want := range map[string]parse.Stamp{
		parse.PhraseBackupStart:    parse.StampRecord,
		parse.PhraseSnapshotFailed: parse.StampLine,
	} {
		head := openEvent(6, 1, 1)
		head.Kind, head.Record.Stamp = vocab.KindRequesterBegin, parse.StampNone
		head.Record.Provider, head.Record.EventID = parse.ProviderRequester, 0
		head.Record.Fields = append(head.Record.Fields, parse.Field{Name: parse.FieldPhrase, Value: parse.StringValue(phrase)})
		if want != parse.StampRecord {
			head.Record.Fields = append(head.Record.Fields, parse.Field{Name: parse.FieldOpenStamp, Value: parse.StringValue(want.String())})
		}
		readDate(head.Record, log, parse.DatesOpen)
		if got := head.Record; got.Time.IsZero() || got.Stamp != want {
			t.Errorf("%s: time %v, stamp %v, want one of the log's days, %v", phrase, got.Time, got.Stamp, want)
		}
		command := &Step{Event: vocab.Event{Kind: vocab.KindRequesterBegin, Source: head.Source,
			Record: &parse.Record{Provider: parse.ProviderRequester, Stamp: parse.StampNone}}}
		if restates(head, command) != (want == parse.StampRecord) {
			t.Errorf("%s: the command behind it begins another run", phrase)
		}
	}
}

// TestOpenHeading: DiskShadow writes the date of its heading as the settings of the host's region are; the log of a backup
// program may be written in any way.
func TestOpenHeading(t *testing.T) {
	for tool, want := range map[string]bool{"diskshadow": true, "veeam": false} {
		heading := openEvent(3, 4, 2).Record
		heading.Provider, heading.EventID = parse.ProviderRequester, 0
		heading.Fields = append(heading.Fields, parse.Field{Name: parse.FieldTool, Value: parse.StringValue(tool)},
			parse.Field{Name: parse.FieldPhrase, Value: parse.StringValue(parse.PhraseBackupStart)})
		NewCase("host1", "", []Part{
			{Outline: &hosting.Outline{Source: "a"}, Records: []*parse.Record{heading}},
			{Outline: &hosting.Outline{Source: "b", Dates: parse.DatesDayFirst}},
		}, Zone{Location: time.UTC, Force: true})
		if got := heading.Time.Wall.Time().Format("01-02") == "04-03"; got != want {
			t.Errorf("%s: %s", tool, heading.Time.Wall.Time())
		}
	}
}
