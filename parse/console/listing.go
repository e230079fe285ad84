package console

import (
	"strconv"

	"github.com/vsslog/vsslog/parse"
)

// AddListing makes the records of one listing of writers that begins at line first: a
// listing, and a record for each writer, which lies between the lines that lines returns and
// is filled in by fill. There must be a writer.
func AddListing[W any](
	r *Reader,
	first int,
	tool string,
	writers []W,
	lines func(W) (first, last int),
	fill func(*Statement, W),
) {
	number := int32(r.NextListing())
	start, _ := lines(writers[0])
	head := r.Add(parse.ProviderListing, first, max(first, start-1))
	head.Listing = number
	head.Set(parse.FieldTool, tool)
	head.Set(parse.FieldWriters, strconv.Itoa(len(writers)))
	statements := []*Statement{head}
	for _, w := range writers {
		from, last := lines(w)
		s := r.Add(parse.ProviderWriter, from, last)
		s.Listing = number
		s.Set(parse.FieldTool, tool)
		fill(s, w)
		statements = append(statements, s)
	}
	r.TimeListing(statements...)
}
