package parse

import "testing"

func TestSelector(t *testing.T) {
	s := &Selector{
		Rules: []Rule{
			{Provider: "VSS"},
			{Provider: "MSSQL*", IDs: []uint32{3197, 3198}},
			{Provider: "ESENT", IDs: []uint32{}},
			{Provider: "ESENT", IDs: []uint32{2001}},
		},
	}
	for _, c := range []struct {
		provider string
		id       uint32
		want     bool
	}{
		{"VSS", 8229, true}, {"vss", 1, true}, {"VSSAudit", 8229, false}, {"VS", 8229, false},
		{"MSSQL$PROD", 3197, true}, {"mssqlserver", 3198, true}, {"MSSQLSERVER", 17177, false}, {"MSSQ", 3197, false},
		{"ESENT", 2001, true}, {"ESENT", 2003, false}, {"", 0, false},
	} {
		if got := s.Wants(c.provider, c.id); got != c.want {
			t.Errorf("%s %d: %v", c.provider, c.id, got)
		}
	}
	if !(*Selector)(nil).Wants("anything", 1) || (&Selector{}).Wants("VSS", 8229) {
		t.Error("no selector wants everything, one without rules nothing")
	}
}

// A rule is about a provider by its name, its GUID, or the name of its source.
func TestRuleNames(t *testing.T) {
	const guid = "{1db28f2e-8f80-4027-8c5a-a11f7f10f62d}"
	r := Rule{Provider: "Microsoft-Windows-Backup", GUID: guid}
	for _, c := range []struct {
		provider, guid, source string
		want                   bool
	}{
		{"microsoft-windows-backup", "", "", true}, {"", guid, "", true}, {"other", "", "Microsoft-Windows-Backup", true},
		{"other", "{00000000-0000-0000-0000-000000000000}", "else", false}, {"", "", "", false},
	} {
		if got := r.Names(c.provider, c.guid, c.source); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if none := (Rule{}); none.Names("x", "", "") || none.Names("", "", "") {
		t.Error("a rule without a provider is about one")
	}
}
