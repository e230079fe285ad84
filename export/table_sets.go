package export

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
)

// SetRow is a row of the sets table: a set with the failure that leads of those that it
// has, nil if it has none.
type SetRow struct {
	Set     *correlate.SnapshotSet
	Failure *detect.Failure
}

// failure is the failure that leads, one without anything if there is none.
func (s *SetRow) failure() *detect.Failure {
	if s.Failure == nil {
		return &detect.Failure{}
	}
	return s.Failure
}

// Sets is the sets table: one attempt to make a set of shadow copies.
var Sets = Table[*SetRow]{
	Name: "sets",
	Doc:  "one snapshot set: one attempt to make shadow copies",
	Columns: []Column[*SetRow]{
		{Field{Name: "host", Kind: Text, ECS: "host.name", Doc: "host of the set"},
			func(v *Vector, s *SetRow) { v.Some(s.Set.Host) }},
		{
			Field{
				Name: "set_id",
				Kind: Text,
				Doc:  "name of the set: host/start/hash of its first step, the same in every run",
			},
			func(v *Vector, s *SetRow) { v.Text(s.Set.Name) },
		},
		{
			Field{
				Name: "snapshot_set_id",
				Kind: Text,
				Doc:  "GUID of the set, lower case, no braces; null if no record contains it",
			},
			func(v *Vector, s *SetRow) { v.GUID(s.Set.ID) },
		},
		{
			Field{
				Name: "identity",
				Kind: Text,
				Doc:  "explicit: a record contains the GUID; inferred: from what happened together (see inferred_from)",
			},
			func(v *Vector, s *SetRow) { v.Text(string(s.Set.Identity)) },
		},
		{
			Field{
				Name: "requester",
				Kind: Text,
				Doc:  "program that asked for the set, with its command line where it is known",
			},
			func(v *Vector, s *SetRow) { v.Some(s.Set.Requester) },
		},
		{Field{Name: "volumes", Kind: TextList, Doc: "volumes named by its records, sorted"},
			func(v *Vector, s *SetRow) { v.Texts(s.Set.Volumes) }},
		{
			Field{
				Name: "started_at",
				Kind: Time,
				ECS:  "event.start",
				Doc:  "earliest instant of its first step; null if nothing bounds it",
			},
			func(v *Vector, s *SetRow) { v.Time(s.Set.Started.Lo) },
		},
		{
			Field{
				Name: "ended_at",
				Kind: Time,
				ECS:  "event.end",
				Doc:  "latest instant of its last step; null if nothing bounds it",
			},
			func(v *Vector, s *SetRow) { v.Time(s.Set.Ended.Hi) },
		},
		{Field{Name: "outcome", Kind: Text, Doc: "success, failed, aborted or unknown"},
			func(v *Vector, s *SetRow) { v.Text(string(s.Set.Outcome)) }},
		{Field{Name: "overlaps", Kind: TextList, Doc: "names of the sets that were frozen at the same time"},
			func(v *Vector, s *SetRow) {
				for _, o := range s.Set.Overlaps {
					v.Item(0).Text(o.Name)
				}
				v.EndList()
			}},

		{
			Field{
				Name: "failure_id",
				Kind: Text,
				Doc:  "leading failure of the set, in the table failures; null if nothing about the set looks wrong",
			},
			func(v *Vector, s *SetRow) { v.Some(s.failure().ID) },
		},
		{
			Field{
				Name: "night",
				Kind: Text,
				Doc: "date of the noon (UTC) before it started, YYYY-MM-DD: a night's work has one date; null if the time is not " +
					"known",
			},
			func(v *Vector, s *SetRow) { v.Some(s.Set.Night()) },
		},
		{
			Field{
				Name: "culprit_writer",
				Kind: Text,
				Doc: "writer to blame for that failure; null if none or something else is to blame (see " +
					"culprit of failures)",
			},
			func(v *Vector, s *SetRow) {
				if who := s.failure().Culprit; who.Kind == "writer" {
					v.Some(who.Name)
					return
				}
				v.Null()
			},
		},

		// Beyond the contract.
		{Field{Name: "inferred_from", Kind: TextList, Doc: "what the set was inferred from"},
			func(v *Vector, s *SetRow) { v.Texts(s.Set.From) }},
		{Field{Name: "steps", Kind: Int, Doc: "records that belong to it"},
			func(v *Vector, s *SetRow) { v.Int(int64(len(s.Set.Steps))) }},
		{Field{Name: "writers", Kind: Int, Doc: "writers that are seen in it: its rows in spans"},
			func(v *Vector, s *SetRow) { v.Int(int64(len(s.Set.Spans))) }},
	},
}
