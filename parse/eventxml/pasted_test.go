package eventxml

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/parse"
)

// TestPasted reads an event whose end a person left out, at every place.
func TestPasted(t *testing.T) {
	whole := event(7, "<EventData><Data Name='a'>one</Data><Data Name='b'><i><j k='1'/></i></Data></EventData>")
	r, _, cut := Event([]byte("- " + whole))
	if r == nil || cut || r.RecordID != 7 || r.Text("a") != "one" || r.Text("b") != "<i><j k='1'/></i>" {
		t.Fatalf("%+v, cut %v", r, cut)
	}
	known := false
	for at := range whole {
		r, _, cut := Event([]byte(whole[:at]))
		if known && (r == nil || r.Provider == "" || !cut) {
			t.Errorf("cut at %d: %+v, cut %v", at, r, cut)
		}
		known = known || r != nil && r.Provider != "" && strings.Contains(whole[:at], "</EventID>")
	}
	if !known {
		t.Error("no cut left the provider")
	}
	for _, none := range []string{"", "<Event>", "<Events><x/></Events>", "no tag", "<Event >", "<Event><a", "<System/>"} {
		if r, _, _ := Event([]byte(none)); r != nil && r.Provider != "" {
			t.Errorf("%q: %+v", none, r)
		}
	}
}

// TestPastedMessage checks that the rendered message of an event is told.
func TestPastedMessage(t *testing.T) {
	r, message, _ := Event(
		[]byte(event(1, "<RenderingInfo Culture='en-US'><Message>hr = 0x80070005, no.</Message></RenderingInfo>")),
	)
	if message != "hr = 0x80070005, no." || !r.FromText {
		t.Errorf("%q, %+v", message, r)
	}
	if diff := cmp.Diff("0x80070005", r.Text(parse.FieldHResult)); diff != "" {
		t.Error(diff)
	}
}
