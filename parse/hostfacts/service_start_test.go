package hostfacts

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// An answer to the start of a service that VSS needs says by its number, in any language, whether the service is there and why
// it did not start. The start of another service says nothing.
func TestServiceStart(t *testing.T) {
	for _, c := range []struct{ name, text, service, state, code string }{
		{"English", "C:\\>net start vss\nThe Volume Shadow Copy service could not be started.\n\nA system error has occurred.\n\n" +
			"System error 1083 has occurred.\n\nSome words.\n", "vss", parse.ServiceRefused, "0x8007043b"},
		{"German", "C:\\>net start VSS\nSystemfehler 1058 aufgetreten.\n", "VSS", parse.ServiceRefused, "0x80070422"},
		{"Japanese", "C:\\>net start swprv\nシステム エラー 1068 が発生しました。\n", "swprv", parse.ServiceRefused, "0x8007042c"},
		{"no reason given", "C:\\>net start swprv\nThe service could not be started.\n\nMore help is available by typing NET HELPMSG 3534.\n",
			"swprv", parse.ServiceRefused, "0x80070dce"},
		{"no such service", "C:\\>net start swprv\nThe service name is invalid.\n\nMore help is available by typing NET HELPMSG 2185.\n",
			"swprv", parse.ServiceIsMissing, "0x80070424"},
		{"it runs", "C:\\>net start \"Volume Shadow Copy\"\nMore help is available by typing NET HELPMSG 2182.\n", "Volume Shadow Copy",
			"running", ""},
		{"Start-Service", "PS C:\\> Start-Service -Name swprv\nStart-Service : Failed to start service.\n" +
			"    + FullyQualifiedErrorId : StartServiceFailed,Microsoft.PowerShell.Commands.StartServiceCommand\n", "swprv",
			parse.ServiceRefused, ""},
		{"Get-Service", "PS C:\\> Get-Service swprv\nGet-Service : Es kann kein Dienst gefunden werden.\n" +
			"    + FullyQualifiedErrorId : NoServiceFoundForGivenName,Microsoft.PowerShell.Commands.GetServiceCommand\n", "swprv",
			parse.ServiceIsMissing, "0x80070424"},
		{"it started", "C:\\>net start vss\nThe Volume Shadow Copy service was started successfully.\n", "vss", "running", ""},
		{"another service", "C:\\>net start mysql\nMore help is available by typing NET HELPMSG 3534.\n", "", "", ""},
		{"the answer to the next command", "C:\\>net start vss\nIt was started.\n\nC:\\>net start mysql\nSystem error 1058 has occurred.\n",
			"", "", ""},
		{"no prompt", "Then I typed net start vss\nSystem error 1058 has occurred.\n", "", "", ""},
	} {
		records := texttest.Read(t, []byte(c.text), ServiceStart).Records
		if c.service == "" {
			if len(records) > 0 {
				t.Errorf("%s: read as %v", c.name, records)
			}
			continue
		}
		if len(records) != 1 {
			t.Errorf("%s: %d records", c.name, len(records))
			continue
		}
		r := records[0]
		service, state, code := r.Text(parse.FieldValue), r.Text(parse.FieldState), r.Text(parse.FieldHResult)
		if service != c.service || state != c.state || code != c.code {
			t.Errorf("%s: %q is %q with %q, want %q, %q, %q", c.name, service, state, code, c.service, c.state, c.code)
		}
	}
}

// sc says of a start what net start does.
func TestStartBySC(t *testing.T) {
	r := texttest.Read(t, []byte("C:\\>sc start vss\n[SC] StartService FAILED 1058:\n\nSome words.\n"), Services).Records
	if len(r) != 1 || r[0].Text(parse.FieldState) != parse.ServiceRefused || r[0].Text(parse.FieldHResult) != "0x80070422" {
		t.Errorf("%v", r)
	}
}
