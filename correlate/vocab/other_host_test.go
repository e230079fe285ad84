package vocab

import "testing"

// A text names another host by a word as hosts are called; its own name, a GUID, a code or a name of VSS
// is none.
func TestNamesOtherHost(t *testing.T) {
	for text, want := range map[string]bool{
		"22:01:13 job 'Nightly FILE07' failed hr=0x800423f2":                true,
		"VM EXCH09: VSS error 0x800423f4":                                   true,
		`The job on \\\\SRV-DB.corp.example failed`:                         true,
		"job 'Nightly NODE22' and FILE07 failed":                            false, // it names this host too
		"node22: VSS error 0x800423f4":                                      false,
		"writer {A65FAA63-5EA8-4EBC-9DBD-A0C4DB26912A} VSS_E_PROVIDER_VETO": false,
		"hr = 0X800423F2, KB915331, 80042306, C2D4":                         false,
		"2021-08-23T03:00:26.009+01:00 ERROR hr=0x80042306":                 false,
		"The backup failed":                                                 false,
	} {
		if got := NamesOtherHost(text, "node22.corp.example"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
