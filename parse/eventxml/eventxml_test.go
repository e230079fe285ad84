package eventxml

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/evtx"
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
		Source: "events.xml",
		Size:   int64(len(b)),
		Open:   func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}
}

// readAll reads and checks what holds for every input.
func readAll(t testing.TB, b []byte, opt parse.Options) *content {
	t.Helper()
	c := &content{}
	err := Format.Read(context.Background(), input(b), opt, c.take)
	if err != nil {
		t.Fatal(err)
	}
	if c.account.Total() != int64(len(b)) {
		t.Errorf("%d bytes accounted for, the file has %d: %+v", c.account.Total(), len(b), c.account)
	}
	last := int64(-1)
	for _, r := range c.records {
		if r.Offset <= last || r.Offset+r.Length > int64(len(b)) || r.Line < 1 {
			t.Errorf(
				"record at offset %d, %d bytes, line %d, behind one at %d in %d bytes",
				r.Offset,
				r.Length,
				r.Line,
				last,
				len(b),
			)
		}
		last = r.Offset
	}
	return c
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

// event returns an event of our own making.
func event(number int, data string) string {
	return fmt.Sprintf(
		`<Event xmlns='%s'><System><Provider Name='VSS' Guid='{ABCDEF01-0000-0000-0000-00000000000A}' EventSourceName="vss"/>`+
			`<EventID Qualifiers='16384'>8224</EventID><Version>1</Version><Level>4</Level><Task>2</Task><Opcode>3</Opcode><Keywords>0x80000000000000</Keywords>`+
			`<TimeCreated SystemTime='2026-01-02T03:04:%02d.1234567Z'/><EventRecordID>%d</EventRecordID><Correlation ActivityID='{ABCDEF01-0000-0000-0000-00000000000B}'/>`+
			`<Execution ProcessID='11' ThreadID='12'/><Channel>Application</Channel><Computer>BOX</Computer><Security UserID='S-1-5-18'/></System>%s</Event>`,
		namespace,
		number%60,
		number,
		data,
	)
}

func utf16Bytes(s string, big, bom bool) []byte {
	var b []byte
	if bom {
		s = "\uFEFF" + s
	}
	for _, u := range utf16.Encode([]rune(s)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return b
}

func TestFields(t *testing.T) {
	xml := event(
		5,
		"<EventData>\r\n<Data></Data><Data/><Data>Grüße &lt;&amp;&#x41;&#66;&quot;&bad; 😀</Data><Data "+
			"Name='n'>v</Data><Data><![CDATA[<raw>]]></Data><Binary>2D20</Binary></EventData>",
	)
	c := readAll(t, []byte(xml), parse.Options{})
	want := []*parse.Record{{
		Length: int64(
			len(xml),
		), Line: 1, RecordID: 5, Provider: "VSS", ProviderGUID: "{abcdef01-0000-0000-0000-00000000000a}", EventSourceName: "vss",
		EventID: 8224, Qualifiers: 16384, HasQualifiers: true, Version: 1, Level: 4, Task: 2, Opcode: 3, Keywords: 0x80000000000000,
		Time: parse.Exact(
			c.records[0].Time.Wall,
		), ActivityID: "{abcdef01-0000-0000-0000-00000000000b}", HasExecution: true, ProcessID: 11, ThreadID: 12,
		Channel: "Application", Computer: "BOX", UserSID: "S-1-5-18", Binary: "- ",
		Fields: []parse.Field{
			{Value: parse.StringValue("")},
			{},
			{Value: parse.StringValue("Grüße <&AB\"&bad; 😀")},
			{Name: "n", Value: parse.StringValue("v")},
			{Value: parse.StringValue("<raw>")},
		},
	}}
	if d := cmp.Diff(want, c.records, cmp.AllowUnexported(parse.Value{})); d != "" {
		t.Errorf("records (-want +got):\n%s", d)
	}
	if got := c.records[0].Time.Wall.String(); got != "2026-01-02T03:04:05.1234567Z" {
		t.Errorf("time %s", got)
	}
}

// TestShapes reads the same three events in every shape and encoding.
func TestShapes(t *testing.T) {
	events := []string{event(1, ""), event(2, "<EventData><Data>ä</Data></EventData>"), event(3, "")}
	declaration := `<?xml version="1.0" encoding="utf-16" standalone="yes"?>`
	whole := declaration + "\r\n<Events>" + strings.Join(events, "") + "</Events>\r\n"
	for name, b := range map[string][]byte{
		"list": []byte(whole), "lines": []byte(strings.Join(events, "\n")), "run together": []byte(strings.Join(events, "")),
		"documents": []byte(declaration + events[0] + "\n" + declaration + events[1] + declaration + events[2]),
		"bom":       []byte("\uFEFF" + whole), "utf-16": utf16Bytes(whole, false, true), "utf-16 without bom": utf16Bytes(whole, false, false),
		"utf-16 big endian": utf16Bytes(whole, true, true), "windows-1252": []byte(strings.ReplaceAll(whole, "ä", "\xe4")),
	} {
		c := readAll(t, b, parse.Options{})
		if len(c.records) != 3 || len(c.damage) > 0 || c.records[1].Argument(1) != "ä" {
			t.Errorf("%s: %d records, damage %v", name, len(c.records), c.damage)
			continue
		}
		for i, r := range c.records {
			raw := b[r.Offset : r.Offset+r.Length]
			if strings.HasPrefix(name, "utf-16") {
				raw = bytes.ReplaceAll(raw, []byte{0}, nil)
			}
			if r.RecordID != uint64(i+1) || !bytes.HasPrefix(raw, []byte("<Event ")) ||
				!bytes.HasSuffix(raw, []byte(closing)) {
				t.Errorf("%s: record %d at %d is %.30q", name, r.RecordID, r.Offset, raw)
			}
		}
		if len(c.runs) != 1 || c.runs[0].FirstID != 1 || c.runs[0].LastID != 3 || c.runs[0].Records != 3 {
			t.Errorf("%s: runs %+v", name, c.runs)
		}
		if sure := Format.Detect(parse.Sample{Head: b, Size: int64(len(b))}); sure != parse.Certain {
			t.Errorf("%s: detected with %d", name, sure)
		}
	}
}

func TestUserData(t *testing.T) {
	c := readAll(
		t,
		[]byte(
			event(
				1,
				"<UserData><Info xmlns='x' a='1'><Volume>C:</Volume><Inner b='2'><Leaf/></Inner></Info></UserData>",
			),
		),
		parse.Options{},
	)
	want := []parse.Field{
		{Name: "/@a", Value: parse.StringValue("1")},
		{Name: "Volume", Value: parse.StringValue("C:")},
		{Name: "Inner/@b", Value: parse.StringValue("2")},
		{Name: "Inner/Leaf"},
	}
	if d := cmp.Diff(want, c.records[0].Fields, cmp.AllowUnexported(parse.Value{})); d != "" ||
		c.records[0].UserData != "Info" {
		t.Errorf("user data %q, fields (-want +got):\n%s", c.records[0].UserData, d)
	}
}

// Binary data of an event are its bytes; what is no hex is kept as a text, so that nothing that the file says is lost.
func TestBinaryEventData(t *testing.T) {
	for data, want := range map[string][2]string{"0a1B": {"\x0a\x1b", ""}, "no hex": {"", "no hex"}} {
		c := readAll(t, []byte(event(1, "<BinaryEventData>"+data+"</BinaryEventData>")), parse.Options{})
		if len(c.records) != 1 || c.records[0].Binary != want[0] || c.records[0].Text("BinaryEventData") != want[1] {
			t.Errorf("%q: %+v", data, c.records)
		}
	}
}

// TestMessage checks that a rendered message counts only where there is no data.
func TestMessage(t *testing.T) {
	rendered := "<RenderingInfo Culture='en-US'><Message>one\r\n\r\nOperation:\r\n   Freeze " +
		"Event\r\n</Message></RenderingInfo>"
	c := readAll(
		t,
		[]byte(event(1, "<EventData><Data>x</Data></EventData>"+rendered)+event(2, rendered)),
		parse.Options{},
	)
	if len(c.records[0].Fields) != 1 || c.records[0].FromText || !c.records[1].FromText ||
		c.records[1].Text("context") != "\n\nOperation:\n   Freeze Event" {
		t.Errorf("%+v", c.records)
	}
}

func TestSelector(t *testing.T) {
	xml := event(
		1,
		"<EventData><Data>x</Data></EventData>",
	) + strings.ReplaceAll(
		event(2, ""),
		"VSS",
		"Other",
	) + event(
		3,
		"",
	)
	for _, s := range []struct {
		rule parse.Rule
		want int
	}{{parse.Rule{Provider: "vss"}, 3}, {parse.Rule{Provider: "Other"}, 1}, {parse.Rule{Provider: "VSS", IDs: []uint32{1}}, 0}, {parse.Rule{Provider: "no", GUID: "{abcdef01-0000-0000-0000-00000000000a}"}, 3}} {
		c := readAll(t, []byte(xml), parse.Options{Selector: &parse.Selector{Rules: []parse.Rule{s.rule}}})
		if len(c.records) != s.want || len(c.runs) != 1 {
			t.Errorf("%+v: %d records, runs %v", s.rule, len(c.records), c.runs)
		}
	}
}

func TestDamage(t *testing.T) {
	good := event(1, "")
	for _, c := range []struct {
		name, xml string
		records   int
		damage    []string
	}{
		{"junk before", "some words " + good, 1, []string{`line 1: event: expected <Event>, found "some words" (11 bytes given up)`}},
		{"junk behind", good + "\nwords", 1, []string{`found "words" (6 bytes given up)`}},
		{"torn by the next", good[:300] + "\n" + good, 1, []string{"expected a whole <Event>, found the next event " +
			"before </Event> (301 bytes given up)"}},
		{"torn by the end", good + good[:200], 1, []string{"found the end of the file before </Event>"}},
		{"wrong end tag", strings.Replace(good, "</Level>", "</Lvl>", 1) + good, 1, []string{"expected </Level>, " +
			"found"}},
		{"broken attribute", strings.Replace(good, "Name='VSS'", "Name=VSS", 1) + good, 1, []string{"expected a quoted value"}},
		{"deep", event(1, strings.Repeat("<a>", 100)) + good, 1, []string{"expected at most"}},
		{"invalid bytes", strings.Replace(event(1, "<EventData><Data>a\xffb</Data></EventData>"), "BOX", "\xc3\xa4", 1), 1, nil},
	} {
		got := readAll(t, []byte(c.xml), parse.Options{})
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

// TestBreaksOff checks that what came before a failure is handed on.
func TestBreaksOff(t *testing.T) {
	broken := errors.New("broken")
	in := input(nil)
	in.Open = func() (io.ReadCloser, error) {
		return io.NopCloser(
			io.MultiReader(strings.NewReader(event(1, "")+event(2, "")[:100]), iotest.ErrReader(broken)),
		), nil
	}
	var c content
	err := Format.Read(context.Background(), in, parse.Options{}, c.take)
	failed, ok := errors.AsType[*parse.Error](err)
	if len(c.records) != 1 || !ok || !errors.Is(err, broken) || failed.Source != "events.xml" || failed.Offset == 0 {
		t.Errorf("%d records, %v", len(c.records), err)
	}
	enough := errors.New("enough")
	if err := Format.Read(context.Background(), input([]byte(event(1, ""))), parse.Options{}, func(*parse.Batch) error { return enough }); !errors.Is(
		err,
		enough,
	) {
		t.Errorf("error %v, want that of emit", err)
	}
}

func TestForeign(t *testing.T) {
	for _, s := range []string{"plain words", "<html><body>", "<Events/>", "<EventData>"} {
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

// TestOracle reads the XML that libevtx made of real logs and compares each record
// with what our EVTX reader makes of the log itself.
func TestOracle(t *testing.T) {
	corpus := os.Getenv("VSSLOG_CORPUS")
	if corpus == "" {
		t.Skip("VSSLOG_CORPUS is not set: no real events were read")
	}
	for _, name := range []string{"plaso-System", "deepbluecli-many-events-application", "omerbenamram-2-vss_7-System", "omerbenamram-sysmon", "omerbenamram-E_ShadowCopy6_windows_system32_winevt_logs_Microsoft-Windows-CAPI2-Operational"} {
		xml := oracle(t, filepath.Join(corpus, "oracle", name+".evtx.jsonl.gz"))
		want := map[uint64]*parse.Record{}
		file, err := os.ReadFile(filepath.Join(corpus, "evtx", name+".evtx"))
		if err != nil {
			t.Fatal(err)
		}
		var log content
		if err := evtx.Format.Read(context.Background(), input(file), parse.Options{}, log.take); err != nil {
			t.Fatal(err)
		}
		for _, r := range log.records {
			if !r.Salvaged {
				want[r.RecordID] = r
			}
		}
		got := readAll(t, xml, parse.Options{})
		if len(got.records) == 0 || len(got.damage) > 0 {
			t.Errorf("%s: %d records, damage %v", name, len(got.records), got.damage)
		}
		for _, r := range got.records {
			w := want[r.RecordID]
			if w == nil {
				t.Errorf("%s: record %d is not in the log", name, r.RecordID)
				continue
			}
			if d := cmp.Diff(comparable(w), comparable(r)); d != "" {
				t.Fatalf("%s: record %d (-evtx +xml):\n%s", name, r.RecordID, d)
			}
		}
	}
}

// comparable returns what the two readers must agree on; libevtx prints values
// its own way, so that they are left to the test of the EVTX reader.
func comparable(r *parse.Record) string {
	var names []string
	for _, f := range r.Fields {
		names = append(names, f.Name)
	}
	return fmt.Sprintf(
		"%v %q %q %q %d %d %v %d %d %d %x %q %q %d %d %q %x %q %q",
		r.Time,
		r.Channel,
		r.Provider,
		r.ProviderGUID,
		r.EventID,
		r.Qualifiers,
		r.HasQualifiers,
		r.Level,
		r.Task,
		r.Opcode,
		r.Keywords,
		r.Computer,
		r.UserSID,
		r.ProcessID,
		r.ThreadID,
		r.ActivityID,
		r.Binary,
		r.UserData,
		names,
	)
}

// oracle returns the events of a file of JSON lines, one after the other.
func oracle(t *testing.T, path string) []byte {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var xml bytes.Buffer
	lines := bufio.NewScanner(z)
	for lines.Buffer(nil, 16<<20); lines.Scan(); {
		var line struct{ XML string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		xml.WriteString(line.XML)
	}
	return xml.Bytes()
}

func FuzzRead(f *testing.F) {
	f.Add(
		[]byte(
			event(
				1,
				"<EventData><Data Name='a'>x</Data><Binary>00</Binary></EventData>",
			) + event(
				2,
				"<UserData><a><b c='d'/></a></UserData>",
			),
		),
	)
	f.Add(utf16Bytes(event(1, ""), false, true))
	f.Add([]byte("junk " + event(1, "")[:150] + event(2, "<![CDATA[]]>")))
	f.Fuzz(func(t *testing.T, b []byte) {
		var c content
		err := Format.Read(context.Background(), input(b), parse.Options{}, c.take)
		if err == nil && c.account.Total() != int64(len(b)) {
			t.Errorf("%d bytes accounted for of %d", c.account.Total(), len(b))
		}
		for _, r := range c.records {
			if r.Offset < 0 || r.Length < 0 || r.Offset > int64(len(b)) {
				t.Errorf("record at %d of %d bytes", r.Offset, len(b))
			}
		}
	})
}
