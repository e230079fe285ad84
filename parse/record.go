package parse

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Field is one named value of a record's data, in the record's order. Name is
// empty for the unnamed <Data> of classic events and for EVT strings. Leaves of
// UserData are named by their path below it, attributes by path + "/@" + name.
type Field struct {
	Name  string
	Value Value
}

// Record is one event, or one statement of a text, as it stands in the input.
// Zero numbers and empty strings mean "not there" unless a Has field says more.
type Record struct {
	Offset int64 // of the record's first byte in the input, from 0
	Length int64 // bytes that it takes up
	Line   int32 // 1-based line of a text, else 0

	// Listing is the number of the listing of writers in its input that it is of, from 1, else 0. It is the field
	// FieldListing of such a record, and stands before Fields, which the records of a writer that stays as it is share.
	Listing int32

	RecordID       uint64 // EventRecordID of the event; record number of an EVT record
	HeaderRecordID uint64 // record id in the EVTX record header

	Time    Timestamp // TimeCreated, TimeGenerated, or the stamp of a text
	Written Timestamp // time in the EVTX record header, TimeWritten of EVT
	Until   Timestamp // end of the interval in which a state listing was true; zero: open
	Stamp   Stamp     // where Time comes from

	Channel           string
	Provider          string
	ProviderGUID      string // lower case, in braces
	EventSourceName   string
	EventID           uint32 // without qualifiers
	Qualifiers        uint16
	HasQualifiers     bool
	Version           uint8
	Level             uint8 // as in EVTX: 1 critical, 2 error, 3 warning, 4 information, 0 as logged
	Opcode            uint8
	Task              uint16 // category of a classic event
	Keywords          uint64
	Computer          string
	ProcessID         uint32
	ThreadID          uint32
	HasExecution      bool // an Execution element was there
	UserSID           string
	ActivityID        string
	RelatedActivityID string

	Fields []Field
	Binary string // raw bytes of <Binary> or of the EVT data block

	// UserData is the name of the one child of the <UserData> element, "" if the
	// record has <EventData> or no data. The fields are named by their path below it.
	UserData string

	FromText bool // fields were taken out of a rendered message
	Salvaged bool // recovered from damage
	Stale    bool // found in slack behind the last live record
}

// Stamp says where a record's time comes from.
type Stamp uint8

const (
	StampRecord Stamp = iota // the record itself
	StampLine                // a time stamp line before the text
	StampPrompt              // a prompt that shows the time
	StampNone                // none: the record has no time
)

// String returns record, line, prompt or none.
func (s Stamp) String() string {
	return [...]string{"record", "line", "prompt", "none"}[s]
}

// AllFields returns the fields of the record, the number of its listing among them. They are not to be changed.
func (r *Record) AllFields() []Field {
	if r.Listing == 0 {
		return r.Fields
	}
	return append([]Field{{FieldListing, r.listing()}}, r.Fields...)
}

func (r *Record) listing() Value { return StringValue(strconv.Itoa(int(r.Listing))) }

// Field returns the first value named name, compared without case.
func (r *Record) Field(name string) (Value, bool) {
	if r.Listing != 0 && sameName(FieldListing, name) {
		return r.listing(), true
	}
	for i := range r.Fields {
		if sameName(r.Fields[i].Name, name) {
			return r.Fields[i].Value, true
		}
	}
	return Value{}, false
}

// sameName is strings.EqualFold, which most names are told apart without.
func sameName(a, b string) bool {
	if a == b {
		return true
	}
	if a == "" || b == "" || a[0]|b[0] < utf8.RuneSelf && a[0]|0x20 != b[0]|0x20 {
		return false
	}
	return strings.EqualFold(a, b)
}

// Text returns the first value named name as text, "" if there is none.
func (r *Record) Text(name string) string {
	v, _ := r.Field(name)
	return v.String()
}

// Names are names of fields that are looked for together.
type Names struct {
	names    []string
	byLength [][]int // which of them are so long
}

// NewNames makes Names of at most 64 names of ASCII letters and marks. FieldListing is none of them.
func NewNames(names ...string) *Names {
	n := &Names{names: names}
	for k, name := range names {
		for len(n.byLength) <= len(name) {
			n.byLength = append(n.byLength, nil)
		}
		n.byLength[len(name)] = append(n.byLength[len(name)], k)
	}
	return n
}

// Texts sets each of texts to what Record.Text returns for the name in its place.
func (n *Names) Texts(r *Record, texts []string) {
	clear(texts)
	seen := uint64(0)
	for i := range r.Fields {
		f := &r.Fields[i]
		if len(f.Name) >= len(n.byLength) {
			continue
		}
		for _, k := range n.byLength[len(f.Name)] {
			if seen>>k&1 == 0 && sameName(f.Name, n.names[k]) {
				texts[k] = f.Value.String()
				seen |= 1 << k
			}
		}
	}
}

// Argument returns the n-th value (from 1) as text, as %n stands in a message
// template; "" if there are fewer. What readers note behind the data of an event, such
// as the two readings of its date, is none.
func (r *Record) Argument(n int) string {
	if n < 1 || n > len(r.Fields) || behindData(r.Fields[n-1].Name) {
		return ""
	}
	return r.Fields[n-1].Value.String()
}

// behindData reports the name of a field that is no value of an event's own.
func behindData(name string) bool {
	switch name {
	case FieldMonthFirst, FieldDayFirst, FieldOpenStamp, FieldYearless, FieldUntilMonthFirst, FieldUntilDayFirst, "BinaryEventData":
		return true
	}
	return strings.HasPrefix(name, "System/") || strings.HasPrefix(name, "/")
}

// IsStatement reports whether the record is a statement of a text, and no event: not even
// one that a text renders, see FromText.
func (r *Record) IsStatement() bool { return IsStatement(r.Provider) }

// Clone returns a copy that outlives the record's batch.
func (r *Record) Clone() *Record {
	c := *r
	for _, s := range []*string{&c.Channel, &c.Provider, &c.ProviderGUID, &c.EventSourceName, &c.Computer,
		&c.UserSID, &c.ActivityID, &c.RelatedActivityID, &c.Binary, &c.UserData} {
		*s = strings.Clone(*s)
	}
	if r.Fields != nil {
		c.Fields = make([]Field, len(r.Fields))
		for i, f := range r.Fields {
			f.Name, f.Value.raw = strings.Clone(f.Name), strings.Clone(f.Value.raw)
			c.Fields[i] = f
		}
	}
	return &c
}
