package export

import (
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// EventRow is a row of the events table. The record may be borrowed from a
// batch: it is read before the call that takes the row returns.
type EventRow struct {
	Host   string `redact:"host"` // "" to take it from the record's Computer
	Source string `redact:"path"`
	Record *parse.Record
	Step   *correlate.Step        // nil: the record has no meaning here, or none was asked for
	Set    *correlate.SnapshotSet // nil: in no set
}

// Events is the events table: one record of an event log, or one statement of a text.
var Events = Table[*EventRow]{
	Name: "events",
	Doc:  "one record of an event log, or one statement of a text",
	Has: func(r *EventRow, p Part) bool {
		return p == Meaning && r.Step != nil || p == Membership && r.Set != nil
	},
	Common: &commonEvents,
	Columns: []Column[*EventRow]{
		{
			Field{
				Name: "host",
				Kind: Text,
				ECS:  "host.name",
				Doc:  "lower-case NetBIOS label of the computer that logged it; the full name where two computers share the label",
			},
			func(v *Vector, r *EventRow) { v.Some(r.host()) },
		},
		{
			Field{
				Name: "timestamp",
				Kind: Time,
				ECS:  "@timestamp",
				Doc: "when it was logged, in UTC, the earliest instant that its clock reading allows; null if " +
					"nothing bounds it, or if the reading is local and its zone is not known (see local_time)",
			},
			func(v *Vector, r *EventRow) { v.Time(r.at().Lo) },
		},
		{
			Field{
				Name:  "timestamp_ns",
				Rises: true,
				Kind:  Int,
				Unit:  "ns",
				Doc:   "timestamp in nanoseconds since 1970, for readers that cut timestamps to microseconds",
			},
			func(v *Vector, r *EventRow) { v.nanoseconds(r.at().Lo) },
		},
		{
			Field{
				Name: "resolution_ns",
				Kind: Int,
				Unit: "ns",
				Doc:  "resolution of the clock reading: 100 for EVTX, 1000000000 for EVT and most texts",
			},
			func(v *Vector, r *EventRow) { v.Positive(uint64(r.Record.Time.Resolution) * 100) },
		},
		{
			Field{
				Name: "channel",
				Kind: Text,
				ECS:  "winlog.channel",
				Doc:  "log that it was written to, as the record names it",
			},
			func(v *Vector, r *EventRow) { v.Some(r.Record.Channel) },
		},
		{
			Field{
				Name: "provider",
				Kind: Text,
				ECS:  "winlog.provider_name",
				Doc:  "provider or classic event source; vsslog.* for statements of texts",
			},
			func(v *Vector, r *EventRow) { v.Some(r.Record.Provider) },
		},
		{
			Field{
				Name: "event_id",
				Kind: Int,
				ECS:  "winlog.event_id",
				Doc:  "event id without its qualifiers; null for statements of texts",
			},
			func(v *Vector, r *EventRow) {
				if r.Record.IsStatement() {
					v.Null()
					return
				}
				v.Int(int64(r.Record.EventID))
			},
		},
		{Field{Name: "qualifiers", Kind: Int, Doc: "upper 16 bits of a classic event id; null if the record has none"},
			func(v *Vector, r *EventRow) {
				if !r.Record.HasQualifiers {
					v.Null()
					return
				}
				v.Int(int64(r.Record.Qualifiers))
			}},
		{
			Field{
				Name: "level",
				Kind: Int,
				Doc: "level as logged: 1 critical, 2 error, 3 warning, 4 information, 5 verbose, 0 log always; null " +
					"for statements of texts",
			},
			func(v *Vector, r *EventRow) {
				if r.Record.IsStatement() {
					v.Null()
					return
				}
				v.Int(int64(r.Record.Level))
			},
		},
		{
			Field{
				Name:  "record_id",
				Rises: true,
				Kind:  Int,
				ECS:   "winlog.record_id",
				Doc:   "EventRecordID of the event, record number of an EVT record; null if there is none",
			},
			func(v *Vector, r *EventRow) { v.Positive(r.Record.RecordID) },
		},
		{
			Field{
				Name:  "header_record_id",
				Rises: true,
				Kind:  Int,
				Doc: "record id in the header of the EVTX record, which differs from record_id in forwarded logs; " +
					"null if there is none",
			},
			func(v *Vector, r *EventRow) { v.Positive(r.Record.HeaderRecordID) },
		},
		{Field{Name: "computer", Kind: Text, ECS: "winlog.computer_name", Doc: "computer as logged"},
			func(v *Vector, r *EventRow) { v.Some(r.Record.Computer) }},
		{
			Field{
				Name: "process_id",
				Kind: Int,
				ECS:  "winlog.process.pid",
				Doc: "process that logged it: from the record, or from the binary data of a VSS event; null if " +
					"neither has one",
			},
			func(v *Vector, r *EventRow) {
				r.execution(v, r.Record.ProcessID, func(s *correlate.Step) uint32 { return s.ProcessID })
			},
		},
		{Field{Name: "thread_id", Kind: Int, ECS: "winlog.process.thread.id", Doc: "thread that logged it, likewise"},
			func(v *Vector, r *EventRow) {
				r.execution(v, r.Record.ThreadID, func(s *correlate.Step) uint32 { return s.ThreadID })
			}},
		{
			Field{
				Name: "user_sid",
				Kind: Text,
				ECS:  "winlog.user.identifier",
				Doc:  "security identifier of the user, as S-1-...",
			},
			func(v *Vector, r *EventRow) { v.Some(r.Record.UserSID) },
		},
		{
			Field{
				Name: "kind",
				Kind: Text,
				Of:   Meaning,
				ECS:  "event.action",
				Doc: "what it means for a snapshot set (vsslog explain kinds lists them); null if it has no meaning " +
					"or none was looked for",
			},
			step(func(v *Vector, s *correlate.Step) { v.Some(string(s.Kind)) }),
		},
		{
			Field{
				Name: "set_id",
				Kind: Text,
				Of:   Membership,
				Doc:  "its snapshot set: set of the table sets; null if none",
			},
			func(v *Vector, r *EventRow) { v.Some(setName(r.Set)) },
		},
		{
			Field{
				Name: "snapshot_set_id",
				Kind: Text,
				Doc: "GUID of the snapshot set in the record, or the known GUID of its set; lower case, no " +
					"braces",
			},
			func(v *Vector, r *EventRow) {
				switch {
				case r.Step != nil && r.Step.SetID != "":
					v.GUID(r.Step.SetID)
				case r.Set != nil:
					v.GUID(r.Set.ID)
				default:
					v.Null()
				}
			},
		},
		{Field{Name: "writer_name", Kind: Text, Of: Meaning, Doc: "writer concerned"},
			step(func(v *Vector, s *correlate.Step) { v.Some(s.Writer) })},
		{Field{Name: "writer_id", Kind: Text, Of: Meaning, Doc: "class id of the writer: lower case, no braces"},
			step(func(v *Vector, s *correlate.Step) { v.GUID(s.WriterID) })},
		{
			Field{
				Name: "writer_instance_id",
				Kind: Text,
				Of:   Meaning,
				Doc:  "instance id of the writer: lower case, no braces",
			},
			step(func(v *Vector, s *correlate.Step) { v.GUID(s.Instance) }),
		},
		{Field{Name: "volume", Kind: Text, Of: Meaning, Doc: "volume concerned, as logged"},
			step(func(v *Vector, s *correlate.Step) { v.Some(s.Volume) })},
		{Field{Name: "database", Kind: Text, Of: Meaning, Doc: "database concerned"},
			step(func(v *Vector, s *correlate.Step) { v.Some(s.Database) })},
		{
			Field{
				Name: "hresult",
				Kind: Int,
				Of:   Meaning,
				Doc:  "HRESULT in the record, as an unsigned number (2147754994 is 0x800423f2); null if there is none",
			},
			step(func(v *Vector, s *correlate.Step) { v.Positive(uint64(s.Code)) }),
		},
		{
			Field{
				Name: "hresult_name",
				Kind: Text,
				Of:   Meaning,
				ECS:  "error.type",
				Doc:  "symbolic name of hresult; null if it is not known",
			},
			step(func(v *Vector, s *correlate.Step) { v.codeName(s.Code, s.Code != 0) }),
		},
		{
			Field{
				Name:  "data",
				Kind:  StructList,
				ECS:   "winlog.event_data",
				Doc:   "data of the event in its order; name is empty for the unnamed strings of classic events",
				Items: dataItems,
			},
			func(v *Vector, r *EventRow) {
				fields := r.Record.AllFields()
				v.Item(0).names(fields)
				v.Item(1).values(fields)
				v.EndList()
			},
		},
		{Field{Name: "binary", Kind: Binary, Doc: "binary data of a classic event; null if there is none"},
			func(v *Vector, r *EventRow) { v.Bytes(r.Record.Binary) }},
		{
			Field{
				Name: "source",
				Kind: Text,
				ECS:  "log.file.path",
				Doc:  "file that it was read from: base name of the argument and the path inside it",
			},
			func(v *Vector, r *EventRow) { v.Some(r.Source) },
		},
		{
			Field{
				Name:  "offset",
				Rises: true,
				Kind:  Int,
				Unit:  "bytes",
				ECS:   "log.offset",
				Doc:   "position of its first byte in the file, from 0",
			},
			func(v *Vector, r *EventRow) { v.Int(r.Record.Offset) },
		},
		{Field{Name: "salvaged", Kind: Bool, Doc: "whether it was recovered from damage"},
			func(v *Vector, r *EventRow) { v.Bool(r.Record.Salvaged) }},

		// Beyond the contract.
		{
			Field{
				Name: "timestamp_latest",
				Kind: Time,
				Doc:  "the latest instant that the clock reading allows; null if nothing bounds it",
			},
			func(v *Vector, r *EventRow) { v.Time(r.at().Hi) },
		},
		{
			Field{
				Name: "local_time",
				Kind: Text,
				Doc: "clock reading as written, YYYY-MM-DDThh:mm:ss.fffffff, if timestamp does not contain it: it is not UTC, or " +
					"outside 1677 to 2262",
			},
			func(v *Vector, r *EventRow) { v.localTime(r.Record.Time) },
		},
		{
			Field{
				Name: "time_zone",
				Kind: Text,
				Doc: "what the clock reading is relative to: utc, offset (a stated one), local or unknown; null if " +
					"there is no time",
			},
			func(v *Vector, r *EventRow) {
				if r.Record.Time.IsZero() {
					v.Null()
					return
				}
				v.Text(r.Record.Time.Zone.String())
			},
		},
		{
			Field{
				Name: "time_from",
				Kind: Text,
				Doc:  "where the time was taken from: record, line, prompt or none",
			},
			func(v *Vector, r *EventRow) { v.Text(r.Record.Stamp.String()) },
		},
		{Field{Name: "written_at", Kind: Time, Doc: "time in the header of the EVTX record, TimeWritten of EVT"},
			func(v *Vector, r *EventRow) { v.Time(utc(r.Record.Written).Lo) }},
		{Field{Name: "line", Kind: Int, Doc: "line of a text, from 1; null for logs"},
			func(v *Vector, r *EventRow) { v.Positive(uint64(r.Record.Line)) }},
		{Field{Name: "hresult_hex", Kind: Text, Of: Meaning, ECS: "error.code", Doc: "hresult as 0x and eight digits"},
			step(func(v *Vector, s *correlate.Step) { v.codeHex(s.Code, s.Code != 0) })},
		{
			Field{
				Name: "jet_error",
				Kind: Int,
				Of:   Meaning,
				Doc:  "ESE error number in the record, negative; null if there is none",
			},
			step(func(v *Vector, s *correlate.Step) {
				if s.Jet == 0 {
					v.Null()
					return
				}
				v.Int(int64(s.Jet))
			}),
		},
		{
			Field{
				Name: "level_name",
				Kind: Text,
				ECS:  "log.level",
				Doc:  "level in words: critical, error, warning, information, verbose; null for 0 and other levels",
			},
			func(v *Vector, r *EventRow) { v.Some(levelName(r)) },
		},
		{
			Field{
				Name: "provider_guid",
				Kind: Text,
				ECS:  "winlog.provider_guid",
				Doc:  "GUID of the provider: lower case, no braces",
			},
			func(v *Vector, r *EventRow) { v.GUID(r.Record.ProviderGUID) },
		},
		{Field{Name: "event_source_name", Kind: Text, Doc: "classic source name of a provider that has a manifest"},
			func(v *Vector, r *EventRow) { v.Some(r.Record.EventSourceName) }},
		{
			Field{
				Name: "version",
				Kind: Int,
				ECS:  "winlog.version",
				Doc:  "version of the event's definition; null for statements of texts",
			},
			logged(func(r *parse.Record) int64 { return int64(r.Version) }),
		},
		{
			Field{
				Name: "task",
				Kind: Int,
				ECS:  "winlog.task",
				Doc:  "task number, category of a classic event; null for statements of texts",
			},
			logged(func(r *parse.Record) int64 { return int64(r.Task) }),
		},
		{Field{Name: "opcode", Kind: Int, ECS: "winlog.opcode", Doc: "opcode number; null for statements of texts"},
			logged(func(r *parse.Record) int64 { return int64(r.Opcode) })},
		{
			Field{
				Name: "keywords",
				Kind: Text,
				ECS:  "winlog.keywords",
				Doc:  "keyword mask as 0x and hex digits, a text because its highest bit is in use; null if it is zero",
			},
			func(v *Vector, r *EventRow) { v.hex(r.Record.Keywords) },
		},
		{
			Field{
				Name: "activity_id",
				Kind: Text,
				ECS:  "winlog.activity_id",
				Doc:  "correlation activity GUID: lower case, no braces",
			},
			func(v *Vector, r *EventRow) { v.GUID(r.Record.ActivityID) },
		},
		{
			Field{
				Name: "related_activity_id",
				Kind: Text,
				ECS:  "winlog.related_activity_id",
				Doc:  "related activity GUID: lower case, no braces",
			},
			func(v *Vector, r *EventRow) { v.GUID(r.Record.RelatedActivityID) },
		},
		{
			Field{
				Name: "user_data",
				Kind: Text,
				Doc: "name of the element inside UserData, for events that have one; data holds its leaves by their " +
					"path",
			},
			func(v *Vector, r *EventRow) { v.Some(r.Record.UserData) },
		},
		{
			Field{
				Name: "operation",
				Kind: Text,
				Of:   Meaning,
				Doc:  "innermost operation of the context block of a VSS event",
			},
			step(func(v *Vector, s *correlate.Step) { v.Some(s.Operation) }),
		},
		{
			Field{
				Name: "command_line",
				Kind: Text,
				Of:   Meaning,
				ECS:  "process.command_line",
				Doc:  "command line of the process that logged a VSS event, from its binary data, or of the requester",
			},
			step(func(v *Vector, s *correlate.Step) { v.Some(s.CommandLine) }),
		},
		{Field{Name: "detail", Kind: Text, Of: Meaning, Doc: "what the record adds to its kind, in words"},
			step(func(v *Vector, s *correlate.Step) { v.Some(s.Detail) })},
		{Field{Name: "from_text", Kind: Bool, Doc: "whether data was taken out of a rendered message"},
			func(v *Vector, r *EventRow) { v.Bool(r.Record.FromText) }},
		{Field{Name: "stale", Kind: Bool, Doc: "whether it was found in unused space behind the last live record"},
			func(v *Vector, r *EventRow) { v.Bool(r.Record.Stale) }},
		{Field{Name: "sources", Kind: TextList, Doc: "further files with the same record"},
			func(v *Vector, r *EventRow) {
				if r.Step == nil {
					v.EndList()
					return
				}
				v.Texts(r.Step.Other)
			}},
	},
}

var dataItems = []Field{
	{Name: "name", Kind: Text, Doc: "name of the value, or empty"},
	{Name: "value", Kind: Text, Doc: "the value as Windows shows it in XML; null if there is none"},
}

// step fills from the record's meaning, or with null where there is none.
func step(fill func(*Vector, *correlate.Step)) func(*Vector, *EventRow) {
	return func(v *Vector, r *EventRow) {
		if r.Step == nil {
			v.Null()
			return
		}
		fill(v, r.Step)
	}
}

// logged fills with a number that only event logs have.
func logged(value func(*parse.Record) int64) func(*Vector, *EventRow) {
	return func(v *Vector, r *EventRow) {
		if r.Record.IsStatement() {
			v.Null()
			return
		}
		v.Int(value(r.Record))
	}
}

// at returns the bounds of the record's time in UTC: as correlate found them, or
// what the reading says by itself.
func (r *EventRow) at() interval.Interval {
	if r.Step != nil && r.Step.At != (interval.Interval{}) {
		return r.Step.At
	}
	return utc(r.Record.Time)
}

// utc returns the instant of a reading that needs no zone of a host.
func utc(r parse.Timestamp) interval.Interval {
	if r.Zone == parse.ZoneUTC || r.Zone == parse.ZoneOffset {
		return interval.At(r)
	}
	return interval.Unknown
}

func (r *EventRow) host() string {
	if r.Host != "" {
		return r.Host
	}
	return HostLabel(r.Record.Computer)
}

// HostLabel returns the lower-case NetBIOS label of a computer's name; an address
// has none and stays whole.
func HostLabel(computer string) string {
	name, _, _ := strings.Cut(computer, ".")
	if strings.Trim(name, "0123456789") == "" {
		name = computer
	}
	return strings.ToLower(name)
}

func (r *EventRow) execution(v *Vector, own uint32, decoded func(*correlate.Step) uint32) {
	if r.Record.HasExecution {
		v.Int(int64(own))
		return
	}
	if r.Step == nil {
		v.Null()
		return
	}
	v.Positive(uint64(decoded(r.Step)))
}

func levelName(r *EventRow) string {
	names := [...]string{"", "critical", "error", "warning", "information", "verbose"}
	if int(r.Record.Level) < len(names) {
		return names[r.Record.Level]
	}
	return ""
}

func setName(s *correlate.SnapshotSet) string {
	if s == nil || s.Standing() {
		return ""
	}
	return s.Name
}

// nanoseconds appends t as a number.
func (v *Vector) nanoseconds(t parse.Ticks) {
	ns, ok := t.UnixNano()
	if !ok {
		v.Null()
		return
	}
	v.Int(ns)
}

func (v *Vector) localTime(r parse.Timestamp) {
	if r.IsZero() {
		v.Null()
		return
	}
	if _, told := r.Wall.UnixNano(); told && r.Zone == parse.ZoneUTC {
		v.Null()
		return
	}
	wall := r.Wall
	if r.Zone == parse.ZoneOffset {
		wall += parse.Ticks(r.Offset) * parse.Second
	}
	v.Text(strings.TrimSuffix(wall.String(), "Z"))
}

func (v *Vector) hex(n uint64) {
	if n == 0 {
		v.Null()
		return
	}
	v.settle()
	text := [...]byte{17: 0}
	at := len(text)
	for ; n > 0; n >>= 4 {
		at--
		text[at] = "0123456789abcdef"[n&15]
	}
	v.bytes = append(append(v.bytes, "0x"...), text[at:]...)
	v.endText()
}

func (v *Vector) codeName(code uint32, known bool) {
	if !known {
		v.Null()
		return
	}
	v.Some(vocab.CodeOf(code).Name)
}

func (v *Vector) codeHex(code uint32, known bool) {
	if !known {
		v.Null()
		return
	}
	v.Text(vocab.Hex(code))
}
