package knowledge

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
)

// Tables are kept in a form of their own: lengths before what they measure, fields in
// the order of their declaration, all strings as they are. Decoding copies no string,
// so that a start of the program costs little. A head names the layout of the types;
// where it differs from that of the program, the file is refused.

// encode writes a value; the same value gives the same bytes.
func encode(v any) []byte {
	out := appendString(nil, layout(reflect.TypeOf(v), nil))
	return appendValue(out, reflect.ValueOf(v))
}

func appendString(out []byte, s string) []byte {
	return append(binary.AppendUvarint(out, uint64(len(s))), s...)
}

func appendValue(out []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		return appendString(out, v.String())
	case reflect.Bool:
		if v.Bool() {
			return append(out, 1)
		}
		return append(out, 0)
	case reflect.Int, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(out, v.Int())
	case reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(out, v.Uint())
	case reflect.Float64:
		return binary.LittleEndian.AppendUint64(out, math.Float64bits(v.Float()))
	case reflect.Slice:
		out = binary.AppendUvarint(out, uint64(v.Len()))
		for i := range v.Len() {
			out = appendValue(out, v.Index(i))
		}
		return out
	case reflect.Pointer:
		if v.IsNil() {
			return append(out, 0)
		}
		return appendValue(append(out, 1), v.Elem())
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return compareStrings(a.String(), b.String()) })
		out = binary.AppendUvarint(out, uint64(len(keys)))
		for _, k := range keys {
			out = appendValue(appendValue(out, k), v.MapIndex(k))
		}
		return out
	case reflect.Struct:
		for _, i := range kept(v.Type()) {
			out = appendValue(out, v.Field(i))
		}
		return out
	}
	panic(fmt.Sprintf("knowledge: a table cannot hold a %s", v.Type()))
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// kept are the fields of a struct that a table holds: exported ones, not for lint alone.
func kept(t reflect.Type) []int {
	var list []int
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("json") != "-" {
			list = append(list, i)
		}
	}
	return list
}

// layout names a type with all that it is made of.
func layout(t reflect.Type, above []reflect.Type) string {
	if slices.Contains(above, t) {
		return "^"
	}
	above = append(above, t)
	switch t.Kind() {
	case reflect.Slice, reflect.Pointer:
		return t.Kind().String() + "(" + layout(t.Elem(), above) + ")"
	case reflect.Map:
		return "map(" + layout(t.Key(), above) + layout(t.Elem(), above) + ")"
	case reflect.Struct:
		s := "struct("
		for _, i := range kept(t) {
			s += t.Field(i).Name + " " + layout(t.Field(i).Type, above) + ";"
		}
		return s + ")"
	}
	return t.Kind().String()
}

// decode fills a value, a pointer, from what encode wrote. Strings share the memory of text.
func decode(text string, v any) error {
	d := &decoder{text: text}
	t := reflect.TypeOf(v).Elem()
	if found := d.string(); d.err == nil && found != layout(t, nil) {
		return fmt.Errorf("it was made for another layout of the types than the program has")
	}
	d.value(reflect.ValueOf(v).Elem())
	if d.err == nil && d.at != len(text) {
		d.err = fmt.Errorf("%d bytes are left at its end", len(text)-d.at)
	}
	return d.err
}

type decoder struct {
	text  string
	at    int
	err   error
	types map[reflect.Type][]int
}

func (d *decoder) fail() {
	if d.err == nil {
		d.err = fmt.Errorf("it ends or is damaged at offset %d", d.at)
	}
	d.at = len(d.text)
}

func (d *decoder) number() uint64 {
	var n uint64
	for shift := 0; shift < 64; shift += 7 {
		if d.at >= len(d.text) {
			d.fail()
			return 0
		}
		c := d.text[d.at]
		d.at++
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return n
		}
	}
	d.fail()
	return 0
}

// length reads how many things of at least one byte follow.
func (d *decoder) length() int {
	n := d.number()
	if n > uint64(len(d.text)-d.at) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) string() string {
	n := d.length()
	s := d.text[d.at : d.at+n]
	d.at += n
	return s
}

func (d *decoder) fields(t reflect.Type) []int {
	list, ok := d.types[t]
	if !ok {
		if d.types == nil {
			d.types = map[reflect.Type][]int{}
		}
		list = kept(t)
		d.types[t] = list
	}
	return list
}

func (d *decoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(d.string())
	case reflect.Bool:
		v.SetBool(d.number() != 0)
	case reflect.Int, reflect.Int32, reflect.Int64:
		u := d.number()
		v.SetInt(int64(u>>1) ^ -int64(u&1))
	case reflect.Uint32, reflect.Uint64:
		v.SetUint(d.number())
	case reflect.Float64:
		if len(d.text)-d.at < 8 {
			d.fail()
			return
		}
		v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64([]byte(d.text[d.at : d.at+8]))))
		d.at += 8
	case reflect.Slice:
		if n := d.length(); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				d.value(v.Index(i))
			}
		}
	case reflect.Pointer:
		if d.number() != 0 {
			v.Set(reflect.New(v.Type().Elem()))
			d.value(v.Elem())
		}
	case reflect.Map:
		if n := d.length(); n > 0 {
			v.Set(reflect.MakeMapWithSize(v.Type(), n))
			for range n {
				key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
				d.value(key)
				d.value(value)
				v.SetMapIndex(key, value)
			}
		}
	case reflect.Struct:
		for _, i := range d.fields(v.Type()) {
			d.value(v.Field(i))
		}
	default:
		d.fail()
	}
}
