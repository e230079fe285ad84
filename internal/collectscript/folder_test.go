package collectscript

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/detect"
)

// wide is a text as wmic writes it to a file: UTF-16 with a mark.
func wide(s string) []byte {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

// TestFolder: a folder as collect-2003.cmd leaves it, with its file names, the
// facts on top of the listings and its own log, gives the same verdict as the
// sample that it is made of, and nothing has to be said about it.
func TestFolder(t *testing.T) {
	sample := filepath.Join("..", "..", "samples", "thaw-before-watchdog-2003")
	folder := filepath.Join(t.TempDir(), "vsslog-SQLPROD1")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	get := func(name string) []byte {
		text, err := os.ReadFile(filepath.Join(sample, name))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	put := func(name string, parts ...[]byte) {
		var all []byte
		for _, p := range parts {
			all = append(all, p...)
		}
		if err := os.WriteFile(filepath.Join(folder, name), all, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	facts, line := get("systeminfo.txt"), []byte("\r\n")
	put("systeminfo.txt", facts)
	put("writers.txt", facts, line, get("writers.txt"))
	put(
		"versions.txt",
		wide(
			"Name                                Version        \r\r\nC:\\WINDOWS\\system32\\swprv.dll      "+
				"5.2.3790.1830  \r\r\nC:\\WINDOWS\\system32\\vssapi.dll     5.2.3790.1830  \r\r\n",
		),
	)
	put("AppEvent.Evt", get("AppEvent.Evt"))
	put("SysEvent.Evt", get("SysEvent.Evt"))
	put("ntbackup-1-backup01.log", get("backup01.log"))
	put(
		"qfe.txt",
		facts,
		line,
		[]byte(
			"Caption=\r\nDescription=Security Update "+
				"(KB896358)\r\nHotFixID=KB896358\r\nInstalledOn=10/20/2005\r\nServicePackInEffect=SP2\r\n",
		),
	)
	put(
		"shadowstorage.txt",
		[]byte(
			"vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\r\n(C) Copyright 2001 "+
				"Microsoft Corp.\r\n\r\nNo items found that satisfy the query.\r\n",
		),
	)
	put(
		"wmic-AppEvent.txt",
		[]byte("Executing (Win32_NTEventlogFile)->BackupEventlog()\r\nMethod execution successful.\r\n"),
	)
	put(
		"collect-log.txt",
		append(
			[]byte(
				"Wed 11/15/2006  1:58:02.11 begin\r\nWed 11/15/2006  1:58:09.45 systeminfo 0\r\nWed 11/15/2006  "+
					"3:01:12.02 Application: saved by wmic\r\nWed 11/15/2006  3:01:14.77 end\r\n\r\n",
			),
			facts...),
	)
	r, err := vsslog.Analyze(context.Background(), vsslog.Options{Paths: []string{folder}, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Cases) != 1 || r.Cases[0].Host.Name != "sqlprod1" || r.Damaged() {
		t.Errorf("%d hosts, damaged %v", len(r.Cases), r.Damaged())
	}
	for _, i := range r.Inputs {
		if strings.HasSuffix(i.Source, "collect-log.txt") && i.Lacks != "" {
			t.Errorf("the script's own log: %s", i.Lacks)
		}
	}
	confirmed := 0
	for _, f := range r.Findings {
		if f.Verdict == detect.Confirmed {
			confirmed++
			if f.Signature.ID != "thaw-before-watchdog" || f.Applicability != detect.Affected {
				t.Errorf("confirmed: %s, %s", f.Signature.ID, f.Applicability)
			}
		}
	}
	if confirmed != 1 {
		for _, f := range r.Findings {
			t.Logf("%s %s, missing %v", f.Signature.ID, f.Verdict, f.Missing)
		}
		t.Errorf("%d findings are confirmed", confirmed)
	}
}
