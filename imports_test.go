package vsslog

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/vsslog/vsslog"

// packages lists every package of the project from the bottom up, each with all that it
// imports of the project. It may name only what stands above it: imports run one way,
// from bytes to what a person sees. What tests import is their own affair.
var packages = []struct{ folder, imports string }{
	// Helpers that know nothing of the project.
	{"internal/bug", ""},
	{"internal/par", "internal/bug"},
	{"internal/document", ""},
	{"internal/spill", ""},
	{"internal/atomicfile", ""},
	{"internal/arrowipc", ""},
	{"internal/collectscript", ""},
	{"internal/slowtest", ""},
	{"internal/gotool", ""},
	{"internal/cputime", ""},
	{"internal/lazyregexp", ""},
	{"internal/notices", "internal/gotool internal/lazyregexp"},
	{"internal/notices/print", "internal/notices"},
	{"internal/simulate", ""},
	{"internal/strictyaml", ""},
	{"internal/heap", ""},
	{"internal/seal", ""},
	{"internal/browsertest", ""},
	{"internal/knowledge", "internal/lazyregexp internal/strictyaml"},
	{"internal/knowledge/compile", "internal/knowledge"},

	// From bytes to records.
	{"parse", "internal/spill"},
	{"parse/codepage", "parse"},
	{"parse/evtx", "internal/bug parse parse/codepage"},
	{"parse/evt", "parse"},
	{"parse/rendered", "internal/lazyregexp parse parse/codepage"},
	{"parse/clixml", "parse parse/rendered"},
	{"parse/eventxml", "parse parse/rendered"},
	{"parse/jsonvalue", "parse"},
	{"parse/eventjson", "parse parse/rendered parse/jsonvalue"},
	{"parse/eventcsv", "parse parse/rendered"},
	{"parse/console", "internal/lazyregexp parse parse/codepage parse/jsonvalue"},
	{"parse/console/texttest", "parse parse/console"},
	{"parse/vssadmin", "internal/lazyregexp parse parse/rendered parse/console"},
	{"parse/diskshadow", "internal/lazyregexp parse parse/console"},
	{"parse/hostfacts", "internal/lazyregexp parse parse/console"},
	{"parse/requester", "internal/knowledge internal/lazyregexp parse parse/rendered parse/console parse/vssadmin"},
	{"parse/sqlwriter", "internal/lazyregexp parse parse/rendered parse/console"},
	{"parse/trace", "internal/lazyregexp parse parse/console"},
	{"parse/eventtext", "internal/lazyregexp parse parse/rendered parse/eventxml parse/console"},
	{"parse/writerlist", "internal/lazyregexp parse parse/console parse/vssadmin"},
	{
		"parse/console/grammars",
		"parse parse/rendered parse/eventjson parse/eventcsv parse/console parse/vssadmin parse/diskshadow " +
			"parse/hostfacts " +
			"parse/requester parse/sqlwriter parse/trace parse/eventtext parse/writerlist",
	},
	{
		"parse/formats",
		"parse parse/evtx parse/evt parse/clixml parse/eventxml parse/eventjson parse/eventcsv parse/console/grammars",
	},

	// From records to findings, and to tables and pages.
	{"internal/interval", "parse"},
	{"internal/stn", "parse internal/interval"},
	{"internal/hosting", "parse"},
	{"correlate/vocab", "internal/lazyregexp internal/knowledge parse parse/rendered internal/interval"},
	{"correlate", "internal/lazyregexp internal/knowledge parse internal/interval internal/stn internal/hosting correlate/vocab"},
	{
		"detect",
		"internal/lazyregexp internal/strictyaml internal/knowledge parse internal/interval correlate/vocab correlate",
	},
	{"export", "internal/spill internal/atomicfile parse internal/interval correlate/vocab correlate detect"},
	{"export/columnar", "internal/arrowipc export"},
	{"export/report", "internal/spill parse internal/interval correlate/vocab correlate detect export"},

	// A run: what is read is kept in packs, divided, judged.
	{"internal/source", "internal/document internal/spill internal/lazyregexp parse internal/hosting"},
	{"internal/pack", "parse"},
	{"internal/redact", "internal/knowledge internal/lazyregexp parse correlate/vocab correlate detect internal/pack"},
	{"internal/eventsort", "internal/spill parse internal/pack"},
	{
		"internal/partition",
		"internal/seal internal/par parse parse/console parse/formats internal/hosting correlate/vocab internal/source " +
			"internal/pack",
	},
	{
		"internal/ingest",
		"internal/bug internal/spill internal/atomicfile parse parse/formats internal/hosting correlate/vocab " +
			"internal/source internal/pack",
	},
	{
		"internal/analysis",
		"internal/bug internal/par internal/spill parse internal/interval internal/hosting correlate detect export " +
			"internal/pack internal/redact internal/partition",
	},
	{
		".",
		"internal/spill parse correlate detect export internal/source internal/pack internal/redact " +
			"internal/eventsort internal/partition " +
			"internal/ingest internal/analysis",
	},

	{"internal/explain", "internal/lazyregexp internal/knowledge correlate/vocab detect"},
	{
		"internal/conclude",
		"internal/bug correlate/vocab correlate detect export export/report internal/pack internal/partition " +
			"internal/analysis",
	},

	// Programs, and what measures them.
	{"internal/simulate/score", "internal/interval correlate detect ."},
	{"web", "internal/gotool internal/notices export/report"},
	{"web/ask", "internal/heap detect export . internal/explain internal/conclude"},
	{"web/engine", "internal/bug . web/ask"},
	{"web/build", "internal/atomicfile web"},
	{
		"cmd/vsslog",
		"internal/bug internal/heap internal/atomicfile internal/collectscript internal/simulate internal/knowledge " +
			"parse parse/evtx " +
			"parse/codepage parse/formats internal/interval correlate/vocab correlate detect export export/columnar " +
			"internal/redact internal/seal internal/partition internal/analysis . " +
			"internal/explain internal/conclude internal/simulate/score web",
	},
	{"cmd/evtxcheck", "parse parse/evtx"},
	{
		"beam",
		"internal/atomicfile internal/seal internal/spill internal/hosting internal/knowledge detect export " +
			"export/columnar internal/source internal/pack internal/redact internal/partition " +
			"internal/ingest internal/analysis",
	},
	{"beam/external", ""},
	{"beam/cmd/vsslog-fleet", "detect beam beam/external"},
	{"bench/hostile", ""},
	{"bench/arrowrows", ""},
	{"bench/columns", "parse parse/evtx"},
	{"bench/damage", "parse parse/evtx"},
	{"bench/dataset", "parse export export/columnar"},
	{"bench/floor", ""},
	{"bench/longhost", "parse correlate/vocab detect internal/pack internal/partition"},
	{"bench/longpoll", ""},
	{"bench/mklarge", "parse export ."},
	{"bench/peers/golang-evtx", ""},
	{"bench/tables", "parse parse/evtx export export/columnar"},
}

// TestImportDirections reads the imports of every package that there is, of the modules
// of their own too.
func TestImportDirections(t *testing.T) {
	imports := importsByFolder(t)
	for _, folder := range slices.Sorted(maps.Keys(imports)) {
		if !slices.ContainsFunc(packages, func(p struct{ folder, imports string }) bool { return p.folder == folder }) {
			t.Errorf("%s is in no rule: list it above what it imports, and say what that is", folder)
		}
	}
	above := map[string]bool{}
	for _, p := range packages {
		if above[p.folder] {
			t.Errorf("%s has two rules", p.folder)
		}
		found, ok := imports[p.folder]
		if !ok {
			t.Errorf("%s has a rule and is no package", p.folder)
		}
		allowed := strings.Fields(p.imports)
		for _, i := range allowed {
			if !above[i] {
				t.Errorf("%s may import %q, which does not stand above it", p.folder, i)
			}
			if !found[i] {
				t.Errorf("%s may import %q and does not: take it away", p.folder, i)
			}
		}
		for _, i := range slices.Sorted(maps.Keys(found)) {
			if !slices.Contains(allowed, i) {
				t.Errorf("%s imports %q, which its rule does not allow", p.folder, i)
			}
		}
		above[p.folder] = true
	}
}

// importsByFolder reads what the files of each folder import of the project, tests
// left out. A folder without any other file is no package.
func importsByFolder(t *testing.T) map[string]map[string]bool {
	t.Helper()
	imports := map[string]map[string]bool{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && name != "." && (strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "_") || e.Name() == "testdata" || e.Name() == "node_modules"):
			return fs.SkipDir
		case e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := path.Dir(name)
		if imports[folder] == nil {
			imports[folder] = map[string]bool{}
		}
		for _, i := range file.Imports {
			if text, err := strconv.Unquote(i.Path.Value); err != nil {
				return err
			} else if text == module {
				imports[folder]["."] = true
			} else if rest, ours := strings.CutPrefix(text, module+"/"); ours {
				imports[folder][rest] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}

// TestDesignNamesPackages: docs/design.md has a row for every package.
func TestDesignNamesPackages(t *testing.T) {
	text, err := os.ReadFile("docs/design.md")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		for i, name := range strings.Split(cells[1], "`") {
			if i%2 == 1 {
				named[name] = true
			}
		}
	}
	for _, p := range packages {
		folder := p.folder
		switch {
		case folder == ".":
			folder = "vsslog"
		case strings.HasPrefix(folder, "bench/"):
			folder = "bench/"
		}
		if !named[folder] {
			t.Errorf("docs/design.md has no row for %s", folder)
		}
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

// TestFacade: the package promises few names.
func TestFacade(t *testing.T) {
	out, err := exec.Command("go", "doc", "-short", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if names := strings.Split(strings.TrimSpace(string(out)), "\n"); len(names) > 15 || len(names) < 5 {
		t.Errorf("%d exported names, want at most 15:\n%s", len(names), out)
	}
}
