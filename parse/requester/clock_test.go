package requester

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// The head of a log states the offset of its times to UTC, in its own words or by the same
// moment in UTC.
func TestLogStatesOffset(t *testing.T) {
	const autumn = "[26.10.2024 23:05:20] <01> Info     UTC delta: [+02:00:00]\n" +
		"[27.10.2024 03:05:41] <09> Error    Failed to create snapshot. Error code: [0x800423f4].\n"
	if r := texttest.Read(t, []byte(autumn), Program); len(r.Records) != 1 || r.Records[0].Time.Zone == parse.ZoneOffset {
		t.Errorf("over the change of clocks: %d records", len(r.Records))
	}
	const failed = "[30.07.2024 22:05:41] <09> Error    Failed to create snapshot. Error code: [0x800423f4].\n"
	for head, want := range map[string]string{
		"[30.07.2024 22:05:20] <01> Info     Host: [A], UTC delta: [+02:00:00]\n":                           "20:05:41",
		"[30.07.2024 22:05:20] <01> Info     UTC offset: -4.50 hours\n":                                     "02:35:41",
		"[30.07.2024 22:05:20] <01> Info     UTC Time: [7/30/2024 12:35:20 PM], DaylightSavingTime: [No]\n": "12:35:41",
		"[30.07.2024 22:05:20] <01> Info     UTC Time: [30.07.2024 20:05:19], DaylightSavingTime: [Yes]\n":  "20:05:41",
		// Too far to be an offset; no offset that there is; a head of another day; another host's; none.
		"[30.07.2024 22:05:20] <01> Info     UTC Time: [7/28/2024 12:35:20 PM]\n": "",
		"[30.07.2024 22:05:20] <01> Info     UTC Time: [30.07.2024 19:57:37]\n":   "",
		"[28.03.2024 22:05:20] <01> Info     UTC delta: [+01:00:00]\n":            "",
		"[30.07.2024 22:05:20] <01> Info     UTC delta: [+02:00:00]\n" +
			"[30.11.2024 22:05:20] <01> Info     UTC delta: [+01:00:00]\n": "20:05:41",
		// Two of one moment that differ, and one of them once more: it is not known which one holds.
		"[30.07.2024 22:05:20] <01> Info     UTC delta: [+02:00:00]\n" +
			"[30.07.2024 22:05:20] <01> Info     UTC delta: [+01:00:00]\n" +
			"[30.07.2024 22:05:20] <01> Info     UTC delta: [+01:00:00]\n": "",
		"[30.07.2024 22:05:20] <01> Info     Repository host NAS1 reports UTC offset: 9.00 hours\n": "",
		"[30.07.2024 22:05:20] <01> Info     Times are not in UTC time\n":                           "",
	} {
		r := texttest.Read(t, []byte(head+failed), Program)
		if len(r.Records) != 1 {
			t.Errorf("%s: %d records", head, len(r.Records))
			continue
		}
		at := r.Records[0].Time
		known := at.Zone == parse.ZoneOffset || at.Zone == parse.ZoneUTC
		if got := at.Wall.Time().Format(time.TimeOnly); known != (want != "") || known && got != want {
			t.Errorf("%s: %s, zone %v", head, got, at.Zone)
		}
	}
}

// A daily summary repeats the last failure: what it tells began then, and is no news.
func TestRepeatedFailure(t *testing.T) {
	for line, begun := range map[string]string{
		"2024-06-13 07:00:00 Info Daily summary: runs 1, failed 0. Last failed run: 2024-06-11 23:00:00 (SqlServerWriter, 0x800423f2)": "2024-06-11T23:00:00",
		"2024-06-13 07:00:00 Info last error at 2024-06-11 23:00:00: 0x800423f2":                                                       "2024-06-11T23:00:00",
		"2024-06-13 07:00:00 Error: the job failed with 0x800423f2, last successful run: 2024-06-11 23:00:00":                          "2024-06-13T07:00:00",
		"2024-06-13 07:00:00 Error: snapshot failed with 0x800423f2":                                                                   "2024-06-13T07:00:00",
	} {
		r := texttest.Read(t, []byte(line+"\n"), Program)
		if len(r.Records) != 1 {
			t.Errorf("%s: %d records", line, len(r.Records))
			continue
		}
		one := r.Records[0]
		if got := one.Time.Wall.Time().Format("2006-01-02T15:04:05"); got != begun {
			t.Errorf("%s: %s", line, got)
		}
		if repeats := begun != "2024-06-13T07:00:00"; repeats == one.Until.IsZero() {
			t.Errorf("%s: until %v", line, one.Until)
		}
	}
}
