package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/parquet-go/parquet-go"

	"github.com/vsslog/vsslog/export"
)

// The names that must not be seen again, of each kind in every place where a
// collection can hold one.
var markers = []string{"zqhost", "zqdomain", "zquser", "zqpath", "zqdata", "zqfree", "2111111111-222222222"}

// markedCollection writes a folder full of names: in names of files, computers,
// fields with and without a name, binary data, command lines, messages, facts.
func markedCollection(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ZQPATH-case 4711", "zqhost1")
	events := &strings.Builder{}
	events.WriteString("<Events>\n")
	n := 0
	event := func(provider string, id, level int, at, channel, data string) {
		n++
		fmt.Fprintf(
			events,
			`<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="%s"/><EventID Qualifiers="0">%d</EventID><Level>%d</Level>`+
				`<TimeCreated SystemTime="2016-05-04T%s.0000000Z"/><EventRecordID>%d</EventRecordID><Channel>%s</Channel><Computer>ZQHOST1.zqdomain.example</Computer>`+
				`<Security UserID="S-1-5-21-2111111111-222222222-333333333-1104"/></System>%s</Event>`+"\n",
			provider,
			id,
			level,
			at,
			n,
			channel,
			data,
		)
	}
	data := func(values ...string) string {
		s := "<EventData>"
		for _, v := range values {
			s += "<Data>" + v + "</Data>"
		}
		return s + "</EventData>"
	}
	blob := `- Code: WRTWRTIC00002235- Call: WRTWRTIC00002231- PID:  00001580- TID:  00002016- CMD:  "D:\Zqpath Tools\zqpathagent.exe" -server ZQHOST2 -u zquser1 - User: Name: ZQDOMAIN\zquser1, SID:S-1-5-21-2111111111-222222222-333333333-1104`
	event("MSSQL$ZQDATAINST", 3197, 4, "02:00:00", "Application", data("ZQDATA Payroll"))
	event("MSSQL$ZQDATAINST", 3198, 4, "02:00:03", "Application", data("ZQDATA Payroll"))
	event(
		"MSSQL$ZQDATAINST",
		3041,
		2,
		"02:01:03",
		"Application",
		data(`BACKUP DATABASE [ZQDATA Payroll] TO DISK = 'E:\zqpathdir\zqdata.bak' for zquser1`),
	)
	event(
		"ESENT",
		2001,
		4,
		"02:00:00",
		"Application",
		data("lsass", "444", `zqdatainst: `, "1", `C:\zqpathdir\zqdata.edb`),
	)
	event(
		"VSS",
		8229,
		2,
		"02:01:00",
		"Application",
		`<EventData><Data>0x800423f2, The writer's timeout expired between the Freeze and Thaw events.</Data><Data>`+
			"\n\nOperation:\n   PrepareForSnapshot Event\n\nContext:\n   Execution Context: Writer\n   Writer Class "+
			"Id: {a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}\n   Writer Name: SqlServerWriter\n   Writer Instance Name: "+
			"ZQDATAINST\n   Command Line: D:\\zqpathdir\\zqpath.exe\n   Process ID: 1580"+
			`</Data><Binary>`+fmt.Sprintf("%X", blob)+`</Binary></EventData>`,
	)
	event(
		"VSS",
		12293,
		2,
		"02:01:01",
		"Application",
		data(
			`Error on zqfreeword at \\ZQHOST3\zqpathshare for zquser2@zqdomain.example, owner C:\Users\zquser3\AppData`,
		),
	)
	event(
		"VSS",
		8193,
		2,
		"02:01:02",
		"Application",
		data(
			"ConvertStringSidToSid(S-1-5-21-2111111111-222222222-333333333-500.bak)",
			"0x80070539, The security ID structure is invalid.",
		),
	)
	event(
		"VSSAudit",
		8222,
		0,
		"02:00:05",
		"Security",
		data(
			"S-1-5-21-2111111111-222222222-333333333-1104",
			"zquser1",
			"ZQDOMAIN",
			"0x1f4",
			"0x62c",
			`D:\zqpathdir\zqpath.exe`,
			"{11111111-2222-3333-4444-555555555555}",
			"{21111111-2222-3333-4444-555555555555}",
			"{b5946137-7b9f-4925-af80-51abd60b20d5}",
			`\\?\Volume{c0ffee00-1111-2222-3333-444444444444}\`,
			"\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy7",
		),
	)
	event(
		"Microsoft-Windows-Security-Auditing",
		4616,
		0,
		"02:00:00",
		"Security",
		`<EventData><Data Name="SubjectUserSid">S-1-5-21-2111111111-222222222-333333333-1104</Data><Data Name="SubjectUserName">zquser4</Data><Data Name="SubjectDomainName">ZQDOMAIN</Data><Data Name="ProcessName">C:\zqpathdir\zqpath.exe</Data></EventData>`,
	)
	event("Service Control Manager", 7036, 4, "02:02:00", "System", data("Volume Shadow Copy", "stopped", "zqfreeword"))
	events.WriteString("</Events>\n")
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune("\r\nHost Name:                 ZQHOST1\r\nOS Name:                   " +
		"Microsoft(R) Windows(R) Server 2016 Standard\r\nOS Version:                10.0.14393 N/A Build " +
		"14393\r\nRegistered Owner:          Zquser Five\r\nRegistered Organization:   Zqfree Corp\r\nDomain:        " +
		"            zqdomain.example\r\nLogon Server:              \\\\ZQHOST4\r\nSystem Model:              Zqfree " +
		"2000\r\nHotfix(s):                 N/A\r\n")) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	files := map[string][]byte{
		"ZQPATH export of zquser1.xml": []byte(events.String()),
		"systeminfo.txt":               wide,
		"writers-zqhost1.txt": []byte(
			"2016-05-04 02:00:02\r\nvssadmin 1.1 - Volume Shadow Copy Service administrative command-line " +
				"tool\r\n(C) Copyright 2001-2013 Microsoft Corp.\r\n\r\n" +
				"Writer name: 'Zqfree Writer of ZQDATA'\r\n   Writer Id: {e8132975-6f93-4464-a53e-1050253ae220}\r\n  " +
				" Writer Instance Id: {f55db0f4-2b7b-4e42-b5e3-1dbeb4a1ae13}\r\n   State: [9] Failed\r\n   Last " +
				"error: Timed out\r\n\r\n",
		),
		"backup.log": []byte(
			"2016-05-04 02:01:10 job zqfreejob on ZQHOST1 by ZQDOMAIN\\zquser1 failed: VSS_E_WRITERERROR_TIMEOUT " +
				"0x800423f2 for E:\\zqpathdir\\zqdata.mdf and /srv/zqpathdir/x\n",
		),
		"zqpath-broken.evtx": append([]byte("ElfFile\x00"), make([]byte, 5000)...),
		"zqpath-foreign.bin": {1, 2, 3, 4, 5},
	}
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Dir(dir)
}

// leaks reports the markers in what was written, also in UTF-16.
func leaks(t *testing.T, where string, content []byte) {
	t.Helper()
	lower := bytes.ToLower(content)
	for _, m := range markers {
		var wide []byte
		for _, u := range utf16.Encode([]rune(m)) {
			wide = append(wide, byte(u), byte(u>>8))
		}
		for _, form := range [][]byte{[]byte(m), wide, []byte(fmt.Sprintf("%x", m)), []byte(fmt.Sprintf("%x", wide))} {
			if i := bytes.Index(lower, form); i >= 0 {
				t.Errorf("%s holds %s: ...%s...", where, m, content[max(0, i-60):min(len(content), i+60)])
			}
		}
	}
}

// TestRedaction: no name of a collection is in any output, whatever it is packed
// in, and all of them are without redaction.
func TestRedaction(t *testing.T) {
	collection := markedCollection(t)
	_, open, _ := call(t, "analyze", collection, "--verbose")
	if n := strings.Count(strings.ToLower(open), "zq"); n < 10 {
		t.Fatalf("the collection shows only %d names without redaction:\n%s", n, open)
	}
	all := []string{"--redact", "hosts,users,paths,databases"}
	out := filepath.Join(t.TempDir(), "out")
	formats := formatNames()
	code, screen, errOut := call(
		t,
		append(
			[]string{
				"analyze",
				collection,
				"--verbose",
				"--out",
				out,
				"--compression",
				"zstd",
				"--format",
				strings.Join(formats, ","),
			},
			all...)...)
	if code != exitDamaged {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	leaks(t, "screen", []byte(screen+errOut))
	seen := 0
	err := filepath.WalkDir(out, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		seen++
		leaks(t, "name of a file", []byte(filepath.Base(path)))
		leakFile(t, path)
		return nil
	})
	if err != nil || seen < 20 {
		t.Fatalf("%d files: %v", seen, err)
	}
	for _, format := range append(eventFormats(), "table", "xml") {
		for _, more := range []string{"--quiet", "--all"} {
			file := filepath.Join(t.TempDir(), "events."+format)
			code, text, errOut := call(
				t,
				append([]string{"events", collection, more, "-o", file, "--format", format}, all...)...)
			if code != exitDamaged {
				t.Fatalf("events --format %s: exit %d: %s", format, code, errOut)
			}
			leaks(t, "events, stderr", []byte(text+errOut))
			leakFile(t, file)
		}
	}
}

// leakFile looks into a file, unpacked where its format packs.
func leakFile(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(path)
	leaks(t, name, content)
	switch filepath.Ext(path) {
	case ".arrow", ".arrows":
		leaks(t, name+" unpacked", arrowText(t, path))
	case ".parquet":
		leaks(t, name+" unpacked", parquetText(t, path))
	case ".html":
		all := packedText(t, content)
		if len(all) == 0 {
			t.Error("no packed data in the report")
		}
		for _, plain := range all {
			leaks(t, name+" unpacked", plain)
		}
	}
}

// packedData is what a page holds in base64, in which any word may stand by chance.
var packedData = regexp.MustCompile(`"(H4sI[A-Za-z0-9+/=]+)"`)

// packedText unpacks the data of a page.
func packedText(t *testing.T, page []byte) (all [][]byte) {
	t.Helper()
	for _, p := range packedData.FindAllSubmatch(page, -1) {
		raw, err := base64.StdEncoding.DecodeString(string(p[1]))
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, plain)
	}
	return all
}

func arrowText(t *testing.T, path string) []byte {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var text bytes.Buffer
	if filepath.Ext(path) == ".arrows" {
		r, err := ipc.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Release()
		for r.Next() {
			b, err := r.Record().MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			text.Write(b)
		}
		fmt.Fprint(&text, r.Schema())
		return text.Bytes()
	}
	r, err := ipc.NewFileReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for i := range r.NumRecords() {
		rec, err := r.Record(i)
		if err != nil {
			t.Fatal(err)
		}
		b, err := rec.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		text.Write(b)
	}
	fmt.Fprint(&text, r.Schema())
	return text.Bytes()
}

func parquetText(t *testing.T, path string) []byte {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	p, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	for _, g := range p.RowGroups() {
		rows := g.Rows()
		buffer := make([]parquet.Row, 64)
		for {
			n, err := rows.ReadRows(buffer)
			for _, row := range buffer[:n] {
				for _, v := range row {
					text.WriteString(v.String() + "\n")
				}
			}
			if err != nil {
				break
			}
		}
		rows.Close()
	}
	return text.Bytes()
}

// TestRedactionIsStable: same bytes for the same input; a key of the user's makes
// runs over different inputs agree, and another key disagree.
func TestRedactionIsStable(t *testing.T) {
	sample := "../../samples/thaw-before-watchdog-2003"
	hosts := func(args ...string) string {
		_, out, _ := call(t, append([]string{"analyze", "--redact", "hosts"}, args...)...)
		return regexp.MustCompile(`host-[a-z2-7]{8}`).FindString(out)
	}
	if a, b := hosts(sample), hosts(sample); a != b || a == "" {
		t.Errorf("two runs: %q, %q", a, b)
	}
	if a, b := hosts(sample, "--redact-key", "k"), hosts(sample, "../../samples/healthy-2022", "--redact-key", "k"); a != b ||
		a == "" {
		t.Errorf("one key: %q, %q", a, b)
	}
	if a, b := hosts(sample, "--redact-key", "k"), hosts(sample, "--redact-key", "l"); a == b {
		t.Error("two keys, one pseudonym")
	}
	_, out, _ := call(t, "analyze", sample, "--redact", "hosts", "--redact-key", "sesame-9")
	if strings.Contains(out, "sesame") {
		t.Error("the key is shown")
	}
	if code, _, _ := call(t, "analyze", sample, "--redact", "hostz"); code != exitUsage {
		t.Errorf("--redact hostz: exit %d", code)
	}
}

// TestRedactionKeepsVerdicts: redaction changes names and nothing else.
func TestRedactionKeepsVerdicts(t *testing.T) {
	verdicts := func(args ...string) []string {
		dir := filepath.Join(t.TempDir(), "out")
		if code, _, errOut := call(t, append([]string{"analyze", "../../samples", "--out", dir, "--format", "jsonl"}, args...)...); code != exitDone {
			t.Fatalf("exit %d: %s", code, errOut)
		}
		text, err := os.ReadFile(filepath.Join(dir, export.Findings.Name+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
			var f struct{ Signature, Verdict, Applicability, Severity, Started_at string }
			if err := json.Unmarshal([]byte(line), &f); err != nil {
				t.Fatal(err)
			}
			list = append(list, fmt.Sprint(f))
		}
		slices.Sort(list)
		return list
	}
	if a, b := verdicts(), verdicts("--redact", "hosts,users,paths,databases"); !slices.Equal(a, b) || len(a) < 10 {
		t.Errorf("without redaction %d findings, with it %d:\n%v\n%v", len(a), len(b), a, b)
	}
}
