package vocab

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// VSS result codes that signatures name.
const (
	CodeWriterTimeout     uint32 = 0x800423F2
	CodeFileShared        uint32 = 0x80070020 // ERROR_SHARING_VIOLATION
	CodeFileLocked        uint32 = 0x80070021 // ERROR_LOCK_VIOLATION
	CodeWriterRetryable   uint32 = 0x800423F3
	CodeWriterFatal       uint32 = 0x800423F4
	CodeWriterResources   uint32 = 0x800423F1
	CodeWriterInconsist   uint32 = 0x800423F0
	CodeFlushTimeout      uint32 = 0x80042313
	CodeHoldTimeout       uint32 = 0x80042314
	CodeInProgress        uint32 = 0x80042316
	CodeServiceDisabled   uint32 = 0x80070422
	CodeNotResponding     uint32 = 0x80042319
	CodeInsufficient      uint32 = 0x8004231F
	CodeProviderVeto      uint32 = 0x80042306
	CodeProviderUnexp     uint32 = 0x8004230F
	CodeBadState          uint32 = 0x80042301
	CodeStatusUnavailable uint32 = 0x80042409
	CodeTxFreezeTimeout   uint32 = 0x80042328
	CodeTxThawTimeout     uint32 = 0x80042329
	CodeAccessDenied      uint32 = 0x80070005
	CodeShutdown          uint32 = 0x8007045B
	CodeBackupVSSFailed   uint32 = 0x807800A1 // Windows Server Backup: an operation of VSS failed
)

// CodeOf returns what the knowledge has about a code; one that it does not know has its
// number only.
func CodeOf(v uint32) knowledge.Code {
	if c, ok := knowledge.CodeOf(v); ok {
		return c
	}
	return knowledge.Code{Value: v}
}

// jetName is the name of an ESE error, "" if it is not known.
func jetName(n int32) string {
	c, _ := knowledge.JetOf(n)
	return c.Name
}

// CodeWords names a code with what it means, where that is known.
func CodeWords(v uint32) string {
	c := CodeOf(v)
	if c.Name == "" {
		return Hex(v)
	}
	return fmt.Sprintf("%s %s (%s)", Hex(v), c.Name, c.Means)
}

// CodeNamed returns a result code with its name, if it has one.
func CodeNamed(v uint32) string { return strings.TrimSpace(Hex(v) + " " + CodeOf(v).Name) }

// Hex returns 0x and eight lower-case digits.
func Hex(v uint32) string { return fmt.Sprintf("0x%08x", v) }

var (
	hexCode = lazyregexp.New(`0[xX][0-9a-fA-F]{8}\b`)
	// behindHR is the code that a message of VSS gives as the result of a routine.
	behindHR = lazyregexp.New(`(?i)\bhr\s*=\s*(0x[0-9a-f]{8})\b`)
	// arguments are those of a call that a message quotes: CreateFileW(...,0x80000000,...)
	// asks for read access, and fails with another code.
	arguments = lazyregexp.New(`\b[A-Za-z_][A-Za-z0-9_:]{2,60}\([^()\n]{0,300}[,\\][^()\n]{0,300}\)?`)
)

// FindCode returns the code of a failure in s: the one behind "hr =", else the first of
// the 0x8... range that is no argument of a call.
func FindCode(s string) (uint32, bool) {
	if m := behindHR.FindStringSubmatch(s); m != nil {
		if v, ok := failureCode(m[1]); ok {
			return v, true
		}
	}
	if strings.Contains(s, "(") {
		s = arguments.ReplaceAllString(s, " ")
	}
	for _, m := range hexCode.FindAllString(s, -1) {
		if v, ok := failureCode(m); ok {
			return v, true
		}
	}
	return 0, false
}

func failureCode(hex string) (uint32, bool) {
	v, err := strconv.ParseUint(hex[2:], 16, 32)
	return uint32(v), err == nil && v >= 0x80000000
}

// leadingCode is the code that a string begins with.
func leadingCode(s string) (uint32, bool) {
	s = strings.TrimSpace(s)
	if m := hexCode.FindStringIndex(s); m == nil || m[0] != 0 {
		return 0, false
	}
	return failureCode(s[:10])
}

// ParseCode reads a code as people write it: 0x800423f2, 800423F2, -2147212302
// or 2147754994.
func ParseCode(s string) (uint32, bool) {
	s = strings.TrimSpace(s)
	if h, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		v, err := strconv.ParseUint(h, 16, 32)
		return uint32(v), err == nil
	}
	if v, err := strconv.ParseInt(s, 10, 64); err == nil && (v < 0 && v >= -1<<31 || v >= 1<<31 && v < 1<<32) {
		return uint32(v), true
	}
	if len(s) == 8 {
		if v, err := strconv.ParseUint(s, 16, 32); err == nil {
			return uint32(v), true
		}
	}
	return 0, false
}
