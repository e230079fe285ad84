package rendered

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/parse"
)

// TestSetNumber: a number of an event is taken if it has no more bits than events give it, in
// decimal, with 0x or, as PowerShell shows keywords, negative.
func TestSetNumber(t *testing.T) {
	for _, c := range []struct {
		of   Property
		text string
		want *parse.Record // nil: it is none
	}{
		{EventID, "8193", &parse.Record{EventID: 8193}},
		{EventID, "0x80002001", &parse.Record{EventID: 0x2001, Qualifiers: 0x8000, HasQualifiers: true}},
		{EventID, "65535", &parse.Record{EventID: 0xffff}},
		{EventID, "65536", &parse.Record{Qualifiers: 1, HasQualifiers: true}},
		{EventID, "4294967295", &parse.Record{EventID: 0xffff, Qualifiers: 0xffff, HasQualifiers: true}},
		{EventID, "4294967296", nil},
		{Qualifiers, "65535", &parse.Record{Qualifiers: 0xffff, HasQualifiers: true}},
		{Qualifiers, "65536", nil},
		{Version, "255", &parse.Record{Version: 255}},
		{Version, "256", nil},
		{Opcode, "255", &parse.Record{Opcode: 255}},
		{Opcode, "256", nil},
		{Task, "65535", &parse.Record{Task: 0xffff}},
		{Task, "65536", nil},
		{Keywords, "0x80000000000000", &parse.Record{Keywords: 0x80000000000000}},
		{Keywords, "-9223372036854775808", &parse.Record{Keywords: 1 << 63}},
		{Keywords, "0X8000000000000000", &parse.Record{Keywords: 1 << 63}},
		{Keywords, "18446744073709551615", &parse.Record{Keywords: 1<<64 - 1}},
		{Keywords, "18446744073709551616", nil},
		{RecordID, "18446744073709551615", &parse.Record{RecordID: 1<<64 - 1}},
		{RecordID, "x", nil},
		{ProcessID, "4294967295", &parse.Record{ProcessID: 1<<32 - 1, HasExecution: true}},
		{ProcessID, "4294967296", nil},
		{ProcessID, "-1", nil},
		{ThreadID, "4294967295", &parse.Record{ThreadID: 1<<32 - 1, HasExecution: true}},
		{ThreadID, "4294967296", nil},
		{Task, "", nil},
		{Task, "0x", nil},
		{Level, "2", nil}, // no number of this kind
	} {
		var r parse.Record
		ok := setNumber(&r, c.of, c.text)
		if c.want == nil {
			c.want = &parse.Record{}
			if ok {
				t.Errorf("%v %q is taken", c.of, c.text)
			}
		} else if !ok {
			t.Errorf("%v %q is not taken", c.of, c.text)
		}
		if diff := cmp.Diff(c.want, &r); diff != "" {
			t.Errorf("%v %q (-want +got)\n%s", c.of, c.text, diff)
		}
	}
}
