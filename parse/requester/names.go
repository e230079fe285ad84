package requester

import (
	"regexp"
	"strings"
)

// program is a sign by which a log says whose it is: something that only this
// program writes, in its structure. A word in a sentence is none: any program
// speaks of others.
type program struct {
	tool  string
	words []string // one of which every sign has: they spare the pattern
	sign  *regexp.Regexp
}

var programs = []program{
	{
		"duplicati",
		[]string{"Duplicati"},
		regexp.MustCompile(
			`\bDuplicati\.(?:Library|Server|GUI|CommandLine)\.|\[(?:Warning|Error|Information|Verbose)-Duplicati`,
		),
	},
	{"spectrum-protect", []string{"ANS", "ANE"}, regexp.MustCompile(`\bAN[SE]\d{4}[EWISK]\b`)},
	{
		"backup-exec",
		[]string{"V-79-", "Final error"},
		regexp.MustCompile(`\bV-79-\d{5}-\d{4,6}\b|\bFinal error:\s*0xe000`),
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
		regexp.MustCompile(
			`\bFailed to call RPC function '|\brequesting agent port\b|\bprepare guest for hot backup\b|\bFailed to (?:un)?freeze guest(?:[,.:]|$| over| machine)|\bFailed to connect to guest agent\b|\bVeeam\.(?:Backup|EndPoint|Core)\w*\.|\bVeeam(?:VssSupport|GuestHelper|Agent)\b|\bVSSControl: |\[(?:VssFreezer|VeeamVss)\w*\]`,
		),
	},
	{
		"acronis",
		[]string{"Acronis", `"module"`},
		regexp.MustCompile(
			`\bAcronis(?:VSSDoctor|Agent)\b|"module"\s*:\s*"?(?:\d+|[\w.-]*(?:acronis|snapapi)[\w.-]*)"?\s*,.*"(?:code|errorCode|line_tag)"`,
		),
	},
	{
		"urbackup",
		[]string{"rbackup", "UrBackup"},
		regexp.MustCompile(`\burbackup(?:client|server|srv)?\w*[.:\]]|\bUrBackup(?:Client|Server)`),
	},
	{
		"robocopy",
		[]string{"(0x000", "ROBOCOPY"},
		regexp.MustCompile(
			`\bERROR \d{1,5} \(0x[0-9A-Fa-f]{8}\) [A-Z][a-z]+ing\b|(?:FEHLER|ERREUR|ERRORE|ERRO|FOUT|BŁĄD|ОШИБКА|エラー|错误|錯誤|오류) ?\d{1,5} \(0x[0-9A-Fa-f]{8}\) \p{L}|^\s*ROBOCOPY\s+::`,
		),
	},
	{"kopia", []string{"kopia"}, regexp.MustCompile(`\bgithub\.com/kopia/kopia|^kopia(?:\.exe)?: `)},
	{"restic", []string{"restic"}, regexp.MustCompile(`\bgithub\.com/restic/restic|^restic(?:\.exe)?: `)},
	{
		"burp",
		[]string{"burp[", "failed.ERR="},
		regexp.MustCompile(`\bburp\[\d+\]|\bGenerate VSS snapshots failed\.ERR=`),
	},
	{
		"netbackup",
		[]string{"bp", "nbjm"},
		regexp.MustCompile(`\b(?:bpbkar32|bpbkar|bpfis|bpbrm|bptm|bphdb|nbjm|bpcd)\b(?:\.exe)?[\s(:\[]`),
	},
	{
		"qemu-ga",
		[]string{"qemu-ga", "QEMU Guest", "QGA VSS", "Failed to p", "qga", "guest-fsfreeze"},
		regexp.MustCompile(
			`\bQGA VSS [Pp]rovider\b|\bFailed to (?:pColl|pCatalog|pApps|pRoles|pUsersInRole|pObj|coll)->|\bqemu-ga(?:\.exe)?\b[\s:\[(]|\bQEMU Guest Agent VSS Provider\[|\bqga[-_]?vss\b|'guest-fsfreeze-\w+'`,
		),
	},
	{
		"vmware-tools",
		[]string{"vm", "VssSyncStart", "VssRequestor", "VixTools_"},
		regexp.MustCompile(
			`\[(?:vmvss|vmsvc|vmtoolsd|vmbackup)\b|\b(?:CVm|vmware)VssRequestor\b|'VssSyncStart'|\bVixTools_|\bvmbackup\b`,
		),
	},
	{
		"azure-backup",
		[]string{"Microsoft.Azure.", "IaaSBcdr", "VMSnapshot", "CBEngine"},
		regexp.MustCompile(
			`\bMicrosoft\.Azure\.(?:RecoveryServices|Backup)\.|\bIaaSBcdrExtension\b|\bVMSnapshot(?:Extension|Linux)?:|\bCBEngine\b`,
		),
	},
	{
		"azure-site-recovery",
		[]string{"vacpError", "InMageVSSProvider", "Site Recovery"},
		regexp.MustCompile(`\bvacpError:|\bInMageVSSProvider|\bAzure Site Recovery VSS Provider\b`),
	},
	{"bareos", []string{"bareos-"}, regexp.MustCompile(`\bbareos-(?:fd|sd|dir)\b`)},
	{"bacula", []string{"bacula-"}, regexp.MustCompile(`\bbacula-(?:fd|sd|dir)\b`)},
	{"networker", []string{"nsr"}, regexp.MustCompile(`\bns(?:rsnap_vss_save|rvss\w*|rd)\b[\s:]`)},
	{"avamar", []string{"av"}, regexp.MustCompile(`\bav(?:vss|tar|agent|sql|exvss)\b (?:Error|Warning|Info|FATAL)`)},
	{"data-protector", []string{"] From: "}, regexp.MustCompile(`\[(?:Major|Minor|Critical|Warning)\] From: \w+@`)},
	{
		"macrium",
		[]string{"Macrium Reflect", "Reflect", "Backup aborted! - "},
		regexp.MustCompile(
			`^Backup aborted! - Failed [Tt]o [Cc]reate [Vv]olume [Ss]napshot|\bMacrium Reflect v\d|\bReflect(?:Bin|Service|Monitor)?\.exe\b`,
		),
	},
	{"nakivo", []string{"nakivo"}, regexp.MustCompile(`\bcom\.(?:company\.)?nakivo\.`)},
	{
		"commvault",
		[]string{"CV", "VSSController", "JPR"},
		regexp.MustCompile(`\bCV(?:VSS|Session|ArchiveMgr|SnapEngine)\w*::|\bVSSController::|\bJPR\b.*\bJobObject\b`),
	},
	{
		"arcserve",
		[]string{"AF", "CAAgent", "afbackup", "AE"},
		regexp.MustCompile(`\b(?:AFBackend|CAAgent|afbackup|AFCoreFunction)\w*\.(?:exe|dll)\b|\bAE\d{4,5}\b`),
	},
	{"system-restore", []string{"Checkpoint-Computer"}, regexp.MustCompile(`\bCheckpoint-Computer\b`)},
	{
		"windows-backup",
		[]string{"sdclt", "wbengine", "wbadmin"},
		regexp.MustCompile(`\b(?:sdclt|wbengine|wbadmin)(?:\.exe)?\b[:\s]`),
	},
	{
		"dpm",
		[]string{"DPM", "DpmWriter", "(ID"},
		regexp.MustCompile(
			`\b(?:DPMRA|MSDPM|DpmWriter|DPMAC)\b|(?:\bDPM\b|\bMABS\b|protection agent|\breplica of\b|[Rr]ecovery point|application writer).*\(ID:? ?\d{2,6}\b`,
		),
	},
	{
		"shadowprotect",
		[]string{"sbvol", "StorageCraft"},
		regexp.MustCompile(`\bsbvol\d?|\bStorageCraft\b.*\bsnapshot\b`),
	},
	{"druva", []string{"Druva", "PhoenixAgent"}, regexp.MustCompile(`\bDruva(?:inSync|Phoenix)\w*|\bPhoenixAgent\b`)},
	{"msp360", []string{"Cloud.", "CBB."}, regexp.MustCompile(`\bCloud\.(?:Backup|Base|Core)\.\w+|\bCBB\.\w+`)},
}

// toolIn returns the program that line is of, "" if it does not say.
func toolIn(line string) string {
	for k := range programs {
		p := &programs[k]
		if hasAny(line, p.words) && p.sign.MatchString(line) {
			return p.tool
		}
	}
	return ""
}

func hasAny(line string, words []string) bool {
	for _, word := range words {
		if strings.Contains(line, word) {
			return true
		}
	}
	return false
}
