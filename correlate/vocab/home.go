package vocab

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// HomeLog names the log that a record without a channel stands in by its
// provider, "" if the record has one or the provider tells nothing. The first
// record of an input that tells counts for all of it.
func HomeLog(r *parse.Record) string {
	if r.Channel != "" || r.IsStatement() {
		return ""
	}
	return homeChannel(r.Provider)
}

// homeChannel names the log that a classic provider, or Windows Server Backup, writes to.
func homeChannel(provider string) string {
	switch strings.ToLower(provider) {
	case "service control manager", "eventlog", "volsnap", "w32time":
		return "System"
	case "security", "vssaudit":
		return "Security"
	case "vss", "esent", "ese", "ntbackup", "sqlvdi", "sqlwriter", "msexchangeis":
		return "Application"
	case "microsoft-windows-backup":
		return "Microsoft-Windows-Backup"
	}
	if providerMatches("MSSQL*", provider) {
		return "Application"
	}
	return ""
}
