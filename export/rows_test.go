package export

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
)

// TestRowsByColumn holds that a file does not depend on how rows arrive: one by
// one, in small batches, or in one that spans several chunks.
func TestRowsByColumn(t *testing.T) {
	records := make([]parse.Record, 2*ChunkRows+100)
	for i := range records {
		r := &records[i]
		r.Offset, r.RecordID, r.EventID, r.Provider = int64(i), uint64(i%7), uint32(i%50), "VSS"
		r.Computer = fmt.Sprintf("HOST%d.example", i/1000)
		r.Time = parse.Exact(parse.FromUnix(int64(1e9 + i)))
		r.Written, r.Channel = r.Time, "Application"
		if r.HeaderRecordID = uint64(i + 1); i/300%3 > 0 {
			r.RecordID = uint64(i + 1) // rows that are common ones: see commonEvents
		}
		switch i / 300 % 3 {
		case 0:
			r.Salvaged = i%3 == 0
		case 1:
			if i%190 == 0 {
				r.Time.Zone, r.Channel = parse.ZoneLocal, ""
			}
		}
		if i%3 == 0 {
			r.UserSID = "S-1-5-18"
		}
		for k := range i % 4 {
			r.Fields = append(
				r.Fields,
				parse.Field{Name: fmt.Sprint("name", k), Value: parse.StringValue(fmt.Sprint("grün ", i))},
			)
		}
		if i%5 == 0 {
			r.Fields = append(r.Fields, parse.Field{Name: "none"})
		}
	}
	written := func(format string, batch int) []byte {
		var out bytes.Buffer
		s, err := NewStream(&out, format, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at < len(records); at += max(batch, 1) {
			if batch == 0 {
				r := &records[at]
				err = s.Event(&EventRow{Source: "a.evtx", Record: r, Step: correlate.NewStep("a.evtx", r)})
			} else {
				err = s.Batch("a.evtx", &parse.Batch{Records: records[at:min(at+batch, len(records))]})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	for _, format := range []string{"arrows", "csv", "parquet"} {
		want := written(format, 0)
		for _, batch := range slowtest.Of([]int{1, 63, 100, len(records)}, []int{63, len(records)}) {
			if !bytes.Equal(written(format, batch), want) {
				t.Errorf("%s: batches of %d give another file than single rows", format, batch)
			}
		}
	}
}

// TestCommonRows holds that a block of common rows is filled as each of them would be, and
// that only columns are named that there are.
func TestCommonRows(t *testing.T) {
	columns := map[string]*Column[*EventRow]{}
	for i := range Events.Columns {
		columns[Events.Columns[i].Name] = &Events.Columns[i]
	}
	var rows []*EventRow
	for i := range 50 {
		r := &parse.Record{
			Offset: int64(i), RecordID: uint64(7 + i), HeaderRecordID: uint64(8 + i), EventID: uint32(i), Version: uint8(i), Level: 3,
			Task: uint16(100 * i), Opcode: 2, Provider: "P", Computer: []string{"A.example", "b", ""}[i/20],
			Channel: []string{"System", "", "Application"}[i%7/3], Time: parse.Exact(start + parse.Ticks(i)), Written: parse.WholeSecond(start),
		}
		row := &EventRow{Source: []string{"", "x.evtx", "y.evtx"}[i/10%3], Record: r}
		if !commonEvents.Is(row) {
			t.Fatalf("row %d is not common", i)
		}
		rows = append(rows, row)
	}
	for name, fill := range commonEvents.Fill {
		c := columns[name]
		if c == nil {
			t.Errorf("there is no column %s", name)
			continue
		}
		for _, before := range []int{0, 1, 7, 8} {
			each, block := newVector(&c.Field), newVector(&c.Field)
			for range before {
				each.Null()
				block.Null()
			}
			for _, row := range rows {
				c.Fill(&each, row)
			}
			fill(&block, rows)
			c.Fill(&each, rows[0])
			c.Fill(&block, rows[0])
			each.finish()
			block.finish()
			if !reflect.DeepEqual(each, block) {
				t.Errorf("%s behind %d nulls:\n%+v\n%+v", name, before, each, block)
			}
		}
	}
	for name, change := range map[string]func(*EventRow){
		"statement":   func(r *EventRow) { r.Record.Provider = parse.ProviderTrace },
		"local time":  func(r *EventRow) { r.Record.Time.Zone = parse.ZoneLocal },
		"no time":     func(r *EventRow) { r.Record.Time = parse.Timestamp{} },
		"far time":    func(r *EventRow) { r.Record.Time = parse.Exact(1 << 62) },
		"no id":       func(r *EventRow) { r.Record.RecordID = 0 },
		"large id":    func(r *EventRow) { r.Record.HeaderRecordID = 1 << 63 },
		"not written": func(r *EventRow) { r.Record.Written = parse.Timestamp{} },
		"line":        func(r *EventRow) { r.Record.Line = 1 },
		"stale":       func(r *EventRow) { r.Record.Stale = true },
		"salvaged":    func(r *EventRow) { r.Record.Salvaged = true },
		"from a text": func(r *EventRow) { r.Record.FromText = true },
		"placed":      func(r *EventRow) { r.Step = &correlate.Step{At: interval.Interval{Lo: 1, Hi: 2}} },
		"elsewhere":   func(r *EventRow) { r.Step = &correlate.Step{Other: []string{"z.evtx"}} },
	} {
		record := *rows[0].Record
		row := &EventRow{Record: &record}
		if change(row); commonEvents.Is(row) {
			t.Errorf("%s: a row is taken for a common one", name)
		}
	}
}
