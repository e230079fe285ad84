package eventjson

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/jsonvalue"
	"github.com/vsslog/vsslog/parse/rendered"
)

// shape is how one kind of tool writes an event.
type shape struct {
	marks []string // paths that every event has
	any   []string // paths of which it has one, if there are some
	// at says where a property is; of several paths the first that is there counts.
	at []mapping
	// local paths hold times without a zone that are the host's local time.
	local   []string
	message string
	data    func(*rendered.Sink, *parse.Record, *jsonvalue.Value)
}

type mapping struct {
	property rendered.Property
	paths    []string
}

// shapes are tried in this order: those with the particular marks first.
var shapes = []shape{
	{ // evtx_dump, python-evtx and others that turn the XML into JSON; Velociraptor's parse_evtx
		marks: []string{"Event.System"},
		data:  func(s *rendered.Sink, r *parse.Record, v *jsonvalue.Value) { likeXML(s, r, v.Get("Event")) },
	},
	{ // Velociraptor
		marks: []string{"System.Provider"}, message: "Message", data: likeXML,
	},
	{ // Winlogbeat
		marks: []string{"@timestamp"},
		any:   []string{"winlog.channel", "winlog.event_id", "winlog.provider_name"},
		at: []mapping{
			{rendered.Time, []string{"@timestamp"}},
			{rendered.Provider, []string{"winlog.provider_name", "event.provider"}},
			{rendered.ProviderGUID, []string{"winlog.provider_guid"}},
			{rendered.EventID, []string{"winlog.event_id", "event.code"}},
			{rendered.RecordID, []string{"winlog.record_id"}},
			{rendered.Channel, []string{"winlog.channel"}},
			{rendered.Computer, []string{"winlog.computer_name", "host.name"}},
			{rendered.ProcessID, []string{"winlog.process.pid"}},
			{rendered.ThreadID, []string{"winlog.process.thread.id"}},
			{rendered.Version, []string{"winlog.version"}},
			{rendered.ActivityID, []string{"winlog.activity_id"}},
			{rendered.RelatedActivityID, []string{"winlog.related_activity_id"}},
			{rendered.UserSID, []string{"winlog.user.identifier"}},
			{rendered.Level, []string{"log.level", "winlog.level"}},
		},
		message: "message",
		data: func(s *rendered.Sink, r *parse.Record, v *jsonvalue.Value) {
			keywords(r, v.Get("winlog.keywords"))
			named(s, v.Below("winlog.event_data"))
			named(s, v.Below("winlog.user_data"))
		},
	},
	{ // Winlogbeat 6
		marks: []string{"log_name", "event_id", "source_name"},
		at: []mapping{
			{rendered.Time, []string{"@timestamp"}},
			{rendered.Provider, []string{"source_name"}},
			{rendered.ProviderGUID, []string{"provider_guid"}},
			{rendered.EventID, []string{"event_id"}},
			{rendered.RecordID, []string{"record_number"}},
			{rendered.Channel, []string{"log_name"}},
			{rendered.Computer, []string{"computer_name"}},
			{rendered.ProcessID, []string{"process_id"}},
			{rendered.ThreadID, []string{"thread_id"}},
			{rendered.Version, []string{"version"}},
			{rendered.Level, []string{"level"}},
			{rendered.ActivityID, []string{"activity_id"}},
			{rendered.UserSID, []string{"user.identifier"}},
		},
		message: "message",
		data: func(s *rendered.Sink, r *parse.Record, v *jsonvalue.Value) {
			keywords(r, v.Get("keywords"))
			named(s, v.Below("event_data"))
			named(s, v.Below("user_data"))
		},
	},
	{ // Get-WinEvent
		marks: []string{"Id", "LogName", "ProviderName"},
		at: []mapping{
			{rendered.Time, []string{"TimeCreated"}},
			{rendered.Provider, []string{"ProviderName"}},
			{rendered.ProviderGUID, []string{"ProviderId"}},
			{rendered.EventID, []string{"Id"}},
			{rendered.Qualifiers, []string{"Qualifiers"}},
			{rendered.RecordID, []string{"RecordId"}},
			{rendered.Channel, []string{"LogName"}},
			{rendered.Computer, []string{"MachineName"}},
			{rendered.ProcessID, []string{"ProcessId"}},
			{rendered.ThreadID, []string{"ThreadId"}},
			{rendered.Version, []string{"Version"}},
			{rendered.Level, []string{"Level", "LevelDisplayName"}},
			{rendered.Task, []string{"Task"}},
			{rendered.Opcode, []string{"Opcode"}},
			{rendered.Keywords, []string{"Keywords"}},
			{rendered.ActivityID, []string{"ActivityId"}},
			{rendered.RelatedActivityID, []string{"RelatedActivityId"}},
			{rendered.UserSID, []string{"UserId"}},
		},
		local: []string{"TimeCreated"}, message: "Message",
		data: func(s *rendered.Sink, r *parse.Record, v *jsonvalue.Value) { positional(s, r, v.Get("Properties")) },
	},
	{ // Get-EventLog
		marks: []string{"InstanceId", "Source", "TimeGenerated"},
		at: []mapping{
			{rendered.Time, []string{"TimeGenerated"}},
			{rendered.Provider, []string{"Source"}},
			{rendered.EventID, []string{"InstanceId", "EventID"}},
			{rendered.RecordID, []string{"Index"}},
			{rendered.Computer, []string{"MachineName"}},
			{rendered.Task, []string{"CategoryNumber"}},
			{rendered.Channel, []string{"Log", "LogName"}},
		},
		local: []string{"TimeGenerated"}, message: "Message",
		data: func(s *rendered.Sink, r *parse.Record, v *jsonvalue.Value) {
			entryType(r, v.Get("EntryType"))
			positional(s, r, v.Get("ReplacementStrings"))
			if data, ok := byteList(v.Get("Data")); ok {
				r.Binary = data
			}
		},
	},
	{ // EvtxECmd
		marks: []string{"EventId", "Provider", "Channel", "TimeCreated"},
		at: []mapping{
			{rendered.Time, []string{"TimeCreated"}},
			{rendered.Provider, []string{"Provider"}},
			{rendered.EventID, []string{"EventId"}},
			{rendered.RecordID, []string{"EventRecordId"}},
			{rendered.Channel, []string{"Channel"}},
			{rendered.Computer, []string{"Computer"}},
			{rendered.ProcessID, []string{"ProcessId"}},
			{rendered.ThreadID, []string{"ThreadId"}},
			{rendered.Level, []string{"Level"}},
			{rendered.UserSID, []string{"UserId"}},
		},
		data: payload,
	},
	{ // Hayabusa
		marks: []string{"Timestamp", "EventID", "Channel"}, any: []string{"RuleTitle", "RuleID"},
		at: []mapping{
			{rendered.Time, []string{"Timestamp"}},
			{rendered.EventID, []string{"EventID"}},
			{rendered.RecordID, []string{"RecordID"}},
			{rendered.Computer, []string{"Computer"}},
			{rendered.Provider, []string{"Provider"}},
		},
		local: []string{"Timestamp"},
		data:  hayabusa,
	},
	{ // Velociraptor, events with their properties beside each other
		marks: []string{"EventID", "Channel"}, any: []string{"EventData", "UserData"},
		at: []mapping{
			{rendered.Time, []string{"EventTime", "TimeCreated", "Timestamp"}},
			{rendered.Provider, []string{"Provider", "ProviderName"}},
			{rendered.EventID, []string{"EventID"}},
			{rendered.RecordID, []string{"EventRecordID", "RecordID"}},
			{rendered.Channel, []string{"Channel"}},
			{rendered.Computer, []string{"Computer", "Hostname"}},
			{rendered.UserSID, []string{"UserSID"}},
			{rendered.Level, []string{"Level"}},
		},
		message: "Message", data: likeXML,
	},
	{ // NXLog (im_msvistalog, flat), as in the data sets of OTRF
		marks: []string{"SourceName", "EventID"}, any: []string{"Channel", "Hostname"},
		at:    propertiesOfNXLog,
		local: []string{"EventTime"}, message: "Message",
		data: flat,
	},
	// Reports of scripts, which choose some columns of Get-EventLog and Get-WinEvent.
	chosen("EventID", "Source"),
	chosen("EventId", "Source"),
	chosen("EventID", "ProviderName"),
	chosen("Id", "ProviderName"),
	chosen("EventID", "TimeGenerated"),
}

// chosen is a shape with a message, an id and a source of these names. One that has a
// time in place of the source leaves it to the message to tell.
func chosen(id, source string) shape {
	times := []string{"TimeGenerated", "TimeCreated", "TimeWritten", "LastTimeWritten", "Time", "Date"}
	return shape{
		marks: []string{"Message", id, source},
		at: []mapping{
			{rendered.Time, times},
			{rendered.Provider, []string{source}},
			{rendered.EventID, []string{id}},
			{rendered.Computer, []string{"MachineName", "Computer", "ComputerName"}},
			{rendered.Channel, []string{"LogName", "Log"}},
			{rendered.Level, []string{"Level", "LevelDisplayName"}},
		},
		local: times, message: "Message",
		data: func(_ *rendered.Sink, r *parse.Record, v *jsonvalue.Value) {
			entryType(r, v.Get("EntryType"))
			message, _ := v.Get("Message").Scalar()
			if !strings.HasPrefix(source, "Time") {
				return
			}
			r.Provider = "" // nothing names it
			if g, ok := rendered.Alone(message); ok && r.EventID == g.ID {
				r.Provider = g.Provider
				if r.Level == 0 {
					r.Level = g.Level
				}
			}
		},
	}
}

// propertiesOfNXLog are those of its flat events.
var propertiesOfNXLog = []mapping{
	{rendered.Time, []string{"TimeCreated", "EventTime", "@timestamp"}},
	{rendered.Provider, []string{"SourceName"}},
	{rendered.ProviderGUID, []string{"ProviderGuid"}},
	{rendered.EventID, []string{"EventID"}},
	{rendered.RecordID, []string{"RecordNumber", "EventRecordID"}},
	{rendered.Channel, []string{"Channel"}},
	{rendered.Computer, []string{"Hostname", "Computer"}},
	{rendered.ProcessID, []string{"ExecutionProcessID"}},
	{rendered.ThreadID, []string{"ExecutionThreadID"}},
	{rendered.Version, []string{"Version"}},
	{rendered.Level, []string{"Level", "Severity"}},
	{rendered.Task, []string{"Task"}},
	{rendered.Opcode, []string{"OpcodeValue"}},
	{rendered.Keywords, []string{"Keywords"}},
	{rendered.ActivityID, []string{"ActivityID"}},
	{rendered.RelatedActivityID, []string{"RelatedActivityID"}},
	{rendered.UserSID, []string{"UserID"}},
}

// shapeOf returns the shape of an object, nil if it is no event.
func shapeOf(v *jsonvalue.Value) *shape {
	if v.Kind != jsonvalue.Object {
		return nil
	}
	for i := range shapes {
		if shapes[i].fits(v) {
			return &shapes[i]
		}
	}
	return nil
}

func (s *shape) fits(v *jsonvalue.Value) bool {
	for _, path := range s.marks {
		if v.Get(path) == nil {
			return false
		}
	}
	for _, path := range s.any {
		if v.Get(path) != nil || len(v.Below(path)) > 0 {
			return true
		}
	}
	return len(s.any) == 0
}

// fill puts the event in v into r and its data into the sink. What the record has
// no place for is kept behind the data.
func (s *shape) fill(sink *rendered.Sink, r *parse.Record, v *jsonvalue.Value) {
	for _, m := range s.at {
		for _, path := range m.paths {
			found, ok := v.Get(path).Scalar()
			if !ok || found == "" {
				continue
			}
			if !s.set(r, m.property, path, found) {
				sink.Late("System/"+string(m.property), found)
				continue
			}
			break
		}
	}
	if s.message != "" {
		if message, ok := v.Get(s.message).Scalar(); ok {
			sink.Message(message)
		}
	}
	s.data(sink, r, v)
}

func (s *shape) set(r *parse.Record, p rendered.Property, path, found string) bool {
	if p == rendered.Time {
		for _, local := range s.local {
			if local == path {
				at, ok := rendered.Stamp(found, true)
				if ok {
					r.Time = at
				}
				return ok
			}
		}
	}
	return rendered.Set(r, p, found)
}

// keywordNames are those that a record's meaning can depend on.
var keywordNames = map[string]uint64{
	"classic":       0x80000000000000,
	"audit success": 0x20000000000000,
	"audit failure": 0x10000000000000,
}

func keywords(r *parse.Record, names *jsonvalue.Value) {
	if names == nil {
		return
	}
	for _, item := range names.Items {
		r.Keywords |= keywordNames[strings.ToLower(item.Text)]
	}
}

// entryType sets the level from the number or name of a classic event type.
func entryType(r *parse.Record, v *jsonvalue.Value) {
	name, _ := v.Scalar()
	if word, ok := map[string]string{"1": "error", "2": "warning", "4": "information", "8": "audit success",
		"16": "audit failure"}[name]; ok {
		name = word
	}
	rendered.Set(r, rendered.Level, name)
	r.Keywords = 0x80000000000000 | keywordNames[strings.ToLower(name)]
}
