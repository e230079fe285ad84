package pack

import (
	"math"
	"math/bits"
	"slices"

	"github.com/vsslog/vsslog/parse"
)

// A record is written as the number of its slot, a mask of the fields that differ from those of the
// record there, then these fields in the order of the mask's bits.
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
	hasListing
	isQualified // Record.HasQualifiers
	isExecution // Record.HasExecution
	isFromText
	isSalvaged
	isStale
	isTimely // hasTime, hasUntil and hasStamp are as in the record before it
	maskEnd
)

const hasTimes = hasTime | hasUntil | hasStamp

// times are those of a record.
type times struct {
	time, until parse.Timestamp
	stamp       parse.Stamp
}

func timesOf(r *parse.Record) times { return times{r.Time, r.Until, r.Stamp} }

func (t *times) give(r *parse.Record) { r.Time, r.Until, r.Stamp = t.time, t.until, t.stamp }

func (e *encoder) record(r *parse.Record) {
	slot := e.slots.of(r)
	e.uint(uint64(slot))
	before := &e.none
	if e.inSlot = slot > 0; e.inSlot {
		before = &e.slots.all[slot-1].record
	} else {
		e.none = parse.Record{Fields: e.none.Fields[:0]}
	}
	mask := maskOf(r, before)
	if now := timesOf(r); now != e.times {
		e.times = now
	} else if mask&hasTimes != 0 {
		mask = mask&^hasTimes | isTimely
		now.give(before)
	}
	e.uint(mask)
	for rest := mask & allParts; rest != 0; rest &= rest - 1 {
		recordParts[bits.TrailingZeros64(rest)].put(e, r, before)
	}
}

func (d *decoder) record(r *parse.Record) {
	slot := d.small(uint64(min(len(d.slots)+1, mostSlots)))
	if d.inSlot = slot > 0; !d.inSlot {
		d.differing(r)
		return
	}
	if slot > uint64(len(d.slots)) {
		d.slots = append(d.slots, &parse.Record{})
	}
	in := d.slots[slot-1]
	d.differing(in)
	*r = *in
}

// differing takes what differs from what r holds.
func (d *decoder) differing(r *parse.Record) {
	mask := d.uint()
	if mask >= maskEnd {
		d.fail("expected a mask of fields, found %#x", mask)
		return
	}
	for rest := mask & allParts; rest != 0; rest &= rest - 1 {
		recordParts[bits.TrailingZeros64(rest)].take(d, r)
	}
	if mask&isTimely != 0 {
		d.times.give(r)
	} else {
		d.times = timesOf(r)
	}
	r.HasQualifiers, r.HasExecution = mask&isQualified != 0, mask&isExecution != 0
	r.FromText, r.Salvaged, r.Stale = mask&isFromText != 0, mask&isSalvaged != 0, mask&isStale != 0
}

// maskOf says what of a record differs from the one before. Fields say themselves which of them do.
func maskOf(r, before *parse.Record) uint64 {
	return flag(hasOffset, r.Offset != before.Offset) |
		flag(hasLength, r.Length != before.Length) |
		flag(hasLine, r.Line != before.Line) |
		flag(hasRecordID, r.RecordID != before.RecordID) |
		flag(hasHeaderRecordID, r.HeaderRecordID != before.HeaderRecordID) |
		flag(hasTime, r.Time != before.Time) |
		flag(hasWritten, r.Written != before.Written) |
		flag(hasUntil, r.Until != before.Until) |
		flag(hasStamp, r.Stamp != before.Stamp) |
		flag(hasChannel, r.Channel != before.Channel) |
		flag(hasProvider, r.Provider != before.Provider) |
		flag(hasProviderGUID, r.ProviderGUID != before.ProviderGUID) |
		flag(hasEventSourceName, r.EventSourceName != before.EventSourceName) |
		flag(hasEventID, r.EventID != before.EventID) |
		flag(hasQualifiers, r.Qualifiers != before.Qualifiers) |
		flag(hasVersion, r.Version != before.Version) |
		flag(hasLevel, r.Level != before.Level) |
		flag(hasOpcode, r.Opcode != before.Opcode) |
		flag(hasTask, r.Task != before.Task) |
		flag(hasKeywords, r.Keywords != before.Keywords) |
		flag(hasComputer, r.Computer != before.Computer) |
		flag(hasProcessID, r.ProcessID != before.ProcessID) |
		flag(hasThreadID, r.ThreadID != before.ThreadID) |
		flag(hasUserSID, r.UserSID != before.UserSID) |
		flag(hasActivityID, r.ActivityID != before.ActivityID) |
		flag(hasRelatedActivityID, r.RelatedActivityID != before.RelatedActivityID) |
		flag(hasFields, r.Fields != nil) |
		flag(hasBinary, r.Binary != before.Binary) |
		flag(hasUserData, r.UserData != before.UserData) |
		flag(hasListing, r.Listing != before.Listing) |
		flag(isQualified, r.HasQualifiers) |
		flag(isExecution, r.HasExecution) |
		flag(isFromText, r.FromText) |
		flag(isSalvaged, r.Salvaged) |
		flag(isStale, r.Stale)
}

func flag(mask uint64, is bool) uint64 {
	if is {
		return mask
	}
	return 0
}

// part is how one field of a record is written and read. What is put is noted in the record
// before, and taken into it.
type part struct {
	bit  uint64 // of the mask, at the place of the part in recordParts
	put  func(e *encoder, r, before *parse.Record)
	take func(*decoder, *parse.Record)
}

func partOf[T comparable](
	bit uint64,
	at func(*parse.Record) *T,
	put func(e *encoder, value, before T) T,
	take func(d *decoder, before T) T,
) part {
	return part{
		bit,
		func(e *encoder, r, before *parse.Record) { *at(before) = put(e, *at(r), *at(before)) },
		func(d *decoder, r *parse.Record) { *at(r) = take(d, *at(r)) },
	}
}

func number(bit uint64, at func(*parse.Record) *uint64) part {
	return partOf(bit, at,
		func(e *encoder, n, _ uint64) uint64 { e.uint(n); return n },
		func(d *decoder, _ uint64) uint64 { return d.uint() })
}

// small is a number of fewer than 64 bits.
func small[T ~uint8 | ~uint16 | ~uint32](bit uint64, most T, at func(*parse.Record) *T) part {
	return partOf(bit, at,
		func(e *encoder, n, _ T) T { e.uint(uint64(n)); return n },
		func(d *decoder, _ T) T { return T(d.small(uint64(most))) })
}

// place is a number that goes up from record to record.
func place[T int32 | int64](bit uint64, at func(*parse.Record) *T) part {
	return partOf(bit, at,
		func(e *encoder, n, before T) T { e.int(int64(n) - int64(before)); return n },
		func(d *decoder, before T) T {
			n := int64(before) + d.int()
			if n != int64(T(n)) {
				d.fail("expected a number of 32 bits, found %d", n)
				return 0
			}
			return T(n)
		})
}

func text(bit uint64, at func(*parse.Record) *string) part {
	return partOf(bit, at,
		func(e *encoder, s, _ string) string { return e.string(s) },
		func(d *decoder, _ string) string { return d.string() })
}

func timestamp(bit uint64, at func(*parse.Record) *parse.Timestamp) part {
	return partOf(bit, at,
		func(e *encoder, t, before parse.Timestamp) parse.Timestamp { e.later(t, before.Wall); return t },
		func(d *decoder, before parse.Timestamp) parse.Timestamp { return d.later(before.Wall) })
}

var recordParts = [...]part{
	place(hasOffset, func(r *parse.Record) *int64 { return &r.Offset }),
	place(hasLength, func(r *parse.Record) *int64 { return &r.Length }),
	place(hasLine, func(r *parse.Record) *int32 { return &r.Line }),
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
	{hasFields,
		func(e *encoder, r, before *parse.Record) { before.Fields = e.fields(r.Fields, before.Fields) },
		func(d *decoder, r *parse.Record) { r.Fields = d.fields(r) }},
	text(hasBinary, func(r *parse.Record) *string { return &r.Binary }),
	text(hasUserData, func(r *parse.Record) *string { return &r.UserData }),
	place(hasListing, func(r *parse.Record) *int32 { return &r.Listing }),
}

// allParts are the bits of recordParts, each at the place of its part.
const allParts = 1<<len(recordParts) - 1

// int32 takes a number that was counted from another one.
func (d *decoder) int32(from int64) int32 {
	n := from + d.int()
	if n != int64(int32(n)) {
		d.fail("expected a number of 32 bits, found %d", n)
		return 0
	}
	return int32(n)
}

func (e *encoder) timestamp(r parse.Timestamp) { e.later(r, 0) }

func (d *decoder) timestamp() parse.Timestamp { return d.later(0) }

// later writes a timestamp as that much later than another one.
func (e *encoder) later(r parse.Timestamp, from parse.Ticks) {
	e.int(int64(r.Wall - from))
	e.int(int64(r.Resolution))
	e.uint(uint64(r.Zone))
	if r.Zone == parse.ZoneOffset || r.Offset != 0 {
		e.bool(true)
		e.int(int64(r.Offset))
	} else {
		e.bool(false)
	}
}

func (d *decoder) later(from parse.Ticks) parse.Timestamp {
	r := parse.Timestamp{
		Wall:       from + parse.Ticks(d.int()),
		Resolution: parse.Ticks(d.int()),
		Zone:       parse.Zone(d.small(uint64(parse.ZoneUnknown))),
	}
	if d.bool() {
		r.Offset = d.int32(0)
	}
	return r
}

// fields writes a list of fields: of the first ones those that are not as before, and which
// these are. It returns the list as it was written, in the room of the one before.
func (e *encoder) fields(fields, before []parse.Field) []parse.Field {
	e.uint(uint64(len(fields)))
	same := uint64(0)
	if len(before) > 0 {
		same = e.slots.same
		e.uint(same)
	}
	written := slices.Grow(before[:0], len(fields))[:len(fields)]
	for i, f := range fields {
		if same>>i&1 == 0 {
			written[i] = parse.Field{Name: e.string(f.Name), Value: e.value(f.Value)}
		}
	}
	return written
}

// fields takes the list of fields of a record, which may be as that of the one before in its slot: both have the same
// list then.
func (d *decoder) fields(r *parse.Record) []parse.Field {
	const leastField = 3 // bytes, of one that is not as before
	before := r.Fields
	n := d.uint()
	if n > uint64(d.rest()/leastField+len(before)) || d.inSlot && n > mostFields {
		d.fail("a list of %d fields does not fit into the %d bytes left", n, d.rest())
		return nil
	}
	same := uint64(0)
	if len(before) > 0 {
		if same = d.uint(); same>>min(n, uint64(len(before))) != 0 {
			d.fail("expected fields as among the %d before, found %#x", len(before), same)
			return nil
		}
	}
	if n == uint64(len(before)) && same == 1<<n-1 {
		return before
	}
	fields := d.space(int(n), d.again && !r.IsStatement())
	for i := range fields {
		if same>>i&1 == 0 {
			fields[i] = parse.Field{Name: d.string(), Value: d.value()}
		} else {
			fields[i] = before[i]
		}
	}
	return fields
}

// space returns room for n fields, which is the same the next time if it is passing.
func (d *decoder) space(n int, passing bool) []parse.Field {
	if n > len(d.room) || d.room == nil {
		d.room = make([]parse.Field, max(n, fieldsAtOnce))
	}
	fields := d.room[:n:n]
	if !passing {
		d.room = d.room[n:]
	}
	return fields
}

// A value is its type and its bits, or its bytes if it has any.
const inBytes = 0x80

func (e *encoder) value(v parse.Value) parse.Value {
	if raw := v.Bytes(); raw != "" {
		e.buf = append(e.buf, byte(v.Type())|inBytes)
		return parse.BytesValue(v.Type(), e.string(raw))
	}
	e.buf = append(e.buf, byte(v.Type()))
	e.uint(v.Uint())
	return v
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
