package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/explain"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse/formats"
)

// explains demands that a thing can be explained and that the answer holds word.
func explains(t *testing.T, thing, word string) {
	t.Helper()
	code, out, errOut := call(t, "explain", "--", thing)
	if code != 0 || !strings.Contains(strings.Join(strings.Fields(out), " "), word) {
		t.Errorf("explain %q: exit code %d, %q is not in it\n%s%s", thing, code, word, out, errOut)
	}
	if !strings.Contains(out, "ource") && !strings.Contains(out, "http") {
		t.Errorf("explain %q names no source:\n%s", thing, out)
	}
}

// TestExplainCodes: every code in every spelling.
func TestExplainCodes(t *testing.T) {
	for _, c := range knowledge.Codes() {
		if c.Source.URL == "" && c.Source.Says == "" && c.Source.Trust == "" || c.Means == "" {
			t.Errorf("%s has no source or meaning", c.Name)
		}
		if c.Family != "vss" {
			continue // those are many, and the knowledge tests them all
		}
		spellings := []string{
			fmt.Sprintf("0x%08x", c.Value),
			fmt.Sprintf("0X%08X", c.Value),
			fmt.Sprintf("%08x", c.Value),
			c.Name,
			strings.ToLower(c.Name),
		}
		if c.Value >= 1<<31 {
			spellings = append(spellings, fmt.Sprint(int32(c.Value)), fmt.Sprint(c.Value))
		}
		for _, s := range spellings {
			explains(t, s, c.Name)
		}
	}
}

// TestExplainEvents: every row of the vocabulary, with its provider and alone.
func TestExplainEvents(t *testing.T) {
	for _, term := range vocab.Terms {
		provider := strings.ReplaceAll(term.Provider, "*", "SERVER")
		name := strings.SplitN(term.Provider, "*", 2)[0]
		explains(t, fmt.Sprintf("%s:%d", provider, term.ID), fmt.Sprintf("%d (event)", term.ID))
		explains(t, fmt.Sprintf("%s %d", strings.ToUpper(provider), term.ID), fmt.Sprintf("%d (event)", term.ID))
		if code, out, _ := call(t, "explain", fmt.Sprint(term.ID), "--json"); code != 0 ||
			!strings.Contains(out, name) {
			t.Errorf("explain %d: exit code %d, nothing of %s", term.ID, code, name)
		}
	}
}

func TestExplainWriters(t *testing.T) {
	for _, c := range vocab.WriterClasses {
		if c.Source == "" {
			t.Errorf("%s has no source", c.Name)
		}
		bare := strings.Trim(c.ID, "{}")
		for _, s := range []string{c.Name, strings.ToUpper(c.Name), c.ID, bare, strings.ToUpper(bare)} {
			explains(t, s, c.Name)
			explains(t, s, "service")
			explains(t, s, "limit from freeze to thaw")
		}
	}
	for _, name := range []string{vocab.WriterSQL, vocab.WriterMSDE, vocab.WriterNTDS, vocab.WriterExchange} {
		explains(t, name, name)
	}
	for alias, name := range map[string]string{"microsoft exchange replica writer": "Exchange", "certificate server " +
		"writer": "Certificate Authority", "ADAM (instance) Writer": "ADAM Writer"} {
		explains(t, alias, name)
	}
}

func TestExplainStatesAndSignatures(t *testing.T) {
	for n, s := range vocab.WriterStates {
		for _, form := range []string{fmt.Sprint(n), fmt.Sprintf("[%d]", n), s} {
			explains(t, form, s)
		}
	}
	for _, s := range detect.Catalogue {
		explains(t, s.ID, s.ID+":")
		for _, article := range explain.ArticlesOf(s) {
			explains(t, article, s.ID+":")
		}
	}
}

// TestExplainCited: whatever the catalogue, the vocabulary, the codes and the
// writers cite can be explained.
func TestExplainCited(t *testing.T) {
	var texts []string
	for _, s := range detect.Catalogue {
		texts = append(texts, stringsIn(reflect.ValueOf(*s), 6)...)
	}
	for _, list := range []any{vocab.Terms, vocab.WriterClasses, knowledge.Codes(), knowledge.Articles()} {
		texts = append(texts, stringsIn(reflect.ValueOf(list), 6)...)
	}
	all := strings.Join(texts, "\n")
	seen := map[string]bool{}
	count := func(form string) (n int) {
		for _, m := range regexp.MustCompile(form).FindAllString(all, -1) {
			n++
			if !seen[m] {
				seen[m] = true
				if code, _, errOut := call(t, "explain", "--", m); code != 0 {
					t.Errorf("%s is cited and cannot be explained: %s", m, errOut)
				}
			}
		}
		return n
	}
	for _, form := range []string{`\bKB ?\d{4,7}\b`, `\b0x8[0-9a-fA-F]{7}\b`, `-24\d\d\b`, `VSS_(?:E|WS)_[A-Z_0-9]*[A-Z0-9]`,
		`\b(?:VSS|volsnap|ESENT|MSExchangeIS|SQLWRITER|SQLVDI) \d+\b`} {
		if count(form) == 0 {
			t.Errorf("nothing of the form %s is cited any more: the test tests nothing", form)
		}
	}
	for code := range triggered(detect.Catalogue) {
		if c := vocab.CodeOf(code); c.Name == "" {
			t.Errorf("a signature looks for %s, which has no name", vocab.Hex(code))
		}
	}
}

// stringsIn collects the strings in a value, as deep as asked for.
func stringsIn(v reflect.Value, depth int) []string {
	var found []string
	if depth < 0 {
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		found = append(found, v.String())
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			found = append(found, stringsIn(v.Index(i), depth-1)...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			found = append(found, stringsIn(v.Field(i), depth-1)...)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			found = append(found, stringsIn(v.MapIndex(k), depth-1)...)
		}
	}
	return found
}

func triggered(signatures []*detect.Signature) map[uint32]bool {
	codes := map[uint32]bool{}
	var take func(g detect.Trigger)
	take = func(g detect.Trigger) {
		for _, c := range g.Codes {
			codes[c] = true
		}
		for _, other := range g.Any {
			take(other)
		}
	}
	for _, s := range signatures {
		take(s.Trigger)
	}
	return codes
}

func TestFormatNear(t *testing.T) {
	for given, name := range map[string]string{"markdown": "md", "Markdown": "md", "htm": "html", "jsn": "json", "ndjson": "jsonl", "arow": "arrow", "xlsx": "csv"} {
		code, _, errOut := call(
			t,
			"analyze",
			t.TempDir(),
			"--out",
			filepath.Join(t.TempDir(), "out"),
			"--format",
			given,
		)
		if code == 0 || !strings.Contains(errOut, "did you mean "+name+"?") {
			t.Errorf("--format %s: exit code %d, %s", given, code, errOut)
		}
	}
}

func TestExplainNear(t *testing.T) {
	for thing, word := range map[string]string{"VSSS:8229": "VSS:8229", "KB915332": "KB915331", "Regstry Writer": "Registry Writer",
		"VSS_E_WRITERERROR_TIMEOT": "VSS_E_WRITERERROR_TIMEOUT", "thaw-befor-watchdog": "thaw-before-watchdog",
		"a65faa63-5ea8-4ebc-9dbd-a0c4db26912b": "{a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}"} {
		code, _, errOut := call(t, "explain", thing)
		if code == 0 || !strings.Contains(errOut, "did you mean "+word+"?") {
			t.Errorf("explain %q: exit code %d, %s", thing, code, errOut)
		}
	}
	if code, out, errOut := call(t, "explain", "0x800423e2"); code != exitFailed || out != "" ||
		!strings.Contains(errOut, "not known here") ||
		!strings.Contains(errOut, "0x800423f2") {
		t.Errorf("an unknown code: exit code %d, %s, %s", code, out, errOut)
	}
	for _, thing := range []string{"/nope", "4242424242", "nothing like it"} {
		if code, out, errOut := call(t, "explain", thing); code != exitFailed || out != "" ||
			strings.Contains(errOut, "did you mean") {
			t.Errorf("explain %s: exit code %d, %s, %s", thing, code, out, errOut)
		}
	}
	if code, _, errOut := call(t, "explain", "--jsn", "5"); code != exitUsage ||
		!strings.Contains(errOut, "vsslog explain --help") {
		t.Errorf("an unknown flag: exit code %d, %s", code, errOut)
	}
	if code, _, _ := call(t, "explain", "[16]"); code == 0 {
		t.Error("[16] is no state")
	}
}

// TestExplainJSON: one list of entries, each with what it is made of, and no null.
func TestExplainJSON(t *testing.T) {
	code, out, errOut := call(t, "explain", "--json", "0x800423f2")
	var entries []struct {
		Kind, Title, Means string
		Steps, Causes      []any
		Signatures         []string
		Sources            []any
	}
	if err := json.Unmarshal([]byte(out), &entries); err != nil || code != 0 || len(entries) == 0 {
		t.Fatalf("exit code %d, %v, %s", code, err, errOut)
	}
	if e := entries[0]; e.Kind != "code" || !strings.Contains(e.Title, "VSS_E_WRITERERROR_TIMEOUT") || e.Means == "" ||
		len(e.Sources) == 0 ||
		!slices.Contains(e.Signatures, "freeze-timeout") {
		t.Errorf("%+v", e)
	}
	if strings.Contains(out, "null") {
		t.Error("a list is null")
	}
}

// TestExplainKinds: all of them, each with words.
func TestExplainKinds(t *testing.T) {
	code, out, _ := call(t, "explain", "kinds")
	for _, k := range vocab.Kinds {
		if code != 0 || !strings.Contains(out, string(k)+" ") {
			t.Errorf("exit code %d, %s is not listed", code, k)
		}
		if code, out, _ := call(t, "explain", string(k)); code != 0 || !strings.Contains(out, string(k)+" (kind of record)") {
			t.Errorf("exit code %d, %s is not explained: %s", code, k, out)
		}
	}
}

// TestExplainFormats: all that --as takes, each with words; what is none leads to them.
func TestExplainFormats(t *testing.T) {
	code, out, _ := call(t, "explain", "formats")
	for _, f := range formats.All {
		if code != exitDone || !strings.Contains(out, f.Name+" ") || f.Title == "" {
			t.Errorf("exit code %d, %s is not listed", code, f.Name)
		}
	}
	var all []map[string]string
	if _, out, _ := call(t, "explain", "formats", "--json"); json.Unmarshal([]byte(out), &all) != nil ||
		len(all) != len(formats.All) || all[0]["format"] != formats.All[0].Name {
		t.Errorf("as JSON: %s", out)
	}
	_, _, errOut := call(t, "analyze", "--as", "evtxx", ".")
	if want := "vsslog: --as \"evtxx\" is not a format (did you mean evtx?); vsslog explain formats lists them\n"; !strings.HasPrefix(errOut, want) {
		t.Errorf("a wrong format: %s", errOut)
	}
}

// TestExplainInput: a pasted record is answered as analyze answers it, a bare code is
// explained, nothing is nothing.
func TestExplainInput(t *testing.T) {
	paste := func(text string, args ...string) (int, string, string) {
		var out, errOut bytes.Buffer
		code := run(t.Context(), append([]string{"explain", "-"}, args...), strings.NewReader(text), &out, &errOut)
		return code, out.String(), errOut.String()
	}
	record := "Log Name:      Application\nSource:        VSS\nDate:          14.03.2022 02:00:11\nEvent ID:      " +
		"8229\nLevel:         Warning\nComputer:      files1\nDescription:\n" +
		"Volume Shadow Copy Service error: the writer refused, hr = 0x800423f4.\n\nContext:\n   Writer Name: " +
		"Registry Writer\n"
	if code, out, errOut := paste(record); code != exitDone || !strings.Contains(out, "1 failure") ||
		!strings.Contains(out, "Registry Writer") {
		t.Errorf("a record: exit code %d, %s%s", code, out, errOut)
	}
	if code, out, errOut := paste(record, "--json"); code != exitDone || !json.Valid([]byte(out)) ||
		!strings.Contains(out, `"failures": [`) {
		t.Errorf("a record, as JSON: exit code %d, %s%s", code, out, errOut)
	}
	if code, out, errOut := paste(" 0x800423f2\n"); code != exitDone ||
		!strings.Contains(out, "VSS_E_WRITERERROR_TIMEOUT") {
		t.Errorf("a code: exit code %d, %s%s", code, out, errOut)
	}
	if code, _, errOut := paste("  \n"); code != exitUsage || !strings.Contains(errOut, "empty") {
		t.Errorf("nothing: exit code %d, %s", code, errOut)
	}
	if code, _, _ := paste("We will meet at noon and talk about the weather, then have lunch " +
		"together."); code != exitNothing {
		t.Errorf("a text about something else: exit code %d", code)
	}
}
