package main

import (
	"bufio"
	"encoding/json"
	"github.com/vsslog/vsslog/internal/slowtest"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// toldFailure is what a row of the failures table, the screen and the page all tell.
type toldFailure struct {
	Host      string `json:"host"`
	Verdict   string `json:"cause_verdict"`
	Signature string `json:"signature"`
	Headline  string `json:"headline"`
	Severity  string `json:"severity"`
}

// TestTheSameWords: the failures table tells the same failures as the screen and the page,
// with the same verdict and the same sentence.
func TestTheSameWords(t *testing.T) {
	samples, err := filepath.Glob("../../samples/*")
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, folder := range samples {
		compared += sameWords(t, folder)
	}
	if compared < 11 {
		t.Errorf("%d failures were compared", compared)
	}
	if !slowtest.Wanted() {
		return
	}
	worlds := t.TempDir()
	if code, _, errOut := call(t, "simulate", "--random", "300", "--seed", "20", "--out", worlds); code != exitDone {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	folders, err := filepath.Glob(filepath.Join(worlds, "*", ""))
	if err != nil {
		t.Fatal(err)
	}
	compared, looked := 0, 0
	for end := time.Now().Add(wordsTime); looked < len(folders) && time.Now().Before(end); looked++ {
		if info, err := os.Stat(folders[looked]); err == nil && info.IsDir() {
			compared += sameWords(t, folders[looked])
		}
	}
	t.Logf("%d failures of %d of %d worlds", compared, looked, len(folders))
	if compared < 20 {
		t.Errorf("%d failures were compared", compared)
	}
}

// wordsTime is how long worlds are compared on a slow machine.
const wordsTime = 2 * time.Minute

// sameWords analyses a folder and returns how many failures it compared.
func sameWords(t *testing.T, folder string) int {
	t.Helper()
	out := t.TempDir()
	code, screen, errOut := call(t, "analyze", "--verbose", folder, "--out", out, "--format", "jsonl,html")
	if code != exitDone && code != exitDamaged && code != exitNothing {
		t.Fatalf("%s: exit %d: %s", folder, code, errOut)
	}
	rows := failuresIn(t, filepath.Join(out, "failures.jsonl"))
	page, err := os.ReadFile(filepath.Join(out, "report.html"))
	if err != nil {
		t.Fatal(err)
	}
	var heads []string
	for _, m := range regexp.MustCompile(`(?m)^(CONFIRMED|LIKELY|SUSPECTED|CANNOT TELL|UNEXPLAINED)  `).FindAllStringSubmatch(screen, -1) {
		heads = append(heads, m[1])
	}
	var wanted []string
	words := inOneLine(screen)
	cards := inOneLine(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(page), " ")))
	for _, row := range rows {
		verdict := strings.ToUpper(strings.ReplaceAll(row.Verdict, "_", " "))
		if row.Signature == "" {
			verdict = "UNEXPLAINED"
		}
		wanted = append(wanted, verdict)
		if !strings.Contains(words, inOneLine(row.Headline)) {
			t.Errorf("%s: the screen does not say %q", folder, row.Headline)
		}
		if !strings.Contains(cards, inOneLine(row.Headline)) {
			t.Errorf("%s: the page does not say %q", folder, row.Headline)
		}
		head := regexp.QuoteMeta(verdict) + " +" + regexp.QuoteMeta(row.Signature) + " *" + regexp.QuoteMeta(row.Host)
		if !regexp.MustCompile(head).MatchString(screen) {
			t.Errorf("%s: no line of the screen begins with %s %s %s", folder, verdict, row.Signature, row.Host)
		}
	}
	slices.Sort(heads)
	slices.Sort(wanted)
	if !slices.Equal(heads, wanted) {
		t.Errorf("%s: the screen has the verdicts %q, the table %q", folder, heads, wanted)
	}
	return len(rows)
}

// failuresIn reads the failures that somebody has to do something about.
func failuresIn(t *testing.T, path string) []toldFailure {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var rows []toldFailure
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var row toldFailure
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if row.Severity != "information" {
			rows = append(rows, row)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// inOneLine takes away how a text is broken into lines.
func inOneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
