package ingest

import (
	"testing"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/parse"
)

// A run without any time counts its records and leaves the time of the input alone.
func TestCountWithoutATime(t *testing.T) {
	at := parse.Exact(parse.FromUnix(1_700_000_000))
	var head pack.Head
	count(&head, &parse.Batch{Runs: []parse.Run{
		parse.StartRun("System", "A", 1, at), parse.StartRun("System", "A", 3, parse.Timestamp{}),
	}})
	if head.First != at.Wall || head.Last != at.Wall || head.Records != 2 {
		t.Errorf("%d records from %s to %s", head.Records, head.First, head.Last)
	}
}
