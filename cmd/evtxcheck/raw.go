package main

import "encoding/binary"

// instanceValue is a value of a template instance.
type instanceValue struct {
	typ  byte
	data []byte
}

// Value types of BinXML ([MS-EVEN6] 2.2.12).
const (
	typeBool   = 0x0d
	typeBinXML = 0x21
)

// instanceValues reads the values of the template instance that the BinXML in b starts
// with, and those of the instances in them: just enough of the format to see what
// golang-evtx stumbled over. It shares no code with the reader. place is where b
// lies in its chunk. BinXML without a template has none.
func instanceValues(b []byte, place int64) (all []instanceValue) {
	le := binary.LittleEndian
	at := 0
	if len(b) > 4 && b[0] == 0x0f {
		at = 4 // the fragment header
	}
	if len(b) < at+14 || b[at] != 0x0c {
		return nil
	}
	definition := int64(le.Uint32(b[at+6:]))
	if at += 10; definition == place+int64(at) { // it stands here
		if len(b) < at+24 {
			return nil
		}
		at += 24 + int(le.Uint16(b[at+20:]))
	}
	if len(b) < at+4 {
		return nil
	}
	count := int(le.Uint16(b[at:]))
	at += 4
	for data := at + 4*count; count > 0 && data <= len(b); count-- {
		size := int(le.Uint16(b[at:]))
		if data+size > len(b) {
			break
		}
		w := instanceValue{b[at+2], b[data : data+size]}
		all = append(all, w)
		if w.typ == typeBinXML {
			all = append(all, instanceValues(w.data, place+int64(data))...)
		}
		at, data = at+4, data+size
	}
	return all
}

// plainBinXML reports whether a value is BinXML without a template.
func (w instanceValue) plainBinXML() bool {
	b := w.data
	if w.typ != typeBinXML {
		return false
	}
	if len(b) > 4 && b[0] == 0x0f {
		b = b[4:]
	}
	return len(b) > 0 && b[0]&^0x40 == 0x01
}

// irregularBool reports whether a value is a truth value that is neither 0 nor 1.
func (w instanceValue) irregularBool() bool {
	return w.typ == typeBool && (len(w.data) != 4 || binary.LittleEndian.Uint32(w.data) > 1)
}
