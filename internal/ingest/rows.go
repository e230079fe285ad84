package ingest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
)

// maxProblems is how many places of damage are spelled out per input; all are counted.
const maxProblems = 3

// count adds what a batch holds to the head of its input.
func count(head *pack.Head, b *parse.Batch) {
	if b.Format != "" {
		head.Format, head.Pieces = b.Format, b.Pieces
	}
	if b.PiecesMerged {
		head.Problem = join(
			head.Problem,
			fmt.Sprintf(
				"more than %d pieces of text: those of one kind are told as one from there on",
				parse.MaxPieces,
			),
		)
	}
	if b.Dates != parse.DatesOpen {
		head.Dates = b.Dates
	}
	for i := range b.Records {
		if b.Records[i].Salvaged {
			head.Salvaged++
		}
	}
	for _, d := range b.Damage {
		head.Damaged++
		if head.Damaged <= maxProblems {
			head.Problem = join(head.Problem, d.String())
		}
	}
	for _, r := range b.Runs {
		head.Records += r.Records
		if r.Timed() {
			pack.Widen(&head.First, &head.Last, r.Earliest, r.Latest)
		}
	}
	head.Records += b.Unnumbered
	if len(b.Runs) == 0 && b.Unnumbered == 0 {
		head.Records += int64(len(b.Records)) // statements of a text
	}
}

// heldProblems are problems as they are in an extract.
func heldProblems(problems []source.Problem) []pack.Problem {
	var held []pack.Problem
	for _, p := range problems {
		held = append(
			held,
			pack.Problem{
				Source:  p.Source,
				Reason:  p.Reason.Error(),
				NoInput: NoInput(p.Reason),
				Results: errors.Is(p.Reason, source.ErrOwnResults),
			},
		)
	}
	return held
}

// NoInput reports whether what could not be read is not meant to be: what was named
// twice, and pictures and the like.
func NoInput(reason error) bool {
	return errors.Is(reason, source.ErrRepeated) || errors.Is(reason, source.ErrNotText)
}

// reason is an error without the source, which the row names already.
func reason(err error) string {
	var e *parse.Error
	if errors.As(err, &e) {
		c := *e
		c.Source = ""
		return strings.TrimPrefix(c.Error(), ": ")
	}
	return err.Error()
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
