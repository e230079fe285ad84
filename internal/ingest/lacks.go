package ingest

import (
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/parse"
)

// lacks says of an input that was read, and of which nothing is of use, what it
// was and what it lacks; "" if something is of use. A log of records is of use by
// the time that it covers.
func lacks(row *pack.Head) string {
	if row.Useful {
		return ""
	}
	mentions := slices.ContainsFunc(row.Pieces, func(p parse.Piece) bool { return !p.Stated })
	switch {
	case mentions:
		return "it mentions failures, as an article, a reply or a script does, and states none: supply the " +
			"event, the listing or the log itself"
	case row.Problem != "":
		return ""
	case row.Format == pack.Prose:
		return "sentences that state no failure: supply the event, the listing or the log itself"
	case row.Format == pack.Script:
		return "commands or settings, and nothing that they printed: supply their output, or the log of the program"
	case row.Format == pack.Unrecognised && row.Confidence > 0:
		return "a text, but no event, listing or line of a log that is known, and no code"
	case row.Format == pack.Unrecognised:
		return "no format that is known"
	case len(row.Pieces) > 0:
		return fmt.Sprintf(
			"read as %s, but nothing in it concerns a shadow copy, a writer, a backup or the host",
			row.Format,
		)
	}
	return ""
}
