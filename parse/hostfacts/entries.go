package hostfacts

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse/console"
)

// entry is one label with its value and the values that continue it.
type entry struct {
	line         int
	label, value string
	more         []item
}

// item is one continuation.
type item struct {
	line int
	text string
}

// readEntries reads the list form: "label:   value" and indented continuations
// up to a blank line or something else.
func readEntries(r *console.Reader, i int) (entries []entry, next int) {
	if label, value, ok := console.Label(r.Text(i)); !ok || value == "" || console.Indent(r.Text(i)) > 0 ||
		len(label) > 40 {
		return nil, i
	}
	for next = i; next < i+maxEntries && !r.Blank(next); next++ {
		line := r.Text(next)
		if console.Indent(line) >= 12 && len(entries) > 0 {
			last := &entries[len(entries)-1]
			last.more = append(last.more, item{next, line})
			continue
		}
		label, value, ok := console.Label(line)
		if _, isPrompt := console.Command(line); !ok || isPrompt || console.Indent(line) > 0 {
			break
		}
		entries = append(entries, entry{line: next, label: label, value: value})
	}
	return entries, next
}

// maxEntries bounds a list: hundreds of updates and network cards.
const maxEntries = 2000

// readTableEntries reads systeminfo /fo csv and /fo table (both unconfirmed): a
// line of labels and a line of values, in the table with a rule between.
func readTableEntries(r *console.Reader, i int) (entries []entry, next int) {
	var labels, values []string
	at := i + 1
	if rule := r.Text(at); strings.HasPrefix(rule, "=") && strings.Trim(rule, "= ") == "" {
		at++
		labels, values = cutByRule(rule, r.Text(i)), cutByRule(rule, r.Text(at))
	} else if line := r.Text(i); strings.HasPrefix(line, `"`) &&
		max(strings.Count(line, ","), strings.Count(line, ";")) >= 4 {
		labels, values = fields(r.Text(i)), fields(r.Text(at))
	}
	if len(labels) < 5 || len(labels) != len(values) {
		return nil, i
	}
	for k, value := range values {
		e := entry{line: at, label: strings.TrimRight(labels[k], ": "), value: strings.TrimSpace(value)}
		e.splitItems(value)
		entries = append(entries, e)
	}
	return entries, at + 1
}

var bracketed = lazyregexp.New(`\[\d+\]:`)

// splitItems splits "1 Hotfix(s) Installed.,[01]: Q147222" into value and items.
func (e *entry) splitItems(value string) {
	places := bracketed.FindAllStringIndex(value, -1)
	for n, place := range places {
		end := len(value)
		if n+1 < len(places) {
			end = places[n+1][0]
		}
		e.more = append(e.more, item{e.line, strings.Trim(value[place[0]:end], " ,")})
	}
	if places != nil {
		e.value = strings.Trim(value[:places[0][0]], " ,")
	}
}

// cutByRule cuts a line where the runs of = in rule begin.
func cutByRule(rule, line string) []string {
	var cells []string
	runes := []rune(line)
	for from := 0; from < len(rule); {
		end := strings.IndexByte(rule[from:], ' ')
		if end < 0 {
			end = len(rule) - from
		}
		cells = append(cells, strings.TrimSpace(column{from: from, to: from + end}.cell(runes)))
		from += end + 1
	}
	return cells
}
