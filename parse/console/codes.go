package console

import (
	"slices"
	"strconv"
	"strings"
)

// CodeIn returns the result codes that line states, each once, in the order of
// the line: numbers as 0x and eight hex digits, as eight hex digits alone, as
// signed or unsigned decimals, as %%2155348254; then those that it states by name.
// names are the names as they are written. Which numbers are codes: see isCode.
//
// No codes are the digits of a longer number, of a GUID, of a path, or an argument
// in a list of arguments: CreateFileW(...,0x80000000,0x00000003,...) asks for an
// access right. Behind a name that is dumped as hex nothing is taken.
func CodeIn(line string) (codes []uint32, names []string) {
	if !MayHoldCode(line) {
		return nil, nil
	}
	codes = numbersIn(line)
	names = namesIn(line)
	for _, name := range names {
		if code, ok := CodeOfName(name); ok && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes, names
}

// VSSCode finds the first code of VSS itself in s: 0x800423f2, 800423F2,
// -2147212302 or 2147754994, standing by itself, or its name.
func VSSCode(s string) (uint32, bool) {
	codes, _ := CodeIn(s)
	for _, v := range codes {
		if IsVSS(v) {
			return v, true
		}
	}
	return 0, false
}

// MayHoldCode spares most lines the search: a code by number has eight digits in
// a row, a name begins with one of three letters in capitals.
func MayHoldCode(s string) bool {
	run := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case hexDigits[c]:
			if run++; run == 8 {
				return true
			}
			continue
		case c == '_' && run == 1 && s[i-1] == 'E',
			c == 's' && i >= 2 && s[i-1] == 's' && s[i-2] == 'V',
			c == '_' && i >= 3 && s[i-1] == 'S' && s[i-2] == 'S',
			c == '_' && i >= 2 && s[i-1] == 'B' && s[i-2] == 'D':
			return true
		}
		run = 0
	}
	return false
}

var hexDigits = func() (is [256]bool) {
	for _, c := range "0123456789abcdefABCDEF" {
		is[c] = true
	}
	return is
}()

// isCode reports whether v is a result code of VSS, COM, Windows or its backup.
//
//	0x800423xx, 0x800424xx  VSS                     0x80070000  Win32
//	0x80000000  general COM, but the bit alone      0x80040000  COM classes, events, OLE DB up to 0x0fff, WMI up to 0x10ff
//	0x80080000, 0x80010000  COM activation, RPC     0x80110000  COM+
//	0x8004d000, 0x8004e000  transactions, contexts of COM+
//	0x80780000  Windows Server Backup               0x81000000  the shadow copy part of Windows Backup
//	0x80990000  DPM and VMM                         0xc0000000  NTSTATUS
//	0xc0130000  NTSTATUS of clusters and their shared volumes
//	0xc03a0000  virtual disks                       0xc0210000  BitLocker, as NTSTATUS
//	0x80770000  SQL Server's writer and VDI         0x80310000  BitLocker    0x80300000 volsnap, fltmgr
func isCode(v uint32) bool {
	if IsVSS(v) {
		return true
	}
	low := v & 0xffff
	switch v >> 16 {
	case 0x8007, 0x8078, 0x8100, 0x8099, 0x8008, 0x8001, 0x8011, 0x8077, 0x8031:
		return true
	case 0x8000:
		return low != 0 && (low < 0x20 || low >= 0x4000 && low < 0x4100 || low == 0xffff)
	case 0x8004:
		return low < 0x1000 || low > 0x1000 && low < 0x1100 || low >= 0xd000 && low < 0xd100 ||
			low >= 0xe000 && low < 0xe100 // 0x80041001 on: WMI
	case 0xc000:
		return low != 0 && low < 0x1000
	case 0xc013, 0xc03a, 0xc021:
		return low < 0x100
	}
	return false
}

// leastCode is how many digits a code by number has at least.
const leastCode = 8

// numbersIn returns the codes that s states by number.
func numbersIn(s string) (codes []uint32) {
	for i := 0; i < len(s); i++ {
		if !hexDigits[s[i]] {
			continue
		}
		start := i
		if s[i] == '0' && i+1 < len(s) && s[i+1]|0x20 == 'x' {
			i += 2
		}
		for i < len(s) && hexDigits[s[i]] {
			i++
		}
		if i-start < leastCode {
			continue
		}
		if joins(s, start, i) {
			for i < len(s) && isWordByte(s[i]) {
				i++
			}
			continue
		}
		if v, ok := codeAt(s, start, i); ok && !slices.Contains(codes, v) {
			codes = append(codes, v)
		}
	}
	return codes
}

// joins reports whether s[start:end] is part of something longer: a word, a
// GUID, a path, a number with a point.
func joins(s string, start, end int) bool {
	if end < len(s) && isWordByte(s[end]) || start > 0 && isWordByte(s[start-1]) {
		return true
	}
	if end+1 < len(s) && (s[end] == '-' && hexDigits[s[end+1]] || s[end] == '.' && isWordByte(s[end+1])) {
		return true
	}
	if start == 0 {
		return false
	}
	switch s[start-1] {
	case '\\', '/', '@', '.':
		return true
	case '#':
		return start < 2 || isWordByte(s[start-2]) || s[start-2] == ' '
	case '-':
		return start > 1 && (isWordByte(s[start-2]) || s[start-2] == '-')
	}
	return false
}

// codeAt reads s[start:end] as a code.
func codeAt(s string, start, end int) (uint32, bool) {
	token := s[start:end]
	minus := start > 0 && s[start-1] == '-'
	switch {
	case len(token) == 10 && token[1]|0x20 == 'x':
		v, ok := Hex32(token[2:])
		return v, ok && !minus && isCode(v) && (IsVSS(v) || !isArgument(s, start, end))
	case len(token) == 12 && token[1]|0x20 == 'x': // a decimal number behind "0x": programs print it so
		n, err := strconv.ParseUint(token[2:], 10, 32)
		return uint32(n), err == nil && !minus && n >= 1<<31 && isCode(uint32(n))
	case len(token) == 8 && !minus:
		v, ok := Hex32(token)
		head := strings.TrimSuffix(s[:start], "0×") // a sign that word processors make of the x
		return v, ok && isCode(v) && (IsVSS(v) && token[0] != '0' || len(head) < start || isLabelled(head))
	case len(token) == 10 || minus && len(token) == 11:
		n, err := strconv.ParseInt(token, 10, 64)
		if err != nil {
			return 0, false
		}
		if minus {
			n = -n
		}
		if n >= -1<<31 && n < 0 || n >= 1<<31 && n < 1<<32 && !minus {
			v := uint32(n)
			if minus {
				start--
			}
			return v, isCode(v) && (IsVSS(v) || !isArgument(s, start, end)) &&
				(minus || IsVSS(v) || v>>16 == 0x8078 || isLabelled(s[:start]))
		}
	}
	return 0, false
}

// isArgument reports whether a number stands in a list of arguments: a comma
// before or behind it without a blank, or the name of the call before it.
func isArgument(s string, start, end int) bool {
	if start < 2 || end+1 >= len(s) || s[end] != ',' && s[end] != ')' {
		return false
	}
	return s[start-1] == ',' || s[start-1] == '(' && s[end] == ',' && s[end+1] != ' ' && isWordByte(s[start-2])
}

// isLabelled reports whether what stands before a bare number says that it is a
// code: HRESULT, error, code, hr, result, status, rc, in the line's last words.
func isLabelled(before string) bool {
	constant := endsInConstant(strings.TrimRight(before, "("))
	before = strings.ToLower(before[max(0, len(before)-32):])
	before = strings.TrimRight(before, " \t:=([\"'#%x")
	for _, word := range []string{"hresult", "error", "error code", "code", "hr", "result", "status", "rc", "err",
		"errno", "errorcode", "returned", "failed", "failed with",
		"fehler", "fehlercode", "erreur", "errore", "エラー", "コード", "ошибка", "chyba", "fout"} {
		if rest, ok := strings.CutSuffix(before, word); ok && (rest == "" || !isWordByte(rest[len(rest)-1])) {
			return true
		}
	}
	return strings.HasSuffix(before, "%") || constant
}

// endsInConstant reports whether s ends in the name of a constant: what stands in
// brackets behind STATUS_CLUSTER_CSV_AUTO_PAUSE_ERROR is its number.
func endsInConstant(s string) bool {
	from, marks := len(s), 0
	for from > 0 && (s[from-1] >= 'A' && s[from-1] <= 'Z' || s[from-1] == '_' || isDigit(s[from-1])) {
		if from--; s[from] == '_' {
			marks++
		}
	}
	return marks >= 2 && len(s)-from >= 10
}

// namesIn returns the names of codes and of writers' states in s, each once.
func namesIn(s string) (names []string) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != 'V' && c != 'E' && c != 'R' || i > 0 && isWordByte(s[i-1]) {
			continue
		}
		end := i
		for end < len(s) && isWordByte(s[end]) {
			end++
		}
		if name := s[i:end]; isCodeName(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
		i = end
	}
	return names
}

func isCodeName(name string) bool {
	if len(name) < 6 {
		return false
	}
	if _, ok := CodeOfName(name); ok {
		return true
	}
	return strings.HasPrefix(name, "VSS_WS_") || strings.HasPrefix(name, "VSS_E_")
}
