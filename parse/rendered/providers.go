package rendered

import (
	"slices"
	"strings"
)

// Providers are the sources that are recognised without a label, with the log that
// they write to; "" where it varies. They log about shadow copies, backups or what
// these stand on.
var Providers = map[string]string{
	"VSS":                      "Application",
	"VSSAudit":                 "Security",
	"VolSnap":                  "System",
	"SPP":                      "Application",
	"System Restore":           "Application",
	"SQLWRITER":                "Application",
	"SQLVDI":                   "Application",
	"ESENT":                    "Application",
	"ESE":                      "Application",
	"ESE BACKUP":               "Application",
	"NTDS ISAM":                "",
	"NTDS General":             "Directory Service",
	"NTDS Replication":         "Directory Service",
	"NTDS Backup":              "Directory Service",
	"MSSQLSERVER":              "Application",
	"SQLSERVERAGENT":           "Application",
	"Microsoft-Windows-Backup": "Microsoft-Windows-Backup",
	"Backup":                   "Application",
	"Windows Backup":           "Application",
	"ntbackup":                 "Application",
	"Microsoft-Windows-CAPI2":  "Application",
	"CAPI2":                    "Application",
	"Service Control Manager":  "System",
	"Microsoft-Windows-VolumeSnapshot-Driver": "",
	"Microsoft-Windows-Ntfs":                  "",
	"Ntfs":                                    "System",
	"disk":                                    "System",
	"EventSystem":                             "Application",
	"DCOM":                                    "System",
	"DistributedCOM":                          "System",
	"Microsoft-Windows-DistributedCOM":        "System",
	"MSExchangeIS":                            "Application",
	"MSExchangeRepl":                          "Application",
	"Microsoft-Windows-Hyper-V-VMMS":          "",
	"vmicvss":                                 "",
	"Hyper-V-VMMS":                            "",
	"WIDVDI":                                  "Application",
	"WIDWRITER":                               "Application",
	"volmgr":                                  "System",
	"storahci":                                "System",
	"vioscsi":                                 "System",
	"stornvme":                                "System",
	"iScsiPrt":                                "System",
	"partmgr":                                 "System",
	"MPIO":                                    "System",
	"DPM-EM":                                  "DPM Alerts",
	"User Profile Service":                    "Application",
	"FilterManager":                           "System",
	"SideBySide":                              "Application",
	"Backup Exec":                             "Application",
	"Veeam Agent":                             "",
	"Microsoft-Windows-FailoverClustering":    "System",
	"FailoverClustering":                      "System",
	"Microsoft-Windows-FileShareShadowCopyProvider": "",
	"COM+":                             "Application",
	"Application Error":                "Application",
	"ActiveDirectory_DomainService":    "",
	"Microsoft-Windows-Kernel-General": "System",
	"EventLog":                         "System",
	"COM+ SOAP Services":               "Application",
	"SnapMgrServiceHost":               "Application",
	"SnapDrive":                        "Application",
	"EDB":                              "Application", "ESE97": "Application", "ESE98": "Application", // the engine in Exchange 5.0, 5.5 and 2000
	"DFSR": "DFS Replication", "DFS Replication": "DFS Replication", "SRMSVC": "Application",
}

// alsoCalled are further names of sources: what documents and people call them.
var alsoCalled = map[string]string{
	"VMMS":                              "Hyper-V-VMMS",
	"Failover Clustering":               "Microsoft-Windows-FailoverClustering",
	"Microsoft-Windows-FailoverCluster": "Microsoft-Windows-FailoverClustering",
}

var providerIndex = func() map[string]string {
	index := map[string]string{}
	for name := range Providers {
		index[strings.ToLower(name)] = name
	}
	for other, name := range alsoCalled {
		index[strings.ToLower(other)] = name
	}
	return index
}()

var providerShapes = shapesOf(providerIndex)

// LongProviders are the sources that a narrow column cuts, in a fixed order.
var LongProviders = func() (long []string) {
	for name := range Providers {
		if len(name) > 8 {
			long = append(long, name)
		}
	}
	slices.Sort(long)
	return long
}()

// What the names of many sources begin with.
const (
	sqlInstance = "MSSQL$"
	windowsPart = "Microsoft-Windows-"
)

// KnownProvider returns a source as this table writes it; it is compared without case.
func KnownProvider(s string) (name string, ok bool) {
	if len(s) < 3 || len(s) > 60 {
		return "", false
	}
	if providerShapes.may(s) {
		var buf [60]byte
		for i := 0; i < len(s); i++ {
			buf[i] = lower(s[i])
		}
		if name, ok = providerIndex[string(buf[:len(s)])]; ok {
			return name, true
		}
	}
	if strings.HasPrefix(s, sqlInstance) || strings.HasPrefix(s, windowsPart) && strings.IndexByte(s, ' ') < 0 {
		return s, true
	}
	return "", false
}

// IsLog reports whether s is the name of one of the logs that every Windows has.
func IsLog(s string) bool {
	switch s {
	case "Application", "System", "Security", "Setup":
		return true
	}
	return false
}
