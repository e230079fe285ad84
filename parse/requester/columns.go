package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse/console"
)

// headsColumns reports whether line i is the heading of a table of counts: cells that are
// words, and below it a row of numbers. A word of failing in it names a column; what
// failed, if anything did, is told by the number below.
//
//	Job        Success  Warning  Failed
//	Nightly    12       0        0
func headsColumns(r *console.Reader, i int) bool {
	heads := cells(r.Text(i))
	if len(heads) < leastColumns || strings.ContainsAny(r.Text(i), "0123456789") {
		return false
	}
	below := r.SkipBlank(i + 1)
	if columnRule.MatchString(r.Text(below)) {
		below++
	}
	numbers := 0
	for _, cell := range cells(r.Text(below)) {
		if count.MatchString(cell) {
			numbers++
		}
	}
	return numbers >= 2
}

const leastColumns = 3

var (
	betweenCells = lazyregexp.New(`\s*[|;\t]\s*|\s{2,}`)
	columnRule   = lazyregexp.New(`^[\s|+:-]*-{2,}[\s|+:=-]*$`)
	count        = lazyregexp.New(`^\d{1,9}$`)
)

// cells cuts a line where columns are: at bars, semicolons, tabs, or several blanks.
func cells(line string) []string {
	line = strings.Trim(line, " \t|")
	if line == "" {
		return nil
	}
	return betweenCells.Split(line, -1)
}
