package detect

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// without says of which kind a signature has no case, and why there can be none.
var without = map[*Signature]map[string]string{
	DeletedByCommand: {
		"cannot tell": "only a text of the session tells of it, and a text has neither slack space nor salvaged " +
			"records",
	},
	NearMiss: {
		"cannot tell": "it speaks of writers that were frozen and got through their thaw, by the very marks that it " +
			"needs; marks that contradict each other give no span, and no finding",
	},
}

// casesInSource finds the calls check(t, SIGNATURE, "KIND: ...", world, VERDICT) in the
// tests of this package, and counts them by the variable of the signature and the kind.
// A call of a kind must ask for a verdict that a case of that kind can have.
func casesInSource(t *testing.T) map[string]map[string]int {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]map[string]int{}
	for _, file := range files {
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			test, ok := d.(*ast.FuncDecl)
			if !ok || test.Recv != nil || !strings.HasPrefix(test.Name.Name, "Test") {
				continue // only what go test runs
			}
			ast.Inspect(test, func(n ast.Node) bool {
				if sig, name, want, ok := checkCall(n); ok {
					for _, kind := range CaseKinds {
						if name != kind && !strings.HasPrefix(name, kind+":") {
							continue
						}
						if !fitting(kind, want) {
							t.Errorf("%s: a case %q that wants %s", set.Position(n.Pos()), name, want)
						}
						if count[sig] == nil {
							count[sig] = map[string]int{}
						}
						count[sig][kind]++
					}
				}
				return true
			})
		}
	}
	return count
}

// checkCall takes a call of check apart.
func checkCall(n ast.Node) (sig, name, want string, ok bool) {
	call, isCall := n.(*ast.CallExpr)
	if !isCall || len(call.Args) != 5 {
		return "", "", "", false
	}
	if f, isName := call.Fun.(*ast.Ident); !isName || f.Name != "check" {
		return "", "", "", false
	}
	of, isName := call.Args[1].(*ast.Ident)
	text, isText := call.Args[2].(*ast.BasicLit)
	if !isName || !isText {
		return "", "", "", false
	}
	name, err := strconv.Unquote(text.Value)
	switch v := call.Args[4].(type) {
	case *ast.Ident:
		want = v.Name
	case *ast.BasicLit:
		want = v.Value
	}
	return of.Name, name, want, err == nil
}

// fitting reports whether a case of a kind can have a verdict, given as in the source.
func fitting(kind, want string) bool {
	switch kind {
	case "hit":
		return want == "Confirmed" || want == "Likely" || want == "Suspected"
	case "cannot tell":
		return want == "CannotTell"
	}
	return want == "Suspected" || want == "RuledOut" || want == `""`
}

// TestEverySignatureHasCases: each has a hit, a near miss, a case that it is not
// about and one that cannot be told, or a reason why one of these cannot be.
func TestEverySignatureHasCases(t *testing.T) {
	count := casesInSource(t)
	for i, variable := range listed(t) {
		sig := Catalogue[i]
		stated := slices.ContainsFunc(statedCases, func(c statedCase) bool { return c.sig == sig })
		for _, kind := range CaseKinds {
			has := stated || count[variable][kind] > 0
			switch reason := without[sig][kind]; {
			case !has && reason == "":
				t.Errorf(
					"%s: no case of the kind %q: add check(t, %s, %q, world, verdict) to a test",
					sig.ID,
					kind,
					variable,
					kind+": ...",
				)
			case has && reason != "":
				t.Errorf(
					"%s: there is a case of the kind %q, though it is said that there can be none: %s",
					sig.ID,
					kind,
					reason,
				)
			}
		}
	}
}
