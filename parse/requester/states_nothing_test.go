package requester

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse/console/texttest"
)

// TestStatesNothing: a line that is passed by states nothing by which findCodes knows it; one with a
// code, a state or a number of a message is not passed by.
func TestStatesNothing(t *testing.T) {
	for line, want := range map[string]bool{
		"":                                     true,
		"the nightly job of SRV7 begins":       true,
		"snapshot ended with 0x80042306":       false,
		"it was VSS_E_BAD_STATE":               false,
		"Writer state: [8]":                    false,
		"AE9701: the agent on SRV7 stopped":    false,
		"Win32 error 5":                        false,
		"DetailedHResult: 0x80070005, 0x1":     false,
		"vacpError:100":                        false,
		"snapshot error encountered (156)":     false,
		"the agent of error handling is there": true,
	} {
		if got := statesNothing(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
	pieces := []string{
		"0x80042306", "2147754758", "-2147212538", "VSS_E_BAD_STATE", "E_ACCESSDENIED", "Win32 error", "WIN32 ERROR 5",
		"DetailedHResult: 0x80070005", "detailedhresult", "vacpError", "failed", "FAILED", "Writer", "writer's state",
		"[8]", "State: [9] Failed", "error", "Error:", "code", "(ID", "31008)", "5", "5)", "156", "backup", "VM",
	}
	for _, all := range hints {
		pieces = append(pieces, all...)
	}
	random := rand.New(rand.NewPCG(1, 2))
	passed := 0
	for range 3000 {
		words := make([]string, 1+random.IntN(4))
		for i := range words {
			words[i] = pieces[random.IntN(len(pieces))]
		}
		line := strings.Join(words, []string{" ", ": ", ""}[random.IntN(3)])
		if !statesNothing(line) {
			continue
		}
		passed++
		if f := findCodes(line); !reflect.DeepEqual(f, facts{state: -1}) {
			t.Fatalf("%q is passed by, and states %+v", line, f)
		}
	}
	if passed < 100 {
		t.Errorf("only %d lines were passed by", passed)
	}
}

// TestOnlyLabel: a short line that names nothing, as "Status: Failed" does, is no statement beside one of
// the next two lines that says what failed.
func TestOnlyLabel(t *testing.T) {
	const says = "The VSS snapshot could not be created"
	for text, want := range map[string]int{
		"Status: Failed\n" + says:          1,
		"Status: Failed\n\n" + says:        1,
		"Status: Failed\n\n\n" + says:      2, // too far below
		"Snapshot status: Failed\n" + says: 2, // it names what failed
		"Status of the nightly job of the server in the cellar: Failed\n" + says: 2, // it is long
		"Job status: Failed": 0,
	} {
		r := texttest.Read(t, []byte(text+"\n"), Failing)
		if len(r.Records) != want {
			t.Errorf("%q: %d statements, want %d", text, len(r.Records), want)
		}
	}
}
