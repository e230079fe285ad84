package evtx

import (
	"bytes"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"github.com/vsslog/vsslog/parse"
)

// widths of the value types of a fixed size, by type.
var widths = [...]uint8{
	parse.TypeInt8: 1, parse.TypeUInt8: 1, parse.TypeInt16: 2, parse.TypeUInt16: 2,
	parse.TypeInt32: 4, parse.TypeUInt32: 4, parse.TypeInt64: 8, parse.TypeUInt64: 8,
	parse.TypeReal32: 4, parse.TypeReal64: 8, parse.TypeBool: 4, parse.TypeGUID: 16,
	parse.TypeSizeT: 8, parse.TypeFileTime: 8, parse.TypeSystemTime: 16,
	parse.TypeHexInt32: 4, parse.TypeHexInt64: 8,
}

// widthOf returns the bytes that a value of type typ takes up, 0 if that is not fixed.
func widthOf(typ uint8) int {
	if int(typ) < len(widths) {
		return int(widths[typ])
	}
	return 0
}

// output is where decoded text goes: the arena and the fields of a batch.
type output struct {
	batch *parse.Batch
	arena []byte
	// ansi decodes 8-bit strings, whose code page no record tells.
	ansi encoding.Encoding
}

// since returns the arena's text from mark on as a string.
func (o *output) since(mark int) string { return parse.Borrow(o.arena[mark:]) }

// text decodes UTF-16 without its terminating NULs into the arena.
func (o *output) text(src []byte) string {
	mark := len(o.arena)
	o.arena = appendUTF16(o.arena, trimZeros(src))
	return o.since(mark)
}

// keep copies raw bytes into the arena.
func (o *output) keep(raw []byte) string {
	mark := len(o.arena)
	o.arena = append(o.arena, raw...)
	return o.since(mark)
}

// ansiText decodes an 8-bit string up to its terminating NULs.
func (o *output) ansiText(src []byte) string {
	src = bytes.TrimRight(src, "\x00")
	mark := len(o.arena)
	ascii := 0
	for ascii+8 <= len(src) && le.Uint64(src[ascii:])&0x8080808080808080 == 0 {
		ascii += 8
	}
	o.arena, src = append(o.arena, src[:ascii]...), src[ascii:]
	page, single := o.ansi.(*charmap.Charmap)
	if !single {
		decoded, _ := o.ansi.NewDecoder().Bytes(src)
		o.arena = append(o.arena, decoded...)
		return o.since(mark)
	}
	for _, c := range src {
		if c < 0x80 {
			o.arena = append(o.arena, c)
		} else {
			o.arena = append(o.arena, string(page.DecodeByte(c))...)
		}
	}
	return o.since(mark)
}

// value decodes one value that is no array. It cannot fail: what has not the
// size of its type is kept with the bytes it has.
func (o *output) value(typ uint8, raw []byte) parse.Value {
	t := parse.ValueType(typ)
	switch t {
	case parse.TypeNull:
		return parse.Value{}
	case parse.TypeString:
		return parse.StringValue(o.text(raw))
	case parse.TypeAnsiString:
		return parse.StringValue(o.ansiText(raw))
	case parse.TypeBinary:
		return parse.BytesValue(t, o.keep(raw))
	}
	if len(raw) == 0 {
		return parse.Value{}
	}
	switch t {
	case parse.TypeGUID, parse.TypeSID, parse.TypeSystemTime:
		return parse.BytesValue(t, o.keep(raw))
	}
	bits, ok := scalar(t, raw)
	if !ok {
		return parse.BytesValue(parse.TypeBinary, o.keep(raw))
	}
	return parse.NumberValue(t, bits)
}

// scalar reads a number of 1, 2, 4 or 8 bytes; signed types are sign-extended
// from the size they have, which need not be that of their type: booleans of
// one byte and pointers of four occur.
func scalar(t parse.ValueType, raw []byte) (bits uint64, ok bool) {
	const signedTypes = 1<<parse.TypeInt8 | 1<<parse.TypeInt16 | 1<<parse.TypeInt32 | 1<<parse.TypeInt64
	signed := signedTypes>>t&1 != 0
	if t > parse.TypeHexInt64 || (t == parse.TypeReal32 && len(raw) != 4) || (t == parse.TypeReal64 && len(raw) != 8) {
		return 0, false
	}
	switch len(raw) {
	case 1:
		if bits = uint64(raw[0]); signed {
			bits = uint64(int8(bits))
		}
	case 2:
		if bits = uint64(le.Uint16(raw)); signed {
			bits = uint64(int16(bits))
		}
	case 4:
		if bits = uint64(le.Uint32(raw)); signed {
			bits = uint64(int32(bits))
		}
	case 8:
		bits = le.Uint64(raw)
	default:
		return 0, false
	}
	if t == parse.TypeBool && bits != 0 {
		bits = 1
	}
	return bits, true
}

// fields appends one field named name for a value, or one for each item of an
// array: Windows repeats the element, and order is what %1, %2 refer to.
func (o *output) fields(name string, typ uint8, raw []byte) {
	if typ&typeArray == 0 {
		o.batch.AppendField(parse.Field{Name: name, Value: o.value(typ, raw)})
		return
	}
	if len(raw) == 0 {
		o.batch.AppendField(parse.Field{Name: name})
		return
	}
	for len(raw) > 0 {
		var item []byte
		item, raw = nextItem(typ&^typeArray, raw)
		o.batch.AppendField(parse.Field{Name: name, Value: o.value(typ&^typeArray, item)})
	}
}

// nextItem cuts the first item off an array of type typ. What does not make up
// an item stays together as the last one.
func nextItem(typ uint8, raw []byte) (item, rest []byte) {
	switch parse.ValueType(typ) {
	case parse.TypeString:
		for i := 0; i+1 < len(raw); i += 2 {
			if raw[i] == 0 && raw[i+1] == 0 {
				return raw[:i], raw[i+2:]
			}
		}
		return raw, nil
	case parse.TypeAnsiString:
		for i, c := range raw {
			if c == 0 {
				return raw[:i], raw[i+1:]
			}
		}
		return raw, nil
	case parse.TypeSID:
		if len(raw) >= 8 && len(raw) >= 8+4*int(raw[1]) {
			n := 8 + 4*int(raw[1])
			return raw[:n], raw[n:]
		}
		return raw, nil
	}
	if n := widthOf(typ); n > 0 && n <= len(raw) {
		return raw[:n], raw[n:]
	}
	return raw, nil
}
