package score

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/simulate"
	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
)

func TestMain(m *testing.M) {
	slowtest.Roomy()
	m.Run()
}

// Properties that verdicts must have, whatever the world: what changes nothing
// that matters changes no verdict, less knowledge never gives a firmer one.
// VSSLOG_PROPERTY_CASES sets how many worlds are tried, VSSLOG_PROPERTY_SEED which.

// evidence is what the inputs of one host say, ready to be told anew.
type evidence struct {
	records []told
	runs    []toldRuns
}

type told struct {
	source string
	record *parse.Record
}

type toldRuns struct {
	source string
	runs   []parse.Run
}

// evidenceOf takes the records and record headers out of a case.
func evidenceOf(k *correlate.Case) evidence {
	var e evidence
	for _, s := range k.Steps {
		e.records = append(e.records, told{s.Source, s.Record})
	}
	for _, l := range k.Logs {
		e.runs = append(e.runs, toldRuns{l.Source, l.Runs})
	}
	return e
}

// change returns a copy with every record changed.
func (e evidence) change(f func(r *parse.Record)) evidence {
	var c evidence
	for _, t := range e.records {
		r := t.record.Clone()
		f(r)
		c.records = append(c.records, told{t.source, r})
	}
	for _, t := range e.runs {
		c.runs = append(c.runs, toldRuns{t.source, slices.Clone(t.runs)})
	}
	return c
}

// without returns the evidence that does not come from one source.
func (e evidence) without(source string) evidence {
	return evidence{
		slices.DeleteFunc(slices.Clone(e.records), func(t told) bool { return t.source == source }),
		slices.DeleteFunc(slices.Clone(e.runs), func(t toldRuns) bool { return t.source == source }),
	}
}

func (e evidence) sources() []string {
	var names []string
	for _, t := range e.records {
		if !slices.Contains(names, t.source) {
			names = append(names, t.source)
		}
	}
	return names
}

// judge returns every finding about a writer, a set or the host.
func (e evidence) judge() []*detect.Finding {
	c := correlate.NewCollector(nil)
	for _, t := range e.runs {
		c.AddRuns(t.source, "case", t.runs)
	}
	for _, t := range e.records {
		c.Add(t.source, "case", t.record)
	}
	return flat(detect.Judge(c.Cases(), detect.Catalogue))
}

// verdicts lists what was said, without times and names of hosts.
func verdicts(found []*detect.Finding) []string {
	var said []string
	for _, f := range found {
		said = append(
			said,
			fmt.Sprintf("%s %s %s %s %s", f.Signature.ID, f.Writer, f.Verdict, f.Applicability, f.Severity),
		)
	}
	slices.Sort(said)
	return said
}

// about finds what is said of the same thing at about the same time.
func about(f *detect.Finding, found []*detect.Finding) []*detect.Finding {
	var same []*detect.Finding
	for _, g := range found {
		if g.Signature.ID == f.Signature.ID && g.Writer == f.Writer && g.Started.Lo <= f.Ended.Hi &&
			g.Ended.Hi >= f.Started.Lo {
			same = append(same, g)
		}
	}
	return same
}

func setting(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// worlds hands the evidence of random worlds to f.
func worlds(t *testing.T, f func(t *testing.T, name string, r *rand.Rand, e evidence)) {
	n, seed := setting("VSSLOG_PROPERTY_CASES", 40), setting("VSSLOG_PROPERTY_SEED", 11)
	if !slowtest.Wanted() {
		n = min(n, 10)
	}
	err := simulate.Cases(n, uint64(seed), func(c simulate.Case) error {
		dir := filepath.Join(t.TempDir(), c.Name)
		for _, file := range c.Files {
			path := filepath.Join(dir, filepath.FromSlash(file.Name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(path, file.Data, 0o644); err != nil {
				return err
			}
		}
		r, err := vsslog.Analyze(t.Context(), vsslog.Options{Paths: []string{dir}, Workers: 1})
		os.RemoveAll(dir)
		if err != nil {
			return nil // nothing could be read: nothing to judge
		}
		for _, k := range r.Cases {
			f(t, c.Name, rand.New(rand.NewPCG(uint64(seed), uint64(len(k.Steps)))), evidenceOf(k))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhatChangesNothing: other times, another name of the host and another order
// of the files give the same verdicts.
func TestWhatChangesNothing(t *testing.T) {
	firm := 0
	worlds(t, func(t *testing.T, name string, r *rand.Rand, e evidence) {
		want := verdicts(e.judge())
		for _, v := range want {
			if strings.Contains(v, string(detect.Confirmed)) {
				firm++
			}
		}
		same := func(how string, e evidence) {
			if got := verdicts(e.judge()); !slices.Equal(got, want) {
				t.Errorf("%s: %s: %q, was %q", name, how, minus(got, want), minus(want, got))
			}
		}
		d := parse.Ticks(r.IntN(6*3600)+1) * parse.Second
		later := e.change(func(r *parse.Record) {
			shift(&r.Time, d)
			shift(&r.Until, d)
		})
		for _, t := range later.runs {
			for i := range t.runs {
				run := &t.runs[i]
				shift(&run.First, d)
				shift(&run.Last, d)
				run.Earliest, run.Latest = run.Earliest+d, run.Latest+d
			}
		}
		same("all is later", later)
		renamed := e.change(func(r *parse.Record) { r.Computer = rename(r.Computer) })
		for _, t := range renamed.runs {
			for i := range t.runs {
				t.runs[i].Computer = rename(t.runs[i].Computer)
			}
		}
		for _, t := range renamed.records {
			for i := range t.record.Fields { // what texts state of the host's own name
				if f := &t.record.Fields[i]; t.record.Provider == parse.ProviderHost &&
					strings.EqualFold(f.Value.String(), strings.Split(e.computer(), ".")[0]) {
					f.Value = parse.StringValue(rename(f.Value.String()))
				}
			}
		}
		same("the host has another name", renamed)
		shuffled := evidence{slices.Clone(e.records), slices.Clone(e.runs)}
		r.Shuffle(len(shuffled.records), func(i, j int) {
			shuffled.records[i], shuffled.records[j] = shuffled.records[j], shuffled.records[i]
		})
		r.Shuffle(
			len(shuffled.runs),
			func(i, j int) { shuffled.runs[i], shuffled.runs[j] = shuffled.runs[j], shuffled.runs[i] },
		)
		same("records come in another order", shuffled)
	})
	if firm == 0 {
		t.Error("nothing was confirmed in any world")
	}
}

// computer is the name that the host's records give it.
func (e evidence) computer() string {
	for _, t := range e.records {
		if t.record.Computer != "" {
			return t.record.Computer
		}
	}
	return ""
}

func rename(computer string) string {
	if computer == "" {
		return ""
	}
	return "x" + computer[1:]
}

func shift(r *parse.Timestamp, d parse.Ticks) {
	if !r.IsZero() {
		r.Wall += d
	}
}

// minus lists what is in a and not in b.
func minus(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// TestWiderClocksProveNoMore: what is confirmed by vague times is confirmed by
// exact ones.
func TestWiderClocksProveNoMore(t *testing.T) {
	worlds(t, func(t *testing.T, name string, r *rand.Rand, e evidence) {
		exact := e.judge()
		d := parse.Ticks(1+r.IntN(40)) * parse.Second / 10
		wide := e.change(func(r *parse.Record) {
			for _, at := range []*parse.Timestamp{&r.Time, &r.Until} {
				if !at.IsZero() {
					at.Wall, at.Resolution = at.Wall-d, at.Resolution+2*d
				}
			}
		})
		for _, f := range wide.judge() {
			if f.Verdict != detect.Confirmed || f.Severity == detect.Information {
				continue
			}
			if !slices.ContainsFunc(
				about(f, exact),
				func(g *detect.Finding) bool { return g.Verdict == detect.Confirmed },
			) {
				t.Errorf(
					"%s: with times %s wider %s %s is confirmed: %s",
					name,
					interval.Seconds(d),
					f.Signature.ID,
					f.Writer,
					f.Summary,
				)
			}
		}
	})
}

// TestMoreEvidence: a further file turns what was confirmed into confirmed, or
// into marks that contradict each other.
func TestMoreEvidence(t *testing.T) {
	worlds(t, func(t *testing.T, name string, r *rand.Rand, e evidence) {
		full := e.judge()
		for _, source := range e.sources() {
			for _, f := range e.without(source).judge() {
				if f.Verdict != detect.Confirmed || f.Severity == detect.Information {
					continue
				}
				same := about(f, full)
				if !slices.ContainsFunc(
					same,
					func(g *detect.Finding) bool { return g.Verdict == detect.Confirmed || g.Contradictory },
				) {
					why := ""
					for _, g := range same {
						why += fmt.Sprintf(" %s %q", g.Verdict, g.Missing)
					}
					t.Errorf(
						"%s: without %s %s %s is confirmed (%s), with it it is not:%s",
						name,
						source,
						f.Signature.ID,
						f.Writer,
						f.Summary,
						why,
					)
				}
			}
		}
	})
}
