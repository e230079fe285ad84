package export

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/vsslog/vsslog/correlate"
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
		if i%3 == 0 {
			r.Salvaged, r.UserSID = true, "S-1-5-18"
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
		for _, batch := range []int{1, 63, 100, len(records)} {
			if !bytes.Equal(written(format, batch), want) {
				t.Errorf("%s: batches of %d give another file than single rows", format, batch)
			}
		}
	}
}
