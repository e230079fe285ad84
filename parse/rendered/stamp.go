package rendered

import (
	"strconv"
	"strings"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// Stamp reads a time as tools write it: ISO 8601 and RFC 3339 with a blank or T,
// any number of digits behind the second, with Z, an offset (also behind a blank)
// or no zone; /Date(milliseconds)/ of Windows PowerShell; seconds since 1970.
// Without a zone it is local if local is set, else UTC.
func Stamp(s string, local bool) (parse.Timestamp, bool) {
	s = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(s, "/Date("); ok {
		inner, ok = strings.CutSuffix(inner, ")/")
		if i := strings.LastIndexAny(inner, "+-"); i > 0 {
			inner = inner[:i] // the offset says how it was shown, not when
		}
		ms, err := strconv.ParseInt(inner, 10, 64)
		if !ok || err != nil || ms < -11644473600000 || ms > 1<<48 {
			return parse.Timestamp{}, false
		}
		return parse.Timestamp{
			Wall:       parse.FromUnix(0) + parse.Ticks(ms)*parse.Millisecond,
			Resolution: parse.Millisecond,
		}, true
	}
	if seconds, fraction, ok := epoch(s); ok {
		r := parse.Timestamp{Wall: parse.FromUnix(seconds)}
		ticks, resolution, ok := fractionTicks(fraction)
		r.Wall, r.Resolution = r.Wall+ticks, resolution
		return r, ok
	}
	return isoStamp(s, local)
}

// epoch splits seconds since 1970 with or without a fraction.
func epoch(s string) (seconds int64, fraction string, ok bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if len(whole) < 8 || len(whole) > 11 {
		return 0, "", false
	}
	seconds, err := strconv.ParseInt(whole, 10, 64)
	return seconds, fraction, err == nil
}

// fractionTicks reads the digits behind a second's point; what is finer than
// 100 ns is cut off.
func fractionTicks(digits string) (ticks, resolution parse.Ticks, ok bool) {
	resolution = parse.Second
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, 0, false
		}
		if i < 7 {
			resolution /= 10
			ticks += parse.Ticks(digits[i]-'0') * resolution
		}
	}
	return ticks, resolution, true
}

func isoStamp(s string, local bool) (r parse.Timestamp, ok bool) {
	const shape = "2006-01-02T15:04:05"
	if len(s) < len(shape) || s[10] != 'T' && s[10] != ' ' {
		return r, false
	}
	at, err := time.Parse(shape, s[:10]+"T"+s[11:len(shape)])
	if err != nil || at.Year() < 1601 {
		return r, false
	}
	if at.Year() == 1601 && at.YearDay() == 1 {
		return r, true // a FILETIME of 0 is no time: some records of a log that is being written have it
	}
	rest := s[len(shape):]
	digits := ""
	if rest != "" && (rest[0] == '.' || rest[0] == ',') {
		end := 1
		for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
			end++
		}
		digits, rest = rest[1:end], rest[end:]
	}
	ticks, resolution, _ := fractionTicks(digits)
	r.Wall, r.Resolution = parse.FromTime(at)+ticks, resolution
	switch rest = strings.TrimSpace(rest); {
	case rest == "Z" || rest == "z" || rest == "UTC":
	case rest == "" && local:
		r.Zone = parse.ZoneLocal
	case rest == "":
	default:
		zone, err := time.Parse("-07:00", rest)
		if err != nil {
			if zone, err = time.Parse("-0700", rest); err != nil {
				return parse.Timestamp{}, false
			}
		}
		_, seconds := zone.Zone()
		r.Zone, r.Offset = parse.ZoneOffset, int32(seconds)
		r.Wall -= parse.Ticks(seconds) * parse.Second
	}
	return r, true
}
