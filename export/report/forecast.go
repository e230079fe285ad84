package report

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
)

// mostNext is how many of the writers that are next to time out are shown.
const mostNext = 10

// foretell keeps the writers of a host that are next to time out.
func (b *Builder) foretell(freezes []*correlate.FreezeStat) {
	for _, f := range freezes {
		if f.Pressing() {
			b.nexts++
			b.next = append(b.next, f)
		}
	}
	slices.SortStableFunc(b.next, correlate.CompareForecasts)
	b.next = b.next[:min(len(b.next), mostNext)]
}

// nextRow is a writer that is next to time out if its freezes grow on.
type nextRow struct {
	Host, Writer, Stands, GoesOn, Tried string
	Failed                              int
}

func (b *Builder) nextRows() []nextRow {
	var rows []nextRow
	for _, f := range b.next {
		rows = append(
			rows,
			nextRow{
				visible(shortened(f.Host, mostName)),
				visible(shortened(writerName(f.Writer), mostParty)),
				f.StandsAt(),
				f.GoesOn(),
				f.TriedWords(),
				f.Failed,
			},
		)
	}
	return rows
}
