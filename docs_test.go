package vsslog

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var inTicks = regexp.MustCompile("`([^`\n]+)`")

// TestDocsNameWhatIsThere: each file and folder that CONTRIBUTING.md and docs/design.md
// name is there, <...> standing for any name.
func TestDocsNameWhatIsThere(t *testing.T) {
	anyName := regexp.MustCompile(`<[^>]*>`)
	for _, doc := range []string{"CONTRIBUTING.md", "docs/design.md"} {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, m := range inTicks.FindAllStringSubmatch(string(text), -1) {
			for _, name := range strings.Fields(m[1]) {
				name = strings.TrimPrefix(name, "./")
				if !strings.Contains(name, "/") || strings.ContainsAny(name, "$:=@'(\\") || strings.HasPrefix(name, "/") || strings.HasSuffix(name, "...") || name == "dist/" {
					continue // no path of the project, or made by a release
				}
				found++
				if there, err := filepath.Glob(anyName.ReplaceAllString(name, "*")); err != nil || len(there) == 0 {
					t.Errorf("%s names %s, which is not there", doc, name)
				}
			}
		}
		if found < 25 {
			t.Errorf("%s: only %d names of files were found", doc, found)
		}
	}
}

// TestDocsNameCode: what CONTRIBUTING.md and the decisions say is declared in a file is declared there.
func TestDocsNameCode(t *testing.T) {
	for file, names := range map[string][]string{
		"parse/formats/formats.go":           {"All"},
		"parse/console/grammars/grammars.go": {"Grammars"},
		"parse/console/grammar.go":           {"Grammar"},
		"parse/rendered/labels.go":           {"Languages"},
		"parse/requester/names.go":           {"programs"},
		"parse/requester/messages.go":        {"messageForms"},
		"correlate/vocab/terms.go":           {"Terms"},
		"correlate/vocab/writer.go":          {"WriterClasses"},
		"correlate/vocab/kinds.go":           {"Kinds"},
		"correlate/vocab/kind_words.go":      {"KindWords"},
		"detect/catalogue.go":                {"Catalogue"},
		"detect/cases_test.go":               {"without"},
		"export/format.go":                   {"Formats"},
		"export/metadata.go":                 {"SchemaVersion"},
		"internal/conclude/outcome.go":       {"order"},
	} {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, name := range names {
			if !regexp.MustCompile(`(?m)^(?:var|const|type|func|\t)\s*` + name + `\b`).Match(code) {
				t.Errorf("%s does not declare %s", file, name)
			}
		}
	}
}
