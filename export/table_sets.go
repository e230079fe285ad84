package export

import "github.com/vsslog/vsslog/correlate"

// Sets is the sets table: one attempt to make a set of shadow copies.
var Sets = Table[*correlate.SnapshotSet]{
	Name: "sets",
	Doc:  "one snapshot set: one attempt to make shadow copies",
	Columns: []Column[*correlate.SnapshotSet]{
		{Field{Name: "host", Kind: Text, ECS: "host.name", Doc: "host of the set"},
			func(v *Vector, s *correlate.SnapshotSet) { v.Some(s.Host) }},
		{Field{Name: "set", Kind: Text, Doc: "name of the set: host/start/hash of its first step, the same in every run"},
			func(v *Vector, s *correlate.SnapshotSet) { v.Text(s.Name) }},
		{Field{Name: "snapshot_set_id", Kind: Text, Doc: "GUID of the set, lower case, no braces; null if no record holds it"},
			func(v *Vector, s *correlate.SnapshotSet) { v.GUID(s.ID) }},
		{Field{Name: "identity", Kind: Text, Doc: "explicit: a record holds the GUID; inferred: from what happened together (see inferred_from)"},
			func(v *Vector, s *correlate.SnapshotSet) { v.Text(string(s.Identity)) }},
		{Field{Name: "requester", Kind: Text, Doc: "program that asked for the set, with its command line where it is known"},
			func(v *Vector, s *correlate.SnapshotSet) { v.Some(s.Requester) }},
		{Field{Name: "volumes", Kind: TextList, Doc: "volumes named by its records, sorted"},
			func(v *Vector, s *correlate.SnapshotSet) { v.Texts(s.Volumes) }},
		{Field{Name: "started_at", Kind: Time, ECS: "event.start", Doc: "earliest instant of its first step; null if nothing bounds it"},
			func(v *Vector, s *correlate.SnapshotSet) { v.Time(s.Started.Lo) }},
		{Field{Name: "ended_at", Kind: Time, ECS: "event.end", Doc: "latest instant of its last step; null if nothing bounds it"},
			func(v *Vector, s *correlate.SnapshotSet) { v.Time(s.Ended.Hi) }},
		{Field{Name: "outcome", Kind: Text, Doc: "success, failed, aborted or unknown"},
			func(v *Vector, s *correlate.SnapshotSet) { v.Text(string(s.Outcome)) }},
		{Field{Name: "overlaps", Kind: TextList, Doc: "names of the sets that were frozen at the same time"},
			func(v *Vector, s *correlate.SnapshotSet) {
				for _, o := range s.Overlaps {
					v.Item(0).Text(o.Name)
				}
				v.EndList()
			}},

		// Beyond the contract.
		{Field{Name: "inferred_from", Kind: TextList, Doc: "what the set was inferred from"},
			func(v *Vector, s *correlate.SnapshotSet) { v.Texts(s.From) }},
		{Field{Name: "steps", Kind: Int, Doc: "records that belong to it"},
			func(v *Vector, s *correlate.SnapshotSet) { v.Int(int64(len(s.Steps))) }},
		{Field{Name: "writers", Kind: Int, Doc: "writers that are seen in it: its rows in spans"},
			func(v *Vector, s *correlate.SnapshotSet) { v.Int(int64(len(s.Spans))) }},
	},
}
