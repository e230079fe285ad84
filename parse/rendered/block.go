package rendered

import "strings"

// blockLabels are the two labels of the block that VSS events of Vista and later
// end with, by language. Several lines tell their layout by themselves; the labels
// serve where all of it stands on one line.
var blockLabels = []struct{ operation, context, source string }{
	{"Operation:", "Context:", "Microsoft Learn, SQL Server VSS Writer logging"},
	{"Vorgang:", "Kontext:", "public reports of German hosts (VSS 8194)"},
	{"Opération :", "Contexte :", "openzfs/ZFSin issue 354 (VSS 12289)"},
	{"操作:", "コンテキスト:", "jpwinsup.github.io, VSS 8229"},
	{"Операция:", "Контекст:", "pastebin 0ZEDJERd (VSS 12292)"},
}

// contextKeys are the keys of the block's second half, in English: they cut it
// where its line breaks are lost. Seen in real records.
var contextKeys = []string{
	"Execution Context", "Writer Class Id", "Writer Name", "Writer Instance Name", "Writer Instance ID", "Command Line",
	"Process ID",
	"Provider ID", "Class ID", "Snapshot Context", "Current State", "Volume Name", "Snapshot Set ID", "Snapshot ID",
	"Maximum supported sessions",
	"Completed sessions", "Active sessions", "Aborted sessions", "Writer failed sessions", "New snaphot set",
	"Old snapshot set", "Old operation",
	"Old state", "Old failure", "Old extended failure hr", "Old extended failure message", "Provider Name",
	"Provider Version",
}

const maxBlockLabel = 62 // bytes of a label of the block

// splitBlock cuts a message of VSS into its text and the block behind it. The
// block comes back in the layout of the event's own string: two labels at the
// margin, each after an empty line, their lines indented by three blanks.
func splitBlock(message string) (head, block string) {
	message = dedent(strings.ReplaceAll(message, "\r", ""))
	if head, block, ok := splitLines(message); ok {
		return head, block
	}
	for _, l := range blockLabels {
		at := strings.Index(message, " "+l.operation+" ")
		if at < 0 {
			at = strings.Index(message, "\n"+l.operation+" ")
		}
		if at < 0 {
			continue
		}
		rest := message[at+1+len(l.operation):]
		operations, values, found := strings.Cut(rest, l.context)
		if !found {
			return message[:at], layout(l.operation, []string{operations}, "", nil)
		}
		return message[:at], layout(l.operation, nonEmpty(strings.Split(operations, "\n")), l.context, cutKeys(values))
	}
	return message, ""
}

// dedent takes off the blanks that all lines but the first begin with: a message that
// somebody pasted into a list is indented as a whole.
func dedent(message string) string {
	_, rest, ok := strings.Cut(message, "\n")
	if !ok || rest == "" || rest[0] != ' ' && rest[0] != '\n' {
		return message
	}
	indent := -1
	for line := range strings.Lines(rest) {
		if text := strings.TrimLeft(line, " "); strings.TrimSpace(text) != "" {
			if n := len(line) - len(text); indent < 0 || n < indent {
				indent = n
			}
		}
	}
	if indent <= 0 {
		return message
	}
	var b strings.Builder
	b.Grow(len(message))
	for line := range strings.Lines(message) {
		text := strings.TrimLeft(line, " ")
		b.WriteString(line[min(indent, len(line)-len(text)):])
	}
	return b.String()
}

// splitLines finds the block by its lines.
func splitLines(message string) (head, block string, ok bool) {
	const most = 16 // labels that are tried: what follows each is read to its end
	at := 0
	for tried := 0; at < len(message) && tried < most; {
		end := strings.IndexByte(message[at:], '\n')
		if end < 0 {
			return "", "", false
		}
		end += at
		if isBlockLabel(message[at:end]) && at > 0 {
			tried++
			if block, ok := readBlock(message[at:]); ok {
				return message[:at], block, true
			}
		}
		at = end + 1
	}
	return "", "", false
}

// isBlockLabel reports whether a line is nothing but a label.
func isBlockLabel(line string) bool {
	line = strings.TrimRight(line, " \t")
	bare, ok := strings.CutSuffix(line, ":")
	if !ok {
		bare, ok = strings.CutSuffix(line, "：")
	}
	return ok && bare != "" && len(line) <= maxBlockLabel && !strings.ContainsAny(bare, ":{}[]0123456789") &&
		bare[0] != ' ' &&
		bare[0] != '\t'
}

// readBlock reads the block that begins with a label. Lines that lost their indent
// are told by the second label, whose lines are "Key: Value".
func readBlock(s string) (string, bool) {
	first, rest, _ := strings.Cut(s, "\n")
	second, line := "", ""
	all := make([]string, 0, 16)
	operations, values := all[:0:8], all[8:8]
	indented, keyed := false, false
	for rest != "" {
		line, rest, _ = strings.Cut(rest, "\n")
		text := strings.TrimSpace(line)
		margin := text != "" && line[0] != ' ' && line[0] != '\t'
		switch {
		case text == "":
		case second == "" && margin && isBlockLabel(line):
			second = text
		case second == "":
			operations = append(operations, text)
			indented = indented || !margin
		default:
			indented = indented || !margin
			keyed = keyed || strings.Contains(text, ":")
			values = append(values, text)
		}
	}
	if first = strings.TrimSpace(first); !indented && !(second != "" && keyed && len(operations) > 0) ||
		len(operations)+len(values) == 0 {
		return "", false
	}
	return layout(first, operations, second, values), true
}

func layout(operation string, operations []string, context string, values []string) string {
	var b strings.Builder
	b.Grow(len(operation) + len(context) + 16 + sizeOf(operations) + sizeOf(values))
	section := func(label string, lines []string) {
		if label == "" {
			return
		}
		b.WriteString("\n\n" + strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(label, ":"), "：")) + ":")
		for _, line := range lines {
			if line = strings.TrimSpace(line); line != "" {
				b.WriteString("\n   " + line)
			}
		}
	}
	section(operation, operations)
	section(context, values)
	return b.String()
}

func sizeOf(lines []string) (n int) {
	for _, line := range lines {
		n += len(line) + 4
	}
	return n
}

func nonEmpty(lines []string) []string {
	var out []string
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// cutKeys cuts "Key: Value Key: Value" at the keys.
func cutKeys(s string) []string {
	var out []string
	for _, line := range nonEmpty(strings.Split(s, "\n")) {
		from := 0
		for at := 1; at < len(line); at++ {
			if line[at-1] == ' ' && beginsKey(line[at:]) && !continuesKey(line[:at]) {
				out, from = append(out, line[from:at]), at
			}
		}
		out = append(out, line[from:])
	}
	return out
}

func beginsKey(s string) bool {
	for _, key := range contextKeys {
		if len(s) > len(key) && s[len(key)] == ':' && s[:len(key)] == key {
			return true
		}
	}
	return false
}

// continuesKey reports whether what stands before is the beginning of a longer
// key: the "Writer" of "Writer Instance Name" stands before no key.
func continuesKey(before string) bool {
	before = strings.TrimRight(before, " ")
	return strings.HasSuffix(before, "Old") || strings.HasSuffix(before, "New")
}

// Block returns the Operation and Context block of VSS that s is, in the layout of
// the event's own string; s itself if it is none.
func Block(s string) string {
	if block, ok := readBlock(strings.ReplaceAll(s, "\r", "")); ok {
		return block
	}
	return s
}
