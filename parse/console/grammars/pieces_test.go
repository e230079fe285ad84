package grammars

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// ticket is what somebody wrote to a support desk: sentences, a listing, a message
// of a program, a reply that guesses.
const ticket = `Hello,

since Tuesday the backup of our file server does not run any more.
This is what the writers say:

> C:\>vssadmin list writers
> vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool
> (C) Copyright 2001-2013 Microsoft Corp.
>
> Writer name: 'Example Writer'
>    Writer Id: {e8132975-0000-4000-8000-000000000001}
>    Writer Instance Id: {e8132975-0000-4000-8000-000000000002}
>    State: [8] Failed
>    Last error: Retryable error
> [...]
> Writer name: 'Other Writer'
>    Writer Id: {e8132975-0000-4000-8000-000000000003}
>    Writer Instance Id: {e8132975-0000-4000-8000-000000000004}
>    State: [1] Stable
>    Last error: No error

And the report of the program on the old server says this:

"Example Writer" has reported an error 0x800423f3. This is part of System State. The backup cannot continue.

Error returned while creating the volume shadow copy:800423f3

I would guess that 0x800423f2 or a timeout is the reason, but I am not sure about it.
`

func pieces(r texttest.Result) []string {
	var all []string
	for _, p := range r.Pieces {
		s := fmt.Sprintf("%d-%d %s", p.First, p.Last, p.Format)
		if !p.Stated {
			s += " mentioned"
		}
		for _, c := range p.Codes {
			s += fmt.Sprintf(" %08x", c)
		}
		all = append(all, s)
	}
	return all
}

func TestPieces(t *testing.T) {
	for name, text := range map[string]string{"as it is": ticket, "lines end in CR LF": strings.ReplaceAll(ticket, "\n", "\r\n")} {
		r := texttest.Read(t, []byte(text), Grammars...)
		want := []string{"7-20 vssadmin-writers", "24-26 ntbackup-log", "28-28 prose mentioned 800423f2"}
		if diff := cmp.Diff(want, pieces(r)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
		if writers := r.Of(parse.ProviderWriter); len(writers) != 2 {
			t.Errorf("%s: %d writers, want those before and behind the cut", name, len(writers))
		}
		if len(r.Damage) != 1 || r.Damage[0].Line != 15 {
			t.Errorf("%s: the cut is not told: %v", name, r.Damage)
		}
	}
}

// Pieces are bounded, and none is lost.
func TestManyPieces(t *testing.T) {
	one := "\"W\" has reported an error 0x800423f2\n\nThis is a sentence that nobody claims at all.\n\n" +
		"[vssrl] a:1:\n- VSSRL Error: 1\n- VSS Error: VSS_E_BAD_STATE (80042301)\n\nAnd this is another one which " +
		"says nothing.\n\n"
	r := texttest.Read(t, []byte(strings.Repeat(one, 2*parse.MaxPieces)), Grammars...)
	if n := len(r.Pieces); n < parse.MaxPieces || n > parse.MaxPieces+2 {
		t.Errorf("%d pieces", n)
	}
	last := int32(0)
	for _, p := range r.Pieces {
		last = max(last, p.Last)
	}
	if want := int32(20*parse.MaxPieces - 3); last != want {
		t.Errorf("the last piece ends at line %d, want %d", last, want)
	}
}

// Events as JSON and as a table behind prose are cut out and read as such.
func TestEmbedded(t *testing.T) {
	text := "Hello, this is what the log of the server says about it:\n\n" +
		`{"System":{"Provider":{"#attributes":{"Name":"VSS"}},"EventID":8194,"EventRecordID":7,"Channel":"Application","Computer":"srv1","TimeCreated":{"#attributes":{"SystemTime":"2026-03-01T02:03:04Z"}}},"EventData":{"Data":"a “quoted” word & \\[x\\]"}}` + "\n" +
		`{"System":{"Provider":{"#attributes":{"Name":"VSS"}},"EventID":12293,"EventRecordID":8,"Channel":"Application","Computer":"srv1","TimeCreated":{"#attributes":{"SystemTime":"2026-03-01T02:03:05Z"}}}}` + "\n\n" +
		"And this is what somebody exported on the other machine:\n\n" +
		"\"Id\",\"ProviderName\",\"LogName\",\"TimeCreated\",\"MachineName\",\"Message\"\n" +
		"\"12289\",\"VSS\",\"Application\",\"2026-03-01T02:03:06Z\",\"srv2\",\"two\n\nlines\"\n" +
		"\"8193\",\"VSS\",\"Application\",\"2026-03-01T02:03:07Z\",\"srv2\",\"one\"\n\nThat is all there is to say " +
		"about it.\n"
	for _, prefix := range []string{"", "> "} {
		data := strings.ReplaceAll(prefix+strings.ReplaceAll(text, "\n", "\n"+prefix), "\n> \n", "\n>\n")
		r := texttest.Read(t, []byte(data), Grammars...)
		if diff := cmp.Diff([]string{"3-4 eventjson", "8-12 eventcsv"}, pieces(r)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		var got []string
		for _, one := range r.Records {
			got = append(
				got,
				fmt.Sprintf(
					"%d %s %d %s",
					one.Line,
					one.Provider,
					one.EventID,
					one.Time.Wall.Time().Format("15:04:05"),
				),
			)
		}
		want := []string{"3 VSS 8194 02:03:04", "4 VSS 12293 02:03:05", "9 VSS 12289 02:03:06", "12 VSS 8193 02:03:07"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if value := r.Records[0].Fields[0].Value.String(); value != `a “quoted” word & \[x\]` {
			t.Errorf("the string became %q", value)
		}
	}
}

// In a text that teaches, what has no time and no host is an example; what has one is evidence,
// and so is what stands apart from the sentence that leads to an example.
func TestExamples(t *testing.T) {
	const (
		undated  = "Source: VSS\nEvent ID: 12293\nDescription:\nVolume Shadow Copy Service error: Error calling a routine on a Shadow Copy Provider {00000000-1111-2222-3333-444444444444}. Routine details Sample [hr = 0x80042306].\n"
		dated    = "Log Name: Application\nSource: VSS\nDate: 5/14/2024 2:00:12 AM\nEvent ID: 12293\nLevel: Error\nComputer: SRV7\nDescription:\nVolume Shadow Copy Service error: Error calling a routine on a Shadow Copy Provider {00000000-1111-2222-3333-444444444444}. Routine details Sample [hr = 0x80042306].\n"
		listing  = "Writer name: 'Ledger Writer'\n   Writer Id: {a65faa63-5ea8-4ebc-9dbd-000000000001}\n   Writer Instance Id: {5a000000-1111-4222-8333-000abc000001}\n   State: [8] Failed\n   Last error: Timed out\n"
		filler   = "The server was set up in spring, by people of the works.\n\n"
		sections = "SYMPTOMS\n\n%\nCAUSE\n\nA driver.\n\nRESOLUTION\n\nA newer one.\n"
	)
	for text, want := range map[string]int{
		strings.ReplaceAll(sections, "%", undated):                                            0,
		strings.ReplaceAll(sections, "%", listing):                                            0,
		strings.ReplaceAll(sections, "%", dated):                                              1,
		"The job may stop with a record like this:\n\n" + undated:                             0,
		"The job may stop with a record like this:\n\n" + undated + "\n" + listing:            0,
		"The job may stop with a record like this:\n\n" + dated:                               1,
		"You may answer with the following address:\n\n" + filler + filler + filler + undated: 1,
		"Since Monday it stops with this:\n\n" + undated:                                      1,
	} {
		n := 0
		for _, one := range texttest.Read(t, []byte(text), Grammars...).Records {
			if one.EventID != 0 || one.Provider == parse.ProviderWriter {
				n++
			}
		}
		if n != want {
			t.Errorf("%q: %d records, want %d", text, n, want)
		}
	}
}
