package knowledge

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
)

// readData reads the YAML of the package, once for each test that asks.
// data is what the YAML says, read once; no test changes it.
var data = sync.OnceValues(func() (*Data, error) { return ReadData(os.DirFS("data")) })

func readData(t testing.TB) *Data {
	t.Helper()
	d, err := data()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestCompiledIsFresh: what is embedded is what the YAML says.
func TestCompiledIsFresh(t *testing.T) {
	files, err := readData(t).Compile()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		found, err := compiled.ReadFile("compiled/" + name)
		if err != nil || !bytes.Equal(found, want) {
			t.Errorf("compiled/%s is stale (%v): run go generate ./internal/knowledge", name, err)
		}
	}
	entries, err := compiled.ReadDir("compiled")
	if err != nil || len(entries) != len(files) {
		t.Errorf("%d files are compiled, %d expected: %v", len(entries), len(files), err)
	}
}

func TestCodes(t *testing.T) {
	for _, c := range []struct {
		code uint32
		name string
	}{{0x80042306, "VSS_E_PROVIDER_VETO"}, {0x80070005, "E_ACCESSDENIED"}, {0x80070422, "ERROR_SERVICE_DISABLED"}, {0xfffff69e, "JET_errOSSnapshotTimeOut"}} {
		if got, ok := CodeOf(c.code); !ok || got.Name != c.name || got.Value != c.code || got.Means == "" {
			t.Errorf("%#x: %+v, %v", c.code, got, ok)
		}
	}
	if got, ok := CodeOf(0x8004beef); ok || got.Value != 0x8004beef {
		t.Errorf("an unknown code: %+v", got)
	}
	for name, code := range map[string]uint32{"VSS_E_PROVIDER_VETO": 0x80042306, "provider_veto": 0x80042306, "VssProviderVetoException": 0x80042306,
		"Alphaleonis.Win32.Vss.VssUnexpectedWriterErrorException": 0x80042315, "writererror_timeout": 0x800423f2, "timeout": 0x800423f2, "error_access_denied": 5} {
		if got, ok := CodeNamed(name); !ok || got.Value != code {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if _, ok := CodeNamed(""); ok {
		t.Error("no name is no code")
	}
}

func TestLookups(t *testing.T) {
	if e, ok := EventOf("volsnap", 25); !ok || e.Role != "snapshot-deleted" {
		t.Errorf("volsnap 25: %+v", e)
	}
	if e, ok := EventOf("MSSQL$PAYROLL", 3197); !ok || e.Role != "freeze" {
		t.Errorf("MSSQL 3197: %+v", e)
	}
	if _, ok := EventOf("System Restore", 8193); ok {
		t.Error("8193 is an event of VSS, not of System Restore")
	}
	if w, ok := WriterOf("A65FAA63-5EA8-4EBC-9DBD-A0C4DB26912A", ""); !ok || w.Name != "SqlServerWriter" ||
		w.Limit.Max != 60 {
		t.Errorf("SqlServerWriter: %+v", w)
	}
	if w, ok := WriterOf("", "ADAM (instance1) Writer"); !ok || w.Name != "ADAM Writer" {
		t.Errorf("ADAM: %+v", w)
	}
	if s, ok := ServiceOf("volume shadow copy"); !ok || s.Key != "VSS" {
		t.Errorf("VSS: %+v", s)
	}
	if s, ok := ServiceOf("ADAM_instance1"); !ok || s.Key != "ADAM_*" {
		t.Errorf("ADAM_instance1: %+v", s)
	}
	if a, ok := ArticleOf("KB 940349"); !ok || a.Says == "" {
		t.Errorf("KB 940349: %+v", a)
	}
}

// TestCandidates: each example of a cause finds the cause among what is compiled.
func TestCandidates(t *testing.T) {
	for _, c := range readData(t).Causes {
		for i := range c.Cases {
			k := &c.Cases[i]
			all, windows, err := k.observations()
			if err != nil || k.Is != "hit" {
				continue
			}
			if !slices.ContainsFunc(
				Candidates(all[0], windows),
				func(found Candidate) bool { return found.Cause.ID == c.ID },
			) {
				t.Errorf("cases.%d of %s does not find it", i, c.ID)
			}
		}
	}
	if found := Candidates(&Facts{EventProvider: "nobody", Event: 39}, Version{}); len(found) != 0 {
		t.Errorf("another source's 39: %+v", found)
	}
}

// TestReasonOfSQLWriter: what SQL Writer met is told before the failure of SQL Writer, which is general beside it.
func TestReasonOfSQLWriter(t *testing.T) {
	for number, want := range map[uint32]string{3241: "sql-backup-media-damaged", 3023: "sql-backup-already-running"} {
		f := &Facts{EventProvider: "SQLWRITER", Event: 24583, SQLErrors: []uint32{number, 3013}}
		found := Candidates(f, Version{})
		if len(found) < 2 || found[0].Cause.ID != want || found[0].General {
			t.Errorf("%d: %d causes, not %s first", number, len(found), want)
			continue
		}
		for _, other := range found[1:] {
			if !other.General {
				t.Errorf("%d: %s is told beside %s", number, other.Cause.ID, want)
			}
		}
	}
}

// TestCodec: what was encoded comes back, and damage is told.
func TestCodec(t *testing.T) {
	d := readData(t)
	text := string(encode(d.Codes))
	var back []Code
	if err := decode(text, &back); err != nil || !reflect.DeepEqual(back, d.Codes) {
		t.Fatalf("codes do not come back: %v", err)
	}
	for n := 0; n < len(text); n += 1 + n/8 {
		var cut []Code
		if err := decode(text[:n], &cut); err == nil {
			t.Errorf("cut at %d and read", n)
		}
	}
	var other []Event
	if err := decode(text, &other); err == nil || !strings.Contains(err.Error(), "another layout") {
		t.Errorf("codes read as events: %v", err)
	}
	if err := decode(text+"x", &back); err == nil {
		t.Error("a byte too many and read")
	}
}
