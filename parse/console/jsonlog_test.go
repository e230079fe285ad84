package console

import (
	"strings"
	"testing"
)

// A line of a log in JSON is read as one of a log of text; an event, an answer of a program and what is
// no object are not.
func TestLogText(t *testing.T) {
	for in, want := range map[string]string{
		`{"time":"2026-03-04T02:00:03Z","level":"error","msg":"no snapshot","err":"0x80042306","volume":"D:"}`: "2026-03-04T02:00:03Z [ERROR] no snapshot: 0x80042306 volume=D:",
		`{"log":"02:00:03 no snapshot\n","stream":"stderr","time":"2026-03-04T02:00:03.1Z"}`:                   "2026-03-04T02:00:03.1Z 02:00:03 no snapshot",
		`{"level":50,"time":1772589603123,"msg":"no snapshot","err":{"message":"0x80042306","stack":"a\nb"}}`:  "2026-03-04T02:00:03.123Z [ERROR] no snapshot: 0x80042306",
		`{"@t":"2026-03-04T02:00:03Z","@mt":"No copy of {Drive}","@l":"Error","Drive":"D:"}`:                   "2026-03-04T02:00:03Z [ERROR] No copy of D: drive=D:",
		`{"ts":1772589603,"level":"warn","msg":"no snapshot\nhr = 0x80042306"},`:                               "2026-03-04T02:00:03.000Z [WARN] no snapshot\nhr = 0x80042306",
		`{"timestamp":"2026-03-04 02:00:03","message":"no snapshot","tags":["a","b"]}`:                         "2026-03-04 02:00:03 no snapshot tags=a tags=b",

		`{"__REALTIME_TIMESTAMP":"1772589603000000","_HOSTNAME":"b1","_PID":"7","PRIORITY":"3","MESSAGE":"no snapshot"}`: "2026-03-04T02:00:03.000Z [ERROR] no snapshot",
		`{"version":"1.1","host":"b1","short_message":"no snapshot","timestamp":1772589603.5,"level":4,"_x":"y"}`:        "2026-03-04T02:00:03.500Z [WARN] no snapshot",
		`{"@timestamp":"2026-03-04T02:00:03Z","message":"x y","winlog":{"event_id":12293}}`:                              "",
		`{"TimeCreated":"2026-03-04T02:00:03Z","Message":"x y","Id":12293}`:                                              "",
		`{"message_type":"error","level":"error","message":"x y"}`:                                                       "",
		`{"message":"x y","error":"z"}`:                                                  "",
		`{"time":"soon","message":"x y"}`:                                                "",
		`{"time":"2026-03-04T02:00:03Z","message":"x y"`:                                 "",
		`{"time":"2026-03-04T02:00:03Z","message":"x y"} {"a":1}`:                        "",
		`[2026-03-04 02:00:03] {"message":"x y"}`:                                        "",
		`{` + `"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}},"level":"error","message":"x"}`: "",
	} {
		if got, _, ok := new(logReader).text([]byte(in)); string(got) != want || ok != (want != "") {
			t.Errorf("%s\n got %q\nwant %q", in, got, want)
		}
	}
}

// The computer that it names is that of its statements; the id of a container and an address are none.
func TestLogHost(t *testing.T) {
	for host, want := range map[string]string{"FS01": "FS01", "fs01.corp.example": "fs01.corp.example", "0f3ab1c2d3e4": "", "10.0.0.1": "", "localhost": ""} {
		text, got, ok := new(logReader).text([]byte(`{"time":"2026-03-04T02:00:03Z","hostname":"` + host + `","msg":"no snapshot"}`))
		if !ok || got != want || (want == "") != strings.Contains(string(text), host) {
			t.Errorf("%s: %q, in %q", host, got, text)
		}
	}
}

// Its places are those of the line that it stands in.
func TestLogPlaces(t *testing.T) {
	const first = `{"time":"2026-03-04T02:00:03Z","level":"error","msg":"one\ntwo"}` + "\n"
	d, err := newDocument(newSource(nil, []byte(first+"behind\n")), "")
	if err != nil {
		t.Fatal(err)
	}
	var lines []Line
	for l := (Line{}); d.next(&l); {
		lines = append(lines, l)
	}
	if len(lines) != 3 || lines[0].Text != "2026-03-04T02:00:03Z [ERROR] one" || lines[1].Text != "two" || lines[2].Text != "behind" {
		t.Fatalf("%d lines: %+v", len(lines), lines)
	}
	if l := lines[0]; l.Offset != 0 || l.Length != int64(len(first)) || l.Number != 1 {
		t.Errorf("the first one stands at %d, %d bytes, line %d", l.Offset, l.Length, l.Number)
	}
	if l := lines[1]; l.Offset != int64(len(first)) || l.Length != 0 || l.Number != 1 {
		t.Errorf("the second one stands at %d, %d bytes, line %d", l.Offset, l.Length, l.Number)
	}
	if l := lines[2]; l.Offset != int64(len(first)) || l.Number != 2 {
		t.Errorf("the next one stands at %d, line %d", l.Offset, l.Number)
	}
}
