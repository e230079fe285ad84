package knowledge

import (
	"slices"
	"testing"
)

// A code is found in each form in which it is logged: itself, as the Win32 error or the
// NTSTATUS that an HRESULT carries.
func TestCodesInAllForms(t *testing.T) {
	carried := 0
	for _, c := range Codes() {
		var form uint32
		switch {
		case c.Family == "win32" && c.Value <= 0xffff:
			form = 0x80070000 | c.Value
		case c.Family == "ntstatus" && c.Value>>28 == 0xc:
			form = c.Value | 0x10000000 // HRESULT_FROM_NT
		default:
			continue
		}
		got, ok := CodeOf(form)
		if !ok || got.Value != form {
			t.Errorf("%#x, which carries %s, is %+v", form, c.Name, got)
		}
		if got.Name == c.Name {
			carried++
		}
	}
	if carried < 100 {
		t.Errorf("only %d codes are told by what they carry", carried)
	}
	if got, ok := CodeOf(0xd0000022); !ok || got.Name != "STATUS_ACCESS_DENIED" {
		t.Errorf("0xd0000022 is %+v", got)
	}
	for _, v := range []uint32{0x8abcdef1, 0xe0000022, 0xdfffffff, 0x8007fffe} {
		if got, ok := CodeOf(v); ok || got.Value != v {
			t.Errorf("%#x is %+v", v, got)
		}
	}
}

// Services are found by their key, a name of theirs, or where the key stands for several.
func TestServiceOf(t *testing.T) {
	for name, want := range map[string]string{
		"vss": "VSS", "Volume Shadow Copy": "VSS", " cryptographic SERVICES ": "CryptSvc", "ADAM_own": "ADAM_*", "adam_*": "ADAM_*", "Windows Backup": "SDRSVC", "Print Spooler": "", "": "", "VSSx": "", "x ADAM_own": "",
	} {
		if got, ok := ServiceOf(name); got.Key != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", name, got.Key, want)
		}
	}
	for _, s := range Services() {
		for _, name := range append(Words{s.Key}, s.Displays...) {
			if got, _ := ServiceOf(name); got.Key != s.Key {
				t.Errorf("%s of %s is a name of %s", name, s.Key, got.Key)
			}
		}
	}
}

// A number of a program's own is found with its program; without it, if it cannot be that of
// another.
func TestMessageOf(t *testing.T) {
	for _, c := range []struct {
		program, id string
		found       bool
	}{
		{"arcserve", "E3584", true}, {"", "e3584", true}, {"netbackup", "13", true}, {"", "13", false}, {"rsync", "13", false}, {"veeam", "E3584", false},
		{"", "151025", true}, {"backup-exec", "0xE000FE34", true}, {"", "BA 2541", true}, {"", "", false}, {"netbackup", "", false},
		{"", "JobEndedInError", false}, {"backup-exec", "JobEndedInError", true}, {"veeam", "JobEndedInError", true}, // of two programs
	} {
		if _, ok := MessageOf(c.program, c.id); ok != c.found {
			t.Errorf("%s %s: %v", c.program, c.id, ok)
		}
	}
	for _, q := range []string{"E3584", "Error E3584", "arcserve E3584", "NetBackup 41", "netbackup status " +
		"41", "BAK3001", "151025"} {
		if all := Explain(q); !slices.ContainsFunc(all, func(e Entry) bool { return e.Kind == "message" }) {
			t.Errorf("%q: %+v", q, all)
		}
	}
	if all := Explain("41"); slices.ContainsFunc(all, func(e Entry) bool { return e.Kind == "message" }) {
		t.Errorf("41 alone is told as a program's: %+v", all)
	}
}

// An error of Windows is told of a code that carries it as 0x8007nnnn, an NTSTATUS of one in which its bit is set, and
// nothing of one that only ends like them.
func TestCodesThatCarryOthers(t *testing.T) {
	for code, want := range map[uint32]string{
		0x80070005: "E_ACCESSDENIED", 0x8007001f: "ERROR_GEN_FAILURE", 0x800705aa: "ERROR_NO_SYSTEM_RESOURCES",
		0x0007001f: "", 0x4007001f: "", 0x8006001f: "", 0x8008001f: "", 0x8007fffe: "",
		0xc000009a: "STATUS_INSUFFICIENT_RESOURCES", 0xd000009a: "STATUS_INSUFFICIENT_RESOURCES", 0xe000009a: "", 0x9000009a: "",
	} {
		c, ok := CodeOf(code)
		if ok != (want != "") || c.Name != want || c.Value != code {
			t.Errorf("%#x: %q, %v, value %#x, want %q", code, c.Name, ok, c.Value, want)
		}
	}
}
