package eventtext

import (
	"strings"

	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// maxRows is how many rows of a table are read as one block.
const maxRows = 100_000

// underlined reports whether line i is the heading of a table of PowerShell: the
// line below it has dashes under each name.
func underlined(r *console.Reader, i int) bool {
	below := r.Text(i + 1)
	if len(below) < 5 || below[0] != '-' && below[0] != ' ' {
		return false
	}
	below = strings.TrimLeft(below, " ")
	if !strings.HasPrefix(below, "--") || strings.Trim(below, "- ") != "" {
		return false
	}
	return strings.Contains(below, " --")
}

// column is one column of a table.
type column struct {
	part   part
	start  int // runes
	name   string
	second part
}

// columns reads the heading at line i; nil if it is not one of a table of events.
func columns(r *console.Reader, i int) []column {
	head, under := []rune(r.Text(i)), []rune(r.Text(i+1))
	var all []column
	known := 0
	for at := 0; at < len(under); {
		if under[at] != '-' {
			at++
			continue
		}
		start := at
		for at < len(under) && under[at] == '-' {
			at++
		}
		name := ""
		if start < len(head) {
			name = strings.TrimSpace(string(head[start:min(len(head), at)]))
		}
		c := column{start: start, name: name, part: other}
		if m, ok := rendered.FindLabel(name); ok {
			c.part, c.second = m.Part, m.Second
			if m.Part != other {
				known++
			}
		}
		all = append(all, c)
	}
	has := func(p part) bool {
		for _, c := range all {
			if c.part == p {
				return true
			}
		}
		return false
	}
	if known < 3 || !has(eventID) && !has(instance) || !has(message) && !has(source) && !has(date) {
		return nil
	}
	return all
}

// cells cuts a row at the columns. Numbers are set to the right, under the end of
// their dashes: a value that begins before its column is taken whole.
func cells(row string, all []column) []string {
	runes := []rune(row)
	starts := make([]int, len(all)+1)
	for k, c := range all {
		at := min(c.start, len(runes))
		for at > 0 && at < len(runes) && runes[at-1] != ' ' && runes[at] != ' ' && k > 0 {
			at--
		}
		starts[k] = at
	}
	starts[0] = 0
	starts[len(all)] = len(runes)
	out := make([]string, len(all))
	for k := range all {
		from, to := starts[k], starts[k+1]
		if from < to {
			out[k] = strings.TrimSpace(string(runes[from:to]))
		}
	}
	return out
}

// table reads a table of PowerShell: Get-WinEvent, Get-EventLog, Format-Table.
func (d *reader) table(r *console.Reader, i int) int {
	all := columns(r, i)
	if all == nil {
		return i
	}
	group := ""
	if i > 0 && i <= d.until {
		group = d.group
	}
	last := len(all) - 1
	next, added := i+2, 0
	for rows := 0; rows < maxRows && r.Has(next) && !isBlank(r.Text(next)); rows++ {
		row := cells(r.Text(next), all)
		end := next + 1
		for r.Has(end) && !isBlank(r.Text(end)) && wraps(r.Text(end), all[last].start) && end < next+maxMessageLines {
			row[last] += "\n" + strings.TrimSpace(r.Text(end))
			end++
		}
		h := &header{provider: group, langs: ^uint32(0), explicit: true} // the heading says what they are
		if !h.row(all, row, next) || !h.complete() {
			if added == 0 && rows > 3 {
				return i
			}
			next = end
			continue
		}
		d.statement(r, next, end-1, h)
		added++
		next = end
		if rows&255 == 255 {
			r.Done(next - 1)
		}
	}
	if added == 0 {
		return i
	}
	d.until = next + maxGap
	return next
}

// wraps reports whether a line goes on with the last column of the row above: it is
// empty up to there.
func wraps(line string, start int) bool {
	return start > 8 && console.Indent(line) >= start
}

// row takes the cells of a row; false if one of them cannot be what its column is.
func (h *header) row(all []column, row []string, line int) bool {
	if h.provider != "" {
		h.has |= 1 << source
	}
	for k, c := range all {
		value := row[k]
		if c.part == other || value == "" {
			continue
		}
		if c.part == message {
			h.message = finished(value)
		} else {
			if isCut(value) {
				h.message.cut = true
				if c.part != source {
					value = strings.TrimRight(value, ".… ")
				}
			}
			if !h.set(c.part, value, line) {
				if c.part == eventID || c.part == instance {
					return false
				}
				continue
			}
		}
		h.has |= 1 << c.part
	}
	return true
}
