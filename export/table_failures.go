package export

import (
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/interval"
)

// Failures is the failures table: the answer.
var Failures = Table[*detect.Failure]{
	Name: "failures",
	Doc: "one failure: something that went wrong, or looks so, with or without a snapshot set. Those of sets come " +
		"first, in the order of the sets; harmless ones (severity information) come last",
	Columns: []Column[*detect.Failure]{
		{
			Field{
				Name: "failure_id",
				Kind: Text,
				ECS:  "event.id",
				Doc:  "hash over host, set and what the evidence says: the same in every run",
			},
			func(v *Vector, f *detect.Failure) { v.Text(f.ID) },
		},
		{Field{Name: "host", Kind: Text, ECS: "host.name", Doc: "host concerned"},
			func(v *Vector, f *detect.Failure) { v.Some(f.Host) }},
		{Field{Name: "set_id", Kind: Text, Doc: "snapshot set of the table sets; null for a failure of no set"},
			func(v *Vector, f *detect.Failure) { v.Some(setName(f.Set)) }},
		{
			Field{
				Name: "night",
				Kind: Text,
				Doc: "date of the noon (UTC) before it, YYYY-MM-DD: a night's work has one date; null if the time is not known, " +
					"and for harmless records, which are reported once",
			},
			func(v *Vector, f *detect.Failure) { v.Some(f.Night) },
		},
		{
			Field{
				Name: "started_at",
				Kind: Time,
				ECS:  "event.start",
				Doc:  "earliest instant of the failure; null if nothing bounds it",
			},
			func(v *Vector, f *detect.Failure) { v.Time(known(f.Started).Lo) },
		},
		{
			Field{
				Name: "ended_at",
				Kind: Time,
				ECS:  "event.end",
				Doc:  "latest instant of the failure; null if nothing bounds it",
			},
			func(v *Vector, f *detect.Failure) { v.Time(known(f.Ended).Hi) },
		},
		{Field{Name: "fact", Kind: Text, Doc: "what happened, as the records state it"},
			func(v *Vector, f *detect.Failure) { v.Some(f.Fact) }},
		{Field{Name: "fact_verdict", Kind: Text, Doc: "how sure the fact is: confirmed if a live record states it"},
			func(v *Vector, f *detect.Failure) { v.Some(string(f.FactVerdict)) }},
		{
			Field{
				Name: "cause",
				Kind: Text,
				ECS:  "rule.description",
				Doc:  "why it happened; null if no cause explains it",
			},
			func(v *Vector, f *detect.Failure) { v.Some(f.Cause) },
		},
		{
			Field{
				Name: "cause_verdict",
				Kind: Text,
				Doc:  "how sure the cause is: confirmed, likely, suspected or cannot_tell",
			},
			func(v *Vector, f *detect.Failure) { v.Some(string(f.CauseVerdict)) },
		},
		{
			Field{
				Name: "signature",
				Kind: Text,
				ECS:  "rule.id",
				Doc: "id of the leading signature or documented cause (vsslog explain ID); null if none " +
					"does",
			},
			func(v *Vector, f *detect.Failure) { v.Some(f.Signature) },
		},
		{
			Field{
				Name: "failure_class",
				Kind: Text,
				Doc:  "timing, refusal, storage, provider, writer, infrastructure, requester, not_vss or noise",
			},
			func(v *Vector, f *detect.Failure) { v.Some(string(f.Class)) },
		},
		{
			Field{
				Name: "severity",
				Kind: Text,
				ECS:  "log.level",
				Doc:  "information, warning, error or critical; information is harmless",
			},
			func(v *Vector, f *detect.Failure) { v.Text(string(f.Severity)) },
		},
		{Field{Name: "headline", Kind: Text, ECS: "message", Doc: "the answer in one sentence"},
			func(v *Vector, f *detect.Failure) { v.Text(f.Headline) }},
		{Field{Name: "culprit", Kind: Text, Doc: "what is to blame; null if it is not known"},
			func(v *Vector, f *detect.Failure) { v.Some(f.Culprit.Name) }},
		{
			Field{
				Name: "culprit_kind",
				Kind: Text,
				Doc: "writer, provider, service, driver, volume, storage, requester, program, account, key, host, " +
					"target or windows; null if it is not known",
			},
			func(v *Vector, f *detect.Failure) { v.Some(f.Culprit.Kind) },
		},
		{Field{Name: "victim", Kind: Text, Doc: "what suffered from it; null if it is not known"},
			func(v *Vector, f *detect.Failure) { v.Some(f.Victim.Name) }},
		{Field{Name: "writer_name", Kind: Text, Doc: "writer concerned; null if none is named"},
			func(v *Vector, f *detect.Failure) { v.Some(f.Writer) }},
		{Field{Name: "volumes", Kind: TextList, Doc: "volumes that its records name"},
			func(v *Vector, f *detect.Failure) { v.Texts(f.Volumes) }},
		{Field{Name: "provider", Kind: Text, Doc: "VSS provider that its records name; null if none does"},
			func(v *Vector, f *detect.Failure) { v.Some(f.Provider) }},
		{
			Field{
				Name: "codes",
				Kind: TextList,
				ECS:  "error.code",
				Doc: "result codes as 0x and eight digits, the deciding one first, each with its name where it is " +
					"known",
			},
			func(v *Vector, f *detect.Failure) {
				for _, c := range f.Codes {
					v.Item(0).Text(vocab.CodeWords(c))
				}
				v.EndList()
			},
		},
		{Field{Name: "steps", Kind: StructList, Doc: "what to do, in this order", Items: actionItems}, fillActions},
		{
			Field{
				Name:  "rivals",
				Kind:  StructList,
				Doc:   "other causes that the files leave open, and how to distinguish them",
				Items: rivalItems,
			},
			fillRivals,
		},
		{
			Field{
				Name: "missing",
				Kind: TextList,
				Doc:  "what would make the answer more certain, with the file that would contain it",
			},
			func(v *Vector, f *detect.Failure) { v.Texts(f.Missing) },
		},
		{
			Field{
				Name: "changed_before",
				Kind: TextList,
				Doc: "updates, installs, drivers and services changed on the host between the last good night and " +
					"this one",
			},
			func(v *Vector, f *detect.Failure) { v.Texts(f.Changed) },
		},
		{
			Field{
				Name:  "evidence",
				Kind:  StructList,
				Doc:   "the proof: each statement with the record behind it",
				Items: evidenceItems,
			},
			func(v *Vector, f *detect.Failure) { putEvidence(v, f.Evidence) },
		},
		{
			Field{
				Name: "sources",
				Kind: TextList,
				ECS:  "rule.reference",
				Doc:  "articles behind the cause, with their address",
			},
			func(v *Vector, f *detect.Failure) {
				for _, r := range f.Sources {
					v.Item(0).Text(reference(r))
				}
				v.EndList()
			},
		},

		// Beyond the contract.
		{
			Field{
				Name: "snapshot_set_id",
				Kind: Text,
				Doc:  "GUID of the set, lower case, no braces; null if it is not known",
			},
			func(v *Vector, f *detect.Failure) {
				if f.Set == nil {
					v.Null()
					return
				}
				v.GUID(f.Set.ID)
			},
		},
		{Field{Name: "observations", Kind: Int, Doc: "records, lines and states that it explains"},
			func(v *Vector, f *detect.Failure) { v.Int(int64(f.Count)) }},
	},
}

// known makes the zero instant one of which nothing is known.
func known(i interval.Interval) interval.Interval {
	if i == (interval.Interval{}) {
		return interval.Unknown
	}
	return i
}

var actionItems = []Field{
	{Name: "number", Kind: Int, Doc: "place in the order, from 1"},
	{Name: "do", Kind: Text, Doc: "what to do"},
	{Name: "command", Kind: Text, Doc: "what to type; null if there is nothing"},
	{Name: "where", Kind: Text, Doc: "where to do it; null for an admin prompt on the host"},
	{Name: "risk", Kind: Text, Doc: "what it may cost; null if nothing"},
	{Name: "undo", Kind: Text, Doc: "how to take it back; null if there is nothing to say"},
	{Name: "verify", Kind: Text, Doc: "how to see that it worked; null if there is nothing to say"},
}

func fillActions(v *Vector, f *detect.Failure) {
	for _, a := range f.Steps {
		v.Item(0).Int(int64(a.Number))
		for i, s := range []string{a.Do, a.Command, a.Where, a.Risk, a.Undo, a.Verify} {
			v.Item(i + 1).Some(s)
		}
	}
	v.EndList()
}

var rivalItems = []Field{
	{Name: "id", Kind: Text, Doc: "id of the signature or documented cause"},
	{Name: "title", Kind: Text, Doc: "what it says"},
	{Name: "verdict", Kind: Text, Doc: "how sure it is"},
	{Name: "check", Kind: Text, Doc: "how to distinguish it from the leading cause; null if this is not known"},
}

func fillRivals(v *Vector, f *detect.Failure) {
	for _, r := range f.Rivals {
		v.Item(0).Text(r.ID)
		v.Item(1).Text(r.Title)
		v.Item(2).Text(string(r.Verdict))
		v.Item(3).Some(r.Check)
	}
	v.EndList()
}
