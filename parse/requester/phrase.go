package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// phraseLine is a line that says one thing.
type phraseLine struct {
	pattern *lazyregexp.Regexp
	phrase  string
	field   string // of the first group, "" if there is none
}

// statement adds what line i says. Its time is the one in the line, else the
// next that the tool's log shows.
func statement(r *console.Reader, i, last int, tool, phrase, line string) *console.Statement {
	s := r.Add(parse.ProviderRequester, i, last)
	s.Set(parse.FieldTool, tool)
	s.Set(parse.FieldPhrase, phrase)
	if m, _, _, ok := console.FindMoment(line); ok && m.HasDate && m.HasTime {
		r.LogMark(tool, i, m)
		r.Dated(s, i, m)
	} else {
		setYearless(s, r.Text(i))
		r.Upper(s, tool)
	}
	return s
}

// setYearless gives a statement without a date the day and time with which its line begins.
func setYearless(s *console.Statement, line string) {
	if at, ok := console.Yearless(line); ok {
		s.Set(parse.FieldYearless, at)
	}
}

// readPhrases reads line i with the first pattern that fits. A VSS code in the
// line goes with it.
func readPhrases(r *console.Reader, i int, tool string, lines []phraseLine) int {
	line := strings.TrimSpace(r.Text(i))
	for _, l := range lines {
		m := l.pattern.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if l.phrase == "" {
			return i + 1
		}
		s := statement(r, i, i, tool, l.phrase, line)
		if l.field != "" && len(m) > 1 {
			s.Set(l.field, strings.TrimSpace(m[1]))
		}
		if code, ok := console.VSSCode(line); ok {
			s.Set(parse.FieldHResult, console.HResult(code))
		}
		s.SetText(line)
		return i + 1
	}
	return i
}
