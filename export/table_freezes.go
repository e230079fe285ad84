package export

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// The tables of how long writers were frozen: one grouping each. Rows of the first and
// third are about one host, so that those of parts of a fleet put together are those of
// the fleet; rows of the others are about all hosts.
var (
	FreezeByHostWriter = freezeTable(
		"freeze_by_host_writer",
		"one writer of one host",
		ofHost,
		ofWriter,
		trends("of the writers of this host, the one"),
	)
	FreezeByWriter = freezeTable(
		"freeze_by_writer",
		"one writer on all hosts",
		ofWriter,
		ofHosts,
		nearest("of all writers, the one"),
	)
	FreezeByHost  = freezeTable("freeze_by_host", "all writers of one host", ofHost, trends(""))
	FreezeByNight = freezeTable(
		"freeze_by_night",
		"all writers of all hosts in one night",
		ofNight,
		ofHosts,
		nearest("of all nights, the one"),
	)
)

// freezeTables are the tables of statistics with what their rows are about.
var freezeTables = []struct {
	by    correlate.Grouping
	table *Table[*correlate.FreezeStat]
}{
	{
		correlate.ByHostWriter,
		&FreezeByHostWriter,
	}, {correlate.ByWriter, &FreezeByWriter}, {correlate.ByHost, &FreezeByHost}, {correlate.ByNight, &FreezeByNight},
}

type freezeColumns = []Column[*correlate.FreezeStat]

// freezeTable declares a table with further columns before and behind those that all have.
func freezeTable(name, of string, more ...freezeColumns) Table[*correlate.FreezeStat] {
	t := Table[*correlate.FreezeStat]{
		Name: name,
		Doc: "how long " + of + " stayed frozen, over its sets. The measure is marks_max_ms of spans, kept within " +
			"freeze_to_thaw_min_ms and freeze_to_thaw_max_ms; for a writer without both marks it is freeze_to_thaw_max_ms, " +
			"unless its bounds are further apart than its limit",
	}
	behind := more[len(more)-1]
	t.Columns = slices.Concat(slices.Concat(more[:len(more)-1]...), spansOf, behind, further)
	return t
}

var ofHost = freezeColumns{
	{Field{Name: "host", Kind: Text, ECS: "host.name", Doc: "host of the sets"},
		func(v *Vector, f *correlate.FreezeStat) { v.Some(f.Host) }},
}

var ofWriter = freezeColumns{
	{Field{Name: "writer_name", Kind: Text, Doc: "name of the writer; null for a writer without a name"},
		func(v *Vector, f *correlate.FreezeStat) { v.Some(f.Writer) }},
}

var ofNight = freezeColumns{
	{
		Field{
			Name: "night",
			Kind: Text,
			Doc:  "night of the table sets, YYYY-MM-DD; null for sets without a known time",
		},
		func(v *Vector, f *correlate.FreezeStat) { v.Some(f.Night) },
	},
}

var ofHosts = freezeColumns{
	{Field{Name: "hosts", Kind: Int, Doc: "hosts that have such a span"},
		func(v *Vector, f *correlate.FreezeStat) { v.Int(int64(f.Hosts)) }},
}

// spansOf are the columns that all have.
var spansOf = freezeColumns{
	{Field{Name: "spans", Kind: Int, Doc: "spans whose time counts"},
		func(v *Vector, f *correlate.FreezeStat) { v.Int(int64(f.Count)) }},
	{
		Field{
			Name: "unbounded_spans",
			Kind: Int,
			Doc:  "further spans with a freeze mark but of unknown length; they count only in failed",
		},
		func(v *Vector, f *correlate.FreezeStat) { v.Int(int64(f.Open)) },
	},
	{Field{Name: "failed", Kind: Int, Doc: "of spans and unbounded_spans, those that failed or were aborted"},
		func(v *Vector, f *correlate.FreezeStat) { v.Int(int64(f.Failed)) }},
	frozen(
		"median_ms",
		"median of the measure; null if no span counts",
		func(f *correlate.FreezeStat) parse.Ticks { return f.Median },
		true,
	),
	frozen("p95_ms", "95th percentile, nearest rank", func(f *correlate.FreezeStat) parse.Ticks { return f.P95 }, true),
	frozen("max_ms", "the longest", func(f *correlate.FreezeStat) parse.Ticks { return f.Max }, true),
	{
		Field{
			Name: "limit_ms",
			Kind: Int,
			Unit: "ms",
			Doc:  "limit of the writer, the smallest of the group; null if none is known",
		},
		func(v *Vector, f *correlate.FreezeStat) { v.limit(f.Limit) },
	},
	{
		Field{
			Name: "limit_used",
			Kind: Float,
			Doc: "95th percentile of the share that each span took of its own limit: 1 is all of it; null if no " +
				"limit is known",
		},
		func(v *Vector, f *correlate.FreezeStat) {
			if f.Share == 0 {
				v.Null()
				return
			}
			v.Float(f.Share)
		},
	},
}

// nearest is the column that compares rows: who says which of which; "" for none.
func nearest(who string) freezeColumns {
	if who == "" {
		return nil
	}
	return freezeColumns{
		{
			Field{
				Name: "nearest_to_limit",
				Kind: Bool,
				Doc: "whether this is, " + who + " nearest to its limit: with the fewest days_left where a trend is " +
					"known, else the largest limit_used",
			},
			func(v *Vector, f *correlate.FreezeStat) { v.Bool(f.Nearest) },
		},
	}
}

// trends are the columns about what is to come, which need one host.
func trends(who string) freezeColumns {
	return slices.Concat(freezeColumns{
		{
			Field{
				Name: "trend_ms_per_day",
				Kind: Float,
				Doc: "how much longer a freeze gets each day (Theil-Sen) over the sets that went well, in " +
					"milliseconds; null unless five of them or more, over a day or more, show a trend (Mann-Kendall, " +
					"5 %)",
			},
			func(v *Vector, f *correlate.FreezeStat) {
				if f.Trend == 0 {
					v.Null()
					return
				}
				v.Float(f.Trend * 1000)
			},
		},
		{
			Field{
				Name: "days_left",
				Kind: Float,
				Doc: "days until the trend of the sets that went well, with the margin of four of five of them, " +
					"reaches limit_ms; 0 if it already has; null without a trend, if it does not, or not within twice the observed " +
					"time",
			},
			func(v *Vector, f *correlate.FreezeStat) {
				if f.DaysLeft < 0 {
					v.Null()
					return
				}
				v.Float(f.DaysLeft)
			},
		},
	}, nearest(who), foretold)
}

// foretold are the columns that say how far a forecast is to be believed.
var foretold = freezeColumns{
	{
		Field{
			Name: "forecast_tried",
			Kind: Int,
			Doc: "of the last 20 spans, those whose length the earlier spans would have predicted, because they showed a " +
				"trend; null where trend_ms_per_day is null or falls",
		},
		func(v *Vector, f *correlate.FreezeStat) { v.tried(f, f.Tried) },
	},
	{
		Field{
			Name: "forecast_right",
			Kind: Int,
			Doc: "of forecast_tried, those that came as predicted: within the margin of four of five spans, a second " +
				"at least, or, where the span timed out, at the limit",
		},
		func(v *Vector, f *correlate.FreezeStat) { v.tried(f, f.Right) },
	},
	{
		Field{
			Name: "failed_last",
			Kind: Bool,
			Doc:  "whether the last span failed or was aborted: what has already timed out is not next",
		},
		func(v *Vector, f *correlate.FreezeStat) { v.Bool(f.LastFailed) },
	},
}

func (v *Vector) tried(f *correlate.FreezeStat, n int) {
	if f.Trend <= 0 {
		v.Null()
		return
	}
	v.Int(int64(n))
}

// further are the columns beyond the contract.
var further = freezeColumns{
	frozen(
		"median_min_ms",
		"median of freeze_to_thaw_min_ms of the same spans: the true median is not below it",
		func(f *correlate.FreezeStat) parse.Ticks { return f.LeastMedian },
		false,
	),
	frozen(
		"p95_min_ms",
		"95th percentile of freeze_to_thaw_min_ms",
		func(f *correlate.FreezeStat) parse.Ticks { return f.LeastP95 },
		false,
	),
	frozen(
		"max_min_ms",
		"the longest freeze_to_thaw_min_ms",
		func(f *correlate.FreezeStat) parse.Ticks { return f.LeastMax },
		false,
	),
	{
		Field{
			Name: "first_freeze",
			Kind: Time,
			Doc:  "freeze of the first span that counts, the latest instant that it can have been; null if none counts",
		},
		func(v *Vector, f *correlate.FreezeStat) { v.freeze(f, f.First) },
	},
	{Field{Name: "last_freeze", Kind: Time, Doc: "the same of the last span"},
		func(v *Vector, f *correlate.FreezeStat) { v.freeze(f, f.Last) }},
	{
		Field{
			Name: "bins",
			Kind: StructList,
			Doc: "how many spans took how long. All edges are the same everywhere: those of several rows add up, " +
				"and give the median and percentiles of several hosts to an eighth",
			Items: []Field{
				{
					Name: "below_ms",
					Kind: Int,
					Unit: "ms",
					Doc:  "upper end of the bin: one of 1 to 16, then of eight steps to each doubling",
				},
				{Name: "spans", Kind: Int, Doc: "spans in it; bins without any are left out"},
			},
		},
		func(v *Vector, f *correlate.FreezeStat) {
			for _, b := range f.Bins {
				v.Item(0).Int(b.Below)
				v.Item(1).Int(int64(b.Count))
			}
			v.EndList()
		},
	},
}

// frozen declares a column with a duration, null if no span counts.
func frozen(name, doc string, of func(*correlate.FreezeStat) parse.Ticks, up bool) Column[*correlate.FreezeStat] {
	return Column[*correlate.FreezeStat]{
		Field{Name: name, Kind: Int, Unit: "ms", Doc: doc},
		func(v *Vector, f *correlate.FreezeStat) {
			if f.Count == 0 {
				v.Null()
				return
			}
			v.duration(of(f), parse.Millisecond, up)
		},
	}
}

// freeze appends an instant, null if no span counts.
func (v *Vector) freeze(f *correlate.FreezeStat, at parse.Ticks) {
	if f.Count == 0 {
		v.Null()
		return
	}
	v.Time(at)
}
