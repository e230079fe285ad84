package requester

import (
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// program is a sign by which a log says whose it is: something that only this
// program writes, in its structure. A word in a sentence is none: any program
// speaks of others.
type program struct {
	tool  string
	words []string // one of which every sign has: they spare the pattern
	sign  *lazyregexp.Regexp
}

var programs = []program{
	{
		"duplicati",
		[]string{"Duplicati"},
		lazyregexp.New(
			`\bDuplicati\.(?:Library|Server|GUI|CommandLine)\.|\[(?:Warning|Error|Information|Verbose)-Duplicati`,
		),
	},
	{"spectrum-protect", []string{"ANS", "ANE"}, lazyregexp.New(`\bAN[SE]\d{4}[EWISK]\b`)},
	{
		"backup-exec",
		[]string{"V-79-", "Final error"},
		lazyregexp.New(`\bV-79-\d{5}-\d{4,6}\b|\bFinal error:\s*0x[ae]000`),
	},
	{
		"veeam",
		[]string{
			"Veeam",
			"VSSControl: ",
			"[Vss",
			"RPC function",
			"agent port",
			"hot backup",
			"freeze guest",
			"guest agent",
		},
		lazyregexp.New(
			`\bFailed to call RPC function '|\brequesting agent port\b|\bprepare guest for hot backup\b|\bFailed to (?:un)?freeze guest(?:[,.:]|$| over| machine)|\bFailed to connect to guest agent\b|\bVeeam\.(?:Backup|EndPoint|Core)\w*\.|\bVeeam(?:VssSupport|GuestHelper|Agent)\b|\bVSSControl: |\[(?:VssFreezer|VeeamVss)\w*\]`,
		),
	},
	{
		"acronis",
		[]string{"Acronis", `"module"`},
		lazyregexp.New(
			`\bAcronis(?:VSSDoctor|Agent)\b|"module"\s*:\s*"?(?:\d+|[\w.-]*(?:acronis|snapapi)[\w.-]*)"?\s*,.*"(?:code|errorCode|line_tag)"`,
		),
	},
	{
		"urbackup",
		[]string{"rbackup", "UrBackup"},
		lazyregexp.New(`\burbackup(?:client|server|srv)?\w*[.:\]]|\bUrBackup(?:Client|Server)`),
	},
	{
		"robocopy",
		[]string{"(0x000", "ROBOCOPY"},
		lazyregexp.New(
			`\bERROR \d{1,5} \(0x[0-9A-Fa-f]{8}\) [A-Z][a-z]+ing\b|(?:FEHLER|ERREUR|ERRORE|ERRO|FOUT|BŁĄD|ОШИБКА|エラー|错误|錯誤|오류) ?\d{1,5} \(0x[0-9A-Fa-f]{8}\) \p{L}|^\s*ROBOCOPY\s+::`,
		),
	},
	{"kopia", []string{"kopia"}, lazyregexp.New(`\bgithub\.com/kopia/kopia|^kopia(?:\.exe)?: `)},
	{"restic", []string{"restic"}, lazyregexp.New(`\bgithub\.com/restic/restic|^restic(?:\.exe)?: `)},
	{
		"burp",
		[]string{"burp[", "failed.ERR="},
		lazyregexp.New(`\bburp\[\d+\]|\bGenerate VSS snapshots failed\.ERR=`),
	},
	{
		"netbackup",
		[]string{"bp", "nbjm"},
		lazyregexp.New(`\b(?:bpbkar32|bpbkar|bpfis|bpbrm|bptm|bphdb|nbjm|bpcd)\b(?:\.exe)?[\s(:\[]`),
	},
	{
		"qemu-ga",
		[]string{"qemu-ga", "QEMU Guest", "QGA VSS", "Failed to p", "qga", "guest-fsfreeze"},
		lazyregexp.New(
			`\bQGA VSS [Pp]rovider\b|\bFailed to (?:pColl|pCatalog|pApps|pRoles|pUsersInRole|pObj|coll)->|\bqemu-ga(?:\.exe)?\b[\s:\[(]|\bQEMU Guest Agent VSS Provider\[|\bqga[-_]?vss\b|'guest-fsfreeze-\w+'`,
		),
	},
	{
		"vmware-tools",
		[]string{"vm", "VssSyncStart", "VssRequestor", "VixTools_"},
		lazyregexp.New(
			`\[(?:vmvss|vmsvc|vmtoolsd|vmbackup)\b|\b(?:CVm|vmware)VssRequestor\b|'VssSyncStart'|\bVixTools_|\bvmbackup\b`,
		),
	},
	{
		"azure-backup",
		[]string{"Microsoft.Azure.", "IaaSBcdr", "VMSnapshot", "CBEngine"},
		lazyregexp.New(
			`\bMicrosoft\.Azure\.(?:RecoveryServices|Backup)\.|\bIaaSBcdrExtension\b|\bVMSnapshot(?:Extension|Linux)?:|\bCBEngine\b`,
		),
	},
	{
		"azure-site-recovery",
		[]string{"vacpError", "InMageVSSProvider", "Site Recovery"},
		lazyregexp.New(`\bvacpError:|\bInMageVSSProvider|\bAzure Site Recovery VSS Provider\b`),
	},
	{"bareos", []string{"bareos-"}, lazyregexp.New(`\bbareos-(?:fd|sd|dir)\b`)},
	{"bacula", []string{"bacula-"}, lazyregexp.New(`\bbacula-(?:fd|sd|dir)\b`)},
	{"networker", []string{"nsr"}, lazyregexp.New(`\bns(?:rsnap_vss_save|rvss\w*|rd)\b[\s:]`)},
	{"avamar", []string{"av"}, lazyregexp.New(`\bav(?:vss|tar|agent|sql|exvss)\b (?:Error|Warning|Info|FATAL)`)},
	{"data-protector", []string{"] From: "}, lazyregexp.New(`\[(?:Major|Minor|Critical|Warning)\] From: \w+@`)},
	{
		"macrium",
		[]string{"Macrium Reflect", "Reflect", "Backup aborted! - "},
		lazyregexp.New(
			`^Backup aborted! - Failed [Tt]o [Cc]reate [Vv]olume [Ss]napshot|\bMacrium Reflect v\d|\bReflect(?:Bin|Service|Monitor)?\.exe\b`,
		),
	},
	{"nakivo", []string{"nakivo"}, lazyregexp.New(`\bcom\.(?:company\.)?nakivo\.`)},
	{
		"commvault",
		[]string{"CV", "VSSController", "JPR"},
		lazyregexp.New(`\bCV(?:VSS|Session|ArchiveMgr|SnapEngine)\w*::|\bVSSController::|\bJPR\b.*\bJobObject\b`),
	},
	{
		"arcserve",
		[]string{"AF", "CAAgent", "afbackup", "AE"},
		lazyregexp.New(`\b(?:AFBackend|CAAgent|afbackup|AFCoreFunction)\w*\.(?:exe|dll)\b|\bAE\d{4,5}\b`),
	},
	{"system-restore", []string{"Checkpoint-Computer"}, lazyregexp.New(`\bCheckpoint-Computer\b`)},
	{
		"windows-backup",
		[]string{"sdclt", "wbengine", "wbadmin"},
		lazyregexp.New(`\b(?:sdclt|wbengine|wbadmin)(?:\.exe)?\b[:\s]`),
	},
	{
		"dpm",
		[]string{"DPM", "DpmWriter", "(ID"},
		lazyregexp.New(
			`\b(?:DPMRA|MSDPM|DpmWriter|DPMAC)\b|(?:\bDPM\b|\bMABS\b|protection agent|\breplica of\b|[Rr]ecovery point|application writer).*\(ID:? ?\d{2,6}\b`,
		),
	},
	{
		"shadowprotect",
		[]string{"sbvol", "StorageCraft"},
		lazyregexp.New(`\bsbvol\d?|\bStorageCraft\b.*\bsnapshot\b`),
	},
	{"druva", []string{"Druva", "PhoenixAgent"}, lazyregexp.New(`\bDruva(?:inSync|Phoenix)\w*|\bPhoenixAgent\b`)},
	{"msp360", []string{"Cloud.", "CBB."}, lazyregexp.New(`\bCloud\.(?:Backup|Base|Core)\.\w+|\bCBB\.\w+`)},
}

// toolIn returns the program that line is of, "" if it does not say.
func toolIn(line string) string { return knownTools.of(line, findTool) }

var knownTools known[string]

func findTool(line string) string {
	for k := range programs {
		p := &programs[k]
		if parse.HoldsOne(line, p.words) && p.sign.MatchString(line) {
			return p.tool
		}
	}
	return ""
}
