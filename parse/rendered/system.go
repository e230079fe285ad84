package rendered

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Property is a value of an event's <System> element, named as its XML names it:
// the element, and "/@" with the attribute if it is one.
type Property string

// Properties that a Record has a place for.
const (
	Provider          Property = "Provider/@Name"
	ProviderGUID      Property = "Provider/@Guid"
	EventSourceName   Property = "Provider/@EventSourceName"
	EventID           Property = "EventID"
	Qualifiers        Property = "EventID/@Qualifiers"
	Version           Property = "Version"
	Level             Property = "Level"
	Task              Property = "Task"
	Opcode            Property = "Opcode"
	Keywords          Property = "Keywords"
	Time              Property = "TimeCreated/@SystemTime"
	RecordID          Property = "EventRecordID"
	ActivityID        Property = "Correlation/@ActivityID"
	RelatedActivityID Property = "Correlation/@RelatedActivityID"
	ProcessID         Property = "Execution/@ProcessID"
	ThreadID          Property = "Execution/@ThreadID"
	Channel           Property = "Channel"
	Computer          Property = "Computer"
	UserSID           Property = "Security/@UserID"
)

// Set puts text into its place in r. It reports false if there is no such place
// or text is nothing that fits, so that the caller can keep it as a field.
// An empty text is nothing to keep.
func Set(r *parse.Record, p Property, text string) bool {
	if text = strings.TrimSpace(text); text == "" {
		return true
	}
	switch p {
	case Provider:
		r.Provider = text
	case ProviderGUID:
		r.ProviderGUID = GUID(text)
	case EventSourceName:
		r.EventSourceName = text
	case ActivityID:
		r.ActivityID = GUID(text)
	case RelatedActivityID:
		r.RelatedActivityID = GUID(text)
	case Channel:
		r.Channel = text
	case Computer:
		r.Computer = text
	case UserSID:
		r.UserSID = text
	case Level:
		level, ok := levelOf(text)
		r.Level = level
		return ok
	case Time:
		at, ok := Stamp(text, false)
		if ok {
			r.Time = at
		}
		return ok
	default:
		return setNumber(r, p, text)
	}
	return true
}

func setNumber(r *parse.Record, p Property, text string) bool {
	n, ok := number(text)
	fits := func(bits int) bool { return ok && n>>bits == 0 }
	switch {
	case p == EventID && fits(32):
		r.EventID = uint32(n) & 0xffff
		if n > 0xffff { // the message id, as Get-EventLog's InstanceId has it
			r.Qualifiers, r.HasQualifiers = uint16(n>>16), true
		}
	case p == Qualifiers && fits(16):
		r.Qualifiers, r.HasQualifiers = uint16(n), true
	case p == Version && fits(8):
		r.Version = uint8(n)
	case p == Opcode && fits(8):
		r.Opcode = uint8(n)
	case p == Task && fits(16):
		r.Task = uint16(n)
	case p == Keywords && ok:
		r.Keywords = n
	case p == RecordID && ok:
		r.RecordID = n
	case p == ProcessID && fits(32):
		r.ProcessID, r.HasExecution = uint32(n), true
	case p == ThreadID && fits(32):
		r.ThreadID, r.HasExecution = uint32(n), true
	default:
		return false
	}
	return true
}

// number reads decimal and 0x numbers; a negative one is the same 64 bits, as
// PowerShell shows keywords.
func number(s string) (uint64, bool) {
	if hex, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		n, err := strconv.ParseUint(hex, 16, 64)
		return n, err == nil
	}
	if strings.HasPrefix(s, "-") {
		n, err := strconv.ParseInt(s, 10, 64)
		return uint64(n), err == nil
	}
	n, err := strconv.ParseUint(s, 10, 64)
	return n, err == nil
}

// levels by name, as tools print them in English, with EVTX's numbers.
var levels = map[string]uint8{
	"critical":      1,
	"crit":          1,
	"error":         2,
	"err":           2,
	"warning":       3,
	"warn":          3,
	"information":   4,
	"info":          4,
	"informational": 4,
	"verbose":       5,
	"verb":          5,
	"debug":         5,
	"log always":    0,
	"logalways":     0,
	"none":          0,
	"audit success": 0,
	"success audit": 0,
	"successaudit":  0,
	"audit_success": 0,
	"audit failure": 0,
	"failure audit": 0,
	"failureaudit":  0,
	"audit_failure": 0,
}

func levelOf(text string) (uint8, bool) {
	if n, ok := number(text); ok {
		return uint8(n), n <= 255
	}
	if level, ok := levels[strings.ToLower(text)]; ok {
		return level, ok
	}
	return LevelOf(text)
}

// GUID returns a GUID in lower case and braces.
func GUID(s string) string {
	s = strings.ToLower(s)
	if len(s) == 36 && s[0] != '{' {
		return "{" + s + "}"
	}
	return s
}
