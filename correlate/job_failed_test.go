package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// Who cannot read from a shadow copy has had it: neither that nor the end of the job by it fails the
// set or makes one. An error with a code of VSS, an error that names no copy, and the next request do.
func TestJobThatLostItsCopy(t *testing.T) {
	statement := func(line, second int, phrase, text, code string) *parse.Record {
		fields := []parse.Field{
			{Name: parse.FieldTool, Value: parse.StringValue("contoso")},
			{Name: parse.FieldPhrase, Value: parse.StringValue(phrase)},
			{Name: parse.FieldText, Value: parse.StringValue(text)},
		}
		if code != "" {
			fields = append(fields, parse.Field{Name: parse.FieldHResult, Value: parse.StringValue(code)})
		}
		return &parse.Record{Provider: parse.ProviderRequester, Computer: "HOST1", Line: int32(line), Stamp: parse.StampRecord, Fields: fields,
			Time: parse.Timestamp{Wall: 800*parse.Day + parse.Ticks(second)*parse.Second, Resolution: parse.Second, Zone: parse.ZoneUTC}}
	}
	made := statement(1, 0, parse.PhraseSnapshotDone, "copy made", "")
	lost := statement(2, 3000, parse.PhraseCode, `cannot read \\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy4`, "0x80070015")
	end := statement(3, 3030, parse.PhraseSnapshotFailed, "the job failed: snapshot lost", "")
	for name, c := range map[string]struct {
		steps  []*parse.Record
		sets   int
		failed int
	}{
		"lost, and the end of the job": {[]*parse.Record{made, lost, end}, 1, 0},
		"lost, nothing of the making":  {[]*parse.Record{lost, end}, 0, 0},
		"no copy is named":             {[]*parse.Record{statement(2, 3000, parse.PhraseSnapshotFailed, "cannot read C:", "0x80070015")}, 1, 1},
		"a code of VSS":                {[]*parse.Record{statement(2, 3000, parse.PhraseCode, `cannot make HarddiskVolumeShadowCopy4`, "0x8004230f")}, 1, 1},
		"the next request fails": {[]*parse.Record{made, lost, statement(3, 9000, parse.PhraseSnapshotStart, "a copy, please", ""),
			statement(4, 9003, parse.PhraseSnapshotFailed, "no copy", "0x80070015")}, 2, 1},
	} {
		collector := NewCollector(nil)
		for _, r := range c.steps {
			collector.Add("host1/job.log", "host1", r)
		}
		k := collector.Cases()[0]
		failed := 0
		for _, s := range k.Sets {
			if s.Outcome == FailedOutcome {
				failed++
			}
		}
		if len(k.Sets) != c.sets || failed != c.failed {
			t.Errorf("%s: %d sets, %d failed; want %d, %d", name, len(k.Sets), failed, c.sets, c.failed)
		}
	}
}

// A report of ntbackup whose dates are read as the host's region writes them is a run that went well,
// also where a listing shows a writer failed afterwards.
func TestNTBackupThatWentWell(t *testing.T) {
	statement := func(line int, phrase, month, day string) *parse.Record {
		r := &parse.Record{Provider: parse.ProviderRequester, Line: int32(line), Stamp: parse.StampNone, Fields: []parse.Field{
			{Name: parse.FieldTool, Value: parse.StringValue("ntbackup")}, {Name: parse.FieldPhrase, Value: parse.StringValue(phrase)},
			{Name: parse.FieldMonthFirst, Value: parse.StringValue(month)}, {Name: parse.FieldDayFirst, Value: parse.StringValue(day)},
		}}
		if phrase == parse.PhraseSnapshotStart { // it has the time of the line above
			r.Fields = append(r.Fields, parse.Field{Name: parse.FieldOpenStamp, Value: parse.StringValue(parse.StampLine.String())})
		}
		return r
	}
	locale := &parse.Record{Provider: parse.ProviderHost, Fields: []parse.Field{
		{Name: parse.FieldFact, Value: parse.StringValue(parse.FactLocale)}, {Name: parse.FieldValue, Value: parse.StringValue("en-us;English (United States)")},
	}}
	for name, c := range map[string]struct {
		failed bool
		want   Outcome
	}{"well": {false, Success}, "with an error": {true, FailedOutcome}} {
		collector := NewCollector(nil)
		collector.Add("host1/systeminfo.txt", "host1", locale)
		collector.Add("host1/backup.log", "host1", statement(1, parse.PhraseSnapshotStart, "2023-02-03T00:30:00.00", "2023-03-02T00:30:00.00"))
		collector.Add("host1/backup.log", "host1", statement(2, parse.PhraseBackupStart, "2023-02-03T00:30:00.00", "2023-03-02T00:30:00.00"))
		if c.failed {
			collector.Add("host1/backup.log", "host1", statement(3, parse.PhraseBackupFailed, "2023-02-03T01:11:00.00", "2023-03-02T01:11:00.00"))
		}
		collector.Add("host1/backup.log", "host1", statement(4, parse.PhraseBackupComplete, "2023-02-03T01:11:00.00", "2023-03-02T01:11:00.00"))
		k := collector.Cases()[0]
		if len(k.Sets) != 1 || k.Sets[0].Outcome != c.want {
			t.Errorf("%s: %d sets, want one that is %s", name, len(k.Sets), c.want)
			for _, s := range k.Sets {
				t.Log(s.Outcome, s.Started)
			}
		}
	}
}
