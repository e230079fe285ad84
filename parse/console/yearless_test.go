package console

import "testing"

func TestYearless(t *testing.T) {
	for line, want := range map[string]string{
		"19-Jun 02:00 srv-fd JobId 1123: x":         "06-19T02:00",
		"Jun 19 02:00:11 srv app: x":                "06-19T02:00:11",
		"<13>Dec  9 22:01:59 srv app: x":            "12-09T22:01:59",
		"9-Dec 22:01:59 srv: x":                     "12-09T22:01:59",
		"32-Dec 22:01 srv: x":                       "",
		"19-Jun-2024 02:00 srv: x":                  "",
		"Jun 19 2024 02:00:11 srv: x":               "",
		"at 19-Jun 02:00 srv":                       "",
		"19-Jun 25:00 srv-fd JobId 1123: something": "",
	} {
		if got, ok := Yearless(line); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v, want %q", line, got, ok, want)
		}
	}
}
