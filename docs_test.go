package vsslog

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
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
				if !strings.Contains(name, "/") || strings.ContainsAny(name, "$:=@'(\\") ||
					strings.HasPrefix(name, "/") ||
					strings.HasSuffix(name, "...") ||
					name == "dist/" {
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
		"parse/eventtext/grammar.go":         {"eventForms"},
		"parse/requester/names.go":           {"programs"},
		"parse/requester/message_forms.go":   {"messageForms"},
		"parse/requester/message_words.go":   {"wordForms"},
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

// TestDecisionsAreNumbered: decisions have numbers that rise, and what marks one as
// superseded, narrowed or extended names later ones that are there.
func TestDecisionsAreNumbered(t *testing.T) {
	text, err := os.ReadFile("docs/decisions.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(text), "\n## ")
	mark := regexp.MustCompile(`(?m)^\*(?:Superseded|Narrowed|Extended)(?: in part)? by ((?:\d+(?:, | and )?)+)`)
	numbered := map[int]bool{}
	for _, part := range parts[1:] {
		if n, err := strconv.Atoi(part[:max(0, strings.Index(part, ". "))]); err == nil {
			numbered[n] = true
		}
	}
	marked, last := 0, 0
	for i, part := range parts[1:] {
		heading, body, _ := strings.Cut(part, "\n")
		number, _, _ := strings.Cut(heading, ". ")
		if n, err := strconv.Atoi(number); err != nil || n <= last {
			t.Errorf("decision %d: a number above %d expected, %q found", i+1, last, heading)
		} else {
			last = n
		}
		if !strings.HasPrefix(body, "\n") || len(strings.TrimSpace(body)) == 0 {
			t.Errorf("%q: an empty line and the decision expected", heading)
		}
		found := mark.FindAllStringSubmatch(body, -1)
		if words := strings.Count(body, "\n*Superseded") + strings.Count(body, "\n*Narrowed") + strings.Count(body, "\n*Extended"); words != len(
			found,
		) {
			t.Errorf("%q: a mark names no decision", heading)
		}
		for _, m := range found {
			marked++
			for _, by := range regexp.MustCompile(`\d+`).FindAllString(m[1], -1) {
				if n, _ := strconv.Atoi(by); n <= last || !numbered[n] {
					t.Errorf("%q is marked with %s, which is no later decision", heading, by)
				}
			}
		}
	}
	if marked < 8 {
		t.Errorf("only %d marks were found", marked)
	}
}
