package knowledge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// brace is a name in braces, with a default after a bar: {writer|the writer}. What
// else stands in braces, such as a GUID, is text.
var brace = lazyregexp.New(`\{([a-z_]+)(?:\|([^{}]*))?\}`)

// braces are the names that texts may hold: one row each. field is the condition
// that promises a value, "" if none does.
var braces = []struct {
	name, field string
	value       func(*Facts) string
}{
	{"writer", "writer", func(f *Facts) string { return f.Writer }},
	{"writer_id", "writer_id", func(f *Facts) string { return f.WriterID }},
	{"volume", "volume", func(f *Facts) string { return firstOf(f.Volumes) }},
	{"volumes", "volume", func(f *Facts) string { return list(f.Volumes) }},
	{"service", "service", func(f *Facts) string { return firstOf(f.Services) }},
	{"vss_provider", "vss_provider", func(f *Facts) string { return f.VSSProvider }},
	{"vss_provider_id", "vss_provider_id", func(f *Facts) string { return f.VSSProviderID }},
	{"class_id", "class_id", func(f *Facts) string { return f.ClassID }},
	{"class_name", "class_name", func(f *Facts) string { return f.ClassName }},
	{"database", "database", func(f *Facts) string { return firstOf(f.Databases) }},
	{"file", "file", func(f *Facts) string { return firstOf(f.Files) }},
	{"account", "account", func(f *Facts) string { return firstOf(f.Accounts) }},
	{"key", "key", func(f *Facts) string { return firstOf(f.Keys) }},
	{"device", "device", func(f *Facts) string { return firstOf(f.Devices) }},
	{"code", "code", func(f *Facts) string { return hexOr(f.Code) }},
	{"code_name", "code", func(f *Facts) string { return codeName(f.Code) }},
	{"any_code", "any_code", func(f *Facts) string { return anyCode(f) }},
	{"routine", "routine", func(f *Facts) string { return f.Routine }},
	{"program", "program", func(f *Facts) string { return f.Program }},
	{"phase", "phase", func(f *Facts) string { return f.Phase }},
	{"message", "message", func(f *Facts) string { return f.Message }},
	{"message_means", "message_kind", func(f *Facts) string { return messageOf(f).Means }},
	{"message_next", "message_kind", func(f *Facts) string { return messageOf(f).Next }},
	{"process", "", func(f *Facts) string { return f.Process }},
	{"host", "", func(f *Facts) string { return f.Host }},
}

// Braces lists the names that may stand in braces.
func Braces() []string {
	names := make([]string, len(braces))
	for i, b := range braces {
		names[i] = b.name
	}
	return names
}

// messageOf is the row of the message that an observation bears, else an empty one.
func messageOf(f *Facts) Message {
	m, _ := MessageOf(f.Program, f.Message)
	return m
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// list writes words as a sentence does: a, b and c.
func list(words []string) string {
	if len(words) < 2 {
		return firstOf(words)
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func hexOr(code uint32) string {
	if code == 0 {
		return ""
	}
	return fmt.Sprintf("0x%08x", code)
}

func codeName(code uint32) string {
	if c, ok := CodeOf(code); ok {
		return c.Name
	}
	return hexOr(code)
}

func anyCode(f *Facts) string {
	if len(f.Codes) > 0 {
		return hexOr(f.Codes[0])
	}
	return hexOr(f.Code)
}

// Fill puts what the observations state into the braces of a text: first the value
// that met a condition of the cause, else the first that an observation states, else
// the default. A brace that has none of these becomes the plain words for the thing,
// which lint lets no entry of ours come to.
func (c *Cause) Fill(text string, facts ...*Facts) string {
	if !strings.Contains(text, "{") {
		return text
	}
	return brace.ReplaceAllStringFunc(text, func(whole string) string {
		m := brace.FindStringSubmatch(whole)
		i := slices.IndexFunc(braces, func(b struct {
			name, field string
			value       func(*Facts) string
		}) bool {
			return b.name == m[1]
		})
		if i < 0 {
			return whole
		}
		if v := c.valueOf(braces[i].name, braces[i].field, facts); v != "" {
			return v
		}
		for _, f := range facts {
			if v := braces[i].value(f); v != "" {
				return v
			}
		}
		if m[2] != "" {
			return m[2]
		}
		return "the " + strings.ReplaceAll(m[1], "_", " ")
	})
}

// valueOf is the value that met a condition of the cause on the field.
func (c *Cause) valueOf(name, fieldName string, facts []*Facts) string {
	if fieldName == "" || name == "volumes" || name == "code_name" || strings.HasPrefix(name, "message_") {
		return ""
	}
	for _, list := range [][]*Pattern{c.Match, c.Or} {
		for _, p := range list {
			cond := p.condition(fieldName)
			if cond == nil {
				continue
			}
			for _, f := range facts {
				if p.Holds(f) {
					return cond.filled(f)
				}
			}
		}
	}
	return ""
}

// filled is the value of the observation that meets the condition, as text.
func (c *condition) filled(f *Facts) string {
	for _, n := range c.numbers {
		if c.field.number(f, n) {
			return c.field.word(n)
		}
	}
	if v := c.met(f); v != noValue {
		return v
	}
	return ""
}
