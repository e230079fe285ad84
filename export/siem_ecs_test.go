package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// beats are the fields below winlog that Winlogbeat 8 declares, with their types,
// and Filebeat's log.offset: what the page "Winlogbeat fields" of its reference
// lists, as far as we can have them. No registry of packages carries the list, so
// that it stands here by hand; the rest of the names is checked against the Elastic
// Common Schema by TestValidators.
var beats = map[string]string{
	"winlog.activity_id":         "keyword",
	"winlog.api":                 "keyword",
	"winlog.channel":             "keyword",
	"winlog.computer_name":       "keyword",
	"winlog.event_data":          "object",
	"winlog.event_id":            "keyword",
	"winlog.keywords":            "keyword",
	"winlog.opcode":              "keyword",
	"winlog.process.pid":         "long",
	"winlog.process.thread.id":   "long",
	"winlog.provider_guid":       "keyword",
	"winlog.provider_name":       "keyword",
	"winlog.record_id":           "keyword",
	"winlog.related_activity_id": "keyword",
	"winlog.task":                "keyword",
	"winlog.user.domain":         "keyword",
	"winlog.user.identifier":     "keyword",
	"winlog.user.name":           "keyword",
	"winlog.user.type":           "keyword",
	"winlog.user_data":           "object",
	"winlog.version":             "long",
	"log.offset":                 "long",
}

// fits reports whether a value of JSON fits the type of a field.
func fits(kind string, value any) bool {
	switch v := value.(type) {
	case json.Number:
		return kind == "long" && !strings.ContainsAny(string(v), ".eE")
	case string:
		return kind == "keyword"
	case []any:
		return kind == "keyword" && !slices.ContainsFunc(v, func(x any) bool { return !fits(kind, x) })
	case map[string]any: // of texts alone, since two events may give one name to different things
		for _, x := range v {
			if _, ok := x.(string); !ok {
				return false
			}
		}
		return kind == "object"
	}
	return false
}

// TestWinlogbeatNames holds that every name below winlog in the bulk file is one
// of Winlogbeat's with a value of its type, and that all that columns can tell is
// told.
func TestWinlogbeatNames(t *testing.T) {
	var text bytes.Buffer
	stream, err := NewStream(&text, "ecs", nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range newFixture().events {
		plain := *r.Record
		plain.UserData = ""
		for _, record := range []*parse.Record{r.Record, &plain} {
			row := *r
			row.Record = record
			if err := stream.Event(&row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := stream.Close(); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var check func(path string, value any)
	check = func(path string, value any) {
		if kind, ok := beats[path]; ok {
			seen[path] = true
			if !fits(kind, value) {
				t.Errorf("%s is to be %s: %v", path, kind, value)
			}
			return
		}
		members, ok := value.(map[string]any)
		if !ok {
			t.Errorf("%s is no field of Winlogbeat", path)
		}
		for name, member := range members {
			check(path+"."+name, member)
		}
	}
	for i, line := range strings.Split(strings.TrimSpace(text.String()), "\n") {
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		var document map[string]any
		if err := d.Decode(&document); err != nil {
			t.Fatal(err)
		}
		if w, ok := document["winlog"]; i%2 == 1 && ok {
			check("winlog", w)
		}
	}
	events := Events.Layout()
	for i := range events.Fields {
		if name := events.Fields[i].ECS; strings.HasPrefix(name, "winlog.") && !seen[name] {
			t.Errorf("%s is not in the bulk file", name)
		}
	}
}

// ecsColumns lists the names of the Elastic Common Schema that columns claim, each
// with the type of the column, for interop/ecs.mjs.
func ecsColumns() string {
	var lines []string
	for _, l := range Layouts() {
		for i := range l.Fields {
			f := &l.Fields[i]
			if _, ok := beats[f.ECS]; f.ECS != "" && !ok {
				lines = append(lines, fmt.Sprintf("%s\t%s\n", f.ECS, f.Kind))
			}
		}
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "")
}

// TestBeatsColumns does for columns that claim a name of Winlogbeat or Filebeat
// what interop/ecs.mjs does for the others.
func TestBeatsColumns(t *testing.T) {
	takes := map[string][]Kind{"keyword": {Text, Int}, "long": {Int}, "object": {StructList}}
	for _, l := range Layouts() {
		for i := range l.Fields {
			f := &l.Fields[i]
			kind, ok := beats[f.ECS]
			if !ok && strings.HasPrefix(f.ECS, "winlog.") {
				t.Errorf("%s.%s: %s is no field of Winlogbeat", l.Name, f.Name, f.ECS)
			}
			if ok && !slices.Contains(takes[kind], f.Kind) {
				t.Errorf("%s.%s: %s is %s, the column %s", l.Name, f.Name, f.ECS, kind, f.Kind)
			}
		}
	}
}

// WriteECSColumns writes what ecsColumns lists to a file.
func WriteECSColumns(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "columns")
	if err := os.WriteFile(path, []byte(ecsColumns()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
