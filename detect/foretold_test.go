package detect

import "testing"

// TestForetoldCause: what SQL Server said the day before of the database for which a set failed is
// told in the failure of that set; what it said of another database is not.
func TestForetoldCause(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want bool
	}{
		"the same database": {`E:\Data\Ledger.mdf`, true},
		"another one":       {`E:\Data\Stock.mdf`, false},
	} {
		w := newWorld().logs(-90000, 900)
		r := w.record(-80000, "MSSQLSERVER", 17207, "FCB::Open", "2(The system cannot find the file specified.)", "1", c.file)
		r.Level = 2
		w.add(r)
		w.event(100, "SQLWRITER", 24583, "ICommandText::Execute", "0x80040e14", "SQLSTATE: 42000, Native Error: 945\nError state: 2, Severity: 14\n"+
			"Source: made up\nError message: Database 'Ledger' cannot be opened due to inaccessible files or insufficient memory or disk space.\n")
		w.event(100.6, "VSS", 8229, "0x800423f4, refused", block("SqlServerWriter", "PrepareForSnapshot Event"))
		_, told := w.failures(t)
		got := false
		for _, f := range told {
			for _, claim := range f.Claims {
				got = got || f.Set != nil && claim.Observation.Step.Record.EventID == 17207
			}
		}
		if got != c.want {
			t.Errorf("%s: in the failure of the set: %v", name, got)
		}
	}
}
