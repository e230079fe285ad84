package trace

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// callbacks maps a part of a function's name to what entering and leaving it
// means; leave "" means that leaving says nothing more. The first match counts.
var callbacks = []struct{ part, enter, leave string }{
	{"PrepareBackup", parse.PhrasePrepareBackup, ""},
	{"PrepareForBackup", parse.PhrasePrepareBackup, ""},
	{"PrepareSnapshot", parse.PhrasePrepareSnapshot, ""},
	{"PrepareForSnapshot", parse.PhrasePrepareSnapshot, ""},
	{"DoSnapshotSet", parse.PhraseSnapshotStart, parse.PhraseSnapshotDone},
	{"PostSnapshot", parse.PhrasePostSnapshot, ""},
	{"BackupComplete", parse.PhraseOnBackupComplete, ""},
	{"Timeout", parse.PhraseTimeout, ""},
	{"TimerFired", parse.PhraseTimeout, ""},
	{"OnFreeze", parse.PhraseFreeze, parse.PhraseFreezeEnd},
	{"OnThaw", parse.PhraseThaw, parse.PhraseThawEnd},
	{"OnAbort", parse.PhraseAbort, ""},
	{"OnIdentify", parse.PhraseIdentify, ""},
	{"RequestWriterInfo", parse.PhraseIdentify, ""},
}

// step says where in a function a line stands.
type step uint8

const (
	inside step = iota
	enter
	leave
)

// phrase returns what a line at step of function means, "" for nothing known.
func phrase(function string, at step) string {
	for _, c := range callbacks {
		if !strings.Contains(function, c.part) {
			continue
		}
		switch at {
		case enter:
			return c.enter
		case leave:
			return c.leave
		}
		return ""
	}
	return ""
}
