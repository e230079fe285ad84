package jsonvalue

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// shown writes a value so that its kinds can be seen: text in quotation marks, all else as it stands.
func shown(v Value) string {
	var parts []string
	switch v.Kind {
	case Null:
		return "null"
	case Text:
		return fmt.Sprintf("%q", v.Text)
	case Number:
		return v.Text
	case Object:
		for _, m := range v.Members {
			parts = append(parts, m.Name+":"+shown(m.Value))
		}
		return "{" + strings.Join(parts, " ") + "}"
	}
	for _, item := range v.Items {
		parts = append(parts, shown(item))
	}
	return "[" + strings.Join(parts, " ") + "]"
}

// TestParse: members keep their order and their doubles, numbers their digits, and what is behind the value is not
// looked at. Control characters in strings are taken as they are.
func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		`{"b":1,"a":[true,false,null],"b":-0.50e+7} rest`: "{b:1 a:[true false null] b:-0.50e+7}",
		" \r\n\t[ ] ":                     "[]",
		`{ }`:                             "{}",
		`[[],{"a":{}},"x"]`:               `[[] {a:{}} "x"]`,
		`"C:\\Temp\/a\tb\n\"q\"\b\f\r" `:  `"C:\\Temp/a\tb\n\"q\"\b\f\r"`,
		`"\u00e9\ud83d\ude00\\" `:         `"é😀\\"`,
		"\"two\nlines\tand \\u0041\"":     `"two\nlines\tand A"`,
		"\"one\nline\"":                   `"one\nline"`,
		`{"a\u0062":1}`:                   "{ab:1}",
		`123456789012345678901234567890 `: "123456789012345678901234567890",
		strings.Repeat("[", 65) + strings.Repeat("]", 65): strings.Repeat("[", 65) + strings.Repeat("]", 65),
	} {
		v, n, err := Parse([]byte(text))
		if err != nil || shown(v) != want {
			t.Errorf("%q: %s, %d bytes, %v; want %s", text, shown(v), n, err, want)
		}
	}
	if _, n, _ := Parse([]byte(`{"a":1} {"a":2}`)); n != len(`{"a":1}`) {
		t.Errorf("the first of two values has %d bytes", n)
	}
}

// TestParseErrors: an error says what was expected and what stands there. What breaks off is told from what is wrong.
func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		`{"a" 1}`:                   `expected :, found "1}"`,
		`{"a":1 "b":2}`:             `expected , or }, found "\"b\":2}"`,
		`{a:1}`:                     `expected a name, found "a:1}"`,
		`{"a":1,}`:                  `expected a name, found "}"`,
		`[1 2]`:                     `expected , or ], found "2]"`,
		`[1,]`:                      `expected a value, found "]"`,
		`[nul]`:                     `expected a value, found "nul]"`,
		`[01]`:                      `expected a value, found "01]"`,
		`["\x"]`:                    `expected a string, found "\"\\x\"]"`,
		strings.Repeat("[", 66):     `expected at most 64 values in one another, found "["`,
		`["` + "a\\ud8zz" + `", 1]`: `expected a string, found "\"a\\ud8zz\", 1]"`,
	} {
		if _, _, err := Parse([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	const whole = `{"name":"a\\b","list":[1,{"x":null},true],"last":-2.5}`
	for n := range whole {
		if _, _, err := Parse([]byte(whole[:n])); !errors.Is(err, ErrShort) {
			t.Errorf("%q: %v", whole[:n], err)
		}
	}
	if _, n, err := Parse([]byte(whole)); err != nil || n != len(whole) {
		t.Errorf("%d bytes, %v", n, err)
	}
}

// TestGet: a member is found at its path, nested, flattened to one name, or partly either.
func TestGet(t *testing.T) {
	v, _, err := Parse([]byte(`{"winlog":{"event":{"id":"1"},"event.code":"2"},"winlog.record.id":"3","host.name":"h","host":{"os":"w"},"n":null}`))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"winlog.event.id": "1", "winlog.event.code": "2", "winlog.record.id": "3", "host.name": "h", "host.os": "w", "n": "",
	} {
		if text, ok := v.Get(path).Scalar(); !ok || text != want {
			t.Errorf("%s: %q, %v", path, text, ok)
		}
	}
	for _, path := range []string{"winlog.event.none", "win", "host.os.name", "n.x", ""} {
		if found := v.Get(path); found != nil {
			t.Errorf("%q: %s", path, shown(*found))
		}
	}
	for path, want := range map[string]string{"winlog.event": "id", "winlog.record": "id", "host": "os", "none": ""} {
		var names []string
		for _, m := range v.Below(path) {
			names = append(names, m.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("below %s: %q, want %q", path, got, want)
		}
	}
}

// TestScalar: a text may be wrapped in an object of one of three names; a list or another object is none.
func TestScalar(t *testing.T) {
	for text, want := range map[string]string{
		`"x" `: "x", `12 `: "12", `true `: "true", `null `: "",
		`{"#text":"x","Name":"y"}`: "x", `{"Value":3}`: "3", `{"value":null}`: "", `{"value":"b","Value":"a"}`: "a",
	} {
		v, _, err := Parse([]byte(text))
		if got, ok := v.Scalar(); err != nil || !ok || got != want {
			t.Errorf("%s: %q, %v, %v", text, got, ok, err)
		}
	}
	for _, text := range []string{`[1]`, `{}`, `{"text":"x"}`, `{"Value":[1]}`, `{"Value":{"value":1}}`} {
		v, _, err := Parse([]byte(text))
		if got, ok := v.Scalar(); err != nil || ok {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
	if _, ok := (*Value)(nil).Scalar(); ok {
		t.Error("nothing has a text")
	}
}

// TestParserIsUsedAgain: what a parser made of many values, large and small, is what one that was used once makes.
func TestParserIsUsedAgain(t *testing.T) {
	var p Parser
	for i, length := range []int{3, 64, 65, 5000, 0, 1, 200, 4097, 10, 2} {
		list := make([]int, length)
		names := map[string]int{}
		for k := range i * 7 % 30 {
			names[fmt.Sprintf("name %d of %d", k, i)] = k
		}
		text, err := json.Marshal(map[string]any{"list": list, "names": names, "text": strings.Repeat("é\n", i%5)})
		if err != nil {
			t.Fatal(err)
		}
		want, _, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		got, n, err := p.Parse(text)
		if err != nil || n != len(text) || shown(got) != shown(want) {
			t.Fatalf("value %d: %d of %d bytes, %v", i, n, len(text), err)
		}
	}
}
