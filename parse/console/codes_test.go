package console

import (
	"fmt"
	"strings"
	"testing"
)

func TestCodeIn(t *testing.T) {
	for line, want := range map[string]string{
		"failed with 0x800423f2":                             "[0x800423f2] []",
		"- Returned HRESULT: 80042306":                       "[0x80042306] []",
		"rc=-2147212302, again 2147754994":                   "[0x800423f2] []",
		"reason %%2155348254":                                "[0x8078011e] []",
		"2155348129":                                         "[0x807800a1] []",
		`HResult="-2139619042" Detailed="-2147024891"`:       "[0x8078011e 0x80070005] []",
		"VSS error: x: VSS_E_PROVIDER_VETO (0x80042306)":     "[0x80042306] [VSS_E_PROVIDER_VETO]",
		"Error: VSS_E_PROVIDER_VETO":                         "[0x80042306] [VSS_E_PROVIDER_VETO]",
		"Alphaleonis.Win32.Vss.VssProviderVetoException: no": "[0x80042306] [VssProviderVetoException]",
		"VssUnexpectedProviderErrorException":                "[0x8004230f] [VssUnexpectedProviderErrorException]",
		"state VSS_WS_FAILED_AT_FREEZE":                      "[] [VSS_WS_FAILED_AT_FREEZE]",
		"E_ACCESSDENIED (0x80070005)":                        "[0x80070005] [E_ACCESSDENIED]",
		"(0x809933BB)":                                       "[0x809933bb] []",
		"COM Error(0x80042316): x":                           "[0x80042316] []",
		"inner 0x80070020, outer 0x800423f4.":                "[0x80070020 0x800423f4] []",
		"error code 80070005":                                "[0x80070005] []",
		"System Error:\n0xC0000039 (unresolvable).":          "[0xc0000039] []",
		"0x8007000e":                                         "[0x8007000e] []",
		"HRESULT: 0x2147754760":                              "[0x80042308] []",
		"Internal error 0×80070057":                          "[0x80070057] []",
		"[0x80040154, not registered]":                       "[0x80040154] []",
		// no codes
		`CreateFileW(\\?\X\,0x80000000,0x00000003,...)`:                             "[] []",
		"(0x5653535f455f554e45585045435445445f50524f56494445525f4552524f5220)":      "[] []",
		"0x56535 0x8004230 0x8004230ff":                                             "[] []",
		"{80042306-1234-1234-1234-123412341234}":                                    "[] []",
		"serial 80070005 of a disk":                                                 "[] []",
		`C:\80042306\x 80042306.log`:                                                "[] []",
		"call 2147483648 or 2155348":                                                "[] []",
		"KB80042306x VSSVC.EXE VSS_ctx EVENT ERROR_SEM_TIMEOUT":                     "[] []",
		"ts=1700000000 pid=2147942405":                                              "[] []",
		"0x00000000":                                                                "[] []",
		"DeviceIoControl(\\\\?\\fdc#x - 00000000,0x00560000,0x80070001,0) returned": "[] []",
	} {
		codes, names := CodeIn(line)
		hex := make([]string, len(codes))
		for k, c := range codes {
			hex[k] = HResult(c)
		}
		if got := fmt.Sprintf("[%s] %v", strings.Join(hex, " "), names); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
}

func TestCodeNames(t *testing.T) {
	for name, code := range codeNames {
		if !isCode(code) {
			t.Errorf("%s %#x is no code", name, code)
		}
		if codes, names := CodeIn("x: " + name + "."); len(codes) != 1 || codes[0] != code || len(names) != 1 {
			t.Errorf("%s: %x, %v", name, codes, names)
		}
	}
	for n, name := range stateNames {
		if got, ok := StateOfName(name); !ok || got != n {
			t.Errorf("%s: %d", name, got)
		}
	}
}

func BenchmarkCodeIn(b *testing.B) {
	line := "2026-02-28 02:01:10.123 [12] info: copied 12 files of 30 to the target, next volume"
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		CodeIn(line)
	}
}

func FuzzCodeIn(f *testing.F) {
	f.Add("a 0x800423f2 %%2155348254 -2147212302 VSS_E_BAD_STATE VssBadStateException")
	f.Fuzz(func(t *testing.T, s string) {
		codes, names := CodeIn(s)
		for _, c := range codes {
			if !isCode(c) {
				t.Errorf("%q: %x", s, c)
			}
		}
		for _, n := range names {
			if !strings.Contains(s, n) {
				t.Errorf("%q: %s", s, n)
			}
		}
	})
}

// The exceptions of AlphaVSS for writers, whose words stand in another order.
func TestExceptionsOfWriters(t *testing.T) {
	for name, want := range map[string]uint32{
		"VssBadStateException":                   0x80042301,
		"VssObjectNotFoundException":             0x80042308,
		"VssVolumeNotSupportedException":         0x8004230c,
		"VssRebootRequiredException":             0x80042327,
		"VssInconsistentSnapshotWriterException": 0x800423f0,
		"VssTimeoutWriterException":              0x800423f2,
		"VssRetryableWriterException":            0x800423f3,
		"VssNonRetryableWriterException":         0x800423f4,
		"VssPartialFailureWriterException":       0x80042336,
	} {
		if code, ok := CodeOfName(name); !ok || code != want {
			t.Errorf("%s: 0x%08x", name, code)
		}
	}
}
