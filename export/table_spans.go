package export

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Spans is the spans table: one writer in one set.
var Spans = Table[*correlate.WriterSpan]{
	Name: "spans",
	Doc:  "one writer in one snapshot set",
	Columns: []Column[*correlate.WriterSpan]{
		{Field{Name: "host", Kind: Text, ECS: "host.name", Doc: "host of the set"},
			func(v *Vector, s *correlate.WriterSpan) { v.Some(s.Set.Host) }},
		{Field{Name: "set_id", Kind: Text, Doc: "set of the table sets"},
			func(v *Vector, s *correlate.WriterSpan) { v.Text(s.Set.Name) }},
		{Field{Name: "writer_name", Kind: Text, Doc: "name of the writer"},
			func(v *Vector, s *correlate.WriterSpan) { v.Some(s.Name) }},
		mark(
			"freeze_earliest",
			"earliest instant at which the writer can have been frozen",
			correlate.PointFreeze,
			false,
		),
		mark("freeze_latest", "latest instant at which the writer can have been frozen", correlate.PointFreeze, true),
		mark("thaw_earliest", "earliest instant at which the writer can have been thawed", correlate.PointThaw, false),
		mark("thaw_latest", "latest instant at which the writer can have been thawed", correlate.PointThaw, true),
		mark(
			"timeout_earliest",
			"earliest instant at which the writer's VSS timer can have run out",
			correlate.PointTimeout,
			false,
		),
		mark(
			"timeout_latest",
			"latest instant at which the writer's VSS timer can have run out",
			correlate.PointTimeout,
			true,
		),
		{
			Field{
				Name: "freeze_to_thaw_min_ms",
				Kind: Int,
				Unit: "ms",
				Doc: "shortest time from freeze to thaw that the marks allow, rounded down; null if nothing bounds " +
					"it, but never for a time-out",
			},
			func(v *Vector, s *correlate.WriterSpan) { v.duration(leastFrozen(s), parse.Millisecond, false) },
		},
		{
			Field{
				Name: "freeze_to_thaw_max_ms",
				Kind: Int,
				Unit: "ms",
				Doc:  "longest time from freeze to thaw that the marks allow, rounded up; null if nothing bounds it",
			},
			func(v *Vector, s *correlate.WriterSpan) {
				_, hi := s.FreezeToThaw()
				v.duration(hi, parse.Millisecond, true)
			},
		},
		{
			Field{
				Name: "limit_ms",
				Kind: Int,
				Unit: "ms",
				Doc: "effective limit: the one that ran out first, or would have (see limit_from); null if it is " +
					"not known",
			},
			func(v *Vector, s *correlate.WriterSpan) { v.limit(rulingLimit(s)) },
		},
		{
			Field{
				Name: "limit_used",
				Kind: Float,
				Doc: "largest share of limit_ms that the freeze can have taken: 1 is all of it; null if either is " +
					"not known",
			},
			func(v *Vector, s *correlate.WriterSpan) {
				_, hi := s.FreezeToThaw()
				v.share(hi, rulingLimit(s))
			},
		},
		{Field{Name: "outcome", Kind: Text, Doc: "success, failed, aborted or unknown"},
			func(v *Vector, s *correlate.WriterSpan) { v.Text(string(s.Outcome)) }},

		{
			Field{
				Name: "limit_from",
				Kind: Text,
				Doc: "whose limit_ms is: vss (the writer's own timer), exchange (the one that Exchange chooses), " +
					"ese (the database engine's, as its record states it); null if it is not known",
			},
			func(v *Vector, s *correlate.WriterSpan) {
				_, from := s.RulingLimit()
				v.Some(from)
			},
		},

		// Beyond the contract.
		{Field{Name: "writer_id", Kind: Text, Doc: "class id of the writer: lower case, no braces"},
			func(v *Vector, s *correlate.WriterSpan) { v.GUID(s.ID) }},
		{
			Field{
				Name: "writer_instance_id",
				Kind: Text,
				Doc:  "instance id of the writer: lower case, no braces; null if no capture shows it",
			},
			func(v *Vector, s *correlate.WriterSpan) { v.GUID(s.Instance) },
		},
		{Field{Name: "freeze_to_thaw_min_ns", Kind: Int, Unit: "ns", Doc: "freeze_to_thaw_min_ms without rounding"},
			func(v *Vector, s *correlate.WriterSpan) {
				v.duration(leastFrozen(s), 0, false)
			}},
		{Field{Name: "freeze_to_thaw_max_ns", Kind: Int, Unit: "ns", Doc: "freeze_to_thaw_max_ms without rounding"},
			func(v *Vector, s *correlate.WriterSpan) {
				_, hi := s.FreezeToThaw()
				v.duration(hi, 0, true)
			}},
		{
			Field{
				Name: "marks_min_ms",
				Kind: Int,
				Unit: "ms",
				Doc: "shortest time from the writer's first freeze mark to its last thaw mark, rounded down; null if it does not " +
					"have both",
			},
			func(v *Vector, s *correlate.WriterSpan) { v.marks(s, false) },
		},
		{
			Field{
				Name: "marks_max_ms",
				Kind: Int,
				Unit: "ms",
				Doc: "longest time from the writer's first freeze mark to its last thaw mark, rounded up; null if it does not " +
					"have both",
			},
			func(v *Vector, s *correlate.WriterSpan) { v.marks(s, true) },
		},
		{
			Field{
				Name: "limit_max_ms",
				Kind: Int,
				Unit: "ms",
				Doc:  "largest value that the limit of VSS can have; null if nothing bounds it",
			},
			func(v *Vector, s *correlate.WriterSpan) { v.duration(s.Limit.Max, parse.Millisecond, true) },
		},
		{
			Field{
				Name: "limit_assumed",
				Kind: Bool,
				Doc:  "whether the limit of VSS is the default, taken without a source that says so for this writer",
			},
			func(v *Vector, s *correlate.WriterSpan) { v.Bool(s.Limit.Assumed) },
		},
		{Field{Name: "limit_used_min", Kind: Float, Doc: "smallest share of limit_ms that the freeze can have taken"},
			func(v *Vector, s *correlate.WriterSpan) {
				v.share(leastFrozen(s), rulingLimit(s))
			}},
		mark(
			"ese_timeout_earliest",
			"earliest instant at which ESE's own freeze timer can have run out",
			correlate.PointESETimeout,
			false,
		),
		mark(
			"ese_timeout_latest",
			"latest instant at which ESE's own freeze timer can have run out",
			correlate.PointESETimeout,
			true,
		),
		{
			Field{
				Name: "timed_out",
				Kind: Bool,
				Doc:  "whether a capture, a record or a requester reports a time-out of this writer (0x800423f2)",
			},
			func(v *Vector, s *correlate.WriterSpan) { v.Bool(s.TimedOut()) },
		},
	},
}

// mark declares a column with one end of the bounds of a mark.
func mark(name, doc string, m correlate.TimePoint, latest bool) Column[*correlate.WriterSpan] {
	return Column[*correlate.WriterSpan]{
		Field{Name: name, Kind: Time, Doc: doc + ", over all consistent readings; null if nothing bounds it"},
		func(v *Vector, s *correlate.WriterSpan) {
			b := s.Case.Shown(s.Bounds(m))
			if latest {
				v.Time(b.Hi)
				return
			}
			v.Time(b.Lo)
		},
	}
}

// duration appends d in whole units, rounded up or down so that it stays a
// bound; with unit 0 in nanoseconds. Null if d is unbounded.
func (v *Vector) duration(d, unit parse.Ticks, up bool) {
	if d <= interval.Never || d >= interval.Forever {
		v.Null()
		return
	}
	if unit == 0 {
		v.Int(int64(d) * 100)
		return
	}
	n := d / unit
	if rest := d % unit; rest > 0 && up {
		n++
	} else if rest < 0 && !up {
		n--
	}
	v.Int(int64(n))
}

// share appends d as a share of limit, null if either is not known.
func (v *Vector) share(d, limit parse.Ticks) {
	if d <= interval.Never || d >= interval.Forever || limit <= 0 || limit >= interval.Forever {
		v.Null()
		return
	}
	v.Float(float64(d) / float64(limit))
}

// leastFrozen is the shortest time from freeze to thaw. Of a time-out it is known: the
// writer was frozen.
func leastFrozen(s *correlate.WriterSpan) parse.Ticks {
	lo, _ := s.FreezeToThaw()
	if s.TimedOut() {
		return max(lo, 0)
	}
	return lo
}

// rulingLimit is 0 if no limit is known.
func rulingLimit(s *correlate.WriterSpan) parse.Ticks {
	limit, _ := s.RulingLimit()
	return limit
}

// limit appends a limit, null if it is 0.
func (v *Vector) limit(limit parse.Ticks) {
	if limit <= 0 {
		v.Null()
		return
	}
	v.duration(limit, parse.Millisecond, false)
}

// marks appends the time between the writer's marks.
func (v *Vector) marks(s *correlate.WriterSpan, up bool) {
	lo, hi, ok := s.Marks()
	switch {
	case !ok:
		v.Null()
	case up:
		v.duration(hi, parse.Millisecond, true)
	default:
		v.duration(lo, parse.Millisecond, false)
	}
}
