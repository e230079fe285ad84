package rendered

import "testing"

// A message that somebody cut off right behind its code names the class and the code all the same.
func TestClassCodeCutOff(t *testing.T) {
	const message = "Fehler der Schattenkopie: Server mit CLSID {faf53cc4-bd73-4e36-83f1-2b23f46e513e} und Name VSSEvent: [0x80040154"
	if !classCode(message) {
		t.Error("the whole code is not enough")
	}
	for _, cut := range []string{message[:len(message)-1], message[:len(message)-8], message[:len(message)-11]} {
		if classCode(cut) {
			t.Errorf("a part of a code is taken for one: %q", cut)
		}
	}
}
