package pack

import (
	"math"

	"github.com/vsslog/vsslog/parse"
)

// A record is written as a mask of the fields that are not zero, then these
// fields in the order of the mask's bits.
const (
	hasOffset = 1 << iota
	hasLength
	hasLine
	hasRecordID
	hasHeaderRecordID
	hasTime
	hasWritten
	hasUntil
	hasStamp
	hasChannel
	hasProvider
	hasProviderGUID
	hasEventSourceName
	hasEventID
	hasQualifiers
	hasVersion
	hasLevel
	hasOpcode
	hasTask
	hasKeywords
	hasComputer
	hasProcessID
	hasThreadID
	hasUserSID
	hasActivityID
	hasRelatedActivityID
	hasFields
	hasBinary
	hasUserData
	isQualified // Record.HasQualifiers
	isExecution // Record.HasExecution
	isFromText
	isSalvaged
	isStale
	maskEnd
)

func (e *encoder) record(r *parse.Record) {
	mask := maskOf(r)
	e.uint(mask)
	for _, f := range recordParts {
		if mask&f.bit != 0 {
			f.put(e, r)
		}
	}
}

func (d *decoder) record(r *parse.Record) {
	mask := d.uint()
	if mask >= maskEnd {
		d.fail("expected a mask of fields, found %#x", mask)
		return
	}
	for _, f := range recordParts {
		if mask&f.bit != 0 {
			f.take(d, r)
		}
	}
	r.HasQualifiers, r.HasExecution = mask&isQualified != 0, mask&isExecution != 0
	r.FromText, r.Salvaged, r.Stale = mask&isFromText != 0, mask&isSalvaged != 0, mask&isStale != 0
}

func maskOf(r *parse.Record) uint64 {
	var mask uint64
	for _, f := range recordParts {
		if f.there(r) {
			mask |= f.bit
		}
	}
	for _, f := range [...]struct {
		bit uint64
		set bool
	}{{isQualified, r.HasQualifiers}, {isExecution, r.HasExecution}, {isFromText, r.FromText}, {isSalvaged, r.Salvaged},
		{isStale, r.Stale}} {
		if f.set {
			mask |= f.bit
		}
	}
	return mask
}

// part is how one field of a record is written and read.
type part struct {
	bit   uint64
	there func(*parse.Record) bool
	put   func(*encoder, *parse.Record)
	take  func(*decoder, *parse.Record)
}

func number(bit uint64, at func(*parse.Record) *uint64) part {
	return part{bit, func(r *parse.Record) bool { return *at(r) != 0 },
		func(e *encoder, r *parse.Record) { e.uint(*at(r)) },
		func(d *decoder, r *parse.Record) { *at(r) = d.uint() }}
}

// small is a number of fewer than 64 bits.
func small[T ~uint8 | ~uint16 | ~uint32](bit uint64, most T, at func(*parse.Record) *T) part {
	return part{bit, func(r *parse.Record) bool { return *at(r) != 0 },
		func(e *encoder, r *parse.Record) { e.uint(uint64(*at(r))) },
		func(d *decoder, r *parse.Record) { *at(r) = T(d.small(uint64(most))) }}
}

func signed(bit uint64, at func(*parse.Record) *int64) part {
	return part{bit, func(r *parse.Record) bool { return *at(r) != 0 },
		func(e *encoder, r *parse.Record) { e.int(*at(r)) },
		func(d *decoder, r *parse.Record) { *at(r) = d.int() }}
}

func text(bit uint64, at func(*parse.Record) *string) part {
	return part{bit, func(r *parse.Record) bool { return *at(r) != "" },
		func(e *encoder, r *parse.Record) { e.string(*at(r)) },
		func(d *decoder, r *parse.Record) { *at(r) = d.string() }}
}

func timestamp(bit uint64, at func(*parse.Record) *parse.Timestamp) part {
	return part{bit, func(r *parse.Record) bool { return *at(r) != parse.Timestamp{} },
		func(e *encoder, r *parse.Record) { e.timestamp(*at(r)) },
		func(d *decoder, r *parse.Record) { *at(r) = d.timestamp() }}
}

var recordParts = []part{
	signed(hasOffset, func(r *parse.Record) *int64 { return &r.Offset }),
	signed(hasLength, func(r *parse.Record) *int64 { return &r.Length }),
	{hasLine, func(r *parse.Record) bool { return r.Line != 0 },
		func(e *encoder, r *parse.Record) { e.int(int64(r.Line)) },
		func(d *decoder, r *parse.Record) { r.Line = d.int32() }},
	number(hasRecordID, func(r *parse.Record) *uint64 { return &r.RecordID }),
	number(hasHeaderRecordID, func(r *parse.Record) *uint64 { return &r.HeaderRecordID }),
	timestamp(hasTime, func(r *parse.Record) *parse.Timestamp { return &r.Time }),
	timestamp(hasWritten, func(r *parse.Record) *parse.Timestamp { return &r.Written }),
	timestamp(hasUntil, func(r *parse.Record) *parse.Timestamp { return &r.Until }),
	small(hasStamp, parse.StampNone, func(r *parse.Record) *parse.Stamp { return &r.Stamp }),
	text(hasChannel, func(r *parse.Record) *string { return &r.Channel }),
	text(hasProvider, func(r *parse.Record) *string { return &r.Provider }),
	text(hasProviderGUID, func(r *parse.Record) *string { return &r.ProviderGUID }),
	text(hasEventSourceName, func(r *parse.Record) *string { return &r.EventSourceName }),
	small(hasEventID, math.MaxUint32, func(r *parse.Record) *uint32 { return &r.EventID }),
	small(hasQualifiers, math.MaxUint16, func(r *parse.Record) *uint16 { return &r.Qualifiers }),
	small(hasVersion, math.MaxUint8, func(r *parse.Record) *uint8 { return &r.Version }),
	small(hasLevel, math.MaxUint8, func(r *parse.Record) *uint8 { return &r.Level }),
	small(hasOpcode, math.MaxUint8, func(r *parse.Record) *uint8 { return &r.Opcode }),
	small(hasTask, math.MaxUint16, func(r *parse.Record) *uint16 { return &r.Task }),
	number(hasKeywords, func(r *parse.Record) *uint64 { return &r.Keywords }),
	text(hasComputer, func(r *parse.Record) *string { return &r.Computer }),
	small(hasProcessID, math.MaxUint32, func(r *parse.Record) *uint32 { return &r.ProcessID }),
	small(hasThreadID, math.MaxUint32, func(r *parse.Record) *uint32 { return &r.ThreadID }),
	text(hasUserSID, func(r *parse.Record) *string { return &r.UserSID }),
	text(hasActivityID, func(r *parse.Record) *string { return &r.ActivityID }),
	text(hasRelatedActivityID, func(r *parse.Record) *string { return &r.RelatedActivityID }),
	{hasFields, func(r *parse.Record) bool { return r.Fields != nil },
		func(e *encoder, r *parse.Record) { e.fields(r.Fields) },
		func(d *decoder, r *parse.Record) { r.Fields = d.fields() }},
	text(hasBinary, func(r *parse.Record) *string { return &r.Binary }),
	text(hasUserData, func(r *parse.Record) *string { return &r.UserData }),
}

func (d *decoder) int32() int32 {
	n := d.int()
	if n != int64(int32(n)) {
		d.fail("expected a number of 32 bits, found %d", n)
		return 0
	}
	return int32(n)
}

func (e *encoder) timestamp(r parse.Timestamp) {
	e.int(int64(r.Wall))
	e.int(int64(r.Resolution))
	e.uint(uint64(r.Zone))
	if r.Zone == parse.ZoneOffset || r.Offset != 0 {
		e.bool(true)
		e.int(int64(r.Offset))
	} else {
		e.bool(false)
	}
}

func (d *decoder) timestamp() parse.Timestamp {
	r := parse.Timestamp{
		Wall:       parse.Ticks(d.int()),
		Resolution: parse.Ticks(d.int()),
		Zone:       parse.Zone(d.small(uint64(parse.ZoneUnknown))),
	}
	if d.bool() {
		r.Offset = d.int32()
	}
	return r
}

func (e *encoder) fields(fields []parse.Field) {
	e.uint(uint64(len(fields)))
	for _, f := range fields {
		e.string(f.Name)
		e.value(f.Value)
	}
}

func (d *decoder) fields() []parse.Field {
	n := d.count(3)
	if n > len(d.room) || d.room == nil {
		d.room = make([]parse.Field, max(n, fieldsAtOnce))
	}
	fields := d.room[:n:n]
	if !d.again {
		d.room = d.room[n:]
	}
	for i := range fields {
		fields[i] = parse.Field{Name: d.string(), Value: d.value()}
	}
	return fields
}

// A value is its type and its bits, or its bytes if it has any.
const inBytes = 0x80

func (e *encoder) value(v parse.Value) {
	if raw := v.Bytes(); raw != "" {
		e.buf = append(e.buf, byte(v.Type())|inBytes)
		e.string(raw)
		return
	}
	e.buf = append(e.buf, byte(v.Type()))
	e.uint(v.Uint())
}

func (d *decoder) value() parse.Value {
	if d.rest() < 1 {
		d.fail("expected a value, found the end")
		return parse.Value{}
	}
	typ := d.text[d.at]
	d.at++
	kind := parse.ValueType(typ &^ inBytes)
	if typ&inBytes != 0 {
		return parse.BytesValue(kind, d.string())
	}
	return parse.NumberValue(kind, d.uint())
}
