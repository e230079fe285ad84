package evt

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
)

// Event types, with the level and the keywords that EVTX has for them. Classic
// records all have the keyword 0x80000000000000 there.
const (
	typeError        = 1
	typeWarning      = 2
	typeInformation  = 4
	typeAuditSuccess = 8
	typeAuditFailure = 16

	keywordClassic      = 0x80000000000000
	keywordAuditSuccess = 0x20000000000000
	keywordAuditFailure = 0x10000000000000
)

func level(eventType uint16) (level uint8, keywords uint64) {
	switch eventType {
	case typeError:
		return 2, keywordClassic
	case typeWarning:
		return 3, keywordClassic
	case typeInformation:
		return 4, keywordClassic
	case typeAuditSuccess:
		return 0, keywordClassic | keywordAuditSuccess
	case typeAuditFailure:
		return 0, keywordClassic | keywordAuditFailure
	}
	return 0, keywordClassic
}

// decoder turns the bytes of records into parse.Records.
type decoder struct {
	selector *parse.Selector
	channel  string
	names    names
	wanted   map[source]bool // what the selector said
}

type source struct {
	name string
	id   uint32
}

// maxRemembered bounds the memory for names and answers of the selector.
const maxRemembered = 4096

func newDecoder(selector *parse.Selector) *decoder {
	return &decoder{selector: selector, names: names{}, wanted: map[source]bool{}}
}

func (d *decoder) wants(name string, id uint32) bool {
	if d.selector == nil {
		return true
	}
	wants, known := d.wanted[source{name, id}]
	if !known {
		wants = d.selector.Wants(name, id)
		if len(d.wanted) < maxRemembered {
			d.wanted[source{name, id}] = wants
		}
	}
	return wants
}

// computer returns the computer name of a whole record.
func (d *decoder) computer(b []byte) string {
	_, rest := cutString(b[fixedSize : len(b)-4])
	name, _ := cutString(rest)
	return d.names.text(name)
}

// decode adds the record in b, its trailing size included, to batch if it is
// wanted. Values that lie where they cannot are left out with a damage each.
func (d *decoder) decode(batch *parse.Batch, b []byte, at int64, salvaged bool) {
	sourceName, rest := cutString(b[fixedSize : len(b)-4])
	provider := d.names.text(sourceName)
	id := u32(b, 20)
	if !d.wants(provider, id&0xffff) {
		return
	}
	computer, _ := cutString(rest)
	r := batch.AddRecord()
	r.Offset, r.Length = at, int64(len(b))
	r.RecordID = uint64(u32(b, 8))
	r.Time = parse.WholeSecond(parse.FromUnix(int64(u32(b, 12))))
	r.Written = parse.WholeSecond(parse.FromUnix(int64(u32(b, 16))))
	r.Channel, r.Provider, r.Computer = d.channel, provider, d.names.text(computer)
	r.EventID, r.Qualifiers, r.HasQualifiers = id&0xffff, uint16(id>>16), true
	r.Level, r.Keywords = level(u16(b, 24))
	r.Task = u16(b, 28)
	r.Salvaged = salvaged

	v := values{batch: batch, record: b, at: at}
	r.Fields = v.strings(int(u16(b, 26)), u32(b, 36))
	if sid := v.block("user SID", u32(b, 40), u32(b, 44)); len(sid) > 0 {
		arena := batch.Arena()
		start := len(arena)
		arena = parse.AppendSID(arena, parse.Borrow(sid))
		batch.SetArena(arena)
		r.UserSID = parse.Borrow(arena[start:])
	}
	if data := v.block("data", u32(b, 48), u32(b, 52)); len(data) > 0 {
		arena := batch.Arena()
		start := len(arena)
		arena = append(arena, data...)
		batch.SetArena(arena)
		r.Binary = parse.Borrow(arena[start:])
	}
}

// values reads the variable parts of one record.
type values struct {
	batch  *parse.Batch
	record []byte
	at     int64
}

// block returns size bytes at offset, none if size is 0 or they do not lie inside.
func (v *values) block(what string, size, offset uint32) []byte {
	end := uint64(len(v.record) - 4)
	switch {
	case size == 0:
		return nil
	case offset < fixedSize || uint64(offset)+uint64(size) > end:
		v.damage(what, fmt.Sprintf("%d to %d", fixedSize, end), fmt.Sprintf("%d bytes at %d", size, offset))
		return nil
	}
	return v.record[offset:][:size]
}

// strings returns count NUL-terminated strings at offset as unnamed fields.
func (v *values) strings(count int, offset uint32) []parse.Field {
	if count == 0 {
		return nil
	}
	end := len(v.record) - 4
	if offset < fixedSize || uint64(offset) > uint64(end) {
		v.damage("strings", fmt.Sprintf("%d to %d", fixedSize, end), fmt.Sprintf("%d strings at %d", count, offset))
		return nil
	}
	for _, behind := range [...][2]uint32{{u32(v.record, 40), u32(v.record, 44)}, {u32(v.record, 48), u32(v.record, 52)}} {
		if size, at := behind[0], behind[1]; size > 0 && at > offset && uint64(at) < uint64(end) {
			end = int(at)
		}
	}
	rest := v.record[offset:end]
	mark := v.batch.Mark()
	for n := range count {
		if len(rest) < 2 {
			v.damage("strings", fmt.Sprintf("%d strings", count), fmt.Sprintf("%d", n))
			break
		}
		var s []byte
		s, rest = cutString(rest)
		arena := v.batch.Arena()
		start := len(arena)
		arena = appendUTF8(arena, s)
		v.batch.SetArena(arena)
		v.batch.AppendField(parse.Field{Value: parse.StringValue(parse.Borrow(arena[start:]))})
	}
	return v.batch.FieldsSince(mark)
}

func (v *values) damage(what, expected, found string) {
	v.batch.Damage = append(v.batch.Damage, parse.Damage{
		Offset: v.at, What: what + " of a record", Expected: expected, Found: found,
	})
}

// names keeps the few names of sources and computers of a log as text.
type names map[string]string

func (n names) text(utf16le []byte) string {
	if s, known := n[string(utf16le)]; known {
		return s
	}
	s := string(appendUTF8(nil, utf16le))
	if len(n) < maxRemembered {
		n[string(utf16le)] = s
	}
	return s
}

// cutString returns the UTF-16 string before the first NUL and what follows that.
func cutString(b []byte) (s, rest []byte) {
	for i := 0; i+1 < len(b); i += 2 {
		if b[i] == 0 && b[i+1] == 0 {
			return b[:i], b[i+2:]
		}
	}
	return b[:len(b)&^1], nil
}

// appendUTF8 appends UTF-16 text, an unpaired surrogate as U+FFFD.
func appendUTF8(dst, b []byte) []byte {
	for i := 0; i+1 < len(b); i += 2 {
		r := rune(u16(b, i))
		if r < utf8.RuneSelf {
			dst = append(dst, byte(r))
			continue
		}
		if utf16.IsSurrogate(r) {
			pair := rune(utf8.RuneError)
			if i+3 < len(b) {
				pair = utf16.DecodeRune(r, rune(u16(b, i+2)))
			}
			if r = pair; pair != utf8.RuneError {
				i += 2
			}
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}
