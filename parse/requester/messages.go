package requester

import (
	"regexp"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// message is a program's own number or name for what it says.
type message struct{ number, phrase string }

// messageForm is how a program writes it. The first group of the pattern is the
// number; without a group all of it is, unless always gives one.
type messageForm struct {
	hint    string // without which the pattern does not match
	pattern *regexp.Regexp
	about   *regexp.Regexp // what the line must name as well; nil: nothing
	phrase  string
	always  string
	source  string
}

var (
	// What makes a message one about shadow copies.
	aboutCopies = regexp.MustCompile(`(?i)\bVSS\b|volume shadow ?copy|shadow cop|snapshot|\bwriters?\b`)
	aboutGuests = regexp.MustCompile(`(?i)checkpoint|\bVM\b|virtual machine|\bVHDX?\b|VHD set`)
)

// messageForms are the numbers and names by which programs state a failure of a
// shadow copy without a result code; adding one is one row.
var messageForms = []messageForm{
	{"AN", regexp.MustCompile(`\bAN[SE]\d{4}[EW]\b`), aboutCopies, parse.PhraseSnapshotFailed, "", "IBM Storage Protect, client messages ANS and, as the server keeps them, ANE"},
	{"000", regexp.MustCompile(`(?i)\b(?:final error|error code|error|fehler|erreur)\b[:\s(=-]{0,4}((?:0x)?[ae]000[0-9a-f]{4})\b`), nil, parse.PhraseBackupFailed, "", "Veritas Backup Exec, final errors 0xe000xxxx and 0xa000xxxx"},
	{"V-79-", regexp.MustCompile(`\bV-79-\d{5}-\d{4,6}\b`), aboutCopies, parse.PhraseSnapshotFailed, "", "Veritas Backup Exec, unique message identifiers"},
	{"156", regexp.MustCompile(`(?i)\bsnapshot error encountered\s*\(156\)|\bsnapshot (?:creation|processing) failed,? status 156\b|\bstatus(?: code)?:? ?156\b.*snapshot`), nil, parse.PhraseSnapshotFailed, "156", "Veritas NetBackup, status codes"},
	{"fsfreeze", regexp.MustCompile(`guest-fsfreeze-(?:freeze|thaw|status)\b.*(?i:fail|error|timeout|timed out)`), nil, parse.PhraseSnapshotFailed, "guest-fsfreeze", "QEMU guest agent, commands of qga-qapi"},
	{"Extension", regexp.MustCompile(`\b(Extension[A-Z][A-Za-z]*(?:Vss|VSS|Snapshot|VDS|COM|Writer)[A-Za-z]*|Extension(?:Failed|Snapshot)[A-Z][A-Za-z]+)\b`), nil, parse.PhraseSnapshotFailed, "", "Microsoft Learn, Azure virtual machine backup, error codes"},
	{"msg.", regexp.MustCompile(`\bmsg\.(?:snapshot|vmsnap|quiesce)[\w.]*\.?error-\w+`), nil, parse.PhraseSnapshotFailed, "", "VMware, message ids of vmware.log and hostd.log"},
	{"ID", regexp.MustCompile(`\((?:ID|id):? ?(\d{3,5})(?:[ ;,]+Details:[^()]*(?:\([^()]*\))?[^()]*)?\)[.\s]*$`), aboutCopies, parse.PhraseSnapshotFailed, "", "Microsoft Learn, error codes of Data Protection Manager"},
	{"327", regexp.MustCompile(`(?i)\berror code:? ['"]?(327\d\d)\b`), aboutGuests, parse.PhraseSnapshotFailed, "", "Microsoft Learn, return values of the WMI provider of Hyper-V (Msvm_*, 32768 and up)"},
}

// messageIn finds such a number.
func messageIn(line string) *message {
	for k := range messageForms {
		form := &messageForms[k]
		if !strings.Contains(line, form.hint) {
			continue
		}
		m := form.pattern.FindStringSubmatch(line)
		if m == nil || form.about != nil && !form.about.MatchString(line) {
			continue
		}
		number := m[0]
		if len(m) > 1 {
			number = m[1]
		}
		if form.always != "" {
			number = form.always
		}
		return &message{number, form.phrase}
	}
	return nil
}

// standsApart reports whether a line begins with its message number, or ends with
// it, or gives it a label: in front of or behind the sentence, not inside. A name
// without digits heads chapters as well, so it needs the label.
func standsApart(line, number string) bool {
	at := strings.Index(line, number)
	if number == "" || at < 0 {
		return false
	}
	before, behind := strings.TrimRight(line[:at], " '\""), strings.TrimRight(line[at+len(number):], ".)]'\"* ")
	before = strings.TrimSuffix(before, "ID")
	labelled := before != "" && strings.IndexByte(":(=[", before[len(before)-1]) >= 0
	if labelled && behind == "" {
		return true
	}
	return at == 0 && strings.ContainsAny(number, "0123456789") || labelled && at < 24
}
