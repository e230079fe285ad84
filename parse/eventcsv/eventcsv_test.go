package eventcsv

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/parse"
)

// content is all that one reading gave.
type content struct {
	form    parse.DateForm
	records []*parse.Record
	damage  []parse.Damage
	account parse.Account
}

func input(b []byte) *parse.Input {
	return &parse.Input{
		Source: "events.csv",
		Size:   int64(len(b)),
		Open:   func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}
}

func (c *content) take(b *parse.Batch) error {
	for i := range b.Records {
		c.records = append(c.records, b.Records[i].Clone())
	}
	c.damage = append(c.damage, b.Damage...)
	c.account.Add(b.Account)
	c.form = max(c.form, b.Dates)
	b.Release()
	return nil
}

// readAll reads and checks what holds for every input.
func readAll(t testing.TB, in *parse.Input) *content {
	t.Helper()
	c := &content{}
	if err := Format.Read(context.Background(), in, parse.Options{}, c.take); err != nil {
		t.Fatal(err)
	}
	if c.account.Total() != in.Size {
		t.Errorf("%d bytes accounted for, the file has %d: %+v", c.account.Total(), in.Size, c.account)
	}
	last := int64(-1)
	for _, r := range c.records {
		if r.Offset <= last || r.Offset >= in.Size {
			t.Errorf("record at offset %d behind one at %d", r.Offset, last)
		}
		last = r.Offset
	}
	return c
}

// show puts a record on one line, with its fields in their order.
func show(r *parse.Record) string {
	zone := r.Time.Zone.String()
	s := fmt.Sprintf(
		"%s %s|%s|%s|%d|%d|%d|%d|%s|%s|%x",
		r.Time.Wall,
		zone,
		r.Channel,
		r.Provider,
		r.EventID,
		r.Qualifiers,
		r.Level,
		r.RecordID,
		r.Computer,
		r.UserSID,
		r.Binary,
	)
	for _, f := range r.Fields {
		s += "|" + f.Name + "=" + f.Value.String()
	}
	return s
}

// TestTables reads tables of each tool. The columns are those that the tools'
// documentation names; the events are our own.
func TestTables(t *testing.T) {
	const head = "Level,Date and Time,Source,Event ID,Task Category\r\n"
	for _, c := range []struct {
		name, csv string
		sure      parse.Confidence
		want      []string
	}{
		{"Event Viewer", head + "Error,11/22/2026 5:46:15 PM,VSS,8193,None,\"first line\r\n\r\nOperation:\r\n   " +
			"Freeze Event\"\r\nInformation,11/22/2026 12:00:01 AM,ESENT,2003,(16),\"lsass (600,G,0) Something " +
			"instance 7 ended.\"\r\n", parse.Certain,
			[]string{"2026-11-22T17:46:15.0000000Z local||VSS|8193|0|2|0|||" + "|context=\n\nOperation:\n   Freeze " +
				"Event|message=first line\r\n\r\nOperation:\r\n   Freeze Event",
				"2026-11-22T00:00:01.0000000Z " +
					"local||ESENT|2003|0|4|0||||process=lsass|process_id=600|instance=|session=7|message=lsass " +
					"(600,G,0) Something instance 7 ended.|pasted=true"}},
		{"Event Viewer, text", "Level\tDate and Time\tSource\tEvent ID\tTask Category\r\nWarning\t22/11/2026 " +
			"17:46:15\tVSS\t8229\tNone\tone, two\r\nthree\r\n\r\nfour\r\nWarning\t22/11/2026 " +
			"17:46:16\tVSS\t8230\tNone\tx\r\n", parse.Certain,
			[]string{"2026-11-22T17:46:15.0000000Z local||VSS|8229|0|3|0||||message=one, two\nthree\n\nfour", "2026-11-22T17:46:16.0000000Z local||VSS|8230|0|3|0||||message=x"}},
		{"translated heading", "Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie\r\nFehler,22.11.2026 " +
			"17:46:15,VSS,8193,Keine,m\r\n", parse.Certain,
			[]string{"2026-11-22T17:46:15.0000000Z local||VSS|8193|0|2|0||||message=m|System/Task=Keine"}},
		{"Server 2003 with heading", "Date,Time,Source,Type,Category,Event,User,Computer,Description\r\n3/24/2007,5:06:07 AM,VSS,Error,None,12293,N/A,OLDBOX,\"words, more\"\r\n3/24/2007,5:06:06 AM,Service Control Manager,Information,None,7036,NT AUTHORITY\\SYSTEM,OLDBOX,The Volume Shadow Copy service entered the running state. \r\n", parse.Certain,
			[]string{"2007-03-24T05:06:07.0000000Z local||VSS|12293|0|2|0|OLDBOX|||message=words, more",
				"2007-03-24T05:06:06.0000000Z local||Service Control Manager|7036|0|4|0|OLDBOX|||param1=Volume " +
					"Shadow Copy|param2=running|message=The Volume Shadow Copy service entered the running state. " +
					"|System/Security/@UserID=NT AUTHORITY\\SYSTEM|pasted=true"}},
		{"Server 2003 without heading", "24.03.2007\t05:06:07\tVSS\tFehler\tKeine\t12293\tNicht " +
			"zutreffend\tOLDBOX\tWorte \r\n", parse.Certain,
			[]string{"2007-03-24T05:06:07.0000000Z local||VSS|12293|0|2|0|OLDBOX|||message=Worte " +
				"|System/Task=Keine|System/Security/@UserID=Nicht zutreffend"}},
		{"Get-WinEvent", "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n\"Message\",\"Id\",\"Version\",\"Qualifiers\",\"Level\",\"RecordId\",\"ProviderName\",\"LogName\",\"MachineName\",\"UserId\",\"TimeCreated\"\r\n\"two\r\nlines \"\"quoted\"\"\",\"8224\",,\"5\",\"4\",\"77\",\"VSS\",\"Application\",\"BOX\",\"S-1-5-18\",\"11/22/2026 5:46:15 PM\"\r\n", parse.Certain,
			[]string{"2026-11-22T17:46:15.0000000Z " +
				"local|Application|VSS|8224|5|4|77|BOX|S-1-5-18||message=two\r\nlines \"quoted\""}},
		{"Get-WinEvent, chosen columns", "\"TimeCreated\",\"Id\",\"ProviderName\",\"LevelDisplayName\",\"LogName\",\"MachineName\",\"Message\"\r\n\"2026-11-22 17:46:15\",\"7036\",\"Service Control Manager\",\"Informationen\",\"System\",\"BOX\",\"m\"\r\n", parse.Certain,
			[]string{"2026-11-22T17:46:15.0000000Z local|System|Service Control Manager|7036|0|4|0|BOX|||message=m|pasted=true"}},
		{"Get-EventLog", "\"EventID\",\"MachineName\",\"Index\",\"EntryType\",\"Message\",\"Source\",\"InstanceId\",\"TimeGenerated\"\n\"7036\",\"BOX\",\"78\",\"Information\",\"m\",\"Service Control Manager\",\"1073748860\",\"2026-11-22 17:46:15\"\n", parse.Certain,
			[]string{"2026-11-22T17:46:15.0000000Z local||Service Control " +
				"Manager|7036|16384|4|78|BOX|||message=m|pasted=true"}},
		{"Log Parser", "EventLog,RecordNumber,TimeGenerated,EventID,EventTypeName,EventCategory,SourceName,Strings,ComputerName,SID,Message,Data\nSystem,79,2026-11-22 17:46:15,1073748860,Information event,0,Service Control Manager,Volume Shadow Copy|running,BOX,S-1-5-18,m,5600\n", parse.Certain,
			[]string{"2026-11-22T17:46:15.0000000Z local||Service Control " +
				"Manager|7036|16384|0|79|BOX|S-1-5-18|5600|=Volume Shadow Copy|=running|System/Level=Information " +
				"event"}},
		{"EvtxECmd", "RecordNumber,EventRecordId,TimeCreated,EventId,Level,Provider,Channel,ProcessId,ThreadId,Computer,PayloadData1,PayloadData2\n1,80,2026-11-22 17:46:15.1234567+00:00,33,Error,Volsnap,System,4,8,BOX,a,b\n", parse.Certain,
			[]string{"2026-11-22T17:46:15.1234567Z " +
				"offset|System|Volsnap|33|0|2|80|BOX|||PayloadData1=a|PayloadData2=b"}},
		{"Hayabusa", "\"Timestamp\",\"Computer\",\"Channel\",\"EventID\",\"Level\",\"RecordID\",\"RuleTitle\",\"Details\",\"Provider\"\n\"2026-11-22 17:46:15.678 +02:00\",\"BOX\",\"Sys\",7036,\"info\",81,\"r\",\"d\",\"SCM\"\n", parse.Certain,
			[]string{"2026-11-22T15:46:15.6780000Z offset|Sys|SCM|7036|0|0|81|BOX|||RuleTitle=r|Details=d"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readAll(t, input([]byte(c.csv)))
			var shown []string
			for _, r := range got.records {
				shown = append(shown, show(r))
			}
			if d := cmp.Diff(c.want, shown); d != "" || len(got.damage) > 0 {
				t.Errorf("damage %v, records (-want +got):\n%s", got.damage, d)
			}
			if sure := Format.Detect(parse.Sample{Head: []byte(c.csv)}); sure != c.sure {
				t.Errorf("detected with %d, want %d", sure, c.sure)
			}
		})
	}
}

// An event id says nothing without its provider, which most profiles of Hayabusa
// leave out: that is said, once.
func TestNoProvider(t *testing.T) {
	got := readAll(
		t,
		input(
			[]byte(
				"Timestamp,Computer,Channel,EventID,RecordID\n2026-11-22 17:46:15.678 "+
					"+02:00,BOX,Application,8229,81\n2026-11-22 17:46:16.678 +02:00,BOX,Application,8229,82\n",
			),
		),
	)
	if len(got.records) != 2 || len(got.damage) != 1 || got.damage[0].What != "heading" || got.damage[0].Length != 0 {
		t.Errorf("%d records, damage %v", len(got.records), got.damage)
	}
}

// TestDateOrder checks what decides between month and day, and that nothing is
// guessed where nothing does.
func TestDateOrder(t *testing.T) {
	for _, c := range []struct {
		name   string
		stamps []string
		want   string // of the first row, "" if it stays open
	}{
		{"a day above 12", []string{"3/4/2026 1:00:00", "3/13/2026 1:00:00"}, "2026-03-04"},
		{"a day above 12 in front", []string{"3/4/2026 1:00:00", "13/3/2026 1:00:00"}, "2026-04-03"},
		{"points", []string{"3.4.2026 1:00:00"}, "2026-04-03"},
		{"year in front", []string{"2026/03/04 1:00:00"}, "2026-03-04"},
		{"same number", []string{"4/4/2026 1:00:00"}, "2026-04-04"},
		{"rows in order", []string{"3/4/2026 1:00:00", "3/5/2026 1:00:00", "4/1/2026 1:00:00", "4/2/2026 1:00:00"}, "2026-03-04"},
		{"rows in reverse order", []string{"2/4/2026 1:00:00", "1/4/2026 1:00:00", "5/3/2026 1:00:00", "4/3/2026 1:00:00"}, "2026-04-02"},
		{"days of one month, shuffled", shuffledDays("3/%d/2026 1:%02d:00"), "2026-03-09"},
		{"days of one month, shuffled, the day first", shuffledDays("%d/3/2026 1:%02d:00"), "2026-03-09"},
		{"open", []string{"3/4/2026 1:00:00", "3/5/2026 1:00:00"}, ""},
		{"contradiction", []string{"3/4/2026 1:00:00", "3/13/2026 1:00:00", "13/3/2026 1:00:00"}, ""},
	} {
		var b strings.Builder
		for _, stamp := range c.stamps {
			fmt.Fprintf(&b, "Error,%s,VSS,8193,None,m\n", stamp)
		}
		got := readAll(t, input([]byte(b.String())))
		if len(got.records) != len(c.stamps) {
			t.Errorf("%s: %d records", c.name, len(got.records))
			continue
		}
		r := got.records[0]
		if c.want == "" {
			if !r.Time.IsZero() || r.Stamp != parse.StampNone ||
				r.Text(parse.FieldMonthFirst) != "2026-03-04T01:00:00.00" ||
				r.Text(parse.FieldDayFirst) != "2026-04-03T01:00:00.00" {
				t.Errorf("%s: %s", c.name, show(r))
			}
		} else if !strings.HasPrefix(r.Time.Wall.String(), c.want+"T01:00:00") || r.Time.Zone != parse.ZoneLocal || r.Time.Resolution != parse.Second {
			t.Errorf("%s: %s", c.name, show(r))
		}
	}
}

func TestClock(t *testing.T) {
	for in, want := range map[string]string{
		"1/2/2026 12:00:00 AM": "00:00:00", "1/2/2026 12:30:00 PM": "12:30:00", "1/2/2026 1:02:03 p.m.": "13:02:03", "1/2/2026 17.46.15": "17:46:15", "1/2/26 5:46": "05:46:00",
		"1/2/2026\u202f5:46:15\u202fPM": "17:46:15", "1/2/2026 5:46:15\u202fPM": "17:46:15", "1/2/2026 05:46:15.123": "05:46:15.123",
		"1/2/2026 13:00:00 PM": "", "1/2/2026 25:00:00": "", "31/31/2026 1:00:00": "", "2/30/2026 1:00:00": "", "1/2/2026": "", "1/2 1:00": "", "1/2/2026 午後 5:46:15": "", "": "", "8193": "",
	} {
		c, ok := parseClock(in)
		if ok != (want != "") {
			t.Errorf("%q: %v", in, ok)
			continue
		}
		if ok && want != "" && c.wall(true).Time().Format("15:04:05.999") != want {
			t.Errorf("%q: %s, want %s", in, c.wall(true), want)
		}
	}
}

func TestEncodings(t *testing.T) {
	table := "Level,Date and Time,Source,Event ID,Task Category\r\nError,22/11/2026 " +
		"17:46:15,VSS,8193,None,\"Grüße,\r\nzwei\"\r\n"
	var wide []byte
	for _, r := range "\uFEFF" + table {
		wide = append(wide, byte(r), byte(r>>8))
	}
	for name, b := range map[string][]byte{"utf-8": []byte(table), "bom": []byte("\uFEFF" + table), "utf-16": wide, "windows-1252": []byte(strings.NewReplacer("ü", "\xfc", "ß", "\xdf").Replace(table))} {
		got := readAll(t, input(b))
		if len(got.records) != 1 || got.records[0].Text("message") != "Grüße,\r\nzwei" || got.records[0].Line != 2 {
			t.Errorf("%s: %d records %+v", name, len(got.records), got.records)
		}
	}
	var plain []byte // without any letter that makes UTF-8 longer
	for _, r := range "\uFEFF" + strings.NewReplacer("ü", "u", "ß", "s").Replace(table) {
		plain = append(plain, byte(r), byte(r>>8))
	}
	for _, b := range [][]byte{[]byte(table), wide, plain} {
		if got := Format.Detect(parse.Sample{Head: b, Size: int64(len(b))}); got != parse.Certain {
			t.Errorf("%d bytes: detected as %d", len(b), got)
		}
	}
	for page, bytes := range map[string][2]string{
		"IBM850": {"\x81", "\xe1"}, "850": {"\x81", "\xe1"}, "1252": {"\xfc", "\xdf"}, "936": {"\xa8\xb9", "\xa6\xc2"},
	} {
		var c content
		err := Format.Read(
			context.Background(),
			input([]byte(strings.NewReplacer("ü", bytes[0], "ß", bytes[1]).Replace(table))),
			parse.Options{CodePage: page},
			c.take,
		)
		want := "Grüße,\r\nzwei"
		if page == "936" { // it has no ß
			want = strings.ReplaceAll(want, "ß", "β")
		}
		if err != nil || c.records[0].Text("message") != want {
			t.Errorf("%s: %v %+v", page, err, c.records)
		}
	}
}

func TestDamage(t *testing.T) {
	const head = "\"Id\",\"ProviderName\",\"LogName\",\"TimeCreated\",\"Message\"\n"
	const good = "1,VSS,Application,2026-11-22 17:46:15,m\n"
	for _, c := range []struct {
		name, csv string
		records   int
		damage    []string
	}{
		{"quote never closed", head + good + "2,VSS,Application,2026-11-22 17:46:16,\"m\n" + good, 3, []string{"line 3: event: expected a row of Get-WinEvent to its end, found a quote that is not closed"}},
		{"no time", head + "1,VSS,Application,,m\n" + good, 1, []string{`line 2: event: expected a row of Get-WinEvent with a time, found 5 columns, "1,VSS,Application,,m"`}},
		{"cut", head + good + "2,VSS,App", 1, []string{`found 3 columns, "2,VSS,App"`}},
		{"blank lines", head + "\n" + good + "\n", 1, nil},
	} {
		got := readAll(t, input([]byte(c.csv)))
		if len(got.records) != c.records || len(got.damage) != len(c.damage) {
			t.Errorf("%s: %d records, damage %v", c.name, len(got.records), got.damage)
			continue
		}
		for i, want := range c.damage {
			if !strings.Contains(got.damage[i].String(), want) {
				t.Errorf("%s: damage %q, want %q", c.name, got.damage[i], want)
			}
		}
	}
}

func TestForeign(t *testing.T) {
	for _, s := range []string{"plain words", "a,b,c\n1,2,3\n", "host,timestamp,channel,event_id\nbox,2026-01-01T00:00:00Z,System,1\n", "Node,Caption,HotFixID\nBOX,x,KB1\n"} {
		if err := Format.Read(context.Background(), input([]byte(s)), parse.Options{}, func(*parse.Batch) error { return nil }); !errors.Is(
			err,
			parse.ErrNotThisFormat,
		) {
			t.Errorf("%q: %v", s, err)
		}
		if sure := Format.Detect(parse.Sample{Head: []byte(s)}); sure != parse.No {
			t.Errorf("%q: detected with %d", s, sure)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(
		[]byte(
			"Level,Date and Time,Source,Event ID,Task Category\r\nError,11/22/2026 5:46:15 " +
				"PM,VSS,8193,None,\"a\"\"b\r\nc\"\r\n",
		),
	)
	f.Add([]byte("3/24/2007\t5:06:07 AM\tVSS\tError\tNone\t12293\tN/A\tOLDBOX\tx\r\nmore\r\n"))
	f.Add([]byte("#TYPE x\r\n\"Id\",\"ProviderName\",\"LogName\",\"TimeCreated\"\r\n1,\"a"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var c content
		if err := Format.Read(context.Background(), input(b), parse.Options{}, c.take); err != nil {
			return
		}
		if c.account.Total() != int64(len(b)) {
			t.Errorf("%d bytes accounted for of %d", c.account.Total(), len(b))
		}
		for _, r := range c.records {
			if r.Offset < 0 || r.Offset > int64(len(b)) {
				t.Errorf("record at %d of %d bytes", r.Offset, len(b))
			}
		}
	})
}

// The text of an event stands behind Event Viewer's columns, whatever somebody called its column.
func TestNamedText(t *testing.T) {
	const row = "Error,3/25/2024 2:00:13 AM,VSS,8193,None,\"A routine failed. hr = 0x8000ffff\"\r\n"
	for _, name := range []string{"", ",Description", ",Message", ",Text"} {
		c := readAll(t, input([]byte("Level,Date and Time,Source,Event ID,Task Category"+name+"\r\n"+row)))
		if len(c.records) != 1 || !strings.Contains(fmt.Sprint(c.records[0].Fields), "0x8000ffff") {
			t.Errorf("%q: %d records: %v", name, len(c.records), c.records)
			continue
		}
		for _, f := range c.records[0].Fields {
			if f.Name == "Message" || f.Name == "Text" {
				t.Errorf("%q: the text is a field of its own", name)
			}
		}
	}
}

// Damage that is reported between two events takes nothing away from the first: the fields of each are its own.
func TestDamageBetweenEvents(t *testing.T) {
	got := readAll(t, input([]byte("\"Message\",\"Id\",\"RecordId\",\"ProviderName\",\"LogName\",\"MachineName\",\"TimeCreated\"\n"+
		"\"The copies of volume D: are gone.\",\"28\",\"84620\",\"volsnap\",\"System\",\"H1\",\"2026-08-08T02:30:11\"\n"+
		"\"The Software Protection service entered the running state.\",\"7036\",\"84613\",\"Service Control Manager\",\"System\",\"H1\",\"8/7/2026 6:03:34 PM\"\n")))
	if len(got.records) != 2 || len(got.damage) == 0 || !strings.Contains(show(got.records[0]), "D:") || strings.Contains(show(got.records[0]), "running") {
		t.Errorf("%d records, damage %v", len(got.records), got.damage)
		for _, r := range got.records {
			t.Log(show(r))
		}
	}
}

// TestReadOnce: a table that can be opened once only, of unknown size, is read as any other, and
// an error of opening it is told.
func TestReadOnce(t *testing.T) {
	const table = "Level,Date and Time,Source,Event ID,Task Category\n" +
		"Error,3/14/2024 2:10:11 AM,VSS,8193,None,first\n" +
		"Error,3/15/2024 2:10:11 AM,VSS,12289,None,second\n"
	want := readAll(t, input([]byte(table)))
	if len(want.records) != 2 {
		t.Fatalf("%d records", len(want.records))
	}
	once, opened := input([]byte(table)), 0
	open := once.Open
	once.Size, once.Once = -1, true
	once.Open = func() (io.ReadCloser, error) { opened++; return open() }
	got := &content{}
	if err := Format.Read(t.Context(), once, parse.Options{}, got.take); err != nil {
		t.Fatal(err)
	}
	shown := func(c *content) (all []string) {
		for _, r := range c.records {
			all = append(all, show(r))
		}
		return all
	}
	if diff := cmp.Diff(shown(want), shown(got)); diff != "" || got.account != want.account || opened != 1 {
		t.Errorf("opened %d times, %+v, want %+v (-want +got)\n%s", opened, got.account, want.account, diff)
	}
	once.Open = func() (io.ReadCloser, error) { return nil, io.ErrClosedPipe }
	if err := Format.Read(t.Context(), once, parse.Options{}, got.take); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v", err)
	}
}
