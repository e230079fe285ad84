package export

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// FreezeStats is the freeze_stats table: how long writers were frozen. Every row
// is about one host, so that tables of parts of a fleet put together are the
// table of the fleet.
var FreezeStats = Table[*correlate.FreezeStat]{
	Name: "freeze_stats",
	Doc: "how long one group of writers of one host was frozen, over its sets. What counts is marks_max_ms of spans, kept within freeze_to_thaw_min_ms and " +
		"freeze_to_thaw_max_ms, and where a writer has not both marks freeze_to_thaw_max_ms, unless its bounds are further apart than its limit",
	Columns: []Column[*correlate.FreezeStat]{
		{Field{Name: "host", Kind: Text, ECS: "host.name", Doc: "host of the sets"},
			func(v *Vector, f *correlate.FreezeStat) { v.Some(f.Host) }},
		{Field{Name: "grouping", Kind: Text, Doc: "host: all spans of the host; writer, requester, hour: those with the value that this column names. A span is in one row of each grouping, so count one grouping at a time"},
			func(v *Vector, f *correlate.FreezeStat) { v.Text(f.By) }},
		{Field{Name: "writer_name", Kind: Text, Doc: "name of the writer; null in other groupings, and for a writer without a name"},
			func(v *Vector, f *correlate.FreezeStat) { v.Some(f.Writer) }},
		{Field{Name: "requester", Kind: Text, Doc: "program that asked for the sets, lower case, without path and arguments; null in other groupings"},
			func(v *Vector, f *correlate.FreezeStat) { v.Some(f.Requester) }},
		{Field{Name: "hour", Kind: Int, Doc: "hour of the day of the freeze, UTC, 0 to 23; null in other groupings"},
			func(v *Vector, f *correlate.FreezeStat) {
				if f.Hour < 0 {
					v.Null()
					return
				}
				v.Int(int64(f.Hour))
			}},
		{Field{Name: "count", Kind: Int, Doc: "spans whose time counts"},
			func(v *Vector, f *correlate.FreezeStat) { v.Int(int64(f.Count)) }},
		{Field{Name: "open", Kind: Int, Doc: "further spans with a mark of their freeze, of which nothing says how long they were; they count nowhere else but in failed"},
			func(v *Vector, f *correlate.FreezeStat) { v.Int(int64(f.Open)) }},
		{Field{Name: "failed", Kind: Int, Doc: "of count and open, the spans that failed or were aborted"},
			func(v *Vector, f *correlate.FreezeStat) { v.Int(int64(f.Failed)) }},
		frozen("median_ms", "median of what counts; null if nothing does", func(f *correlate.FreezeStat) parse.Ticks { return f.Median }, true),
		frozen("p95_ms", "95th percentile, nearest rank", func(f *correlate.FreezeStat) parse.Ticks { return f.P95 }, true),
		frozen("max_ms", "the longest", func(f *correlate.FreezeStat) parse.Ticks { return f.Max }, true),
		{Field{Name: "limit_ms", Kind: Int, Unit: "ms", Doc: "limit of the writer, the smallest of the group; null if none is known"},
			func(v *Vector, f *correlate.FreezeStat) {
				if f.Limit == 0 {
					v.Null()
					return
				}
				v.duration(f.Limit, parse.Millisecond, false)
			}},
		{Field{Name: "limit_used", Kind: Float, Doc: "95th percentile of the share that each span took of its own limit: 1 is all of it; null if no limit is known"},
			func(v *Vector, f *correlate.FreezeStat) {
				if f.Share == 0 {
					v.Null()
					return
				}
				v.Float(f.Share)
			}},
		{Field{Name: "trend_ms_per_day", Kind: Float, Doc: "how much longer a freeze gets each day (Theil-Sen), in milliseconds; null unless five sets or more, over a day or more, show a trend (Mann-Kendall, 5 %)"},
			func(v *Vector, f *correlate.FreezeStat) {
				if f.Trend == 0 {
					v.Null()
					return
				}
				v.Float(f.Trend * 1000)
			}},
		{Field{Name: "days_left", Kind: Float, Doc: "days until p95_ms reaches limit_ms if the trend goes on; 0 where it has; null where it does not, or not within twice the time that was seen"},
			func(v *Vector, f *correlate.FreezeStat) {
				if f.DaysLeft < 0 {
					v.Null()
					return
				}
				v.Float(f.DaysLeft)
			}},
		{Field{Name: "next", Kind: Bool, Doc: "whether this is the writer of the host that is next to time out: with the fewest days_left, else the largest limit_used"},
			func(v *Vector, f *correlate.FreezeStat) { v.Bool(f.Next) }},
		frozen("median_min_ms", "median of freeze_to_thaw_min_ms of the same spans: the true median is not below it", func(f *correlate.FreezeStat) parse.Ticks { return f.LeastMedian }, false),
		frozen("p95_min_ms", "95th percentile of freeze_to_thaw_min_ms", func(f *correlate.FreezeStat) parse.Ticks { return f.LeastP95 }, false),
		frozen("max_min_ms", "the longest freeze_to_thaw_min_ms", func(f *correlate.FreezeStat) parse.Ticks { return f.LeastMax }, false),
		{Field{Name: "first_freeze", Kind: Time, Doc: "freeze of the first span that counts, the latest instant that it can have been; null if none counts"},
			func(v *Vector, f *correlate.FreezeStat) { v.freeze(f, f.First) }},
		{Field{Name: "last_freeze", Kind: Time, Doc: "the same of the last span"},
			func(v *Vector, f *correlate.FreezeStat) { v.freeze(f, f.Last) }},
		{Field{Name: "bins", Kind: StructList, Doc: "how many spans took how long. All edges are the same everywhere: those of several rows add up, and give the median and percentiles of several hosts to an eighth",
			Items: []Field{
				{Name: "below_ms", Kind: Int, Unit: "ms", Doc: "upper end of the bin: one of 1 to 16, then of eight steps to each doubling"},
				{Name: "count", Kind: Int, Doc: "spans in it; bins without any are left out"},
			}},
			func(v *Vector, f *correlate.FreezeStat) {
				for _, b := range f.Bins {
					v.Item(0).Int(b.Below)
					v.Item(1).Int(int64(b.Count))
				}
				v.EndList()
			}},
	},
}

// frozen declares a column with a duration, null if no span counts.
func frozen(name, doc string, of func(*correlate.FreezeStat) parse.Ticks, up bool) Column[*correlate.FreezeStat] {
	return Column[*correlate.FreezeStat]{Field{Name: name, Kind: Int, Unit: "ms", Doc: doc}, func(v *Vector, f *correlate.FreezeStat) {
		if f.Count == 0 {
			v.Null()
			return
		}
		v.duration(of(f), parse.Millisecond, up)
	}}
}

// freeze appends an instant, null if no span counts.
func (v *Vector) freeze(f *correlate.FreezeStat, at parse.Ticks) {
	if f.Count == 0 {
		v.Null()
		return
	}
	v.Time(at)
}
