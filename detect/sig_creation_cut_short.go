package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
)

// CreationCutShort is a shadow copy that was begun and never finished.
var CreationCutShort = &Signature{
	ID:        "creation-cut-short",
	Title:     "An unfinished shadow copy was deleted: its creation was cut short",
	Class:     SymptomClass,
	Severity:  Warning,
	Scope:     EventScope,
	Failure:   StorageClass,
	Cause:     "The set was aborted or the host went down between prepare and commit.",
	Mechanism: "volsnap finds a shadow copy that was prepared and never committed, deletes it, and records 30.",
	Advice:    "Nothing to repair by itself; find out why the set ended early.",
	Sources:   []Reference{messages("volsnap.sys", "volsnap 30")},
	Windows:   "Server 2003 and later",
	Trigger:   Trigger{Kinds: []vocab.Kind{vocab.KindUnfinished}},
	Needs:     []Need{needLive},
	Summary:   statedSummary("An unfinished shadow copy was deleted"),
}
