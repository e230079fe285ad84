package redact

import (
	"flag"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/vsslog/vsslog/internal/knowledge"
)

var update = flag.Bool("update", false, "gather words.txt from the sources anew")

// gather returns the words in the texts of the sources, sorted.
func gather(t *testing.T) []string {
	words := map[string]bool{}
	for _, dir := range []string{"parse", "correlate", "detect", "export", "internal/hosting", "internal/collectscript", "internal/knowledge"} {
		err := filepath.WalkDir(filepath.Join("../..", dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
				strings.Contains(path, "testdata") {
				return err
			}
			src, err := os.ReadFile(path)
			if err == nil {
				wordsOf(src, words)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var list []string
	for w := range words {
		list = append(list, w)
	}
	slices.Sort(list)
	return list
}

func wordsOf(src []byte, words map[string]bool) {
	var s scanner.Scanner
	files := token.NewFileSet()
	s.Init(files.AddFile("", -1, len(src)), src, nil, 0)
	for {
		_, tok, literal := s.Scan()
		if tok == token.EOF {
			return
		}
		if tok != token.STRING {
			continue
		}
		text, err := strconv.Unquote(literal)
		if err != nil {
			continue
		}
		for text != "" {
			word := firstToken(text)
			if word == "" {
				break
			}
			text = text[strings.Index(text, word)+len(word):]
			if strings.IndexFunc(word, unicode.IsLetter) >= 0 && len(word) > 1 {
				words[strings.ToLower(word)] = true
			}
		}
	}
}

// TestWords: words.txt has the words of the sources, all of them and no others. One that it lacks is replaced as if it
// were a name; one that no source has any more could be a name.
func TestWords(t *testing.T) {
	list := gather(t)
	if *update {
		if err := os.WriteFile("words.txt", []byte(strings.Join(list, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	known := map[string]bool{}
	for _, w := range strings.Fields(wordList) {
		known[w] = true
	}
	missing := slices.DeleteFunc(slices.Clone(list), func(w string) bool { return known[w] })
	gone := slices.DeleteFunc(strings.Fields(wordList), func(w string) bool {
		_, found := slices.BinarySearch(list, w)
		return found
	})
	if len(missing)+len(gone) > 0 {
		t.Errorf("words.txt is behind the sources: run go test ./internal/redact -update\nmissing: %v\ngone: %v", missing, gone)
	}
	for _, name := range []string{"sqlprod1", "dc03", "erp16", "contoso", "payroll"} {
		if known[name] {
			t.Errorf("%s is a name, yet words.txt has it", name)
		}
	}
}

// What the knowledge names is nobody's name: it stays, though records that nobody read
// before state it.
func TestKnowledgeIsHarmless(t *testing.T) {
	r := redactor(t, Kinds)
	var names []string
	for _, c := range knowledge.Codes() {
		names = append(names, c.Name)
	}
	for _, w := range knowledge.Writers() {
		names = append(names, w.Name)
	}
	for _, s := range knowledge.Services() {
		names = append(append(names, strings.TrimSuffix(s.Key, "*")), s.Displays...)
	}
	for _, p := range knowledge.Programs() {
		names = append(names, p.Name)
	}
	for _, e := range knowledge.Events() {
		names = append(names, e.Means)
	}
	changed := 0
	for _, name := range names {
		if got := r.Text(name); got != name && !strings.ContainsAny(name, `\`) {
			if changed++; changed < 10 {
				t.Errorf("%q becomes %q", name, got)
			}
		}
	}
	if len(names) < 800 {
		t.Errorf("only %d names", len(names))
	}
}
