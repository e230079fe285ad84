package console

import (
	"context"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// lookAt reads a text with a grammar that only looks at each line.
func lookAt(t *testing.T, text string, look func(r *Reader, i int) bool) (found []string) {
	t.Helper()
	g := Grammar{Name: "look", Begin: Stateless(func(r *Reader, i int) int {
		if look(r, i) {
			found = append(found, r.Text(i))
		}
		return i
	})}
	err := Read(
		context.Background(),
		Bytes([]byte(text)),
		"",
		[]Grammar{g},
		func(b *parse.Batch) error { b.Release(); return nil },
	)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// What stands between fences, behind a colon, indented or in quotes is set apart from
// the prose around it.
func TestApart(t *testing.T) {
	for text, want := range map[string]string{
		"It says so here.\n```\nx failed\n```\nAnd so on.\n":               "x failed",
		"This is what it says:\n\nx failed\ny failed\n\nAnd so on.\n":      "x failed|y failed",
		"It is so.\n\n    x failed\n    y failed\n\nAnd so on.\n":          "    x failed|    y failed",
		"It is so.\n\"x failed with the code that we know\"\nAnd so on.\n": "\"x failed with the code that we know\"",
		"It is so.\nx failed\nAnd so on.\n":                                "",
		"Status: x\ny failed\n":                                            "",
	} {
		got := lookAt(t, text, func(r *Reader, i int) bool { return r.Apart(i) })
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A fence that is never closed sets no more apart than a block of code may hold.
func TestOpenFence(t *testing.T) {
	got := lookAt(
		t,
		"```\n"+strings.Repeat("x failed\n", 3*longestFence),
		func(r *Reader, i int) bool { return r.Apart(i) },
	)
	if len(got) == 0 || len(got) > longestFence {
		t.Errorf("%d lines", len(got))
	}
}

func TestPassage(t *testing.T) {
	for line, want := range map[string]string{
		`The program says: "The job has failed for a reason" (twice)`:  "The job has failed for a reason",
		`"The job has failed for a reason"`:                            "The job has failed for a reason",
		"It prints `Error: the job has failed for a reason` each time": "Error: the job has failed for a reason",
		"It prints `vssadmin list writers` each time":                  "",
		`He calls it "a bad day" and goes home.`:                       "",
		`{"msg": "The job has failed for a reason"`:                    "",
	} {
		got := ""
		lookAt(t, "Hello, this is it.\n"+line+"\n", func(r *Reader, i int) bool {
			if passage, ok := r.Passage(i); ok {
				got = passage
			}
			return false
		})
		if got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}
