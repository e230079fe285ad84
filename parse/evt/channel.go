package evt

// channelEvidence says in which log a source writes, as Windows registers it. Only
// sources of one log each are named. (The channel itself is not in the file.)
var channelEvidence = map[string]string{
	"EventLog":                "System",
	"Service Control Manager": "System",
	"VolSnap":                 "System",
	"Volsnap":                 "System",
	"volsnap":                 "System",
	"Ntfs":                    "System",
	"Disk":                    "System",
	"Dhcp":                    "System",
	"W32Time":                 "System",
	"DCOM":                    "System",
	"Tcpip":                   "System",

	"VSS": "Application", "ESENT": "Application", "MSSQLSERVER": "Application", "SQLWRITER": "Application",
	"SQLVDI": "Application", "ntbackup": "Application", "NTBackup": "Application", "Userenv": "Application",
	"SceCli": "Application", "MsiInstaller": "Application", "EventSystem": "Application", "LoadPerf": "Application",
	"SecurityCenter": "Application", "MSDTC": "Application",

	"Security": "Security", "VSSAudit": "Security",

	"NTDS General": "Directory Service", "NTDS ISAM": "Directory Service", "NTDS Replication": "Directory Service",
	"NTDS KCC": "Directory Service", "NTDS Backup": "Directory Service",
	"NtFrs": "File Replication Service",
	"DNS":   "DNS Server",
}

// channelSample is how many bytes of records are looked at to tell the channel.
const channelSample = 1 << 20

// channelOf tells the channel by the sources of the first records, or "" if none of
// them is known or two of them speak for different logs. A place that cannot be
// read ends the looking; it is met again when the records are read.
func channelOf(s *scanner, l *layout, n names) string {
	channel := ""
	left := int64(channelSample)
	for _, part := range l.regions(s.size) {
		for p := part.from; p < part.to && part.live && left > 0; {
			it, err := s.next(p, part.to, part.ring)
			if err != nil {
				return channel
			}
			p, left = p+it.size, left-it.size
			if it.kind != record || it.tail > 0 {
				continue
			}
			b, err := s.at(it.at, int(it.size))
			if err != nil {
				return channel
			}
			name, _ := cutString(b[fixedSize : len(b)-4])
			switch says := channelEvidence[n.text(name)]; {
			case says == "" || says == channel:
			case channel == "":
				channel = says
			default:
				return ""
			}
		}
	}
	return channel
}
