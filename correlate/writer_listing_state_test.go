package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// TestWriterStateOfStep: a state has each word and number from its own field, and no code where none was read.
func TestWriterStateOfStep(t *testing.T) {
	step := func(fields ...string) *Step {
		r := &parse.Record{}
		for i := 0; i < len(fields); i += 2 {
			r.Fields = append(r.Fields, parse.Field{Name: fields[i], Value: parse.StringValue(fields[i+1])})
		}
		return &Step{Event: vocab.Event{Record: r, Writer: "NTDS", WriterID: "{b2014c9e-0000-4000-8000-000000000001}"}}
	}
	var w WriterState
	w.read(step(parse.FieldStateCode, "9", parse.FieldStateName, "Failed", parse.FieldLastError, "Timed out", parse.FieldHResult, "0x800423f2"))
	if w.Name != "NTDS" || w.StateName != "Failed" || w.LastError != "Timed out" || w.Code != 9 || !w.HasCode || w.HResult != 0x800423f2 {
		t.Errorf("%+v", w)
	}
	w.read(step(parse.FieldStateName, "Stable", parse.FieldStateCode, "?"))
	if w.StateName != "Stable" || w.LastError != "" || w.Code != -1 || w.HasCode {
		t.Errorf("without numbers: %+v", w)
	}
}
