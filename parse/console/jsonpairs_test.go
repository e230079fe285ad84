package console

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
)

// Numbers keep their digits.
func TestJSONNumbers(t *testing.T) {
	for in, want := range map[string]string{
		"8": "8", "8.0": "8", "8e0": "8", "8.5": "8.5", "12345678901234567890": "12345678901234567890",
		"true": "true", "null": "", `"x"`: "x", `{"value": 8, "Value": "Failed"}`: "Failed", "[1]": "",
	} {
		if _, got, ok := jsonPair(`"Name": ` + in + ","); !ok || got != want {
			t.Errorf("%s: %q, %v", in, got, ok)
		}
	}
}

// The names of a run of properties are those of its lines, from wherever they are asked for.
func TestJSONNames(t *testing.T) {
	var text bytes.Buffer
	lines := make([]string, 3*maxObjectLines)
	for i := range lines {
		lines[i] = fmt.Sprintf(`"key %d": "%d",`, i%7*(i/100), i)
		if i%150 == 149 {
			lines[i] = "},"
		}
		fmt.Fprintln(&text, lines[i])
	}
	d, err := newDocument(newSource(nil, text.Bytes()), "")
	if err != nil {
		t.Fatal(err)
	}
	r := &Reader{Document: d}
	for _, step := range []int{1, 1, 1, 30, 149, 2, -40, 200} {
		for i, n := 0, 0; n < 100 && i >= 0 && i < len(lines); i, n = i+step, n+1 {
			names := map[string]bool{}
			for at := i; at < min(i+maxObjectLines, len(lines)); at++ {
				name, _, ok := jsonPair(lines[at])
				if !ok {
					break
				}
				names[name] = true
			}
			if got, want := r.jsonNames(i), slices.Sorted(maps.Keys(names)); !slices.Equal(got, want) {
				t.Fatalf("line %d: %q, expected %q", i, got, want)
			}
		}
	}
}
