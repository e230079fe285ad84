package vocab

// Article is an article of Microsoft's Knowledge Base that no signature rests on,
// but that explains a record, a code or a file.
type Article struct {
	Number string
	Says   string // in our words
}

// Articles lists them by number.
var Articles = []Article{
	{"828481", "about 0x800423f4 in the log of a backup (known by its title only)"},
	{"889100", "how to obtain the latest service pack of Windows Server 2003; that is what KB 915331 refers to"},
	{"912414", "MSDEWriter reports 0x800423f4 to ntbackup (known by its title only)"},
	{"887013", "how to switch on the text trace of VSS on Windows Server 2003 and 2008: values below Services\\VSS\\Debug\\Tracing; the trace is the best witness of freeze and thaw there"},
	{"930800", "Exchange 2007: preparing failed because a backup was in progress (MSExchangeIS 9840)"},
	{"940032", "ntbackup reports that the shadow copy could not be created, with the code 0xffffffff"},
	{"940349", "the rollup of 2007 for VSS on Windows Server 2003: later than the fix of KB 915331"},
}
