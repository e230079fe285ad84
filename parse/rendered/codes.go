package rendered

import (
	"strconv"
	"strings"
)

// hresultOf finds the code that a rendered message of a Windows component states:
// behind "hr =", else in brackets, else the first that is no argument of a call.
// CreateFileW(...,0x80000000,...) holds an access mask and no code.
func hresultOf(head string) (uint32, bool) {
	for _, mark := range []string{"hr = ", "hr=", "HR = ", "HRESULT = ", "HRESULT: ", "hr: ", "Error = "} {
		for from := 0; ; {
			at := strings.Index(head[from:], mark)
			if at < 0 {
				break
			}
			at += from + len(mark)
			if v, ok := codeAt(head[at:]); ok {
				return v, true
			}
			from = at
		}
	}
	for from := 0; ; {
		at := strings.Index(head[from:], "[0x")
		if at < 0 {
			break
		}
		from += at + 1
		if v, ok := codeAt(head[from:]); ok && v >= 0x80000000 {
			return v, true
		}
	}
	return firstCode(head)
}

// codeAt reads the code that s begins with: 0x and eight hex digits, or a decimal
// of an error.
func codeAt(s string) (uint32, bool) {
	s = strings.TrimLeft(s, " '\"(%")
	if len(s) >= 3 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		n := 2
		for n < len(s) && n < 11 && IsHexDigit(s[n]) {
			n++
		}
		if n < 3 || n > 10 {
			return 0, false
		}
		v, err := strconv.ParseUint(s[2:n], 16, 32)
		return uint32(v), err == nil
	}
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || n == 0 && s[n] == '-') {
		n++
	}
	if n < 10 || n > 11 || n < len(s) && (IsHexDigit(s[n]) || s[n] == '-') {
		return 0, false
	}
	v, err := strconv.ParseInt(s[:n], 10, 64)
	if err != nil || !(v < 0 && v >= -1<<31 || v >= 1<<31 && v < 1<<32) {
		return 0, false
	}
	return uint32(v), true
}

// codes returns the codes of errors in s, in order, each once, but for those that
// are arguments of a call: what stands behind "name(".
func codes(s string) []uint32 {
	var found []uint32
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '(' && (depth > 0 || i > 0 && isName(s[i-1])):
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == '\n':
			depth = 0
		case depth == 0 && (c == '-' || c >= '0' && c <= '9') &&
			(i == 0 || !isName(s[i-1]) && s[i-1] != '-' && s[i-1] != '{'):
			v, ok := codeAt(s[i:])
			if ok && v >= 0x80000000 && !contains(found, v) {
				found = append(found, v)
			}
			for i+1 < len(s) && isName(s[i+1]) {
				i++
			}
		}
	}
	return found
}

func contains(all []uint32, v uint32) bool {
	for _, one := range all {
		if one == v {
			return true
		}
	}
	return false
}

func firstCode(s string) (uint32, bool) {
	if all := codes(s); len(all) > 0 {
		return all[0], true
	}
	return 0, false
}

// IsHexDigit reports a digit of a hexadecimal number.
func IsHexDigit(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

func isName(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
}

func hex32(v uint32) string {
	const digits = "0123456789abcdef"
	b := [10]byte{'0', 'x'}
	for i := range 8 {
		b[2+i] = digits[v>>(28-4*i)&15]
	}
	return string(b[:])
}
