package console

import (
	"strconv"
	"strings"
)

// Label splits "label: value" at the first colon that is not part of a drive,
// a time or a path. ok is false if there is none. Both parts are trimmed; a
// value may be empty.
func Label(s string) (label, value string, ok bool) {
	for i := 0; ; i++ {
		next := strings.IndexByte(s[i:], ':')
		if next < 0 {
			return "", "", false
		}
		i += next
		if i+1 < len(s) && (s[i+1] == '\\' || s[i+1] == '/' || isDigit(s[i+1]) && i > 0 && isDigit(s[i-1])) {
			continue
		}
		label = strings.TrimSpace(s[:i])
		if label == "" {
			return "", "", false
		}
		return label, strings.TrimSpace(s[i+1:]), true
	}
}

// Indent returns the number of blanks in front, tabs counted as 8.
func Indent(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ' ':
			n++
		case '\t':
			n += 8
		default:
			return n
		}
	}
	return n
}

// GUID finds the first GUID in braces and returns it in lower case.
func GUID(s string) (guid string, at int, ok bool) {
	for from := 0; ; {
		open := strings.IndexByte(s[from:], '{')
		if open < 0 {
			return "", 0, false
		}
		open += from
		if isGUID(s[open:]) {
			return strings.ToLower(s[open : open+38]), open, true
		}
		from = open + 1
	}
}

func isGUID(s string) bool {
	if len(s) < 38 || s[0] != '{' || s[37] != '}' {
		return false
	}
	for i := 1; i < 37; i++ {
		switch i {
		case 9, 14, 19, 24:
			if s[i] != '-' {
				return false
			}
		default:
			if hexDigit(s[i]) < 0 {
				return false
			}
		}
	}
	return true
}

// Braced finds the first {...}, a GUID or not: ids are masked or altered in
// published texts. valid says whether it is one; then id is in lower case.
func Braced(s string) (id string, valid, ok bool) {
	if guid, _, ok := GUID(s); ok {
		return guid, true, true
	}
	open := strings.IndexByte(s, '{')
	if open < 0 {
		return "", false, false
	}
	shut := strings.IndexByte(s[open:], '}')
	if shut < 1 || shut > 60 {
		return "", false, false
	}
	return s[open : open+shut+1], false, true
}

// Quoted returns what stands in '...' or "..." at the end of s.
func Quoted(s string) (string, bool) {
	if len(s) < 2 {
		return "", false
	}
	q := s[len(s)-1]
	if q != '\'' && q != '"' {
		return "", false
	}
	open := strings.IndexByte(s, q)
	if open < 0 || open == len(s)-1 {
		return "", false
	}
	return s[open+1 : len(s)-1], true
}

// Bracketed reads "[n] rest"; n has at most three digits.
func Bracketed(s string) (n int, rest string, ok bool) {
	if len(s) < 3 || s[0] != '[' {
		return 0, "", false
	}
	shut := strings.IndexByte(s, ']')
	if shut < 2 || shut > 4 {
		return 0, "", false
	}
	n, err := strconv.Atoi(strings.TrimSpace(s[1:shut]))
	if err != nil || n < 0 {
		return 0, "", false
	}
	return n, strings.TrimSpace(s[shut+1:]), true
}

// Hex32 reads up to eight hex digits that are all of s.
func Hex32(s string) (uint32, bool) {
	if s == "" || len(s) > 8 {
		return 0, false
	}
	var v uint32
	for i := 0; i < len(s); i++ {
		d := hexDigit(s[i])
		if d < 0 {
			return 0, false
		}
		v = v<<4 | uint32(d)
	}
	return v, true
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// HasPrefixFold is strings.HasPrefix without regard to ASCII case.
func HasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// ContainsFold is strings.Contains without regard to case.
func ContainsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}
