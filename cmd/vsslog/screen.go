package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/detect"
)

// screen tells a report to a person at a terminal: the answer first, then the
// sets, then what was read and what could not be seen.
type screen struct {
	w       io.Writer
	r       *vsslog.Report
	width   int
	paint   bool
	verbose bool
	looked  int // signatures that were asked
}

func (p *program) screen(r *vsslog.Report) *screen {
	width, _ := terminal(p.out)
	return &screen{w: p.out, r: r, width: width, paint: colour(p.out)}
}

func (s *screen) show(args []string) {
	s.answer(args)
	s.sets()
	s.next()
	s.read()
	s.unseen()
}

func (s *screen) line(indent int, text string) {
	prefix := strings.Repeat(" ", indent)
	for _, l := range wrap(printable(text), s.width-indent) {
		fmt.Fprintln(s.w, prefix+l)
	}
}

// hanging writes a label and its text; further lines stand under the text.
func (s *screen) hanging(indent int, label, text string) {
	lines := wrap(printable(text), s.width-indent-utf8.RuneCountInString(label))
	for i, l := range lines {
		lead := strings.Repeat(" ", indent+utf8.RuneCountInString(label))
		if i == 0 {
			lead = strings.Repeat(" ", indent) + label
		}
		fmt.Fprintln(s.w, lead+l)
	}
}

// wrap breaks text at blanks.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

var verdictColours = map[detect.Verdict]string{detect.Confirmed: "31;1", detect.Suspected: "33;1", detect.CannotTell: "36;1", detect.RuledOut: "2"}

func (s *screen) coloured(text, code string) string {
	if !s.paint || code == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func number(n int) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprint(n)
}
