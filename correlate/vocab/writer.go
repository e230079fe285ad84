package vocab

import (
	"strings"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Limit is how long a writer may stay frozen before its VSS timer runs out:
// somewhere in [Min, Max]. Max is interval.Forever where nothing bounds it.
type Limit struct {
	Min, Max parse.Ticks
	Assumed  bool // taken for the default without a source that says so
}

// DefaultLimit is the time-out that CVssWriter::Initialize sets if the writer
// does not choose another (Microsoft: CVssWriter::Initialize, dwTimeoutFreeze).
var DefaultLimit = Limit{60 * parse.Second, 60 * parse.Second, false}

// UnknownLimit is that of a writer that may have chosen any: nothing bounds it
// from above, so no verdict on it rises to confirmed.
var UnknownLimit = Limit{0, interval.Forever, true}

// WriterClass is a kind of writer, the same on every host.
type WriterClass struct {
	ID   string // class id, lower case, in braces
	Name string
	// Service hosts it: key names of services, parted by commas, and in brackets what
	// there is to say; restarting one of them renews the writer.
	Service string
	Limit   Limit
	ESE     bool   // freezes by ESE, which has a timer of its own
	Causes  string // of trouble, in our words; "" if none of its own is known
	Source  string // where name and id come from
}

// Sources of writer classes.
const (
	srcInBox   = `Microsoft, "In-Box VSS Writers", and real listings`
	srcListing = "real listings"
)

// WriterClasses lists the known writers.
var WriterClasses = []WriterClass{
	{
		"{e8132975-6f93-4464-a53e-1050253ae220}",
		"System Writer",
		"CryptSvc",
		DefaultLimit,
		false,
		"many files below the system root, slow disk",
		srcInBox,
	},
	{
		"{afbab4a2-367d-4d15-a586-71dbb18f8485}",
		"Registry Writer",
		"VSS",
		DefaultLimit,
		false,
		"transactions on the registry (KB 4460135), pending writes of SAM (KB 2996928), little free space (VSS 12345)",
		srcInBox,
	},
	{"{542da469-d3e1-473c-9f4f-7847f01fc64f}", "COM+ REGDB Writer", "VSS", DefaultLimit, false, "", srcInBox},
	{"{be000cbe-11fe-4426-9c58-531aa6355fc4}", "ASR Writer", "VSS", DefaultLimit, false, "", srcInBox},
	{
		"{4dc3bdd4-ab48-4d07-adb0-3bee2926fd7f}",
		"Shadow Copy Optimization Writer",
		"VSS",
		DefaultLimit,
		false,
		"too little time to list or delete files (VSS 8219, 8220)",
		srcInBox,
	},
	{"{a6ad56c2-b509-4e6c-bb19-49d8f43532f0}", "WMI Writer", "Winmgmt", DefaultLimit, false, "", srcInBox},
	{"{4969d978-be47-48b0-b100-f328f07ac1e0}", "BITS Writer", "BITS", DefaultLimit, false, "", srcInBox},
	{"{d61d61c8-d73a-4eee-8cdd-f6f9786b7124}", "Task Scheduler Writer", "VSS", DefaultLimit, false, "", srcInBox},
	{"{75dfb225-e2e4-4d39-9ac9-ffaff65ddf06}", "VSS Metadata Store Writer", "VSS", DefaultLimit, false, "", srcInBox},
	{"{0bada1de-01a9-4625-8278-69e735f39dd2}", "Performance Counters Writer", "VSS", DefaultLimit, false, "", srcInBox},
	{"{cd3f2362-8bef-46c7-9181-d62844cdc0b2}", "MSSearch Service Writer", "WSearch", DefaultLimit, false, "", srcInBox},
	{
		"{cd3f2362-8bef-46c7-9181-d62844cdc062}",
		"MSSearch Service Writer",
		"WSearch",
		DefaultLimit,
		false,
		"class id as Microsoft's page prints it",
		srcInBox,
	},
	{
		"{b2014c9e-8711-4c5c-a5a9-3cf384484757}",
		"NTDS",
		"NTDS (in lsass: before Windows 6.0 restart the host)",
		DefaultLimit,
		true,
		"slow disk or too little memory (KB 826936), large database, ESE's own timer (20 s seen on Server 2003)",
		srcInBox,
	},
	{
		"{dd846aaa-a1b6-42a8-aaf8-03dcb6114bfd}",
		"ADAM Writer",
		"ADAM_* (one for each instance)",
		DefaultLimit,
		true,
		"",
		srcInBox,
	},
	{"{772c45f8-ae01-4f94-940c-94961864acad}", "ADFS VSS Writer", "adfssrv", DefaultLimit, false, "", srcInBox},
	{
		"{886c43b1-d455-4428-a37f-4d6b9e43f50f}",
		"AD RMS Writer",
		"AD RMS (key name not known)",
		DefaultLimit,
		false,
		"",
		srcInBox,
	},
	{"{6f5b15b5-da24-4d88-b737-63063e3a1f86}", "Certificate Authority", "CertSvc", DefaultLimit, true, "", srcInBox},
	{"{be9ac81e-3619-421f-920f-4c6fea9e93ad}", "Dhcp Jet Writer", "DHCPServer", DefaultLimit, true, "", srcInBox},
	{"{f08c1483-8407-4a26-8c26-6c267a629741}", "WINS Jet Writer", "WINS", DefaultLimit, true, "", srcInBox},
	{"{2a40fd15-dfca-4aa8-a654-1f8c654603f6}", "IIS Config Writer", "AppHostSvc", DefaultLimit, false, "", srcInBox},
	{"{59b1f0cf-90ef-465f-9609-6ca8b2938366}", "IIS Metabase Writer", "IISADMIN", DefaultLimit, false, "", srcInBox},
	{
		"{5382579c-98df-47a7-ac6c-98a6d7106e09}",
		"TermServLicensing",
		"TermServLicensing",
		DefaultLimit,
		true,
		"",
		srcInBox,
	},
	{"{368753ec-572e-4fc7-b4b9-ccd9bdc624cb}", "TS Gateway Writer", "TSGateway", DefaultLimit, false, "", srcInBox},
	{"{35e81631-13e1-48db-97fc-d5bc721bb18a}", "NPS VSS Writer", "IAS", DefaultLimit, false, "", srcInBox},
	{"{12ce4370-5bb7-4c58-a76a-e5d5097e3674}", "FSRM Writer", "srmsvc", DefaultLimit, true, "", srcInBox},
	{"{7e47b561-971a-46e6-96b9-696eeaa53b2a}", "MSMQ Writer (MSMQ)", "MSMQ", DefaultLimit, false, "", srcInBox},
	{
		"{1072ae1c-e5a7-4ea1-9e4a-6f7964656570}",
		"Cluster Shared Volume VSS Writer",
		"ClusSvc",
		UnknownLimit,
		false,
		"",
		srcInBox,
	},
	{"{82cb5521-68db-4626-83a4-7fc6f88853e9}", "WDS VSS Writer", "WDSServer", DefaultLimit, false, "", srcInBox},
	{"{8d5194e1-e455-434a-b2e5-51296cce67df}", "WIDWriter", "WIDWriter", DefaultLimit, false, "", srcInBox},
	{
		"{d46bf321-fdba-4a35-8ec3-454df03bc86a}",
		"Sync Share Service VSS writer",
		"SyncShareSvc",
		DefaultLimit,
		true,
		"",
		srcInBox,
	},
	{
		"{a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}",
		"SqlServerWriter",
		"SQLWriter",
		Limit{60 * parse.Second, 60 * parse.Second, true},
		false,
		"many databases, slow disk, a database on several volumes (SQLWRITER 24579), another SQL backup, a failed " +
			"OLE DB call (SQLWRITER 24583, KB 2615182)",
		srcInBox,
	},
	{
		"{f8544ac1-0611-4fa5-b04b-f7ee00b03277}",
		"MSDEWriter",
		"VSS",
		Limit{60 * parse.Second, 60 * parse.Second, true},
		false,
		"SQL Server 2000 and MSDE; conflicts with SqlServerWriter; a database that cannot be thawed (VSS 6006), a " +
			"failed OLE DB call (VSS 6013)",
		srcInBox,
	},
	{
		"{76fe1ac4-15f7-4bcd-987e-8e1acb462fb7}",
		"Microsoft Exchange Writer",
		"MSExchangeIS, MSExchangeRepl (the Replica Writer)",
		Limit{20 * parse.Second, 60 * parse.Second, true},
		true,
		"busy databases: 20 s from freeze to thaw; an earlier backup that was not completed (MSExchangeIS 9607, KB " +
			"910250) or still runs (9840)",
		srcInBox,
	},
	{
		"{66841cd4-6ded-4f4b-8f17-fd23f8ddc3de}",
		"Microsoft Hyper-V VSS Writer",
		"vmms",
		UnknownLimit,
		false,
		"sessions that were left open for two days (VSS 12289, KB 978773)",
		srcInBox,
	},
	{"{bcedcf69-e5b4-49ed-9723-7be9f7cd0992}", "EseRecoveryWriter", "", UnknownLimit, true, "", srcESE},
	{
		"{2707761b-2324-473d-88eb-eb007a359533}",
		"DFS Replication service writer",
		"DFSR",
		UnknownLimit,
		true,
		"",
		srcMemory,
	},
	{"{d76f5a28-3092-4589-ba48-2958fb88ce29}", "FRS Writer", "NtFrs", DefaultLimit, true, "", srcListing},
	{"{eee8c692-67ed-4250-8d86-390603070d00}", "Event Log Writer", "Eventlog", DefaultLimit, false, "", srcListing},
	{"{41e12264-35d8-479b-8e5c-9b23d1dad37e}", "Cluster Database", "ClusSvc", UnknownLimit, false, "", srcMemory},
	{
		"{5d3c3e01-0297-445b-aa81-a48d7151e235}",
		"Removable Storage Manager",
		"NtmsSvc",
		DefaultLimit,
		true,
		"",
		srcMemory,
	},
	{
		"{f2436e37-09f5-41af-9b2a-4ca2435dbfd5}",
		"Microsoft Writer (Bootable State)",
		"VSS",
		DefaultLimit,
		false,
		"Windows XP",
		srcMemory,
	},
	{
		"{e38c2e3c-d4fb-4f4d-9550-fcafda8aae9a}",
		"Microsoft Writer (Service State)",
		"VSS",
		DefaultLimit,
		false,
		"Windows XP",
		srcMemory,
	},
	{
		"{da452614-4858-5e53-a512-38aab25c61ad}",
		"SharePoint Services Writer",
		"SPWriter",
		UnknownLimit,
		false,
		"",
		srcMemory,
	},
	{"{57af97e4-4a76-4ace-a756-d11e8f0294c7}", "SPSearch VSS Writer", "SPSearch", UnknownLimit, false, "", srcMemory},
	{"{0ff1ce14-0201-0000-0000-000000000000}", "OSearch VSS Writer", "OSearch", UnknownLimit, false, "", srcMemory},
}

// Names that marks of other programs are put down to.
const (
	WriterSQL      = "SqlServerWriter"
	WriterMSDE     = "MSDEWriter"
	WriterWID      = "WIDWriter"
	WriterNTDS     = "NTDS"
	WriterExchange = "Microsoft Exchange Writer"
	writerRegistry = "Registry Writer"
	writerSystem   = "System Writer"
)

// OfWindows reports whether the writer comes with Windows: those have the default
// limit, and run in services of the system's own bitness.
func (c WriterClass) OfWindows() bool { return c.Limit == DefaultLimit }

// ClassOf finds a writer class by id, or by name if the id is empty; ok is false
// for a third-party or unknown writer, whose limit nothing bounds.
func ClassOf(id, name string) (WriterClass, bool) {
	for _, c := range WriterClasses {
		if id != "" && strings.EqualFold(c.ID, id) || id == "" && strings.EqualFold(c.Name, name) {
			return c, true
		}
	}
	if id == "" {
		if strings.HasPrefix(name, "ADAM (") {
			return ClassOf("", "ADAM Writer")
		}
		if strings.EqualFold(name, "Microsoft Exchange Replica Writer") {
			return ClassOf("", WriterExchange)
		}
	}
	return WriterClass{ID: id, Name: name, Limit: UnknownLimit}, false
}

// WriterStates names VSS_WRITER_STATE by its number (Microsoft, vswriter.h). What each means is
// in the knowledge.
var WriterStates = []string{
	"VSS_WS_UNKNOWN",
	"VSS_WS_STABLE",
	"VSS_WS_WAITING_FOR_FREEZE",
	"VSS_WS_WAITING_FOR_THAW",
	"VSS_WS_WAITING_FOR_POST_SNAPSHOT",
	"VSS_WS_WAITING_FOR_BACKUP_COMPLETE",
	"VSS_WS_FAILED_AT_IDENTIFY",
	"VSS_WS_FAILED_AT_PREPARE_BACKUP",
	"VSS_WS_FAILED_AT_PREPARE_SNAPSHOT",
	"VSS_WS_FAILED_AT_FREEZE",
	"VSS_WS_FAILED_AT_THAW",
	"VSS_WS_FAILED_AT_POST_SNAPSHOT",
	"VSS_WS_FAILED_AT_BACKUP_COMPLETE",
	"VSS_WS_FAILED_AT_PRE_RESTORE",
	"VSS_WS_FAILED_AT_POST_RESTORE",
	"VSS_WS_FAILED_AT_BACKUPSHUTDOWN",
}

// WriterState names used in code.
const (
	StateStable                = 1
	StateWaitingFreeze         = 2
	StateWaitingThaw           = 3
	StateWaitingPostSnapshot   = 4
	StateWaitingComplete       = 5
	StateFailedPrepareSnapshot = 8
	StateFailedFreeze          = 9
	StateFailedThaw            = 10
)

// StateName returns the enumerator of a state number, or "" outside the enum.
func StateName(code int) string {
	if code < 0 || code >= len(WriterStates) {
		return ""
	}
	return WriterStates[code]
}

// Failed reports whether a state number is one of the failed states.
func Failed(code int) bool { return code >= 6 && code <= 15 }
