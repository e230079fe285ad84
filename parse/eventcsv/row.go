package eventcsv

import "bytes"

// splitRow reads the row that b begins with: cells, and its length with the line
// break. Quotes are as in RFC 4180; one that stands where no cell begins, or that
// ends no cell, is a character like others. It reports false if b ends inside of
// the row and atEnd is not set, or inside of quotes.
func splitRow(b []byte, delimiter byte, atEnd bool) (cells []string, n int, ok bool) {
	for {
		cell, end, closed := splitCell(b[n:], delimiter)
		n += end
		if !closed || n == len(b) && !atEnd {
			return cells, n, false
		}
		cells = append(cells, cell)
		if n == len(b) || b[n] != delimiter {
			break
		}
		n++
	}
	if n < len(b) && b[n] == '\r' {
		n++
	}
	if n == len(b) && !atEnd {
		return cells, n, false
	}
	if n < len(b) && b[n] == '\n' {
		n++
	}
	return cells, n, true
}

// splitCell returns the cell that b begins with and how far it goes: to the
// delimiter, the line break or the end. closed is false inside of quotes.
func splitCell(b []byte, delimiter byte) (cell string, n int, closed bool) {
	if len(b) == 0 || b[0] != '"' {
		n = bytes.IndexFunc(b, func(r rune) bool { return r == rune(delimiter) || r == '\n' || r == '\r' })
		if n < 0 {
			n = len(b)
		}
		return string(b[:n]), n, true
	}
	var out []byte
	for n = 1; n < len(b); n++ {
		if b[n] != '"' {
			out = append(out, b[n])
			continue
		}
		switch {
		case n+1 == len(b) || b[n+1] == delimiter || b[n+1] == '\r' || b[n+1] == '\n':
			return string(out), n + 1, true
		case b[n+1] == '"':
			n++
		}
		out = append(out, '"')
	}
	return "", n, false
}
