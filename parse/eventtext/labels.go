package eventtext

import (
	"strings"

	"github.com/vsslog/vsslog/parse/rendered"
)

// part is what a label labels.
type part = rendered.Part

const (
	other    = rendered.PartOther
	logName  = rendered.PartLog
	source   = rendered.PartSource
	date     = rendered.PartDate
	clock    = rendered.PartClock
	eventID  = rendered.PartEventID
	instance = rendered.PartInstance
	level    = rendered.PartLevel
	category = rendered.PartCategory
	user     = rendered.PartUser
	computer = rendered.PartComputer
	message  = rendered.PartMessage
	data     = rendered.PartData
	xml      = rendered.PartXML
	record   = rendered.PartRecord
	binary   = rendered.PartBinary
)

type meaning = rendered.Meaning

// labelled is a line "Label: value".
type labelled struct {
	meaning
	known bool // the label is in the table
	label string
	value string
	at    int // of the value in the line
}

// readLabel reads a line as label and value. The label is short and stands before
// the first colon, or before a tab.
func readLabel(line string) (l labelled, ok bool) {
	start := 0
	for start < len(line) && (line[start] == ' ' || line[start] == '\t') {
		start++
	}
	if start < len(line) && (line[start] == '-' || line[start] == '*') && start+1 < len(line) &&
		line[start+1] == ' ' { // a bullet
		start += 2
	}
	rest := line[start:]
	if rest == "" || rest[0] >= '0' && rest[0] <= '9' {
		return l, false
	}
	end := strings.IndexByte(rest[:min(len(rest), rendered.MaxLabel)], ':')
	if wide := gapIn(rest, end); wide > 0 { // a table without colons
		if m, ok := rendered.FindLabel(rest[:wide]); ok && m.Part != other && m.Part != data {
			value := wide
			for value < len(rest) && (rest[value] == ' ' || rest[value] == '\t') {
				value++
			}
			return labelled{meaning: m, known: true, label: rest[:wide], value: rest[value:], at: start + value}, true
		}
	}
	if end < 1 {
		return l, false
	}
	value := end + 1
	label := strings.TrimRight(rest[:end], " \t")
	if tab := strings.IndexByte(label, '\t'); tab > 0 { // "Date<tab>3/14/2023 11:02": the colon is the value's
		return l, false
	}
	label = strings.Trim(label, "*_")
	l.label = label
	l.meaning, l.known = rendered.FindLabel(label)
	for value < len(rest) && (rest[value] == ' ' || rest[value] == '\t' || rest[value] == '*') {
		value++
	}
	l.at, l.value = start+value, rest[value:]
	return l, true
}

// gapIn returns where a tab or two blanks end the first words of s, before the colon
// at end if there is one; 0 if there is no such gap.
func gapIn(s string, end int) int {
	limit := min(len(s), 40)
	if end > 0 {
		limit = min(limit, end)
	}
	for i := 1; i+1 < limit; i++ {
		if s[i] == '\t' || s[i] == ' ' && s[i+1] == ' ' {
			if strings.TrimLeft(s[i:limit], " \t") == "" { // blanks before the colon
				return 0
			}
			return i
		}
	}
	return 0
}

// nextLabel returns where in a value the next label of the table begins: where line
// breaks are lost, or where Event Viewer's pane sets two labels side by side. -1 if
// there is none.
func nextLabel(value string) int {
	for from := 0; ; {
		colon := strings.IndexByte(value[from:min(len(value), 400)], ':')
		if colon < 0 {
			return -1
		}
		colon += from
		from = colon + 1
		if colon+1 < len(value) && value[colon+1] != ' ' && value[colon+1] != '\t' {
			continue
		}
		end := len(strings.TrimRight(value[:colon], " "))
		for words, start := 0, end; words < 5 && start > 0; words++ {
			start = strings.LastIndexAny(value[:start], " \t|,;") // to the blank before the word
			if start < 0 {
				break
			}
			if m, ok := rendered.FindLabel(value[start+1 : end]); ok &&
				(m.Part != other || m.Second != other || words > 0 || keywordLabel(value[start+1:end])) &&
				longestLabel(value, start, end) {
				return start + 1
			}
		}
	}
}

// longestLabel reports whether the word before does not belong to the label as
// well: "ID" ends "Event ID".
func longestLabel(value string, start, end int) bool {
	head := strings.TrimRight(value[:start], " ")
	blank := strings.LastIndexAny(head, " \t|,;")
	_, longer := rendered.FindLabel(value[blank+1 : end])
	return !longer || blank+1 == 0
}

// keywordLabel reports whether a label of one word is not worth keeping and yet ends
// the value before it.
func keywordLabel(label string) bool {
	m, ok := rendered.FindLabel(label)
	return ok && m.Part == other && len(label) > 5
}
