package console

import "testing"

// TestFirstCode: the first code of a line with its sign and to its end, as a number or as the name of a constant.
func TestFirstCode(t *testing.T) {
	for line, want := range map[string]string{
		"failed with -2147212300 today":      "-2147212300",
		"failed with 0x800423f4, see there":  "0x800423f4",
		"it says VSS_E_BAD_STATE here":       "VSS_E_BAD_STATE",
		"E_ACCESSDENIED":                     "E_ACCESSDENIED",
		"ids 12 and 34 before 0x80042306 it": "0x80042306",
		"a range 1-2147212300":               "-2147212300",
		"nothing of the kind":                "",
		"":                                   "",
	} {
		from, to, ok := firstCode(line)
		if ok != (want != "") || ok && line[from:to] != want {
			t.Errorf("%q: %q, %v, want %q", line, line[from:to], ok, want)
		}
	}
}

// TestBeginsItem: what begins a line of its own, which is no rest of the one above.
func TestBeginsItem(t *testing.T) {
	for line, want := range map[string]bool{
		"- a bullet": true, "* a bullet": true, "[9] Failed": true, `C:\>vssadmin list writers`: true,
		"2024-03-01 02:00:04 it failed": true, "State: [9] Failed": true,
		"and goes on here": false, "-no bullet": false, "*none": false, "on 2024-03-01 it failed": false, "": false,
	} {
		if got := beginsItem(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}
