package simulate

import (
	"bytes"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"github.com/vsslog/vsslog/internal/slowtest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The files must be accepted by readers that are none of ours. These tests need
// evtxexport (libevtx-utils), evtexport (libevt-utils) and python-evtx.

// logs returns the event logs of every sample and of some random worlds, written
// to a folder. Damaged files, and EVT files without an end, are left out: what
// the others make of them is their affair.
func logs(t *testing.T, suffix string, random int) map[string]file {
	t.Helper()
	out := map[string]file{}
	dir := t.TempDir()
	take := func(name string, w *world) {
		if err := os.MkdirAll(filepath.Join(dir, name, "copy"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := w.write(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		for _, f := range w.files {
			if f.channel != "" && !f.damaged && !f.endless && strings.EqualFold(filepath.Ext(f.name), suffix) {
				out[filepath.Join(dir, name, f.name)] = f
			}
		}
	}
	for _, s := range Scenarios() {
		take(s.Name, s.build())
	}
	for i := range random {
		w, _ := randomWorldOf(random, 99, i)
		take(caseName(i), w)
	}
	if len(out) < 6 {
		t.Fatalf("only %d %s files", len(out), suffix)
	}
	return out
}

func need(t *testing.T, tool, from string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skipf("SKIPPED: %s is not installed (%s): our files are NOT checked by an independent reader", tool, from)
	}
}

func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	var errors bytes.Buffer
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, errors.Bytes())
	}
	return out
}

type xmlEvent struct {
	System struct {
		Provider struct {
			Name string `xml:"Name,attr"`
		}
		EventID struct {
			Qualifiers string `xml:",attr"`
			ID         uint16 `xml:",chardata"`
		}
		Level         uint8
		EventRecordID uint64
		Channel       string
		Computer      string
		TimeCreated   struct {
			SystemTime string `xml:",attr"`
		}
	}
	EventData struct {
		Data []struct {
			Name string `xml:",attr"`
			Text string `xml:",chardata"`
		}
		Binary string
	}
	UserData struct {
		Inner struct {
			XMLName  xml.Name
			Children []struct {
				XMLName xml.Name
				Text    string `xml:",chardata"`
			} `xml:",any"`
		} `xml:",any"`
	}
}

func (e *xmlEvent) strings() []string {
	var out []string
	for _, d := range e.EventData.Data {
		out = append(out, d.Text)
	}
	for _, c := range e.UserData.Inner.Children {
		out = append(out, c.Text)
	}
	return out
}

// newlines brings the strings of a record into the form in which XML hands them on.
func newlines(s []string) []string {
	var out []string
	for _, v := range s {
		out = append(out, strings.ReplaceAll(v, "\r\n", "\n"))
	}
	return out
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestEvtxExport(t *testing.T) {
	need(t, "evtxexport", "Debian package libevtx-utils")
	for path, f := range logs(t, ".evtx", 24) {
		t.Run(filepath.Base(filepath.Dir(path))+"/"+f.name, func(t *testing.T) {
			events := decodeXML(t, run(t, "evtxexport", "-f", "xml", path))
			if len(events) != len(f.log) {
				t.Fatalf("%d records, %d were written", len(events), len(f.log))
			}
			for i, e := range events {
				r := f.log[i]
				if e.System.EventRecordID != r.Number || e.System.EventID.ID != r.ID ||
					e.System.Provider.Name != r.Source ||
					e.System.Level != r.Level ||
					e.System.Channel != r.Log {
					t.Fatalf("record %d: read %+v, written %+v", r.Number, e.System, r)
				}
				if want := r.Stamp.UTC().Format("2006-01-02T15:04:05.000000000Z"); e.System.TimeCreated.SystemTime != want {
					t.Errorf("record %d: time %s, written %s", r.Number, e.System.TimeCreated.SystemTime, want)
				}
				if e.System.EventID.Qualifiers != "" && e.System.EventID.Qualifiers != strconv.Itoa(int(r.Qualifiers)) {
					t.Errorf(
						"record %d: qualifiers %s, written %d",
						r.Number,
						e.System.EventID.Qualifiers,
						r.Qualifiers,
					)
				}
				if got, want := e.strings(), newlines(r.Strings); !equal(got, want) {
					t.Errorf("record %d: strings %q, written %q", r.Number, got, want)
				}
				if got, want := strings.ToUpper(e.EventData.Binary), strings.ToUpper(hex.EncodeToString(r.Data)); got != want {
					t.Errorf("record %d: binary %s, written %s", r.Number, got, want)
				}
			}
		})
	}
}

func decodeXML(t *testing.T, out []byte) []xmlEvent {
	t.Helper()
	start := bytes.Index(out, []byte("<Event"))
	if start < 0 {
		t.Fatalf("no event in %q", out)
	}
	d := xml.NewDecoder(bytes.NewReader(out[start:]))
	var events []xmlEvent
	for {
		var e xmlEvent
		err := d.Decode(&e)
		if err != nil && err.Error() == "EOF" {
			return events
		}
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
}

func TestPythonEvtx(t *testing.T) {
	need(t, "python3", "python-evtx needs it")
	if err := exec.Command("python3", "-c", "import Evtx.Evtx").Run(); err != nil {
		t.Skip("SKIPPED: python-evtx is not installed (pip install python-evtx): our files are NOT checked by it")
	}
	const program = `
import sys, Evtx.Evtx as evtx
with evtx.Evtx(sys.argv[1]) as log:
    for record in log.records():
        print(record.xml())
`
	for path, f := range logs(t, ".evtx", 0) {
		t.Run(filepath.Base(filepath.Dir(path))+"/"+f.name, func(t *testing.T) {
			out := run(t, "python3", "-c", program, path)
			events := decodeXML(t, out)
			if len(events) != len(f.log) {
				t.Fatalf("%d records, %d were written", len(events), len(f.log))
			}
			for i, e := range events {
				r := f.log[i]
				if e.System.EventRecordID != r.Number || e.System.EventID.ID != r.ID ||
					e.System.Provider.Name != r.Source ||
					e.System.Channel != r.Log {
					t.Fatalf("record %d: read %+v, written %+v", r.Number, e.System, r)
				}
				if r.GUID != "" {
					if got, want := e.strings(), newlines(r.Strings); !equal(got, want) {
						t.Errorf("record %d: strings %q, written %q", r.Number, got, want)
					}
				} else if got, want := squeeze(strings.Join(e.strings(), "")), squeeze(pythonArray(r.Strings)); got != want {
					t.Errorf("record %d: text %q, written %q", r.Number, got, want)
				}
			}
		})
	}
}

// pythonArray is how python-evtx shows an array of strings in one element.
func pythonArray(values []string) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteString("<string>" + v + "</string>\n")
	}
	return b.String()
}

// squeeze leaves white space out.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func TestEvtExport(t *testing.T) {
	need(t, "evtexport", "Debian package libevt-utils")
	for path, f := range logs(t, ".evt", 24) {
		t.Run(filepath.Base(filepath.Dir(path))+"/"+f.name, func(t *testing.T) {
			checkEvtExport(t, run(t, "evtexport", path), f.log)
		})
	}
}

// checkEvtExport compares the tool's listing with what is live in the log.
func checkEvtExport(t *testing.T, out []byte, logged []*Record) {
	t.Helper()
	var got []*Record
	for _, line := range strings.Split(string(out), "\n") {
		label, value, ok := strings.Cut(line, ": ")
		if !ok {
			continue
		}
		switch label := strings.TrimSpace(label); {
		case label == "Event number":
			n, _ := strconv.ParseUint(value, 10, 64)
			got = append(got, &Record{Number: n})
		case len(got) == 0:
		case label == "Source name":
			got[len(got)-1].Source = value
		case label == "Event identifier":
			id, err := strconv.ParseUint(strings.Fields(value)[0], 0, 32)
			if err != nil {
				t.Fatal(err)
			}
			got[len(got)-1].ID, got[len(got)-1].Qualifiers = uint16(id), uint16(id>>16)
		case label == "User security identifier":
			got[len(got)-1].SID = value
		case label == "Creation time":
			got[len(got)-1].UserData = strings.TrimSuffix(value, " UTC")
		case strings.HasPrefix(label, "String"):
			_, value, _ := strings.Cut(value, ": ")
			got[len(got)-1].Strings = append(got[len(got)-1].Strings, value)
		}
	}
	if len(got) != len(logged) {
		t.Fatalf("%d records, %d are live", len(got), len(logged))
	}
	for i, r := range got {
		want := logged[i]
		if r.Number != want.Number || r.ID != want.ID || r.Qualifiers != want.Qualifiers || r.Source != want.Source ||
			r.SID != want.SID ||
			r.UserData != want.Stamp.UTC().Format("Jan 02, 2006 15:04:05") {
			t.Fatalf("record %d: read %+v, written %+v", want.Number, r, want)
		}
		for j := range want.Strings {
			if len(r.Strings) != len(want.Strings) ||
				strings.TrimSpace(r.Strings[j]) != strings.TrimSpace(want.Strings[j]) {
				t.Errorf("record %d: strings %q, written %q", want.Number, r.Strings, want.Strings)
				break
			}
		}
	}
}

// TestGolangEvtx runs golang-evtx 1.2.9 in a process and a module of its own: it
// is GPL-3.0 and must not be linked to this one, and it exits on bad files.
func TestGolangEvtx(t *testing.T) {
	slowtest.Skip(t, "what other readers say of the simulated files")
	dir := t.TempDir()
	source, err := os.ReadFile("testdata/golangevtx/main.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"main.go": source, "go.sum": sum,
		"go.mod": bytes.Replace(mod, []byte("module github.com/vsslog/vsslog"), []byte("module golangevtx"), 1)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-mod=mod", "-o", "golangevtx", ".")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOFLAGS=", "GOPROXY=off", "GOSUMDB=off", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: golang-evtx cannot be built (%v): our files are NOT checked by it\n%s", err, out)
	}
	for path, f := range logs(t, ".evtx", 24) {
		t.Run(filepath.Base(filepath.Dir(path))+"/"+f.name, func(t *testing.T) {
			out := run(t, filepath.Join(dir, "golangevtx"), path)
			var want strings.Builder
			for _, r := range f.log {
				fmt.Fprintln(&want, r.Number, r.ID)
			}
			if string(out) != want.String() {
				t.Errorf("read\n%s\nwritten\n%s", out, want.String())
			}
		})
	}
}
