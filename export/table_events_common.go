package export

import (
	"math"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// commonEvents are the rows that nearly all are: live records of an event log with their
// ids and with times in UTC, which no other file has as well. Where only these follow one
// another, the columns below are filled without a look at each row's every case.
var commonEvents = Common[*EventRow]{
	Is: func(row *EventRow) bool {
		r := row.Record
		return r.Time.Zone == parse.ZoneUTC && r.Written.Zone == parse.ZoneUTC && !r.Time.IsZero() &&
			!r.Written.IsZero() && told(r.Time) && told(r.Written) &&
			r.RecordID-1 < math.MaxInt64 && r.HeaderRecordID-1 < math.MaxInt64 &&
			r.Stamp == parse.StampRecord && r.Line == 0 && !r.Salvaged && !r.Stale && !r.FromText && !r.IsStatement() &&
			(row.Step == nil || row.Step.At == (interval.Interval{}) && len(row.Step.Other) == 0)
	},
	Fill: map[string]func(*Vector, []*EventRow){
		"timestamp":    earliest,
		"timestamp_ns": earliest,
		"timestamp_latest": func(v *Vector, rows []*EventRow) {
			for i, w := 0, v.ints(len(rows)); i < len(w); i++ {
				t := rows[i].Record.Time
				w[i] = nanoseconds(t.Wall + t.Resolution - 1)
			}
		},
		"written_at": func(v *Vector, rows []*EventRow) {
			for i, w := 0, v.ints(len(rows)); i < len(w); i++ {
				w[i] = nanoseconds(rows[i].Record.Written.Wall)
			}
		},
		"resolution_ns": func(v *Vector, rows []*EventRow) {
			for i, w := 0, v.ints(len(rows)); i < len(w); i++ {
				w[i] = int64(rows[i].Record.Time.Resolution) * 100
			}
		},
		"event_id": func(v *Vector, rows []*EventRow) {
			for i, w := 0, v.ints(len(rows)); i < len(w); i++ {
				w[i] = int64(rows[i].Record.EventID)
			}
		},
		"level": func(v *Vector, rows []*EventRow) {
			for i, w := 0, v.ints(len(rows)); i < len(w); i++ {
				w[i] = int64(rows[i].Record.Level)
			}
		},
		"version": func(v *Vector, rows []*EventRow) {
			for i, w := 0, v.ints(len(rows)); i < len(w); i++ {
				w[i] = int64(rows[i].Record.Version)
			}
		},
		"task": func(v *Vector, rows []*EventRow) {
			for i, w := 0, v.ints(len(rows)); i < len(w); i++ {
				w[i] = int64(rows[i].Record.Task)
			}
		},
		"opcode": func(v *Vector, rows []*EventRow) {
			for i, w := 0, v.ints(len(rows)); i < len(w); i++ {
				w[i] = int64(rows[i].Record.Opcode)
			}
		},
		"record_id": func(v *Vector, rows []*EventRow) {
			for i, w := 0, v.ints(len(rows)); i < len(w); i++ {
				w[i] = int64(rows[i].Record.RecordID)
			}
		},
		"header_record_id": func(v *Vector, rows []*EventRow) {
			for i, w := 0, v.ints(len(rows)); i < len(w); i++ {
				w[i] = int64(rows[i].Record.HeaderRecordID)
			}
		},
		"offset": func(v *Vector, rows []*EventRow) {
			for i, w := 0, v.ints(len(rows)); i < len(w); i++ {
				w[i] = rows[i].Record.Offset
			}
		},
		"line":                func(v *Vector, rows []*EventRow) { v.Nulls(len(rows)) },
		"local_time":          func(v *Vector, rows []*EventRow) { v.Nulls(len(rows)) },
		"time_zone":           func(v *Vector, rows []*EventRow) { v.sameText(parse.ZoneUTC.String(), len(rows)) },
		"time_from":           func(v *Vector, rows []*EventRow) { v.sameText(parse.StampRecord.String(), len(rows)) },
		"salvaged":            func(v *Vector, rows []*EventRow) { v.falses(len(rows)) },
		"stale":               func(v *Vector, rows []*EventRow) { v.falses(len(rows)) },
		"from_text":           func(v *Vector, rows []*EventRow) { v.falses(len(rows)) },
		"host":                texts((*EventRow).host),
		"channel":             texts(func(r *EventRow) string { return r.Record.Channel }),
		"computer":            texts(func(r *EventRow) string { return r.Record.Computer }),
		"source":              texts(func(r *EventRow) string { return r.Source }),
		"provider":            texts(func(r *EventRow) string { return r.Record.Provider }),
		"binary":              texts(func(r *EventRow) string { return r.Record.Binary }),
		"user_sid":            texts(func(r *EventRow) string { return r.Record.UserSID }),
		"level_name":          texts(levelName),
		"user_data":           texts(func(r *EventRow) string { return r.Record.UserData }),
		"event_source_name":   texts(func(r *EventRow) string { return r.Record.EventSourceName }),
		"provider_guid":       guids(func(r *EventRow) string { return r.Record.ProviderGUID }),
		"activity_id":         guids(func(r *EventRow) string { return r.Record.ActivityID }),
		"related_activity_id": guids(func(r *EventRow) string { return r.Record.RelatedActivityID }),
		"keywords": runs(func(r *EventRow) uint64 { return r.Record.Keywords }, func(v *Vector, mask uint64, n int) {
			if mask == 0 {
				v.Nulls(n)
				return
			}
			v.hex(mask)
			v.again(n - 1)
		}),
		"sources": func(v *Vector, rows []*EventRow) { v.emptyLists(len(rows)) },
	},
}

// told reports a reading all of whose instants have nanoseconds since 1970.
func told(t parse.Timestamp) bool {
	_, from := t.Wall.UnixNano()
	_, to := (t.Wall + t.Resolution - 1).UnixNano()
	return from && to
}

func earliest(v *Vector, rows []*EventRow) {
	for i, w := 0, v.ints(len(rows)); i < len(w); i++ {
		w[i] = nanoseconds(rows[i].Record.Time.Wall)
	}
}

// nanoseconds are those of a time that has them; see told.
func nanoseconds(t parse.Ticks) int64 {
	ns, _ := t.UnixNano()
	return ns
}

// ints appends n integers, which the caller sets.
func (v *Vector) ints(n int) []int64 {
	v.settle()
	at := len(v.words)
	v.words = zeros(v.words, n)
	v.rows += n
	return v.words[at:]
}

// sameText appends s n times.
func (v *Vector) sameText(s string, n int) {
	v.Text(s)
	v.again(n - 1)
}

// again appends the last text n times more.
func (v *Vector) again(n int) {
	last := len(v.ends) - 1
	at, end := int(v.ends[last-1]), v.ends[last]
	size := int(end) - at
	for range n {
		end += int32(size)
		v.ends = append(v.ends, end)
	}
	for left := n * size; left > 0; { // what is there is copied, and then twice as much
		more := v.bytes[at:min(len(v.bytes), at+left)]
		v.bytes = append(v.bytes, more...)
		left -= len(more)
	}
	v.rows += n
}

// runs appends a value of each row, which is often that of the row before: put appends one
// that n rows have.
func runs[T comparable](of func(*EventRow) T, put func(v *Vector, value T, n int)) func(*Vector, []*EventRow) {
	return func(v *Vector, rows []*EventRow) {
		value, n := of(rows[0]), 1
		for _, row := range rows[1:] {
			next := of(row)
			if next == value {
				n++
				continue
			}
			put(v, value, n)
			value, n = next, 1
		}
		put(v, value, n)
	}
}

// texts appends a text of each row; null if it is empty.
func texts(of func(*EventRow) string) func(*Vector, []*EventRow) { return runs(of, (*Vector).someText) }

func (v *Vector) someText(s string, n int) {
	if s == "" {
		v.Nulls(n)
		return
	}
	v.sameText(s, n)
}

// guids appends a GUID of each row; null if it is empty.
func guids(of func(*EventRow) string) func(*Vector, []*EventRow) {
	return runs(of, func(v *Vector, s string, n int) {
		if s == "" || s == "{}" {
			v.Nulls(n)
			return
		}
		v.GUID(s)
		v.again(n - 1)
	})
}

// falses appends false n times.
func (v *Vector) falses(n int) {
	v.settle()
	v.rows += n
	v.bits = zeros(v.bits, (v.rows+7)/8-len(v.bits))
}

// emptyLists appends n lists without items.
func (v *Vector) emptyLists(n int) {
	v.settle()
	for range n {
		v.ends = append(v.ends, int32(v.items[0].rows))
	}
	v.rows += n
}
