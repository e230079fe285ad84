package knowledge

import (
	"strings"
	"testing"
)

// A user's own cause goes before ours where it asks for more, is told as such, and can be
// taken back; a mistake changes nothing.
func TestUseOwn(t *testing.T) {
	defer func() {
		if err := UseOwn(nil); err != nil || len(OwnCauses()) > 0 {
			t.Errorf("taken back: %v", err)
		}
	}()
	const text = `id: pool-full
title: The pool of our array is full
kind: cause
class: provider
severity: error
culprit: {kind: provider, name: the pool}
match:
  - {code: [0x8004230f], text: [POOL-17]}
means: The array takes no snapshot.
steps:
  - do: Look at the pool.
verify: The job ends.
cases:
  - {is: hit, facts: {code: 0x8004230f, text: POOL-17}}
  - {is: miss, facts: {code: 0x8004230f}}
`
	own, err := Load("pool-full.cause.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	facts := &Facts{Code: 0x8004230f, Text: "it failed: POOL-17"}
	before := Candidates(facts, Version{})
	if err := UseOwn([]*Cause{own}); err != nil {
		t.Fatal(err)
	}
	after := Candidates(facts, Version{})
	if len(after) != len(before)+1 || after[0].Cause.ID != "pool-full" || !after[0].Cause.Own() || len(OwnCauses()) != 1 {
		t.Errorf("%d candidates before, %d with an own one, the first %s", len(before), len(after), after[0].Cause.ID)
	}
	wrong, err := Load("pool-full.cause.yaml", []byte(strings.Replace(text, "is: miss, facts: {code: 0x8004230f}", "is: miss, facts: {code: 0x8004230f, text: POOL-17}", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if err := UseOwn([]*Cause{wrong}); err == nil || len(OwnCauses()) != 1 {
		t.Errorf("a case that does not hold: %v", err)
	}
}
