package vsslog

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/vsslog/vsslog"

// may lists what each folder may import of the project: its own folder and these.
// Imports run one way, from bytes to what a person sees.
var may = map[string][]string{
	"parse":                   {},
	"parse/formats":           {"parse", "parse/"},
	"internal/source":         {"parse", "parse/formats", "internal/document"},
	"internal/document":       {},
	"internal/pack":           {"parse"},
	"parse/console/grammars":  {"parse", "parse/"},
	"correlate":               {"parse"},
	"detect":                  {"parse", "correlate"},
	"export":                  {"parse", "correlate", "detect"},
	"export/report":           {"parse", "correlate", "detect", "export"},
	"internal/redact":         {"parse", "correlate", "detect"},
	"internal/simulate":       {},
	"internal/simulate/score": {"", "correlate", "detect"},
	"internal/collectscript":  {},
	"cmd/evtxcheck":           {"parse", "parse/evtx"},
	"cmd/vsslog":              {"", "parse", "parse/", "correlate", "detect", "export", "export/", "internal/"},
	"examples/tables":         {"", "detect", "export"},
	"notebooks":               {},
	"":                        {"parse", "parse/", "correlate", "detect", "export", "internal/"},
}

// shared are parts of the reading of texts that formats below parse/ build on.
var shared = []string{"parse", "parse/console", "parse/rendered", "parse/vssadmin"}

func TestImportDirections(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	seen := 0
	for decoder.More() {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		folder := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		if strings.HasPrefix(folder, "bench") || strings.HasSuffix(folder, "test") {
			continue // measures and helpers of tests see everything
		}
		allowed, ok := may[folder]
		if !ok && strings.HasPrefix(folder, "parse/") {
			allowed, ok = shared, true
		}
		if !ok {
			t.Errorf("%s: no rule says what it may import", folder)
			continue
		}
		seen++
		for _, i := range p.Imports {
			rest, ours := strings.CutPrefix(i, module)
			if !ours {
				continue
			}
			rest = strings.TrimPrefix(rest, "/")
			if !slices.ContainsFunc(allowed, func(a string) bool { return a == rest || strings.HasSuffix(a, "/") && strings.HasPrefix(rest, a) }) {
				t.Errorf("%s imports %s", folder, rest)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d packages were looked at", seen)
	}
}

// TestSecondOpinionStaysOutside: golang-evtx is GPL-3.0, so only evtxcheck links it.
func TestSecondOpinionStaysOutside(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./cmd/vsslog", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(out), "0xrawsec") {
		t.Error("cmd/vsslog reaches golang-evtx")
	}
}
