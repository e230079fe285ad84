package eventtext

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Events as the report of a clean-up tool lists them (Farbar Recovery Scan Tool,
// MiniToolBox): level, time, source and id in one line, the message in those below. Source:
// reports in public forums. The tokens in brackets stay English; the words in front and
// "Description" are translated.
//
//	Error: (01/14/2022 07:59:26 PM) (Source: VSS) (EventID: 8194) (User: )
//	Description: ...

// reportedToken is what each such line holds.
const reportedToken = "(EventID: "

var (
	reportedHead = lazyregexp.New(
		`^\s*(\p{L}[\p{L} ]{2,20}): \(([^()]{8,40})\) \(Source: ([^()]{1,80})\) \(EventID: (\d{1,5})\)(?: \(User: ([^()]*)\))?\s*$`,
	)
	reportedMessage = lazyregexp.New(`^\s*\p{L}{4,20}: ?(.*)$`)
	reportedRule    = lazyregexp.New(`^={5,}`)
)

// reported reads the event that begins at line i.
func (d *reader) reported(r *console.Reader, i int) int {
	m := reportedHead.FindStringSubmatch(r.Text(i))
	if m == nil {
		return i
	}
	id, err := strconv.ParseUint(m[4], 10, 16)
	if err != nil {
		return i
	}
	h := &header{langs: ^uint32(0), dateAt: i, date: m[2], provider: providerOf(m[3]), id: uint32(id), user: m[5],
		dumped: true}
	h.level, _ = rendered.LevelOf(m[1])
	next := i + 1
	var lines []string
	for at := i + 1; at < i+d.most && r.Has(at); at++ {
		t := r.Text(at)
		switch {
		case reportedHead.MatchString(t), d.headed(r, at):
			h.message = finished(strings.TrimSpace(strings.Join(lines, "\n")))
			return d.add(r, i, next, h)
		case isBlank(t):
			lines = append(lines, "")
			continue
		case len(lines) == 0:
			if first := reportedMessage.FindStringSubmatch(t); first != nil {
				t = first[1]
			}
		}
		lines, next = append(lines, t), at+1
	}
	h.message = finished(strings.TrimSpace(strings.Join(lines, "\n")))
	return d.add(r, i, next, h)
}

// headed reports whether another part of the report begins at line at: a heading with a
// rule below it or in front of it.
func (d *reader) headed(r *console.Reader, at int) bool {
	t := strings.TrimSpace(r.Text(at))
	return reportedRule.MatchString(t) || t != "" && reportedRule.MatchString(strings.TrimSpace(r.Text(at+1)))
}
