package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"github.com/vsslog/vsslog/internal/slowtest"
	"hash/crc32"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// canaries are what tells of a person, a company or its network, in the sentences in which
// it stands. Names begin with zqjx, which is no part of any word of ours. What has no
// letters of its own is listed in needles.
var canaries = []struct{ kind, text string }{
	{"host", "could not reach ZQJXHOST7 for the backup"},
	{"short host", "zq-jxdc failed the backup"},
	{"host with a domain", "contacting zqjxfq.zqjxcorp.example failed"},
	{"user of a domain", `logon of ZQJXDOM\zqjxuser failed`},
	{"user principal name", "logon of zqjxupn@zqjxcorp.example failed"},
	{"mail address", "mail was sent to Zqjx.Mail@zqjxmailer.example"},
	{"person", "call Zqjxanna Zqjxberg about the backup"},
	{"person with a title", "ask Dr. Zqjxtitle-Zqjxname about it"},
	{"person in another script", "ask zqjxмария zqjx田中 about it"},
	{"IPv4", "no answer from 203.0.113.77:445"},
	{"IPv4 range", "scanned 203.0.113.50-60 and 203.0.113.0/24"},
	{"IPv6", "no answer from 2001:db8:77::5a"},
	{"IPv6 in brackets", "no answer from [2001:db8:77:0:1:2:3:4]:6160"},
	{"IPv6 of a link", "no answer from fe80::1ff:fe23:4567:890a%12"},
	{"MAC with colons", "adapter 02:00:5E:77:00:7F is down"},
	{"MAC with hyphens", "adapter 02-00-52-77-00-78 is down"},
	{"MAC with dots", "adapter 0200.5277.0079 is down"},
	{"SID", "owner S-1-5-21-3623811015-3361044348-30300820-1013 is gone"},
	{"profile", `C:\Users\zqjxprofile\AppData\Local is locked`},
	{"share", `\\zqjxfiler\zqjxshare$\zqjxdir was not found`},
	{"share with forward slashes", `//zqjxfiler/zqjxshare was not found`},
	{"database", "BACKUP DATABASE [ZQJXPayroll] TO DISK failed"},
	{"database with blanks", "BACKUP DATABASE [Zqjx Sales 2024] TO DISK failed"},
	{"virtual machine", "Processing VM 'zqjxvm-012' failed"},
	{"phone", "phone +49 30 5550177-12"},
	{"phone of America", "call (555) 013-4477 or 555-013-4478"},
	{"phone with a word", "Tel.: 0305550179"},
	{
		"address with credentials",
		"https://zqjxlogin:zqjxpass@zqjxurl.example:8443/zqjxpath?token=zqjxtoken#zqjxpart failed",
	},
	{"serial number", "disk ZQJXSER123456 is bad"},
	{"owner", "Registered Owner: Zqjxowner"},
	{"volume label", "volume D: (Zqjxlabel) is full"},
	{"job", "job ZQJX_Nightly failed"},
	{"instance", "MSSQL$ZQJXINST has stopped"},
	{"service account", `ZQJXDOM\svc-zqjxbackup has no right`},
	{"file", "zqjxsecret plan.docx is locked"},
	{"path of Unix", "/srv/zqjxsrv/zqjxfile.vbk is locked"},
	{"street", "Zqjxstrasse 12, 10115 Zqjxstadt"},
	{"password", "connect with password=zqjxpassword;uid=zqjxuid"},
	{"command line", `agent.exe -u zqjxcli --server=zqjxserver /zqjxopt`},
	{"registry key", `HKEY_LOCAL_MACHINE\SOFTWARE\Zqjxvendor\Zqjxkey is missing`},
	{"account of a computer", "ZQJXCOMP$ has no right"},
	{"product id", "Product ID: 00376-40077-00000-77123"},
	{"device", `PCI\VEN_8086&DEV_1533&SUBSYS_Zqjxdevice failed`},
	{"tenant", "tenant zqjxtenant.onmicrosoft.com refused"},
}

// needles are what must be in nothing that is written, lower case.
var needles = []string{
	"zqjx",
	"zq-jx",
	"203.0.113",
	"2001:db8",
	"db8:77",
	"fe23:4567",
	"02:00:5e:77",
	"02-00-52-77",
	"0200.5277",
	"3623811015",
	"5550177",
	"013-447",
	"0305550179",
	"00376-40077",
}

// canaryFiles are a collection in every form of input, each with all canaries.
func canaryFiles(t *testing.T) map[string][]byte {
	t.Helper()
	const at, set = "2016-05-04", "{ac57b85b-0000-4000-8000-000000000001}"
	each := func(form func(i int, text string) string) string {
		var b strings.Builder
		for i, c := range canaries {
			b.WriteString(form(i, c.text))
		}
		return b.String()
	}
	inline := func(s string) string { return strings.ReplaceAll(s, `"`, "'") }
	quoted := func(s string) string { b, _ := json.Marshal(s); return string(b) }
	event := func(i int, text string) string {
		return fmt.Sprintf(
			`<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="%s"/><EventID>%d</EventID><Level>2</Level><TimeCreated SystemTime="2016-05-04T02:00:%02d.0Z"/><EventRecordID>%d</EventRecordID><Channel>%s</Channel><Computer>ZQJXHOST1.zqjxcorp.example</Computer><Security UserID="S-1-5-21-3623811015-3361044348-30300820-1013"/></System><EventData><Data Name="Zqjxfield">%s</Data><Data>%s</Data></EventData></Event>`+"\n",
			[]string{"VSS", "Zqjx-Agent", "MSSQL$ZQJXINST"}[i%3],
			[]int{12293, 1, 3041}[i%3],
			i,
			i+1,
			[]string{"Application", "Zqjx-Channel/Operational", "Application"}[i%3],
			html.EscapeString(text),
			html.EscapeString(text),
		)
	}
	jsonEvent := func(i int, text string) string {
		return fmt.Sprintf(
			`{"EventID":%d,"ProviderName":"VSS","Level":2,"TimeCreated":"2016-05-04T02:01:%02dZ","Channel":"Application","Computer":"ZQJXHOST1.zqjxcorp.example","zqjxkey":%s,"Message":%s,"User":"ZQJXDOM\\zqjxuser"}`+"\n",
			8193+i%3,
			i,
			quoted(text),
			quoted(text),
		)
	}
	label := func(i int, text string) string {
		return fmt.Sprintf(
			"Log Name:      Application\r\nSource:        VSS\r\nDate:          5/4/2016 2:02:%02d AM\r\nEvent ID:   "+
				"   8193\r\nLevel:         Error\r\nUser:          ZQJXDOM\\zqjxuser\r\nComputer:      "+
				"ZQJXHOST1.zqjxcorp.example\r\nDescription:\r\nVolume Shadow Copy Service error: 0x80070005. "+
				"%s\r\n\r\n",
			i,
			text,
		)
	}
	job := func(i int, text string) string {
		return fmt.Sprintf("[04.05.2016 02:03:%02d] <27> Error    %s: 0x800423f2\r\n", i, text)
	}
	writers := at + " 02:04:00\r\nvssadmin 1.1 - Volume Shadow Copy Service administrative command-line " +
		"tool\r\n\r\n" + each(
		func(i int, text string) string {
			return fmt.Sprintf(
				"Writer name: '%s'\r\n   Writer Id: {e8132975-0000-4000-8000-%012d}\r\n   Writer Instance Id: "+
					"{f55db0f4-0000-4000-8000-%012d}\r\n   State: [9] Failed\r\n   Last error: Timed out\r\n\r\n",
				strings.ReplaceAll(text, "'", ""),
				i,
				i,
			)
		},
	)
	prose := each(
		func(_ int, text string) string { return "Hello, " + text + ": the backup failed with 0x800423f2.\r\n" },
	)
	mailHead := "From: \"Zqjxfrom Zqjxsender\" <zqjxfrom@zqjxcorp.example>\r\nTo: Zqjxto " +
		"<zqjxto@zqjxcorp.example>\r\nSubject: Backup of ZQJXHOST1 failed\r\nDate: Wed, 04 May 2016 02:05:00 " +
		"+0000\r\nMessage-ID: <zqjx1@zqjxcorp.example>\r\nReceived: from zqjxmx.zqjxcorp.example " +
		"([203.0.113.77])\r\nMIME-Version: 1.0\r\n"
	sign := "\r\nRegards\r\nZqjxfrom Zqjxsender\r\nZqjxcompany GmbH\r\nphone +49 30 5550177\r\n"
	zipFile := zippedFiles(
		t,
		map[string]string{"zqjxfolder/ZQJXHOST1/zqjx notes.txt": prose, "zqjxfolder/ZQJXHOST1/writers.txt": writers},
	)
	files := map[string][]byte{
		"a.xml":   []byte("<Events>" + each(event) + "</Events>"),
		"a.jsonl": []byte(each(jsonEvent)),
		"a.csv": []byte(
			"TimeCreated,Id,ProviderName,LevelDisplayName,MachineName,Zqjxcolumn,Message\r\n" + each(
				func(i int, text string) string {
					return fmt.Sprintf(
						"2016-05-04 02:06:%02d,8193,VSS,Error,ZQJXHOST1,%d,\"%s\"\r\n",
						i,
						i,
						inline(text),
					)
				},
			),
		),
		"cli.xml": []byte(
			`<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">` + each(
				func(i int, text string) string {
					return fmt.Sprintf(
						`<Obj RefId="%d"><Props><I32 N="Id">8193</I32><S N="ProviderName">VSS</S><S N="MachineName">ZQJXHOST1</S><DT N="TimeCreated">2016-05-04T02:07:%02dZ</DT><S N="Zqjxprop">%[3]s</S></Props><MS><S N="Message">%[3]s</S></MS></Obj>`,
						i,
						i,
						html.EscapeString(text),
					)
				},
			) + "</Objs>",
		),
		"events.txt": []byte(each(label)),
		"messages.txt": []byte(each(func(_ int, text string) string {
			return "Volume Shadow Copy Service error: Unexpected error calling routine RegOpenKeyExW. hr = " +
				"0x80070005. " + text + "\r\n\r\n"
		})),
		"job.log":     []byte(each(job)),
		"writers.txt": []byte(writers),
		"notes.txt":   []byte(prose + sign),
		"shadows.txt": []byte(
			"vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\r\n\r\nContents of shadow " +
				"copy set ID: " + set + "\r\n   Contained 1 shadow copies at creation time: 5/4/2016 2:00:00 AM\r\n  " +
				"    Shadow Copy ID: {e8132975-0000-4000-8000-000000000002}\r\n         Original Volume: " +
				"(C:)\\\\?\\Volume{6d2b91c0-0f4e-4a37-b8e5-3c71d9f0a462}\\\r\n         Shadow Copy Volume: " +
				"\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy1\r\n         Originating Machine: " +
				"ZQJXHOST1.zqjxcorp.example\r\n         Service Machine: ZQJXHOST2.zqjxcorp.example\r\n         " +
				"Provider: 'Zqjx Provider'\r\n         Type: ClientAccessible\r\n         Attributes: " +
				"Persistent\r\n\r\n",
		),
		"providers.txt": []byte(
			"vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\r\n\r\n" + each(
				func(i int, text string) string {
					return fmt.Sprintf(
						"Provider name: '%s'\r\n   Provider type: Hardware\r\n   Provider Id: "+
							"{e8132975-0000-4000-8000-%012d}\r\n   Version: 1.0.0.%d\r\n\r\n",
						strings.ReplaceAll(text, "'", ""),
						i,
						i,
					)
				},
			),
		),
		"storage.txt": []byte(
			"vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\r\n\r\nShadow Copy Storage " +
				"association\r\n   For volume: " +
				"(C:\\zqjxmount\\)\\\\?\\Volume{6d2b91c0-0f4e-4a37-b8e5-3c71d9f0a462}\\\r\n   Shadow Copy Storage " +
				"volume: (D:)\\\\?\\Volume{6d2b91c0-0f4e-4a37-b8e5-3c71d9f0a463}\\\r\n   Used Shadow Copy Storage " +
				"space: 9 GB (99%)\r\n   Allocated Shadow Copy Storage space: 9 GB (99%)\r\n   Maximum Shadow Copy " +
				"Storage space: 10 GB (10%)\r\n",
		),
		"diskshadow.txt": []byte(
			"Microsoft DiskShadow version 1.0\r\nCopyright (C) 2013 Microsoft Corporation\r\nOn computer:  " +
				"ZQJXHOST1,  5/4/2016 2:00:00 AM\r\n\r\n-> create\r\nAlias ZqjxAlias for shadow ID " +
				"{e8132975-0000-4000-8000-000000000002} set as environment variable.\r\nCOM call \"zqjxcall\" " +
				"failed.\r\nThe last operation failed.\r\n        - Returned HRESULT = 800423f2\r\nListing writer " +
				"status ...\r\n* WRITER \"Zqjx Writer\"\r\n        - Status: 9 (VSS_WS_FAILED_AT_FREEZE)\r\n        " +
				"- Writer Failure code: 0x800423f2 (VSS_E_WRITERERROR_TIMEOUT)\r\n        - Writer ID: " +
				"{e8132975-0000-4000-8000-000000000003}\r\n1 writers listed.\r\n",
		),
		"vshadow.txt": []byte(
			"VSHADOW.EXE 3.0 - Volume Shadow Copy sample client.\r\n* SNAPSHOT ID = " +
				"{e8132975-0000-4000-8000-000000000002} ...\r\n   - Shadow copy Set: " + set + "\r\n   - Original " +
				"volume name: \\\\?\\Volume{6d2b91c0-0f4e-4a37-b8e5-3c71d9f0a462}\\ [C:\\Zqjxmount\\]\r\n   - " +
				"Originating machine: zqjxhost1.zqjxcorp.example\r\n   - Service machine: " +
				"zqjxhost1.zqjxcorp.example\r\n   - Not Exposed\r\n",
		),
		"systeminfo.txt": []byte(
			"Host Name:                 ZQJXHOST1\r\nOS Name:                   Microsoft Windows Server 2016 " +
				"Standard\r\nOS Version:                10.0.14393 N/A Build 14393\r\nRegistered Owner:          " +
				"Zqjxowner Zqjxman\r\nRegistered Organization:   Zqjxcompany GmbH\r\nProduct ID:                " +
				"00376-40077-00000-77123\r\nSystem Manufacturer:       Zqjxmaker\r\nSystem Model:              " +
				"Zqjxmodel 77\r\nDomain:                    zqjxcorp.example\r\nLogon Server:              " +
				"\\\\ZQJXDC1\r\nNetwork Card(s):           1 NIC(s) Installed.\r\n                           [01]: " +
				"Zqjxcard\r\n                                 IP address(es)\r\n                                 " +
				"[01]: 203.0.113.77\r\n                                 [02]: fe80::1ff:fe23:4567:890a\r\n",
		),
		"services.txt": []byte(
			"[SC] QueryServiceConfig SUCCESS\r\n\r\nSERVICE_NAME: VSS\r\n        TYPE               : 10  " +
				"WIN32_OWN_PROCESS\r\n        START_TYPE         : 4   DISABLED\r\n        BINARY_PATH_NAME   : " +
				"C:\\zqjxdir\\vssvc.exe\r\n        DISPLAY_NAME       : Zqjx Shadow Copy\r\n        " +
				"SERVICE_START_NAME : ZQJXDOM\\zqjxsvc\r\n",
		),
		"registry.txt": []byte(
			"HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\VSS\\VssAccessControl\r\n    ZQJXDOM\\zqjxgone " +
				"   REG_DWORD    0x0\r\n\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows " +
				"NT\\CurrentVersion\\ProfileList\\S-1-5-21-3623811015-3361044348-30300820-1013.bak\r\n    " +
				"ProfileImagePath    REG_EXPAND_SZ    C:\\Users\\zqjxprofile\r\n",
		),
		"filters.txt": []byte(
			"Filter Name                     Num Instances    Altitude    Frame\r\n------------------------------  " +
				"-------------  ------------  -----\r\nZqjxflt                                 5       328010        " +
				" 0\r\n",
		),
		"updates.txt": []byte(
			"Source        Description      HotFixID      InstalledBy          InstalledOn\r\n------        " +
				"-----------      --------      -----------          -----------\r\nZQJXHOST1     Security Update  " +
				"KB4093120     ZQJXDOM\\zqjxadmin   4/20/2016 12:00:00 AM\r\n",
		),
		"sqlwriter.log": []byte(
			"[05/04/2016 02:00:00, TID 61f8] **  SQLWRITER TRACING STARTED - ProcessId: 0x4124\r\n" + each(
				func(i int, text string) string {
					return fmt.Sprintf(
						"[05/04/2016 02:00:%02d, TID 61f8] Error: 0x80040e14 at ZQJXHOST1\\ZQJXINST: %s\r\n",
						i,
						text,
					)
				},
			),
		),
		"ERRORLOG": []byte(each(func(i int, text string) string {
			return fmt.Sprintf(
				"2016-05-04 02:00:%02d.10 Backup      Error: 3041, Severity: 16, State: 1.\r\n2016-05-04 "+
					"02:00:%02d.10 Backup      BACKUP failed to complete the command BACKUP DATABASE Zqjxbase%d. "+
					"%s\r\n",
				i,
				i,
				i,
				text,
			)
		})),
		"trace.txt": []byte(
			"[0002341.234,0x01a4:0x1234:0x0eba42eb] ENTER {CVssWriterImpl::OnFreezeInternal}: \r\n" + each(
				func(_ int, text string) string {
					return "[0002345.678,0x01a4:0x1234:0x0eba42eb] EXIT  {CVssWriterImpl::OnFreezeInternal}: hr: " +
						"0x800423f2 " + text + "\r\n"
				},
			),
		),
		"mail.eml": []byte(mailHead + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + prose + writers + sign),
		"attached.eml": []byte(
			mailHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; " +
				"charset=utf-8\r\n\r\n<p>" + html.EscapeString(
				prose,
			) + "</p>\r\n--b\r\nContent-Type: text/plain; name=\"zqjx attached.log\"\r\nContent-Disposition: " +
				"attachment; filename=\"zqjx attached.log\"\r\n\r\n" + each(
				job,
			) + "\r\n--b--\r\n",
		),
		"page.html": []byte(
			"<html><head><title>Zqjxtitle</title></head><body><pre>" + html.EscapeString(
				prose+writers,
			) + "</pre></body></html>",
		),
		"doc.rtf": []byte(
			`{\rtf1\ansi{\info{\author Zqjxauthor}} ` + strings.NewReplacer(`\`, `\\`, "{", `\{`, "}", `\}`, "\r\n", "\\par\r\n").
				Replace(asASCII(prose+writers)) +
				"}",
		),
		"doc.docx": zippedFiles(
			t,
			map[string]string{
				"[Content_Types].xml": "<Types/>",
				"docProps/core.xml":   "<creator>Zqjxauthor</creator>",
				"word/document.xml": "<w:document><w:body>" + each(func(_ int, text string) string {
					return "<w:p><w:r><w:t>" + html.EscapeString(text) + " 0x800423f2</w:t></w:r></w:p>"
				}) + "</w:body></w:document>",
			},
		),
		"Application.evtx": planted(t, "freeze-timeout-2016/Application.evtx"),
		"AppEvent.Evt":     planted(t, "sparse-2003/AppEvent.Evt"),
		"zqjx upload.zip":  zipFile,
		"zqjx upload.tar":  tarredFile(t, "zqjxfolder/zqjxhost/zqjx notes.txt", prose),
		"ZqjxHost.txt.gz":  gzippedText(t, prose),
		"zqjx broken.zip":  zipFile[:len(zipFile)-30],
		"zqjx broken.evtx": []byte("ElfFile\x00zqjxrest"),
		"zqjx strange.bin": []byte("\x01\x02zqjx\x03"),
		"zqjx empty.log":   {},
		"zqjx picture.png": []byte("\x89PNG\r\n\x1a\nzqjx"),
		"wide.txt":         utf16Text(prose + writers),
	}
	return files
}

func asASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 126 {
			return '?'
		}
		return r
	}, s)
}

func utf16Text(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

func zippedFiles(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tarredFile(t *testing.T, name, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(content)), Mode: 0o600, Typeflag: tar.TypeReg, Uname: "zqjxowner", Gname: "zqjxgroup"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// planted is an event log of the samples in which names of the same length are canaries.
// Checksums are made anew, so that its records are whole.
func planted(t *testing.T, sample string) []byte {
	t.Helper()
	log, err := os.ReadFile(filepath.Join("../../samples", sample))
	if err != nil {
		t.Fatal(err)
	}
	for old, canary := range map[string]string{"ERP16.example.test": "ZQJXHOST9.zqjx.tst", "SQLOLD1": "ZQJXOL1", "Ledger": "Zqjxdb", "svchost": "zqjxexe", "heartbeat": "zqjxbeats", "FSRM Writer": "Zqjx Writer", "CheckNetwork": "203.0.113.77", "Example Agent": "Zqjx01 Agent2", "Example Counters": "Zqjx01 Counters2"} {
		if len(old) != len(canary) {
			t.Fatalf("%q and %q differ in length", old, canary)
		}
		log = bytes.ReplaceAll(log, utf16Text(old)[2:], utf16Text(canary)[2:])
	}
	for at := 4096; bytes.HasPrefix(log, []byte("ElfFile")) && at+64<<10 <= len(log); at += 64 << 10 {
		c := log[at : at+64<<10]
		if free := binary.LittleEndian.Uint32(c[48:]); bytes.HasPrefix(c, []byte("ElfChnk\x00")) && free <= 64<<10 {
			binary.LittleEndian.PutUint32(c[52:], crc32.ChecksumIEEE(c[512:free]))
			binary.LittleEndian.PutUint32(c[124:], crc32.ChecksumIEEE(append(slices.Clone(c[:120]), c[128:512]...)))
		}
	}
	return log
}

// canariesIn lists the needles that a text holds, with what stands around them.
func canariesIn(content []byte) (found []string) {
	lower := bytes.ToLower(content)
	for _, n := range needles {
		for _, form := range [][]byte{[]byte(n), utf16Text(n)[2:], []byte(fmt.Sprintf("%x", n)), []byte(fmt.Sprintf("%x", utf16Text(n)[2:]))} {
			for at, hits := 0, 0; hits < 3; hits++ {
				i := bytes.Index(lower[at:], form)
				if i < 0 {
					break
				}
				i += at
				found = append(found, fmt.Sprintf("%s in ...%q...", n, lower[max(0, i-60):min(len(lower), i+40)]))
				at = i + len(form)
			}
		}
	}
	return found
}

// TestCanaries plants what names persons, machines and networks in every form of input,
// and looks for it in all that the commands write with --redact.
func TestCanaries(t *testing.T) {
	all := []string{"--redact", strings.Join(redactable(), ",")}
	dir := filepath.Join(t.TempDir(), "zqjx case", "ZQJXHOST1")
	files := canaryFiles(t)
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	some := dir // in a quick run a few forms, where the whole is analysed already
	if !slowtest.Wanted() {
		some = filepath.Join(t.TempDir(), "zqjx some", "ZQJXHOST1")
		if err := os.MkdirAll(some, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"a.xml", "a.jsonl", "events.txt", "writers.txt", "job.log", "systeminfo.txt", "trace.txt"} {
			if err := os.WriteFile(filepath.Join(some, name), files[name], 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, open, _ := call(t, "analyze", some, "--verbose", "--json")
	if n := strings.Count(strings.ToLower(open), "zqjx"); n < 100 {
		t.Fatalf("only %d canaries are seen without --redact", n)
	}
	look := func(t *testing.T, where string, content []byte) {
		t.Helper()
		for _, f := range canariesIn(content) {
			t.Errorf("%s: %s", where, f)
		}
	}
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	seen := 0
	tree := func(t *testing.T, root string) {
		t.Helper()
		err := filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			look(t, "a name below "+filepath.Base(root), []byte(strings.TrimPrefix(path, root)))
			if e.IsDir() {
				return nil
			}
			seen++
			lookFile(t, path, look)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Run("analyze", func(t *testing.T) {
		out := filepath.Join(t.TempDir(), "out")
		code, screen, errOut := call(
			t,
			append(
				[]string{"analyze", dir, "--verbose", "--out", out, "--format", strings.Join(formatNames(), ",")},
				all...)...)
		if code != exitDamaged {
			t.Fatalf("exit %d: %s", code, errOut)
		}
		look(t, "screen", []byte(screen))
		look(t, "messages", []byte(errOut))
		tree(t, out)
		_, screen, errOut = call(t, append([]string{"analyze", some, "--json"}, all...)...)
		look(t, "--json", []byte(screen+errOut))
		if !slowtest.Wanted() {
			t.Logf("%s is not set: not each file was tested by itself", slowtest.Variable)
			return
		}
		for name := range files { // each by itself, as its name is that of a host then
			_, screen, errOut = call(t, append([]string{"analyze", filepath.Join(dir, name)}, all...)...)
			look(t, "screen of "+name, []byte(screen+errOut))
		}
	})
	t.Run("events", func(t *testing.T) {
		slowtest.Skip(t, "redaction of events in every format")
		for _, format := range append(eventFormats(), "table", "xml") {
			for _, more := range []string{"--quiet", "--all"} {
				file := filepath.Join(t.TempDir(), "events."+format)
				code, text, errOut := call(
					t,
					append([]string{"events", dir, more, "-o", file, "--format", format}, all...)...)
				if code != exitDamaged {
					t.Fatalf("events --format %s: exit %d: %s", format, code, errOut)
				}
				look(t, "events, messages", []byte(text+errOut))
				lookFile(t, file, look)
			}
		}
	})
	t.Run("interrupted", func(t *testing.T) {
		slowtest.Skip(t, "what an interrupted run leaves")
		out := filepath.Join(t.TempDir(), "out")
		for range 3 {
			ctx, cancel := context.WithCancel(t.Context())
			var screen, errOut bytes.Buffer
			go func() {
				for i := 0; ctx.Err() == nil; i++ {
					if entries, err := os.ReadDir(out); err == nil && len(entries) > 0 {
						cancel()
					}
				}
			}()
			run(
				ctx,
				append([]string{"analyze", dir, "--out", out, "--force"}, all...),
				strings.NewReader(""),
				&screen,
				&errOut,
			)
			cancel()
			look(t, "messages of an interrupted run", append(screen.Bytes(), errOut.Bytes()...))
		}
		if _, err := os.Stat(out); err == nil {
			tree(t, out)
		}
	})
	t.Run("shards", func(t *testing.T) {
		slowtest.Skip(t, "redaction in shards")
		dirs := []string{}
		for _, shard := range []string{"1/2", "2/2"} {
			out := filepath.Join(t.TempDir(), "part")
			_, screen, errOut := call(
				t,
				append(
					[]string{"analyze", dir, "--out", out, "--shard", shard, "--redact-key", "a secret"},
					all...)...)
			look(t, "screen of a shard", []byte(screen+errOut))
			tree(t, out)
			dirs = append(dirs, out)
		}
		out := filepath.Join(t.TempDir(), "merged")
		code, screen, errOut := call(
			t,
			slices.Concat([]string{"merge"}, dirs, []string{"--out", out, "--redact-key", "a secret"})...)
		if code != exitDamaged {
			t.Fatalf("merge: exit %d: %s", code, errOut)
		}
		look(t, "screen of merge", []byte(screen+errOut))
		tree(t, out)
	})
	tree(t, temporary)
	if seen < 20 {
		t.Errorf("only %d files were looked into", seen)
	}
}

// lookFile looks into a file, unpacked where its format packs.
func lookFile(t *testing.T, path string, look func(*testing.T, string, []byte)) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(path)
	look(t, name, packedData.ReplaceAll(content, nil))
	switch filepath.Ext(path) {
	case ".arrow", ".arrows":
		look(t, name+" unpacked", arrowText(t, path))
	case ".parquet":
		look(t, name+" unpacked", parquetText(t, path))
	case ".html":
		for _, plain := range packedText(t, content) {
			look(t, name+" unpacked", plain)
		}
	}
}

func gzippedText(t *testing.T, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
