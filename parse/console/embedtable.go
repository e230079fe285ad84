package console

import "strings"

// Rows of a table of events may have messages of many lines: so many lines are looked
// at, and so many of one row.
const (
	tableLines = 40_000
	rowLines   = 1000
)

// CutTable cuts out rows of a table that line i begins, with its heading or without it:
// up to a line that is blank, or a row that has not half as many cells. Cells in quotes
// may hold line breaks, also blank lines. A row whose quote is not closed ends the table
// with its paragraph: it was cut.
func CutTable(d *Document, i, _ int) (next, vain int) {
	at := i
	if strings.HasPrefix(d.Text(i), "#TYPE ") { // Export-Csv's first line
		at = d.SkipBlank(i + 1)
	}
	delimiter, columns, looked := delimiterOf(d, at)
	if delimiter == 0 {
		return i, i + looked/2 // quotes that are never closed are not followed from each line
	}
	rows, bytes := 0, 0
	for next = at; next-i < tableLines && bytes < embeddedBytes && d.Has(next); rows++ {
		row := rowFrom(d, next, delimiter)
		if row.blank || row.cells*2 < columns {
			break
		}
		next, bytes = row.next, bytes+row.bytes
		if row.open {
			rows += 2
			break
		}
	}
	if rows < 2 && next-at < 2 {
		return i, i
	}
	return next, i
}

// delimiterOf returns what divides the cells of the row that begins at line i, and how
// often; 0 if that is no row of a table of events. looked is how many lines were read.
func delimiterOf(d *Document, i int) (delimiter byte, columns, looked int) {
	if !d.Has(i) {
		return 0, 0, 0
	}
	for _, c := range []byte{',', '\t', ';'} {
		row := rowFrom(d, i, c)
		looked = max(looked, row.looked)
		if row.cells >= 2 && row.cells > columns {
			delimiter, columns = c, row.cells
		}
	}
	return delimiter, columns, looked
}

// eventRow is a row in lines of a text.
type eventRow struct {
	next   int  // the line behind it
	cells  int  // delimiters outside of quotes
	bytes  int  // of its lines
	open   bool // a quote is not closed
	blank  bool
	looked int // lines, where the quote is not closed
}

// rowFrom goes over the row that begins at line i.
func rowFrom(d *Document, i int, delimiter byte) (row eventRow) {
	row.next = i
	quoted, paragraph := false, 0
	for ; row.next-i < rowLines && row.bytes < maxTableRow && d.Has(row.next); row.next++ {
		s := d.Text(row.next)
		if isBlank(s) {
			if !quoted {
				row.blank = true
				return row
			}
			if paragraph == 0 {
				paragraph = row.next
			}
		}
		row.bytes += len(s) + 1
		quoted = row.line(s, delimiter, quoted)
		if !quoted {
			row.next++
			return row
		}
	}
	row.open, row.looked = true, row.next-i
	if paragraph > 0 {
		row.next = paragraph
	}
	return row
}

// maxTableRow is how many bytes a row may have.
const maxTableRow = 256 << 10

// line counts the delimiters of a line and reports whether it ends inside of quotes. A
// quote opens where a cell begins, as readers of such tables have it.
func (row *eventRow) line(s string, delimiter byte, quoted bool) bool {
	for k := 0; k < len(s); k++ {
		switch c := s[k]; {
		case quoted && c == '"' && k+1 < len(s) && s[k+1] == '"':
			k++
		case quoted && c == '"' && (k+1 == len(s) || s[k+1] == delimiter):
			quoted = false
		case quoted:
		case c == '"' && (k == 0 || s[k-1] == delimiter):
			quoted = true
		case c == delimiter:
			row.cells++
		}
	}
	return quoted
}
