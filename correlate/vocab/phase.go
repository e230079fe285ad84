package vocab

import "strings"

// Phase is the part of the making of a shadow copy that a record is about, in the order
// in which they come.
type Phase uint8

// Phases. Created is when the requester has its shadow copy; what comes after that is
// of the backup, no longer of the snapshot.
const (
	PhaseUnknown Phase = iota
	PhasePrepareBackup
	PhasePrepareSnapshot
	PhaseFreeze
	PhaseHold
	PhaseCommit
	PhaseThaw
	PhasePostSnapshot
	PhaseCreated
	PhaseBackupComplete
	// PhaseNone is that of what is done outside of any set: describing writers, restoring,
	// asking what a volume supports, deleting shadow copies.
	PhaseNone
)

var phaseNames = [...]string{
	"",
	"prepare-backup",
	"prepare-snapshot",
	"freeze",
	"hold",
	"commit",
	"thaw",
	"post-snapshot",
	"created",
	"backup-complete",
	"none",
}

// String returns the name of the phase, "" if it is not known.
func (p Phase) String() string { return phaseNames[p] }

// phaseWord is a word in the name of an operation or routine, lower case, that tells
// its phase.
type phaseWord struct {
	word  string
	phase Phase
}

// operationWords tell the phase of an operation as the context block of VSS names it.
// The first that occurs counts. Names of the callbacks stay English in every language
// that was seen (German, French, Japanese, Russian records); freeze and thaw are
// translated in some: the Japanese word for thaw stands in a record, the others are
// those of Microsoft's translated glossaries of VSS, not confirmed by a record.
var operationWords = []phaseWord{
	{"prerestore", PhaseNone},
	{"postrestore", PhaseNone},
	{"identify", PhaseNone},
	{"gatherwriter", PhaseNone},
	{"gathering writer", PhaseNone},
	{"exposing its metadata", PhaseNone},
	{"initializing writer", PhaseNone},
	{"subscribing writer", PhaseNone},
	{"unsubscribing", PhaseNone},
	{"check if volume", PhaseNone},
	{"query shadow", PhaseNone},
	{"list interfaces", PhaseNone},
	{"delete shadow", PhaseNone},
	{"deleting shadow", PhaseNone},
	{"preparebackup", PhasePrepareBackup},
	{"prepareforbackup", PhasePrepareBackup},
	{"preparesnapshot", PhasePrepareSnapshot},
	{"prepareforsnapshot", PhasePrepareSnapshot},
	{"prefinalcommit", PhasePostSnapshot},
	{"postfinalcommit", PhasePostSnapshot},
	{"postsnapshot", PhasePostSnapshot},
	{"backupcomplete", PhaseBackupComplete},
	{"backupshutdown", PhaseBackupComplete},
	{"committing shadow", PhaseCommit},
	{"commitsnapshots", PhaseCommit},
	// thaw before freeze: some of its words hold that for freeze
	{"thaw", PhaseThaw},
	{"reaktivier", PhaseThaw},
	{"auftau", PhaseThaw},
	{"dégel", PhaseThaw},
	{"descongel", PhaseThaw},
	{"scongel", PhaseThaw},
	{"解凍", PhaseThaw},
	{"解冻", PhaseThaw},
	{"размораж", PhaseThaw},
	{"оттаив", PhaseThaw},
	{"ontdooi", PhaseThaw},
	{"rozmraz", PhaseThaw},
	{"odmra", PhaseThaw},
	{"freeze", PhaseFreeze},
	{"fixier", PhaseFreeze},
	{"einfrier", PhaseFreeze},
	{"gel", PhaseFreeze},
	{"凍結", PhaseFreeze},
	{"フリーズ", PhaseFreeze},
	{"冻结", PhaseFreeze},
	{"заморо", PhaseFreeze},
	{"замораж", PhaseFreeze},
	{"bevrie", PhaseFreeze},
	{"zmraz", PhaseFreeze},
	{"zamra", PhaseFreeze},
}

// routineWords tell the phase of a provider's routine, as VSS 12293 names it.
var routineWords = []phaseWord{
	{"isvolumesupported", PhaseNone},
	{"isvolumesnapshotted", PhaseNone},
	{"query", PhaseNone},
	{"getsnapshotproperties", PhaseNone},
	{"deletesnapshot", PhaseNone},
	{"setsnapshotproperty", PhaseNone},
	{"revert", PhaseNone},
	{"breaksnapshot", PhaseNone},
	{"onload", PhaseNone},
	{"onunload", PhaseNone},
	{"changediffarea", PhaseNone},
	{"beginpreparesnapshot", PhasePrepareSnapshot},
	{"endpreparesnapshots", PhasePrepareSnapshot},
	{"fillinluninfo", PhasePrepareSnapshot},
	{"arelunssupported", PhasePrepareSnapshot},
	{"prefinalcommit", PhasePostSnapshot},
	{"postfinalcommit", PhasePostSnapshot},
	{"precommitsnapshots", PhaseCommit},
	{"postcommitsnapshots", PhaseCommit},
	{"commitsnapshots", PhaseCommit},
	{"flushandhold", PhaseHold},
}

// phaseByWords is the phase that the first word which occurs in any of the names tells.
func phaseByWords(words []phaseWord, names ...string) Phase {
	for _, name := range names {
		name = strings.ToLower(name)
		for _, w := range words {
			if strings.Contains(name, w.word) {
				return w.phase
			}
		}
	}
	return PhaseUnknown
}
