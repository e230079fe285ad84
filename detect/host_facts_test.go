package detect

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// TestDeduplicationJob: a job of deduplication is the cause of a time-out only in the hours after its start, and no
// cause that is left open where no listing shows one.
func TestDeduplicationJob(t *testing.T) {
	const want = "dedup-job-during-hold"
	failed := parse.Exact(at(100))
	failed.Zone = parse.ZoneLocal
	clock := func(ago parse.Ticks) string { return (failed.Wall - ago).Time().Format("15:04") }
	timeout := func(start string) *world {
		w := newWorld().add(&parse.Record{
			Time: failed, Provider: parse.ProviderRequester, Computer: "HOST1", Line: 1, Stamp: parse.StampLine,
			Fields: []parse.Field{
				{Name: parse.FieldTool, Value: parse.StringValue("diskshadow")},
				{Name: parse.FieldPhrase, Value: parse.StringValue(parse.PhraseSnapshotFailed)},
				{Name: parse.FieldHResult, Value: parse.StringValue("0x80042314")},
			},
		})
		if start != "" {
			w.undatedFact(parse.FactDedupJob, "ThroughputOptimization", parse.FieldStartTime, start)
		}
		return w
	}
	for start, leads := range map[string]bool{"": false, clock(parse.Hour): true, clock(8 * parse.Hour): false} {
		_, all := timeout(start).failures(t)
		if len(all) != 1 || (all[0].Known != nil && all[0].Known.ID == want) != leads {
			t.Fatalf("start %q: %d failures, the first %s", start, len(all), all[0].Signature)
		}
		for _, r := range all[0].Rivals {
			if r.ID == want {
				t.Errorf("start %q: left open", start)
			}
		}
	}
}
