package console

import (
	"slices"

	"github.com/vsslog/vsslog/parse"
)

// pieces are the parts of a text of which a grammar claimed something, or whose
// lines name a code.
type pieces struct {
	all    []parse.Piece
	merged bool
	prose  bool // a sentence stands behind the last piece, or a cut
}

// widestGap is how many lines that nothing claims a piece may have between two of
// its blocks: most lines of a log say nothing of use.
const widestGap = 200

// add notes a block of a format in lines from first to last.
func (p *pieces) add(format string, first, last int32, stated bool, code uint32) {
	at := p.place(format, first, stated)
	piece := &p.all[at]
	piece.Last = max(piece.Last, last)
	if !stated && code != 0 && len(piece.Codes) < parse.MaxPieceCodes && !slices.Contains(piece.Codes, code) {
		piece.Codes = append(piece.Codes, code)
	}
	p.prose = false
}

// place returns the piece that a block belongs to: the last one if it goes on,
// else a new one. Once there are too many the last of its kind takes it.
func (p *pieces) place(format string, first int32, stated bool) int {
	n := len(p.all)
	same := func(q *parse.Piece) bool { return q.Format == format && q.Stated == stated }
	if n > 0 && same(&p.all[n-1]) && (!p.prose || !stated) && first-p.all[n-1].Last <= widestGap {
		return n - 1
	}
	if n >= parse.MaxPieces {
		p.merged = true
		for at := n - 1; at >= 0; at-- {
			if same(&p.all[at]) {
				return at
			}
		}
		if n >= parse.MaxPieces+maxKinds {
			return n - 1
		}
	}
	p.all = append(p.all, parse.Piece{Format: format, First: first, Last: first, Stated: stated})
	return n
}

// goesOn reports whether a block of a format at line number n belongs to output of
// its kind that stands just before.
func (p *pieces) goesOn(format string, n int32) bool {
	if len(p.all) == 0 {
		return false
	}
	last := &p.all[len(p.all)-1]
	return last.Stated && last.Format == format && n-last.Last <= nearBefore
}

// nearBefore is how many lines that say nothing of use a program prints between
// two that do.
const nearBefore = 20

// maxKinds is more than there are grammars.
const maxKinds = 200

// take hands the pieces on. Beside evidence what only names codes is prose.
func (p *pieces) take(evidence bool) ([]parse.Piece, bool) {
	for k := range p.all {
		if one := &p.all[k]; evidence && one.Format == parse.KindUnrecognised {
			one.Format = parse.KindProse
		}
	}
	slices.SortStableFunc(p.all, func(a, b parse.Piece) int { return int(a.First) - int(b.First) })
	return p.all, p.merged
}
