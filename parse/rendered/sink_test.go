package rendered

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// TestSinkKeepsWhatNamesCopies: of sources that nobody asked for, a log keeps the errors that name a shadow copy, in the
// message or in the data, and marks them.
func TestSinkKeepsWhatNamesCopies(t *testing.T) {
	for name, c := range map[string]struct {
		level   uint8
		id      uint32
		message string
		data    string
		want    bool
	}{
		"an error that names one":    {2, 258, "Backup aborted! - Failed To Create Volume Snapshot", "", true},
		"in German":                  {1, 7, "Die Schattenkopie konnte nicht erstellt werden", "", true},
		"by a code, in the data":     {2, 5, "", "0x80042316", true},
		"an error of something else": {2, 258, "The printer is out of paper", "", false},
		"mere information":           {4, 258, "Volume Snapshot made", "", false},
		"no number":                  {2, 0, "Failed To Create Volume Snapshot", "", false},
	} {
		var got []parse.Record
		sink := NewSink(parse.Options{Selector: &parse.Selector{Rules: []parse.Rule{{Provider: "VSS"}}}}, func(b *parse.Batch) error {
			got = append(got, b.Records...)
			return nil
		})
		r := sink.Begin(0, 1)
		r.Provider, r.EventID, r.Level = "Own Backup", c.id, c.level
		if c.data != "" {
			sink.Field("Data", c.data)
		}
		sink.Message(c.message)
		if err := sink.Close(sink.End(100)); err != nil {
			t.Fatal(err)
		}
		if (len(got) == 1) != c.want || c.want && got[0].Text(parse.FieldPasted) != "true" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
