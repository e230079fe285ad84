package eventjson

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/jsonvalue"
	"github.com/vsslog/vsslog/parse/rendered"
)

// likeXML reads System, EventData and UserData, in which elements are objects,
// attributes are in "#attributes" or begin with "@", and text is "#text".
func likeXML(s *rendered.Sink, r *parse.Record, v *jsonvalue.Value) {
	for _, m := range v.Members {
		switch m.Name {
		case "System":
			for _, e := range m.Value.Members {
				systemElement(s, r, e)
			}
		case "EventData":
			eventData(s, r, &m.Value)
		case "UserData":
			userData(s, r, &m.Value)
		case "RenderingInfo":
			if message, ok := m.Value.Get("Message").Scalar(); ok {
				s.Message(message)
			}
		}
	}
}

func systemElement(s *rendered.Sink, r *parse.Record, e jsonvalue.Member) {
	keep := func(name, found string) {
		if !rendered.Set(r, rendered.Property(name), found) {
			s.Late("System/"+name, found)
		}
	}
	name, only := strings.CutSuffix(e.Name, "_attributes")
	if found, ok := e.Value.Scalar(); ok && !only {
		keep(name, found)
	}
	for _, a := range attributes(&e.Value, only) {
		keep(name+"/@"+a.Name, a.Value.Text)
	}
}

// attributes returns the attributes of an element; of one that is nothing else
// (bare), or in System, also members without a mark.
func attributes(v *jsonvalue.Value, bare bool) []jsonvalue.Member {
	var all []jsonvalue.Member
	for _, m := range v.Members {
		name := strings.TrimPrefix(m.Name, "@")
		switch {
		case m.Name == "#attributes":
			all = append(all, attributes(&m.Value, true)...)
		case m.Value.Kind == jsonvalue.Object || m.Value.Kind == jsonvalue.Array || m.Value.Kind == jsonvalue.Null:
		case name == "xmlns" || m.Name == "#text" || m.Name == "Value" && !bare:
		default:
			all = append(all, jsonvalue.Member{Name: name, Value: m.Value})
		}
	}
	return all
}

func eventData(s *rendered.Sink, r *parse.Record, data *jsonvalue.Value) {
	switch data.Kind {
	case jsonvalue.Text, jsonvalue.Number:
		s.Field("", data.Text)
		return
	case jsonvalue.Array:
		for i := range data.Items {
			dataValue(s, "", &data.Items[i])
		}
		return
	}
	members := data.Members
	if ordered, ok := numbered(members); ok {
		members = ordered
	}
	for _, m := range members {
		switch {
		case m.Name == "#attributes":
			for _, a := range attributes(&m.Value, true) {
				s.Late("/@"+a.Name, a.Value.Text)
			}
		case strings.HasPrefix(m.Name, "@"):
			if found, ok := m.Value.Scalar(); ok && m.Name != "@xmlns" {
				s.Late("/"+m.Name, found)
			}
		case m.Name == "Binary" && setBinary(r, &m.Value):
		case m.Name == "Data":
			dataValue(s, "", &m.Value)
		default:
			dataValue(s, m.Name, &m.Value)
		}
	}
}

// dataValue adds what a <Data> has become: a text, a list, or an object with the
// name as attribute.
func dataValue(s *rendered.Sink, name string, v *jsonvalue.Value) {
	switch v.Kind {
	case jsonvalue.Null:
		s.Null(name)
	case jsonvalue.Text, jsonvalue.Number:
		s.Field(name, v.Text)
	case jsonvalue.Array:
		for i := range v.Items {
			dataValue(s, name, &v.Items[i])
		}
	case jsonvalue.Object:
		for _, path := range []string{"@Name", "#attributes.Name"} {
			if label, ok := v.Get(path).Scalar(); ok {
				name = label
			}
		}
		if inner := v.Get("#text"); inner != nil {
			dataValue(s, name, inner)
			return
		}
		if v.Get("@Name") != nil || v.Get("#attributes.Name") != nil {
			s.Null(name)
			return
		}
		leaves(s, name, v)
	}
}

func setBinary(r *parse.Record, v *jsonvalue.Value) bool {
	found, ok := v.Scalar()
	raw, err := hex.DecodeString(found)
	if !ok || err != nil || r.Binary != "" {
		return false
	}
	r.Binary = string(raw)
	return true
}

// userData adds the leaves of the child of UserData, named by their path below it.
func userData(s *rendered.Sink, r *parse.Record, data *jsonvalue.Value) {
	for _, m := range data.Members {
		if m.Value.Kind != jsonvalue.Object {
			if m.Value.Kind != jsonvalue.Null {
				s.Field(m.Name, m.Value.Text)
			}
			continue
		}
		if r.UserData == "" {
			r.UserData = m.Name
			leaves(s, "", &m.Value)
		} else {
			leaves(s, m.Name, &m.Value)
		}
	}
}

func leaves(s *rendered.Sink, path string, v *jsonvalue.Value) {
	join := func(separator, name string) string {
		if path == "" && separator == "/" {
			return name
		}
		return path + separator + name
	}
	switch v.Kind {
	case jsonvalue.Null:
		s.Null(path)
	case jsonvalue.Text, jsonvalue.Number:
		s.Field(path, v.Text)
	case jsonvalue.Array:
		for i := range v.Items {
			leaves(s, path, &v.Items[i])
		}
	case jsonvalue.Object:
		for _, m := range v.Members {
			switch attribute, marked := strings.CutPrefix(m.Name, "@"); {
			case m.Name == "#attributes":
				for _, a := range attributes(&m.Value, true) {
					s.Field(join("/@", a.Name), a.Value.Text)
				}
			case m.Name == "#text":
				leaves(s, path, &m.Value)
			case marked && attribute != "xmlns":
				leaves(s, join("/@", attribute), &m.Value)
			case !marked:
				leaves(s, join("/", m.Name), &m.Value)
			}
		}
	}
}

// named adds the members of an object as fields.
func named(s *rendered.Sink, members []jsonvalue.Member) {
	if ordered, ok := numbered(members); ok {
		members = ordered
	}
	for i := range members {
		dataValue(s, members[i].Name, &members[i].Value)
	}
}

// numbered returns members that are all called param1, param2 ... in that order:
// some writers sort names, so that param10 comes before param2.
func numbered(members []jsonvalue.Member) ([]jsonvalue.Member, bool) {
	number := func(name string) int {
		digits, ok := strings.CutPrefix(name, "param")
		n, err := strconv.Atoi(digits)
		if !ok || err != nil {
			return -1
		}
		return n
	}
	for _, m := range members {
		if number(m.Name) < 0 && m.Name != "Binary" {
			return nil, false
		}
	}
	ordered := slices.Clone(members)
	slices.SortStableFunc(ordered, func(a, b jsonvalue.Member) int { return cmp.Compare(number(a.Name), number(b.Name)) })
	return ordered, true
}

// positional adds the items of a list as unnamed fields: [{"Value": x}, ...] of
// Get-WinEvent, [x, ...] of Get-EventLog. Bytes at its end are the binary data.
func positional(s *rendered.Sink, r *parse.Record, list *jsonvalue.Value) {
	if list == nil {
		return
	}
	for i := range list.Items {
		item := &list.Items[i]
		if inner := item.Get("Value"); inner != nil {
			item = inner
		}
		if data, ok := byteList(item); ok && i == len(list.Items)-1 {
			r.Binary = data
			continue
		}
		if found, ok := item.Scalar(); ok &&
			!strings.HasPrefix(
				found,
				"System.Diagnostics.Eventing.Reader.",
			) { // what is left where -Depth was too small
			s.Field("", found)
		}
	}
}

// byteList returns a list of numbers up to 255 as bytes.
func byteList(v *jsonvalue.Value) (string, bool) {
	if v == nil || v.Kind != jsonvalue.Array || len(v.Items) == 0 {
		return "", false
	}
	data := make([]byte, 0, len(v.Items))
	for _, item := range v.Items {
		n, err := strconv.ParseUint(item.Text, 10, 8)
		if err != nil || item.Kind != jsonvalue.Number {
			return "", false
		}
		data = append(data, byte(n))
	}
	return string(data), true
}

// payload reads EvtxECmd's Payload, which is JSON in a string.
func payload(s *rendered.Sink, r *parse.Record, v *jsonvalue.Value) {
	raw, ok := v.Get("Payload").Scalar()
	if !ok || raw == "" {
		return
	}
	inner, _, err := jsonvalue.Parse([]byte(raw))
	if err != nil {
		s.Field("Payload", raw)
		return
	}
	likeXML(s, r, &inner)
}

// channelNames are Hayabusa's abbreviations (config/channel_abbreviations.txt) of
// the channels that matter here.
var channelNames = map[string]string{"App": "Application", "Sys": "System", "Sec": "Security"}

func hayabusa(s *rendered.Sink, r *parse.Record, v *jsonvalue.Value) {
	r.Channel, _ = v.Get("Channel").Scalar()
	if whole, ok := channelNames[r.Channel]; ok {
		r.Channel = whole
	}
	for _, path := range []string{"Details", "ExtraFieldInfo", "AllFieldInfo"} {
		details := v.Get(path)
		if found, ok := details.Scalar(); ok {
			for part := range strings.SplitSeq(found, " ¦ ") {
				if name, value, ok := strings.Cut(part, ": "); ok {
					s.Field(name, value)
				}
			}
			continue
		}
		if details != nil {
			named(s, details.Members)
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
func flat(s *rendered.Sink, r *parse.Record, v *jsonvalue.Value) {
	execution := v.Get("ProcessID") != nil && v.Get("ThreadID") != nil
	for i := range v.Members {
		m := &v.Members[i]
		found, _ := m.Value.Scalar()
		switch {
		case ownOfNXLog[m.Name] || m.Name == "EventType" && eventTypes[found] || isPropertyOfNXLog(m.Name):
		case execution && m.Name == "ProcessID":
			rendered.Set(r, rendered.ProcessID, found)
		case execution && m.Name == "ThreadID":
			rendered.Set(r, rendered.ThreadID, found)
		default:
			dataValue(s, m.Name, &m.Value)
		}
	}
}

func isPropertyOfNXLog(name string) bool {
	return slices.ContainsFunc(propertiesOfNXLog, func(m mapping) bool { return slices.Contains(m.paths, name) })
}
