package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// says adds a statement of a program's log in local time, or with the offset stated.
func (m *made) says(file string, s float64, offset parse.Ticks, stated bool, phrase, code string) *made {
	r := &parse.Record{Provider: parse.ProviderRequester, Line: int32(s) + 100000, FromText: true, Stamp: parse.StampRecord}
	at := second(s)
	r.Time = parse.Timestamp{Wall: at + offset, Resolution: parse.Second, Zone: parse.ZoneLocal}
	if stated {
		r.Time = parse.Timestamp{Wall: at, Resolution: parse.Second, Zone: parse.ZoneOffset, Offset: int32(offset / parse.Second)}
	}
	for _, f := range [][2]string{{parse.FieldTool, "program"}, {parse.FieldPhrase, phrase}, {parse.FieldHResult, code}} {
		if f[1] != "" {
			r.Fields = append(r.Fields, parse.Field{Name: f[0], Value: parse.StringValue(f[1])})
		}
	}
	m.collector.Add("host/"+file, "host", r)
	return m
}

// times are nights that no two offsets fit.
var alikeNights = []float64{0, 86400 + 431, 2*86400 + 77}

// A program's log in local time has the offset under which it makes its snapshots while writers are
// frozen, ends its jobs when the event log ends them, and repeats the codes of the event log.
func TestClockOfProgramsLog(t *testing.T) {
	for _, offset := range []parse.Ticks{2 * parse.Hour, -4 * parse.Hour, 5*parse.Hour + 30*parse.Minute} {
		snapshots := func(m *made) *made {
			for _, s := range alikeNights {
				m.freeze(s).thaw(s+2).says("job.log", s-5, offset, false, parse.PhraseSnapshotStart, "").
					says("job.log", s+4, offset, false, parse.PhraseSnapshotDone, "")
			}
			return m
		}
		ends := func(m *made) *made {
			for _, s := range alikeNights {
				m.event(s+300, "Veeam Agent", vocab.ProviderVeeamAgent, 190, "finished with Success").
					says("job.log", s+302, offset, false, parse.PhraseEndedWell, "")
			}
			return m
		}
		codes := func(m *made) *made {
			for _, s := range alikeNights[:2] {
				m.refused(s, vocab.WriterSQL, "0x800423f4", "Operation:\n   PrepareForSnapshot Event").
					says("job.log", s+3, offset, false, parse.PhraseCode, "0x800423f4")
			}
			return m
		}
		for name, made := range map[string]func(*made) *made{"snapshots": snapshots, "ends": ends, "codes": codes} {
			k := made(unzoned()).host(t)
			for _, s := range k.Steps {
				if s.Record.Provider == parse.ProviderRequester && s.At.Lo != s.Record.Time.Wall-offset {
					t.Errorf("%s, offset %d min: a statement lies within %v", name, offset/parse.Minute, s.At)
					break
				}
			}
		}
		// One night fits many offsets, and tells none.
		k := unzoned().freeze(0).thaw(2).says("job.log", 4, offset, false, parse.PhraseSnapshotDone, "").host(t)
		for _, s := range k.Steps {
			if s.Record.Provider == parse.ProviderRequester && s.At.Hi-s.At.Lo < parse.Hour {
				t.Errorf("one night tells the offset %d min", offset/parse.Minute)
			}
		}
	}
}

// A program that runs every hour fits each whole hour: no offset is taken.
func TestHourlyJobsTellNoClock(t *testing.T) {
	m := unzoned()
	for h := range 30 {
		s := float64(h) * 3600
		m.freeze(s).thaw(s+2).says("job.log", s+4, 3*parse.Hour, false, parse.PhraseSnapshotDone, "")
	}
	for _, s := range m.host(t).Steps {
		if s.Record.Provider == parse.ProviderRequester && s.At.Hi-s.At.Lo < parse.Hour {
			t.Fatalf("a statement of an hourly job is put at %v", s.At)
		}
	}
}

// Events in local time beside a program's log that states its offset are at that offset where they
// agree with it at one moment, and at none where they do not.
func TestStatedOffsetOfHost(t *testing.T) {
	for _, agrees := range []bool{true, false} {
		at := 0.0
		if !agrees {
			at = 1234
		}
		const offset = -5 * parse.Hour
		m := unzoned()
		m.inText("Application.txt", at, offset, "VSS", 12293, "provider", "routine [0x80042306]", "0x80042306").
			says("job.log", 3, offset, true, parse.PhraseCode, "0x80042306")
		k := m.host(t)
		for _, s := range k.Steps {
			if s.Record.Provider == "VSS" && (s.At.Lo == second(at)) != agrees {
				t.Errorf("agrees %v: the event lies at %v", agrees, s.At)
			}
		}
	}
}

// A text of Windows Server Backup in local time learns its offset from the begin in UTC that the
// end of the same run names.
func TestBackupNamesItsBegin(t *testing.T) {
	for _, c := range []struct {
		begin float64 // of the record, beside the time that the end names
		known bool
	}{{0, true}, {3, true}, {200, false}} {
		const offset = 2 * parse.Hour
		m := unzoned()
		m.inText("wsb.txt", c.begin, offset, vocab.ProviderWSB, 1).
			failedRun("wsb.txt", 400, offset, 0)
		k := m.host(t)
		if known := len(k.Host.learned) == 1 && k.Host.learned[0].offset == offset; known != c.known {
			t.Errorf("a begin %v s after the named one: learned %+v", c.begin, k.Host.learned)
		}
	}
}

// A text whose runs name begins that lie apart by different offsets, as one across the end of summer
// time does, learns none: neither holds for all of its times.
func TestBackupsThatNameTwoOffsets(t *testing.T) {
	const summer, winter, later = 2 * parse.Hour, parse.Hour, 7 * 86400
	for _, c := range []struct {
		second parse.Ticks // offset of the second run
		known  bool
	}{{summer, true}, {winter, false}, {summer + parse.Hour, false}} {
		k := unzoned().inText("wsb.txt", 0, summer, vocab.ProviderWSB, 1).
			failedRun("wsb.txt", 400, summer, 0).
			inText("wsb.txt", later, c.second, vocab.ProviderWSB, 1).
			failedRun("wsb.txt", later+400, c.second, later).
			host(t)
		if known := len(k.Host.learned) > 0; known != c.known {
			t.Errorf("a second run with %v h: learned %+v", c.second/parse.Hour, k.Host.learned)
		}
	}
}

// failedRun adds the failed end of a run of Windows Server Backup to a text in local time; it names
// in UTC when the run began.
func (m *made) failedRun(file string, s float64, offset parse.Ticks, begun float64) *made {
	end := entry(0, vocab.ProviderWSB, 521)
	end.Time = parse.Timestamp{Wall: second(s) + offset, Resolution: parse.Second, Zone: parse.ZoneLocal}
	end.RecordID, end.FromText, end.Computer = 0, true, "HOST"
	end.Fields = append(end.Fields, parse.Field{Name: "BackupTime",
		Value: parse.StringValue(second(begun).Time().Format("2006-01-02T15:04:05.0000000Z"))})
	m.collector.Add("host/"+file, "host", end)
	return m
}
