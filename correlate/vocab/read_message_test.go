package vocab

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/rendered"
)

// TestFromMessage checks that an event of which only the message is left means what
// its strings would. The messages are of our own words.
func TestFromMessage(t *testing.T) {
	for _, c := range []struct {
		provider, message string
		id                uint32
		code              uint32
		kind              Kind
		volume, writer    string
	}{
		{"VSS", `calling routine CreateFileW(\\?\x,0x80000000,0x00000003,...). hr = 0x80070001, no.`, 12289, 0x80070001, KindUnexpected, "", ""},
		{"VSS", `on volume \\?\Volume{2c9e4b70-0000-0000-0000-501f00000000}\. Open[0x00000000, ok], Flush[0x00000000, ok], Release[0x80042314, long], OnRun[0x00000000, ok].`,
			12298, CodeHoldTimeout, KindHoldTimeout, `\\?\Volume{2c9e4b70-0000-0000-0000-501f00000000}\`, ""},
		{"VSS", "no: 0x800423f2, late.\n\nDo:\n   Thaw Event\n\nIn:\n   Key: " +
			"{e8132975-6f93-4464-a53e-1050253ae220}\n   Nam: System Writer\n   Ins: " +
			"{1e6f93d8-40b7-4c52-9d0a-8c7b35e2f164}",
			8229, CodeWriterTimeout, KindTimeout, "", "System Writer"},
		{"volsnap", "Copies of volume F: are gone.", 25, 0, "", "F:", ""},
		{"volsnap", "Nothing is named here.", 25, 0, "", "", ""},
		{"VSS", "Of unknown id: Foo(0x80000000). hr = 0x80070005, no.", 0, CodeAccessDenied, KindOther, "", ""},
	} {
		r := &parse.Record{
			Provider: c.provider,
			EventID:  c.id,
			FromText: true,
			Fields:   rendered.Tokens(c.provider, c.id, c.message),
		}
		e := NewEvent("x", r)
		if e == nil {
			t.Errorf("%s %d has no meaning", c.provider, c.id)
			continue
		}
		if e.Code != c.code || c.kind != "" && e.Kind != c.kind || e.Volume != c.volume || e.Writer != c.writer {
			t.Errorf(
				"%s %d: code %#x, kind %s, volume %q, writer %q",
				c.provider,
				c.id,
				e.Code,
				e.Kind,
				e.Volume,
				e.Writer,
			)
		}
	}
}

// TestAuditAsText: the creation of a shadow copy as Event Viewer copies it tells the set, the
// program and the volume, whatever the language of its labels.
func TestAuditAsText(t *testing.T) {
	const set = "{12345678-1111-2222-3333-444455556666}"
	r := &parse.Record{Provider: "VSSAudit", EventID: 8222, Channel: "Security", FromText: true, Fields: []parse.Field{{
		Name: "message", Value: parse.StringValue("Eine Schattenkopie.\n\nSID:\t\tS-1-5-18\nProzess:\t\tC:\\Windows\\System32\\agent.exe\n" +
			"Satz:\t\t" + set + "\nKopie:\t\t{99999999-1111-2222-3333-444455550005}\nOriginal:\t\\\\?\\Volume{aaaaaaaa-0000-0000-0000-501f00000000}\\\n"),
	}}}
	e := NewEvent("post.txt", r)
	if e == nil || e.SetID != set || e.CommandLine != `C:\Windows\System32\agent.exe` || !strings.Contains(e.Volume, "Volume{aaaaaaaa") {
		t.Errorf("%+v", e)
	}
}

// TestWriterOfMessage: where the strings of an event are not known the writer that its message names is its writer.
func TestWriterOfMessage(t *testing.T) {
	for message, want := range map[string]string{
		"The writer SqlServerWriter did not answer.":                                      WriterSQL,
		"\u300cMicrosoft Exchange Writer\u300d\u306f\u5fdc\u7b54\u3057\u307e\u305b\u3093": WriterExchange,
		"The writer of MySqlServerWriters did not answer.":                                "",
		"A writer did not answer.":                                                        "",
	} {
		s := NewEvent("x", &parse.Record{Provider: "VSS", EventID: 12301, FromText: true,
			Fields: []parse.Field{{Name: rendered.Message, Value: parse.StringValue(message)}}})
		if s.Writer != want || (s.WriterID != "") != (want != "") {
			t.Errorf("%q: %q %s", message, s.Writer, s.WriterID)
		}
	}
}
