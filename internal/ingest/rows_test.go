package ingest

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
)

// A run without any time counts its records and leaves the time of the input alone.
func TestCountWithoutATime(t *testing.T) {
	at := parse.Exact(parse.FromUnix(1_700_000_000))
	var head pack.Head
	count(&head, &parse.Batch{Runs: []parse.Run{
		parse.StartRun("System", "A", 1, at), parse.StartRun("System", "A", 3, parse.Timestamp{}),
	}})
	if head.First != at.Wall || head.Last != at.Wall || head.Records != 2 {
		t.Errorf("%d records from %s to %s", head.Records, head.First, head.Last)
	}
}

// What an input lacks is said by what it is: an article before all else, a problem by itself, and nothing of an input
// that is of use.
func TestLacks(t *testing.T) {
	stated, mention := []parse.Piece{{Stated: true}}, []parse.Piece{{Stated: true}, {Codes: []uint32{0x80042316}}}
	for name, c := range map[string]struct {
		head pack.Head
		want string // in what is said
	}{
		"of use":                 {pack.Head{Useful: true, Format: pack.Prose, Pieces: mention}, ""},
		"an article":             {pack.Head{Format: "text", Pieces: mention, Problem: "cut"}, "mentions failures"},
		"a problem":              {pack.Head{Format: pack.Unrecognised, Problem: "damaged"}, ""},
		"prose":                  {pack.Head{Format: pack.Prose}, "sentences that state no failure"},
		"a script":               {pack.Head{Format: pack.Script, Pieces: stated}, "supply their output"},
		"a text":                 {pack.Head{Format: pack.Unrecognised, Confidence: 10}, "a text, but no event"},
		"bytes":                  {pack.Head{Format: pack.Unrecognised}, "no format that is known"},
		"a text of other things": {pack.Head{Format: "text", Pieces: stated}, "read as text, but nothing in it concerns"},
		"a log of other things":  {pack.Head{Format: "evtx", Records: 9}, ""},
	} {
		if got := lacks(&c.head); !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The codes of a text that no format claims are told once each, the first of them by name.
func TestStrayCodes(t *testing.T) {
	text := func(tool string, codes ...string) *parse.Batch {
		b := &parse.Batch{}
		for _, code := range codes {
			b.Records = append(b.Records, parse.Record{Provider: parse.ProviderRequester, Fields: []parse.Field{
				{Name: parse.FieldTool, Value: parse.StringValue(tool)}, {Name: parse.FieldHResult, Value: parse.StringValue(code)},
			}})
		}
		return b
	}
	var l strayCodes
	l.add(text("wbadmin", "0x80042316"))
	l.add(text(parse.ToolUnrecognised, "no code"))
	if got := l.problem(); got != "" {
		t.Errorf("no code: %q", got)
	}
	l.add(text(parse.ToolUnrecognised, "0x800423f4", "0x80042316", "0x800423F4"))
	if got := l.problem(); got != "not a known format; names 0x800423f4 (VSS_E_WRITERERROR_NONRETRYABLE), 0x80042316 (VSS_E_SNAPSHOT_SET_IN_PROGRESS)" {
		t.Errorf("two codes: %q", got)
	}
	l.add(text(parse.ToolUnrecognised, "0x8004230f", "0x8004230c", "0x80042306", "0x80042301", "0x80042302", "0x80042301"))
	if got := l.problem(); strings.Count(got, " (VSS_E_") != maxCodes || !strings.HasSuffix(got, " and 2 more") {
		t.Errorf("seven codes: %q", got)
	}
}

// A batch counts once, by its runs, else by its records; of damage the first places are told, and all are counted.
func TestCountOfDamage(t *testing.T) {
	damage := parse.Damage{Offset: 7, What: "record", Expected: "a size", Found: "none"}
	var head pack.Head
	count(&head, &parse.Batch{Format: "text", Records: make([]parse.Record, 2), Dates: parse.DatesDayFirst,
		Damage: []parse.Damage{damage, damage, damage, damage, damage}})
	count(&head, &parse.Batch{Records: []parse.Record{{Salvaged: true}}, Unnumbered: 4, PiecesMerged: true})
	if head.Records != 2+4 || head.Damaged != 5 || head.Salvaged != 1 || head.Format != "text" || head.Dates != parse.DatesDayFirst {
		t.Errorf("%+v", head)
	}
	if n := strings.Count(head.Problem, damage.String()); n != maxProblems || !strings.Contains(head.Problem, "pieces of text") {
		t.Errorf("%d places are told: %s", n, head.Problem)
	}
}

// What is passed over on purpose is told apart from what could not be read, and a row does not name its source again.
func TestProblems(t *testing.T) {
	held := heldProblems([]source.Problem{
		{Source: "a.png", Reason: source.ErrNotText}, {Source: "b", Reason: source.ErrRepeated},
		{Source: "out", Reason: fmt.Errorf("out: %w", source.ErrOwnResults)}, {Source: "c.evtx", Reason: io.ErrUnexpectedEOF},
	})
	for i, want := range []pack.Problem{
		{Source: "a.png", Reason: source.ErrNotText.Error(), NoInput: true}, {Source: "b", Reason: source.ErrRepeated.Error(), NoInput: true},
		{Source: "out", Reason: "out: " + source.ErrOwnResults.Error(), Results: true}, {Source: "c.evtx", Reason: io.ErrUnexpectedEOF.Error()},
	} {
		if held[i] != want {
			t.Errorf("%+v, want %+v", held[i], want)
		}
	}
	err := &parse.Error{Source: "c.evtx", Offset: 8, Expected: "ElfFile", Found: "zeros"}
	if got := reason(fmt.Errorf("read: %w", err)); strings.Contains(got, "c.evtx") || !strings.Contains(got, "ElfFile") || err.Source == "" {
		t.Errorf("%q of %+v", got, err)
	}
}
