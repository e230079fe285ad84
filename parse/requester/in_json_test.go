package requester

import (
	"slices"
	"strings"
	"testing"
)

// What JSON only names is no failure: errors that are possible, texts to be shown, settings, triggers that did not fire.
// What it states is one: a property that holds an error, a state that is bad, a time beside it.
func TestMentionedInJSON(t *testing.T) {
	for _, c := range []struct {
		name, text string
		failures   bool
	}{
		{"possible errors", `{
 "jobs": [
  {
   "name": "FS01",
   "lastResult": "Success",
   "possibleErrors": [
    {
     "code": "0x800423F4",
     "text": "A VSS writer has failed (non-retryable)"
    }
   ]
  }
 ]
}`, false},
		{"triggers", `{
 "result": [
  {
   "description": "VSS writer failed on FS01",
   "value": "0",
   "status": "0"
  }
 ]
}`, false},
		{"settings", `{"backup": {"onFailure": "Backup failed", "vss": {"message": "VSS snapshot failed", "codes": ["0x800423F4"]}}}`, false},
		{"translations", `{
 "backup.failed": "Backup failed",
 "vss.snapshot.failed": "VSS snapshot failed ({0})",
 "vss.0x80042316": "Another snapshot set is in progress"
}`, false},
		{"an error", `{
 "job": "FS01",
 "error": "VSS snapshot failed: 0x80042306"
}`, true},
		{"a bad state beside it", `{
 "job": "FS01",
 "status": "Failed",
 "description": "VSS writer failed with 0x800423F4"
}`, true},
		{"a time beside it", `{
 "description": "VSS writer failed with 0x800423F4",
 "startTime": "2026-03-04T02:00:00Z"
}`, true},
		{"a bad state around it", `{
 "status": "error",
 "details": {
  "description": "VSS writer failed with 0x800423F4"
 }
}`, true},
		{"one line with a state", `{"status":"error","data":{"description":"VSS writer failed with 0x800423F4"}}`, true},
		{"one line with an error", `{"id":4,"lastError":"VSS writer failed with 0x800423F4"}`, true},
		{"a list of texts", `{
 "patterns": [
  "cannot be read|shadow copy failed",
  "VSS snapshot failed"
 ]
}`, false},
		{"a list of errors", `{
 "errors": [
  "Backup of D: failed",
  "VSS snapshot failed: access is denied"
 ]
}`, true},
		{"a message with its code", `{
 "id": 4,
 "message": "VSS writer failed with 0x800423F4"
}`, true},
	} {
		lines, _ := said(t, c.text)
		lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "tool=unrecognised ") })
		if got := len(lines) > 0; got != c.failures {
			t.Errorf("%s: %q in\n%s", c.name, lines, strings.TrimSpace(c.text))
		}
	}
}
