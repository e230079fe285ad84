package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// cell is one cell of the tables of hosts and of files.
type cell struct {
	Text  string   `json:"text,omitempty"`
	Small []string `json:"small,omitempty"` // further lines
	Bad   bool     `json:"bad,omitempty"`
	Right bool     `json:"right,omitempty"` // a number
}

// Class is how the page lays a cell out: n for a number, w for a word that is not
// broken on paper.
func (c cell) Class() string {
	switch {
	case c.Right:
		return "n"
	case len(c.Text) <= 16:
		return "w"
	}
	return ""
}

// mostRows is how many rows of such a table are in the page itself. The others
// are packed and drawn when the table is opened.
const mostRows = 150

// table is what of it is in the page, and how many rows it has.
type table struct {
	Rows  [][]cell
	Total int
}

// tableBuilder takes the rows one by one: the first ones are in the page, the
// others are packed as they come. Those of a fleet would take much room.
type tableBuilder struct {
	table
	more *packedText // nil: there are no others
	err  error
}

func (t *tableBuilder) add(row []cell) {
	t.Total++
	if t.Total <= mostRows {
		t.Rows = append(t.Rows, row)
		return
	}
	text, err := json.Marshal(row)
	if t.err == nil {
		t.err = err
	}
	if t.more == nil {
		t.more = newPacked()
		t.more.write([]byte("["))
	} else {
		t.more.write([]byte(","))
	}
	t.more.write(text)
}

// finish ends the table. No row may follow.
func (t *tableBuilder) finish() error {
	if t.more != nil && t.more.z != nil && t.err == nil {
		t.more.write([]byte("]"))
		t.err = t.more.finish()
	}
	return t.err
}

func (t *tableBuilder) close() error {
	if t.more == nil {
		return nil
	}
	return t.more.close()
}

func number(n int64) cell { return cell{Text: strconv.FormatInt(n, 10), Right: true} }

// some is number with nothing for none.
func some(n int64, words string) []string {
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d %s", n, words)}
}

// hostRow has the columns of the page's table of hosts.
func hostRow(k *correlate.Case, sets, problems int64) []cell {
	w, conflict := k.Host.Windows()
	windows := cell{Text: visible(w.String())}
	if w.Name != "" {
		windows.Text += " (" + visible(w.Name) + ")"
	}
	if conflict {
		windows.Bad, windows.Small = true, []string{"its files state different Windows versions"}
	}
	logs := cell{Text: "none"}
	for i, l := range k.Logs {
		if i == 0 {
			logs.Text = ""
		}
		logs.Small = append(logs.Small, visible(logWords(l)))
	}
	listings, records := number(int64(k.ListingCount())), number(int64(k.StepCount()))
	records.Small = some(int64(len(k.Unassigned)), "in no set")
	return []cell{{Text: visible(k.Host.Name), Small: []string{"named by " + k.Host.Basis}}, windows,
		number(sets), number(problems), records, listings, {Text: visible(k.ClockBasis())}, logs}
}

// logWords says which time a log covers, and what is missing in it.
func logWords(l *correlate.Log) string {
	first, last, n := interval.Forever, interval.Never, int64(0)
	for _, r := range l.Runs {
		first, last, n = min(first, r.Earliest), max(last, r.Latest), n+r.Records
	}
	words := cmp.Or(l.Channel, "log without a name")
	if n > 0 {
		words += fmt.Sprintf(": %s, %s to %s", plural(int(n), "record"), stampSecond(first), stampSecond(last))
	}
	const most = 3
	gaps := l.Gaps()
	for i, g := range gaps {
		if i == most {
			return words + fmt.Sprintf("; %d more gaps", len(gaps)-i)
		}
		words += "; " + g
	}
	return words
}

// inputRow has the columns of the page's table of files.
func inputRow(r *export.InputRow) []cell {
	used := number(r.Used)
	used.Small = some(r.Duplicates, "duplicates")
	var from, to string
	if r.First != 0 {
		from, to = stampSecond(r.First), stampSecond(r.Last)
	}
	trouble := cell{Text: visible(shortened(r.Problem, 600)), Bad: r.Problem != ""}
	trouble.Small = slices.Concat(
		some(r.Damaged, "damaged places"),
		some(r.Salvaged, "records salvaged"),
		allVisible(r.Gaps),
	)
	source := cell{Text: visible(r.Source)}
	if r.SHA256 != "" {
		source.Small = []string{"SHA-256 " + r.SHA256}
	}
	return []cell{source, {Text: visible(cmp.Or(r.Format, "not opened"))}, {Text: visible(r.Host)},
		{Text: byteWords(r.Bytes), Right: true}, number(r.Records), used, {Text: from}, {Text: to}, trouble}
}

func stampSecond(t parse.Ticks) string { return t.Time().Format("2006-01-02 15:04:05") }

func byteWords(n int64) string {
	switch {
	case n < 0:
		return "not known"
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	case n < 1<<30:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
}

// trouble says what of a file is missing.
func trouble(r *export.InputRow) string {
	parts := slices.Clone(r.Gaps)
	if r.Problem != "" {
		parts = append([]string{r.Problem}, parts...)
	}
	return strings.Join(parts, "; ")
}
