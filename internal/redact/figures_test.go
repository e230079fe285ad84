package redact

import (
	"strings"
	"testing"
)

func figuresRedactor(t *testing.T) *Redactor {
	t.Helper()
	r, err := New(Kinds, "key")
	if err != nil {
		t.Fatal(err)
	}
	r.Finish()
	return r
}

// TestFigures: addresses and numbers that name somebody go, whatever stands around them.
func TestFigures(t *testing.T) {
	r := figuresRedactor(t)
	for _, name := range []string{"2001:db8::1", "fe80::1:2%12", "::ffff:203.0.113.7", "02:00:5e:10:00:7f", "02-00-52-10-00-77", "0200.5210.0077", "203.0.113.7", "203.0.113.7-19",
		"+49 30 5550177", "+49305550177", "(555) 013-4477", "555-013-4477", "555.013.4477", "00376-40000-00000-77123"} {
		for _, form := range []string{"%", "(%)", "at % it", "[%]:443", "to %.", "%, %", "%\n"} {
			text := strings.ReplaceAll(form, "%", name)
			if got := r.Text(text); strings.Contains(got, name[:len(name)-1]) {
				t.Errorf("%q became %q", text, got)
			}
		}
	}
	for _, text := range []string{"Tel.: 0305550177 0x80042306", "Telefon 030 5550177", "phone: 5550177"} {
		if got := r.Text(text); strings.Contains(got, "5550177") {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// TestNumbersStay: times, sizes, versions, codes and ids name nobody.
func TestNumbersStay(t *testing.T) {
	r := figuresRedactor(t)
	for _, text := range []string{"02:00:05", "2016-05-04 02:00:05.123", "2016-05-04T02:00:05Z", "5/4/2016 2:00:05 " +
		"AM", "04.05.2016 02:00", "+02:00", "+0200", "+0200 2016-05-04", "10.0.14393",
		"0x800423f2", "21474836480 bytes", "(1999) 12", "2001-2013", "10-20", "{e8132975-6f93-4464-a53e-1050253ae220}", "12 %", "KB4093120", "::", "X-F is 71 s"} {
		if got := r.Text(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// TestLabels: names of fields and programs stay where their words are harmless.
func TestLabels(t *testing.T) {
	r := figuresRedactor(t)
	for _, name := range []string{"SubjectUserName", "param1", "Service Control Manager", "Microsoft-Windows-Backup", "MSSQLSERVER", "VSS"} {
		if got := r.label(name); got != name {
			t.Errorf("%s became %s", name, got)
		}
	}
	for _, name := range []string{"Zqjx Agent", "zqjxKey", "Zqjx-Channel/Operational", "user_zqjx"} {
		if got := r.label(name); strings.Contains(strings.ToLower(got), "zqjx") {
			t.Errorf("%s became %s", name, got)
		}
	}
}
