package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
)

// ESETimeout is the record of ESE that its own freeze timer ran out.
var ESETimeout = &Signature{
	ID:       "ese-timeout",
	Title:    "A database engine (ESE) gave up its freeze: its own timer ran out",
	Class:    SymptomClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  TimingClass,
	Blames:   blameWriter,
	Cause:    "The set took longer from freeze to thaw than ESE stays frozen: another writer or the disk was slow.",
	Mechanism: "ESE has a timer apart from the VSS watchdog (20 s seen for NTDS on Server 2003, 70 s in the " +
		"published source). When it runs out, ESE thaws itself and logs 2004; a thaw that comes later gets JET -2402.",
	Advice: "See late-thaw, or the freeze time-out of the same set. Run the backup when the disk is quiet.",
	Sources: []Reference{
		{"KB 826936", "https://support.microsoft.com/kb/826936", "ESENT 2004 and JET -2402 on Server 2003"},
		{
			"ESE source",
			"https://github.com/microsoft/Extensible-Storage-Engine",
			"2004 is written when the timer runs out, 2003 when the thaw came",
		},
	},
	Windows: "all with an ESE writer",
	Trigger: Trigger{Kinds: []vocab.Kind{vocab.KindESETimeout}},
	Needs:   []Need{needLive},
	Summary: statedSummary("ESE's own freeze timer ran out"),
}
