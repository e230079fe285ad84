package eventjson

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// TestOTRF reads a real snapshot life cycle and compares every event with what the
// standard library reads in the same line.
func TestOTRF(t *testing.T) {
	corpus := os.Getenv("VSSLOG_CORPUS")
	if corpus == "" {
		t.Skip("VSSLOG_CORPUS is not set: no real events were read")
	}
	file, err := os.ReadFile(filepath.Join(corpus, "json", "otrf-ntdsutil-server2022.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if sure := Format.Detect(parse.Sample{Head: file[:64<<10], Size: int64(len(file))}); sure != parse.Certain {
		t.Errorf("detected with %d", sure)
	}
	c := readAll(t, file, parse.Options{})
	lines := bytes.Split(bytes.TrimSpace(file), []byte("\n"))
	if len(c.records) != len(lines) || len(lines) != 1014 || len(c.damage) > 0 {
		t.Fatalf("%d records of %d lines, damage %v", len(c.records), len(lines), c.damage)
	}
	var all []*parse.Record
	for i, r := range c.records {
		var want map[string]any
		if err := json.Unmarshal(lines[i], &want); err != nil {
			t.Fatal(err)
		}
		stamp, err := time.Parse(time.RFC3339, want["TimeCreated"].(string))
		if err != nil {
			t.Fatal(err)
		}
		if r.Channel != want["Channel"] || r.Computer != want["Hostname"] || r.Provider != want["SourceName"] || float64(r.EventID) != want["EventID"] ||
			r.Time.Wall != parse.FromTime(stamp) ||
			r.Line != int32(i+1) {
			t.Fatalf("line %d: %+v\n%s", i+1, r, lines[i])
		}
		for _, name := range []string{"TargetUserName", "ProcessName", "CallerProcessName", "param1", "ObjectName", "DeviceName", "ProcessId", "EventType", "RuleName"} {
			if v, ok := want[name]; ok && r.Text(name) != v {
				t.Fatalf("line %d: field %s is %q, the line has %q", i+1, name, r.Text(name), v)
			}
		}
		if r.Provider == "ESENT" || r.Provider == "VSSAudit" || r.Provider == "NTDS ISAM" {
			if !r.FromText || r.Text("message") != want["Message"] {
				t.Fatalf("line %d: from text %v, message %q", i+1, r.FromText, r.Text("message"))
			}
			all = append(all, r)
		} else if r.EventID != 1917 && r.FromText { // this one has no data either
			t.Fatalf("line %d: has data, and yet is from text", i+1)
		}
	}
	for _, want := range []struct {
		id     uint32
		fields map[string]string
	}{
		{2005, map[string]string{"process": "lsass", "process_id": "600", "instance": "", "session": "1"}},
		{2001, map[string]string{"process": "NTDS", "process_id": "600", "instance": "NTDSA", "session": "1"}},
		{2003, map[string]string{"process": "lsass", "process_id": "600", "session": "1"}},
		{8222, map[string]string{"snapshot_set_id": "{c0d4d436-df51-4a77-a233-af9dba4b9562}", "snapshot_id": "{c2a8e337-08bf-49c7-9936-0f4ebe3fed82}",
			"provider_id": "{b5946137-7b9f-4925-af80-51abd60b20d5}", "process_id": "2772", "process": `C:\Windows\System32\ntdsutil.exe`,
			"volume": `\\?\Volume{ec127b5f-0000-0000-0000-500600000000}\`, "device": `\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy1`,
			"user_sid": "S-1-5-21-477444970-2264162048-1418806404-500"}},
	} {
		found := false
		for _, r := range all {
			same := r.EventID == want.id
			for name, value := range want.fields {
				v, ok := r.Field(name)
				same = same && ok && v.String() == value
			}
			found = found || same
		}
		if !found {
			t.Errorf("no event %d with %q", want.id, want.fields)
			for _, r := range all {
				if r.EventID == want.id {
					t.Log(show(r))
				}
			}
		}
	}
}
