package hostfacts

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

func TestTasklist(t *testing.T) {
	const list = "C:\\>tasklist /svc\n\nAbbildname                     PID Dienste\n========================= " +
		"======== ============\n" +
		"System                           4 Nicht zutreffend\nsvchost.exe                    816 EventSystem, " +
		"FontCache,\n                                   nsi\nvssvc.exe                     2100 VSS\n"
	r := texttest.Read(t, []byte(list), Services)
	got := ""
	for _, one := range r.Records {
		got += one.Text(parse.FieldValue) + " " + one.Text(parse.FieldState) + " " + one.Text(parse.FieldPath) + "; "
	}
	if want := "EventSystem running svchost.exe; VSS running vssvc.exe; "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if r := texttest.Read(t, []byte("NAME PID Users\nfoo 1 bar\n"), Services); len(r.Records) > 0 {
		t.Error("another table is taken for it")
	}
}
