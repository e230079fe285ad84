package detect

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// SQLBackupChain is the chain of KB 2615182: an error of SQL Server that the
// writer, VSS and the requester repeat in their own words.
var SQLBackupChain = &Signature{
	ID: "sql-backup-chain",
	Title: "SQL Server refused the backup of a database; later errors of the writer and the backup program are " +
		"its echoes",
	Class:    CauseClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  RefusalClass,
	Cause: "SQL Server cannot back up one database: it is being recovered or restored, in an unfit state, or " +
		"another backup of it runs. The first record names the instance, its native error says why (3035, 927, 945).",
	Mechanism: "The SQL writer asks for a backup through a virtual device. SQL Server fails it (SQLWRITER 24583, " +
		"SQLVDI 1), the writer fails the set (0x800423f4), and the requester reports that.",
	Advice: "Read the first record only: it names instance, database and native error. Repair or exclude that " +
		"database (BACKUP DATABASE by hand shows the same error), then run the backup again.",
	Sources: []Reference{
		{
			"KB 2615182",
			"https://support.microsoft.com/kb/2615182",
			"Windows Server Backup 521, SQLWRITER 24583 and SQLVDI 1 of one cause",
		},
		{
			"SQL writer logging",
			"https://learn.microsoft.com/sql/relational-databases/backup-restore/sql-server-vss-writer-logging",
			"the writer's own log",
		},
	},
	Windows:  "all with SQL Server",
	Explains: []string{"writer-veto", "requester-abort"},
	Trigger:  Trigger{Pick: sqlErrors},
	Needs:    []Need{needLive},
	Summary:  statedSummary("SQL Server or its writer failed a database, and this came first"),
}

// sqlErrors are the errors of SQL Server's writer that came before anything of the set was
// aborted, and the aborts of the server that go with them. What comes after an abort is
// its echo: the devices that the writer gave up fail, and the backup with them. The errors that
// follow from any end of a backup are of none. That a virtual device closed says nothing of a
// database, and nothing of VSS. A database on several volumes is a signature of its own.
func sqlErrors(sub *Subject) []*correlate.Step {
	steps := sub.Case.Unassigned
	var abort *correlate.Step
	if sub.Set != nil {
		steps, abort = sub.Set.Steps, firstAbort(sub.Set)
	}
	var found, aborts []*correlate.Step
	if sub.Set == nil {
		aborts = ofKind(steps, vocab.KindAbort)
	}
	for _, s := range steps {
		echo := abort != nil && abort.CertainlyBefore(s) || afterAbort(aborts, s)
		if s.Kind == vocab.KindSQLError && !severalVolumes(s) && !from(s, "SQLVDI", 1) && !echo && !chainOnly(s) {
			found = append(found, s)
		}
	}
	if found == nil {
		return nil
	}
	for _, s := range steps {
		if from(s, "SQLVDI", 1) && s.Kind == vocab.KindAbort {
			found = append(found, s)
		}
	}
	return found
}

// chainOnly reports a record that bears no error of SQL Server but those that follow from
// whatever ended a backup.
func chainOnly(s *correlate.Step) bool {
	own := slices.DeleteFunc(slices.Clone(s.Facts().SQLErrors), func(n uint32) bool { return n == s.Record.EventID })
	return len(own) > 0 && !slices.ContainsFunc(own, func(n uint32) bool { return !slices.Contains(backupChain, n) })
}

// afterAbort reports whether SQL Server had aborted a backup in the minute before a step
// of no set.
func afterAbort(aborts []*correlate.Step, s *correlate.Step) bool {
	return s.Kind == vocab.KindSQLError && slices.ContainsFunc(aborts, func(a *correlate.Step) bool {
		return a.WriterID == s.WriterID && a.CertainlyBefore(s) && s.At.Lo-a.At.Hi <= parse.Minute
	})
}
