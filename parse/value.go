package parse

import (
	"encoding/binary"
	"math"
	"strconv"
)

// ValueType is the type of a Value, numbered as BinXML numbers it
// (MS-EVEN6 2.2.12; libevtx documentation, "Value types").
type ValueType uint8

const (
	TypeNull       ValueType = 0x00
	TypeString     ValueType = 0x01
	TypeAnsiString ValueType = 0x02
	TypeInt8       ValueType = 0x03
	TypeUInt8      ValueType = 0x04
	TypeInt16      ValueType = 0x05
	TypeUInt16     ValueType = 0x06
	TypeInt32      ValueType = 0x07
	TypeUInt32     ValueType = 0x08
	TypeInt64      ValueType = 0x09
	TypeUInt64     ValueType = 0x0a
	TypeReal32     ValueType = 0x0b
	TypeReal64     ValueType = 0x0c
	TypeBool       ValueType = 0x0d
	TypeBinary     ValueType = 0x0e
	TypeGUID       ValueType = 0x0f
	TypeSizeT      ValueType = 0x10
	TypeFileTime   ValueType = 0x11
	TypeSystemTime ValueType = 0x12
	TypeSID        ValueType = 0x13
	TypeHexInt32   ValueType = 0x14
	TypeHexInt64   ValueType = 0x15
)

// Value is one typed value. Strings, GUIDs, SIDs, SYSTEMTIMEs and binaries are
// in raw, everything else in num, so that a reader fills it without allocating
// and only the place that needs text makes text. Text is UTF-8.
type Value struct {
	raw string
	num uint64
	typ ValueType
}

// StringValue returns a text, which is borrowed; see Batch for how long.
func StringValue(s string) Value { return Value{raw: s, typ: TypeString} }

// NumberValue returns a scalar: an integer, bool, real (its IEEE bits) or FILETIME.
func NumberValue(t ValueType, bits uint64) Value { return Value{num: bits, typ: t} }

// BytesValue returns a GUID (16 bytes as Windows stores it), SID, SYSTEMTIME
// (16 bytes) or binary.
func BytesValue(t ValueType, raw string) Value { return Value{raw: raw, typ: t} }

// Type returns the value's type.
func (v Value) Type() ValueType { return v.typ }

// IsNull reports whether there is no value, which differs from an empty string.
func (v Value) IsNull() bool { return v.typ == TypeNull }

// Bytes returns the raw bytes of a string, GUID, SID, SYSTEMTIME or binary.
func (v Value) Bytes() string { return v.raw }

// Uint returns the bits of a scalar; signed types are sign-extended.
func (v Value) Uint() uint64 { return v.num }

const hexUpper = "0123456789ABCDEF"

// String returns the value as AppendText writes it.
func (v Value) String() string {
	if v.typ == TypeString || v.typ == TypeAnsiString {
		return v.raw
	}
	return string(v.AppendText(nil))
}

// AppendText appends the value as Windows shows it in XML: decimal integers,
// 0x hex for the hex types, true and false, GUIDs in braces, SIDs as S-1-...,
// times as RFC 3339 UTC with seven digits, binaries as upper-case hex.
func (v Value) AppendText(dst []byte) []byte {
	switch v.typ {
	case TypeString, TypeAnsiString:
		return append(dst, v.raw...)
	case TypeInt8, TypeInt16, TypeInt32, TypeInt64:
		return strconv.AppendInt(dst, int64(v.num), 10)
	case TypeUInt8, TypeUInt16, TypeUInt32, TypeUInt64:
		return strconv.AppendUint(dst, v.num, 10)
	case TypeReal32:
		return strconv.AppendFloat(dst, float64(math.Float32frombits(uint32(v.num))), 'g', -1, 32)
	case TypeReal64:
		return strconv.AppendFloat(dst, math.Float64frombits(v.num), 'g', -1, 64)
	case TypeBool:
		return strconv.AppendBool(dst, v.num != 0)
	case TypeSizeT, TypeHexInt32, TypeHexInt64:
		return strconv.AppendUint(append(dst, "0x"...), v.num, 16)
	case TypeFileTime:
		return Ticks(v.num).AppendRFC3339(dst)
	case TypeSystemTime:
		return appendSystemTime(dst, v.raw)
	case TypeGUID:
		return AppendGUID(dst, v.raw)
	case TypeSID:
		return AppendSID(dst, v.raw)
	case TypeBinary:
		return AppendHex(dst, v.raw)
	}
	return dst
}

// AppendHex appends raw as upper-case hex digits.
func AppendHex(dst []byte, raw string) []byte {
	for i := 0; i < len(raw); i++ {
		dst = append(dst, hexUpper[raw[i]>>4], hexUpper[raw[i]&15])
	}
	return dst
}

// AppendGUID appends 16 stored bytes as {8-4-4-4-12} in lower case; bytes of
// another length as plain hex, so that nothing is lost.
func AppendGUID(dst []byte, raw string) []byte {
	if len(raw) != 16 {
		return AppendHex(dst, raw)
	}
	const hex = "0123456789abcdef"
	dst = append(dst, '{')
	for i, at := range [16]int{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15} {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			dst = append(dst, '-')
		}
		dst = append(dst, hex[raw[at]>>4], hex[raw[at]&15])
	}
	return append(dst, '}')
}

// AppendSID appends a binary SID as S-1-5-...; one that is too short for its
// own count as plain hex.
func AppendSID(dst []byte, raw string) []byte {
	if len(raw) < 8 || len(raw) < 8+4*int(raw[1]) {
		return AppendHex(dst, raw)
	}
	var authority uint64
	for i := 2; i < 8; i++ {
		authority = authority<<8 | uint64(raw[i])
	}
	dst = append(dst, "S-"...)
	dst = strconv.AppendUint(dst, uint64(raw[0]), 10)
	dst = strconv.AppendUint(append(dst, '-'), authority, 10)
	for i := 0; i < int(raw[1]); i++ {
		sub := binary.LittleEndian.Uint32([]byte(raw[8+4*i : 12+4*i]))
		dst = strconv.AppendUint(append(dst, '-'), uint64(sub), 10)
	}
	return dst
}

func appendSystemTime(dst []byte, raw string) []byte {
	if len(raw) != 16 {
		return AppendHex(dst, raw)
	}
	word := func(i int) int { return int(raw[2*i]) | int(raw[2*i+1])<<8 }
	dst = appendPadded(dst, word(0), 4)
	dst = appendPadded(append(dst, '-'), word(1), 2)
	dst = appendPadded(append(dst, '-'), word(3), 2) // word 2 is the day of the week
	dst = appendPadded(append(dst, 'T'), word(4), 2)
	dst = appendPadded(append(dst, ':'), word(5), 2)
	dst = appendPadded(append(dst, ':'), word(6), 2)
	dst = appendPadded(append(dst, '.'), word(7), 3)
	return append(dst, 'Z')
}

func appendPadded(dst []byte, n, width int) []byte {
	for limit := pow10(width - 1); limit > 1 && n < limit; limit /= 10 {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, int64(n), 10)
}

func pow10(n int) int {
	p := 1
	for ; n > 0; n-- {
		p *= 10
	}
	return p
}
