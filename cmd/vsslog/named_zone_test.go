package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestNamedZoneNight: where systeminfo names the zone, a table in local time is on UTC, and
// the hour that the clock skips in spring is none in which a writer was frozen.
func TestNamedZoneNight(t *testing.T) {
	const head = "\ufeffLevel,Date and Time,Source,Event ID,Task Category\n"
	const info = "\nHost Name:                 SRV01\nOS Name:                   Microsoft Windows Server 2022 Standard\n" +
		"OS Version:                10.0.20348 N/A Build 20348\nSystem Locale:             en-gb;English (United Kingdom)\n" +
		"Time Zone:                 (UTC+00:00) Dublin, Edinburgh, Lisbon, London\n"
	row := func(at, id, text string) string {
		return "Information," + at + ",MSSQLSERVER," + id + ",(2),\"" + text + "\"\n"
	}
	frozen, resumed := "I/O is frozen on database Orders. No user action is required.", "I/O was resumed on database Orders."
	for name, c := range map[string]struct{ freeze, thaw, started string }{
		"spring": {"30/03/2025 00:59:57", "30/03/2025 02:00:01", "2025-03-30T00:59:57.0000000Z"},
		"summer": {"20/07/2025 00:59:57", "20/07/2025 01:00:01", "2025-07-19T23:59:57.0000000Z"},
		"winter": {"20/12/2025 00:59:57", "20/12/2025 01:00:01", "2025-12-20T00:59:57.0000000Z"},
	} {
		dir := t.TempDir()
		for file, text := range map[string]string{
			"Application.csv": head + row(c.thaw, "3198", resumed) + row(c.freeze, "3197", frozen), "systeminfo.txt": info,
		} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var doc struct {
			Sets     []struct{ Started_at string }
			Failures []any
		}
		if err := json.Unmarshal([]byte(ran(t, "analyze", dir, "--json")), &doc); err != nil {
			t.Fatal(err)
		}
		if len(doc.Sets) != 1 || doc.Sets[0].Started_at != c.started || len(doc.Failures) > 0 {
			t.Errorf("%s: %+v", name, doc)
		}
	}
}
