package hostfacts

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

func TestBitLocker(t *testing.T) {
	const text = "Disk volumes\nVolume C: [Windows]\n[OS Volume]\n\n    Size: 126 GB\n    BitLocker Version:    None\n" +
		"    Lock Status:          Unlocked\n\nVolume F: [Label Unknown]\n[Data Volume]\n\n    BitLocker Version:    2.0\n" +
		"    Lock Status:          Locked\n    Automatic Unlock:     Disabled\n\nVolume G: [x]\n    Lock Status: Locked\n"
	var got []string
	for _, r := range texttest.Read(t, []byte(text), BitLocker).Records {
		got = append(got, r.Text(parse.FieldFact)+" "+r.Text(parse.FieldValue)+" "+r.Text(parse.FieldState))
	}
	if all := strings.Join(got, ", "); all != "bitlocker C: unlocked, bitlocker F: locked" {
		t.Errorf("read: %s", all)
	}
}
