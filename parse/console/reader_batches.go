package console

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// batchSize is how many statements go into one batch, batchBytes after how many
// bytes there is one in any case: who follows the reading wants to know.
const (
	batchSize  = 512
	batchBytes = 4 << 20
)

// maxPending is how many statements wait for a time that stands behind them.
// Beyond it the first half is handed on as it is: with an open end.
const maxPending = 4 << 10

// Damaged reports something in line i that could not be read as expected. No
// bytes are given up.
func (r *Reader) Damaged(i int, what, expected, found string) {
	r.damaged(r.position(i), what, expected, found)
}

func (r *Reader) damaged(at position, what, expected, found string) {
	if r.silent {
		return
	}
	r.damage = append(
		r.damage,
		parse.Damage{Offset: at.offset, Line: at.number, What: what, Expected: expected, Found: strings.Clone(found)},
	)
}

// finish leaves open what no stamp behind it has settled. A file's time of
// modification is no part of its content and changes when it is copied, so
// nothing is taken from it.
func (r *Reader) finish() {
	for _, s := range r.pending {
		s.settled = true
	}
	if r.nulNumber > 0 {
		r.damaged(
			position{r.nulOffset, r.nulNumber},
			"text",
			"characters to the end of the file",
			fmt.Sprintf("%d NUL bytes, as they are left where a write was lost", r.nuls),
		)
	}
	if r.longNumber > 0 {
		r.damaged(
			position{r.longOffset, r.longNumber},
			"line",
			fmt.Sprintf("at most %d MiB in a line of a text", longestLine>>20),
			"a longer one; it was searched for VSS codes only",
		)
	}
}

// giveUp leaves the times of the n statements that have waited longest open.
func (r *Reader) giveUp(n int) {
	r.gaveUp = true
	for _, s := range r.pending[:n] {
		s.settled = true
	}
	r.clock.forget()
	for _, c := range r.logs {
		c.forget()
	}
}

// flush hands on the statements whose times are settled, in the order of the
// text, with the account of what was read since.
func (r *Reader) flush(end bool) {
	if len(r.pending) > maxPending {
		r.giveUp(maxPending / 2)
	}
	for r.stopped == nil {
		small := len(r.damage) < batchSize && r.account.Total() < batchBytes && !end
		if small && len(r.pending) < batchSize {
			return
		}
		n := 0
		for n < len(r.pending) && n < batchSize && r.pending[n].settled {
			n++
		}
		if small && n < batchSize {
			return
		}
		b := parse.NewBatch()
		for _, s := range r.pending[:n] {
			mark := b.Mark()
			for _, f := range s.Fields {
				b.AppendField(f)
			}
			record := b.AddRecord()
			*record = s.Record
			record.Fields = b.FieldsSince(mark)
			r.spare = append(r.spare, s)
		}
		clear(r.pending[:n])
		r.pending, r.named = r.pending[n:], r.named-n
		b.Damage, r.damage = append(b.Damage, r.damage...), nil
		b.Account, r.account = r.account, parse.Account{}
		last := end && len(r.pending) == 0
		if last {
			b.Format = r.kind()
			b.Pieces, b.PiecesMerged = r.pieces.take(len(r.kinds) > 0)
			if r.regional && !r.foreign {
				b.Dates = r.dates.form()
			}
		}
		r.handed = true
		r.stopped = r.emit(b)
		if last {
			return
		}
	}
}

// kind names the grammars that claimed something.
func (r *Reader) kind() string {
	switch {
	case len(r.kinds) == 0 && (r.speaks() || r.prose || r.genre == article || r.genre == lesson):
		return parse.KindProse
	case len(r.kinds) == 0 && (r.genre == script || r.onlyCode):
		return parse.KindScript
	case len(r.kinds) == 0:
		return parse.KindUnrecognised
	}
	return strings.Join(r.kinds, "+")
}
