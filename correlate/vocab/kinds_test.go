package vocab

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"testing"
)

// TestKinds: Kinds lists the constants of kind.go, in their order.
func TestKinds(t *testing.T) {
	tree, err := parser.ParseFile(token.NewFileSet(), "kind.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var want []Kind
	ast.Inspect(tree, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok {
			s, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, Kind(s))
		}
		return true
	})
	if len(want) != len(Kinds) {
		t.Fatalf("%d kinds are declared, %d listed", len(want), len(Kinds))
	}
	for i, k := range want {
		if Kinds[i] != k {
			t.Errorf("%s is listed where %s is declared", Kinds[i], k)
		}
	}
}

// TestKindWords: every kind is told in words, not by the numbers of its events alone.
func TestKindWords(t *testing.T) {
	numbers := regexp.MustCompile(`^(?i:vss|volsnap|esent)? *[\d, ]*$`)
	for _, k := range Kinds {
		if numbers.MatchString(KindWords[k]) {
			t.Errorf("the words of %s are %q", k, KindWords[k])
		}
	}
	if len(KindWords) != len(Kinds) {
		t.Errorf("%d words of %d kinds", len(KindWords), len(Kinds))
	}
}
