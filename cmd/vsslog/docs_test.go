package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// shown is a command of a document: behind a "$ " it is run, and what follows it
// in its block is what it must print; a line "..." stands for any lines.
type shown struct {
	line   int
	args   []string
	run    bool
	output []string
}

// inText is a command that stands in a sentence: it is not run.
var inText = regexp.MustCompile("`vsslog ([^`]+)`")

// commandsOf takes the commands out of a document: those of its blocks, and those in its sentences.
func commandsOf(text string) []shown {
	var all []shown
	fenced, open := false, false
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "```") {
			fenced, open = !fenced, false
			continue
		}
		block := line
		if !fenced {
			var indented bool
			if block, indented = strings.CutPrefix(line, "    "); !indented && line != "" {
				open = false
				for _, m := range inText.FindAllStringSubmatch(line, -1) {
					all = append(all, shown{line: i + 1, args: split(m[1])})
				}
				continue
			}
		}
		command, runs := strings.CutPrefix(block, "$ ")
		for _, program := range []string{"vsslog ", "go run ./cmd/vsslog "} {
			if args, ok := strings.CutPrefix(command, program); ok && (runs || !open) {
				args, _, _ = strings.Cut(args, " #")
				all = append(all, shown{line: i + 1, args: split(args), run: runs || program != "vsslog "})
				open, command = runs, ""
			}
		}
		if command != "" && runs {
			open = false // a command of something else
		}
		if open && command == block {
			last := &all[len(all)-1]
			last.output = append(last.output, strings.TrimRight(block, " "))
		}
	}
	for i := range all {
		for n := len(all[i].output); n > 0 && all[i].output[n-1] == ""; n = len(all[i].output) {
			all[i].output = all[i].output[:n-1]
		}
	}
	return all
}

// split cuts a command into words; quotes hold words together.
func split(command string) []string {
	var words []string
	for _, m := range regexp.MustCompile(`'([^']*)'|"([^"]*)"|(\S+)`).FindAllStringSubmatch(command, -1) {
		words = append(words, m[1]+m[2]+m[3])
	}
	return words
}

// TestDocs runs the commands of README and docs, compares what they print with
// what is shown, and holds the others to commands and flags that there are.
func TestDocs(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	files := []string{
		filepath.Join(root, "README.md"),
		filepath.Join(root, "CONTRIBUTING.md"),
		filepath.Join(root, "SECURITY.md"),
		filepath.Join(root, "CHANGELOG.md"),
		filepath.Join(root, "samples", "README.md"),
		filepath.Join(root, "python", "README.md"),
		filepath.Join(root, "beam", "README.md"),
	}
	docs, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(docs) < 10 {
		t.Fatalf("%d documents: %v", len(docs), err)
	}
	ran, compared, looked := 0, 0, 0
	for _, file := range append(files, docs...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir() // commands of one document may build on each other
		commands := commandsOf(string(text))
		if slices.ContainsFunc(commands, func(c shown) bool { return c.run }) {
			if err := os.CopyFS(filepath.Join(folder, "samples"), os.DirFS(filepath.Join(root, "samples"))); err != nil {
				t.Fatal(err)
			}
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Chdir(folder)
			for _, c := range commands {
				checkFlags(t, c)
				looked++
				if !c.run {
					continue
				}
				ran++
				got := runShown(t, c)
				if len(c.output) > 0 {
					compared++
					if !fits(c.output, got) {
						t.Errorf(
							"line %d: vsslog %s prints\n%s\nbut shown is\n%s",
							c.line,
							strings.Join(c.args, " "),
							strings.Join(got, "\n"),
							strings.Join(c.output, "\n"),
						)
					}
				}
			}
		})
	}
	if ran < 12 || compared < 6 || looked < 25 {
		t.Errorf("%d commands were run, %d compared, %d looked at: the documents have more", ran, compared, looked)
	}
}

// runShown runs a command, with its output into a file where it says so.
func runShown(t *testing.T, c shown) []string {
	t.Helper()
	args, target := c.args, ""
	if n := len(args); n > 1 && args[n-2] == ">" {
		args, target = args[:n-2], args[n-1]
	}
	var out, errOut bytes.Buffer
	if code := run(context.Background(), args, strings.NewReader(""), &out, &errOut); code != exitDone {
		t.Errorf("line %d: vsslog %s: exit %d: %s", c.line, strings.Join(args, " "), code, errOut.String())
	}
	if target != "" {
		if out.Len() == 0 {
			t.Errorf("line %d: nothing goes into %s", c.line, target)
		}
		if err := os.WriteFile(target, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return nil
	}
	var lines []string
	for _, line := range strings.Split(strings.TrimRight(out.String(), "\n"), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// fits compares lines; "..." stands for any number of them.
func fits(want, got []string) bool {
	if len(want) == 0 {
		return len(got) == 0
	}
	if want[0] != "..." {
		return len(got) > 0 && want[0] == got[0] && fits(want[1:], got[1:])
	}
	for i := range len(got) + 1 {
		if fits(want[1:], got[i:]) {
			return true
		}
	}
	return false
}

// checkFlags holds a command to commands and flags that there are.
func checkFlags(t *testing.T, c shown) {
	t.Helper()
	p := &program{}
	root := p.root()
	root.InitDefaultCompletionCmd()
	cmd, rest, err := root.Find(c.args)
	if err != nil || !cmd.HasParent() && !strings.HasPrefix(c.args[0], "-") {
		t.Errorf("line %d: vsslog %s: no such command (%v)", c.line, strings.Join(c.args, " "), err)
		return
	}
	known := func(name string) bool {
		found := cmd.Flag(name) != nil || name == "help"
		cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { found = found || f.Name == name })
		return found
	}
	for _, word := range rest {
		word = strings.Trim(word, "[]")
		if name, ok := strings.CutPrefix(word, "--"); ok && name != "" {
			name, _, _ = strings.Cut(name, "=")
			if !known(name) {
				t.Errorf("line %d: %s has no flag --%s", c.line, cmd.CommandPath(), name)
			}
		} else if letter, ok := strings.CutPrefix(word, "-"); ok && len(letter) == 1 && letter != "-" && letter != "h" &&
			cmd.Flags().ShorthandLookup(letter) == nil {
			t.Errorf("line %d: %s has no flag -%s", c.line, cmd.CommandPath(), letter)
		}
	}
}

// TestLinks: every file that README and docs name is there.
func TestLinks(t *testing.T) {
	for _, pattern := range []string{"../../README.md", "../../docs/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile("(?:\\]\\(|`)([a-zA-Z/_-]+\\.md)").FindAllStringSubmatch(string(text), -1) {
				beside := filepath.Join(filepath.Dir(file), m[1])
				top := filepath.Join("../..", m[1])
				if missing(beside) && missing(top) && m[1] != "RACE/report.md" && m[1] != "report.md" {
					t.Errorf("%s names %s, which is not there", file, m[1])
				}
			}
		}
	}
}
