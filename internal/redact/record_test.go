package redact

import (
	"bytes"
	"io"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
	"pgregory.net/rapid"
)

// redactor knows the names of these records, and is ready.
func redactor(t testing.TB, kinds []Kind, records ...*parse.Record) *Redactor {
	t.Helper()
	r, err := New(kinds, "a key")
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range records {
		r.Learn(rec)
	}
	r.Finish()
	return r
}

func recordOf(provider string, pairs ...string) *parse.Record {
	r := &parse.Record{Provider: provider}
	for i := 0; i+1 < len(pairs); i += 2 {
		r.Fields = append(r.Fields, parse.Field{Name: pairs[i], Value: parse.StringValue(pairs[i+1])})
	}
	return r
}

func wide(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

// Names are learnt where a record labels them, and then replaced wherever they stand.
func TestNamesAreLearnt(t *testing.T) {
	for _, c := range []struct {
		where  string
		record *parse.Record
		names  []string
		kind   string
	}{
		{"the computer", &parse.Record{Computer: "erp16.zentrale.example"}, []string{"erp16", "ERP16.ZENTRALE.EXAMPLE", "zentrale"}, "host-"},
		{"a field of a host", recordOf("Other", "WorkstationName", `\\ERP16`), []string{"erp16"}, "host-"},
		{"a field of a user", recordOf("Other", "SubjectUserName", `ZENTRALE\jmeier`), []string{"jmeier"}, "user-"},
		{"the domain of a user", recordOf("Other", "SubjectUserName", `ZENTRALE\jmeier`), []string{"zentrale"}, "host-"},
		{"a mail address of a user", recordOf("Other", "TargetUPN", `jmeier@zentrale.example`), []string{"jmeier"}, "user-"},
		{"the account of a computer", recordOf("Other", "TargetUserName", "ERP16$"), []string{"erp16"}, "host-"},
		{"a field of a database", recordOf("Other", "DatabaseName", "lohnkonten"), []string{"Lohnkonten"}, "db-"},
		{"a profile in a path", recordOf("Other", "x", `C:\Users\jmeier\AppData`), []string{"jmeier"}, "user-"},
		{"an old profile in a path", recordOf("Other", "x", `C:\Documents and Settings\jmeier\x`), []string{"jmeier"}, "user-"},
		{"the user of a record of VSS", &parse.Record{Binary: `- User: Name: ZENTRALE\jmeier, SID:S-1-5-21-1-2-3-4`}, []string{"jmeier"}, "user-"},
		{"the same in UTF-16", &parse.Record{Binary: wide(`- User: Name: ZENTRALE\jmeier, SID:x`)}, []string{"jmeier"}, "user-"},
		{"a share", recordOf("Other", "x", `copied to \\nas07\sicherung\a.bkf`), []string{"nas07"}, "host-"},
		{"the host name of a listing", recordOf(parse.ProviderHost, parse.FieldFact, parse.FactHostName, parse.FieldValue, "erp16"), []string{"erp16"}, "host-"},
		{"an account of VSS", recordOf(parse.ProviderHost, parse.FieldFact, parse.FactVSSAccess, parse.FieldValue, `ZENTRALE\jmeier`), []string{"jmeier"}, "user-"},
		{"the account of a service", recordOf(parse.ProviderHost, parse.FieldFact, parse.FactService, parse.FieldAccount, `ZENTRALE\jmeier`), []string{"jmeier"}, "user-"},
		{"the machine of a shadow copy", recordOf(parse.ProviderShadow, parse.FieldMachine, "erp16"), []string{"erp16"}, "host-"},
		{"the database of a trace", recordOf(parse.ProviderTrace, parse.FieldDatabase, "lohnkonten"), []string{"lohnkonten"}, "db-"},
	} {
		r := redactor(t, Kinds, c.record)
		for _, name := range c.names {
			got := r.Text("the backup of " + name + " failed")
			if !strings.HasPrefix(got, "the backup of "+c.kind) || !strings.HasSuffix(got, " failed") ||
				strings.Contains(strings.ToLower(got), strings.ToLower(name)) {
				t.Errorf("%s: %s becomes %q, want %s...", c.where, name, got, c.kind)
			}
		}
	}
}

// What every Windows has names nobody.
func TestWhatIsNoName(t *testing.T) {
	r := redactor(
		t,
		Kinds,
		&parse.Record{Computer: "localhost", UserSID: "S-1-5-18"},
		recordOf(
			"Other",
			"SubjectUserName",
			`NT AUTHORITY\SYSTEM`,
			"DatabaseName",
			"master",
			"IpAddress",
			"127.0.0.1",
			"ServerName",
			"12",
			"x",
			`\\?\GLOBALROOT\Device\x`,
		),
	)
	if len(r.names) != 0 {
		t.Errorf("learnt: %v", r.names)
	}
	for _, s := range []string{"S-1-5-18", "master", `\\?\GLOBALROOT\Device`, "12", "0x800423f2", "{b5946137-7b9f-4925-af80-51abd60b20d5}", `C:\Windows\System32`, "10.0.14393", "KB915331", "500ms", "2019-03-14", "HarddiskVolumeShadowCopy12"} {
		if got := r.Text(s); got != s {
			t.Errorf("%s becomes %s", s, got)
		}
	}
}

// A record is redacted field by field, each by its type and kind; what vsslog itself wrote
// stays.
func TestRecord(t *testing.T) {
	rec := &parse.Record{
		Provider:        "MSSQL$LOHN",
		EventSourceName: "MSSQL$LOHN",
		Channel:         "Application",
		Computer:        "erp16",
		UserSID:         "S-1-5-21-1-2-3-1001",
		Binary:          "\x05\x00\x07\x80",
		Fields: []parse.Field{
			{Name: "DatabaseName", Value: parse.StringValue("lohnkonten")},
			{Name: "SubjectUserName", Value: parse.StringValue("ERP16$")},
			{
				Name:  "TargetSid",
				Value: parse.BytesValue(parse.TypeSID, "\x01\x01\x00\x00\x00\x00\x00\x05\x12\x00\x00\x00"),
			},
			{Name: "Blob", Value: parse.BytesValue(parse.TypeBinary, "secret text of lohnkonten")},
			{Name: "Count", Value: parse.NumberValue(parse.TypeUInt32, 7)},
			{Name: "Computer", Value: parse.StringValue("")},
		},
	}
	r := redactor(t, Kinds, rec)
	r.Record(rec)
	text := rec.Text
	if rec.Computer != r.Host("erp16") || !strings.HasPrefix(rec.UserSID, "sid-") ||
		rec.Provider != rec.EventSourceName ||
		!strings.HasPrefix(rec.Provider, "MSSQL$word-") ||
		rec.Channel != "Application" ||
		rec.Binary != "\x05\x00\x07\x80" {
		t.Errorf("%+v", rec)
	}
	if !strings.HasPrefix(text("DatabaseName"), "db-") || text("SubjectUserName") != r.Host("erp16")+"$" ||
		text("TargetSid") != "S-1-5-18" ||
		text("Count") != "7" ||
		text("Computer") != "" {
		t.Errorf("%v", rec.Fields)
	}
	if blob, _ := rec.Field("Blob"); blob.Type() != parse.TypeBinary || strings.Contains(blob.Bytes(), "lohnkonten") {
		t.Errorf("binary data become %q", blob.Bytes())
	}
	own := recordOf(
		parse.ProviderRequester,
		parse.FieldTool,
		"own-copier",
		parse.FieldPhrase,
		parse.PhraseCode,
		parse.FieldText,
		"lohnkonten failed",
	)
	if r.Record(own); own.Text(parse.FieldTool) != "own-copier" || own.Provider != parse.ProviderRequester ||
		strings.Contains(own.Text(parse.FieldText), "lohnkonten") {
		t.Errorf("%v", own.Fields)
	}
}

// Kinds that nobody asked for stay as they are; a word that is of no kind goes all the same.
func TestKindsAskedFor(t *testing.T) {
	learned := func() *parse.Record {
		return recordOf("Other", "ServerName", "erp16", "SubjectUserName", "jmeier", "DatabaseName", "lohnkonten")
	}
	for _, k := range []Kind{Hosts, Users, Databases} {
		r := redactor(t, []Kind{k}, learned())
		for name, of := range map[string]Kind{"erp16": Hosts, "jmeier": Users, "lohnkonten": Databases} {
			if got := r.Text(name); (got == name) != (of != k) {
				t.Errorf("%s asked for: %s becomes %s", k, name, got)
			}
		}
		if got := r.Text("zwiebelkuchen"); !strings.HasPrefix(got, "word-") {
			t.Errorf("%s asked for: a strange word becomes %s", k, got)
		}
	}
	r := redactor(
		t,
		[]Kind{Users},
		&parse.Record{UserSID: "S-1-5-21-1-2-3-4"},
		recordOf("Other", "SubjectUserName", "erp16"),
	)
	if got := r.Host("erp16"); !strings.HasPrefix(got, "user-") {
		t.Errorf("a host that bears the name of a user is shown as %s", got)
	}
	if got := r.Host("other"); got != "other" {
		t.Errorf("a host becomes %s, and nobody asked", got)
	}
	hosts := redactor(t, []Kind{Hosts}, &parse.Record{Computer: "erp1"})
	if got := hosts.Text("erp12"); strings.Contains(got, hosts.Host("erp1")) || !strings.HasPrefix(got, "word-") {
		t.Errorf("a longer name that begins with that of a host becomes %s", got)
	}
	if got := hosts.Text("erp1-disk"); got != hosts.Host("erp1")+"-disk" {
		t.Errorf("a name with more behind it becomes %s", got)
	}
	if _, err := New([]Kind{"cats"}, ""); err == nil || !strings.Contains(err.Error(), "cats") {
		t.Errorf("%v", err)
	}
}

// Whatever stands around a name, it is not in what comes out, in any case, and the same
// name has the same pseudonym everywhere.
func TestNamesDoNotSlipThrough(t *testing.T) {
	r := redactor(
		t,
		Kinds,
		&parse.Record{Computer: "erp16.zentrale.example"},
		recordOf("Other", "SubjectUserName", "jmeier", "DatabaseName", "lohn konten"),
	)
	around := rapid.StringOfN(rapid.RuneFrom([]rune(" \t\n\\/.,;:-_()[]{}'\"<>|=0aZüß$~\u200b")), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"erp16", "ERP16.zentrale.example", "jmeier", "JMeier", "lohn konten"}).
			Draw(t, "name")
		s := around.Draw(t, "before") + " " + name + " " + around.Draw(t, "after")
		got := strings.ToLower(r.Text(s))
		for _, secret := range []string{"erp16", "zentrale", "jmeier", "konten"} {
			if strings.Contains(strings.ToLower(s), secret) && strings.Contains(got, secret) {
				t.Fatalf("%q becomes %q", s, got)
			}
		}
		if want := strings.ToLower(r.Text(strings.ToLower(name))); !strings.Contains(got, want) {
			t.Fatalf("%q becomes %q, and %s alone %s", s, got, name, want)
		}
	})
}

// Names of files keep what tells the kind of file, and lose what names somebody.
func TestPaths(t *testing.T) {
	r := redactor(t, Kinds, &parse.Record{Computer: "erp16"})
	host := r.Host("erp16")
	for in, want := range map[string]string{
		"": "", "-": "-", "erp16/Application.evtx": host + "/Application.evtx", "erp16.evtx": host + ".evtx", "erp16.evtx.gz": host + ".evtx.gz",
		"a.zip!/System.evtx": "*.zip!/System.evtx", "nacht.txt#2": "*.txt#2", "nacht#x": "*",
	} {
		got := r.Path(in)
		parts, wanted := strings.Split(got, "*"), want
		if at := strings.IndexByte(want, '*'); at >= 0 {
			if !strings.HasPrefix(got[at:], "path-") || !strings.HasSuffix(got, want[at+1:]) {
				t.Errorf("%q becomes %q, want %q", in, got, want)
			}
		} else if len(parts) != 1 || got != wanted {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	if got := redactor(t, []Kind{Hosts}, &parse.Record{Computer: "erp16"}).Path("backup/erp16-nacht.txt"); strings.Contains(
		got,
		"erp16",
	) ||
		!strings.HasSuffix(got, ".txt") {
		t.Errorf("with hosts alone: %s", got)
	}
	for in, keeps := range map[string]bool{`C:\Windows\System32\vssvc.exe`: true, `C:\Meine Daten\x.mdf`: false, `\\?\Volume{2c9e4b70-0000-0000-0000-501f00000000}\`: true} {
		if got := r.Text(in); (got == in) != keeps {
			t.Errorf("%s becomes %s", in, got)
		}
	}
	if got := r.Text(`C:\Meine Daten\gehalt.mdf`); strings.Contains(got, "Meine") || strings.Contains(got, "Daten") ||
		!strings.HasSuffix(got, ".mdf") {
		t.Errorf("a folder with a blank in its name: %s", got)
	}
}

// Addresses and SIDs are names though no record labels them.
func TestAddressesAndSIDs(t *testing.T) {
	r := redactor(t, Kinds)
	for in, prefix := range map[string]string{"192.168.7.12": "host-", "S-1-5-21-1-2-3-1001": "sid-", "MSSQL$LOHN": "MSSQL$word-"} {
		if got := r.Text(in); !strings.HasPrefix(got, prefix) {
			t.Errorf("%s becomes %s", in, got)
		}
	}
	none := redactor(t, []Kind{Paths})
	for _, in := range []string{"192.168.7.12", "S-1-5-21-1-2-3-1001"} {
		if got := none.Text(in); got != in {
			t.Errorf("paths asked for: %s becomes %s", in, got)
		}
	}
	if got := r.Text("a\x00b"); !strings.HasPrefix(got, "word-") {
		t.Errorf("text with zeros becomes %q", got)
	}
}

// Binary data that hold text are text, short numbers stay, all else goes.
func TestBinaryData(t *testing.T) {
	r := redactor(t, Kinds, &parse.Record{Computer: "erp16"})
	for in, want := range map[string]string{
		"": "", "\x00\x00": "\x00\x00", "\x05\x00\x07\x80": "\x05\x00\x07\x80", "on erp16": "on " + r.Host("erp16"), wide("on erp16"): "on " + r.Host("erp16"), "on erp16\x00": "on " + r.Host("erp16"),
		"\x01\x02abc\x03": "redacted", "\x01\xffa\x00b\x00c\x00": "redacted", strings.Repeat("\x01", 17): "redacted",
	} {
		if got := r.bytes(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// The key is the user's, or made of what the inputs hold: the same input gives the same
// pseudonyms, another one others.
func TestKeys(t *testing.T) {
	input := func(s string) *parse.Input {
		return &parse.Input{
			Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(s))), nil },
		}
	}
	pseudonym := func(key string, inputs ...*parse.Input) string {
		r, err := New(Kinds, key)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range inputs {
			r.Content(in)
		}
		r.learnHost("erp16")
		r.Finish()
		return r.Host("ERP16")
	}
	a, b := input("a"), input("b")
	if pseudonym("", a, b) != pseudonym("", b, a) {
		t.Error("the order of the inputs counts")
	}
	if pseudonym("", a) == pseudonym("", b) || pseudonym("k", a) == pseudonym("l", a) {
		t.Error("two keys give one pseudonym")
	}
	if pseudonym("k", a) != pseudonym("k", b) {
		t.Error("the inputs count though the user gave a key")
	}
	gone := &parse.Input{Open: func() (io.ReadCloser, error) { return nil, fs.ErrNotExist }}
	once := &parse.Input{Once: true, Open: func() (io.ReadCloser, error) {
		t.Error("an input is read that can be read once only")
		return nil, fs.ErrNotExist
	}}
	if pseudonym("", a, gone, once) != pseudonym("", a) {
		t.Error("an input that cannot be read counts")
	}
}

// Names of sets hold the host's name and a hash over it: both are made anew, and every text
// that speaks of the set follows.
func TestSets(t *testing.T) {
	set := &correlate.SnapshotSet{Name: "erp16/2019-03-14T02:00/0a1b2c3d", Host: "erp16"}
	r, _ := New(Kinds, "a key")
	r.Hosts("erp16")
	r.learnStep(&correlate.Step{Event: vocab.Event{Database: "lohnkonten", CommandLine: `C:\Users\jmeier\x.exe`}})
	r.Finish()
	r = r.Of([]*correlate.SnapshotSet{set})
	got := r.Text(set.Name)
	if !strings.HasPrefix(got, r.Host("erp16")+"/2019-03-14T02:00/") || strings.HasSuffix(got, "0a1b2c3d") ||
		len(got) != len(r.Host("erp16")+"/2019-03-14T02:00/0a1b2c3d") {
		t.Errorf("%s", got)
	}
	if in := r.Text("see erp16/2019-03-14T02:00/0a1b2c3d."); in != "see "+got+"." {
		t.Errorf("in a sentence: %s, want %s", in, got)
	}
	for name, prefix := range map[string]string{"lohnkonten": "db-", "jmeier": "user-"} {
		if got := r.Text(name); !strings.HasPrefix(got, prefix) {
			t.Errorf("%s becomes %s", name, got)
		}
	}
	plain, _ := New([]Kind{Users}, "a key")
	plain.Finish()
	plain = plain.Of([]*correlate.SnapshotSet{set})
	if got := plain.Text(set.Name); got != set.Name {
		t.Errorf("hosts not asked for: %s", got)
	}
}

// Of two names of which one begins with the other the longer one is replaced.
func TestLongestName(t *testing.T) {
	r := redactor(
		t,
		Kinds,
		recordOf("Other", "DatabaseName", "lohn"),
		recordOf("Other", "DatabaseName", "lohn konten"),
		recordOf("Other", "DatabaseName", "lohn konten alt"),
	)
	for _, name := range []string{"lohn", "lohn konten", "lohn konten alt"} {
		if got, want := r.Text("restore "+name+"!"), "restore "+r.name(Databases, name)+"!"; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got, want := r.Text("lohn kontenrahmen"), r.name(Databases, "lohn")+" word-"; !strings.HasPrefix(got, want) {
		t.Errorf("a longer word behind a name: %s, want %s...", got, want)
	}
}
