package detect

import (
	"fmt"

	"github.com/vsslog/vsslog/correlate"
)

// WriterRestarted is a writer with a new instance id between two captures.
var WriterRestarted = &Signature{
	ID:        "writer-restarted",
	Title:     "A writer came back with a new instance id between two captures: its process was started again",
	Class:     BenignClass,
	Severity:  Information,
	Scope:     HostScope,
	Cause:     "The service that hosts the writer, or the host, was started again.",
	Mechanism: "A writer gets a new instance id each time its process starts. Its state starts anew with it: a failure that was there is cleared, and its time is lost.",
	Advice:    "Nothing to repair. Do not compare states across the restart; if nobody restarted the service, look for its crash.",
	Sources:   []Reference{{"VSS glossary", "https://learn.microsoft.com/windows/win32/vss/vssgloss-w", "the writer instance id"}, observed("captures of one host in a row")},
	Windows:   "all",
	Trigger: Trigger{Pick: func(sub *Subject) []*correlate.Step {
		var steps []*correlate.Step
		for _, r := range likeliest(sub.Case) {
			steps = append(steps, r[0].Step, r[1].Step)
		}
		return steps
	}},
	Needs: []Need{{"two captures of each instance", "two captures before and two after the restart: a text that is damaged in one place shows another instance id once", func(sub *Subject) bool {
		return len(lasting(sub.Case)) > 0
	}}},
	Summary: func(sub *Subject, f *Finding) string {
		r := likeliest(sub.Case)
		s := fmt.Sprintf("%s was started again by %s", r[0][1].Name, r[0][1].Capture.At.Lo)
		if n := len(r) - 1; n > 0 {
			s += fmt.Sprintf(" (%d more)", n)
		}
		return s
	},
}

// restarts finds writers that two successive captures list once each, with
// different instance ids.
func restarts(k *correlate.Case) [][2]*correlate.WriterState {
	var found [][2]*correlate.WriterState
	for _, captures := range rows(k) {
		for i := 1; i < len(captures); i++ {
			before, now := single(captures[i-1]), single(captures[i])
			for _, w := range captures[i].States {
				key := w.ID + "/" + w.Name
				if a, b := before[key], now[key]; a != nil && b == w && a.Instance != "" && b.Instance != "" && a.Instance != b.Instance {
					found = append(found, [2]*correlate.WriterState{a, b})
				}
			}
		}
	}
	return found
}

// likeliest are the restarts that last, or all if none does.
func likeliest(k *correlate.Case) [][2]*correlate.WriterState {
	if r := lasting(k); len(r) > 0 {
		return r
	}
	return restarts(k)
}

// lasting are the restarts around which two captures each show the old and the new
// instance: a text that was damaged in one place shows another id once.
func lasting(k *correlate.Case) [][2]*correlate.WriterState {
	var found [][2]*correlate.WriterState
	before, after := map[*correlate.Capture]*correlate.Capture{}, map[*correlate.Capture]*correlate.Capture{}
	for _, captures := range rows(k) {
		for i := 1; i < len(captures); i++ {
			before[captures[i]], after[captures[i-1]] = captures[i-1], captures[i]
		}
	}
	for _, r := range restarts(k) {
		if shows(before[r[0].Capture], r[0]) && shows(after[r[1].Capture], r[1]) {
			found = append(found, r)
		}
	}
	return found
}

// shows reports whether a capture lists the writer once, under the same instance.
func shows(c *correlate.Capture, w *correlate.WriterState) bool {
	if c == nil {
		return false
	}
	o := single(c)[w.ID+"/"+w.Name]
	return o != nil && o.Instance == w.Instance
}

// single lists the writers that a capture lists once: several writers can share
// a class, as those of Exchange do.
func single(c *correlate.Capture) map[string]*correlate.WriterState {
	m := make(map[string]*correlate.WriterState, len(c.States))
	for _, w := range c.States {
		key := w.ID + "/" + w.Name
		if _, twice := m[key]; twice {
			m[key] = nil
			continue
		}
		m[key] = w
	}
	return m
}
