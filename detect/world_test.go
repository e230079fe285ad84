package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
	"strings"
	"testing"
)

// text adds a statement of a requester's log.
func (w *world) text(seconds float64, phrase string, fields ...string) *world {
	return w.textOf("diskshadow", seconds, phrase, fields...)
}

// textOf adds a statement of the log of a tool.
func (w *world) textOf(tool string, seconds float64, phrase string, fields ...string) *world {
	w.id["text"]++
	r := &parse.Record{
		Time:     parse.Exact(at(seconds)),
		Provider: parse.ProviderRequester,
		Computer: "HOST1",
		Line:     int32(w.id["text"]),
		Stamp:    parse.StampLine,
	}
	r.Fields = []parse.Field{
		{Name: parse.FieldTool, Value: parse.StringValue(tool)},
		{Name: parse.FieldPhrase, Value: parse.StringValue(phrase)},
	}
	for i := 0; i+1 < len(fields); i += 2 {
		r.Fields = append(r.Fields, parse.Field{Name: fields[i], Value: parse.StringValue(fields[i+1])})
	}
	w.collector.Add("host1/backup.log", "host1", r)
	return w
}

// undatedFact adds what a listing states of the host, without a time.
func (w *world) undatedFact(fact, value string, fields ...string) *world {
	r := &parse.Record{Provider: parse.ProviderHost, Computer: "HOST1", Line: 9}
	r.Fields = []parse.Field{
		{Name: parse.FieldFact, Value: parse.StringValue(fact)},
		{Name: parse.FieldValue, Value: parse.StringValue(value)},
	}
	for i := 0; i+1 < len(fields); i += 2 {
		r.Fields = append(r.Fields, parse.Field{Name: fields[i], Value: parse.StringValue(fields[i+1])})
	}
	return w.add(r)
}

// freeze and thaw add the marks of SQL Server, ntds those of Active Directory.
func (w *world) freeze(seconds float64) *world {
	return w.event(seconds, "MSSQLSERVER", 3197, "Orders")
}
func (w *world) thaw(seconds float64) *world { return w.event(seconds, "MSSQLSERVER", 3198, "Orders") }
func (w *world) ntds(seconds float64, id uint32, session string) *world {
	return w.event(seconds, "ESENT", id, "lsass", "548", "", session, "20000")
}

// timeout adds VSS 8229 with the time-out of a writer.
func (w *world) timeout(seconds float64, name, operation string) *world {
	return w.event(seconds, "VSS", 8229, "0x800423f2, timed out", block(name, operation))
}

// block is the context that VSS appends to its records.
func block(writer, operation string) string {
	class, _ := vocab.ClassOf("", writer)
	return "\n\nOperation:\n   " + operation + "\n\nContext:\n   Execution Context: Writer\n   Writer Class " +
		"Id: " + class.ID + "\n   Writer Name: " + writer +
		"\n   Writer Instance ID: {00000000-0000-0000-0000-000000000001}"
}

// salvage makes records of the event logs that were added so far look recovered from damage.
func (w *world) salvage() *world {
	for _, k := range w.collector.Cases() {
		for _, step := range k.Steps {
			step.Record.Salvaged = step.Record.Line == 0
		}
	}
	return w
}

// unstamped takes the stamps from the listings that were added so far.
func (w *world) unstamped() *world {
	for _, k := range w.collector.Cases() {
		for _, step := range k.Steps {
			if step.Kind == vocab.KindWriterState {
				step.Record.Stamp = parse.StampNone
			}
		}
	}
	return w
}

// checkDoubtful holds that what was recovered from damage, or found in unused space,
// never confirms anything: with the same records from there, what is still confirmed
// rests on texts alone.
func checkDoubtful(t *testing.T, sig *Signature, name string, w *world) {
	t.Helper()
	recordOnly := func(where string) {
		for _, f := range w.judge(sig) {
			for _, e := range f.Evidence {
				if f.Verdict == Confirmed && e.RecordID != 0 {
					t.Errorf(
						"%s, %s: %q by record %d from %s: %s",
						sig.ID,
						name,
						f.Verdict,
						e.RecordID,
						where,
						e.Statement,
					)
				}
			}
		}
	}
	w.salvage()
	recordOnly("damage")
	for _, k := range w.collector.Cases() {
		for _, step := range k.Steps {
			step.Record.Salvaged = false
			step.Record.Stale = step.Record.Line == 0 // texts have no such space
		}
	}
	recordOnly("slack space")
}

func check(t *testing.T, sig *Signature, name string, w *world, want Verdict) {
	t.Helper()
	found := w.judge(sig)
	if got := verdict(found); got != want {
		t.Errorf("%s, %s: %q, want %q", sig.ID, name, got, want)
		for _, f := range found {
			t.Logf("  %s: %s; missing %v", f.Verdict, f.Summary, f.Missing)
		}
	}
	if strings.HasPrefix(name, "near miss") && len(w.collector.Cases()[0].Steps) == 0 {
		t.Errorf("%s, %s: no record of it was read, so nothing was nearly missed", sig.ID, name)
	}
	if want == Confirmed {
		checkDoubtful(t, sig, name, w)
	}
	for _, f := range found {
		if len(f.Evidence) == 0 || f.Summary == "" {
			t.Errorf("%s, %s: a finding without evidence or summary", sig.ID, name)
		}
		if f.Verdict == CannotTell && len(f.Missing) == 0 {
			t.Errorf("%s, %s: cannot_tell, and nothing is missing", sig.ID, name)
		}
	}
}

// event adds an event with positional strings.
func (w *world) event(seconds float64, provider string, id uint32, values ...string) *world {
	return w.add(w.record(seconds, provider, id, values...))
}

// verdict is the strongest of some findings, "" if there is none.
func verdict(found []*Finding) Verdict {
	best := Verdict("")
	for _, f := range found {
		if best == "" || f.Verdict.rank() < best.rank() {
			best = f.Verdict
		}
	}
	return best
}
