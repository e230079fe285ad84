package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
)

// CopyNotCreated is a shadow copy that the driver could not create.
var CopyNotCreated = &Signature{
	ID:       "shadow-copy-not-created",
	Title:    "The driver could not create a shadow copy: resources, or it took too long to install",
	Class:    CauseClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  StorageClass,
	Cause: "Too little memory (volsnap 4 to 6), on-disk structures that could not be written (28), or an " +
		"installation that failed or took too long (10, 67).",
	Mechanism: "volsnap sets up threads, a bitmap and on-disk structures for each shadow copy, and the new device is " +
		"installed after the commit.",
	Advice: "Free memory or restart the host for 4 to 6; check the volume (`chkdsk`) for 28; look for slow Plug " +
		"and Play and for many disks for 10 and 67.",
	Sources: []Reference{
		messages("volsnap.sys", "volsnap 4, 5, 6, 10, 28, 67"),
		{
			"TechNet dd364896",
			"https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2008-R2-and-2008/dd364896(v=ws.10)",
			"resource shortages of volsnap",
		},
	},
	Windows:  "all; 28 on Server 2003 and later, 67 on Windows 6.0 and later",
	Explains: []string{"provider-veto", "provider-call-failed"},
	Trigger:  Trigger{Kinds: []vocab.Kind{vocab.KindCreateFailed}},
	Needs:    []Need{needLive},
	Summary:  statedSummary("The driver could not create a shadow copy"),
}
