package main

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestSettingsAreTheFlags: every flag of the commands that read and judge has a field,
// of its type, and every field a flag.
func TestSettingsAreTheFlags(t *testing.T) {
	p := &program{}
	root := p.root()
	fields := p.settings.fields()
	flags := map[string]bool{}
	for _, f := range append(allSettings(root), allSettingsOf(root, "merge")...) {
		flags[f.Name] = true
		field, ok := fields[f.Name]
		want := map[string]string{"string": "string", "bool": "bool", "int": "int", "stringSlice": "[]string"}[f.Value.Type()]
		if !ok || field.Type().String() != want {
			t.Errorf("--%s, a %s, has no field of type %s", f.Name, f.Value.Type(), want)
		}
	}
	for name := range fields {
		if !flags[name] {
			t.Errorf("the setting %q is no flag", name)
		}
	}
}

// TestSettingsRead: what the environment and a file may hold, and what they may not.
func TestSettingsRead(t *testing.T) {
	var s settings
	values := map[string]any{
		"format":    "arrow,csv md",
		"partition": []any{"host", "date"},
		"workers":   "3",
		"slack":     "true",
		"tz":        "UTC",
		"columns":   []string{"a b", "c"},
		"all":       true,
	}
	get := func(name string) any { return values[name] }
	if err := s.read(get, nil); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Format, []string{"arrow", "csv", "md"}) || !slices.Equal(s.Partition, []string{"host", "date"}) || s.Workers != 3 || !s.Slack ||
		s.TZ != "UTC" || !slices.Equal(s.Columns, []string{"a b", "c"}) || !s.All ||
		s.Hash {
		t.Errorf("%+v", s)
	}
	for name, bad := range map[string]any{"workers": "many", "slack": "perhaps", "format": map[string]any{"a": 1}, "tz": []string{"UTC"}} {
		values = map[string]any{name: bad}
		err := new(settings).read(get, map[string]string{name: "file c.yaml"})
		if err == nil || !strings.HasPrefix(err.Error(), name+" of the file c.yaml: ") {
			t.Errorf("%s %v: %v", name, bad, err)
		}
	}
}

// TestEnvironment: a list from the environment is one, and a value that makes no sense
// is told with its variable.
func TestEnvironment(t *testing.T) {
	t.Setenv("VSSLOG_FORMAT", "jsonl,md")
	out := t.TempDir() + "/out"
	if code, _, errOut := call(t, "analyze", "../../samples/healthy-2022", "--out", out, "--quiet"); code != exitDone {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	if got := resultsIn(t, out); got["report.md"] == "" || got["events.jsonl"] == "" {
		t.Errorf("no report.md and events.jsonl among %d files", len(got))
	}
	t.Setenv("VSSLOG_SLACK", "perhaps")
	if code, _, errOut := call(t, "analyze", "../../samples/healthy-2022"); code != exitUsage ||
		!strings.Contains(errOut, "slack of the environment VSSLOG_SLACK: true or false is required, not perhaps") {
		t.Errorf("exit %d: %s", code, errOut)
	}
}

// TestDocsNameWhatIsNotShared: the settings that a configuration file cannot hold are settings, and the documents list all of
// them.
func TestDocsNameWhatIsNotShared(t *testing.T) {
	text, err := os.ReadFile("../../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	names := slices.Sorted(maps.Keys(notShared))
	words := strings.Join(strings.Fields(string(text)), " ")
	if list := "`" + strings.Join(names, "`, `") + "`"; !strings.Contains(words, "host, input, night or run: "+list+".") {
		t.Errorf("docs/commands.md does not list %s", list)
	}
	fields := new(settings).fields()
	for _, name := range names {
		if _, ok := fields[name]; !ok {
			t.Errorf("%s is no setting", name)
		}
	}
}
