package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOpenDates: where nothing tells the order of day and month, records of one day, or of
// days that follow each other, are known among each other all the same. The day itself is
// told as the text writes it, and no night is.
func TestOpenDates(t *testing.T) {
	event := func(source string, id int, at, message string) string {
		return fmt.Sprintf("Log Name:      Application\nSource:        %s\nDate:          %s\nEvent ID:      %d\n"+
			"Level:         Error\nComputer:      srv01.corp.example\nDescription:\n%s\n\n", source, at, id, message)
	}
	refused := "A writer: {a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}, 0x800423f4.\n\nOperation:\n   PrepareForSnapshot Event\n\n" +
		"Context:\n   Writer Name: SqlServerWriter\n   Writer Class Id: {a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}\n"
	login := "Sqllib error: call. hr = 0x80004005. SQLSTATE: 42000, Native Error: 18456"
	for name, c := range map[string]struct {
		first, second string // when
		sets          int
		told          string // of the start on the screen
	}{
		"one day":               {"3/4/2024 9:00:10 PM", "3/4/2024 9:00:11 PM", 1, "3/4/2024 21:00:1"},
		"a midnight":            {"3/4/2024 11:59:58 PM", "3/5/2024 12:00:01 AM", 1, "3/4/2024 23:59:5"},
		"a midnight, day first": {"04.03.2024 23:59:58", "05.03.2024 00:00:01", 1, "2024-03-04 23:59:5"},
		"a midnight, slashes":   {"04/03/2024 23:59:58", "05/03/2024 00:00:01", 1, "4/3/2024 23:59:5"},
		"a midnight, one date is the same either way": {"3/4/2024 11:59:58 PM", "4/4/2024 12:00:01 AM", 1, "3/4/2024 23:59:5"},
		"two far apart": {"3/4/2024 9:00:10 PM", "5/6/2024 9:00:10 PM", -1, ""},
	} {
		dir := t.TempDir()
		text := event("SQLWRITER", 24583, c.first, login) + event("VSS", 8229, c.second, refused)
		if err := os.WriteFile(filepath.Join(dir, "post.txt"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Sets []struct {
				Outcome string
				Night   *string
			}
			Failures []struct{ Night *string }
		}
		if err := json.Unmarshal([]byte(ran(t, "analyze", dir, "--json")), &doc); err != nil {
			t.Fatal(err)
		}
		if c.sets < 0 { // they have no time
			for _, s := range doc.Sets {
				if s.Night != nil {
					t.Errorf("%s: a night is told: %+v", name, doc)
				}
			}
			continue
		}
		iso := strings.HasPrefix(c.told, "2024")
		if len(doc.Sets) != c.sets || doc.Sets[0].Outcome != "failed" || (doc.Sets[0].Night != nil) != iso ||
			len(doc.Failures) != 1 || (doc.Failures[0].Night != nil) != iso {
			t.Errorf("%s: %+v", name, doc)
		}
		if zoned := ran(t, "analyze", dir, "--tz", "America/New_York"); !strings.Contains(zoned, "1 snapshot set") {
			t.Errorf("%s: with a zone given: %s", name, zoned)
		}
		if screen := ran(t, "analyze", dir); strings.Count(screen, c.told) < 2 ||
			strings.Contains(screen, "which number is") == iso {
			t.Errorf("%s: the screen does not tell %q:\n%s", name, c.told, screen)
		}
	}
}
