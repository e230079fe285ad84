package export

import (
	"math"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// start is 2009-03-14 01:02:03.0000001 UTC in 100 ns since 1601.
var start = parse.FromUnix(1236992523) + 1

// fixture is one small case: every table has rows, every column has a value
// somewhere and a null somewhere, and the texts hold what breaks formats.
type fixture struct {
	events   []*EventRow
	writers  []*correlate.WriterState
	sets     []*SetRow
	spans    []*correlate.WriterSpan
	freezes  []*correlate.FreezeStat
	failures []*detect.Failure
	findings []*detect.Finding
	inputs   []*InputRow
}

const sqlWriterID = "{a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}"

func newFixture() *fixture {
	x := &fixture{}
	set := &correlate.SnapshotSet{
		Host:      "srv1",
		Name:      "srv1/2009-03-14T01:02:03Z/0a1b2c3d",
		ID:        "{11111111-2222-3333-4444-55555555AAAA}",
		Identity:  correlate.Explicit,
		From:      []string{"freeze marks", "captures"},
		Requester: `"C:\WINDOWS\system32\ntbackup.exe" backup, "quoted"`,
		Volumes:   []string{`C:\`, `\\?\Volume{0}\`},
		Started:   interval.Interval{Lo: start, Hi: start + parse.Second - 1},
		Ended: interval.Interval{
			Lo: start + 70*parse.Second,
			Hi: start + 71*parse.Second - 1,
		},
		Outcome: correlate.FailedOutcome,
	}
	loose := &correlate.SnapshotSet{Host: "srv1", Name: "srv1/unknown/ffffffff", Identity: correlate.Inferred,
		Started: interval.Unknown, Ended: interval.Interval{Lo: interval.Never, Hi: start}, Outcome: correlate.UnknownOutcome}
	set.Overlaps, loose.Overlaps = []*correlate.SnapshotSet{loose}, []*correlate.SnapshotSet{set}

	frozen := &parse.Record{
		Offset:            4096,
		Length:            200,
		RecordID:          7,
		HeaderRecordID:    8,
		Time:              parse.WholeSecond(start - 1),
		Written:           parse.Exact(start),
		Channel:           "Application",
		Provider:          "MSSQLSERVER",
		ProviderGUID:      "{ABCDEF00-0000-0000-0000-000000000001}",
		EventSourceName:   "MSSQLSERVER",
		EventID:           3197,
		Qualifiers:        16384,
		HasQualifiers:     true,
		Version:           1,
		Level:             4,
		Opcode:            2,
		Task:              6,
		Keywords:          0x8080000000000000,
		Computer:          "SRV1.example.org",
		ProcessID:         1234,
		ThreadID:          5678,
		HasExecution:      true,
		UserSID:           "S-1-5-18",
		ActivityID:        "{ABCDEF00-0000-0000-0000-000000000002}",
		RelatedActivityID: "{ABCDEF00-0000-0000-0000-000000000003}",
		UserData:          "EventXML",
		Salvaged:          true,
		Fields: []parse.Field{
			{
				Value: parse.StringValue("model,\"x\"\r\nline two"),
			}, {Name: "count", Value: parse.NumberValue(parse.TypeInt32, math.MaxUint64)},
			{
				Name: "nothing",
			}, {Name: "empty", Value: parse.StringValue("")}, {Name: "Größe \U0001F4BE", Value: parse.StringValue("bad \xff byte, tab\t, sep \u2028, nul \x00 end")},
		},
		Binary: "\x00\x01- Code: \xff",
	}
	x.addEvent(
		&correlate.Step{
			At:    interval.At(frozen.Time),
			Host:  "srv1",
			Set:   set,
			Other: []string{"c/copy.evtx", "c/third,copy.evtx"},
			Event: vocab.Event{
				Kind:        vocab.KindFreeze,
				Source:      "c/App.evtx",
				Record:      frozen,
				Writer:      "SqlServerWriter",
				WriterID:    sqlWriterID,
				Instance:    "{99999999-0000-0000-0000-00000000000F}",
				SetID:       "",
				Volume:      `C:\`,
				Database:    "model",
				ProcessID:   1,
				Code:        vocab.CodeWriterTimeout,
				Jet:         -2402,
				Operation:   "Freezing",
				CommandLine: "=cmd|' /C calc'!A0",
				Detail:      "-1 + 1",
			},
		},
	)
	blob := &parse.Record{
		Offset:   9000,
		Length:   100,
		RecordID: 9,
		Time:     parse.Exact(start + 12345),
		Channel:  "Application",
		Provider: "VSS",
		EventID:  8229,
		Level:    3,
		Computer: "SRV1",
	}
	x.addEvent(
		&correlate.Step{
			At:   interval.At(blob.Time),
			Host: "srv1",
			Set:  set,
			Event: vocab.Event{
				Kind:      vocab.KindWriterRejected,
				Source:    "c/App.evtx",
				Record:    blob,
				SetID:     set.ID,
				ProcessID: 77,
				ThreadID:  78,
			},
		},
	)
	local := &parse.Record{
		Line:     12,
		Time:     parse.Timestamp{Wall: start, Resolution: parse.Second / 100, Zone: parse.ZoneLocal},
		Stamp:    parse.StampLine,
		Provider: parse.ProviderListing,
	}
	x.events = append(x.events, &EventRow{Host: "srv1", Source: "c/writers.txt", Record: local})
	offset := &parse.Record{
		Line:     13,
		Time:     parse.Timestamp{Wall: start, Resolution: parse.Second, Zone: parse.ZoneOffset, Offset: 3600},
		Provider: parse.ProviderRequester,
		FromText: true,
		Stale:    true,
	}
	x.events = append(x.events, &EventRow{Source: "c/backup.log", Record: offset})
	x.events = append(
		x.events,
		&EventRow{
			Source: "c/old.evt",
			Record: &parse.Record{Stamp: parse.StampNone, Provider: "old", Computer: "10.0.0.1", Level: 200},
		},
	)

	state := &parse.Record{
		Line:     40,
		Time:     parse.WholeSecond(start),
		Provider: parse.ProviderWriter,
		Stamp:    parse.StampLine,
	}
	step := &correlate.Step{
		Host:  "srv1",
		Event: vocab.Event{Kind: vocab.KindWriterState, Source: "c/writers.txt", Record: state},
	}
	listing := &correlate.WriterListing{
		Source: "c/writers.txt",
		Number: 3,
		At:     interval.Interval{Lo: start, Hi: interval.Forever},
		Stamp:  parse.StampLine,
	}
	x.writers = []*correlate.WriterState{
		{
			Listing:   listing,
			Step:      step,
			Name:      "SqlServerWriter",
			ID:        sqlWriterID,
			Instance:  "{99999999-0000-0000-0000-00000000000F}",
			Code:      9,
			StateName: "Échec",
			LastError: "Délai d'attente",
			HResult:   vocab.CodeWriterTimeout,
			HasCode:   true,
		},
		{
			Listing: &correlate.WriterListing{At: interval.Unknown, Stamp: parse.StampNone},
			Step:    &correlate.Step{Event: vocab.Event{Record: &parse.Record{}}},
			Code:    -1,
		},
		{Listing: listing, Step: step, Name: "System Writer", Code: 1, HasCode: true},
	}

	thawed := &parse.Record{
		RecordID: 10,
		Time:     parse.WholeSecond(start + 20*parse.Second),
		Provider: "MSSQLSERVER",
		EventID:  3198,
	}
	k := &correlate.Case{}
	freeze := &correlate.Step{At: interval.At(frozen.Time), Event: vocab.Event{Kind: vocab.KindFreeze, Record: frozen}}
	begin := &parse.Record{
		RecordID: 3,
		Provider: "NTBackup",
		EventID:  8000,
		Time:     parse.WholeSecond(start - 3*parse.Second),
	}
	set.Steps = []*correlate.Step{
		{At: interval.At(begin.Time), Event: vocab.Event{Kind: vocab.KindRequesterBegin, Record: begin}},
		freeze,
	}
	x.spans = []*correlate.WriterSpan{
		{
			Set:      set,
			Case:     k,
			Name:     "SqlServerWriter",
			ID:       sqlWriterID,
			Instance: "{99999999-0000-0000-0000-00000000000F}",
			Limit:    vocab.DefaultLimit,
			Freezes:  []*correlate.Step{freeze},
			Outcome:  correlate.FailedOutcome,
			Thaws: []*correlate.Step{
				{At: interval.At(thawed.Time), Event: vocab.Event{Kind: vocab.KindThaw, Record: thawed}},
			},
			ESETimeouts: []*correlate.Step{
				{At: interval.At(thawed.Time), Event: vocab.Event{Kind: vocab.KindESETimeout, Record: thawed}},
			},
			Rejections: []*correlate.Step{
				{
					At:    interval.At(blob.Time),
					Event: vocab.Event{Kind: vocab.KindWriterRejected, Record: blob, Code: vocab.CodeWriterTimeout},
				},
			},
		},
		{
			Set:     loose,
			Case:    k,
			Limit:   vocab.Limit{Min: 0, Max: interval.Forever, Assumed: true},
			Outcome: correlate.UnknownOutcome,
		},
	}
	set.Spans = x.spans[:1]

	x.freezes = []*correlate.FreezeStat{
		{Host: "srv1", By: correlate.ByHost, Open: 2, Failed: 1, Forecast: correlate.Forecast{DaysLeft: -1}},
		{
			By:       correlate.ByHost,
			Count:    1,
			Median:   1,
			P95:      1,
			Max:      1,
			First:    start,
			Last:     start,
			Limit:    parse.Minute,
			Share:    1.5,
			Forecast: correlate.Forecast{Trend: 0.1},
		},
		{
			Host:        "srv1",
			By:          correlate.ByHostWriter,
			Writer:      "SqlServerWriter",
			Count:       6,
			Median:      20 * parse.Second,
			P95:         50*parse.Second + 1,
			Max:         50*parse.Second + 1,
			LeastMedian: 19 * parse.Second,
			LeastP95:    48 * parse.Second,
			LeastMax:    48 * parse.Second,
			Limit:       parse.Minute,
			Share:       5.0 / 6,
			First:       start,
			Last:        start + 30*parse.Day,
			Forecast: correlate.Forecast{
				Trend:    1.0 / 3,
				DaysLeft: 30,
			},
			Nearest: true,
			Bins:    []correlate.FreezeBin{{Below: 20480, Count: 4}, {Below: 53248, Count: 2}},
		},
		{Host: "srv1", By: correlate.ByHostWriter, Open: 1, Forecast: correlate.Forecast{DaysLeft: -1}},
	}

	signature := &detect.Signature{
		ID:       "thaw-before-watchdog",
		Title:    "Thaw before the watchdog",
		Class:    detect.CauseClass,
		Severity: detect.Error,
		Cause:    "cause",
		Advice:   "advice",
		Sources:  []detect.Reference{{Name: "KB 915331", URL: "https://example.org/kb/915331"}, {Name: "a book"}},
	}
	bare := &detect.Signature{ID: "bare", Title: "| pipe *star* <tag>", Class: detect.SymptomClass}
	cause := &detect.Finding{
		ID:            "f1",
		Signature:     signature,
		Verdict:       detect.Confirmed,
		Applicability: detect.Affected,
		Severity:      detect.Critical,
		Host:          "srv1",
		Set:           set,
		Writer:        "SqlServerWriter",
		Started:       set.Started,
		Ended:         set.Ended,
		Summary:       "SqlServerWriter timed out after its thaw.",
		Applies:       "Server 2003 without the hotfix",
		Missing:       []string{"captures, closer together"},
		Assumptions:   []string{"A1", "A4"},
		Evidence: []detect.Evidence{
			{
				Role:      detect.RoleMark,
				Statement: "frozen at 01:02:03",
				Source:    "c/App.evtx",
				Offset:    4096,
				RecordID:  7,
				At:        interval.At(frozen.Time),
			},
			{Role: detect.RolePrediction, Statement: "T - F < 60 s: 20 s", At: interval.Unknown},
			{
				Role:      detect.RoleMark,
				Statement: "failed ([9])",
				Source:    "c/writers.txt",
				Offset:    0,
				Line:      40,
				At:        listing.At,
			}},
		Others: []*detect.Finding{{Writer: "MSDEWriter", Verdict: detect.RuledOut}},
	}
	x.findings = []*detect.Finding{
		cause,
		{
			ID:            "f2",
			Signature:     bare,
			Verdict:       detect.CannotTell,
			Applicability: detect.NotApplicable,
			Severity:      detect.Information,
			Started:       interval.Unknown,
			Ended:         interval.Unknown,
			CausedBy:      cause,
		},
	}

	failure := &detect.Failure{
		ID:           "00112233445566aa",
		Host:         "srv1",
		Set:          set,
		Night:        "2009-03-13",
		Started:      set.Started,
		Ended:        set.Ended,
		Headline:     "SqlServerWriter thawed in time, and VSS failed it all the same",
		Fact:         "SqlServerWriter failed with 0x800423f2",
		FactVerdict:  detect.Confirmed,
		Cause:        "A timer, \"late\"",
		CauseVerdict: detect.Likely,
		Signature:    "thaw-before-watchdog",
		Class:        detect.TimingClass,
		Severity:     detect.Error,
		Culprit: detect.Party{
			Kind: "writer",
			Name: "SqlServerWriter",
		},
		Victim: detect.Party{Kind: "requester", Name: "=ntbackup"},
		Writer: "SqlServerWriter",
		Volumes: []string{
			`C:\`,
		},
		Provider: "Microsoft Software Shadow Copy provider 1.0",
		Codes:    []uint32{vocab.CodeWriterTimeout, 0x80070005},
		Steps: []detect.Action{
			{
				Number:  1,
				Do:      "Restart the service",
				Command: "Restart-Service SQLWriter",
				Where:   "on srv1, as an administrator",
				Risk:    "running backups fail",
				Undo:    "none",
				Verify:  "[1] Stable",
			},
			{Number: 2, Do: "Run the backup again"},
		},
		Rivals: []detect.Rival{
			{
				ID:      "freeze-timeout",
				Title:   "The freeze took too long",
				Verdict: detect.Suspected,
				Check:   "captures, closer together",
			},
			{ID: "bare", Title: "x"},
		},
		Missing: []string{
			"captures, closer together",
		},
		Changed:  []string{"KB 940349 on 2009-03-13"},
		Evidence: cause.Evidence,
		Sources:  signature.Sources,
		Finding:  cause,
		Count:    4,
	}
	x.failures = []*detect.Failure{
		failure,
		{
			ID:           "00112233445566bb",
			Headline:     "A record about nothing known",
			FactVerdict:  detect.Confirmed,
			CauseVerdict: detect.CannotTell,
			Class:        detect.NoiseClass,
			Severity:     detect.Information,
		},
	}
	x.sets = []*SetRow{{set, failure}, {loose, nil}}

	x.inputs = []*InputRow{
		{
			Source:     "c/App.evtx",
			Format:     "evtx",
			Confidence: 100,
			Host:       "srv1",
			Bytes:      69632,
			SHA256:     "ab12",
			Records:    5,
			Used:       3,
			Duplicates: 1,
			Damaged:    1,
			Salvaged:   1,
			First:      start,
			Last:       start + parse.Hour,
			Gaps:       []string{"3 records missing after 10"},
		},
		{Source: "c/locked.evtx", Bytes: -1, Problem: "permission denied"},
	}
	return x
}

func (x *fixture) addEvent(s *correlate.Step) {
	x.events = append(x.events, &EventRow{Host: s.Host, Source: s.Source, Record: s.Record, Step: s, Set: s.Set})
}

// write puts the whole fixture into t, repeat times.
func (x *fixture) write(t *testing.T, tables Tables, repeat int) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for range repeat {
		for _, r := range x.inputs {
			check(tables.Input(r))
		}
	}
	for range repeat {
		for _, r := range x.events {
			check(tables.Event(r))
		}
		for _, r := range x.writers {
			check(tables.Writer(r))
		}
		for _, r := range x.sets {
			check(tables.Set(r))
		}
		for _, r := range x.spans {
			check(tables.Span(r))
		}
		for _, r := range x.freezes {
			check(tables.Freeze(r))
		}
		for _, r := range x.findings {
			check(tables.Finding(r))
		}
		for _, r := range x.failures {
			check(tables.Failure(r))
		}
	}
}

var fixtureMeta = Meta{
	Version:    "0.0.0-test",
	Options:    []Option{{"tz", "Europe/Paris"}, {"since", "2009-01-01T00:00:00Z"}},
	Signatures: "cafe",
}

// writeDirectory writes the fixture in the formats to a new directory.
func writeDirectory(t *testing.T, options Options, repeat int) string {
	t.Helper()
	dir := t.TempDir() + "/out"
	if options.Meta.Version == "" {
		options.Meta = fixtureMeta
	}
	d, err := NewDirectory(dir, options)
	if err != nil {
		t.Fatal(err)
	}
	newFixture().write(t, d, repeat)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}
