package console

import (
	"strings"
	"testing"
)

// Each object of an answer that says something is a line of a log, with its computer; an object alone, events of Windows and
// texts of many lines are not taken apart.
func TestUnwrapList(t *testing.T) {
	for in, want := range map[string]string{
		`{"jobs":[{"name":"J0","client":"WEB0","time":"2025-04-01T01:00:00Z","result":"FAILED","details":"VSS snapshot failed: 0x80042306"},` +
			`{"name":"J1","client":"WEB1","time":"2025-04-02T01:00:00Z","result":"OK","details":"ok"}]}`: "WEB0: 2025-04-01T01:00:00Z [ERROR] VSS snapshot failed: 0x80042306  name=J0 result=FAILED\n" +
			"WEB1: 2025-04-02T01:00:00Z ok  name=J1 result=OK",
		`{"errors":[{"host":"A01","time":"2025-04-01T00:10:00Z","message":"one"},{"host":"B02","time":1743466200,"message":"two"}]}`: "A01: 2025-04-01T00:10:00Z one \n" +
			"B02: 2025-04-01T00:10:00.000Z two ",
		`{"a":[{"message":"says it, and neither when nor that it went wrong"},{"message":"so does this"}]}`:                      "",
		`{"hits":[{"event_id":8193,"message":"m","time":"2025-04-01T00:10:00Z"},{"message":"n","time":"2025-04-01T00:10:00Z"}]}`: "",
		`{"a":[{"message":"broken","time":"2025-04-01T00:10:00Z"}`:                                                               "",
	} {
		got := ""
		if i, ok := new(logReader).unwrapList([]byte(in), Line{}); ok {
			var b strings.Builder
			raw := new(rawLine)
			for n := 0; i.packed.next(raw); n++ {
				b.WriteString(i.hosts[n] + ": " + string(raw.text) + "\n")
			}
			got = strings.TrimSuffix(b.String(), "\n")
		}
		if got != want {
			t.Errorf("%s\n%s\nwant\n%s", in, got, want)
		}
	}
}
