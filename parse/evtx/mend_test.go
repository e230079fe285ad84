package evtx

import "testing"

// TestMend: of the length, the hash and the units of a name one may be damaged. What is damaged is
// put right if there is just one way to do it; else there is no name.
func TestMend(t *testing.T) {
	units := func(s string) []byte { return encodeUTF16(s + "\x00") }
	hash := func(s string) uint16 { return hashName(encodeUTF16(s)) }
	for name, c := range map[string]struct {
		text  string // as it stands
		hash  uint16
		units int
		want  string // "": none
	}{
		"whole":                          {"Data", hash("Data"), 4, "Data"},
		"a hash of nothing":              {"Data", 1, 4, "Data"},
		"a length beyond the end":        {"Data", hash("Data"), 400, "Data"},
		"a length of nothing":            {"Data", hash("Data"), 0, "Data"},
		"too short a length":             {"Data", hash("Data"), 2, "Data"},
		"a bad unit":                     {"D\u4141ta", hash("Data"), 4, "Data"},
		"a bad unit at the start":        {"\u0001ata", hash("Data"), 4, "Data"},
		"a bad unit at the end":          {"Dat{", hash("Data"), 4, "Data"},
		"another letter":                 {"Dcta", hash("Data"), 4, "Data"},
		"two ways to mend it":            {"Dbta", hash("Data"), 4, "Dbta"}, // as well Db5a: the hash may be wrong
		"a bad unit, and the hash":       {"D{ta", 1, 4, ""},
		"a bad unit, and the length":     {"D{ta", hash("Data"), 3, ""},
		"two bad units":                  {"{{ta", hash("Data"), 4, ""},
		"two bad units, one by the hash": {"{}ta", hash("{ata"), 4, ""},
		"a length, and no name":          {"D{ta", hash("D{ta"), 400, ""},
		"a length and a hash":            {"Data", 1, 400, ""},
		"a length of nothing and hash":   {"Data", 1, 0, ""},
		"nothing":                        {"", 0, 0, ""},
	} {
		text := units(c.text)
		n := mend(text, c.hash, 2*c.units)
		if c.want == "" {
			if n != 0 {
				t.Errorf("%s: a name of %d bytes", name, n)
			}
			continue
		}
		if n != 2*len(c.want) || string(text[:n]) != string(encodeUTF16(c.want)) {
			t.Errorf("%s: %d bytes, %q, want %q", name, n, text, c.want)
		}
	}
}

// TestTextBetweenElements: text that stands between elements is a field of the element that has
// it, and white space there is none.
func TestTextBetweenElements(t *testing.T) {
	c := newChunk(1)
	c.data(func() {
		c.start(-1, "UserData", false)
		c.close()
		c.text("\n  ")
		c.start(-1, "EventXML", false)
		c.close()
		c.text("\n\t")
		c.leaf(-1, "A", func() { c.text("1") })
		c.text(" mixed ")
		c.start(-1, "B", false)
		c.close()
		c.leaf(-1, "C", func() { c.text("2") })
		c.text("behind it")
		c.end()
		c.end()
		c.text("\n")
		c.end()
	})
	r := one(t, c)
	wantFields(t, r, "A=1", "= mixed ", "B/C=2", "B=behind it")
	if r.UserData != "EventXML" {
		t.Errorf("UserData %q", r.UserData)
	}
}
