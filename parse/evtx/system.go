package evtx

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// property is a value of <System> that a parse.Record has a place for.
type property uint8

const (
	noProperty property = iota
	propTime

	propEventID // from here on numbers
	propQualifiers
	propVersion
	propLevel
	propTask
	propOpcode
	propKeywords
	propRecordID
	propProcessID
	propThreadID

	propProvider // from here on texts
	propEventSource
	propChannel
	propComputer
	propUserSID
	propProviderGUID // from here on GUIDs
	propActivityID
	propRelatedActivityID

	propertyCount
)

func (p property) isNumber() bool { return p >= propEventID && p < propProvider }
func (p property) isGUID() bool   { return p >= propProviderGUID }

// properties of <System>, by element and attribute ("" for the content).
var properties = []struct {
	element, attribute string
	property           property
}{
	{"Provider", "Name", propProvider},
	{"Provider", "Guid", propProviderGUID},
	{"Provider", "EventSourceName", propEventSource},
	{"EventID", "", propEventID},
	{"EventID", "Qualifiers", propQualifiers},
	{"Version", "", propVersion},
	{"Level", "", propLevel},
	{"Task", "", propTask},
	{"Opcode", "", propOpcode},
	{"Keywords", "", propKeywords},
	{"TimeCreated", "SystemTime", propTime},
	{"EventRecordID", "", propRecordID},
	{"Correlation", "ActivityID", propActivityID},
	{"Correlation", "RelatedActivityID", propRelatedActivityID},
	{"Execution", "ProcessID", propProcessID},
	{"Execution", "ThreadID", propThreadID},
	{"Channel", "", propChannel},
	{"Computer", "", propComputer},
	{"Security", "UserID", propUserSID},
}

// propertyOf returns the property of an element or attribute of <System>.
func propertyOf(element, attribute string) property {
	for i := range properties {
		if properties[i].element == element && properties[i].attribute == attribute {
			return properties[i].property
		}
	}
	return noProperty
}

// textOf returns the place of a text or GUID in r.
func textOf(r *parse.Record, p property) *string {
	switch p {
	case propProvider:
		return &r.Provider
	case propEventSource:
		return &r.EventSourceName
	case propChannel:
		return &r.Channel
	case propComputer:
		return &r.Computer
	case propUserSID:
		return &r.UserSID
	case propProviderGUID:
		return &r.ProviderGUID
	case propActivityID:
		return &r.ActivityID
	default:
		return &r.RelatedActivityID
	}
}

// set puts v into its place in r. ok is false if v cannot be what the property
// is; the caller then keeps it as a field, so that it is not lost.
func (o *output) set(r *parse.Record, p property, v parse.Value) (ok bool) {
	switch {
	case v.IsNull():
		return true
	case p == propTime:
		t, ok := ticksOf(v)
		if ok {
			r.Time = parse.Exact(t)
		}
		return ok
	case p.isNumber():
		n, ok := numberOf(v)
		return ok && setNumber(r, p, n)
	case p.isGUID() && v.Type() != parse.TypeGUID: // a stored one is written in lower case
		*textOf(r, p) = o.guid(v)
	default:
		*textOf(r, p) = o.string(v)
	}
	return true
}

// limits of the numbers that a Record has a place for.
var limits = [propertyCount]uint64{
	propEventID: 1<<32 - 1, propQualifiers: 1<<16 - 1, propVersion: 1<<8 - 1, propLevel: 1<<8 - 1,
	propTask: 1<<16 - 1, propOpcode: 1<<8 - 1, propKeywords: 1<<64 - 1, propRecordID: 1<<64 - 1,
	propProcessID: 1<<32 - 1, propThreadID: 1<<32 - 1,
}

// setNumber puts n into its place in r, unless it is too large for it.
func setNumber(r *parse.Record, p property, n uint64) (ok bool) {
	if n > limits[p] {
		return false
	}
	switch p {
	case propEventID:
		r.EventID = uint32(n)
	case propQualifiers:
		r.Qualifiers, r.HasQualifiers = uint16(n), true
	case propVersion:
		r.Version = uint8(n)
	case propLevel:
		r.Level = uint8(n)
	case propTask:
		r.Task = uint16(n)
	case propOpcode:
		r.Opcode = uint8(n)
	case propKeywords:
		r.Keywords = n
	case propRecordID:
		r.RecordID = n
	case propProcessID:
		r.ProcessID, r.HasExecution = uint32(n), true
	case propThreadID:
		r.ThreadID, r.HasExecution = uint32(n), true
	}
	return true
}

// string returns v as text; what is not a string is written into the arena.
func (o *output) string(v parse.Value) string {
	if v.Type() == parse.TypeString {
		return v.Bytes()
	}
	mark := len(o.arena)
	o.arena = v.AppendText(o.arena)
	return o.since(mark)
}

// guid returns v as a GUID in lower case and braces.
func (o *output) guid(v parse.Value) string {
	s := o.string(v)
	lower := true
	for i := 0; i < len(s); i++ {
		lower = lower && (s[i] < 'A' || s[i] > 'Z')
	}
	braces := len(s) != 36 || s[0] == '{'
	if lower && braces {
		return s
	}
	mark := len(o.arena)
	if !braces {
		o.arena = append(o.arena, '{')
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		o.arena = append(o.arena, c)
	}
	if !braces {
		o.arena = append(o.arena, '}')
	}
	return o.since(mark)
}

// numberOf returns v as a number; records without a template have only text.
func numberOf(v parse.Value) (uint64, bool) {
	switch t := v.Type(); {
	case isNumber(t):
		return v.Uint(), true
	case t == parse.TypeString:
		s := strings.TrimSpace(v.Bytes())
		if hex, ok := strings.CutPrefix(s, "0x"); ok {
			n, err := strconv.ParseUint(hex, 16, 64)
			return n, err == nil
		}
		n, err := strconv.ParseUint(s, 10, 64)
		return n, err == nil
	}
	return 0, false
}

func isNumber(t parse.ValueType) bool {
	const numbers = 1<<parse.TypeInt8 | 1<<parse.TypeUInt8 | 1<<parse.TypeInt16 | 1<<parse.TypeUInt16 |
		1<<parse.TypeInt32 | 1<<parse.TypeUInt32 | 1<<parse.TypeInt64 | 1<<parse.TypeUInt64 |
		1<<parse.TypeSizeT | 1<<parse.TypeHexInt32 | 1<<parse.TypeHexInt64
	return uint32(numbers)>>t&1 != 0
}

// ticksOf returns v as a time: a FILETIME, a SYSTEMTIME or the text of one.
func ticksOf(v parse.Value) (parse.Ticks, bool) {
	switch v.Type() {
	case parse.TypeFileTime, parse.TypeUInt64:
		// Beyond the largest signed value no FILETIME is valid.
		return parse.Ticks(v.Uint()), v.Uint() <= 1<<63-1
	case parse.TypeSystemTime, parse.TypeString:
		var buf [32]byte
		return parseTime(v.AppendText(buf[:0]))
	}
	return 0, false
}

// parseTime reads YYYY-MM-DDThh:mm:ss[.f...][Z], the form in which Windows
// writes SystemTime. Digits below 100 ns are cut off.
func parseTime(s []byte) (parse.Ticks, bool) {
	const shape = "0000-00-00T00:00:00"
	if len(s) < len(shape) {
		return 0, false
	}
	for i := range shape {
		if digit := s[i] >= '0' && s[i] <= '9'; digit != (shape[i] == '0') ||
			(!digit && s[i] != shape[i] && s[i] != ' ') {
			return 0, false
		}
	}
	two := func(i int) int { return int(s[i]-'0')*10 + int(s[i+1]-'0') }
	year, month, day := two(0)*100+two(2), two(5), two(8)
	hour, minute, second := two(11), two(14), two(17)
	if year < 1601 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 ||
		second > 59 {
		return 0, false
	}
	rest, fraction, unit := s[len(shape):], parse.Ticks(0), parse.Second
	if len(rest) > 0 && rest[0] == '.' {
		for rest = rest[1:]; len(rest) > 0 && rest[0] >= '0' && rest[0] <= '9'; rest = rest[1:] {
			unit /= 10
			fraction += parse.Ticks(rest[0]-'0') * unit
		}
	}
	if len(rest) > 1 || (len(rest) == 1 && rest[0] != 'Z') {
		return 0, false
	}
	y := year - 1
	days := y*365 + y/4 - y/100 + y/400 - 584388 // days before 1601-01-01
	for m := 1; m < month; m++ {
		days += daysIn(year, m)
	}
	days += day - 1
	return parse.Ticks(days)*parse.Day + parse.Ticks(hour)*parse.Hour + parse.Ticks(minute)*parse.Minute +
		parse.Ticks(second)*parse.Second + fraction, true
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// keywordClassic marks a record of the old event logging interface.
const keywordClassic = 0x80000000000000

// resolve sets how exact the record's times are. Windows keeps 100 ns, but the
// classic interface of older systems handed over whole seconds, and such records
// are written with zeros behind the second. A classic record whose time falls on
// a second by chance (1 in 10,000,000) is taken for one: that only widens it.
func resolve(r *parse.Record) {
	if r.Keywords&keywordClassic == 0 {
		return
	}
	for _, t := range []*parse.Timestamp{&r.Time, &r.Written} {
		if !t.IsZero() && t.Wall%parse.Second == 0 {
			t.Resolution = parse.Second
		}
	}
}
