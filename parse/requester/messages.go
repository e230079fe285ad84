package requester

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
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
	{"AN", regexp.MustCompile(`\bAN[SE]\d{4}[EW]\b`), aboutCopies, parse.PhraseSnapshotFailed, "", sourceIBM},
	{"000", regexp.MustCompile(`(?i)\b(?:final error|error code|error|fehler|erreur)\b[:\s(=-]{0,4}((?:0x)?[ae]000[0-9a-f]{4})\b`), nil, parse.PhraseBackupFailed, "", sourceBackupExecErrors},
	{"e000", regexp.MustCompile(`^\s*["'(]?((?:0x)?e000[0-9a-f]{4})\b["')]?\s*[-:]\s*\w`), nil, parse.PhraseBackupFailed, "", sourceBackupExecErrors},
	{"-5368", regexp.MustCompile(`(?:^|[^\w-])(-5368[0-7]\d{4})\b`), nil, parse.PhraseBackupFailed, "", sourceBackupExecErrors},
	{"tatus", regexp.MustCompile(`(?i)\bstatus(?: code)?:? ?(4[12]\d\d|130|15[0-9])\b`), aboutCopies, parse.PhraseSnapshotFailed, "", sourceNetBackup},
	{"V-79-", regexp.MustCompile(`\bV-79-\d{5}-\d{4,6}\b`), aboutCopies, parse.PhraseSnapshotFailed, "", sourceBackupExecUMI},
	{"156", regexp.MustCompile(`(?i)\bsnapshot error encountered\s*\(156\)|\bsnapshot (?:creation|processing) failed,? status 156\b|\bstatus(?: code)?:? ?156\b.*snapshot`), nil, parse.PhraseSnapshotFailed, "156", sourceNetBackup},
	{"fsfreeze", regexp.MustCompile(`guest-fsfreeze-(?:freeze|thaw|status)\b.*(?i:fail|error|timeout|timed out)`), nil, parse.PhraseSnapshotFailed, "guest-fsfreeze", sourceGuestAgent},
	{"Extension", regexp.MustCompile(`\b(Extension[A-Z][A-Za-z]*(?:Vss|VSS|Snapshot|VDS|COM|Writer)[A-Za-z]*|Extension(?:Failed|Snapshot)[A-Z][A-Za-z]+)\b`), nil, parse.PhraseSnapshotFailed, "", sourceAzure},
	{"msg.", regexp.MustCompile(`\bmsg\.(?:snapshot|vmsnap|quiesce)[\w.]*\.?error-\w+`), nil, parse.PhraseSnapshotFailed, "", sourceVMware},
	{"ID", regexp.MustCompile(`\((?:ID|id):? ?(\d{3,5})(?:[ ;,]+Details:[^()]*(?:\([^()]*\))?[^()]*)?\)[.\s]*$`), aboutCopies, parse.PhraseSnapshotFailed, "", sourceDPM},
	{"327", regexp.MustCompile(`(?i)\berror code:? ['"]?(327\d\d)\b`), aboutGuests, parse.PhraseSnapshotFailed, "", sourceHyperV},
}

// Where the rows of messageForms come from: documented, reported, inferred or unconfirmed.
const (
	sourceIBM = "documented: ANS is the backup-archive client, ANE its events as the server keeps them, the last " +
		"letter the severity; " +
		"https://www.ibm.com/docs/en/spectrum-protect/8.1.12?topic=messages-spectrum-protect-server-client-format, " +
		"looked at 2026-11-29"
	sourceBackupExecErrors = "unconfirmed: final errors 0xe000xxxx and 0xa000xxxx of Backup Exec, as users quote them; no page of " +
		"the maker was found"
	sourceBackupExecUMI = "documented: UMI codes of Backup Exec, such as V-79-57344-34110; " +
		"http://seer.entsupport.symantec.com/docs/326302.htm, looked at 2026-11-29"
	sourceNetBackup = "documented: status code 156 of NetBackup, snapshot error encountered; " +
		"http://seer.entsupport.symantec.com/docs/276739.htm, looked at 2026-11-29. The forms without these " +
		"words are unconfirmed"
	sourceGuestAgent = "reported: names of the commands, in Proxmox' own source, " +
		"https://github.com/proxmox/qemu-server/blob/master/src/PVE/QemuServer/Agent.pm, looked at " +
		"2026-11-29; how a program words the failure is unconfirmed"
	sourceAzure = "documented: names such as ExtensionSnapshotFailedCOM; " +
		"https://learn.microsoft.com/azure/backup/backup-azure-vms-troubleshoot, looked at 2026-11-29 as kept " +
		"in the public repository of the documentation; that all names are formed so is inferred"
	sourceVMware = "reported: msg.snapshot.error-QUIESCINGERROR and -FAIL in public articles, looked at 2026-11-29; " +
		"vmsnap and quiesce in their place are unconfirmed"
	sourceDPM = "inferred: Data Protection Manager numbers its errors " +
		"(https://learn.microsoft.com/troubleshoot/system-center/dpm/troubleshoot-application-protection); " +
		"the form in brackets is as users quote it, unconfirmed"
	sourceHyperV = "documented: return values 32768 to 32778 of Msvm_VirtualSystemSnapshotService; " +
		"https://learn.microsoft.com/windows/win32/hyperv_v2/clearsnapshotstate-msvm-virtualsystemsnapshotservice, " +
		"looked at 2026-11-29; values above are inferred"
)

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
		if n, err := strconv.ParseInt(number, 10, 64); err == nil && n < 0 { // the same number, as it is documented
			number = console.HResult(uint32(n))
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
	return at == 0 && strings.ContainsAny(number, "0123456789") || labelled && at < 48
}
