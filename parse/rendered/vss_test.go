package rendered

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/internal/slowtest"
)

const block = "\n\nOperation:\n   Step one\n   Step two\n\nContext:\n   Writer Class Id: " +
	"{e8132975-6f93-4464-a53e-1050253ae220}\n   Writer Name: System Writer\n" +
	"   Writer Instance ID: {1e6f93d8-40b7-4c52-9d0a-8c7b35e2f164}"

// TestBlock checks that the block comes out in the layout of the event's string,
// whatever became of its lines.
func TestBlock(t *testing.T) {
	lines := strings.ReplaceAll(block, "   ", "")
	for name, message := range map[string]string{
		"as logged":         "Text." + block,
		"carriage returns":  strings.ReplaceAll("Text."+block, "\n", "\r\n"),
		"indent lost":       "Text." + lines,
		"blank lines lost":  "Text.\n" + strings.ReplaceAll(lines[2:], "\n\n", "\n"),
		"more indent":       "Text." + strings.ReplaceAll(block, "   ", "\t\t"),
		"full-width colons": "Text." + strings.ReplaceAll(block, ":\n", "：\n"),
	} {
		head, got := splitBlock(message)
		if diff := cmp.Diff(block, got); diff != "" || strings.TrimSpace(head) != "Text." {
			t.Errorf("%s: head %q, block (-want +got)\n%s", name, head, diff)
		}
	}
	one := "Text. Operation: Step one Step two Context: Writer Class Id: {e8132975-6f93-4464-a53e-1050253ae220} " +
		"Writer Name: System Writer " +
		"Writer Instance ID: {1e6f93d8-40b7-4c52-9d0a-8c7b35e2f164}"
	want := strings.Replace(block, "\n   Step two", " Step two", 1)
	if head, got := splitBlock(one); got != want || head != "Text." {
		t.Errorf("one line: %q, %q", head, got)
	}
	for _, none := range []string{"Text: and more\nlines", "Text\n\nDetails:\n", "Details:\n   but no text " +
		"before", "", "\n", ":"} {
		if _, got := splitBlock(none); got != "" {
			t.Errorf("%q has the block %q", none, got)
		}
	}
}

func TestCodes(t *testing.T) {
	for _, c := range []struct{ head, want string }{
		{"CreateFileW(x,0x80000000,0x00000003,...). hr = 0x80070001, no.", "0x80070001"},
		{"Some (\\\\?\\x,0x80000000) that fails [0x80040154, no", "0x80040154"},
		{"rejected with error 0x800423f2, The", "0x800423f2"},
		{"System Error:\n0xC0000039 (unresolvable).", "0xc0000039"},
		{"failed with code '2155348129'", "0x807800a1"},
		{"failed with %%2155348254 there", "0x8078011e"},
		{"result -2147212302.", "0x800423f2"},
		{"hr = 0x0.", "0x00000000"},
		{"nothing 12 {80042306-0000-0000-0000-000000000000} 0x12", ""},
	} {
		got := ""
		if v, ok := hresultOf(c.head); ok {
			got = hex32(v)
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.head, got, c.want)
		}
	}
}

// TestEntities reads what messages of each source state. The words are ours.
func TestEntities(t *testing.T) {
	for _, c := range []struct {
		provider, message string
		id                uint32
		want              string
	}{
		{"VSS", `calling routine Foo(a,0x80000000). hr = 0x80070005, no.` + block, 8193,
			"hresult=0x80070005|function=Foo(a,0x80000000)|writer_id={e8132975-6f93-4464-a53e-1050253ae220}|writer_name=System Writer|writer_instance_id={1e6f93d8-40b7-4c52-9d0a-8c7b35e2f164}|context"},
		{"vss", `on volume \\?\Volume{2c9e4b70-0000-0000-0000-501f00000000}\. Open[0x00000000, ok], Flush[0x80042313, x], Release[0x00000000, ok], OnRun[0x00000000, ok].`, 12297,
			`hresult=0x80042313|open=0x00000000|flush=0x80042313|release=0x00000000|on_run=0x00000000|volume=\\?\Volume{2c9e4b70-0000-0000-0000-501f00000000}\`},
		{"VSS", "set {0b7c2f14-6d1e-4a5b-9c83-2f40d7e6a911}.\nRun: C:\\a b\\x.exe -y", 8231, `snapshot_set_id={0b7c2f14-6d1e-4a5b-9c83-2f40d7e6a911}|command_line=C:\a b\x.exe -y`},
		{"VSS", "Provider {b5946137-7b9f-4925-af80-51abd60b20d5} failed BreakSnapshotSetEx for " +
			"{0b7c2f14-6d1e-4a5b-9c83-2f40d7e6a911} with 0x80070005.", 12361,
			"hresult=0x80070005|provider_id={b5946137-7b9f-4925-af80-51abd60b20d5}|snapshot_set_id={0b7c2f14-6d1e-4a5b-9c83-2f40d7e6a911}"},
		{"VSS", "{b5946137-7b9f-4925-af80-51abd60b20d5}{0B7C2F14-6D1E-4A5B-9C83-2F40D7E6A911} 0x80070005", 12361,
			"hresult=0x80070005|provider_id={b5946137-7b9f-4925-af80-51abd60b20d5}|" +
				"snapshot_set_id={0b7c2f14-6d1e-4a5b-9c83-2f40d7e6a911}"},
		{"VSS", "no more than {b5946137-7b9f-4925-af80-51abd60b20d5}", 12361,
			"provider_id={b5946137-7b9f-4925-af80-51abd60b20d5}"},
		{"VSS", "class CLSID {faf53cc4-bd73-4e36-83f1-2b23f46e513e}VSSEvent is [0x80040154, no\n].", 22,
			"hresult=0x80040154|class_id={faf53cc4-bd73-4e36-83f1-2b23f46e513e}|class_name=VSSEvent"},
		{"VSS", "class CLSID {faf53cc4-bd73-4e36-83f1-2b23f46e513e}", 22,
			"class_id={faf53cc4-bd73-4e36-83f1-2b23f46e513e}"},
		{"VSS", "class CLSID {faf53cc4-bd73-4e36-83f1-2b23f46e513e} and Name VSSEvent is [0x80040154, no\n].", 22,
			"hresult=0x80040154|class_id={faf53cc4-bd73-4e36-83f1-2b23f46e513e}|class_name=VSSEvent"},
		{"Microsoft-Windows-Backup", "started at '2021-06-03T23:30:04Z' failed with '2155348254' (0x80070005).", 517, "HRESULT=0x8078011e|DetailedHRESULT=0x80070005"},
		{"Microsoft-Windows-CAPI2", "failed in OnIdentity() of the System Writer " +
			"Object.\n\nDetails:\nAddLegacyDriverFiles: Unable to back up x.\n\nSystem Error:\nno\n.", 513,
			"writer_name=System Writer|function=AddLegacyDriverFiles: Unable to back up x."},
		{"SQLWRITER", "Database Invoices of SQL Server instance ACME is where it should not be", 24579, "database=Invoices|instance=ACME"},
		{"SQLWRITER", "calling X. hr = 0x80040e14. Error: differential of database \"Invoices\" Instance=ACME.", 24583, "hresult=0x80040e14|database=Invoices|instance=ACME"},
		{"MSSQL$A", "BACKUP failed to complete the command BACKUP DATABASE master. Look.", 3041, "database=master"},
		{"Volsnap", "no room on volume E: for the shadow copy of volume C:.", 23, "VolumeName=C:|storage_volume=E:"},
		{"Volsnap", "Kein Platz auf Volume E: für C:.", 23, ""},
		{"Volsnap", "shadow copies of volume C: lost on C:", 36, "VolumeName=C:"},
		{"Microsoft-Windows-Ntfs", `Ein Volume ?? (\Device\HarddiskVolumeShadowCopy7) ist da.`, 98, `DeviceName=\Device\HarddiskVolumeShadowCopy7`},
		{"System Restore", "(Process = C:\\x.exe; Description = Update; Error = 0x80070422).", 8193, "hresult=0x80070422|process=C:\\x.exe|description=Update"},
		{"SPP", "Writer met 0x800423F4.", 16387, "hresult=0x800423f4"},
		{"SPP", "An error of the ASR Writer was reported. No (0x80070015).", 16387, "hresult=0x80070015|writer_name=ASR Writer"},
		{"SPP", "Writer SqlServerWriter met something: (0x800423F4).", 16389, "hresult=0x800423f4|writer_name=SqlServerWriter"},
		{"SPP", "Gemeldet von COM+ REGDB Writer. (0x80070005).", 16387, "hresult=0x80070005|writer_name=COM+ REGDB Writer"},
		{"MSExchangeIS", "cannot prepare the storage group 'Group Two', code -2403", 9840, "database=Group Two"},
		{"MSExchangeIS", `Die Speichergruppe "Zwei" ist belegt.`, 9840, "database=Zwei"},
		{"MSExchangeRepl", "nothing is named", 2034, ""},
		{"Microsoft-Windows-FailoverClustering", "on 'Volume7' ('Cluster Disk 9') it was not prepared", 1584, "VolumeName=Volume7|ResourceName=Cluster Disk 9"},
		{"FailoverClustering", "auf „Volume7“ („Clusterdatenträger 9“) nicht", 1584, "VolumeName=Volume7|ResourceName=Clusterdatenträger 9"},
		{"FailoverClustering", "node 'A' was removed", 1135, ""},
	} {
		var got []string
		for _, f := range Tokens(c.provider, c.id, c.message) {
			switch f.Name {
			case Message:
				if f.Value.String() != c.message {
					t.Errorf("%s %d: message %q", c.provider, c.id, f.Value)
				}
			case fieldContext:
				got = append(got, f.Name)
			default:
				got = append(got, f.Name+"="+f.Value.String())
			}
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%s %d (-want +got)\n%s", c.provider, c.id, diff)
		}
	}
}

// TestLongMessages checks that the time for a message grows with its length only.
func TestLongMessages(t *testing.T) {
	size := slowtest.Of(1<<20, 1<<18)
	for _, one := range []string{"a:\n", "a:\nb: c\n", "(", "a(", "[0x", "0x80000000 ", "{", "CLSID ", "\\\\?\\Volume{", "c: ", "Operation: ", "hr = ", ".exe ", "database \"", "%%2155348254 "} {
		message := "x\n" + strings.Repeat(one, size/len(one))
		for _, provider := range []string{"VSS", "Volsnap", "Microsoft-Windows-Backup", "CAPI2", "SQLWRITER", "System Restore", "VSSAudit", "MSSQLSERVER"} {
			start := time.Now()
			Tokens(provider, 8231, message)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("%s: %d bytes of %q took %s", provider, size, one, took)
			}
		}
	}
}

// FuzzTokens checks that no message makes reading it fail or slow.
func FuzzTokens(f *testing.F) {
	for _, seed := range []string{"x" + block, "Open[0x0], Flush[0x1]", "CLSID {", "a(b(c(", `\\?\Volume{`, "Operation: a Context: b", strings.Repeat("[0x", 99)} {
		f.Add(seed, uint32(8193))
	}
	f.Fuzz(func(t *testing.T, message string, id uint32) {
		for _, provider := range []string{"VSS", "Volsnap", "Microsoft-Windows-Backup", "CAPI2", "SQLWRITER", "System Restore", "SPP", "VSSAudit", "ESENT", "MSSQLSERVER"} {
			if fields := Tokens(provider, id, message); len(fields) == 0 ||
				fields[len(fields)-1].Value.String() != message {
				t.Errorf("%s: the message is lost", provider)
			}
		}
	})
}

// TestFirstGUID: the first that is one counts, in lower case, and what is read next begins behind it.
func TestFirstGUID(t *testing.T) {
	const id = "{b5946137-7b9f-4925-af80-51abd60b20d5}"
	for text, want := range map[string]int{
		id:                               38,
		"a " + id + " b":                 40,
		id + id:                          38,
		"{not one} " + id:                48,
		"{" + id + "}":                   39,
		id[:37]:                          0,
		id[:37] + "x":                    0,
		id[1:]:                           0,
		"":                               0,
		strings.ToUpper(id):              38,
		strings.Replace(id, "-", "0", 1): 0,
		strings.Replace(id, "b", "g", 1): 0,
	} {
		got, end := firstGUID(text)
		if end != want || (got == id) != (want > 0) || want == 0 && got != "" {
			t.Errorf("%q: %q, ends at %d, want %d", text, got, end, want)
		}
	}
}
