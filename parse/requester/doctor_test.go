package requester

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// A volume that the checking tool finds too full states it; a good one states nothing.
func TestDoctor(t *testing.T) {
	const volume = "Name: \\\\?\\Volume{cf826855-0000-0000-0000-100000000000}\\\nDeviceId: \\\\?\\Volume{cf826855-0000-0000-0000-100000000000}\\\n" +
		"Size: 548 MB\nAvailable: 125 MB\nMinimum: 320 MB\n"
	r := texttest.Read(t, []byte(volume+"IsOk: False\nDescription: Free space is below the minimum\nIsMounted: False\n\nBut why?\n"), Doctor)
	if len(r.Records) != 1 {
		t.Fatalf("%d records", len(r.Records))
	}
	got := texttest.Fields(r.Records[0]) + " " + r.Records[0].Text(parse.FieldText)
	for _, part := range []string{"hresult=0x8004231f", "tool=acronis", "Available: 125 MB", "volume{cf826855"} {
		if !strings.Contains(strings.ToLower(got), strings.ToLower(part)) {
			t.Errorf("%s: no %s", got, part)
		}
	}
	if r := texttest.Read(t, []byte(volume+"IsOk: True\nDescription: x\n"), Doctor); len(r.Records) > 0 || r.Format != Doctor.Name {
		t.Errorf("%d records of a good volume, read as %s", len(r.Records), r.Format)
	}
	if r := texttest.Read(t, []byte("Name: C:\\\nDeviceId: C:\\\nSize: 1 GB\n"), Doctor); r.Format == Doctor.Name {
		t.Error("what has no verdict is taken")
	}
}

func FuzzDoctor(f *testing.F) {
	texttest.Fuzz(f, []string{"Name: C:\\\nDeviceId: C:\\\nIsOk: False\nDescription: no room\n"}, Doctor)
}
