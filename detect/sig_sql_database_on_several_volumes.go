package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// SQLSeveralVolumes is a database whose files lie on volumes that are not all in the set.
var SQLSeveralVolumes = &Signature{
	ID:       "sql-database-on-several-volumes",
	Title:    "A database is on several volumes of which not all are in the set",
	Class:    CauseClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  RefusalClass,
	Cause:    "The backup takes some, but not all of the volumes that hold the files of a SQL Server database.",
	Mechanism: "A copy of only a part of the files would be torn. The SQL writer refuses the set at prepare with " +
		"0x800423f0, and names the database.",
	Advice: "Add the missing volumes to the job, move the files of the database to one volume, or exclude the " +
		"database.",
	Sources: []Reference{
		{
			"SQL writer logging",
			"https://learn.microsoft.com/sql/relational-databases/backup-restore/sql-server-vss-writer-logging",
			"SQLWRITER 24579 and VSS 8229 with 0x800423f0",
		},
		messages("vssvc.exe", "VSS 6005, of the built-in MSDE writer"),
	},
	Windows:  "all with SQL Server; VSS 6005 up to Windows 6.0",
	Explains: []string{"writer-veto", "sql-backup-chain", "requester-abort"},
	Trigger:  Trigger{Kinds: []vocab.Kind{vocab.KindSQLError}, Step: severalVolumes},
	Needs:    []Need{needLive},
	Summary:  statedSummary("A database is on several volumes of which not all are in the set"),
}

func severalVolumes(s *correlate.Step) bool {
	return from(s, "SQLWRITER", 24579) || from(s, "VSS", 6005)
}
