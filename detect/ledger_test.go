package detect

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// failures are those of the one host of a world, with all signatures asked.
func (w *world) failures(t *testing.T) (*correlate.Case, []*Failure) {
	t.Helper()
	cases := w.collector.Cases()
	if len(cases) != 1 {
		t.Fatalf("%d hosts", len(cases))
	}
	k := cases[0]
	return k, Failures(k, k.Sets, Judge(cases, Catalogue), nil)
}

// alone is a world of one error record.
func alone(provider string, id uint32, level uint8) *world {
	w := newWorld()
	r := w.record(100, provider, id, "C:", "0x80042306")
	r.Level = level
	return w.add(r)
}

// TestNoErrorIsSilent: every event that the vocabulary knows, logged alone as an error,
// is told as a failure or as harmless, with words and, where it is a problem, with
// something to do or something that is missing.
func TestNoErrorIsSilent(t *testing.T) {
	seen := 0
	for _, term := range vocab.Every() {
		if neverWrong[term.Kind] || term.Kind == vocab.KindContext || term.Kind == vocab.KindWriterService {
			continue
		}
		provider := strings.ReplaceAll(term.Provider, "*", "1")
		for level := uint8(1); level <= 2; level++ {
			w := alone(provider, term.ID, level)
			if cases := w.collector.Cases(); len(cases) == 0 || neverWrong[cases[0].Steps[0].Kind] {
				continue // its data make it none of VSS, or a mark of the ordinary course
			}
			_, all := w.failures(t)
			if len(all) == 0 {
				t.Errorf("%s %d (%s) at level %d is silent", provider, term.ID, term.Kind, level)
				continue
			}
			seen++
			f := all[0]
			if f.Headline == "" || f.Fact == "" || f.ID == "" {
				t.Errorf("%s %d: headline %q, fact %q, id %q", provider, term.ID, f.Headline, f.Fact, f.ID)
			}
			if f.Problem() && len(f.Steps) == 0 && len(f.Missing) == 0 {
				t.Errorf("%s %d: nothing to do and nothing missing", provider, term.ID)
			}
		}
	}
	if seen < 500 {
		t.Errorf("only %d were looked at", seen)
	}
}

// TestNoCodeIsSilent: every code that the knowledge has, in a line of a program alone, is
// told with its number.
func TestNoCodeIsSilent(t *testing.T) {
	for _, c := range knowledge.Codes() {
		if c.Value>>31 == 0 || c.Family == "jet" || c.Family == "sql" {
			continue
		}
		_, all := newWorld().text(100, parse.PhraseCode, parse.FieldHResult, vocab.Hex(c.Value)).failures(t)
		if len(all) == 0 {
			t.Errorf("%s %s is silent", vocab.Hex(c.Value), c.Name)
			continue
		}
		if len(all[0].Codes) == 0 || all[0].Codes[0] != c.Value {
			t.Errorf("%s %s: codes %x", vocab.Hex(c.Value), c.Name, all[0].Codes)
		}
	}
}

// TestNoMessageIsSilent: every number of a program's own that the knowledge has is told
// with what it means, its next step and its source, and as sure as the source is.
func TestNoMessageIsSilent(t *testing.T) {
	for _, m := range knowledge.Messages() {
		for _, id := range m.ID {
			_, all := newWorld().logs(0, 300).
				textOf(m.Program, 100, parse.PhraseOwnMessage, parse.FieldMessageID, id).
				failures(t)
			if len(all) != 1 {
				t.Errorf("%s %s: %d failures", m.Program, id, len(all))
				continue
			}
			f := all[0]
			if f.Known == nil {
				t.Errorf("%s %s is unexplained", m.Program, id)
				continue
			}
			if !f.Known.ByMessage() { // a cause knows this very message
				continue
			}
			want := Suspected
			if m.Source.Trust == knowledge.Documented && !f.Known.Echo {
				want = Likely
			}
			if f.CauseVerdict != want || f.Set != nil || !strings.Contains(f.Headline, id) ||
				!strings.Contains(f.Cause, m.Means) {
				t.Errorf("%s %s: %s, %q, %q", m.Program, id, f.CauseVerdict, f.Headline, f.Cause)
			}
			if len(f.Steps) < 3 || m.Next != "" && f.Steps[0].Do != m.Next || len(f.Sources) != 1 ||
				f.Sources[0].URL != m.Source.URL {
				t.Errorf("%s %s: steps %+v, sources %+v", m.Program, id, f.Steps, f.Sources)
			}
		}
	}
}

// TestMessageBeforeProgram: what a message means goes before a cause that knows no more
// than the program.
func TestMessageBeforeProgram(t *testing.T) {
	_, all := newWorld().logs(0, 300).
		textOf("datto", 100, parse.PhraseSnapshotFailed, parse.FieldMessageID, "State 5 Error 0x00000028").
		failures(t)
	if len(all) != 1 || all[0].Known == nil || all[0].Known.ID != "own-message-agent" {
		t.Errorf("%+v", all)
	}
}

// TestUnknownMessage: a number that nobody knows stays unexplained; where it is small, what
// it would be as an error of Windows is a hint and no cause.
func TestUnknownMessage(t *testing.T) {
	for id, hint := range map[string]string{"E9999": "", "23": "ERROR_CRC", "9998": "net helpmsg 9998"} {
		_, all := newWorld().textOf(parse.ToolProgram, 100, parse.PhraseOwnMessage, parse.FieldMessageID, id).
			failures(t)
		if len(all) != 1 || all[0].Signature != "" || all[0].CauseVerdict != CannotTell {
			t.Fatalf("%s: %+v", id, all)
		}
		if !strings.Contains(all[0].Steps[0].Do, hint) {
			t.Errorf("%s: %+v", id, all[0].Steps)
		}
	}
}

// TestEveryErrorOnce: whatever is mixed, each observation is claimed by exactly one
// failure.
func TestEveryErrorOnce(t *testing.T) {
	terms := vocab.Every()
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 7))
		w := newWorld().logs(0, 20000)
		for range 3 + random.IntN(25) {
			at := float64(random.IntN(20000))
			switch random.IntN(6) {
			case 0:
				w.freeze(at).timeout(at+61, "SqlServerWriter", "Thaw Event")
			case 1:
				w.text(
					at,
					parse.PhraseCode,
					parse.FieldHResult,
					fmt.Sprintf("0x800423%02x", 0xf0+random.IntN(5)),
					parse.FieldWriterName,
					"WMI Writer",
				)
			case 2:
				w.listing(at, state{"SqlServerWriter", 1, 1, ""}).
					listing(at+90, state{"SqlServerWriter", 1, 8, "0x800423f4"})
			default:
				term := terms[random.IntN(len(terms))]
				r := w.record(at, strings.ReplaceAll(term.Provider, "*", "1"), term.ID, "C:", "0x80042306")
				r.Level = uint8(2 + random.IntN(2))
				w.add(r)
			}
		}
		k, all := w.failures(t)
		claimed := map[*correlate.Step]string{}
		ids := map[string]bool{}
		for _, f := range all {
			if ids[f.ID] {
				t.Errorf("seed %d: two failures are %s", seed, f.ID)
			}
			ids[f.ID] = true
			for _, c := range f.Claims {
				if other := claimed[c.Observation.Step]; other != "" && other != f.ID {
					t.Errorf("seed %d: %s is told by %s and by %s", seed, describe(c.Observation.Step), other, f.ID)
				}
				claimed[c.Observation.Step] = f.ID
			}
		}
		for _, s := range k.Steps {
			if wrong(s) && claimed[s] == "" {
				t.Errorf("seed %d: nothing tells of %s (set %v)", seed, describe(s), s.Set != nil)
			}
		}
	}
}

// A failed state that may be of several sets is of the last one of which a record tells
// something wrong; where that is said of none, or of all, of the last.
func TestOwnersOf(t *testing.T) {
	bad := newWorld().event(0, "VSS", 8229, "0x800423f4, words", "").collector.Cases()[0].Steps[0]
	good := newWorld().freeze(0).collector.Cases()[0].Steps[0]
	if !wrong(bad) || wrong(good) {
		t.Fatal("the steps are not what they should be")
	}
	state := &correlate.WriterState{Step: &correlate.Step{}}
	for _, c := range []struct {
		steps []*correlate.Step // one of each set
		want  int
	}{
		{[]*correlate.Step{good, good}, 1}, {[]*correlate.Step{bad, bad}, 1}, {[]*correlate.Step{bad, good}, 0}, {[]*correlate.Step{good, bad, good}, 1}, {[]*correlate.Step{bad, good, bad, good}, 2}, {[]*correlate.Step{good}, 0},
	} {
		var sets []*correlate.SnapshotSet
		for _, s := range c.steps {
			sets = append(
				sets,
				&correlate.SnapshotSet{
					Steps: []*correlate.Step{s},
					Spans: []*correlate.WriterSpan{{}, {Failure: &correlate.Failure{After: state}}},
				},
			)
		}
		if got := slices.Index(sets, ownersOf(sets)[state.Step]); got != c.want {
			t.Errorf("of %d sets number %d has the state, want %d", len(sets), got, c.want)
		}
	}
}

// What follows from a failure is said by its cause: a record that is itself a symptom of
// the failure explains nothing more.
func TestOnlyCausesExplain(t *testing.T) {
	cause, err := knowledge.Load("own.yaml", []byte(`id: own
title: A thing failed
kind: cause
class: provider
severity: error
culprit: {kind: driver, name: a driver}
match: [{event_provider: [VSS], event: [8193]}]
explains: [{event_provider: [VSS], event: [12293]}]
means: It failed.
verify: It works.
steps: [{do: Update the driver.}]
`))
	if err != nil {
		t.Fatal(err)
	}
	of := func(event uint32) *Observation {
		k := newWorld().event(0, "VSS", event, "x", "y", "0x80042306", "").collector.Cases()[0]
		return observe(k.Steps[0], knowledge.Version{})
	}
	for _, c := range []struct {
		known *knowledge.Cause
		role  ClaimRole
		event uint32
		want  bool
	}{{cause, CauseRole, 12293, true}, {cause, SymptomRole, 12293, false}, {cause, CauseRole, 12298, false}, {nil, CauseRole, 12293, false}} {
		f := &Failure{
			Known:        c.known,
			Severity:     Error,
			CauseVerdict: Confirmed,
			FactVerdict:  Confirmed,
			Claims:       []Claim{{of(8193), c.role}},
		}
		o := of(c.event)
		if got := explainedBySets([]*Failure{f}, o); got != c.want ||
			got && (f.Claims[1].Observation != o || f.Claims[1].Role != SymptomRole) {
			t.Errorf("event %d by one that is its %s: %v, want %v", c.event, c.role, got, c.want)
		}
	}
	f := &Failure{Claims: []Claim{{of(8193), SymptomRole}}}
	if !explainedBySets([]*Failure{f}, f.Claims[0].Observation) || len(f.Claims) != 1 {
		t.Error("an observation of the set is told once more")
	}
}

// A line that has quotes of its own is not put between the same ones.
func TestQuotedLines(t *testing.T) {
	for line, want := range map[string]string{"it failed": `"it failed"`, `"SqlServerWriter" failed`: `'"SqlServerWriter" failed'`} {
		_, all := newWorld().text(100, parse.PhraseWriterFailed, parse.FieldHResult, "0x800423f4", parse.FieldText, line).
			failures(t)
		if len(all) != 1 || !strings.Contains(all[0].Fact, ": "+want) || strings.Contains(all[0].Fact, `""`) {
			t.Errorf("%s: %+v", line, all)
		}
	}
}

// TestDumps: nobody picked out the events of a text that holds several of strangers which are
// mere information; who pastes a few errors did.
func TestDumps(t *testing.T) {
	text := func(idle, errors int, mark bool) *correlate.Case {
		k := &correlate.Case{}
		add := func(level uint8, kind vocab.Kind) {
			r := &parse.Record{FromText: true, EventID: 1000, Level: level}
			if mark {
				r.Fields = []parse.Field{{Name: parse.FieldPasted, Value: parse.StringValue("true")}}
			}
			k.Steps = append(k.Steps, &correlate.Step{Event: vocab.Event{Source: "post.txt", Record: r, Kind: kind}})
		}
		for range idle {
			add(4, vocab.KindContext)
		}
		for range errors {
			add(2, vocab.KindContext)
		}
		return k
	}
	for _, c := range []struct {
		idle, errors int
		dump         bool
	}{{0, 5, false}, {2, 3, false}, {3, 1, true}, {0, parse.MostPasted, false}, {0, parse.MostPasted + 1, true}} {
		if got := len(dumps(text(c.idle, c.errors, true))) > 0; got != c.dump {
			t.Errorf("%d of information and %d errors: %v", c.idle, c.errors, got)
		}
	}
	// A table with more rows than people paste has no marks, and keeps only what is known.
	if len(dumps(text(0, 1, false))) > 0 || len(dumps(text(0, 2, false))) == 0 {
		t.Error("without marks: one is a dump, or two are none")
	}
	parts := text(0, 2, true) // of a log in parts, which has other records too
	parts.Logs = []*correlate.Log{
		{Source: "post.txt", Runs: []parse.Run{{FirstID: 1, LastID: 3, Records: 3}}},
		{Source: "post2.txt", Runs: []parse.Run{{FirstID: 4, LastID: 14, Records: 11}}},
	}
	if len(dumps(parts)) == 0 {
		t.Error("the parts of a log of 14 records are taken for picked out")
	}
	parts.Logs[1].Channel = "System"
	if len(dumps(parts)) > 0 {
		t.Error("two files of different logs are taken for parts of one export")
	}
	parts.Logs = parts.Logs[:1]
	if len(dumps(parts)) > 0 {
		t.Error("three records are taken for a log")
	}
}

// TestAccompanies: an error of a program, of which no cause is known, is no failure beside a set that failed then; by
// itself it is one.
func TestAccompanies(t *testing.T) {
	failed := func(at float64) []*Failure {
		w := newWorld().event(100, "VSS", 8229, "0x800423f2, x",
			"\n\nOperation:\n   Thaw Event\n\nContext:\n   Writer Name: SqlServerWriter")
		r := w.record(at, "Own Backup", 258, "Backup aborted! - no snapshot")
		r.Fields = append(r.Fields, parse.Field{Name: parse.FieldPasted, Value: parse.StringValue("true")})
		r.Level, r.FromText = 2, true
		w.add(r)
		_, all := w.failures(t)
		return all
	}
	own := func(all []*Failure) int {
		n := 0
		for _, f := range all {
			if f.Known == nil && f.Finding == nil {
				n++
			}
		}
		return n
	}
	if n := own(failed(130)); n != 0 {
		t.Errorf("half a minute after a set failed: %d failures of its own", n)
	}
	if n := own(failed(5000)); n != 1 {
		t.Errorf("an hour later: %d failures of its own", n)
	}
}

// Who copies the end of VSS alone wants to know what it is: it is harmless. In a log that
// holds it like anything else it is not worth a word.
func TestEndOfServicePickedOut(t *testing.T) {
	end := func(w *world, text bool, times int) *world {
		for n := range times {
			r := w.record(float64(100+200*n), "VSS", 8224)
			r.Level, r.FromText = 4, text
			w.add(r)
		}
		return w
	}
	for name, c := range map[string]struct {
		w    *world
		want string
	}{
		"copied":   {end(newWorld(), true, 1), "vss-service-activity"},
		"in a log": {end(newWorld(), false, 1), ""},
		"a dump":   {end(newWorld(), true, parse.MostPasted+1), ""},
	} {
		_, all := c.w.failures(t)
		got := ""
		for _, f := range all {
			got += f.Signature
			if f.Problem() {
				t.Errorf("%s: %s is a problem", name, f.Signature)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q is told, want %q", name, got, c.want)
		}
	}
}

// TestStillWaiting: writers that wait for the end of a backup of which nothing else tells are
// told once, as no failure; not where the backup is seen, where they are stable again, or where
// one of them failed.
func TestStillWaiting(t *testing.T) {
	waits := []state{{"System Writer", 1, 5, ""}, {"SqlServerWriter", 2, 5, ""}, {"WMI Writer", 3, 1, ""}}
	stable := []state{{"System Writer", 1, 1, ""}, {"SqlServerWriter", 2, 1, ""}, {"WMI Writer", 3, 1, ""}}
	failed := append([]state{{"WMI Writer", 3, 9, "0x800423f2"}}, waits[:2]...)
	for name, c := range map[string]struct {
		world *world
		told  bool
	}{
		"nothing else":      {newWorld().listing(10, waits...), true},
		"stable again":      {newWorld().listing(10, waits...).listing(20, stable...), false},
		"the backup seen":   {newWorld().text(1, parse.PhraseBackupStart).listing(10, waits...), false},
		"one of them fails": {newWorld().listing(10, failed...), false},
	} {
		_, all := c.world.failures(t)
		told := 0
		for _, f := range all {
			if f.Known != nil && f.Known.ID == "writers-waiting-for-completion" {
				told++
				if f.Problem() || f.Count != 2 {
					t.Errorf("%s: problem %t, %d observations", name, f.Problem(), f.Count)
				}
			}
		}
		if (told == 1) != c.told || told > 1 {
			t.Errorf("%s: told %d times", name, told)
		}
	}
}

// TestUnseenNamesWriters: of a set that failed without a record of why, four writers are named, of
// more how many there are besides.
func TestUnseenNamesWriters(t *testing.T) {
	for n, want := range map[int]string{
		0: "The set failed, and no record says why",
		1: "The set failed (W1), and no record says why",
		4: "The set failed (W1, W2, W3, W4), and no record says why",
		6: "The set failed (W1, W2, W3, W4, 2 more), and no record says why",
	} {
		set := &correlate.SnapshotSet{Outcome: correlate.FailedOutcome}
		for i := range n {
			set.Spans = append(set.Spans, &correlate.WriterSpan{Name: fmt.Sprintf("W%d", i+1), Outcome: correlate.FailedOutcome})
		}
		set.Spans = append(set.Spans, &correlate.WriterSpan{Name: "good", Outcome: correlate.Success})
		f := &Failure{}
		if f.unseen(set); f.Headline != want {
			t.Errorf("%d writers: %q", n, f.Headline)
		}
	}
}

// TestStillWaitingOverParts: of a host that is judged in parts the last listing counts, in whatever part it
// lies, and so does a requester that any part tells of.
func TestStillWaitingOverParts(t *testing.T) {
	waits := []state{{"System Writer", 1, 5, ""}, {"WMI Writer", 3, 1, ""}}
	stable := []state{{"System Writer", 1, 1, ""}, {"WMI Writer", 3, 1, ""}}
	later := func() *world { return newWorld().event(90000, "volsnap", 33, `\Device\X`, "C:") }
	for name, c := range map[string]struct {
		parts []*world
		told  bool
	}{
		"none after it":           {[]*world{newWorld().listing(10, waits...), later()}, true},
		"stable in the next part": {[]*world{newWorld().listing(10, waits...), newWorld().listing(90000, stable...)}, false},
		"the backup seen before":  {[]*world{newWorld().text(1, parse.PhraseBackupStart), newWorld().listing(90000, waits...)}, false},
	} {
		var l *Ledger
		for _, w := range c.parts {
			k := w.collector.Cases()[0]
			if l == nil {
				l = NewLedger(k.Host, nil)
			}
			l.Add(k, OfSets(k, k.Sets, nil))
		}
		told := slices.ContainsFunc(l.Close(nil), func(f *Failure) bool {
			return f.Known != nil && f.Known.ID == "writers-waiting-for-completion"
		})
		if told != c.told {
			t.Errorf("%s: told %t", name, told)
		}
	}
}

// TestRetriedRequestBesideHold: a disk that repeats requests is at most suspected of what only the time ties it to, and
// a set that VSS gave up is no mere warning.
func TestRetriedRequestBesideHold(t *testing.T) {
	w := newWorld().event(100, "MSSQLSERVER", 3197, "Stock")
	for n := range 3 {
		r := w.record(float64(105+9*n), "disk", 153, `\Device\Harddisk2\DR2`)
		r.Level = 3
		w.add(r)
	}
	r := w.record(141, "VSS", 12298, `\\?\Volume{283ee18c-acdc-47e9-844d-605cbfca19b1}\`, "0x80042314", "0x00000000",
		"", "", "\n\nOperation:\n   Executing Asynchronous Operation")
	r.Level = 2
	_, all := w.add(r).event(142, "MSSQLSERVER", 3198, "Stock").failures(t)
	seen := false
	for _, f := range all {
		if f.Known != nil && f.Known.ID == "disk-request-retried" && f.Set != nil {
			seen = true
			if f.CauseVerdict != Suspected || f.Severity != Error {
				t.Errorf("%s, %s", f.CauseVerdict, f.Severity)
			}
		}
	}
	if !seen {
		t.Error("the disk does not lead")
	}
}

// In a whole log what a disk said is no failure by itself. Just before the shadow copies of a volume are given up it is
// the reason of that failure, and of no other one.
func TestReasonInAWholeLog(t *testing.T) {
	for _, c := range []struct {
		name        string
		text        bool
		disk, given float64 // seconds, 0: not there; volsnap tells it twice
		want        string  // causes of the problems, the first record of each
	}{
		{"alone", false, 90, 0, ""},
		{"alone in a table", true, 90, 0, ""},
		{"ten seconds before", false, 90, 100, "disk-bad-blocks by disk 7 in 3 records"},
		{"ten seconds before in a table", true, 90, 100, "disk-bad-blocks by disk 7 in 3 records"},
		{"the day before", false, 90, 80000, "volsnap-io-failure by Volsnap 14 in 2 records"},
		{"nothing of a disk", false, 0, 100, "volsnap-io-failure by Volsnap 14 in 2 records"},
		{"nothing of a disk in a table", true, 0, 100, "volsnap-io-failure by Volsnap 14 in 2 records"},
	} {
		w := newWorld()
		add := func(seconds float64, provider string, id uint32, level uint8, values ...string) {
			r := w.record(seconds, provider, id, values...)
			r.Level, r.FromText, r.Channel = level, c.text, "System"
			w.add(r)
		}
		for i := range parse.MostPasted { // with nothing to tell
			add(float64(200+i), "Service Control Manager", 7036, 4, "Volume Shadow Copy", []string{"running", "stopped"}[i%2])
		}
		if c.disk != 0 {
			add(c.disk, "disk", 7, 2, `\Device\Harddisk1\DR1`)
		}
		if c.given != 0 {
			add(c.given, "Volsnap", 14, 2, "", "C:")
			add(c.given+1, "Volsnap", 14, 2, "", "C:")
		}
		add(300, "Service Control Manager", 7036, 4, "Volume Shadow Copy", "running")
		_, all := w.failures(t)
		var told []string
		for _, f := range all {
			if f.Problem() {
				r := f.Claims[0].Observation.Step.Record
				told = append(told, fmt.Sprintf("%s by %s %d in %d records", f.Signature, r.Provider, r.EventID, f.Count))
			}
		}
		if got := strings.Join(told, ", "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Where nobody states the zone of a host, a failure of no set has times as wide as those of its sets: by what the zone
// leaves open. So has its evidence. Where the zone is known they are those of the records.
func TestTimesOfNoSetInAnUnknownZone(t *testing.T) {
	for _, c := range []struct {
		name string
		zone parse.Zone
		wide bool
	}{
		{"local times of no zone", parse.ZoneLocal, true},
		{"UTC", parse.ZoneUTC, false},
	} {
		w := newWorld()
		w.collector = correlate.NewCollector(nil)
		add := func(seconds float64, provider string, id uint32, level uint8, values ...string) {
			r := w.record(seconds, provider, id, values...)
			r.Level, r.Time = level, parse.Timestamp{Wall: at(seconds), Resolution: parse.Tick, Zone: c.zone}
			w.add(r)
		}
		add(100, "MSSQLSERVER", 3197, 4, "Orders")
		add(110, "VSS", 8229, 3, "0x800423f4, failed", block("SqlServerWriter", "Freeze Event"))
		add(40000, "Volsnap", 14, 2, "", "C:")
		k, all := w.failures(t)
		if len(k.Sets) != 1 {
			t.Fatalf("%s: %d sets", c.name, len(k.Sets))
		}
		set := k.Sets[0].Started
		if (set.Hi-set.Lo > parse.Hour) != c.wide {
			t.Fatalf("%s: the set began %s", c.name, set)
		}
		found := false
		for _, f := range all {
			if f.Set != nil {
				if f.Finding != nil || len(f.Evidence) == 0 {
					t.Errorf("%s: the set: %+v", c.name, f)
				}
				for _, e := range f.Evidence {
					if (e.At.Hi-e.At.Lo > parse.Hour) != c.wide {
						t.Errorf("%s: what tells of the set is of %s", c.name, e.At)
					}
				}
				continue
			}
			found = true
			for what, got := range map[string]interval.Interval{"began": f.Started, "ended": f.Ended, "the evidence is of": f.Evidence[0].At} {
				if later := (40000 - 100) * parse.Second; got.Lo != set.Lo+later || got.Hi != set.Hi+later {
					t.Errorf("%s: it %s %s, and the set began %s", c.name, what, got, set)
				}
			}
		}
		if !found {
			t.Errorf("%s: %+v", c.name, all)
		}
	}
}
