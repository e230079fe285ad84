package eventtext

import (
	"strings"

	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// mayBeRow is a cheap test that fails for nearly all lines: a row has a time and
// columns.
func mayBeRow(line string) bool {
	if len(line) < 24 || strings.IndexByte(line, ':') < 0 || !hasTime(line) {
		return false
	}
	return strings.IndexByte(line, '\t') >= 0 || strings.Contains(line, "  ") || strings.Contains(line, `","`) ||
		strings.Contains(line, `";"`)
}

// leastCells is how many cells a row has at least.
const leastCells = 4

// gaps reports whether at least n gaps between cells stand in a line: a tab, several blanks, or
// quotes around a comma or a semicolon.
func gaps(line string, n int) bool {
	if strings.Count(line, "  ")+strings.Count(line, "\t")+strings.Count(line, `"`) < n {
		return false
	}
	for i := 0; i+1 < len(line); i++ {
		switch next := line[i+1]; line[i] {
		case '\t':
			n--
		case ' ':
			if next == ' ' && (i == 0 || line[i-1] != ' ') {
				n--
			}
		case '"':
			if (next == ',' || next == ';') && i+2 < len(line) && line[i+2] == '"' {
				n--
			}
		}
		if n == 0 {
			return true
		}
	}
	return false
}

// hasTime reports whether a line holds digits around a colon, or dots.
func hasTime(line string) bool {
	for i := 1; i+2 < len(line); i++ {
		if c := line[i]; (c == ':' || c == '.') && line[i-1] >= '0' && line[i-1] <= '9' && line[i+1] >= '0' &&
			line[i+1] <= '9' &&
			line[i+2] >= '0' &&
			line[i+2] <= '9' {
			return true
		}
	}
	return false
}

// rowCells cuts a row: at tabs, at quoted commas or semicolons, or where several
// blanks stand together. The last cell may go on in the lines below.
func rowCells(line string) []string {
	t := strings.TrimLeft(line, " ")
	switch {
	case strings.Count(t, "\t") >= 3:
		return trimmed(strings.Split(t, "\t"))
	case strings.HasPrefix(t, `"`) && strings.Contains(t, `","`):
		return trimmed(strings.Split(strings.TrimSuffix(t[1:], `"`), `","`))
	case strings.HasPrefix(t, `"`) && strings.Contains(t, `";"`):
		return trimmed(strings.Split(strings.TrimSuffix(t[1:], `"`), `";"`))
	}
	var out []string
	for t != "" {
		at := strings.Index(t, "  ")
		if tab := strings.IndexByte(t, '\t'); tab >= 0 && (at < 0 || tab < at) {
			at = tab
		}
		if at < 0 || len(out) > 12 {
			out = append(out, t)
			break
		}
		out, t = append(out, t[:at]), strings.TrimLeft(t[at:], " \t")
	}
	return trimmed(out)
}

func trimmed(cells []string) []string {
	for k, c := range cells {
		cells[k] = strings.TrimSpace(c)
	}
	return cells
}

// row reads a row of Event Viewer's list, or of a report of it.
func (d *reader) row(r *console.Reader, i int) int {
	h, rest, ok := parseRow(r.Text(i))
	if !ok {
		return i
	}
	h.dateAt = i
	next := i + 1
	if strings.HasPrefix(rest, `"`) {
		rest, next = quoted(r, i, rest)
	}
	h.message = finished(strings.Trim(rest, `"`))
	d.statement(r, i, next-1, h)
	return next
}

// isRow reports whether a line is a row.
func isRow(line string) bool {
	_, _, ok := parseRow(line)
	return ok
}

// parseRow takes a row apart, in any order of its columns: a level, a date and
// time, a source, an id.
func parseRow(line string) (h *header, rest string, ok bool) {
	if !gaps(line, leastCells-1) {
		return nil, "", false
	}
	all := rowCells(line)
	if len(all) < leastCells || len(all) > 40 {
		return nil, "", false
	}
	h = &header{langs: ^uint32(0)}
	used := make([]bool, len(all))
	h.rowKnown(all, used)
	if !h.holds(date) || !h.holds(level) && !h.holds(source) {
		return nil, "", false
	}
	idAt := h.rowID(all, used)
	if idAt < 0 {
		return nil, "", false
	}
	if !h.holds(source) { // Event Viewer's list has the source before the id
		for k := idAt - 1; k >= 0; k-- {
			if !used[k] && isSource(all[k]) {
				h.provider, used[k] = all[k], true
				h.has |= 1 << source
				break
			}
		}
	}
	if h.provider == "" {
		return nil, "", false
	}
	for k, c := range all {
		if !used[k] && len(c) > len(rest) && (k > idAt || len(c) > 24) {
			rest = c
		}
	}
	if len(rest) < 24 && strings.IndexByte(rest, ' ') < 0 { // the category
		rest = ""
	}
	return h, rest, true
}

// rowKnown finds the cells that are told by themselves.
func (h *header) rowKnown(all []string, used []bool) {
	for k, c := range all {
		if c == "" || len(c) > 64 {
			continue
		}
		if _, ok := rendered.LevelOf(c); ok && len(c) > 1 && !h.holds(level) {
			h.level, _ = rendered.LevelOf(c)
			h.has |= 1 << level
			used[k] = true
			continue
		}
		if name, ok := rendered.KnownProvider(c); ok && !h.holds(source) {
			h.provider, used[k] = name, true
			h.has |= 1 << source
			continue
		}
		if rendered.IsLog(c) && !h.holds(logName) {
			h.log, used[k] = c, true
			h.has |= 1 << logName
			continue
		}
		m, from, to, ok := console.FindMoment(c)
		switch {
		case !ok || to-from+6 < len(c):
		case m.HasDate && !h.holds(date):
			h.date, used[k] = c, true
			h.has |= 1 << date
		case m.HasTime && !m.HasDate && h.holds(date) && !h.holds(clock):
			h.clock, used[k] = c, true
			h.has |= 1 << clock
		}
	}
}

// rowID finds the id: the number that stands next to the source, else the first.
func (h *header) rowID(all []string, used []bool) int {
	best := -1
	for k, c := range all {
		n, ok := number(c)
		if used[k] || !ok || n == 0 || n > 0xffff || len(c) > 5 {
			continue
		}
		if best < 0 || k > 0 && used[k-1] && h.provider != "" && strings.EqualFold(all[k-1], h.provider) {
			best = k
			h.id = uint32(n)
		}
	}
	if best >= 0 {
		used[best] = true
		h.has |= 1 << eventID
	}
	return best
}

// isSource reports whether a cell may be the name of a source.
func isSource(c string) bool {
	return len(c) >= 3 && len(c) < 60 && !hasTime(c) && strings.Count(c, " ") <= 4 && !strings.HasSuffix(c, ".")
}

// quoted reads a message in quotation marks that goes on in the lines below.
func quoted(r *console.Reader, i int, first string) (string, int) {
	if len(first) > 1 && strings.HasSuffix(first, `"`) {
		return first, i + 1
	}
	var b strings.Builder
	b.WriteString(first)
	gap := 0
	for k := i + 1; k < i+256 && r.Has(k) && b.Len() < maxMessage; k++ {
		line := r.Text(k)
		if isBlank(line) {
			if gap++; gap > maxGap {
				break
			}
		} else {
			gap = 0
		}
		b.WriteString("\n" + line)
		if strings.HasSuffix(line, `"`) {
			return b.String(), k + 1
		}
		if mayBeRow(line) {
			break
		}
	}
	return first, i + 1 // no end: the row is all that is sure
}

// headsCells reports whether a line is nothing but a level.
func headsCells(line string) bool {
	first := strings.TrimLeft(line, " \t\"'[]()")
	if line[len(line)-1] == ':' || len(first) > 1 && isLetter(first[0]) && !leads.begin(first) { // a label, any word
		return false
	}
	v, ok := rendered.LevelOf(line)
	return ok && v != 0 && len(strings.TrimSpace(line)) >= 3
}

// stacked reads a row whose cells stand one below the other, as they come out of a
// table of a web page: a level, then a date, a known source and an id.
func (d *reader) stacked(r *console.Reader, i int) int {
	var all []string
	for k := i; k < i+6 && len(r.Text(k)) < 64 && !isBlank(r.Text(k)); k++ {
		all = append(all, strings.TrimSpace(r.Text(k)))
	}
	h := &header{langs: ^uint32(0), dateAt: i}
	used := make([]bool, len(all))
	h.rowKnown(all, used)
	if !h.holds(date) || !h.holds(source) || h.rowID(all, used) < 0 {
		return i
	}
	last := i
	for k, u := range used {
		if u {
			last = i + k
		}
	}
	next := last + 1
	if c := r.Text(next); !isBlank(c) && len(c) < 24 && strings.IndexByte(c, ' ') < 0 && !isLevel(c) { // the category
		next++
	}
	if rendered.StartsMessage(r.Text(next)) {
		h.message, next = d.message(r, next, nil)
	}
	d.statement(r, i, next-1, h)
	return next
}
