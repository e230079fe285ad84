package clixml

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Limits of one object.
const (
	maxNodes = 20_000
	maxDepth = 64
)

// node is an element: <S N="Message">text</S>.
type node struct {
	tag, name, text string
	kids            []*node
}

// parseObject reads one object as a tree.
func parseObject(p []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(p))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // decoded already
	stack := []*node{{}}
	count := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		top := stack[len(stack)-1]
		switch token := token.(type) {
		case xml.StartElement:
			if count++; count > maxNodes || len(stack) > maxDepth {
				return nil, errors.New("an object of more than 20000 elements, or 64 deep")
			}
			n := &node{tag: token.Name.Local}
			for _, a := range token.Attr {
				if a.Name.Local == "N" {
					n.name = a.Value
				}
			}
			top.kids = append(top.kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case xml.CharData:
			top.text += string(token)
		}
	}
	if len(stack[0].kids) == 0 {
		return nil, errors.New("no element")
	}
	return stack[0].kids[0], nil
}

// property finds a property of an object, of its own or added by PowerShell.
func (n *node) property(name string) *node {
	for _, kid := range n.kids {
		if kid.tag != "Props" && kid.tag != "MS" {
			continue
		}
		for _, p := range kid.kids {
			if strings.EqualFold(p.name, name) {
				return p
			}
		}
	}
	return nil
}

// value is the text of a property; of an object its own text.
func (n *node) value() string {
	if n == nil || n.tag == "Nil" || n.tag == "Ref" {
		return ""
	}
	if n.tag == "Obj" {
		for _, kid := range n.kids {
			if kid.tag == "ToString" {
				return unescape(kid.text)
			}
		}
		return ""
	}
	return unescape(n.text)
}

// items are the elements of a list.
func (n *node) items() []*node {
	if n == nil {
		return nil
	}
	for _, kid := range n.kids {
		if kid.tag == "LST" || kid.tag == "IE" {
			return kid.kids
		}
	}
	return nil
}

// unescape undoes _x000D_.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '_' && i+7 <= len(s) && s[i+1]|0x20 == 'x' && s[i+6] == '_' {
			if v, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				b.WriteRune(rune(v))
				i += 6
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// isEvent recognises the objects of Get-WinEvent and of Get-EventLog.
func isEvent(n *node) bool {
	return n.property("ProviderName") != nil && n.property("Id") != nil && n.property("TimeCreated") != nil ||
		n.property("Source") != nil && n.property("TimeGenerated") != nil &&
			(n.property("InstanceId") != nil || n.property("EventID") != nil)
}

// places says which property is which of an event's; of several the first that is
// there counts.
var places = []struct {
	property rendered.Property
	names    []string
}{
	{
		rendered.Provider,
		[]string{"ProviderName", "Source"},
	}, {rendered.ProviderGUID, []string{"ProviderId"}}, {rendered.EventID, []string{"Id", "InstanceId", "EventID"}},
	{
		rendered.Qualifiers,
		[]string{"Qualifiers"},
	}, {rendered.RecordID, []string{"RecordId", "Index"}}, {rendered.Channel, []string{"LogName", "Log"}},
	{
		rendered.Computer,
		[]string{"MachineName"},
	}, {rendered.ProcessID, []string{"ProcessId"}}, {rendered.ThreadID, []string{"ThreadId"}},
	{rendered.Version, []string{"Version"}},
	{
		rendered.Level,
		[]string{"Level", "LevelDisplayName"},
	}, {rendered.Task, []string{"Task", "CategoryNumber"}}, {rendered.Opcode, []string{"Opcode"}},
	{
		rendered.Keywords,
		[]string{"Keywords"},
	}, {rendered.ActivityID, []string{"ActivityId"}}, {rendered.RelatedActivityID, []string{"RelatedActivityId"}},
	{rendered.UserSID, []string{"UserId"}},
}

// fill makes a record of an object.
func fill(sink *rendered.Sink, r *parse.Record, n *node) {
	for _, place := range places {
		for _, name := range place.names {
			if text := n.property(name).value(); text != "" {
				rendered.Set(r, place.property, text)
				break
			}
		}
	}
	for _, name := range []string{"TimeCreated", "TimeGenerated"} {
		if at, ok := rendered.Stamp(n.property(name).value(), true); ok {
			r.Time = at
			break
		}
	}
	if kind := n.property("EntryType").value(); kind != "" {
		rendered.Set(r, rendered.Level, kind)
	}
	for _, name := range []string{"Properties", "ReplacementStrings"} {
		addItems(sink, r, n.property(name).items())
	}
	if data := n.property("Data"); data != nil && data.tag == "BA" {
		if p, err := base64.StdEncoding.DecodeString(strings.TrimSpace(data.text)); err == nil && len(p) <= 1<<16 {
			r.Binary = string(p)
		}
	}
	sink.Message(n.property("Message").value())
}

// addItems adds the values of an event's data. Where -Depth was too small only
// the name of their type is left.
func addItems(sink *rendered.Sink, r *parse.Record, items []*node) {
	for k, item := range items {
		value := item
		if inner := item.property("Value"); inner != nil {
			value = inner
		}
		if value.tag == "BA" && k == len(items)-1 {
			if p, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value.text)); err == nil {
				r.Binary = string(p)
			}
			continue
		}
		if text := value.value(); !strings.HasPrefix(text, "System.Diagnostics.Eventing.Reader.") &&
			value.tag != "Nil" {
			sink.Field("", text)
		}
	}
}
