package eventtext

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
	"github.com/vsslog/vsslog/parse/rendered"
)

// told is a record as a person reads it: without its message, long values cut.
func told(r *parse.Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d: %s %d", r.Line, r.Provider, r.EventID)
	if r.Level != 0 {
		fmt.Fprintf(&b, " level %d", r.Level)
	}
	if !r.Time.IsZero() {
		fmt.Fprintf(
			&b,
			" %s %s",
			strings.TrimSuffix(strings.TrimSuffix(r.Time.Wall.String(), "Z"), ".0000000"),
			r.Time.Zone,
		)
	}
	for _, part := range []string{r.Channel, r.Computer, r.UserSID} {
		if part != "" {
			b.WriteString(" " + part)
		}
	}
	if r.RecordID != 0 {
		fmt.Fprintf(&b, " #%d", r.RecordID)
	}
	if r.Binary != "" {
		fmt.Fprintf(&b, " %d bytes", len(r.Binary))
	}
	if r.FromText {
		b.WriteString(" text")
	}
	for _, f := range r.Fields {
		if f.Name == rendered.Message || f.Name == parse.FieldPasted {
			continue
		}
		value := strings.ReplaceAll(f.Value.String(), "\n", "/")
		if len(value) > 60 {
			value = strings.ToValidUTF8(value[:57], "") + "..."
		}
		fmt.Fprintf(&b, "|%s=%s", f.Name, value)
	}
	return b.String()
}

func toldAll(t *testing.T, text string) []string {
	t.Helper()
	var all []string
	for _, r := range texttest.Read(t, []byte(text), Events, Messages).Records {
		all = append(all, told(r))
	}
	return all
}

// TestLanguages reads the same event in each language of which all labels are
// known, as Event Viewer copies it.
func TestLanguages(t *testing.T) {
	const writer = "|writer_id={e8132975-6f93-4464-a53e-1050253ae220}|writer_name=System " +
		"Writer|writer_instance_id={1e6f93d8-40b7-4c52-9d0a-8c7b35e2f164}"
	for _, l := range rendered.Languages {
		if l.Name == "da" { // the label of the source was not seen
			continue
		}
		if _, ok := viewerLabels[l.Name]; !ok {
			t.Errorf("%s: no sample", l.Name)
			continue
		}
		r := texttest.Read(
			t,
			[]byte("Look at this:\n\n"+viewerEvent(l.Name, 7)+viewerEvent(l.Name, 8)),
			Events,
			Messages,
		)
		if len(r.Records) != 2 || r.Format != "event-text" {
			t.Errorf("%s: %d records, format %s", l.Name, len(r.Records), r.Format)
			continue
		}
		for k, one := range r.Records {
			computer := fmt.Sprintf(" HOST%d.example.org", 7+k)
			when := " 2023-04-05T23:02:11 local"
			switch l.Name {
			case "en": // the United States and others write dates like that
				when = ""
			case "sv": // its label was not seen, but what it labels is not needed
				computer = ""
			}
			got := told(one)
			got = got[strings.Index(got, ":")+2:]
			want := "VSS 8193 level 2" + when + " Application" + computer + " text|hresult=0x80070005|function=Foo(0x80000000,...)" + writer +
				"|context=//Vorgang A:/   Step one//Context B:/   Key one: {e813297..."
			if l.Name == "en" {
				want += "|month_first=2023-04-05T23:02:11.00|day_first=2023-05-04T23:02:11.00"
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", l.Name, diff)
			}
			if one.Text(rendered.Message) != strings.TrimSpace(someMessage) {
				t.Errorf("%s: message %q", l.Name, one.Text(rendered.Message))
			}
		}
	}
}

// TestWordsBelowBlocks: a sentence with a colon below the blocks of a message is none of it.
func TestWordsBelowBlocks(t *testing.T) {
	for below, want := range map[string]string{
		"und die Sicherung:\nEs gab keine Fehler.\n": strings.TrimSpace(someMessage),
		"Noch ein Block:\n   Teil: eins\n":           someMessage + "Noch ein Block:\n   Teil: eins",
	} {
		r := texttest.Read(t, []byte(viewerEvent("de", 1)+below), Events, Messages)
		if len(r.Records) != 1 || r.Records[0].Text(rendered.Message) != want {
			t.Errorf("below %q: %q", below, r.Records[0].Text(rendered.Message))
		}
	}
}

func TestForms(t *testing.T) {
	for _, c := range forms {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, toldAll(t, c.text)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestSilence checks that prose about events, and what only looks like one, is none.
func TestSilence(t *testing.T) {
	for _, text := range []string{
		"I saw Event ID 8193 from VSS in the log and then Event ID 12289.\n",
		"Event ID 8193 is logged by VSS when a routine fails with hr = 0x80070005.\n",
		"We get the VSS error hr = 0x80070005, access denied, each night.\n",
		"Source: the manual\nDate: 3 May\n",
		"id: 5\nname: foo\nlevel: info\nsource: bar\n",
		"From: someone@example.org\nDate: Tue, 14 Mar 2023 11:02:11 +0100\nSubject: Event ID 8193\n",
		"| 8193 | Volume Shadow Copy Service error: Unexpected error calling routine %1. hr = %2. %3 |\n",
		"\t\"Volume Shadow Copy Service error:\", \"Volume Shadow Copy Service warning:\",\n",
		"if strings.Contains(s, \"OnIdentity()\") && strings.Contains(s, \"System Writer\") {\n",
		"Level  Id  Name\n-----  --  ----\n1      5   foo\n",
		"2023-03-14 23:02:11 job 7 Error copied 17 files\n",
		"<Events>\n<EventData>x</EventData>\n",
		"- System requirements\n- Provider of the disk\n",
		"Event[0] of the array\n",
	} {
		if got := toldAll(t, text); len(got) > 0 {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestCut cuts a text with every form at each place: no byte may be lost, nothing
// may panic, and what stands before the cut stays.
func TestCut(t *testing.T) {
	var b strings.Builder
	for _, c := range forms {
		b.WriteString(c.text + "\n\nSome words between.\n\n")
	}
	whole := b.String()
	for at := 0; at < len(whole); at += 97 {
		texttest.Read(t, []byte(whole[:at]), Events, Messages)
	}
}

// TestLineEnds reads a text with other line ends, and with its blank lines doubled.
func TestLineEnds(t *testing.T) {
	for _, c := range forms {
		want := toldAll(t, c.text)
		if got := toldAll(t, strings.ReplaceAll(c.text, "\n", "\r\n")); !cmp.Equal(want, got) {
			t.Errorf("%s with CR LF: %s", c.name, cmp.Diff(want, got))
		}
	}
}

// TestLimit checks that a message beyond the limit is cut and says so.
func TestLimit(t *testing.T) {
	text := "Source: VSS\nEvent ID: 8193\nDescription:\n" + strings.Repeat(strings.Repeat("word ", 100)+"\n", 3000)
	all := texttest.Read(t, []byte(text), Events, Messages).Records
	if len(all) == 0 || all[0].Text(FieldCut) != "true" || len(all[0].Text(rendered.Message)) > maxMessage {
		t.Fatalf("%d records, cut %q, %d bytes", len(all), all[0].Text(FieldCut), len(all[0].Text(rendered.Message)))
	}
}

func TestDump(t *testing.T) {
	for _, c := range []struct {
		line   string
		offset int
		want   string
	}{
		{"0000: 2d 20 43 6f 64 65 3a 20   - Code: ", 0, "- Code: "},
		{"0008: 41                        A", 8, "A"},
		{"0000: 2D20 4342", 0, ""},
		{"0010: 6f43202d 203a6564", 16, "- Code: "},
		{"0000: 6F43202D", 0, "- Co"},
		{"00000010: 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP", 16, "ABCDEFGHIJKLMNOP"},
		{"12:30: 41", 0, ""}, {"abc: 41", 0, ""}, {"0000: xx", 0, ""},
		{"000000010: 41 42", 0, ""},                       // nine digits
		{"10000: 41", 0x10000, "A"}, {"10001: 41", 0, ""}, // no event has more
		{"0000: 41 6f43202d", 0, "A"}, {"0000: 6f43202d 41", 0, "- Co"}, // one width
		{"0000: 41 42-43 44", 0, "ABCD"}, {"0000: 414", 0, ""}, {"0000: 41x", 0, ""},
		{"0000: 41\t42", 0, "A"}, {"0000:", 0, ""},
		{"0000: 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50 51", 0, "ABCDEFGHIJKLMNOP"},
	} {
		offset, raw, ok := dumpLine(c.line)
		if ok != (c.want != "") || string(raw) != c.want || ok && offset != c.offset {
			t.Errorf("%q: %d %q %v", c.line, offset, raw, ok)
		}
	}
}

// TestNextLabel: a value ends where the next label of the table begins in its line, and not at a
// colon of its own.
func TestNextLabel(t *testing.T) {
	for value, want := range map[string]string{
		"VSS Event ID: 8193":          "Event ID: 8193",
		"VSS   Level: Error":          "Level: Error",
		"Application, Source: VSS":    "Source: VSS",
		"a:b Event ID: 8193":          "Event ID: 8193",
		"at 02:10:11 Level: Error":    "Level: Error",
		"a:: Level: Error":            "Level: Error",
		"VSS:":                        "",
		"a::":                         "",
		"VSS":                         "",
		"Executing Operation: Gather": "",
		"at 02:10:11":                 "",
		"":                            "",
		strings.Repeat("x", 390) + " Event ID: 8193":  "Event ID: 8193",
		strings.Repeat("x", 399) + ": Event ID: 8193": "",
		strings.Repeat("x", 391) + " Event ID: 8193":  "", // too far behind
	} {
		got := ""
		if at := nextLabel(value); at >= 0 {
			got = value[at:]
		}
		if got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
}

// TestRejected: a sentence with a code of a writer begins an event if a label of its block stands
// within the seven lines below, and not by such a word in its own line.
func TestRejected(t *testing.T) {
	const sentence = "Some writer said no to this one with 0x800423f4, no.\n"
	const block = "Operation:\n   PrepareForSnapshot Event\n\nContext:\n   Execution Context: Writer\n" +
		"   Writer Class Id: {a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}\n   Writer Name: SqlServerWriter\n"
	for text, want := range map[string]int{
		sentence + block:            1,
		sentence + "\n" + block:     1,
		sentence + "\nno block\n":   0,
		"0x800423f4, no.\n" + block: 0, // too short for a sentence
		strings.Replace(sentence, "0x800423f4", "0x80070005", 1) + block: 0,
		"- " + sentence + block: 0,
		"Context: some writer said no to this one with 0x800423f4\n": 0,
	} {
		if got := rejections(t, text); got != want {
			t.Errorf("%q: %d events, want %d", text, got, want)
		}
	}
	for lines, want := range map[int]int{1: 1, 6: 1, 7: 0} {
		if got := rejections(t, sentence+strings.Repeat("it said so\n", lines)+block); got != want {
			t.Errorf("%d lines between: %d events, want %d", lines, got, want)
		}
	}
}

// TestTail: the message of an event in one line goes on in the next line if that is indented, and with
// its block behind a gap; it ends where another event begins.
func TestTail(t *testing.T) {
	const event = "2023-03-14 23:02:11 Error VSS Event ID 12293: Something failed here with 0x80042306"
	const said = "Something failed here with 0x80042306"
	for below, want := range map[string]string{
		"second line":                         said,
		" second line":                        said,
		"  second line":                       said + "\n\nsecond line",
		"\tsecond line":                       said + "\n\nsecond line",
		"\n  second line":                     said,
		"\nOperation:\n   Freeze Event":       said + "\n\nOperation:\n   Freeze Event",
		"\n\n\nOperation:\n   Freeze Event":   said + "\n\nOperation:\n   Freeze Event",
		"\n" + event:                          said,
		"  " + event:                          said,
		strings.Repeat("\n", 40) + "Context:": said,
	} {
		all := texttest.Read(t, []byte(event+"\n"+below+"\n"), Events, Messages).Records
		if len(all) == 0 || all[0].EventID != 12293 || all[0].Text(rendered.Message) != want {
			t.Errorf("%q: %d records, want %q", below, len(all), want)
		}
	}
}

// rejections counts the events by which VSS says that a writer refused.
func rejections(t *testing.T, text string) (n int) {
	t.Helper()
	for _, r := range texttest.Read(t, []byte(text), Events, Messages).Records {
		if r.Provider == "VSS" && r.EventID == 8229 {
			n++
		}
	}
	return n
}

func FuzzEvents(f *testing.F) {
	var seeds []string
	for _, c := range forms {
		seeds = append(seeds, c.text)
	}
	for _, one := range hostile {
		seeds = append(seeds, one+one+one)
	}
	texttest.Fuzz(f, seeds, Events, Messages)
}

// TestBehindWords: the parts of an event of a known source may stand behind the words of an alert.
func TestBehindWords(t *testing.T) {
	const filler = "\nfiller that says nothing\nmore of it\nand more\nand more of this\nand so on\nto the end\n"
	for line, want := range map[string]int{
		"Last message: [Error] Source: volsnap, Event ID: 35, Date: 2023-04-05 18:06:44, Message: Copies of E: are gone.": 1,
		"Last message: [Error] Source: nobody, Event ID: 35, Message: nothing of note happened here.":                     0,
	} {
		r := texttest.Read(t, []byte(line+filler), Events, Messages)
		if len(r.Records) != want || want == 1 && (r.Records[0].Provider != "VolSnap" || r.Records[0].EventID != 35) {
			t.Errorf("%q: %d records", line, len(r.Records))
		}
	}
}
