package detect

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// TestDisabledService: a code that says no more than that a service is disabled is about the one
// whose start type was changed last.
func TestDisabledService(t *testing.T) {
	for key, display := range map[string]string{"VSS": "Volumeschattenkopie", "swprv": "Microsoft Software Shadow Copy Provider"} {
		w := newWorld().logs(-90000, 900)
		w.event(-50000, "Service Control Manager", 7040, "Windows Update", "demand start", "disabled", "wuauserv")
		w.event(-40000, "Service Control Manager", 7040, display, "demand start", "disabled", key)
		w.event(0, "VSS", 8193, "CoCreateInstance", "0x80070422, not started\r\n", "\n\nOperation:\n   Instantiating VSS server\n")
		_, told := w.failures(t)
		if len(told) != 1 || told[0].Culprit.Name != key || len(told[0].Changed) == 0 {
			for _, f := range told {
				t.Errorf("%s: %s, to blame %q, changed %q", key, f.Headline, f.Culprit.Name, f.Changed)
			}
		}
	}
}

// TestDisabledServiceByMessage: the same where a list of events has the message of the change alone.
func TestDisabledServiceByMessage(t *testing.T) {
	w := newWorld().logs(-90000, 900)
	r := w.record(-40000, "Service Control Manager", 7040)
	r.FromText, r.Level = true, 4
	r.Fields = []parse.Field{{Name: "message", Value: parse.StringValue("made-up words about Microsoft Software Shadow Copy Provider")},
		{Name: parse.FieldPasted, Value: parse.StringValue("true")}}
	w.add(r).event(0, "VSS", 8193, "CoCreateInstance", "0x80070422, not started\r\n", "\n\nOperation:\n   Instantiating VSS server\n")
	_, told := w.failures(t)
	if len(told) != 1 || told[0].Culprit.Name != "swprv" {
		for _, f := range told {
			t.Errorf("%s, to blame %q, changed %q", f.Headline, f.Culprit.Name, f.Changed)
		}
	}
}
