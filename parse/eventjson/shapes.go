package eventjson

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/exported"
)

// shape is how one kind of tool writes an event.
type shape struct {
	tool  string
	marks []string // paths that every event has
	any   []string // paths of which it has one, if there are some
	// at says where a property is; of several paths the first that is there counts.
	at []mapping
	// local paths hold times without a zone that are the host's local time.
	local   []string
	message string
	data    func(*exported.Sink, *parse.Record, *value)
}

type mapping struct {
	property exported.Property
	paths    []string
}

// shapes are tried in this order: those with the particular marks first.
var shapes = []shape{
	{ // evtx_dump, python-evtx and others that turn the XML into JSON; Velociraptor's parse_evtx
		tool: "evtx_dump", marks: []string{"Event.System"}, data: func(s *exported.Sink, r *parse.Record, v *value) { likeXML(s, r, v.get("Event")) },
	},
	{tool: "velociraptor", marks: []string{"System.Provider"}, message: "Message", data: likeXML},
	{
		tool: "winlogbeat", marks: []string{"@timestamp"}, any: []string{"winlog.channel", "winlog.event_id", "winlog.provider_name"},
		at: []mapping{
			{exported.Time, []string{"@timestamp"}}, {exported.Provider, []string{"winlog.provider_name", "event.provider"}},
			{exported.ProviderGUID, []string{"winlog.provider_guid"}}, {exported.EventID, []string{"winlog.event_id", "event.code"}},
			{exported.RecordID, []string{"winlog.record_id"}}, {exported.Channel, []string{"winlog.channel"}},
			{exported.Computer, []string{"winlog.computer_name", "host.name"}}, {exported.ProcessID, []string{"winlog.process.pid"}},
			{exported.ThreadID, []string{"winlog.process.thread.id"}}, {exported.Version, []string{"winlog.version"}},
			{exported.ActivityID, []string{"winlog.activity_id"}}, {exported.RelatedActivityID, []string{"winlog.related_activity_id"}},
			{exported.UserSID, []string{"winlog.user.identifier"}}, {exported.Level, []string{"log.level", "winlog.level"}},
		},
		message: "message",
		data: func(s *exported.Sink, r *parse.Record, v *value) {
			keywords(r, v.get("winlog.keywords"))
			named(s, v.below("winlog.event_data"))
			named(s, v.below("winlog.user_data"))
		},
	},
	{
		tool: "winlogbeat 6", marks: []string{"log_name", "event_id", "source_name"},
		at: []mapping{
			{exported.Time, []string{"@timestamp"}}, {exported.Provider, []string{"source_name"}}, {exported.ProviderGUID, []string{"provider_guid"}},
			{exported.EventID, []string{"event_id"}}, {exported.RecordID, []string{"record_number"}}, {exported.Channel, []string{"log_name"}},
			{exported.Computer, []string{"computer_name"}}, {exported.ProcessID, []string{"process_id"}}, {exported.ThreadID, []string{"thread_id"}},
			{exported.Version, []string{"version"}}, {exported.Level, []string{"level"}}, {exported.ActivityID, []string{"activity_id"}},
			{exported.UserSID, []string{"user.identifier"}},
		},
		message: "message",
		data: func(s *exported.Sink, r *parse.Record, v *value) {
			keywords(r, v.get("keywords"))
			named(s, v.below("event_data"))
			named(s, v.below("user_data"))
		},
	},
	{
		tool: "Get-WinEvent", marks: []string{"Id", "LogName", "ProviderName"},
		at: []mapping{
			{exported.Time, []string{"TimeCreated"}}, {exported.Provider, []string{"ProviderName"}}, {exported.ProviderGUID, []string{"ProviderId"}},
			{exported.EventID, []string{"Id"}}, {exported.Qualifiers, []string{"Qualifiers"}}, {exported.RecordID, []string{"RecordId"}},
			{exported.Channel, []string{"LogName"}}, {exported.Computer, []string{"MachineName"}}, {exported.ProcessID, []string{"ProcessId"}},
			{exported.ThreadID, []string{"ThreadId"}}, {exported.Version, []string{"Version"}}, {exported.Level, []string{"Level", "LevelDisplayName"}},
			{exported.Task, []string{"Task"}}, {exported.Opcode, []string{"Opcode"}}, {exported.Keywords, []string{"Keywords"}},
			{exported.ActivityID, []string{"ActivityId"}}, {exported.RelatedActivityID, []string{"RelatedActivityId"}}, {exported.UserSID, []string{"UserId"}},
		},
		local: []string{"TimeCreated"}, message: "Message",
		data: func(s *exported.Sink, r *parse.Record, v *value) { positional(s, r, v.get("Properties")) },
	},
	{
		tool: "Get-EventLog", marks: []string{"InstanceId", "Source", "TimeGenerated"},
		at: []mapping{
			{exported.Time, []string{"TimeGenerated"}}, {exported.Provider, []string{"Source"}}, {exported.EventID, []string{"InstanceId", "EventID"}},
			{exported.RecordID, []string{"Index"}}, {exported.Computer, []string{"MachineName"}}, {exported.Task, []string{"CategoryNumber"}},
			{exported.Channel, []string{"Log", "LogName"}},
		},
		local: []string{"TimeGenerated"}, message: "Message",
		data: func(s *exported.Sink, r *parse.Record, v *value) {
			entryType(r, v.get("EntryType"))
			positional(s, r, v.get("ReplacementStrings"))
			if data, ok := byteList(v.get("Data")); ok {
				r.Binary = data
			}
		},
	},
	{
		tool: "EvtxECmd", marks: []string{"EventId", "Provider", "Channel", "TimeCreated"},
		at: []mapping{
			{exported.Time, []string{"TimeCreated"}}, {exported.Provider, []string{"Provider"}}, {exported.EventID, []string{"EventId"}},
			{exported.RecordID, []string{"EventRecordId"}}, {exported.Channel, []string{"Channel"}}, {exported.Computer, []string{"Computer"}},
			{exported.ProcessID, []string{"ProcessId"}}, {exported.ThreadID, []string{"ThreadId"}}, {exported.Level, []string{"Level"}},
			{exported.UserSID, []string{"UserId"}},
		},
		data: payload,
	},
	{
		tool: "hayabusa", marks: []string{"Timestamp", "EventID", "Channel"}, any: []string{"RuleTitle", "RuleID"},
		at: []mapping{
			{exported.Time, []string{"Timestamp"}}, {exported.EventID, []string{"EventID"}}, {exported.RecordID, []string{"RecordID"}},
			{exported.Computer, []string{"Computer"}}, {exported.Provider, []string{"Provider"}},
		},
		local: []string{"Timestamp"},
		data:  hayabusa,
	},
	{
		tool: "velociraptor", marks: []string{"EventID", "Channel"}, any: []string{"EventData", "UserData"},
		at: []mapping{
			{exported.Time, []string{"EventTime", "TimeCreated", "Timestamp"}}, {exported.Provider, []string{"Provider", "ProviderName"}}, {exported.EventID, []string{"EventID"}},
			{exported.RecordID, []string{"EventRecordID", "RecordID"}}, {exported.Channel, []string{"Channel"}}, {exported.Computer, []string{"Computer", "Hostname"}},
			{exported.UserSID, []string{"UserSID"}}, {exported.Level, []string{"Level"}},
		},
		message: "Message", data: likeXML,
	},
	{ // NXLog (im_msvistalog, flat), as in the data sets of OTRF
		tool: "nxlog", marks: []string{"SourceName", "EventID"}, any: []string{"Channel", "Hostname"},
		at:    propertiesOfNXLog,
		local: []string{"EventTime"}, message: "Message",
		data: flat,
	},
}

// propertiesOfNXLog are those of its flat events.
var propertiesOfNXLog = []mapping{
	{exported.Time, []string{"TimeCreated", "EventTime", "@timestamp"}}, {exported.Provider, []string{"SourceName"}}, {exported.ProviderGUID, []string{"ProviderGuid"}},
	{exported.EventID, []string{"EventID"}}, {exported.RecordID, []string{"RecordNumber", "EventRecordID"}}, {exported.Channel, []string{"Channel"}},
	{exported.Computer, []string{"Hostname", "Computer"}}, {exported.ProcessID, []string{"ExecutionProcessID"}}, {exported.ThreadID, []string{"ExecutionThreadID"}},
	{exported.Version, []string{"Version"}}, {exported.Level, []string{"Level", "Severity"}}, {exported.Task, []string{"Task"}},
	{exported.Opcode, []string{"OpcodeValue"}}, {exported.Keywords, []string{"Keywords"}}, {exported.ActivityID, []string{"ActivityID"}},
	{exported.RelatedActivityID, []string{"RelatedActivityID"}}, {exported.UserSID, []string{"UserID"}},
}

// shapeOf returns the shape of an object, nil if it is no event.
func shapeOf(v *value) *shape {
	if v.kind != object {
		return nil
	}
	for i := range shapes {
		if shapes[i].fits(v) {
			return &shapes[i]
		}
	}
	return nil
}

func (s *shape) fits(v *value) bool {
	for _, path := range s.marks {
		if v.get(path) == nil {
			return false
		}
	}
	for _, path := range s.any {
		if v.get(path) != nil || len(v.below(path)) > 0 {
			return true
		}
	}
	return len(s.any) == 0
}

// fill puts the event in v into r and its data into the sink. What the record has
// no place for is kept behind the data.
func (s *shape) fill(sink *exported.Sink, r *parse.Record, v *value) {
	for _, m := range s.at {
		for _, path := range m.paths {
			found, ok := v.get(path).scalar()
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
		if message, ok := v.get(s.message).scalar(); ok {
			sink.Message(message)
		}
	}
	s.data(sink, r, v)
}

func (s *shape) set(r *parse.Record, p exported.Property, path, found string) bool {
	if p == exported.Time {
		for _, local := range s.local {
			if local == path {
				at, ok := exported.Stamp(found, true)
				if ok {
					r.Time = at
				}
				return ok
			}
		}
	}
	return exported.Set(r, p, found)
}

// keywordNames are those that a record's meaning can depend on.
var keywordNames = map[string]uint64{"classic": 0x80000000000000, "audit success": 0x20000000000000, "audit failure": 0x10000000000000}

func keywords(r *parse.Record, names *value) {
	if names == nil {
		return
	}
	for _, item := range names.items {
		r.Keywords |= keywordNames[strings.ToLower(item.text)]
	}
}

// entryType sets the level from the number or name of a classic event type.
func entryType(r *parse.Record, v *value) {
	name, _ := v.scalar()
	if word, ok := map[string]string{"1": "error", "2": "warning", "4": "information", "8": "audit success", "16": "audit failure"}[name]; ok {
		name = word
	}
	exported.Set(r, exported.Level, name)
	r.Keywords = 0x80000000000000 | keywordNames[strings.ToLower(name)]
}
