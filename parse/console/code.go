package console

import (
	"fmt"
	"strconv"
	"strings"
)

// IsVSS reports whether v is a code of VSS itself.
func IsVSS(v uint32) bool {
	switch { // vss.h and vswriter.h of the Windows SDK
	case v >= 0x80042300 && v <= 0x80042336: // VSS_E_*
		return true
	case v >= 0x800423f0 && v <= 0x800423ff: // VSS_E_WRITERERROR_* and what follows them
		return true
	case v >= 0x80042400 && v <= 0x8004241f: // VSS_E_* of Windows Server 2008 and later
		return true
	}
	return v == 0x00042304 || v == 0x0004230a || v == 0x00042316 || v == 0x00042318 ||
		v == 0x00042408
}

// HResult formats v as the hresult field holds it.
func HResult(v uint32) string { return fmt.Sprintf("0x%08x", v) }

// Codes returns every number in s that reads as an HRESULT of an error: hex
// with or without 0x, signed and unsigned decimal. Hex without 0x must be eight
// digits that begin with 8; decimals must have ten.
func Codes(s string) []uint32 {
	var found []uint32
	for i := 0; i < len(s); i++ {
		if hexDigit(s[i]) < 0 {
			continue
		}
		start := i
		for i < len(s) && (hexDigit(s[i]) >= 0 || (s[i] == 'x' || s[i] == 'X') && i == start+1 && s[start] == '0') {
			i++
		}
		if i < len(s) && isWordByte(s[i]) || start > 0 && isWordByte(s[start-1]) {
			for i < len(s) && isWordByte(s[i]) {
				i++
			}
			continue
		}
		if i+1 < len(s) && s[i] == '-' && hexDigit(s[i+1]) >= 0 { // the beginning of a GUID
			continue
		}
		if v, ok := readCode(s[start:i], start > 0 && s[start-1] == '-', start > 1 && isWordByte(s[max(start-2, 0)])); ok {
			found = append(found, v)
		}
	}
	return found
}

func readCode(token string, minus, partOfGUID bool) (uint32, bool) {
	if len(token) == 10 && (token[1] == 'x' || token[1] == 'X') {
		return Hex32(token[2:])
	}
	if minus && partOfGUID {
		return 0, false
	}
	switch {
	case len(token) == 8 && token[0] == '8' && !minus:
		return Hex32(token)
	case len(token) == 10:
		v, err := strconv.ParseInt(token, 10, 64)
		if err != nil {
			return 0, false
		}
		if minus {
			v = -v
		}
		if v >= -1<<31 && v < 0 || v >= 1<<31 && v < 1<<32 {
			return uint32(v), true
		}
	}
	return 0, false
}

func isWordByte(c byte) bool { return isDigit(c) || isLetter(c) || c == '_' }

// CodeAfter returns the HRESULT that follows mark in s: "copy:0xffffffff",
// "error 800423f4", "hr = 0x8077000e", "Code: [0x8004231f]".
func CodeAfter(s, mark string) (uint32, bool) {
	at := strings.Index(s, mark)
	if at < 0 {
		return 0, false
	}
	rest := strings.TrimLeft(s[at+len(mark):], " :=[(")
	end := 0
	for end < len(rest) && (isWordByte(rest[end]) || end == 0 && rest[end] == '-') {
		end++
	}
	token := rest[:end]
	if v, ok := Hex32(strings.TrimPrefix(strings.TrimPrefix(token, "0x"), "0X")); ok && len(token) >= 8 {
		return v, true
	}
	if codes := Codes(token); len(codes) > 0 {
		return codes[0], true
	}
	return 0, false
}
