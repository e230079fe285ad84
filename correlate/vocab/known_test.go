package vocab

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// What the knowledge tells of an event is used where the vocabulary has no row, also for
// the short name that Event Viewer shows; a row of the vocabulary comes first.
func TestLookup(t *testing.T) {
	if got := Lookup("VSS", 8229); got == nil || got != Find("VSS", 8229) {
		t.Errorf("%+v", got)
	}
	if Lookup("Nobody", 8229) != nil || Lookup("VSS", 63999) != nil {
		t.Error("an event that nobody knows has a term")
	}
	added := 0
	for i, term := range Every() {
		if i < len(Terms) {
			continue
		}
		added++
		if Find(term.Provider, term.ID) != nil {
			t.Errorf("the knowledge adds %s %d, which the vocabulary has", term.Provider, term.ID)
		}
	}
	if added < 100 {
		t.Errorf("the knowledge adds %d events only", added)
	}
	var long *Term
	for _, term := range Every() {
		if strings.HasPrefix(term.Provider, shortNames) && !strings.HasSuffix(term.Provider, "*") &&
			Find(term.Provider, term.ID) == nil &&
			Lookup(strings.TrimPrefix(term.Provider, shortNames), term.ID) == nil {
			long = term
			break
		}
	}
	if long == nil {
		t.Fatal("no event that Event Viewer shows under a short name")
	}
	short := &parse.Record{Provider: strings.TrimPrefix(long.Provider, shortNames), EventID: long.ID}
	if lookupKnown(short) != nil {
		t.Errorf("%s %d of a log is taken for an event of %s", short.Provider, short.EventID, long.Provider)
	}
	if short.FromText = true; lookupKnown(short) == nil {
		t.Errorf("%s %d as Event Viewer shows it has no meaning", short.Provider, short.EventID)
	}
}

// An event without a meaning here that somebody pasted is a context of what else there is.
func TestPastedEvent(t *testing.T) {
	if e := NewEvent("x", recordOf("Own Driver", 77, "", "0x80070005")); e != nil {
		t.Errorf("an event of a log is %s", e.Kind)
	}
	r := recordOf("Own Driver", 77, parse.FieldPasted, "true", "", "0x80070005")
	r.FromText = true
	if e := NewEvent("x", r); e == nil || e.Kind != KindContext {
		t.Errorf("%+v", e)
	}
	if e := NewEvent("x", &parse.Record{Provider: "Own Driver", EventID: 77, FromText: true}); e != nil {
		t.Errorf("an event that nobody chose is %s", e.Kind)
	}
}

// A code is told with its name and what it means, as far as it is known.
func TestCodeWords(t *testing.T) {
	if got := CodeWords(CodeBadState); !strings.HasPrefix(got, "0x80042301 VSS_E_BAD_STATE (") {
		t.Error(got)
	}
	if got := CodeWords(0x8abcdef1); got != "0x8abcdef1" {
		t.Error(got)
	}
	for text, want := range map[string]uint32{"0x800423F2": CodeWriterTimeout, "800423f2": CodeWriterTimeout, " -2147212302 ": CodeWriterTimeout, "2147754994": CodeWriterTimeout, "0x5": 5} {
		if got, ok := ParseCode(text); !ok || got != want {
			t.Errorf("%q: %#x, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "5", "hello", "0x1ffffffff", "-9999999999", "2147483647", "800423f"} {
		if got, ok := ParseCode(text); ok {
			t.Errorf("%q is the code %#x", text, got)
		}
	}
}

// Writers are known by their class and by their name; one of another program has no limit
// that anything bounds.
func TestClasses(t *testing.T) {
	for _, c := range []struct {
		id, name, want string
		known          bool
	}{
		{"{A65FAA63-5EA8-4EBC-9DBD-A0C4DB26912A}", "renamed", "SqlServerWriter", true}, {"", "sqlserverwriter", "SqlServerWriter", true}, {"", "ADAM (instance1) Writer", "ADAM Writer", true},
		{"", "Microsoft Exchange Replica Writer", WriterExchange, true}, {"{00000000-0000-0000-0000-000000000000}", "SqlServerWriter", "SqlServerWriter", false}, {"", "Own Writer", "Own Writer", false},
	} {
		class, known := ClassOf(c.id, c.name)
		if class.Name != c.want || known != c.known || !known && class.Limit != UnknownLimit {
			t.Errorf("%q %q: %+v, %v", c.id, c.name, class, known)
		}
	}
	if system, _ := ClassOf("", "System Writer"); !system.OfWindows() {
		t.Error("the System Writer is not of Windows")
	}
	if exchange, _ := ClassOf("", WriterExchange); exchange.OfWindows() {
		t.Error("Exchange is of Windows")
	}
	for code, want := range map[int]string{-1: "", 1: "VSS_WS_STABLE", 9: "VSS_WS_FAILED_AT_FREEZE", 15: "VSS_WS_FAILED_AT_BACKUPSHUTDOWN", 16: ""} {
		if got := StateName(code); got != want {
			t.Errorf("%d: %s", code, got)
		}
	}
	for code := -1; code <= 20; code++ {
		if failed := strings.Contains(StateName(code), "FAILED"); Failed(code) != failed {
			t.Errorf("state %d (%s) is told as failed: %v", code, StateName(code), Failed(code))
		}
	}
}

// The knowledge and the vocabulary agree on the writers that both know.
func TestWritersAgree(t *testing.T) {
	for _, class := range WriterClasses {
		w, ok := knowledge.WriterOf(class.ID, "")
		if ok && w.Name != class.Name {
			t.Errorf("%s is called %q here and %q in the knowledge", class.ID, class.Name, w.Name)
		}
	}
}
