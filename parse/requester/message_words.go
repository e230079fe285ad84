package requester

import (
	"slices"
	"strings"
	"sync"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// wordForms are the messages of programs that have no number: the words that the program
// prints, in its own structure, are the name. They stand behind messageForms; adding one is
// one row, and one in internal/knowledge/data/messages.
var wordForms = []messageForm{
	// Files that are no ordinary ones: reparse points of the cloud, of deduplication, of links.
	{
		hint:    "unsupported file type",
		pattern: lazyregexp.New(`(?:[\\/][^|<>]{1,400}|\berror|"message"): "?unsupported file type \\{0,3}['"]`),
		phrase:  parse.PhraseOwnMessage,
		always:  "unsupported file type",
		source:  sourceRestic,
		tool:    "restic",
		states:  true,
		apart:   true,
	},
	{
		hint:    "invalid node type",
		pattern: lazyregexp.New(`(?i)\b(?:error|fatal): (?:\S.{0,300}: )?invalid node type \\?""`),
		phrase:  parse.PhraseOwnMessage,
		always:  "invalid node type",
		source:  sourceRestic,
		tool:    "restic",
		states:  true,
		apart:   true,
	},
	{
		hint:    "unsupported entry type",
		pattern: lazyregexp.New(`(?::|"error":) ?"?unknown or unsupported entry type\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "unknown or unsupported entry type",
		source:  sourceKopia,
		tool:    "kopia",
		states:  true,
		apart:   true,
	},
	{
		hint:    "UnrecognizedReparsePointException",
		pattern: lazyregexp.New(`\bUnrecognizedReparsePointException\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "UnrecognizedReparsePointException",
		source:  sourceDuplicati,
		tool:    "duplicati",
		states:  true,
		apart:   true,
	},
	{
		hint: "eparse",
		pattern: lazyregexp.New(
			`(?i)(?:: |^)(?:un(?:supported|known|recogni[sz]ed)|invalid) reparse[ -]?(?:point|tag)(?: type| tag)?\b`,
		),
		phrase: parse.PhraseOwnMessage,
		always: "unsupported reparse point",
		source: sourceReparse,
		near:   nearBackup,
		states: true,
		apart:  true,
	},
	{
		hint:    "an't transfer non file/directory",
		pattern: lazyregexp.New(`: Can't transfer non file/directory\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "Can't transfer non file/directory",
		source:  sourceReparse,
		states:  true,
		apart:   true,
		tool:    "rclone",
	},
	// The metadata of files that were read.
	{
		hint: "incomplete metadata for ",
		pattern: lazyregexp.New(
			`\bincomplete metadata for [A-Za-z]:\\{0,4}: .*(?:security info|get EA) failed\b.*HarddiskVolumeShadowCopy\d`,
		),
		phrase: parse.PhraseOwnMessage,
		always: "incomplete metadata for the root of a copy",
		source: sourceRestic,
		tool:   "restic",
		states: true,
		apart:  true,
	},
	{
		hint: " failed ",
		pattern: lazyregexp.New(
			`\bincomplete metadata for \S.{0,400}?: |(?:^|[:\[;] ?|Info \S{1,300} )get (?:named security info|EA) failed (?:with: |for path |while )`,
		),
		phrase: parse.PhraseOwnMessage,
		always: "incomplete metadata",
		source: sourceRestic,
		tool:   "restic",
		states: true,
		apart:  true,
	},
	// Directories that a job leaves out on purpose.
	{
		hint:    "unction point director",
		pattern: lazyregexp.New(`(?i)\bfiles under (?:\d+ )?junction point director(?:y|ies) (?:are|were) not backed up\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "junction points are not followed",
		source:  sourceJunctions,
		states:  true,
		apart:   true,
	},
	{
		hint:    "DO_NOT_REMOVE_NtFrs_PreInstall_Directory",
		pattern: lazyregexp.New(`\\DO_NOT_REMOVE_NtFrs_PreInstall_Directory\\?["')]*,? (?:\p{L}.*)?\p{L}{3}`),
		phrase:  parse.PhraseOwnMessage,
		always:  "DO_NOT_REMOVE_NtFrs_PreInstall_Directory",
		source:  sourcePreInstall,
		states:  true,
		apart:   true,
	},
	// Virtual machines that a program refuses.
	{
		hint:    "aveset contains VM",
		pattern: lazyregexp.New(`(?i)\bsaveset contains VM with checkpoint\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "Saveset contains VM with checkpoint",
		source:  sourceNetWorkerCheckpoint,
		tool:    "networker",
		states:  true,
	},
	// A row of Get-VMSnapshot: the checkpoint of a backup, by the form of its name and its type.
	{
		hint: "Recovery",
		pattern: lazyregexp.New(
			`^\S.{1,200} - \(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}[^()]{0,4} ?- ?[\d:.]+[^()]{0,6}\)\s+Recovery\s+\d{1,4}[/.-]\d`,
		),
		phrase: parse.PhraseOwnMessage,
		always: "Recovery checkpoint",
		source: sourceCheckpoints,
		tool:   "hyper-v",
		states: true,
		apart:  true,
	},
	// What Compare-VM finds missing of a machine that was restored: a disk, a checkpoint.
	{
		hint:    "MessageId",
		pattern: lazyregexp.New(`^\s*MessageId\s*: ?(?:40010|40002)\s*$`),
		near:    nearCompare,
		phrase:  parse.PhraseOwnMessage,
		always:  "Compare-VM 40010, 40002",
		source:  sourceCompare,
		tool:    "hyper-v",
		states:  true,
		apart:   true,
	},
	// Sizes that Windows Server Backup gives as its limit.
	{
		hint:    "16777216|16,777,216",
		pattern: lazyregexp.New(`\b16,?777,?216 ?MB\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "16777216 MB",
		source:  sourceRemovable,
		tool:    "windows-server-backup",
		states:  true,
		apart:   true,
	},
	// Stop errors of Windows that a driver of shadow copies is known for.
	{
		hint:    "d1 (|D1 (|d1, {|D1, {",
		pattern: lazyregexp.New(`(?i)\b(?:0x0*)?d1(?: \(|, \{)(?:0x)?[0-9a-f]{1,16}, (?:0x)?0*2, (?:0x)?0*8, (?:0x)?[0-9a-f]{1,16}[)}]`),
		phrase:  parse.PhraseOwnMessage,
		always:  "stop 0xD1 at code that was paged out",
		source:  sourceStopD1,
		tool:    "windows",
		states:  true,
		apart:   true,
	},
	{
		hint:    "volsnap!VspDiagTrace",
		pattern: lazyregexp.New(`\bvolsnap!VspDiagTrace\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "volsnap!VspDiagTrace",
		source:  sourceLegacyTracing,
		tool:    "windows",
		states:  true,
		apart:   true,
	},
	// Stop errors beside a shadow copy: the names of the codes that drivers cause.
	{
		hint: "_VIOLATION|_NOT_HANDLED|_LESS_OR_EQUAL|_NONPAGED_AREA|_EXCEPTION|_CHECK_FAILURE|_CORRUPTION",
		pattern: lazyregexp.New(
			`\b(?:DPC_WATCHDOG_VIOLATION|(?:DRIVER_)?IRQL_NOT_LESS_OR_EQUAL|SYSTEM_SERVICE_EXCEPTION|KMODE_EXCEPTION_NOT_HANDLED|` +
				`SYSTEM_THREAD_EXCEPTION_NOT_HANDLED|PAGE_FAULT_IN_NONPAGED_AREA|KERNEL_SECURITY_CHECK_FAILURE|DRIVER_VERIFIER_DETECTED_VIOLATION|DRIVER_CORRUPTION)\b`,
		),
		near:   nearSnapshotStep,
		phrase: parse.PhraseOwnMessage,
		always: "stop error at a snapshot",
		source: sourceStopCodes,
		tool:   "windows",
		states: true,
		apart:  true,
	},
	// What a Linux guest on Hyper-V shows of its integration services, where a checkpoint fails.
	{
		hint: "hv_utils|hv-vss-daemon|hv_vss|hypervvssd",
		pattern: lazyregexp.New(
			`^\s*hv_utils\s+\d+\s+\d+|\b(?:hv[-_]vss[-_]daemon|hypervvssd)(?:\.service)?\b.{0,60}(?:not (?:be )?(?:found|running|loaded|installed)|inactive|failed|missing)`,
		),
		near:   nearCheckpoint,
		phrase: parse.PhraseOwnMessage,
		always: "VSS daemon of a Linux guest",
		source: sourceLinuxGuest,
		tool:   "hyper-v",
		states: true,
		apart:  true,
	},
	// What the Hyper-V host says of the disks that it reverts in the shadow copy.
	{
		hint:    "umber of volumes reverted|umber of reverted volumes",
		pattern: lazyregexp.New(`(?i)\bnumber of (?:volumes reverted|reverted volumes) does not match\b`),
		phrase:  parse.PhraseSnapshotFailed,
		always:  "reverted volumes do not match",
		source:  sourceReverted,
		tool:    "hyper-v",
		states:  true,
	},
	// Attributes of a shadow copy that somebody asks about.
	{
		hint:    "riters",
		pattern: lazyregexp.New(`(?i)\bclient-?accessible, ?no auto-?release, ?no writers\b`),
		near:    nearMadeByWMI,
		phrase:  parse.PhraseOwnMessage,
		always:  "shadow copy without writers",
		source:  sourceNoWriters,
		tool:    "windows",
		states:  true,
	},
	// Logs of Exchange that stay after a backup, in people's words.
	{
		hint: "ransaction log|ransaction Log|RANSACTION LOG|xchange log|xchange Log|XCHANGE LOG",
		pattern: lazyregexp.New(
			`(?i)\b(?:transaction|exchange) logs?(?: files?)?\b.{0,60}\b(?:not|never) (?:being |getting |been )?(?:flush|truncat|purg|delet|clear)(?:ed|ing)\b`,
		),
		near:   nearExchange,
		phrase: parse.PhraseOwnMessage,
		always: "transaction logs are not truncated",
		source: sourceLogsStay,
		tool:   "exchange",
		states: true,
		apart:  true,
	},
	// A log backup that goes nowhere.
	{
		hint:    "'NUL|'nul|'Nul",
		pattern: lazyregexp.New(`(?i)\bbackup\s+log\s+\S.{0,130}?\s+to\s+disk\s*=\s*N?'{1,2}NUL:?'`),
		phrase:  parse.PhraseOwnMessage,
		always:  "log backup to NUL",
		source:  sourceLogToNul,
		tool:    "sql-server",
		states:  true,
		apart:   true,
	},
	{
		hint: "estore point",
		pattern: lazyregexp.New(
			`(?i)^\W{0,4}(?:\[?(?:info|warning|warn|skip(?:ped)?|!|i)\]?\W{0,3})?(?:(?:a |the )?recent (?:system )?restore point already exists|a new (?:system )?restore point (?:cannot|could not) be created because one has already been created|(?:a |an |the )?(?:recent |previous |system ){0,2}restore point (?:(?:was|has) (?:already )?(?:been )?(?:created|made) (?:with)?in the (?:last|past) (?:24 hours|1440 minutes|day)))\b`,
		),
		phrase:  parse.PhraseOwnMessage,
		always:  "recent restore point exists",
		source:  sourceRecentPoint,
		tool:    "system-restore",
		states:  true,
		advises: true,
		apart:   true,
	},
	// The warning of Checkpoint-Computer, in any language: the minutes, the value, its key and the default.
	{
		hint: "SystemRestorePointCreationFrequency",
		pattern: lazyregexp.New(
			`(?i)\b\d{1,5}\b.{5,300}\bSystemRestorePointCreationFrequency\b.{5,300}\\CurrentVersion\\SystemRestore\b.{5,400}\b1440\b`,
		),
		phrase:  parse.PhraseOwnMessage,
		always:  "recent restore point exists",
		source:  sourceRecentPoint,
		tool:    "system-restore",
		states:  true,
		advises: true,
		apart:   true,
	},
	// Windows' words for a service that is off, where a restore point was asked for.
	{
		hint: "nabled devices|aktivierten Ger|périphérique activé|dispositivos habilitados|включенные устройства|" +
			"она отключена|有効なデバイス|联的设备",
		pattern: lazyregexp.New(
			`(?i)(?:no|have) enabled devices\b|aktivierten Geräte|aucun périphérique activé|dispositivos habilitados asociad|` +
				`не связаны включенные устройства|служб\p{L}+, так как она отключена|有効なデバイスが|联的设备没有启动`,
		),
		near:   nearRestorePoint,
		phrase: parse.PhraseSnapshotFailed,
		always: "ServiceDisabled",
		source: sourceServiceDisabled,
		tool:   "system-restore",
		states: true,
	},
	// Repositories that restic cannot use.
	{
		hint:    "create lock in backend",
		pattern: lazyregexp.New(`(?i)(?:^|[:\]>] ?)unable to create lock in backend\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "repository is locked",
		source:  sourceResticManual,
		tool:    "restic",
		states:  true,
		apart:   true,
	},
	{
		hint:    "no key found",
		pattern: lazyregexp.New(`(?i)(?:^|[:\]>] ?)wrong password or no key found\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "repository cannot be opened",
		source:  sourceResticManual,
		tool:    "restic",
		states:  true,
		apart:   true,
	},
	// The share over which Veeam reaches a guest.
	{
		hint:    "administrative share",
		pattern: lazyregexp.New(`(?i)\bcannot connect to the host'?s administrative share\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "administrative share of the guest",
		source:  sourceVeeam,
		tool:    "veeam",
		states:  true,
		apart:   true,
	},
	// Options that a program does not know, so that what they ask for is not done.
	{
		hint:    "supplied option ",
		pattern: lazyregexp.New(`\bThe supplied option \S.{0,80}? is not supported and will be ignored\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "supplied option is not supported",
		source:  sourceDuplicati,
		tool:    "duplicati",
		states:  true,
		apart:   true,
	},
	{
		hint:    " supplied to --",
		pattern: lazyregexp.New(`\bThe value "?.{1,80}?"? supplied to --[\w-]+ (?:does not|is not|cannot)\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "value of an option is not valid",
		source:  sourceDuplicati,
		tool:    "duplicati",
		states:  true,
		apart:   true,
	},
	{
		hint: "unknown |unrecogni",
		pattern: lazyregexp.New(
			`(?:^|: |>|\] )(?:error: |Error: )?(?:unknown (?:long |short |shorthand )?(?:flag|option):? '?(?:--?)?[\w-]+'?(?: in -\w+)?` +
				`|unrecogni[sz]ed (?:arguments?|options?):? ['"]?--?[\w-]+['"]?)`,
		),
		about:  aboutOption,
		near:   nearTool,
		phrase: parse.PhraseOwnMessage,
		always: "unknown option",
		source: sourceOptions,
		tool:   "backup-program",
		states: true,
		apart:  true,
	},
	// Agents of Azure Backup.
	{
		hint: "0x1",
		pattern: lazyregexp.New(
			`\b(?:Azure Backup|Recovery Services)\b.*\((0x1[0-9A-Fa-f]{4})\)[.\s"']*$`,
		),
		phrase: parse.PhraseOwnMessage,
		source: sourceAzureHex,
		tool:   "mars",
		states: true,
		apart:  true,
		// It says what to install.
		advises: true,
	},
	{
		hint: "Azure Backup service version",
		pattern: lazyregexp.New(
			`\bAzure Backup service version and Microsoft Azure Recovery Services Agent do not match\b`,
		),
		phrase:  parse.PhraseOwnMessage,
		always:  "0x1FBD3",
		source:  sourceAzureHex,
		tool:    "mars",
		states:  true,
		apart:   true,
		advises: true,
	},
	{
		hint:    "mport job",
		pattern: lazyregexp.New(`(?i)\bimport job (?:with name |named |name )?['"\x{2018}\x{201c}].{1,120}['"\x{2019}\x{201d}] (?:is|was|could) not (?:be )?found\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "import job is not found",
		source:  sourceSeeding,
		tool:    "mars",
		states:  true,
		apart:   true,
	},
	// NetApp: SnapManager, SnapCenter and SnapDrive.
	{
		hint: "SD",
		pattern: lazyregexp.New(
			`\bSD[A-Z]\w{3,60} response is null\b|\bSnapDrive\b.{0,24}\bSDDiscovery\w{3,60}\b.{0,60}(?i:null|\bnula?\b|\bleer\b|空|\bvac[ií]a\b|\bvazi[ao]\b)`,
		),
		phrase: parse.PhraseOwnMessage,
		always: "SnapDrive response is null",
		source: sourceSnapManager,
		tool:   "snapmanager",
		states: true,
		apart:  true,
	},
	{
		hint: " 130",
		pattern: lazyregexp.New(
			`(?i:(?:error|fehler|erreur|errore|erro|ошибк\p{L}*)[ -]?(?:code|cod|kod)?|(?:code d['’ ]?erreur|código de error|codice (?:di )?errore|código de erro)|エラー ?コード|错误代码|오류 코드) ?[:：] ?\W{0,2}(130\d\d)\b`,
		),
		near:   nearNetApp,
		phrase: parse.PhraseOwnMessage,
		source: sourceSnapManager,
		tool:   "snapmanager",
		states: true,
		apart:  true,
	},
	{
		hint: "not be",
		pattern: lazyregexp.New(
			`(?i)(?:^|: ?|> ?|["'\x{201c}])(?:backup failed for the following vm\(s\) since it cannot be backed ?up online\b|either the specified vm\(s\) are not present or they cannot be backed up online\b)`,
		),
		phrase: parse.PhraseOwnMessage,
		always: "VM cannot be backed up online",
		source: sourceSnapManager,
		tool:   "snapmanager",
		states: true,
		apart:  true,
	},
	{
		hint: "napManager",
		pattern: lazyregexp.New(
			`(?:^|: ?|["'\x{201c}])SnapManager for [A-Z][\w -]{2,30} is not licensed on the host\b`,
		),
		phrase: parse.PhraseOwnMessage,
		always: "is not licensed on the host",
		source: sourceSnapManager,
		tool:   "snapmanager",
		states: true,
		apart:  true,
	},
	{
		hint: "eb Service Client channel",
		pattern: lazyregexp.New(
			`\bWeb Service Client channel was unable to connect to the \w+ instance on machine\b`,
		),
		phrase: parse.PhraseOwnMessage,
		always: "Web Service Client channel was unable to connect",
		source: sourceSnapManager,
		tool:   "snapmanager",
		states: true,
		apart:  true,
	},
	{
		hint: "napshots required to restore",
		pattern: lazyregexp.New(
			`\bSome of the storage system snapshots required to restore the VM are missing or inconsistent\b`,
		),
		phrase: parse.PhraseOwnMessage,
		always: "storage system snapshots are missing or inconsistent",
		source: sourceSnapManager,
		tool:   "snapmanager",
		states: true,
		apart:  true,
	},
	// Veeam: what a job is given to work with.
	{
		hint:    "rocessing resources",
		pattern: lazyregexp.New(`(?i)\b(?:unable|failed) to allocate processing resources\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "no processing resources",
		source:  sourceVeeamResources,
		tool:    "veeam",
		states:  true,
		apart:   true,
	},
	// Veeam and vSphere: how the disks of a machine are read.
	{
		hint:    "NFC ",
		pattern: lazyregexp.New(`(?i)\bNFC storage connection is unavailable\b|\bfailed to create NFC (?:down|up)load stream\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "NFC connection is unavailable",
		source:  sourceVeeam,
		tool:    "veeam",
		states:  true,
		apart:   true,
	},
	{
		hint:    "orcibly closed by peer",
		pattern: lazyregexp.New(`(?i)\bshared memory connection was forcibly closed by peer\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "shared memory connection closed",
		source:  sourceVeeam,
		tool:    "veeam",
		states:  true,
		apart:   true,
	},
	{
		hint:    "hot add |hotadd |Hot-Add",
		pattern: lazyregexp.New(`(?i)\bunable to hot ?add (?:source|target) disk\b|\bdisk hot-?add failed\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "disk was not hot-added",
		source:  sourceVeeam,
		tool:    "veeam",
		states:  true,
		apart:   true,
	},
	{
		hint:    "torage metadata",
		pattern: lazyregexp.New(`(?i)\ball instances of (?:the )?storage metadata are corrupt`),
		phrase:  parse.PhraseOwnMessage,
		always:  "storage metadata is corrupted",
		source:  sourceVeeam,
		tool:    "veeam",
		states:  true,
		apart:   true,
	},
	{
		hint:    "VIX ",
		pattern: lazyregexp.New(`(?i)\bVIX error: .{3,160}\bcode: \d{1,5}\b|\binsufficient permissions to connect (?:via|over) VIX\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "VIX error",
		source:  sourceVeeam,
		tool:    "veeam",
		states:  true,
		apart:   true,
	},
	{
		hint:    "consolidation ",
		pattern: lazyregexp.New(`(?i)\bvirtual machine disks consolidation is needed\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "disks need consolidation",
		source:  sourceVeeam,
		tool:    "vsphere",
		states:  true,
		apart:   true,
	},
	// Proxmox VE: the freeze of a guest that was left out.
	{
		hint:    "kipping guest",
		pattern: lazyregexp.New(`(?i)\bskipping guest(?:-agent 'fs-freeze',| filesystem freeze -) agent configured but not running\b`),
		phrase:  parse.PhraseOwnMessage,
		always:  "freeze skipped, agent not running",
		source:  sourceVZDump,
		tool:    "qemu-ga",
		states:  true,
		apart:   true,
	},
	// PlateSpin.
	{
		hint:    "Async call to ",
		pattern: lazyregexp.New(`\bAsync call to [A-Z][\w ]{3,60} \((\w+)\(\)\) failed\b`),
		phrase:  parse.PhraseSnapshotFailed,
		source:  sourcePlateSpin,
		tool:    "platespin",
		states:  true,
	},
	// Scripts that make a restore point first.
	{
		hint: "estore point",
		pattern: lazyregexp.New(
			`(?i)^\W*(?:\[?(?:error|warning|warn|!|x|-)\]?\W{0,3})?(?:(?:creating|creation of) (?:a |the )?(?:system )?restore point (?:has )?failed|(?:failed|unable|could not|couldn['’]t) (?:to )?create (?:a |the )?(?:system )?restore point|(?:system )?restore point (?:creation failed|could not be created|was not created))\b[^\n]{0,200}$`,
		),
		about:  noSystemCode,
		phrase: parse.PhraseSnapshotFailed,
		always: "restore point was not made",
		source: sourceRestorePoint,
		states: true,
	},
}

// typedFile is the file that such a message names in front of itself, blanks and all; in
// JSON its backslashes are doubled.
var typedFile = lazyregexp.New(
	`(?:^|[\s":])((?:[A-Za-z]:\\|\\\\)[^"<>|:]{1,300}): (?:unsupported file type|unknown or unsupported entry type|Can't transfer non file)`,
)

// fileIn returns it.
func fileIn(line string) string {
	m := typedFile.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	if strings.Contains(m[1], `:\\`) {
		return strings.ReplaceAll(m[1], `\\`, `\`)
	}
	return m[1]
}

// allForms are both kinds.
var allForms = append(append([]messageForm(nil), messageForms...), wordForms...)

// hints are those of allForms, one by one.
var hints = func() (all [][]string) {
	for k := range allForms {
		all = append(all, strings.Split(allForms[k].hint, "|"))
	}
	return all
}()

// holdsHint reports whether a line that holds a hint of form k, in capitals or not, holds one as it is written.
func holdsHint(line string, k int) bool {
	return (firstOfHints[k] == 0 || strings.IndexByte(line, firstOfHints[k]) >= 0) && parse.HoldsOne(line, hints[k])
}

// firstOfHints is the byte with which all hints of a form begin, 0 if they differ.
var firstOfHints = func() []byte {
	first := make([]byte, len(hints))
	for k, all := range hints {
		if !slices.ContainsFunc(all, func(hint string) bool { return hint[0] != all[0][0] }) {
			first[k] = all[0][0]
		}
	}
	return first
}()

// formWords finds the forms of whose hints a line holds one, and as one more group, stateWords, the
// words beside them by which findCodes finds something.
var formWords = sync.OnceValue(func() *console.Words {
	return console.NewWords(slices.Concat(hints, [][]string{
		{"Win32 error", "DetailedHResult: ", "vacpError", "riter", "failed"},
	}))
})

// stateWords is the number of their group.
var stateWords = len(allForms)

// withHints adds the words without which no line is asked for a form that is known by words.
func withHints(words []string) []string {
	for k := range wordForms {
		for hint := range strings.SplitSeq(wordForms[k].hint, "|") {
			if len(hint) > 3 {
				words = append(words, hint)
			}
		}
	}
	return append(words, "unknown ", "nrecogni", "0x1", "SDDiscovery", "response is null", "not be backed",
		"cannot be backed")
}

var (
	aboutOption = lazyregexp.New(`-{1,2}[A-Za-z]|(?i:(?:flag|option|argument)s?:? ['"]?[\w-]+)`)
	nearTool    = lazyregexp.New(
		`(?i)\b(?:restic|kopia|rclone|borg|duplicati|duplicacy|rustic|urbackup\w*|burp|wbadmin|vssadmin|diskshadow|robocopy|rsync)\b|use-fs-snapshot|snapshot-policy|\bvss\b`,
	)
	nearNetApp = lazyregexp.New(
		`(?i)snapmanager|snapdrive|snapcenter|data ontap|netapp|\bLUNs?\b|\bCSVs?\b|storage system|appliance|snapshot copy|\bfiler\b`,
	)
	nearSnapshotStep = lazyregexp.New(`(?i)\bvss\b|shadow cop|\bsnap_?shot|\bvolsnap\b`)
	nearExchange     = lazyregexp.New(`(?i)\bexchange\b|\bDAG\b|mailbox`)
	nearCheckpoint   = lazyregexp.New(`(?i)check ?point|snapshot|application[- ]?(?:aware|consistent)`)
	nearMadeByWMI    = lazyregexp.New(`(?i)win32_shadowcopy|\bwmic?\b|vssadmin create|\bscript|\bsql\b|exchange`)
	nearCompare      = lazyregexp.New(`(?i)compare-vm|incompatibilit|microsoft\.hyperv|virtual|仮想`)
	nearRestorePoint = lazyregexp.New(
		`(?i)restore[ -]?points?\b|checkpoint-computer|system restore|точк\p{L}+ восстановления|wiederherstellungspunkt|` +
			`points? de restauration|puntos? de restauración|復元ポイント|还原点`,
	)
	// A message that gives its reason is no case of this form.
	noSystemCode = lazyregexp.New(`^(?:[^0]|0[^x])*$`)
)

// Where the rows of wordForms come from.
const (
	sourceResticManual = "documented: locks, keys and exit codes, https://restic.readthedocs.io/en/stable/075_scripting.html; " +
		"reported: the words of its messages"
	sourceRestic = "reported: lines of restic in its own issues, " +
		"https://github.com/restic/restic/issues/4704 and /5107, looked at 2026-11-30"
	sourceKopia     = "reported: lines of kopia, https://github.com/kopia/kopia/issues/3468, looked at 2026-11-30"
	sourceDuplicati = "reported: lines of Duplicati, https://github.com/duplicati/duplicati/issues/1727, /1190 and " +
		"/1287, " +
		"looked at 2026-11-30"
	sourceVZDump  = "reported: PVE::VZDump::QemuServer of Proxmox VE, in a public copy looked at 2026-12-03"
	sourceReparse = "reported: how programs print a reparse point that they do not know, " +
		"https://github.com/borgbase/vykar/issues/127 and https://github.com/jessek/hashdeep/issues/307, looked at 2026-11-30"
	sourceOptions = "reported: how libraries for command lines (of Go, Python) name an option that a program does not " +
		"know"
	sourceAzureHex = "documented: 0x1FBD3; " +
		"https://github.com/MicrosoftDocs/SupportArticles-docs/blob/main/support/azure/site-recovery/backup/" +
		"backup-service-mars-agent-versions-not-match.md, looked at 2026-11-30; that its siblings are formed so is inferred"
	sourceSeeding = "documented: the lines of the agent's log, KB 3119587; " +
		"https://github.com/MicrosoftDocs/SupportArticles-docs/blob/main/support/azure/site-recovery/backup-offline-seeding-stuck.md, " +
		"looked at 2026-11-30"
	sourceSnapManager = "documented: troubleshooting of SnapManager for Hyper-V, " +
		"https://github.com/NetAppDocs/snapmanager-hyper-v, looked at 2026-11-30"
	sourceVeeamResources = "reported: lines of jobs in public tickets and posts"
	sourcePlateSpin      = "documented: the form with DoSnapshotSet, " +
		"https://www.netiq.com/ja-jp/support/jp/kb/tids/00009039.html, looked at 2026-11-30; other steps are inferred"
	sourceJunctions = "documented: the notice of Zmanda Cloud Backup and Carbonite, " +
		"https://help.zmanda.com/display/KB/Warning%3A+Files+under+junction+point+directories+are+not+backed+up, looked at 2026-12-02"
	sourcePreInstall = "reported: lines of Backup Exec on a domain controller, " +
		"https://big-edge.hatenadiary.org/entry/20051219/1139326535, looked at 2026-12-02"
	sourceNetWorkerCheckpoint = "documented: Dell 000218333, " +
		"https://www.dell.com/support/kbdoc/en-us/000218333, looked at 2026-12-02"
	sourceCheckpoints = "documented: how Get-VMSnapshot lists the checkpoint of a backup, " +
		"https://jpwinsup.github.io/blog/2022/08/15/Hyper-V/ConfigurationAndManagement/RemoveCheckPoint/, looked at 2026-12-02"
	sourceCompare = "documented: the numbers in the report of Compare-VM, " +
		"https://jpwinsup.github.io/blog/2021/05/21/FailoverClustering/ConfigurationAndManagement/vm-backup-restore/, " +
		"looked at 2026-12-02"
	sourceRemovable = "documented: the size in the message of Windows Server Backup, " +
		"https://jpwinsup.github.io/blog/2024/11/10/Storage/Backup/Backup-fails-with-more-than-2TB-of-removable-drive/, " +
		"looked at 2026-12-02"
	sourceStopCodes = "documented: the names of stop codes, " +
		"https://learn.microsoft.com/windows-hardware/drivers/debugger/bug-check-0x133-dpc-watchdog-violation, looked at 2026-12-02"
	sourceLinuxGuest = "documented: hv_utils and the daemons of a Linux guest, " +
		"https://learn.microsoft.com/windows-server/virtualization/hyper-v/manage/manage-hyper-v-integration-services, looked at 2026-12-02"
	sourceReverted  = "documented: KB 975695, https://mskb.pkisolutions.com/kb/975695, looked at 2026-12-02"
	sourceNoWriters = "documented: attributes of a shadow copy and its context, " +
		"https://learn.microsoft.com/windows/win32/api/vss/ne-vss-vss_snapshot_context, looked at 2026-12-02"
	sourceLogsStay = "documented: which backups truncate the logs of Exchange, " +
		"https://support.quest.com/kb/4043335/exchange-backups-not-truncating-the-transaction-logs, looked at 2026-12-03"
	sourceLogToNul = "reported: BACKUP LOG to NUL, " +
		"https://www.sqlservercentral.com/blogs/backing-up-to-nul-vs-backup-with-truncate-only, looked at 2026-12-02"
	sourceRecentPoint = "reported: what scripts print, https://github.com/Raphire/Win11Debloat/issues/576, looked at 2026-12-02"
	sourceStopD1      = "documented: Stop 0xD1 with its parameters, " +
		"https://jpwinsup.github.io/blog/2025/04/25/Storage/Backup/volsnap-sys-stop/, looked at 2026-12-02"
	sourceLegacyTracing = "documented: the stack of the crash, " +
		"https://jpwinsup.github.io/blog/2021/03/16/Performance/Hang_BSOD/Bugcheck0x7E-0x50-CausedByLegacyVssTracing/, " +
		"looked at 2026-12-02"
	sourceServiceDisabled = "reported: Windows' text of error 1058 behind Checkpoint-Computer, in Russian, " +
		"https://github.com/AdventDevInc/kudu/issues/414, looked at 2026-12-02; in other languages unconfirmed"
	sourceRestorePoint = "reported: what scripts print, https://github.com/scipag/HardeningKitty/issues/74, looked at " +
		"2026-11-30"
)
