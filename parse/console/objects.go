package console

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
)

// Object is one object of a listing: a row of a table, a block of a list.
type Object struct {
	First, Last int               // lines
	Values      map[string]string // by PropertyName; a value that the console cut ends in "..."
}

// Limits of one listing of objects.
const (
	maxObjects     = 4096
	maxProperties  = 64
	maxObjectLines = 200     // of one object in a list
	maxObjectLine  = 1 << 16 // bytes of a line of JSON or CSV
)

// PropertyName is the name of a property without what tools add: "Writer Id",
// "WriterID", "writer_id" and "WriterId" are one, writerid.
func PropertyName(s string) string {
	return strings.ToLower(propertyMarks.Replace(s))
}

const nameMarks = " _-.\t\""

var propertyMarks = func() *strings.Replacer {
	var pairs []string
	for mark := range strings.SplitSeq(nameMarks, "") {
		pairs = append(pairs, mark, "")
	}
	return strings.NewReplacer(pairs...)
}()

// MayHead reports whether a line in the middle of a paragraph may begin a listing: as its heading, which has
// one of each group of names of properties, which are PropertyNames, or in JSON.
func MayHead(line string, groups ...[]string) bool {
	if strings.HasPrefix(line, "#TYPE ") {
		return true
	}
	if !onlyNames(line) && !strings.ContainsAny(line, ",;\t") &&
		strings.IndexByte(`{["`, strings.TrimSpace(line)[0]) < 0 {
		return false
	}
	var room [256]byte // most lines are spared a place in the heap
	names := room[:0]
	for i := 0; i < len(line); i++ {
		if c := inName[line[i]]; c != 0 {
			names = append(names, c)
		}
	}
	for _, group := range groups {
		if !parse.HoldsOne(parse.Borrow(names), group) {
			return false
		}
	}
	return true
}

// inName is what PropertyName makes of each byte of ASCII, 0 for those that it leaves out.
var inName = func() (of [256]byte) {
	for c := range of {
		if strings.IndexByte(nameMarks, byte(c)) < 0 {
			of[c] = foldByte(byte(c))
		}
	}
	return of
}()

// Objects reads a listing of objects that begins at line i, as PowerShell and wmic
// print them: as a table, with or without a rule below the names, as a list of
// Name : value or Name=value, as CSV, as JSON. known is asked for the names of the
// properties whether it is the listing that is looked for; they are PropertyNames.
// It returns none if no such listing begins there.
func (r *Reader) Objects(i int, known func(names []string) bool) (all []Object, next int) {
	line := r.Text(i)
	if len(line) > maxObjectLine {
		return nil, i
	}
	for _, form := range objectForms {
		if !form.may(r, i, line) {
			continue
		}
		if all, next = form.read(r, i, line, known); len(all) > 0 {
			return all, next
		}
	}
	return nil, i
}

// objectForms are the forms of a listing, each with a quick test of its first line.
var objectForms = []struct {
	may  func(r *Reader, i int, line string) bool
	read func(r *Reader, i int, line string, known func([]string) bool) ([]Object, int)
}{
	{func(_ *Reader, _ int, line string) bool { return strings.IndexByte(line, '"') >= 0 }, (*Reader).jsonObjects},
	{func(_ *Reader, _ int, line string) bool {
		return strings.HasPrefix(line, "#TYPE ") || strings.ContainsAny(line, ",;")
	}, (*Reader).csvObjects},
	{func(_ *Reader, _ int, line string) bool { return strings.Count(line, "\t") >= 2 }, (*Reader).tabObjects},
	{
		func(r *Reader, i int, line string) bool { return isRule(r.Text(i+1)) || onlyNames(line) },
		(*Reader).tableObjects,
	},
	{func(r *Reader, i int, line string) bool {
		return strings.ContainsAny(line, ":=") && (r.Opens(i) || isRule(r.Behind(i-1)))
	}, (*Reader).listObjects},
}

// onlyNames reports whether s is nothing but names of properties.
func onlyNames(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != ' ' && !isWordByte(s[i]) {
			return false
		}
	}
	return true
}

// span is a column of a table, in runes.
type span struct {
	name     string
	from, to int
}

// tableObjects reads a table whose columns are told by a rule of dashes below
// their names, or by the names alone.
func (r *Reader) tableObjects(i int, line string, known func([]string) bool) (all []Object, next int) {
	columns, next := r.heading(i)
	next += i
	if len(columns) < 2 || !known(namesOf(columns)) {
		return nil, i
	}
	for at := next; len(all) < maxObjects && r.Has(at); at++ {
		row := r.Text(at)
		if isBlank(row) {
			if r.Blank(at+1) || len(all) > 0 && !fitsTable([]rune(r.Text(at+1)), columns) {
				break
			}
			continue
		}
		if _, isPrompt := Command(row); isPrompt || !utf8.ValidString(row) {
			break
		}
		values := cells([]rune(row), columns)
		if len(values) < 2 {
			break
		}
		all = append(all, Object{at, at, values})
		next = at + 1
	}
	return all, next
}

// fitsTable reports whether a row behind a blank line goes on with the table.
func fitsTable(row []rune, columns []span) bool { return len(cells(row, columns)) == len(columns) }

func namesOf(columns []span) []string {
	names := make([]string, len(columns))
	for k, c := range columns {
		names[k] = c.name
	}
	return names
}

// heading is tableColumns of line i, which several grammars ask for.
func (r *Reader) heading(i int) (columns []span, lines int) {
	if h := &r.headed; h.lines == 0 || h.at != i {
		columns, lines = tableColumns(r.Text(i), r.Text(i+1))
		r.headed = headedTable{i, columns, lines}
	}
	return r.headed.columns, r.headed.lines
}

// headedTable is what heading last gave.
type headedTable struct {
	at      int
	columns []span
	lines   int
}

// tableColumns reads the heading of a table; lines is how many lines it has.
func tableColumns(heading, rule string) (columns []span, lines int) {
	header := []rune(heading)
	if isRule(rule) {
		marks := []rune(rule)
		for at := 0; at < len(marks) && len(columns) < maxProperties; {
			if marks[at] == ' ' || marks[at] == '\t' {
				at++
				continue
			}
			end := at
			for end < len(marks) && (marks[end] == '-' || marks[end] == '=') {
				end++
			}
			to := len(header)
			if behind := strings.IndexAny(string(marks[end:]), "-="); behind >= 0 {
				to = min(to, end+behind)
			}
			if at < len(header) {
				columns = append(columns, span{PropertyName(string(header[at:max(at, to)])), at, end})
			}
			at = end
		}
		return columns, 2
	}
	for at := 0; at < len(header) && len(columns) < maxProperties; {
		if header[at] == ' ' {
			at++
			continue
		}
		end := at
		for end < len(header) && header[end] != ' ' {
			if c := header[end]; c >= utf8.RuneSelf || !isWordByte(byte(c)) {
				return nil, 1 // names of properties have nothing else
			}
			end++
		}
		columns = append(columns, span{PropertyName(string(header[at:end])), at, end})
		at = end
	}
	return columns, 1
}

// isRule recognises "----  -----" below the names of a table.
func isRule(s string) bool {
	return len(s) > 3 && (s[0] == '-' || s[0] == '=' || s[0] == ' ') && strings.Trim(s, "-= \t") == "" &&
		strings.ContainsAny(s, "-=")
}

// cells cuts a row where its columns begin. A number that is aligned to the right
// stands across the beginning of its column, as a whole.
func cells(row []rune, columns []span) map[string]string {
	values := map[string]string{}
	from := 0
	for k, c := range columns {
		to := len(row)
		if k+1 < len(columns) {
			to = boundary(row, columns[k+1].from, from)
		}
		if value := strings.TrimSpace(string(row[min(from, len(row)):max(to, min(from, len(row)))])); value != "" {
			values[c.name] = ellipsis(value)
		}
		from = max(from, to)
	}
	return values
}

// boundary is where the cell of the column at right begins in a row. Numbers are aligned to the
// right: their name stands at the end of the column, and they begin before it.
func boundary(row []rune, right, from int) int {
	at := min(len(row), right)
	for at > from && at < len(row) && row[at-1] != ' ' && row[at] != ' ' {
		at--
	}
	return at
}

// ellipsis writes the mark of a cut value in one way.
func ellipsis(value string) string {
	if rest, ok := strings.CutSuffix(value, "…"); ok {
		return rest + "..."
	}
	return value
}

// tabObjects reads a table with tabs between its cells, as msinfo32 writes them.
func (r *Reader) tabObjects(i int, line string, known func([]string) bool) (all []Object, next int) {
	names := strings.Split(line, "\t")
	if len(names) < 3 || len(names) > maxProperties {
		return nil, i
	}
	for k := range names {
		names[k] = PropertyName(strings.TrimSpace(names[k]))
	}
	if !known(names) {
		return nil, i
	}
	next = i + 1
	for at := next; len(all) < maxObjects && r.Has(at) && !r.Blank(at); at++ {
		row := strings.Split(r.Text(at), "\t")
		if len(row) < 2 {
			break
		}
		all = append(all, Object{at, at, zip(names, row)})
		next = at + 1
	}
	return all, next
}

func zip(names, row []string) map[string]string {
	values := map[string]string{}
	for k, value := range row {
		if value = strings.TrimSpace(value); k < len(names) && value != "" {
			values[names[k]] = value
		}
	}
	return values
}

// csvObjects reads what Export-Csv, ConvertTo-Csv and wmic /format:csv write.
func (r *Reader) csvObjects(i int, line string, known func([]string) bool) (all []Object, next int) {
	first := i
	if strings.HasPrefix(line, "#TYPE ") {
		first++
		line = r.Text(first)
	}
	if !strings.ContainsAny(line, ",;") || strings.HasPrefix(strings.TrimSpace(line), "{") {
		return nil, i
	}
	names := csvFields(line)
	if len(names) < 2 || len(names) > maxProperties {
		return nil, i
	}
	for k := range names {
		names[k] = PropertyName(names[k])
	}
	if !known(names) {
		return nil, i
	}
	next = first + 1
	for at := next; len(all) < maxObjects && r.Has(at); at++ {
		if r.Blank(at) {
			if r.Blank(at + 1) {
				break
			}
			continue
		}
		row := r.Text(at)
		if len(row) > maxObjectLine {
			break
		}
		fields := csvFields(row)
		if len(fields) != len(names) {
			break
		}
		all = append(all, Object{at, at, zip(names, fields)})
		next = at + 1
	}
	return all, next
}

func csvFields(line string) []string {
	c := csv.NewReader(strings.NewReader(line))
	c.LazyQuotes = true
	if strings.Count(line, ";") > strings.Count(line, ",") {
		c.Comma = ';'
	}
	row, err := c.Read()
	if err != nil {
		return nil
	}
	return row
}

// objectPair reads Name : value or Name=value.
func objectPair(line string) (name, value string, ok bool) {
	t := strings.TrimSpace(line)
	at := strings.IndexAny(t, ":=")
	if at < 1 || at > 40 {
		return "", "", false
	}
	name = PropertyName(t[:at])
	for _, c := range name {
		if c < utf8.RuneSelf && !isWordByte(byte(c)) && c != '(' && c != ')' {
			return "", "", false
		}
	}
	return name, strings.TrimSpace(t[at+1:]), name != ""
}

// listObjects reads a list: blocks of pairs with blank lines between them. The first
// stands behind a blank line, a prompt or a line of dashes, so that no line is read
// again and again.
func (r *Reader) listObjects(i int, line string, known func([]string) bool) (all []Object, next int) {
	if _, _, ok := objectPair(line); !ok {
		return nil, i
	}
	next = i
	for at := i; len(all) < maxObjects; {
		o, after := r.listObject(at)
		if len(o.Values) < 2 || !known(sortedNames(o.Values)) {
			return all, next
		}
		all = append(all, o)
		next = after
		if at = r.SkipBlank(after); at > after+3 {
			return all, next
		}
	}
	return all, next
}

func sortedNames(values map[string]string) []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// listObject reads the block at line i up to a blank line or to a name that it
// has already.
func (r *Reader) listObject(i int) (o Object, next int) {
	o = Object{First: i, Last: i, Values: map[string]string{}}
	last := ""
	for next = i; next < i+maxObjectLines && r.Has(next) && !r.Blank(next); next++ {
		line := r.Text(next)
		if last != "" && Indent(line) >= 12 { // the value goes on
			if value := o.Values[last] + " " + strings.TrimSpace(line); len(value) < maxObjectLine {
				o.Values[last] = strings.TrimSpace(value)
			}
			o.Last = next
			continue
		}
		name, value, ok := objectPair(line)
		if _, twice := o.Values[name]; !ok || twice || len(o.Values) >= maxProperties {
			break
		}
		o.Values[name], last, o.Last = ellipsis(value), name, next
	}
	return o, next
}

// jsonObjects reads what ConvertTo-Json writes: objects one a line, or spread over
// lines with one property on each, alone or in an array.
func (r *Reader) jsonObjects(i int, line string, known func([]string) bool) (all []Object, next int) {
	t := strings.TrimSpace(line)
	if !strings.HasPrefix(t, "{") && !strings.HasPrefix(t, "[") && !strings.HasPrefix(t, `"`) {
		return nil, i
	}
	if strings.Contains(t, `":`) && (t[0] == '[' || t[0] == '{') {
		return r.compactObjects(i, t, known)
	}
	if t[0] != '"' {
		return nil, i
	}
	if names := r.jsonNames(i); len(names) < 2 || !known(names) {
		return nil, i
	}
	next = i
	for at := i; len(all) < maxObjects; {
		o := Object{First: at, Last: at, Values: map[string]string{}}
		for ; at < o.First+maxObjectLines && r.Has(at); at++ {
			l := r.jsonLine(at)
			if !l.ok {
				break
			}
			o.Values[l.name], o.Last = l.value, at
		}
		if len(o.Values) < 2 || !known(sortedNames(o.Values)) {
			return all, next
		}
		all, next = append(all, o), at
		for n := 0; n < 3 && strings.Trim(r.Text(at), " \t{}[],") == "" && r.Has(at); n++ {
			at++
			next = at
		}
	}
	return all, next
}

// jsonPair reads `"Name":  "value",`.
func jsonPair(line string) (name, value string, ok bool) {
	t := strings.TrimSuffix(strings.TrimSpace(line), ",")
	if len(t) > maxObjectLine || !strings.HasPrefix(t, `"`) {
		return "", "", false
	}
	var one map[string]any
	if !fromJSON("{"+t+"}", &one) || len(one) != 1 {
		return "", "", false
	}
	for key, v := range one {
		return PropertyName(key), jsonText(v), true
	}
	return "", "", false
}

// compactObjects reads the objects of one line.
func (r *Reader) compactObjects(i int, t string, known func([]string) bool) (all []Object, next int) {
	var parsed []map[string]any
	if t[0] == '{' {
		t = "[" + strings.TrimSuffix(t, ",") + "]"
	}
	if !fromJSON(t, &parsed) || len(parsed) > maxObjects {
		return nil, i
	}
	for _, one := range parsed {
		o := Object{First: i, Last: i, Values: map[string]string{}}
		for key, v := range one {
			o.Values[PropertyName(key)] = jsonText(v)
		}
		if len(o.Values) < 2 || !known(sortedNames(o.Values)) {
			return nil, i
		}
		all = append(all, o)
	}
	return all, i + 1
}

// fromJSON decodes a text that is one value of JSON, numbers as they are written.
func fromJSON(text string, v any) bool {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if d.Decode(v) != nil {
		return false
	}
	_, err := d.Token()
	return err == io.EOF
}

// jsonText is a value as a text shows it; a number as it is written.
func jsonText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		if f, err := v.Float64(); err == nil && f == math.Trunc(f) && strings.ContainsAny(v.String(), ".eE") {
			return strconv.FormatFloat(f, 'f', -1, 64) // 8.0
		}
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case map[string]any: // an enumeration: {"value": 8, "Value": "Failed"}
		for _, key := range []string{"Value", "DisplayName", "Name"} {
			if inner, ok := v[key].(string); ok {
				return inner
			}
		}
	}
	return ""
}

// Columns returns the names of the columns of the table that begins at line i, in
// their order.
func (r *Reader) Columns(i int) (names []string, ok bool) {
	columns, _ := r.heading(i)
	return namesOf(columns), len(columns) > 0
}

// Cells returns a function that cuts a row of the table whose rule stands in line
// i; names are those of its columns, in their order.
func (r *Reader) Cells(i int, names []string) (cut func(row string) map[string]string, ok bool) {
	rule := r.Text(i)
	if !isRule(rule) {
		return nil, false
	}
	columns, _ := tableColumns(rule, rule)
	if len(columns) < len(names) {
		return nil, false
	}
	columns = columns[:len(names)]
	for k := range columns {
		columns[k].name = names[k]
	}
	return func(row string) map[string]string { return cells([]rune(row), columns) }, true
}
