package console

import (
	"strings"
	"unicode/utf8"
)

// PartOfTime reports whether the number at s[from:to] is part of a date or of a time of day, whether a year is
// there or not: 21-May, May 21, 21. Mai, 21/05 01:02, 2024-05-21, 5月21日, 21:14, 9 PM.
func PartOfTime(s string, from, to int) bool {
	before, behind := s[:from], s[to:]
	if n, _ := number(s, from, 5); n <= 59 || plausibleYear(n) {
		if isTimeUnit(behind) || endsInDay(before) {
			return true
		}
		if month, _ := monthAt(behind, skipFiller(behind, 0)); month > 0 {
			return true
		}
	}
	return ofClock(before, behind) || ofNumericDate(s, from, to)
}

// endsInDay reports whether s ends in the name of a month or of a weekday.
func endsInDay(s string) bool {
	t := strings.TrimRight(s, " .,-")
	start := len(t)
	for start > 0 && (isLetter(t[start-1]) || t[start-1] >= utf8.RuneSelf) {
		start--
	}
	if month, end := monthAt(t, start); month > 0 && end == len(t) {
		return true
	}
	weekday, _ := weekdayBefore(s)
	return weekday >= 0
}

// timeUnits stand directly behind the numbers of dates and times.
var timeUnits = []string{"年", "月", "日", "時", "时", "點", "点", "分", "秒", "년", "월", "일", "시", "초"}

func isTimeUnit(behind string) bool {
	for _, unit := range timeUnits {
		if strings.HasPrefix(behind, unit) {
			return !strings.HasPrefix(behind, "日志") // a log
		}
	}
	t := strings.TrimLeft(behind, " ")
	return HasPrefixFold(t, "Uhr") || isHalf(t) && !strings.HasPrefix(behind, " am") // which is a word in German
}

// ofClock reports whether a colon sets a number apart from another one, as in a time of day.
func ofClock(before, behind string) bool {
	n := len(before)
	return len(behind) > 1 && behind[0] == ':' && isDigit(behind[1]) ||
		n > 1 && before[n-1] == ':' && isDigit(before[n-2])
}

// ofNumericDate reports whether a number belongs to a date of numbers: all three, or day and month, one of which
// begins with a zero or which a time of day follows.
func ofNumericDate(s string, from, to int) bool {
	const marks = "/-."
	for from > 0 && (isDigit(s[from-1]) || strings.IndexByte(marks, s[from-1]) >= 0) {
		from--
	}
	for to < len(s) && (isDigit(s[to]) || strings.IndexByte(marks, s[to]) >= 0) {
		to++
	}
	date := strings.Trim(s[from:to], marks)
	if new(Moment).numericDate(date, 0) > 0 {
		return true
	}
	a, p := number(date, 0, 2)
	if p == 0 || p == len(date) || strings.IndexByte(marks, date[p]) < 0 {
		return false
	}
	b, end := number(date, p+1, 2)
	if end == p+1 || end < len(date) || min(a, b) < 1 || min(a, b) > 12 || max(a, b) > 31 {
		return false
	}
	behind := strings.TrimLeft(s[to:], " ,")
	return date[0] == '0' || date[p+1] == '0' || new(Moment).clockAt(behind, 0, false) > 0
}
