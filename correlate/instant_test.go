package correlate

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// TestInstantWords: what is not known to a second is never shown as a point.
func TestInstantWords(t *testing.T) {
	at := func(s string) parse.Ticks {
		x, err := time.Parse("2006-01-02 15:04:05", s)
		if err != nil {
			t.Fatal(err)
		}
		return parse.FromTime(x)
	}
	day := at("2006-11-15 01:58:30")
	for _, c := range []struct {
		i            Instant
		words, brief string
	}{
		{Instant{day, day}, "2006-11-15 01:58:30 UTC", "2006-11-15 01:58:30"},
		{Instant{day, day + parse.Second - 1}, "2006-11-15 01:58:30 UTC", "2006-11-15 01:58:30"},
		{Instant{day, day + parse.Second}, "between 2006-11-15 01:58:30 and 2006-11-15 01:58:31 UTC", "2006-11-15 01:58..01:59"},
		{Instant{day, day + 26*3600*parse.Second}, "between 2006-11-15 01:58:30 and 2006-11-16 03:58:30 UTC", "2006-11-15..2006-11-16"},
		{Instant{day, Forever}, "after 2006-11-15 01:58:30 UTC", "2006-11-15 01:58.."},
		{Instant{Never, day}, "before 2006-11-15 01:58:30 UTC", "..2006-11-15 01:59"},
		{Unknown, "time unknown", "unknown"},
	} {
		if got := c.i.String(); got != c.words {
			t.Errorf("String: %q, want %q", got, c.words)
		}
		if got := c.i.Brief(); got != c.brief || len(got) > 23 {
			t.Errorf("Brief: %q, want %q", got, c.brief)
		}
	}
}
