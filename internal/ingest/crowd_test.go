package ingest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// said is a statement of a program at a second.
func said(second int, code, writer string) *parse.Record {
	return &parse.Record{
		Provider: parse.ProviderRequester,
		Time:     parse.Exact(parse.FromUnix(1_700_000_000) + parse.Ticks(second)*parse.Second),
		Fields: []parse.Field{
			{Name: parse.FieldTool, Value: parse.StringValue("program")},
			{Name: parse.FieldPhrase, Value: parse.StringValue("code")},
			{Name: parse.FieldHResult, Value: parse.StringValue(code)},
			{Name: parse.FieldWriterName, Value: parse.StringValue(writer)},
		},
	}
}

// A loop that says the same each second is held to one a minute, then to one an hour, and what is left out is told. What
// is said of others, each minute, or of no time is taken.
func TestCrowd(t *testing.T) {
	var c crowd
	taken := 0
	for second := range 4000 {
		if !c.leaves(said(second, "0x800423f2", "A")) {
			taken++
		}
	}
	if taken != mostSaid+50 || c.left != 4000-taken || !strings.Contains(c.problem(), fmt.Sprint(c.left, " ")) {
		t.Errorf("%d taken, %d left out: %s", taken, c.left, c.problem())
	}
	if c.leaves(said(4000, "0x800423f4", "A")) || c.leaves(said(4000, "0x800423f2", "B")) {
		t.Error("another code or another writer is left out")
	}

	c, taken = crowd{}, 0
	const minutes = 2 * mostMinutes
	for minute := range minutes {
		if !c.leaves(said(60*minute, "0x800423f2", "A")) {
			taken++
		}
	}
	if hours := (minutes - mostMinutes) / 60; taken < mostMinutes+hours-1 || taken > mostMinutes+hours+1 {
		t.Errorf("%d taken of one a minute", taken)
	}

	c = crowd{}
	for range 2 * mostSaid {
		timeless := said(0, "0x800423f2", "A")
		timeless.Time = parse.Timestamp{}
		event := said(0, "0x800423f2", "A")
		event.Provider = "VSS"
		if c.leaves(timeless) || c.leaves(event) {
			t.Fatal("a statement without a time, or an event, is left out")
		}
	}

	c = crowd{}
	for n := range 10 * mostSayings {
		c.leaves(said(n/100, fmt.Sprintf("0x8004%04x", n), "A"))
	}
	if len(c.said) > mostSayings+1 || c.left == 0 {
		t.Errorf("%d sayings are held, %d left out", len(c.said), c.left)
	}
}
