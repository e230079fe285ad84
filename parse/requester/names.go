package requester

import "regexp"

// program is a sign by which a log says whose it is: something that only this
// program writes, in its structure. A word in a sentence is none: any program
// speaks of others.
type program struct {
	tool string
	sign *regexp.Regexp
}

var programs = []program{
	{"duplicati", regexp.MustCompile(`\bDuplicati\.(?:Library|Server|GUI|CommandLine)\.|\[(?:Warning|Error|Information|Verbose)-Duplicati`)},
	{"spectrum-protect", regexp.MustCompile(`\bAN[SE]\d{4}[EWISK]\b`)},
	{"backup-exec", regexp.MustCompile(`\bV-79-\d{5}-\d{4,6}\b|\bFinal error:\s*0xe000`)},
	{"veeam", regexp.MustCompile(`\bVeeam\.(?:Backup|EndPoint|Core)\w*\.|\bVeeam(?:VssSupport|GuestHelper|Agent)\b|\bVSSControl: |\[(?:VssFreezer|VeeamVss)\w*\]`)},
	{"acronis", regexp.MustCompile(`\bAcronis(?:VSSDoctor|Agent)\b|"module"\s*:\s*"?(?:\d+|[\w.-]*(?:acronis|snapapi)[\w.-]*)"?\s*,.*"(?:code|errorCode|line_tag)"`)},
	{"urbackup", regexp.MustCompile(`\burbackup(?:client|server|srv)?\w*[.:\]]|\bUrBackup(?:Client|Server)`)},
	{"robocopy", regexp.MustCompile(`\bERROR \d{1,5} \(0x[0-9A-Fa-f]{8}\) [A-Z][a-z]+ing\b|^\s*ROBOCOPY\s+::`)},
	{"kopia", regexp.MustCompile(`\bgithub\.com/kopia/kopia|^kopia(?:\.exe)?: `)},
	{"restic", regexp.MustCompile(`\bgithub\.com/restic/restic|^restic(?:\.exe)?: `)},
	{"burp", regexp.MustCompile(`\bburp\[\d+\]`)},
	{"netbackup", regexp.MustCompile(`\b(?:bpbkar32|bpbkar|bpfis|bpbrm|bptm|bphdb|nbjm|bpcd)\b(?:\.exe)?[\s(:\[]`)},
	{"qemu-ga", regexp.MustCompile(`\bqemu-ga(?:\.exe)?\b[\s:\[(]|\bQEMU Guest Agent VSS Provider\[|\bqga[-_]?vss\b|'guest-fsfreeze-\w+'`)},
	{"vmware-tools", regexp.MustCompile(`\[(?:vmvss|vmsvc|vmtoolsd|vmbackup)\b|\b(?:CVm|vmware)VssRequestor\b|'VssSyncStart'|\bVixTools_|\bvmbackup\b`)},
	{"azure-backup", regexp.MustCompile(`\bMicrosoft\.Azure\.(?:RecoveryServices|Backup)\.|\bIaaSBcdrExtension\b|\bVMSnapshot(?:Extension|Linux)?:|\bCBEngine\b`)},
	{"bareos", regexp.MustCompile(`\bbareos-(?:fd|sd|dir)\b`)},
	{"bacula", regexp.MustCompile(`\bbacula-(?:fd|sd|dir)\b`)},
	{"networker", regexp.MustCompile(`\bns(?:rsnap_vss_save|rvss\w*|rd)\b[\s:]`)},
	{"avamar", regexp.MustCompile(`\bav(?:vss|tar|agent|sql|exvss)\b (?:Error|Warning|Info|FATAL)`)},
	{"data-protector", regexp.MustCompile(`\[(?:Major|Minor|Critical|Warning)\] From: \w+@`)},
	{"macrium", regexp.MustCompile(`\bMacrium Reflect v\d|\bReflect(?:Bin|Service|Monitor)?\.exe\b`)},
	{"nakivo", regexp.MustCompile(`\bcom\.(?:company\.)?nakivo\.`)},
	{"commvault", regexp.MustCompile(`\bCV(?:VSS|Session|ArchiveMgr|SnapEngine)\w*::|\bVSSController::|\bJPR\b.*\bJobObject\b`)},
	{"arcserve", regexp.MustCompile(`\b(?:AFBackend|CAAgent|afbackup|AFCoreFunction)\w*\.(?:exe|dll)\b|\bAE\d{4,5}\b`)},
	{"system-restore", regexp.MustCompile(`\bCheckpoint-Computer\b`)},
	{"windows-backup", regexp.MustCompile(`\b(?:sdclt|wbengine|wbadmin)(?:\.exe)?\b[:\s]`)},
	{"dpm", regexp.MustCompile(`\b(?:DPMRA|MSDPM|DpmWriter|DPMAC)\b`)},
	{"shadowprotect", regexp.MustCompile(`\bsbvol\d?|\bStorageCraft\b.*\bsnapshot\b`)},
	{"druva", regexp.MustCompile(`\bDruva(?:inSync|Phoenix)\w*|\bPhoenixAgent\b`)},
	{"msp360", regexp.MustCompile(`\bCloud\.(?:Backup|Base|Core)\.\w+|\bCBB\.\w+`)},
}

// toolIn returns the program that line is of, "" if it does not say.
func toolIn(line string) string {
	for k := range programs {
		if programs[k].sign.MatchString(line) {
			return programs[k].tool
		}
	}
	return ""
}
