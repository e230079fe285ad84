package console

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// yearless is a date without a year where a line begins, as syslog (RFC 3164) and Bacula write it:
//
//	Jun 19 02:00:11 host program: ...
//	19-Jun 02:00 director JobId 7: ...
var yearless = lazyregexp.New(
	`^\s*(?:<\d{1,3}>)?(?:(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(\d{1,2})|(\d{1,2})-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)) ([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?:[\s:,.]|$)`,
)

// Yearless returns the date and time without a year with which a line begins, in the form of
// parse.FieldYearless: 06-19T02:00, with seconds where the line has them.
func Yearless(line string) (value string, ok bool) {
	if len(line) < 12 || !strings.Contains(line[:min(len(line), 24)], ":") {
		return "", false
	}
	m := yearless.FindStringSubmatch(line)
	if m == nil {
		return "", false
	}
	month, _ := monthAt(m[1]+m[4], 0)
	day, end := number(m[2]+m[3], 0, 2)
	if end == 0 || day < 1 || day > 31 {
		return "", false
	}
	value = fmt.Sprintf("%02d-%02dT%s:%s", month, day, m[5], m[6])
	if m[7] != "" {
		value += ":" + m[7]
	}
	return value, true
}
