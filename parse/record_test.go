package parse

import "testing"

// TestArgument: only values of the event itself are its arguments. A row of a list of
// events has none, and its date is not one.
func TestArgument(t *testing.T) {
	row := Record{
		Fields: []Field{
			{Name: FieldMonthFirst, Value: StringValue("2025-03-04T21:00:29")},
			{Name: FieldDayFirst, Value: StringValue("2025-04-03T21:00:29")},
			{Name: "System/Task", Value: StringValue("Shadow Copy")},
		},
	}
	event := Record{
		Fields: []Field{
			{Name: "Data", Value: StringValue("lsass")},
			{Value: StringValue("612")},
			{Name: "System/Task", Value: StringValue("Shadow Copy")},
		},
	}
	for _, c := range []struct {
		record *Record
		n      int
		want   string
	}{{&row, 1, ""}, {&row, 3, ""}, {&event, 0, ""}, {&event, 1, "lsass"}, {&event, 2, "612"}, {&event, 3, ""}, {&event, 4, ""}} {
		if got := c.record.Argument(c.n); got != c.want {
			t.Errorf("argument %d of %v is %q, want %q", c.n, c.record.Fields, got, c.want)
		}
	}
}

// Names that are looked for together are found as one by one.
func TestNames(t *testing.T) {
	names := []string{"a", "state", "STATE", "state_code", "b"}
	r := &Record{Fields: []Field{
		{Name: "state_code", Value: NumberValue(TypeInt32, 5)}, {Name: "stats"}, {Name: "State", Value: StringValue("")},
		{Name: "state", Value: StringValue("second")}, {Name: "A", Value: StringValue("x")}, {Name: "state_code_of_all"}, {},
	}}
	texts := []string{"stale", "stale", "stale", "stale", "stale"}
	NewNames(names...).Texts(r, texts)
	for i, name := range names {
		if want := r.Text(name); texts[i] != want {
			t.Errorf("%s: %q, want %q", name, texts[i], want)
		}
	}
}
