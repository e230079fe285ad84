package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

func TestServicePack(t *testing.T) {
	for text, want := range map[string]int{
		"Service Pack 2": 2, "service pack 1": 1, "Пакет обновления 2": 2, "N/A": 0, "": 0, " n/a ": 0,
		"Service Paketti kaksi": -1, "Nicht zutreffend": -1, "99999999999999999999": -1,
	} {
		if got := servicePack(text); got != want {
			t.Errorf("%q: got %d, expected %d", text, got, want)
		}
	}
}

// A copy of a file that no process runs, which an update left or keeps ready, does not tell which version the
// host runs: a fixed vssapi.dll in dllcache fixes nothing.
func TestCopiesSetAside(t *testing.T) {
	m := newMade()
	for i, path := range []string{
		`C:\WINDOWS\system32\vssapi.dll`, `C:\WINDOWS\system32\dllcache\vssapi.dll`,
		`C:\WINDOWS\$hf_mig$\KB940349\SP2QFE\vssapi.dll`, `C:\WINDOWS\$NtUninstallKB940349$\vssapi.dll`,
	} {
		r := &parse.Record{Provider: parse.ProviderFile, Computer: "HOST", Line: int32(i + 1)}
		for name, value := range map[string]string{
			parse.FieldFile: "vssapi.dll", parse.FieldPath: path, parse.FieldVersion: "5.2.3790.1830",
		} {
			r.Fields = append(r.Fields, parse.Field{Name: name, Value: parse.StringValue(value)})
		}
		m.collector.Add("host/versions.txt", "host", r)
	}
	if files := m.host(t).Host.Files("vssapi.dll"); len(files) != 1 || files[0].Path != `C:\WINDOWS\system32\vssapi.dll` {
		t.Errorf("%+v", files)
	}
}
