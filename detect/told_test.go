package detect

import (
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// TestErrorInAGoodSet: an error that no signature knows, in a set that went well, is told all the same.
func TestErrorInAGoodSet(t *testing.T) {
	_, all := newWorld().logs(0, 900).wsbBegan(95).freeze(100).thaw(103).
		logged(104, 2, "VSS", 8193, "RegSaveKeyExW(...)", "0x800703f8").
		logged(300, 4, vocab.ProviderWSB, 4).failures(t)
	if !slices.ContainsFunc(all, func(f *Failure) bool { return f.Set != nil && strings.Contains(f.Headline, "0x800703f8") }) {
		t.Errorf("the error of the set is in none of %d failures", len(all))
	}
}

// TestHarmlessIsToldOnce: what is harmless is told once, from however many texts without a time it comes; of what
// is not, each text may tell of another night.
func TestHarmlessIsToldOnce(t *testing.T) {
	of := func(provider string, id uint32, values ...string) []*Failure {
		w := newWorld()
		for _, file := range []string{"a.txt", "b.txt", "c.txt"} {
			r := w.record(100, provider, id, values...)
			r.Time, r.RecordID, r.Line, r.FromText, r.Level = parse.Timestamp{}, 0, 1, true, 2
			w.collector.Add("host1/"+file, "host1", r)
		}
		_, all := w.failures(t)
		return all
	}
	all := of("NTDS Replication", 2089)
	if len(all) != 1 || all[0].Problem() || all[0].Count != 3 {
		t.Errorf("a reminder in three texts: %d failures, want one of three records", len(all))
	}
	all = of("VSS", 8193, "RegSaveKeyExW(...)", "0x800703f8")
	if len(all) == 0 || !all[0].Problem() {
		t.Errorf("an error in three texts: %d failures", len(all))
	}
}

// TestWriterOfAStatedFinding: a finding that rests on records of one writer names it, in a set and without one;
// one whose records are of several names none.
func TestWriterOfAStatedFinding(t *testing.T) {
	of := func(w *world, sig *Signature) (writers []string) {
		for _, f := range w.judge(sig) {
			writers = append(writers, f.Writer)
		}
		return writers
	}
	if got := of(newWorld().logs(0, 900).wsbBegan(95).ntds(100, 2001, "6").ntds(120, 2004, "6"), ESETimeout); !slices.Equal(got, []string{vocab.WriterNTDS}) {
		t.Errorf("the time-out of ESE in lsass is of %q", got)
	}
}

// TestOtherRecordsAreOf: where a failure has more records than its fact has room for, it names the writers of the
// others, each once, and not those of which it has told.
func TestOtherRecordsAreOf(t *testing.T) {
	of := func(event uint32, writer string) *Observation {
		return &Observation{
			Step:  &correlate.Step{Event: vocab.Event{Record: &parse.Record{}}},
			Facts: &knowledge.Facts{EventProvider: "VSS", Event: event, Writer: writer},
		}
	}
	var obs []*Observation
	for _, event := range []uint32{8193, 8194, 8229, 12289, 12290, 12291, 12292, 12293, 12294, 12297, 12298, 12302, 12310} {
		obs = append(obs, of(event, vocab.WriterSQL))
	}
	fact, _ := factOf(append(obs, of(8193, "WMI Writer"), of(8194, "WMI Writer")), false)
	if strings.Count(fact, "other records are of") != 1 || !strings.HasSuffix(fact, "; other records are of WMI Writer") {
		t.Error(fact)
	}
}

// TestEndWithoutMarks: a finding about a writer of which no mark bounds the end lasts as long as its set, so that it
// is found by time and has a place in a time line.
func TestEndWithoutMarks(t *testing.T) {
	w := timeless(newWorld().logs(0, 900).wsbBegan(95).listing(100, state{vocab.WriterSQL, 1, 1, ""}).
		listing(130, state{vocab.WriterSQL, 2, vocab.StateFailedFreeze, "0x800423f2"}).wsbFailed(300))
	found := w.judge(FreezeTimeout)
	if len(found) == 0 {
		t.Fatal("no finding")
	}
	if f := found[0]; f.Set == nil || f.Ended != f.Set.Ended || f.Ended.Hi != at(300) {
		t.Errorf("ended %v", f.Ended)
	}
}
