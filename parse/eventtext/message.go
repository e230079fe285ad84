package eventtext

import (
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Limits of a message. The longest real ones have some hundred lines.
const (
	maxMessage      = 1 << 20 // bytes
	maxMessageLines = 4096
	maxGap          = 3  // empty lines inside of a message
	lookAhead       = 24 // lines searched for the block that belongs to a message
)

// message reads the message that begins behind the label l in line at, or with that
// line if l is nil, and returns the line behind it.
func (d *reader) message(r *console.Reader, at int, l *labelled) (text, int) {
	line := r.Text(at)
	if l != nil && l.value != "" && padded(line) { // PowerShell's list
		return hanging(r, at, l)
	}
	lines := make([]string, 0, 16)
	first := at
	if l != nil {
		first = at + 1
		if l.value != "" {
			lines = append(lines, l.value)
		}
	}
	size, gap, end := 0, 0, first
	var blocks blockHeads
	var tail stringsTail
	margin := console.Indent(line)
	for k := first; k < first+d.most && r.Has(k); k++ {
		t := r.Text(k)
		if isBlank(t) {
			if gap++; gap > maxGap {
				break
			}
			continue
		}
		if (k > at || l != nil) && d.endsMessage(r, k, len(lines) > 0) {
			break
		}
		if len(lines) > 0 && (l != nil && isOuterItem(t, margin) || gap > 0 && !continues(r, k, blocks, margin) && !tail.takes(lines)) {
			break
		}
		blocks.take(t, margin)
		if size += len(t) + 1; size > maxMessage {
			return text{strings.Join(lines, "\n"), true}, k
		}
		for ; gap > 0 && len(lines) > 0; gap-- {
			lines = append(lines, "")
		}
		gap = 0
		lines = append(lines, t)
		end = k + 1
	}
	return finished(dedent(lines, l != nil && l.value != "")), end
}

// blockHeads is what a message has had of the blocks that VSS puts at its end.
type blockHeads struct {
	count    int
	indented bool // what stands below a head is indented
}

// take counts a line of the message.
func (b *blockHeads) take(line string, margin int) {
	switch {
	case isBlockHead(line):
		b.count++
	case b.count > 0 && console.Indent(line) >= margin+2:
		b.indented = true
	}
}

// endsMessage reports whether line k is none of the message; some says that it has lines.
func (d *reader) endsMessage(r *console.Reader, k int, some bool) bool {
	return d.beginsOther(r, k, some) || some && d.rejectedAt(r, k)
}

// isOuterItem reports whether a line is the next item of the list into which an event was
// pasted: it has less indent than the event's labels, and a mark in front.
func isOuterItem(line string, margin int) bool {
	t := strings.TrimLeft(line, " \t")
	return margin > 0 && console.Indent(line) < margin && len(t) > 2 && strings.IndexByte("-*+", t[0]) >= 0 &&
		t[1] == ' '
}

// dedent takes the blanks off that all lines have in front.
func dedent(lines []string, first bool) string {
	least := -1
	for k, line := range lines {
		if k == 0 && first || line == "" {
			continue
		}
		n := 0
		for n < len(line) && (line[n] == ' ' || line[n] == '\t') {
			n++
		}
		if least < 0 || n < least {
			least = n
		}
	}
	if least > 0 {
		for k, line := range lines {
			if !(k == 0 && first) && len(line) >= least {
				lines[k] = line[least:]
			}
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// finished marks a message that was cut off.
func finished(s string) text {
	s = wholeGUIDs(s)
	return text{s, isCut(s)}
}

// wholeGUIDs undoes the breaks of lines inside of GUIDs, which a mail makes.
func wholeGUIDs(s string) string {
	const digits = 36
	if strings.IndexByte(s, '\n') < 0 {
		return s
	}
	var whole strings.Builder
	rest := s
	for {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			break
		}
		var id []byte
		at := open + 1
		for ; at < len(rest) && len(id) < digits; at++ {
			switch c := rest[at]; {
			case rendered.IsHexDigit(c) || c == '-':
				id = append(id, c)
				continue
			case c == '\n' || c == ' ' || c == '\r':
				continue
			}
			break
		}
		whole.WriteString(rest[:open+1])
		if len(id) == digits && at < len(rest) && rest[at] == '}' && strings.IndexByte(rest[open:at], '\n') > 0 {
			whole.Write(id)
			rest = rest[at:]
		} else {
			rest = rest[open+1:]
		}
	}
	if whole.Len() == 0 {
		return s
	}
	return whole.String() + rest
}

// isCut reports whether a table or a row cut s off.
func isCut(s string) bool {
	s = strings.TrimRight(s, " \t\"")
	return strings.HasSuffix(s, "...") || strings.HasSuffix(s, "…")
}

// padded reports whether a line is one of PowerShell's list: blanks stand before
// the colon, so that all values begin in one column.
func padded(line string) bool {
	at := strings.IndexByte(line, ':')
	return at > 2 && line[0] != ' ' && line[at-1] == ' ' &&
		strings.IndexByte(strings.TrimRight(line[:at], " "), ' ') < 0 &&
		at+1 <= len(line)
}

// continues reports whether what stands at line i, behind empty lines, still
// belongs to the message before them: it is indented, a label of the block that
// VSS puts at the end, or such a block or a dump follows. blocks is what the message has had of
// such blocks, margin where its lines begin. Where their lines are indented, the words in front of
// something else that somebody adds are no head of one more.
func continues(r *console.Reader, i int, blocks blockHeads, margin int) bool {
	line := r.Text(i)
	if isBlockHead(line) {
		below := r.Text(r.SkipBlank(i + 1))
		return blocks.count < 2 || !blocks.indented || console.Indent(below) >= margin+2 || beginsXML(strings.TrimLeft(below, " \t"))
	}
	if console.Indent(line) >= margin+2 || beginsWithResult(line) && blocks.count == 0 {
		return true
	}
	if isValueLine(line) && r.Has(i+1) && isValueLine(r.Text(i+1)) {
		return true
	}
	if blocks.count >= 2 {
		return false
	}
	for k, seen := i+1, 0; k < i+lookAhead && r.Has(k) && seen < 8; k++ {
		t := r.Text(k)
		if isBlank(t) {
			continue
		}
		seen++
		if _, ok := console.Command(t); ok || rendered.StartsMessage(t) || quotedLabel(t) {
			return false
		}
		if l, ok := readLabel(t); ok && l.value == "" && (l.Part == data || l.Second == data) && isDump(r.Text(k+1)) {
			return true
		}
		if isBlockHead(t) && k > i && r.Has(k+1) && (console.Indent(r.Text(r.SkipBlank(k+1))) >= 2) {
			l, ok := readLabel(t)
			return !ok || !l.known
		}
	}
	return false
}

// beginsWithResult reports whether a line begins with the code that a message of VSS ends in, which a
// copy may set apart.
func beginsWithResult(line string) bool {
	t := strings.TrimLeft(line, " \t[")
	return len(t) > 8 && (t[0]|0x20) == 'h' && (t[1]|0x20) == 'r' &&
		strings.HasPrefix(strings.TrimLeft(t[2:], " "), "=") && strings.HasPrefix(strings.TrimLeft(t[2:], " ="), "0x")
}

// isValueLine reports a line of the values that a message of the Security log lists: a label
// that is none of an event's head, and a value in a column behind it.
func isValueLine(line string) bool {
	const longest = 40
	label, value, ok := strings.Cut(strings.TrimLeft(line, " \t"), ":")
	if !ok || label == "" || len(label) > longest || hasDigit(label) ||
		!strings.HasPrefix(value, "\t") && !strings.HasPrefix(value, "  ") || isBlank(value) {
		return false
	}
	l, known := rendered.FindLabel(label)
	return !known || l.Part == other || l.Part == user
}

// isBlockHead reports whether a line is a label alone, or begins the block in one
// line.
func isBlockHead(line string) bool {
	t := strings.TrimSpace(line)
	if strings.HasPrefix(t, "Operation: ") || strings.HasPrefix(t, "Context: ") {
		return true
	}
	if len(t) > 62 || !strings.HasSuffix(t, ":") {
		return false
	}
	bare := t[:len(t)-1]
	if l, ok := rendered.FindLabel(bare); ok && l.Part != other {
		return false
	}
	return strings.IndexByte(bare, ':') < 0 && !hasDigit(bare) && strings.Count(bare, " ") <= 4
}

// beginsOther reports whether something else begins at line i: another event, a
// prompt, a listing, or the event as XML.
func (d *reader) beginsOther(r *console.Reader, i int, some bool) bool {
	line := r.Text(i)
	t := strings.TrimLeft(line, " \t")
	if t == "" {
		return false
	}
	switch t[0] {
	case '<', '+', '-':
		if beginsXML(t) || beginsFriendly(t) {
			return true
		}
	case 'E', 'v':
		if beginsWevtutil(t) || strings.HasPrefix(t, "vssadmin 1.") {
			return true
		}
	case '0':
		if isDump(line) {
			return true
		}
	}
	if some && rendered.StartsMessage(line) || quotedLabel(line) || underlined(r, i) {
		return true
	}
	if mayBeLine(t) {
		if _, _, ok := parseLine(line); ok {
			return true
		}
	}
	if mayBeRow(line) {
		if _, _, ok := parseRow(line); ok {
			return true
		}
	}
	if _, ok := console.Command(line); ok {
		return true
	}
	l, ok := readLabel(line)
	if !ok || !l.known {
		return false
	}
	if l.Part == xml || (l.Part == data || l.Second == data) && (isDump(r.Text(i+1)) || isDump(l.value)) {
		return true
	}
	if l.Part == message && l.Second == other {
		return some && (l.value != "" || !isBlockHead(line))
	}
	return d.beginsHeader(r, i, &l)
}

// beginsHeader reports whether another event's labels begin at line i: two labels
// of the table that differ, next to each other, or behind each other on the line.
func (d *reader) beginsHeader(r *console.Reader, i int, l *labelled) bool {
	switch l.Part {
	case logName, source, eventID, date, level, record, clock, instance:
	default:
		return false
	}
	next := i + 1
	if l.value == "" {
		next++
	}
	n, ok := labelled{}, false
	if cut := nextLabel(l.value); cut > 0 { // an event whose line breaks are lost
		n, ok = readLabel(l.value[cut:])
	} else {
		n, ok = readLabel(r.Text(r.SkipBlank(next)))
	}
	if ok && !n.known { // a label that somebody cut, before a source
		_, provider := rendered.KnownProvider(n.value)
		return provider
	}
	return ok && n.known && n.Part != l.Part && n.Part != other && n.Part != data
}

// quotedLabel reports whether a line is one that the listings of vssadmin are made
// of: label: 'name'.
func quotedLabel(line string) bool {
	if !strings.HasSuffix(line, "'") {
		return false
	}
	_, value, ok := console.Label(line)
	return ok && len(value) > 2 && value[0] == '\''
}

// hanging reads a message of PowerShell's list. Its further lines are indented up
// to the value; a line that was broken because the next word did not fit is joined.
func hanging(r *console.Reader, at int, l *labelled) (text, int) {
	column := strings.Index(r.Text(at), ":") + 2
	lines := []string{l.value}
	widths := []int{utf8.RuneCountInString(r.Text(at))}
	size, end := len(l.value), at+1
	for k := at + 1; k < at+maxMessageLines && r.Has(k); k++ {
		t := r.Text(k)
		if isBlank(t) {
			if next := r.SkipBlank(k); next-k > maxGap || console.Indent(r.Text(next)) < column {
				break
			}
			lines, widths = append(lines, ""), append(widths, 0)
			continue
		}
		if console.Indent(t) < column {
			break
		}
		if size += len(t); size > maxMessage {
			return text{joined(lines, widths), true}, k
		}
		lines, widths = append(lines, cutIndent(t, column)), append(widths, utf8.RuneCountInString(t))
		end = k + 1
	}
	return finished(joined(lines, widths)), end
}

func cutIndent(s string, columns int) string {
	for n := 0; n < len(s) && columns > 0; n++ {
		switch s[n] {
		case ' ':
			columns--
		case '\t':
			columns -= 8
		default:
			return s[n:]
		}
		if columns <= 0 {
			return s[n+1:]
		}
	}
	return s
}

// joined puts lines together again. The widest line tells the width of the window. A label with its value behind a tab
// begins a line of its own.
func joined(lines []string, widths []int) string {
	widest := 0
	for _, w := range widths {
		widest = max(widest, w)
	}
	var b strings.Builder
	for k, line := range lines {
		if k > 0 {
			word, _, _ := strings.Cut(strings.TrimLeft(line, " "), " ")
			last := lines[k-1][strings.LastIndexByte(lines[k-1], ' ')+1:]
			if widths[k-1] == widest && line != "" && line[0] != ' ' &&
				strings.ContainsAny(last, `\\(,{-`) { // broken inside of a path or a call
				b.WriteString(line)
				continue
			}
			if line != "" && lines[k-1] != "" && line[0] != ' ' && !strings.Contains(line, ":\t") &&
				widths[k-1]+1+utf8.RuneCountInString(word) > widest &&
				!strings.HasSuffix(lines[k-1], ":") {
				b.WriteByte(' ')
			} else {
				b.WriteByte('\n')
			}
		}
		b.WriteString(line)
	}
	return strings.TrimSpace(b.String())
}
