package eventjson

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
	records []*parse.Record
	damage  []parse.Damage
	runs    []parse.Run
	account parse.Account
}

func input(b []byte) *parse.Input {
	return &parse.Input{
		Source: "events.json",
		Size:   int64(len(b)),
		Open:   func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}
}

func (c *content) take(b *parse.Batch) error {
	for i := range b.Records {
		c.records = append(c.records, b.Records[i].Clone())
	}
	c.damage = append(c.damage, b.Damage...)
	c.runs = append(c.runs, b.Runs...)
	c.account.Add(b.Account)
	b.Release()
	return nil
}

// readAll reads and checks what holds for every input.
func readAll(t testing.TB, b []byte, opt parse.Options) *content {
	t.Helper()
	c := &content{}
	if err := Format.Read(context.Background(), input(b), opt, c.take); err != nil {
		t.Fatal(err)
	}
	if c.account.Total() != int64(len(b)) {
		t.Errorf("%d bytes accounted for, the file has %d: %+v", c.account.Total(), len(b), c.account)
	}
	return c
}

// show puts a record on one line, with its fields in their order.
func show(r *parse.Record) string {
	s := fmt.Sprintf(
		"%s|%s|%s|%d|%d|%d|%d|%s|%s|%d|%d|%x|%s",
		r.Time.Wall,
		r.Channel,
		r.Provider,
		r.EventID,
		r.Qualifiers,
		r.Level,
		r.RecordID,
		r.Computer,
		r.UserSID,
		r.ProcessID,
		r.ThreadID,
		r.Binary,
		r.UserData,
	)
	for _, f := range r.Fields {
		s += "|" + f.Name + "=" + f.Value.String()
	}
	return s
}

// TestShapes reads one event of each tool. The shapes are those that the tools'
// documentation and source show; the events are our own.
func TestShapes(t *testing.T) {
	for _, c := range []struct{ name, json, want string }{
		{"evtx_dump", `{"Event":{"#attributes":{"xmlns":"http://x"},"System":{"Provider":{"#attributes":{"Name":"VSS","Guid":"{AB}"}},"EventID":{"#attributes":{"Qualifiers":5},"#text":8224},
			"Version":0,"Level":4,"Task":0,"Opcode":0,"Keywords":"0x80000000000000","TimeCreated":{"#attributes":{"SystemTime":"2026-01-02T03:04:05.678901Z"}},"EventRecordID":77,
			"Correlation":null,"Execution":{"#attributes":{"ProcessID":11,"ThreadID":12}},"Channel":"Application","Computer":"BOX","Security":{"#attributes":{"UserID":"S-1-5-18"}}},
			"EventData":{"Data":{"#text":["a","b"]},"Binary":"2D20"}}}`,
			"2026-01-02T03:04:05.6789010Z|Application|VSS|8224|5|4|77|BOX|S-1-5-18|11|12|2d20||=a|=b"},
		{"evtx_dump, attributes apart", `{"Event":{"System":{"Provider_attributes":{"Name":"Volsnap"},"EventID":33,"TimeCreated_attributes":{"SystemTime":"2026-01-02T03:04:05.6789012Z"},"EventRecordID":78,
			"Execution_attributes":{"ProcessID":4,"ThreadID":8},"Channel":"System","Computer":"BOX"},"EventData":{"DeviceName":"D","Count":3,"Flag":true,"None":null}}}`,
			"2026-01-02T03:04:05.6789012Z|System|Volsnap|33|0|0|78|BOX||4|8|||DeviceName=D|Count=3|Flag=true|None="},
		{"evtx_dump, user data", `{"Event":{"System":{"Provider":{"#attributes":{"Name":"P"}},"EventID":1,"TimeCreated":{"#attributes":{"SystemTime":"2026-01-02T03:04:05Z"}}},
			"UserData":{"Info":{"#attributes":{"xmlns":"u","a":"1"},"Volume":"C:","Inner":{"Leaf":"l"}}}}}`,
			"2026-01-02T03:04:05.0000000Z||P|1|0|0|0|||0|0||Info|/@a=1|Volume=C:|Inner/Leaf=l"},
		{"xml to json", `{"Event":{"@xmlns":"x","System":{"Provider":{"@Name":"VSS"},"EventID":{"@Qualifiers":"0","#text":"8193"},"TimeCreated":{"@SystemTime":"2026-01-02T03:04:05.6Z"}},
			"EventData":{"Data":[{"@Name":"n","#text":"v"},{"@Name":"empty"},"bare",null]}}}`,
			"2026-01-02T03:04:05.6000000Z||VSS|8193|0|0|0|||0|0|||n=v|empty=|=bare|="},
		{"velociraptor", `{"System":{"Provider":{"Name":"Service Control Manager","Guid":"{AB}"},"EventID":{"Value":7036,"Qualifiers":16384},"Level":4,"TimeCreated":{"SystemTime":1767323045.678901},
			"EventRecordID":79,"Execution":{"ProcessID":1,"ThreadID":2},"Channel":"System","Computer":"BOX","Security":{"UserID":"S-1-5-18"}},"EventData":{"param1":"Volume Shadow Copy","param2":"running"},"Message":"m"}`,
			"2026-01-02T03:04:05.6789010Z|System|Service Control " +
				"Manager|7036|16384|4|79|BOX|S-1-5-18|1|2|||param1=Volume Shadow Copy|param2=running"},
		{"velociraptor, hunt", `{"EventTime":"2026-01-02T03:04:05Z","Computer":"BOX","Channel":"System","Provider":"Volsnap","EventID":33,"EventRecordID":80,"EventData":{"VolumeName":"C:"},"Message":"m"}`,
			"2026-01-02T03:04:05.0000000Z|System|Volsnap|33|0|0|80|BOX||0|0|||VolumeName=C:"},
		{"winlogbeat", `{"@timestamp":"2026-01-02T03:04:05.678Z","message":"m","log":{"level":"warning"},"winlog":{"channel":"Application","provider_name":"VSS","event_id":"8229","record_id":81,"computer_name":"BOX",
			"process":{"pid":11,"thread":{"id":12}},"keywords":["Classic"],"user":{"identifier":"S-1-5-18"},"event_data":{"param1":"a","param10":"j","param2":"b"}}}`,
			"2026-01-02T03:04:05.6780000Z|Application|VSS|8229|0|3|81|BOX|S-1-5-18|11|12|||param1=a|param2=b|param10=j"},
		{"winlogbeat, flattened", `{"@timestamp":"2026-01-02T03:04:05.678Z","winlog.channel":"System","winlog.provider_name":"VSS","event.code":"12289","winlog.event_data.x":"y"}`,
			"2026-01-02T03:04:05.6780000Z|System|VSS|12289|0|0|0|||0|0|||x=y"},
		{"winlogbeat 6", `{"@timestamp":"2026-01-02T03:04:05.678Z","log_name":"Application","source_name":"VSS","event_id":8224,"record_number":"82","computer_name":"BOX","level":"Information","keywords":["Classic"],"message":"idle"}`,
			"2026-01-02T03:04:05.6780000Z|Application|VSS|8224|0|4|82|BOX||0|0|||message=idle"},
		{"Get-WinEvent", `{"Message":"m","Id":7036,"Version":0,"Qualifiers":16384,"Level":4,"Task":0,"Opcode":0,"Keywords":-9187343239835811840,"RecordId":83,"ProviderName":"Service Control Manager","ProviderId":"555908d1-a6d7-4695-8e1e-26931d2012f4",
			"LogName":"System","ProcessId":1,"ThreadId":2,"MachineName":"BOX","UserId":{"BinaryLength":12,"Value":"S-1-5-18"},"TimeCreated":"\/Date(1767323045678)\/","Properties":[{"Value":"Volume Shadow Copy"},{"Value":"running"},{"Value":[86,0]}]}`,
			"2026-01-02T03:04:05.6780000Z|System|Service Control " +
				"Manager|7036|16384|4|83|BOX|S-1-5-18|1|2|5600||=Volume Shadow Copy|=running"},
		{"Get-WinEvent, PowerShell 7", `{"Id":8224,"LogName":"Application","ProviderName":"VSS","TimeCreated":"2026-01-02T05:04:05.6789012+02:00","Message":"idle","Properties":["System.Diagnostics.Eventing.Reader.EventProperty"]}`,
			"2026-01-02T03:04:05.6789012Z|Application|VSS|8224|0|0|0|||0|0|||message=idle"},
		{"Get-EventLog", `{"EventID":7036,"MachineName":"BOX","Data":[86,0],"Index":84,"CategoryNumber":0,"EntryType":4,"Message":"m","Source":"Service Control Manager","ReplacementStrings":["a","b"],"InstanceId":1073748860,"TimeGenerated":"\/Date(1767323045000)\/"}`,
			"2026-01-02T03:04:05.0000000Z||Service Control Manager|7036|16384|4|84|BOX||0|0|5600||=a|=b"},
		{"EvtxECmd", `{"PayloadData1":"x","RecordNumber":1,"EventRecordId":"85","EventId":33,"Level":"Error","Provider":"Volsnap","Channel":"System","ProcessId":4,"ThreadId":8,"Computer":"BOX","TimeCreated":"2026-01-02T03:04:05.6789012+00:00",
			"Payload":"{\"EventData\":{\"Data\":[{\"@Name\":\"VolumeName\",\"#text\":\"C:\"}],\"Binary\":\"00\"}}"}`,
			"2026-01-02T03:04:05.6789012Z|System|Volsnap|33|0|2|85|BOX||4|8|00||VolumeName=C:"},
		{"hayabusa", `{"Timestamp":"2026-01-02 03:04:05.678 +00:00","RuleTitle":"r","Level":"info","Computer":"BOX","Channel":"Sys","EventID":7036,"RecordID":86,"Details":{"Svc":"VSS"},"ExtraFieldInfo":"a: 1 ¦ b: 2"}`,
			"2026-01-02T03:04:05.6780000Z|System||7036|0|0|86|BOX||0|0|||Svc=VSS|a=1|b=2"},
		{"nxlog", `{"EventTime":"2026-01-02 03:04:05","Hostname":"BOX","Keywords":36028797018963968,"EventType":"ERROR","SeverityValue":4,"Severity":"ERROR","EventID":8193,"SourceName":"VSS","Task":0,"RecordNumber":87,"ProcessID":11,"ThreadID":12,
			"Channel":"Application","Message":"m","EventReceivedTime":"2026-01-02 03:04:06","SourceModuleName":"in","SourceModuleType":"im_msvistalog","Extra":"e"}`,
			"2026-01-02T03:04:05.0000000Z|Application|VSS|8193|0|2|87|BOX||11|12|||Extra=e"},
		{"raw control characters", "{\"EventID\":1,\"SourceName\":\"VSS\",\"Channel\":\"Application\",\"TimeCreated\":\"2026-01-02T03:04:05Z\",\"Message\":\"a\tb\\n\nc\"}",
			"2026-01-02T03:04:05.0000000Z|Application|VSS|1|0|0|0|||0|0|||message=a\tb\n\nc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readAll(t, []byte(c.json), parse.Options{})
			if len(got.records) != 1 || len(got.damage) > 0 {
				t.Fatalf("%d records, damage %v", len(got.records), got.damage)
			}
			if d := cmp.Diff(c.want, show(got.records[0])); d != "" {
				t.Errorf("record (-want +got):\n%s", d)
			}
			if sure := Format.Detect(parse.Sample{Head: []byte(c.json)}); sure != parse.Certain {
				t.Errorf("detected with %d", sure)
			}
		})
	}
}

func TestZones(t *testing.T) {
	read := func(stamp string) parse.Timestamp {
		return readAll(t, fmt.Appendf(nil, `{"EventTime":%q,"EventID":1,"SourceName":"VSS","Channel":"A"}`, stamp), parse.Options{}).records[0].Time
	}
	if r := read("2026-01-02 03:04:05"); r.Zone != parse.ZoneLocal || r.Resolution != parse.Second {
		t.Errorf("%+v", r)
	}
	if r := read("2026-01-02T03:04:05.12-08:00"); r.Zone != parse.ZoneOffset || r.Offset != -8*3600 ||
		r.Resolution != 10*parse.Millisecond ||
		r.Wall.String() != "2026-01-02T11:04:05.1200000Z" {
		t.Errorf("%+v", r)
	}
}

// TestLayouts reads the same events in every layout of a file.
func TestLayouts(t *testing.T) {
	var events []string
	for n := 1; n <= 3; n++ {
		events = append(
			events,
			fmt.Sprintf(
				`{"EventID": 8224, "SourceName": "VSS", "Channel": "Application", "Hostname": "BOX", "RecordNumber": %d, "TimeCreated": "2026-01-02T03:04:0%d.5Z", "x": "ä {[\"]}"}`,
				n,
				n,
			),
		)
	}
	lines := strings.Join(events, "\r\n")
	var wide []byte
	for _, r := range "\uFEFF" + lines {
		wide = append(wide, byte(r), byte(r>>8))
	}
	for name, b := range map[string][]byte{
		"lines": []byte(lines), "array": []byte("[" + strings.Join(events, ",\n") + "]\n"), "run together": []byte(strings.Join(events, "")),
		"pretty with headings": []byte("Record 1\n" + strings.ReplaceAll(strings.Join(events, "\nRecord 2\n"), ", ", ",\n  ")),
		"wrapped":              []byte(`{"hits": {"total": 3, "hits": [{"_source": ` + strings.Join(events, `}, {"_source": `) + `}]}}`),
		"PowerShell 5 list":    []byte(`{"value": [` + strings.Join(events, ",") + `], "Count": 3}`),
		"bom":                  []byte("\uFEFF" + lines), "utf-16": wide, "windows-1252": []byte(strings.ReplaceAll(lines, "ä", "\xe4")),
	} {
		c := readAll(t, b, parse.Options{})
		if len(c.records) != 3 || len(c.damage) > 0 {
			t.Errorf("%s: %d records, damage %v", name, len(c.records), c.damage)
			continue
		}
		for i, r := range c.records {
			if r.RecordID != uint64(i+1) || r.Text("x") != `ä {["]}` {
				t.Errorf("%s: %s", name, show(r))
			}
			if at := b[r.Offset]; at != '{' {
				t.Errorf("%s: record %d begins with %q", name, i+1, at)
			}
		}
		if len(c.runs) != 1 || c.runs[0].Records != 3 {
			t.Errorf("%s: runs %+v", name, c.runs)
		}
	}
	descending := readAll(t, []byte(events[2]+events[1]+events[0]), parse.Options{})
	if len(descending.runs) != 1 || descending.runs[0].FirstID != 1 || descending.runs[0].LastID != 3 ||
		descending.runs[0].StepsBack != 0 {
		t.Errorf("newest first: runs %+v", descending.runs)
	}
}

func TestSelector(t *testing.T) {
	file := `{"EventID":1,"SourceName":"VSS","Channel":"A","x":"1"}{"EventID":2,"SourceName":"Other","Channel":"A","x":"2"}`
	c := readAll(t, []byte(file), parse.Options{Selector: &parse.Selector{Rules: []parse.Rule{{Provider: "vss"}}}})
	if len(c.records) != 1 || c.records[0].EventID != 1 {
		t.Errorf("%d records", len(c.records))
	}
}

func TestDamage(t *testing.T) {
	good := `{"EventID":1,"SourceName":"VSS","Channel":"A","x":"1"}`
	for _, c := range []struct {
		name, json string
		records    int
		damage     []string
	}{
		{"cut", good + "\n" + good[:30], 1, []string{"line 2: event: expected a whole object, found the end of the " +
			"file inside of a value (30 bytes given up)"}},
		{"syntax", good + "\n" + strings.Replace(good, ":1", ":1;", 1) + "\n" + good, 2, []string{`line 2: event: expected a whole object, found expected a value, found "1;`}},
		{"words between", good + "\nsome words\n" + good, 2, []string{`line 2: event: expected {, found "some words\n" (11 bytes given up)`}},
		{"foreign object", good + "\n" + `{"a": 1, "b": 2}` + "\n" + good, 2, []string{`expected the marks of an event, found an object with ["a" "b"]`}},
		{"deep", good + "\n{\"x\":" + strings.Repeat("[", 100) + "\n" + good, 2, []string{"at most 64 values in one " +
			"another"}},
	} {
		got := readAll(t, []byte(c.json), parse.Options{})
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
	for _, s := range []string{"plain words", `{"return": {"out-data": "vssadmin", "exitcode": 0}}`, "[]", "{", `{"findings": [{"verdict": "confirmed"}]}`} {
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
			`[{"EventID":1,"SourceName":"VSS","Channel":"A","x":["1",{"y":null}]},` + "\n" + `{"Event":{"System":{"Provider":{"#attributes":{"Name":"VSS"}}},"EventData":{"Data":["a"]}}}]`,
		),
	)
	f.Add(
		[]byte(
			"Record 1\n{\"Id\":1,\"LogName\":\"A\",\"ProviderName\":\"P\",\"Properties\":[{\"Value\":\"\\u00e4\"}]}",
		),
	)
	f.Add([]byte("\xff\xfe{\x00}\x00"))
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
