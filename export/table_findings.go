package export

import (
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/interval"
)

// Findings is the findings table: one verdict.
var Findings = Table[*detect.Finding]{
	Name: "findings",
	Doc:  "one verdict: the strongest of a signature about one snapshot set of one host",
	Columns: []Column[*detect.Finding]{
		{
			Field{
				Name: "finding_id",
				Kind: Text,
				ECS:  "event.id",
				Doc:  "hash over signature, host and set: the same in every run",
			},
			func(v *Vector, f *detect.Finding) { v.Text(f.ID) },
		},
		{Field{Name: "signature", Kind: Text, ECS: "rule.id", Doc: "id of the signature (vsslog signatures ID)"},
			func(v *Vector, f *detect.Finding) { v.Text(f.Signature.ID) }},
		{Field{Name: "title", Kind: Text, ECS: "rule.name", Doc: "what the signature is about"},
			func(v *Vector, f *detect.Finding) { v.Text(f.Signature.Title) }},
		{Field{Name: "finding_class", Kind: Text, Doc: "cause, symptom or benign"},
			func(v *Vector, f *detect.Finding) { v.Text(string(f.Signature.Class)) }},
		{
			Field{
				Name: "verdict",
				Kind: Text,
				Doc: "confirmed: true in every reading of the marks; likely: every rival needs a coincidence that is not seen; " +
					"suspected: possible; cannot_tell: a mark is missing; ruled_out: impossible",
			},
			func(v *Vector, f *detect.Finding) { v.Text(string(f.Verdict)) },
		},
		{
			Field{
				Name: "applicability",
				Kind: Text,
				Doc: "whether the article behind the signature applies to this host: affected, fixed, not_affected, " +
					"unknown, not_applicable (no article)",
			},
			func(v *Vector, f *detect.Finding) { v.Text(string(f.Applicability)) },
		},
		{Field{Name: "severity", Kind: Text, ECS: "log.level", Doc: "information, warning, error or critical"},
			func(v *Vector, f *detect.Finding) { v.Text(string(f.Severity)) }},
		{Field{Name: "host", Kind: Text, ECS: "host.name", Doc: "host concerned"},
			func(v *Vector, f *detect.Finding) { v.Some(f.Host) }},
		{Field{Name: "set_id", Kind: Text, Doc: "snapshot set of the table sets; null for a finding about the host"},
			func(v *Vector, f *detect.Finding) { v.Some(setName(f.Set)) }},
		{
			Field{
				Name: "writer_name",
				Kind: Text,
				Doc:  "writer with this verdict; null for a finding about the set as a whole",
			},
			func(v *Vector, f *detect.Finding) { v.Some(f.Writer) },
		},
		{
			Field{
				Name: "started_at",
				Kind: Time,
				ECS:  "event.start",
				Doc:  "earliest instant of the finding; null if nothing bounds it",
			},
			func(v *Vector, f *detect.Finding) { v.Time(f.Started.Lo) },
		},
		{
			Field{
				Name: "ended_at",
				Kind: Time,
				ECS:  "event.end",
				Doc:  "latest instant of the finding; null if nothing bounds it",
			},
			func(v *Vector, f *detect.Finding) { v.Time(f.Ended.Hi) },
		},
		{Field{Name: "summary", Kind: Text, ECS: "message", Doc: "what was found, in a sentence"},
			func(v *Vector, f *detect.Finding) { v.Some(f.Summary) }},
		{
			Field{
				Name:  "evidence",
				Kind:  StructList,
				Doc:   "the proof: each statement with the record behind it",
				Items: evidenceItems,
			},
			fillEvidence,
		},
		{Field{Name: "missing", Kind: TextList, Doc: "what a firmer verdict lacks, with the file that would contain it"},
			func(v *Vector, f *detect.Finding) { v.Texts(f.Missing) }},
		{Field{Name: "assumptions", Kind: TextList, Doc: "what the verdict assumes"},
			func(v *Vector, f *detect.Finding) { v.Texts(f.Assumptions) }},
		{
			Field{
				Name: "references",
				Kind: TextList,
				ECS:  "rule.reference",
				Doc:  "articles behind the signature, with their address",
			},
			func(v *Vector, f *detect.Finding) {
				for _, r := range f.Signature.Sources {
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
			func(v *Vector, f *detect.Finding) {
				if f.Set == nil {
					v.Null()
					return
				}
				v.GUID(f.Set.ID)
			},
		},
		{Field{Name: "applies", Kind: Text, Doc: "why applicability is what it is"},
			func(v *Vector, f *detect.Finding) { v.Some(f.Applies) }},
		{Field{Name: "cause", Kind: Text, ECS: "rule.description", Doc: "what causes such a failure"},
			func(v *Vector, f *detect.Finding) { v.Some(f.Signature.Cause) }},
		{Field{Name: "advice", Kind: Text, Doc: "what to do about it"},
			func(v *Vector, f *detect.Finding) { v.Some(f.Signature.Advice) }},
		{Field{Name: "caused_by", Kind: Text, Doc: "finding_id of the finding that this one is a symptom of"},
			func(v *Vector, f *detect.Finding) {
				if f.CausedBy == nil {
					v.Null()
					return
				}
				v.Text(f.CausedBy.ID)
			}},
		{
			Field{
				Name: "other_writers",
				Kind: TextList,
				Doc:  "other writers of the set that the signature concerns, as name: verdict",
			},
			func(v *Vector, f *detect.Finding) {
				for _, o := range f.Others {
					v.Item(0).Text(o.Writer + ": " + string(o.Verdict))
				}
				v.EndList()
			},
		},
	},
}

var evidenceItems = []Field{
	{Name: "role", Kind: Text, Doc: "mark, prediction, look-alike, applicability, check, conflict or other-writer"},
	{Name: "statement", Kind: Text, Doc: "what is stated, with its numbers"},
	{
		Name: "source",
		Kind: Text,
		Doc:  "file of the record behind it; null for a statement that is not based on a single record",
	},
	{Name: "offset", Kind: Int, Unit: "bytes", Doc: "position of the record in the file; null without a source"},
	{Name: "line", Kind: Int, Doc: "line of a text, from 1; null for logs"},
	{Name: "record_id", Kind: Int, Doc: "record id; null if there is none"},
	{Name: "earliest", Kind: Time, Doc: "earliest instant of the record; null if nothing bounds it"},
	{Name: "latest", Kind: Time, Doc: "latest instant of the record; null if nothing bounds it"},
}

func fillEvidence(v *Vector, f *detect.Finding) { putEvidence(v, f.Evidence) }

func putEvidence(v *Vector, evidence []detect.Evidence) {
	for i := range evidence {
		e := &evidence[i]
		v.Item(0).Text(e.Role)
		v.Item(1).Text(e.Statement)
		v.Item(2).Some(e.Source)
		if e.Source == "" {
			v.Item(3).Null()
		} else {
			v.Item(3).Int(e.Offset)
		}
		v.Item(4).Positive(uint64(max(e.Line, 0)))
		v.Item(5).Positive(e.RecordID)
		at := e.At
		if at == (interval.Interval{}) { // never set
			at = interval.Unknown
		}
		v.Item(6).Time(at.Lo)
		v.Item(7).Time(at.Hi)
	}
	v.EndList()
}

func reference(r detect.Reference) string {
	if r.URL == "" {
		return r.Name
	}
	return r.Name + " " + r.URL
}
