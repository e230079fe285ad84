package requester

import (
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

var (
	// What makes a message one about shadow copies.
	aboutCopies = lazyregexp.New(`(?i)\bVSS\b|volume shadow ?copy|shadow cop|snapshot|\bwriters?\b`)
	// Whose a number is, where its form does not say.
	nearNetBackup = lazyregexp.New(
		`(?i)net ?backup|\bNBU\b|\bbp(?:bkar|brm|tm|cd|fis|hdb)\w*\b|media server|\bveritas\b`,
	)
	nearAzure = lazyregexp.New(
		`(?i)site[ -]?recovery|\bASR\b|\bazure\b|mobility (?:service|agent)|recovery services|(?:app|application|crash)[ -]consistent recovery point`,
	)
	nearDPM = lazyregexp.New(
		`(?i)\bDPM\b|\bVssError\b|\bDpmSync\b|\bMABS\b|data protection manager|protection agent|recovery point|\breplica\b|\breplik\b|réplica|réplique|repliken|реплик|レプリカ|副本|複本|복제본|azure backup|recovery services`,
	)
	nearActiphy = lazyregexp.New(`(?i)actiphy|activeimage|\btask\b|タスク|バックアップ|exit[ -]?code`)
	nearBackup  = lazyregexp.New(
		`(?i)\bback(?:ing )?up|backup|\bimag(?:e|ing)\b|\bsnapshot|\bvss\b|shadow ?cop|\brestor(?:e|ing)\b|\b(?:read|write) (?:from|to) disk\b|sicherung|sauvegarde|copia de seguridad|резервн|バックアップ|备份`,
	)
	nearJob = lazyregexp.New(
		`(?i)backup|back(?:ing )?up|\b(?:pre|post)[ -]?(?:job|freeze|thaw|backup|snapshot|command|script)|\bveeam\b|\bvss\b|shadow ?cop`,
	)
	aboutOwnCopy = lazyregexp.New(`(?i)vss|snap_?shot|shadow|backup`)
	aboutFiles   = lazyregexp.New(
		`(?i)\b[a-z]:(?:\\|\s|$)|\\\\|\]:\\|\b(?:file|volume|device|disk|drive|bitmap|directory|folder|partition|handle)s?\b`,
	)
	aboutGuests = lazyregexp.New(`(?i)checkpoint|\bVM\b|virtual machine|\bVHDX?\b|VHD set`)
)

// messageForms are the numbers and names by which programs state a failure of a
// shadow copy without a result code; adding one is one row.
var messageForms = []messageForm{
	{
		hint:    "ANS|ANE",
		pattern: lazyregexp.New(`\bAN[SE]\d{4}[EW]\b`),
		about:   aboutCopies,
		phrase:  parse.PhraseSnapshotFailed,
		source:  sourceIBM,
	},
	{
		hint:    "ANS|ANE",
		pattern: lazyregexp.New(`^(?:[\d/.:, -]{8,24}(?: ?[AP]M)?\s+)?(AN[SE]\d{4}[ES]) +['"\p{L}]`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceIBM,
	},
	{
		hint:    "ANS|ANE",
		pattern: lazyregexp.New(`\bAN[SE]\d{4}[ES]\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceIBM,
		alone:   true,
	},
	{
		hint:    "ACO",
		pattern: lazyregexp.New(`^(?:[\d/.:, -]{8,24}(?: ?[AP]M)?\s+)?(ACO\d{4}[ES]) +['"\p{L}]`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceIBM,
		tool:    "spectrum-protect",
	},
	{
		hint:    "ACO",
		pattern: lazyregexp.New(`\bACO\d{4}[ES]\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceIBM,
		alone:   true,
		tool:    "spectrum-protect",
	},
	// Warnings are many; these say that a copy or its record is not what it should be.
	{
		hint:    "ANS2120W",
		pattern: lazyregexp.New(`\bANS2120W\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceIBM,
		tool:    "spectrum-protect",
	},
	{
		hint: "a000|e000|A000|E000",
		pattern: lazyregexp.New(
			`(?i)\b(?:final error|error code|error|fehler|erreur)\b[:\s(=-]{0,4}((?:0x)?[ae]000[0-9a-f]{4})\b`,
		),
		phrase: parse.PhraseBackupFailed,
		source: sourceBackupExecErrors,
	},
	{
		hint:    "e000",
		pattern: lazyregexp.New(`^\s*["'(]?((?:0x)?e000[0-9a-f]{4})\b["')]?\s*[-:]\s*\w`),
		phrase:  parse.PhraseBackupFailed,
		source:  sourceBackupExecErrors,
	},
	{
		hint:    "-5368",
		pattern: lazyregexp.New(`(?:^|[^\w-])(-5368[0-7]\d{4})\b`),
		phrase:  parse.PhraseBackupFailed,
		source:  sourceBackupExecErrors,
	},
	{
		hint:    "tatus",
		pattern: lazyregexp.New(`(?i)\bstatus(?: code)?:? ?(4[12]\d\d|130|15[0-9])\b`),
		about:   aboutCopies,
		phrase:  parse.PhraseSnapshotFailed,
		source:  sourceNetBackup,
		tool:    "netbackup",
	},
	{
		hint:    "V-79-",
		pattern: lazyregexp.New(`\bV-79-\d{5}-\d{4,6}\b`),
		about:   aboutCopies,
		phrase:  parse.PhraseSnapshotFailed,
		source:  sourceBackupExecUMI,
	},
	{
		hint: "156",
		pattern: lazyregexp.New(
			`(?i)\bsnapshot error encountered\s*\(156\)|\bsnapshot (?:creation|processing) failed,? status 156\b|\bstatus(?: code)?:? ?156\b.*snapshot`,
		),
		phrase: parse.PhraseSnapshotFailed,
		always: "156",
		source: sourceNetBackup,
		tool:   "netbackup",
	},
	{
		hint:    "fsfreeze",
		pattern: lazyregexp.New(`guest-fsfreeze-(?:freeze|thaw|status)\b.*(?i:fail|error|timeout|timed out)`),
		phrase:  parse.PhraseSnapshotFailed,
		always:  "guest-fsfreeze",
		source:  sourceGuestAgent,
	},
	{
		hint:    "GuestAgent",
		pattern: lazyregexp.New(`\b((?:UserError)?GuestAgent[A-Z]\w{5,60})\b`),
		phrase:  parse.PhraseSnapshotFailed,
		source:  sourceAzure,
		alone:   true,
		tool:    "azure-backup",
	},
	{
		hint:    "VMRestorePoint",
		pattern: lazyregexp.New(`\b(VMRestorePoint[A-Z]\w{5,60})\b`),
		phrase:  parse.PhraseSnapshotFailed,
		source:  sourceAzure,
		alone:   true,
		tool:    "azure-backup",
	},
	{
		hint: "Extension",
		pattern: lazyregexp.New(
			`\b(Extension[A-Z][A-Za-z]*(?:Vss|VSS|Snapshot|VDS|COM|Writer)[A-Za-z]*|Extension(?:Failed|Snapshot)[A-Z][A-Za-z]+)\b`,
		),
		phrase: parse.PhraseSnapshotFailed,
		source: sourceAzure,
	},
	{
		hint:    "Extension",
		pattern: lazyregexp.New(`\bExtension(?:Install|Command|Operation|PreScript|PostScript|Stuck|VCRedist)[A-Z]?[A-Za-z]{5,60}\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceAzure,
		alone:   true,
		tool:    "azure-backup",
	},
	{
		hint:    "msg.",
		pattern: lazyregexp.New(`\bmsg\.(?:snapshot|vmsnap|quiesce)[\w.]*\.?error(?:-\w+|\b)`),
		phrase:  parse.PhraseSnapshotFailed,
		source:  sourceVMware,
	},
	{
		hint:    "QuiesceFault",
		pattern: lazyregexp.New(`\b((?:Application|Filesystem)QuiesceFault)\b`),
		phrase:  parse.PhraseSnapshotFailed,
		source:  sourceFaults,
		alone:   true,
		tool:    "vsphere",
	},
	{
		hint: "napshot",
		pattern: lazyregexp.New(
			`\b(?:vim\.fault\.|vim25\.|Vmodl\.|VmomiSupport\.)(MemorySnapshotOnIndependentDisk|MultipleSnapshotsNotSupported|SnapshotDisabled|SnapshotIncompatibleDeviceInVm|SnapshotLocked|SnapshotFault|TooManySnapshotLevels)\b`,
		),
		phrase: parse.PhraseSnapshotFailed,
		source: sourceFaults,
		alone:  true,
		states: true,
		tool:   "vsphere",
	},
	{
		hint:    "VM_SNAPSHOT_WITH",
		pattern: lazyregexp.New(`\bVM_SNAPSHOT_WITH_QUIESCE_[A-Z_]{6,40}\b`),
		phrase:  parse.PhraseSnapshotFailed,
		source:  sourceXen,
		alone:   true,
		states:  true,
		tool:    "xenserver",
	},
	{
		hint:    "(ID|(id",
		pattern: lazyregexp.New(`\((?:ID|id):? ?(\d{3,5})(?:[ ;,]+Details:[^()]*(?:\([^()]*\))?[^()]*)?\)[.\s]*$`),
		about:   aboutCopies,
		phrase:  parse.PhraseSnapshotFailed,
		source:  sourceDPM,
	},
	{
		hint:    "327",
		pattern: lazyregexp.New(`(?i)\berror code:? ['"]?(327\d\d)\b`),
		about:   aboutGuests,
		phrase:  parse.PhraseSnapshotFailed,
		source:  sourceHyperV,
	},
	// Whose form it is the number itself says.
	{
		hint:    "V-",
		pattern: lazyregexp.New(`\bV-\d{2,3}-\d{4,5}-\d{2,6}\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceBackupExecUMI,
		alone:   true,
		tool:    "backup-exec",
	},
	{
		hint:    "a000|e000|A000|E000",
		pattern: lazyregexp.New(`(?i)(?:^|[\s("':=])((?:0x)?[ae]000[0-9a-f]{4})\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceBackupExecErrors,
		alone:   true,
		tool:    "backup-exec",
	},
	{
		hint:    "inal error",
		pattern: lazyregexp.New(`(?i)\bfinal error:? (0x[0-9a-f]{1,4})\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceBackupExecErrors,
		tool:    "backup-exec",
		win32:   true,
	},
	{
		hint:    "STATUS",
		pattern: lazyregexp.New(`\bEXIT STATUS:? ([2-9]|[1-9]\d{1,3})\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceNetBackup,
		tool:    "netbackup",
	},
	{
		hint:    "tatus",
		pattern: lazyregexp.New(`(?i)\bstatus(?: code)?\s?[:=]?\s?([2-9]|[1-9]\d{1,3})\b`),
		near:    nearNetBackup,
		phrase:  parse.PhraseOwnMessage,
		source:  sourceNetBackup,
		alone:   true,
		tool:    "netbackup",
	},
	{
		hint:    "BAK",
		pattern: lazyregexp.New(`\bBAK\d{4}\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceDatto,
		alone:   true,
		tool:    "datto",
	},
	{
		hint:    "BKP",
		pattern: lazyregexp.New(`\bBKP\d{4}\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceDatto,
		alone:   true,
		tool:    "datto",
	},
	{
		hint:    "State 5",
		pattern: lazyregexp.New(`(?i)\bstate 5\b[ ,-]{1,3}error (?:0x)?0*28\b`),
		phrase:  parse.PhraseSnapshotFailed,
		always:  "State 5 Error 0x00000028",
		source:  sourceDatto,
		tool:    "datto",
	},
	{
		hint:    "BA",
		pattern: lazyregexp.New(`\bBA ?(?:\d{3,5})\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceBackupAssist,
		alone:   true,
		tool:    "backupassist",
	},
	{
		hint:    "CheckpointComputerCommand",
		pattern: lazyregexp.New(`\b(\w{4,40}),Microsoft\.PowerShell\.Commands\.CheckpointComputerCommand\b`),
		phrase:  parse.PhraseSnapshotFailed,
		source:  sourceCheckpoint,
		tool:    "system-restore",
		states:  true,
	},
	{
		hint:    "rsync",
		pattern: lazyregexp.New(`\brsync(?: error|\.exe)?: .*\(code (\d{1,2})\)`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceRsync,
		tool:    "rsync",
		states:  true,
	},
	{
		hint:    "UserError",
		pattern: lazyregexp.New(`\bUserError[A-Z]\w{3,70}\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceAzure,
		alone:   true,
		tool:    "azure-backup",
	},
	{
		hint:    "Sal",
		pattern: lazyregexp.New(`\bSal(?:[A-Z]\w+(?:Failed|Error|Space)|(?:FailedTo|File|Metadata|Vds|Vhd)[A-Z]\w+)\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceAzure,
		alone:   true,
		tool:    "mars",
	},
	{
		hint:    "CBP",
		pattern: lazyregexp.New(`\bCBP[A-Z]\w{5,70}\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceAzure,
		alone:   true,
		tool:    "mars",
	},
	{
		hint: "WSB",
		pattern: lazyregexp.New(
			`\b(AnotherWSBJobRunning|SSJobFailedOnWSB|WSB(?:DiskSpace|PathIncorrect|Snapshot|SystemFile)[A-Z]\w{4,40})\b`,
		),
		phrase: parse.PhraseOwnMessage,
		source: sourceAzure,
		alone:  true,
		tool:   "mars",
	},
	{
		hint:    "Cloud",
		pattern: lazyregexp.New(`\bCloud(?:BackupJob|Communication|Internal|ServiceEndpoint|StorageUnexpected|Timeout)(?:Error|Failed|NotFound)\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceAzure,
		alone:   true,
		tool:    "mars",
	},
	// Names of the MARS agent that share no beginning, as its list of errors has them.
	{
		hint: "AgentShadowCopyMissing|ApplicatorSyncError|DpmCallFailed|GenericAgentFailure|IscsiMountFailure|" +
			"MaxFailedFilesReached|PitManagerDataPlane|ReaderCritical|SFCCheckFailed|ScratchLocation|SystemBackupOperation",
		pattern: lazyregexp.New(
			`\b(AgentShadowCopyMissing|ApplicatorSyncError|DpmCallFailed|GenericAgentFailure|IscsiMountFailure|` +
				`MaxFailedFilesReachedInBackup|PitManagerDataPlaneIoFail|ReaderCriticalInconsistency|SFCCheckFailed|` +
				`ScratchLocationError|SystemBackupOperationInProgress)\b`,
		),
		phrase: parse.PhraseOwnMessage,
		source: sourceAzure,
		alone:  true,
		tool:   "mars",
	},
	{
		hint:    "BackupOperationFailed",
		pattern: lazyregexp.New(`\bBackupOperationFailed(?:V2)?\b`),
		near:    nearAzure,
		phrase:  parse.PhraseOwnMessage,
		source:  sourceAzure,
		alone:   true,
		tool:    "azure-backup",
	},
	{
		hint: "WorkloadExtension|WLExt|CloudDos|AutoProtection|UserError|BCMCrpInternal|ManagedRPCreation|" +
			"MaximumDataSourceSize|NoExtensionStatus|OlrBackupFailed|SendCmdToPlugin",
		pattern: lazyregexp.New(
			`\b((?:WorkloadExtension|WLExt|CloudDosAbsoluteLimit|AutoProtection)[A-Z]\w{4,40}|[A-Z]\w{8,60}UserError|` +
				`BCMCrpInternalError|BMSUserErrorObjectLocked|ManagedRPCreationFailed\w{0,40}|MaximumDataSourceSizeExceededForOSVersion|` +
				`NoExtensionStatusButStatusBlobAvailable|OlrBackupFailed|SendCmdToPluginHostFailed)\b`,
		),
		phrase: parse.PhraseOwnMessage,
		source: sourceAzure,
		alone:  true,
		tool:   "azure-backup",
	},
	{
		hint:    "rror",
		pattern: lazyregexp.New(`(?i:\berror ?(?:id|code)?)[\s:=(#"']{1,4}(95[1-5]\d\d|97118|78[01]\d\d)\b`),
		near:    nearAzure,
		phrase:  parse.PhraseOwnMessage,
		source:  sourceAzure,
		alone:   true,
		tool:    "azure-site-recovery",
	},
	{
		hint:    "150|151|152|153",
		pattern: lazyregexp.New(`(?:^|[^\d.,-])(15[0-3]\d{3})(?:$|[^\d.,-]|[.,](?:\s|$))`),
		near:    nearAzure,
		phrase:  parse.PhraseOwnMessage,
		source:  sourceAzure,
		alone:   true,
		tool:    "azure-site-recovery",
	},
	{
		hint:    "VssError",
		pattern: lazyregexp.New(`\((?:ID|id):? ?(\d{2,6})[ ;,:]*(?:[\p{L} ]{4,20}: ?)?VssError\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceDPM,
		tool:    "dpm",
		states:  true,
		advises: true,
	},
	{
		hint:    "ID: ",
		pattern: lazyregexp.New(`^\W{0,3}ID: (\d{2,6})\s*$`),
		near:    nearDPM,
		phrase:  parse.PhraseOwnMessage,
		source:  sourceDPM,
		tool:    "dpm",
		states:  true,
	},
	{
		hint:    "(ID ",
		pattern: lazyregexp.New(`\(ID (\d{1,6}) Details: `),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceDPM,
		tool:    "dpm",
		states:  true,
		advises: true,
	},
	{
		hint: "(ID",
		pattern: lazyregexp.New(
			`\b(?:Azure Backup Agent|Recovery Services Agent|vault credentials|encryption passphrase)\b.*\(ID:? ?(\d{3,6}) ?\)\.?\s*$`,
		),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceAzure,
		tool:    "mars",
		states:  true,
		advises: true,
	},
	{
		hint: "(ID",
		pattern: lazyregexp.New(
			`\b(?:DPM|[Rr]eplica|protection agent|[Rr]ecovery points?|protection group)\b.*\(ID:? ?(\d{2,6}) ?\)\.?\s*$`,
		),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceDPM,
		tool:    "dpm",
		states:  true,
		advises: true,
	},
	{
		hint:    "rror ",
		pattern: lazyregexp.New(`^\W{0,3}Error (\d{2,6}): .{0,120}(?i:\bDPM\b|protection agent|data protection manager)`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceDPM,
		alone:   true,
		tool:    "dpm",
	},
	{
		hint:    "rror ID",
		pattern: lazyregexp.New(`^\W{0,3}Error ID: ?(\d{2,6})\s*$`),
		near:    nearDPM,
		phrase:  parse.PhraseOwnMessage,
		source:  sourceDPM,
		alone:   true,
		tool:    "dpm",
		states:  true,
	},
	{
		hint:    "ID |ID: ",
		pattern: lazyregexp.New(`(?:\bDPM\b|\b[Dd]ata [Pp]rotection [Mm]anager\b|\bprotection agent\b)[^\n]{0,400}\bID:? (\d{2,6})\W*$`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceDPM,
		tool:    "dpm",
		states:  true,
		advises: true,
	},
	{
		hint:    "ID",
		pattern: lazyregexp.New(`\(ID:? ?(\d{2,6})(?:\)|\s*$|[ ;,]+\p{L}+ ?:|\s+VssError)`),
		near:    nearDPM,
		phrase:  parse.PhraseOwnMessage,
		source:  sourceDPM,
		alone:   true,
		tool:    "dpm",
	},
	{
		hint:    "ID ",
		pattern: lazyregexp.New(`(?:^|[^\w.-])ID:? (\d{2,5}) ?(?:["'「『«(:：-]|の)`),
		near:    nearDPM,
		phrase:  parse.PhraseOwnMessage,
		source:  sourceDPM,
		alone:   true,
		tool:    "dpm",
	},
	// The installer of Site Recovery's agent: the error of its VSS provider, decimal and hex,
	// and behind it, in any language, the code that it exits with.
	{
		hint: "VSS",
		pattern: lazyregexp.New(
			`\bVSS\b.{0,24}?(?:-?\d{1,10} ?\[0x[0-9A-Fa-f]{1,8}\]|\b[Ee]xit[ -]?[Cc]ode)[^\d\[]{1,24}(5\d\d|80\d)\s*\S{0,2}$`,
		),
		phrase: parse.PhraseOwnMessage,
		source: sourceSiteRecovery,
		tool:   "azure-site-recovery",
		states: true,
	},
	{
		hint:    "xit",
		pattern: lazyregexp.New(`(?i)\bexit[ -]?code:? ?(-\d{2,4})\b`),
		near:    nearActiphy,
		phrase:  parse.PhraseOwnMessage,
		source:  sourceActiphy,
		alone:   true,
	},
	// A label, and what only a program's own number or name can be.
	{
		hint:    "rror",
		pattern: lazyregexp.New(`(?i:\berror(?: code| id)?)\b["'\s:=(|]{1,4}([A-Z]{1,3}\d{3,5})\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceLabelled,
		alone:   true,
	},
	{
		hint:    "E0|E1|E2|E3|E4|E5|E6|E7|E8|E9|W0|W1|W2|W3|W4|W5|W6|W7|W8|W9",
		pattern: lazyregexp.New(`^\W{0,3}((?:A?[EW])\d{4,5})\b(?:\s?[:.-]|\s+[A-Z]|$)`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceArcserve,
		alone:   true,
	},
	{
		hint: "rror",
		pattern: lazyregexp.New(
			`(?i:\berror ?(?:code|id))["'\s:=(|]{1,4}(?i:is )?["']?([A-Z][A-Za-z]{3,40}_\d{2,5}|(?:[A-Z][a-z0-9]+){3,12})(?:["')\].,\s]|$)`,
		),
		phrase: parse.PhraseOwnMessage,
		source: sourceLabelled,
		alone:  true,
	},
	{
		hint:    "rror",
		pattern: lazyregexp.New(`(?i:\berror ?code)["'\s:=(]{1,4}\[(\d{1,3}:\d{1,5})\]`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceLabelled,
		alone:   true,
		tool:    "commvault",
	},
	{
		hint:    "[",
		pattern: lazyregexp.New(`^\W{0,3}\[((?:2[4-9]|[3-9]\d|\d{3}):\d\d|\d{1,3}:\d{3,5})\]\s`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceLabelled,
		alone:   true,
		tool:    "commvault",
	},
	{
		hint: "(0x000",
		pattern: lazyregexp.New(
			`(?:\b(?:ERROR|FEHLER|ERREUR|ERRORE|ERRO|FOUT|BŁĄD)|ОШИБКА|エラー|错误|錯誤|오류) ?(\d{1,5}) \(0x[0-9A-Fa-f]{8}\)`,
		),
		phrase: parse.PhraseOwnMessage,
		source: sourceRobocopy,
		alone:  true,
		tool:   "robocopy",
		win32:  true,
		below:  true,
	},
	// Numbers of Windows: it is told by name, or what failed is a call for files.
	{
		hint: "ystem error",
		pattern: lazyregexp.New(
			`(?i)\boperating system error:? (\d{1,5})\b|\bsystem error(?: code(?: is)?\s?[:=#]?\s?|\s?[:=#(]\s?)(\d{1,5})\b`,
		),
		near:   nearBackup,
		phrase: parse.PhraseOwnMessage,
		source: sourceWindows,
		alone:  true,
		win32:  true,
	},
	{
		hint: "in32|IN32|indows|INDOWS|WinError",
		pattern: lazyregexp.New(
			`(?:(?i:\bwin(?:32|dows) error(?: code(?: is)?)?\s?[:=#(]?\s?)|\[WinError )(\d{1,5})\b`,
		),
		near:   nearBackup,
		phrase: parse.PhraseOwnMessage,
		source: sourceWindows,
		alone:  true,
		win32:  true,
	},
	{
		hint:    "ailed",
		pattern: lazyregexp.New(fileCall),
		about:   aboutFiles,
		near:    nearBackup,
		phrase:  parse.PhraseOwnMessage,
		source:  sourceWindows,
		alone:   true,
		win32:   true,
	},
	{ // a file inside a shadow copy, and why it could not be read
		hint:    "VolumeShadowCopy",
		pattern: lazyregexp.New(`HarddiskVolumeShadowCopy\d+\\[^"<>|]*[^"<>|\s]["']?[\s:,(]+(0x0{2,7}[1-9a-fA-F][0-9a-fA-F]{0,4})\)?["']?\s*$`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceWindows,
		win32:   true,
		states:  true,
	},
	// What jobs say of their machines and scripts.
	{
		hint: "will be skipped",
		pattern: lazyregexp.New(
			`(?i)\b(?:machine|vm|object|computer|host|workload)\b[^\n]{0,160}? is unavailable and will be skipped\b`,
		),
		phrase: parse.PhraseOwnMessage,
		always: "is unavailable and will be skipped",
		source: sourceVeeam,
		tool:   "veeam",
		states: true,
	},
	{
		hint:    "Processing |Verarbeitung von |Traitement de |Procesamiento de |Elaborazione ",
		pattern: lazyregexp.New(`^\W{0,3}(?:[\d:. /APM]{5,30}\s)?(?:Processing|Verarbeitung von|Traitement de|Procesamiento de|Elaborazione) [^\s:]{1,80} (?:Error|Fehler|Erreur):\s\S`),
		phrase:  parse.PhraseBackupFailed,
		always:  "Processing",
		source:  sourceVeeam,
		tool:    "veeam",
		loose:   true,
		states:  true,
	},
	{
		hint:    "othing to process",
		pattern: lazyregexp.New(`(?i)\bnothing to process\b`),
		near:    nearJob,
		phrase:  parse.PhraseOwnMessage,
		always:  "Nothing to process",
		source:  sourceVeeam,
		tool:    "veeam",
		states:  true,
	},
	{
		hint: "code",
		pattern: lazyregexp.New(
			`(?i)\b(?:script|command|program)\b[^\n]{0,160}?\b(?:terminated|ended|exited|finished|failed|completed|returned)\b(?: with)?(?: the| an?)?(?: non-?zero)? (?:exit|return)[ -]?code:? ?\(?(-?[1-9]\d{0,9})\b`,
		),
		near:   nearJob,
		phrase: parse.PhraseOwnMessage,
		source: sourceScript,
		alone:  true,
		states: true,
	},
	{
		hint: "_E",
		pattern: lazyregexp.New(
			`(?i:\berror)\W{1,3}([A-Z][A-Z0-9]{1,11}_E[A-Z_]{3,40}) ?\((?:-?\d{1,6}|0x[0-9A-Fa-f]+)\)`,
		),
		about:  aboutOwnCopy,
		phrase: parse.PhraseOwnMessage,
		source: sourceLabelled,
	},
	{
		hint: "rr",
		pattern: lazyregexp.New(
			`(?i:(?:^|[^\w ] ?|\b[a-z]{2,} )(?:error|err)(?: ?code| ?id)?)["'\s:=(#|-]{1,4}(0x[0-9A-Fa-f]{3,7}|0x0[0-9A-Fa-f]{7}|\d{1,6})(?:[^-/.:\w]|[-/.:](?:\D|$)|$)`, // no date or time
		),
		near:   nearBackup,
		phrase: parse.PhraseOwnMessage,
		source: sourceLabelled,
		alone:  true,
		loose:  true,
	},
	{
		hint:    "_FAILED|_ERROR|_TIMEOUT|_DENIED",
		pattern: lazyregexp.New(`\(([A-Z]{3,20}(?:_[A-Z]{2,20}){1,5}_(?:FAILED|ERROR|TIMEOUT|DENIED))\b`),
		phrase:  parse.PhraseOwnMessage,
		source:  sourceLabelled,
		alone:   true,
	},
}

// fileCall is a call for a file, a volume or a device that failed with a number, which
// nothing but Windows gave: "Open bitmap file E:\\x failed: 5". Counts of what failed have
// no such verb in front.
const fileCall = `(?i)(?:^|[\])>:-]\s*|\b(?:to|not|could|while) )(?:open|read|writ|creat|copy|delet|access|mount|lock|seek|query|flush|connect|deviceiocontrol|findfirst|setfilepointer|getvolume\w*)(?:e|ing|y|ying)?(?:file|volume|disk)?[aw]?\b[^\n]{3,300}?\bfailed\b(?:,? \(?with| \(|, |: ?| because of)?(?: win32| windows| system)?(?: ?error| ?status)?(?: code)?\s?[:=(]?\s?(\d{1,5})\)?[.;]?\s*$` +
	`|\berror (?:while )?(?:opening|reading|writing|creating|deleting|accessing|mounting)\b[^\n]{3,300}?\berror(?: code)?\s?[:=(]?\s?(\d{1,5})\)?[.;]?\s*$`
