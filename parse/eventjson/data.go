package eventjson

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/rendered"
)

// likeXML reads System, EventData and UserData, in which elements are objects,
// attributes are in "#attributes" or begin with "@", and text is "#text".
func likeXML(s *rendered.Sink, r *parse.Record, v *value) {
	for _, m := range v.members {
		switch m.name {
		case "System":
			for _, e := range m.value.members {
				systemElement(s, r, e)
			}
		case "EventData":
			eventData(s, r, &m.value)
		case "UserData":
			userData(s, r, &m.value)
		case "RenderingInfo":
			if message, ok := m.value.get("Message").scalar(); ok {
				s.Message(message)
			}
		}
	}
}

func systemElement(s *rendered.Sink, r *parse.Record, e member) {
	keep := func(name, found string) {
		if !rendered.Set(r, rendered.Property(name), found) {
			s.Late("System/"+name, found)
		}
	}
	name, only := strings.CutSuffix(e.name, "_attributes")
	if found, ok := e.value.scalar(); ok && !only {
		keep(name, found)
	}
	for _, a := range attributes(&e.value, only) {
		keep(name+"/@"+a.name, a.value.text)
	}
}

// attributes returns the attributes of an element; of one that is nothing else
// (bare), or in System, also members without a mark.
func attributes(v *value, bare bool) []member {
	var all []member
	for _, m := range v.members {
		name := strings.TrimPrefix(m.name, "@")
		switch {
		case m.name == "#attributes":
			all = append(all, attributes(&m.value, true)...)
		case m.value.kind == object || m.value.kind == array || m.value.kind == null:
		case name == "xmlns" || m.name == "#text" || m.name == "Value" && !bare:
		default:
			all = append(all, member{name, m.value})
		}
	}
	return all
}

func eventData(s *rendered.Sink, r *parse.Record, data *value) {
	switch data.kind {
	case text, number:
		s.Field("", data.text)
		return
	case array:
		for i := range data.items {
			dataValue(s, "", &data.items[i])
		}
		return
	}
	members := data.members
	if ordered, ok := numbered(members); ok {
		members = ordered
	}
	for _, m := range members {
		switch {
		case m.name == "#attributes":
			for _, a := range attributes(&m.value, true) {
				s.Late("/@"+a.name, a.value.text)
			}
		case strings.HasPrefix(m.name, "@"):
			if found, ok := m.value.scalar(); ok && m.name != "@xmlns" {
				s.Late("/"+m.name, found)
			}
		case m.name == "Binary" && setBinary(r, &m.value):
		case m.name == "Data":
			dataValue(s, "", &m.value)
		default:
			dataValue(s, m.name, &m.value)
		}
	}
}

// dataValue adds what a <Data> has become: a text, a list, or an object with the
// name as attribute.
func dataValue(s *rendered.Sink, name string, v *value) {
	switch v.kind {
	case null:
		s.Null(name)
	case text, number:
		s.Field(name, v.text)
	case array:
		for i := range v.items {
			dataValue(s, name, &v.items[i])
		}
	case object:
		for _, path := range []string{"@Name", "#attributes.Name"} {
			if label, ok := v.get(path).scalar(); ok {
				name = label
			}
		}
		if inner := v.get("#text"); inner != nil {
			dataValue(s, name, inner)
			return
		}
		if v.get("@Name") != nil || v.get("#attributes.Name") != nil {
			s.Null(name)
			return
		}
		leaves(s, name, v)
	}
}

func setBinary(r *parse.Record, v *value) bool {
	found, ok := v.scalar()
	raw, err := hex.DecodeString(found)
	if !ok || err != nil || r.Binary != "" {
		return false
	}
	r.Binary = string(raw)
	return true
}

// userData adds the leaves of the child of UserData, named by their path below it.
func userData(s *rendered.Sink, r *parse.Record, data *value) {
	for _, m := range data.members {
		if m.value.kind != object {
			if m.value.kind != null {
				s.Field(m.name, m.value.text)
			}
			continue
		}
		if r.UserData == "" {
			r.UserData = m.name
			leaves(s, "", &m.value)
		} else {
			leaves(s, m.name, &m.value)
		}
	}
}

func leaves(s *rendered.Sink, path string, v *value) {
	join := func(separator, name string) string {
		if path == "" && separator == "/" {
			return name
		}
		return path + separator + name
	}
	switch v.kind {
	case null:
		s.Null(path)
	case text, number:
		s.Field(path, v.text)
	case array:
		for i := range v.items {
			leaves(s, path, &v.items[i])
		}
	case object:
		for _, m := range v.members {
			switch attribute, marked := strings.CutPrefix(m.name, "@"); {
			case m.name == "#attributes":
				for _, a := range attributes(&m.value, true) {
					s.Field(join("/@", a.name), a.value.text)
				}
			case m.name == "#text":
				leaves(s, path, &m.value)
			case marked && attribute != "xmlns":
				leaves(s, join("/@", attribute), &m.value)
			case !marked:
				leaves(s, join("/", m.name), &m.value)
			}
		}
	}
}

// named adds the members of an object as fields.
func named(s *rendered.Sink, members []member) {
	if ordered, ok := numbered(members); ok {
		members = ordered
	}
	for i := range members {
		dataValue(s, members[i].name, &members[i].value)
	}
}

// numbered returns members that are all called param1, param2 ... in that order:
// some writers sort names, so that param10 comes before param2.
func numbered(members []member) ([]member, bool) {
	number := func(name string) int {
		digits, ok := strings.CutPrefix(name, "param")
		n, err := strconv.Atoi(digits)
		if !ok || err != nil {
			return -1
		}
		return n
	}
	for _, m := range members {
		if number(m.name) < 0 && m.name != "Binary" {
			return nil, false
		}
	}
	ordered := slices.Clone(members)
	slices.SortStableFunc(ordered, func(a, b member) int { return cmp.Compare(number(a.name), number(b.name)) })
	return ordered, true
}

// positional adds the items of a list as unnamed fields: [{"Value": x}, ...] of
// Get-WinEvent, [x, ...] of Get-EventLog. Bytes at its end are the binary data.
func positional(s *rendered.Sink, r *parse.Record, list *value) {
	if list == nil {
		return
	}
	for i := range list.items {
		item := &list.items[i]
		if inner := item.get("Value"); inner != nil {
			item = inner
		}
		if data, ok := byteList(item); ok && i == len(list.items)-1 {
			r.Binary = data
			continue
		}
		if found, ok := item.scalar(); ok &&
			!strings.HasPrefix(
				found,
				"System.Diagnostics.Eventing.Reader.",
			) { // what is left where -Depth was too small
			s.Field("", found)
		}
	}
}

// byteList returns a list of numbers up to 255 as bytes.
func byteList(v *value) (string, bool) {
	if v == nil || v.kind != array || len(v.items) == 0 {
		return "", false
	}
	data := make([]byte, 0, len(v.items))
	for _, item := range v.items {
		n, err := strconv.ParseUint(item.text, 10, 8)
		if err != nil || item.kind != number {
			return "", false
		}
		data = append(data, byte(n))
	}
	return string(data), true
}

// payload reads EvtxECmd's Payload, which is JSON in a string.
func payload(s *rendered.Sink, r *parse.Record, v *value) {
	raw, ok := v.get("Payload").scalar()
	if !ok || raw == "" {
		return
	}
	inner, _, err := parseValue([]byte(raw))
	if err != nil {
		s.Field("Payload", raw)
		return
	}
	likeXML(s, r, &inner)
}

// channelNames are Hayabusa's abbreviations (config/channel_abbreviations.txt) of
// the channels that matter here.
var channelNames = map[string]string{"App": "Application", "Sys": "System", "Sec": "Security"}

func hayabusa(s *rendered.Sink, r *parse.Record, v *value) {
	r.Channel, _ = v.get("Channel").scalar()
	if whole, ok := channelNames[r.Channel]; ok {
		r.Channel = whole
	}
	for _, path := range []string{"Details", "ExtraFieldInfo", "AllFieldInfo"} {
		details := v.get(path)
		if found, ok := details.scalar(); ok {
			for part := range strings.SplitSeq(found, " ¦ ") {
				if name, value, ok := strings.Cut(part, ": "); ok {
					s.Field(name, value)
				}
			}
			continue
		}
		if details != nil {
			named(s, details.members)
		}
	}
}

// ownOfNXLog are members that NXLog, Logstash and the like add to the event.
var ownOfNXLog = map[string]bool{
	"EventReceivedTime": true,
	"SourceModuleName":  true,
	"SourceModuleType":  true,
	"SeverityValue":     true,
	"Severity":          true,
	"Category":          true,
	"Opcode":            true,
	"AccountName":       true,
	"AccountType":       true,
	"Domain":            true,
	"@timestamp":        true,
	"@version":          true,
	"host":              true,
	"port":              true,
	"tags":              true,
	"type":              true,
	"EventTime":         true,
	"Message":           true,
}

// eventTypes are NXLog's values of EventType; others are data of Sysmon events.
var eventTypes = map[string]bool{
	"INFO":          true,
	"WARNING":       true,
	"ERROR":         true,
	"CRITICAL":      true,
	"VERBOSE":       true,
	"AUDIT_SUCCESS": true,
	"AUDIT_FAILURE": true,
}

// flat reads an event whose data stand beside its properties: what is no property
// and none of the collector's own members is data.
func flat(s *rendered.Sink, r *parse.Record, v *value) {
	execution := v.get("ProcessID") != nil && v.get("ThreadID") != nil
	for i := range v.members {
		m := &v.members[i]
		found, _ := m.value.scalar()
		switch {
		case ownOfNXLog[m.name] || m.name == "EventType" && eventTypes[found] || isPropertyOfNXLog(m.name):
		case execution && m.name == "ProcessID":
			rendered.Set(r, rendered.ProcessID, found)
		case execution && m.name == "ThreadID":
			rendered.Set(r, rendered.ThreadID, found)
		default:
			dataValue(s, m.name, &m.value)
		}
	}
}

func isPropertyOfNXLog(name string) bool {
	return slices.ContainsFunc(propertiesOfNXLog, func(m mapping) bool { return slices.Contains(m.paths, name) })
}
