package requester

import (
	"regexp"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// message is a program's own number for what it says.
type message struct{ number, phrase string }

var (
	ibmMessage = regexp.MustCompile(`\bAN[SE]\d{4}[EW]\b`)
	// What makes a message of the client one about shadow copies.
	aboutCopies = regexp.MustCompile(`(?i)\bVSS\b|volume shadow ?copy|shadow cop|snapshot|\bwriters?\b`)
	execMessage = regexp.MustCompile(`\bV-79-\d{5}-\d{4,6}\b`)
	execError   = regexp.MustCompile(`\bFinal error:\s*(0xe000[0-9a-f]{4})\b`)
	netBackup   = regexp.MustCompile(`(?i)\bsnapshot error encountered\s*\(156\)|\bsnapshot (?:creation|processing) failed,? status 156\b|\bstatus(?: code)?:? ?156\b.*snapshot`)
	freezeAgent = regexp.MustCompile(`guest-fsfreeze-(?:freeze|thaw|status)\b.*(?i:fail|error|timeout|timed out)`)
)

// messageIn finds a number by which a program states a failure of a shadow copy
// without a result code. Sources: IBM Storage Protect, client messages ANS and, as the server keeps them, ANE; Veritas
// articles V-79; NetBackup status codes (156, snapshot error encountered).
func messageIn(line string) *message {
	switch {
	case strings.Contains(line, "ANS"), strings.Contains(line, "ANE"):
		if m := ibmMessage.FindString(line); m != "" && aboutCopies.MatchString(line) {
			return &message{m, parse.PhraseSnapshotFailed}
		}
	case strings.Contains(line, "e000"):
		if m := execError.FindStringSubmatch(line); m != nil {
			return &message{m[1], parse.PhraseBackupFailed}
		}
	case strings.Contains(line, "V-79-"):
		if m := execMessage.FindString(line); m != "" && aboutCopies.MatchString(line) {
			return &message{m, parse.PhraseSnapshotFailed}
		}
	}
	if strings.Contains(line, "156") && netBackup.MatchString(line) {
		return &message{"156", parse.PhraseSnapshotFailed}
	}
	if strings.Contains(line, "fsfreeze") && freezeAgent.MatchString(line) {
		return &message{"guest-fsfreeze", parse.PhraseSnapshotFailed}
	}
	return nil
}
