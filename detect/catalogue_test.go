package detect

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/signatures.md anew")

// declared lists the variables of this package that hold a signature, by its source.
func declared(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.VAR {
				continue
			}
			for _, spec := range decl.Specs {
				value := spec.(*ast.ValueSpec)
				for i, v := range value.Values {
					if u, ok := v.(*ast.UnaryExpr); ok && u.Op == token.AND {
						v = u.X
					}
					lit, ok := v.(*ast.CompositeLit)
					if !ok {
						continue
					}
					if id, ok := lit.Type.(*ast.Ident); ok && id.Name == "Signature" {
						names = append(names, value.Names[i].Name)
					}
				}
			}
		}
	}
	return names
}

// listed are the names in the literal of Catalogue.
func listed(t *testing.T) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), "catalogue.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(tree, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && v.Names[0].Name == "Catalogue" {
			for _, e := range v.Values[0].(*ast.CompositeLit).Elts {
				names = append(names, e.(*ast.Ident).Name)
			}
		}
		return true
	})
	return names
}

func TestNoSignatureLeftOff(t *testing.T) {
	have, want := listed(t), declared(t)
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("Catalogue lists\n%v\nthe package declares\n%v", have, want)
	}
	if len(want) < 25 {
		t.Errorf("%d signatures, at least 25 are wanted", len(want))
	}
}

func TestCatalogueIsComplete(t *testing.T) {
	kebab := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, s := range Catalogue {
		if !kebab.MatchString(s.ID) || seen[s.ID] {
			t.Errorf("%q: not kebab-case, or there twice", s.ID)
		}
		seen[s.ID] = true
		for field, v := range map[string]string{"Title": s.Title, "Cause": s.Cause, "Mechanism": s.Mechanism, "Advice": s.Advice, "Windows": s.Windows} {
			if v == "" {
				t.Errorf("%s: %s is empty", s.ID, field)
			}
		}
		if !slices.Contains([]Class{CauseClass, SymptomClass, BenignClass}, s.Class) {
			t.Errorf("%s: class %q", s.ID, s.Class)
		}
		if !slices.Contains([]Severity{Information, Warning, Error, Critical}, s.Severity) ||
			s.Class == BenignClass && s.Severity != Information {
			t.Errorf("%s: severity %q", s.ID, s.Severity)
		}
		if !slices.Contains([]Scope{WriterScope, SetScope, HostScope, EventScope}, s.Scope) {
			t.Errorf("%s: scope %q", s.ID, s.Scope)
		}
		classes := []FailureClass{"", TimingClass, RefusalClass, StorageClass, ProviderClass, WriterClass,
			InfrastructureClass, RequesterClass}
		if !slices.Contains(classes, s.Failure) {
			t.Errorf("%s: class of failures %q", s.ID, s.Failure)
		}
		if len(s.Sources) == 0 || len(s.Needs) == 0 {
			t.Errorf("%s: no sources, or no needs", s.ID)
		}
		for _, r := range s.Sources {
			if r.Name == "" || r.Says == "" || r.URL == "" && r.Name != "observed only" {
				t.Errorf("%s: source %+v", s.ID, r)
			}
		}
		for _, n := range s.Needs {
			if n.What == "" || n.Where == "" || n.Has == nil {
				t.Errorf("%s: need %q", s.ID, n.What)
			}
		}
	}
	for _, s := range Catalogue {
		for _, id := range s.Explains {
			if !seen[id] || id == s.ID {
				t.Errorf("%s explains %q, which is no other signature", s.ID, id)
			}
		}
	}
}

// Each prediction says what would prove it, for those who have a finding that is open.
func TestEveryPredictionSaysWhatProvesIt(t *testing.T) {
	for _, s := range Catalogue {
		for id := range s.Wants {
			if !slices.ContainsFunc(s.Predictions, func(p Prediction) bool { return p.ID == id }) {
				t.Errorf("%s wants something for %s, which it does not predict", s.ID, id)
			}
		}
		for _, p := range s.Predictions {
			if s.File == "" && s.Wants[p.ID] == "" {
				t.Errorf("%s does not say what would prove %s", s.ID, p.ID)
			}
		}
	}
}

// TestExplanationsAreNoCircle: otherwise two findings could be folded under each other.
func TestExplanationsAreNoCircle(t *testing.T) {
	var walk func(s *Signature, path []string)
	walk = func(s *Signature, path []string) {
		if slices.Contains(path, s.ID) {
			t.Fatalf("a circle: %v, %s", path, s.ID)
		}
		for _, id := range s.Explains {
			walk(Find(id), append(slices.Clone(path), s.ID))
		}
	}
	for _, s := range Catalogue {
		walk(s, nil)
	}
}

// TestDocument holds docs/signatures.md against the catalogue.
func TestDocument(t *testing.T) {
	path := filepath.Join("..", "docs", "signatures.md")
	want := document()
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
		t.Errorf("%s is stale; run: go test ./detect -run TestDocument -update", path)
	}
}

// document is the catalogue as Markdown.
func document() []byte {
	var b bytes.Buffer
	fmt.Fprintf(
		&b,
		"# Signatures\n\nGenerated from the catalogue by `go test ./detect -run TestDocument -update`; do not "+
			"edit.\n\n",
	)
	fmt.Fprintf(
		&b,
		"%d ways in which VSS fails, seems to, or only makes noise. `cause` is what started it, `symptom` what "+
			"follows from something else, `benign` what is harmless. ",
		len(Catalogue),
	)
	fmt.Fprintf(
		&b,
		"A signature that rests on a record which itself states the fact is `confirmed` by one live record, and "+
			"`cannot_tell` where the record stands in slack space or was recovered from damage.\n\n",
	)
	fmt.Fprintln(&b, "| id | class | severity | about | title |\n|---|---|---|---|---|")
	for _, s := range Catalogue {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s | %s |\n", s.ID, s.ID, s.Class, s.Severity, s.Scope, cell(s.Title))
	}
	for _, s := range Catalogue {
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n", s.ID, s.Title)
		fmt.Fprintf(
			&b,
			"- **Class, severity:** %s, %s\n- **Windows:** %s\n- **Cause:** %s\n- **Mechanism:** %s\n- **Advice:** "+
				"%s\n",
			s.Class,
			s.Severity,
			s.Windows,
			s.Cause,
			s.Mechanism,
			s.Advice,
		)
		for _, n := range s.Needs {
			fmt.Fprintf(&b, "- **Needs:** %s (%s)\n", n.What, n.Where)
		}
		for _, p := range s.Predictions {
			fmt.Fprintf(
				&b,
				"- **%s:** `%s - %s %s %s`: %s\n",
				p.ID,
				p.Later,
				p.Earlier,
				p.Op,
				cmp.Or(p.Bound.Words, "0"),
				p.Says+"; shown by "+s.Wants[p.ID],
			)
		}
		for _, c := range s.Checks {
			fmt.Fprintf(&b, "- **Confirmed only if:** %s\n", c.Says)
		}
		for _, l := range s.LookAlikes {
			fmt.Fprintf(&b, "- **Looks alike:** %s: %s\n", l.Title, l.Differs)
		}
		for _, c := range s.Coincidences {
			fmt.Fprintf(&b, "- **Likely, and wrong only if:** %s. It would show as %s\n", c.Says, c.Witness)
		}
		for _, a := range s.Assumptions {
			fmt.Fprintf(&b, "- **Assumes:** %s\n", a)
		}
		if len(s.Explains) > 0 {
			fmt.Fprintf(&b, "- **Explains:** %s\n", strings.Join(s.Explains, ", "))
		}
		for _, r := range s.Sources {
			if r.URL == "" {
				fmt.Fprintf(&b, "- **Source:** %s: %s\n", r.Name, r.Says)
				continue
			}
			fmt.Fprintf(&b, "- **Source:** [%s](%s): %s\n", r.Name, r.URL, r.Says)
		}
	}
	return b.Bytes()
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
