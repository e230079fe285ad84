package parse

import "strings"

// Texts yield records too: statements. They carry one of these providers, event id 0, and
// the fields named below. Fields that the text does not have are left out.
const (
	// ProviderListing: one run of a command that lists writers. Fields: capture,
	// tool, writers, waiting, cut; and of one that failed hresult, hresult_from, text. Time is its stamp,
	// Until the end of the interval.
	ProviderListing = "vsslog.capture"
	// ProviderWriter: one writer in one listing. Fields: capture, tool, writer_name,
	// writer_id, writer_instance_id, state_code, state_name, last_error, hresult.
	// Time and Until are those of its listing.
	ProviderWriter = "vsslog.writer"
	// ProviderShadow: one shadow copy of a listing or of a create command. Fields:
	// snapshot_set_id, snapshot_id, volume, device, machine, service_machine,
	// provider_name, type, attributes, created (text), copies. Time is the creation time. Without one Until,
	// if there is one, is a time at which it existed.
	ProviderShadow = "vsslog.shadow"
	// ProviderStorage: a shadow copy storage association. Fields: volume, storage_volume, used, allocated, maximum.
	ProviderStorage = "vsslog.storage"
	// ProviderVSSProvider: one installed VSS provider. Fields: provider_name, provider_id, type, version, class_id.
	ProviderVSSProvider = "vsslog.provider"
	// ProviderHost: one fact about a host. Fields: fact, value; fact is one of the Fact constants. Some have more:
	// service (display_name, state, start_type, account, path, hresult), filter_driver (altitude, volume, instances,
	// class), driver (display_name, type, installed), volume (volume, label, file_system, size, free, type, state),
	// vss_access_control (state), profile (path).
	ProviderHost = "vsslog.host"
	// ProviderChange: something that was installed, removed or changed on the host. Fields: what (one of the What
	// constants), name, version, result, hresult. Time is when, with a resolution of a day where the text has no more.
	ProviderChange = "vsslog.change"
	// ProviderHotfix: one installed update. Fields: hotfix (KBnnnnnn), description, installed (text), service_pack.
	// Time is the day of installation, with a resolution of a day, if the text tells.
	ProviderHotfix = "vsslog.hotfix"
	// ProviderFile: version of one file. Fields: file (lower-case base name), path, version (a.b.c.d),
	// version_string (as printed, with its branch words), size.
	ProviderFile = "vsslog.file"
	// ProviderRequester: a statement of a backup program or of any text with a result code. Fields: tool, phrase,
	// hresult, inner_hresult (one for each further code), code_name, message_id, function, writer_name, writer_id,
	// writer_instance_id, volume, database, snapshot_set_id, state_code, state_name, text. phrase is one of the
	// Phrase constants.
	// Its time is an upper bound of what it tells; with Until it is between the two.
	ProviderRequester = "vsslog.requester"
	// ProviderTrace: one line of a VSS trace or writer diary that names a callback. Fields: tool, phrase,
	// function, hresult, process_id, thread_id, writer_name, snapshot_set_id, text.
	ProviderTrace = "vsslog.trace"
)

// ofStatements is how the names of all of these providers begin, and that of none of Windows.
const ofStatements = "vsslog."

// IsStatement reports whether the records of a provider are statements of texts, which have
// none of the numbers of an event log.
func IsStatement(provider string) bool { return strings.HasPrefix(provider, ofStatements) }

// Names of the fields of text records.
const (
	FieldListing          = "capture" // Record.Listing
	FieldTool             = "tool"
	FieldWriters          = "writers"
	FieldLacks            = "lacks"   // a writer that every host has, and that a whole listing does not list
	FieldWaiting          = "waiting" // "true" if the tool said that it waits for responses
	FieldCut              = "cut"     // "true" if somebody left a part of the listing out and marked it
	FieldWriterName       = "writer_name"
	FieldWriterID         = "writer_id" // GUIDs: lower case, in braces
	FieldWriterInstanceID = "writer_instance_id"
	FieldStateCode        = "state_code"
	FieldStateName        = "state_name"
	FieldLastError        = "last_error"
	FieldHResult          = "hresult" // 0x and eight lower-case hex digits
	FieldSnapshotSetID    = "snapshot_set_id"
	FieldSnapshotID       = "snapshot_id"
	FieldVolume           = "volume"
	FieldDevice           = "device"
	FieldMachine          = "machine"
	FieldServiceMachine   = "service_machine"
	FieldProviderName     = "provider_name"
	FieldProviderID       = "provider_id"
	FieldType             = "type"
	FieldAttributes       = "attributes"
	FieldCreated          = "created"
	FieldCopies           = "copies"
	FieldStorageVolume    = "storage_volume"
	FieldUsed             = "used"
	FieldAllocated        = "allocated"
	FieldMaximum          = "maximum"
	FieldVersion          = "version"
	FieldVersionString    = "version_string"
	FieldFact             = "fact"
	FieldValue            = "value"
	FieldHotfix           = "hotfix"
	FieldDescription      = "description"
	FieldInstalled        = "installed"
	FieldServicePack      = "service_pack"
	FieldFile             = "file"
	FieldPath             = "path"
	FieldSize             = "size"
	FieldPhrase           = "phrase"
	FieldLogLevel         = "log_level" // LogWarning, where the line of a log says so; named as in ECS
	FieldFunction         = "function"
	FieldProcessID        = "process_id"
	FieldThreadID         = "thread_id"
	FieldDatabase         = "database"
	FieldInstance         = "instance"
	FieldInnerHResult     = "inner_hresult" // a further code of the same statement
	FieldCodeName         = "code_name"     // name of a code or a state as the text has it
	FieldMessageOf        = "message_of"    // the program whose number that is, where a person tells it
	FieldMessageID        = "message_id"    // a program's own number for what it says: ANS2330E
	FieldText             = "text"

	// Of services, drivers and volumes.
	FieldDisplayName = "display_name"
	FieldState       = "state"      // running, stopped, ... as printed in another language
	FieldStartType   = "start_type" // boot, system, auto, manual, disabled
	FieldStartTime   = "start_time" // by the clock of the host, of what runs each day: 22:00
	FieldAccount     = "account"
	FieldAltitude    = "altitude"
	FieldInstances   = "instances"
	FieldClass       = "class" // of devices whose filter it is: volume, disk
	FieldClassID     = "class_id"
	FieldLabel       = "label"
	FieldFileSystem  = "file_system"
	FieldFree        = "free" // as printed, like used
	FieldWhat        = "what" // of a change: one of the What constants
	FieldName        = "name"
	FieldResult      = "result"

	FieldClock       = "clock"        // time of a trace line as printed, seconds since an unknown origin; order only
	FieldHResultFrom = "hresult_from" // where hresult of a writer comes from: one of the HResult constants
	FieldMaskedID    = "masked_id"    // an id that is no GUID: masked or altered by who published the text

	// Times of listings that need more than Time and Until can say.
	FieldStampRepeated = "stamp_repeated" // "true": the listing before has the same stamp; Time is only a lower bound
	FieldUntilFrom     = "until_from"     // where Until comes from: line or prompt
	// Time is not set: the two readings of a date whose order of day and month is open, as
	// FormatReading writes them.
	FieldMonthFirst      = "month_first"
	FieldDayFirst        = "day_first"
	FieldOpenStamp       = "open_stamp"        // where that date comes from if not from the record itself: line or prompt
	FieldYearless        = "yearless"          // a local date and time without a year, 01-02T15:04 or 01-02T15:04:05
	FieldUntilMonthFirst = "until_month_first" // the same for Until
	FieldUntilDayFirst   = "until_day_first"
)

// Values of FieldHResultFrom.
const (
	HResultPrinted          = "printed"           // the text shows the number
	HResultWords            = "words"             // from confirmed words
	HResultWordsUnconfirmed = "words-unconfirmed" // from words that no real output confirms
	HResultMajority         = "majority"          // what most stable writers of the listing have is taken for "no error"
)

// ToolProgram is the tool of a statement of a program that does not say its name.
const ToolProgram = "program"

// ToolClusterLog is the tool of a line of cluster.log: of the cluster service, which asks for no
// backup.
const ToolClusterLog = "cluster.log"

// ToolTold is the tool of a statement that a person makes in words of his own. It is a
// report and no record.
const ToolTold = "told"

// ToolErrorLog is the tool of what stands in the ERRORLOG of SQL Server.
const ToolErrorLog = "sql-errorlog"

// ToolUnrecognised is the tool of a statement made of a line that no grammar
// claims but that holds a VSS code. It is listed and is no evidence.
// KindUnrecognised is the Batch.Format of a text of which no grammar claimed
// anything.
const (
	ToolUnrecognised = "unrecognised"
	KindUnrecognised = "unrecognised"
)

// FieldPasted is "true" in an event that stands in a text beside few others: somebody
// chose it, so that it is kept whatever its source is; and in an error that names a shadow
// copy, in a log of any size.
const FieldPasted = "pasted"

// MostPasted is how many events people pick out and paste at most: a text or a table with
// more of them was exported by a program, not chosen by a person.
const MostPasted = 12

// KindProse is the format of a piece that only speaks of failures, in a text of which
// other pieces are evidence, and of a text of sentences that state none.
const KindProse = "prose"

// KindScript is the format of a text of commands or settings, and of nothing that they printed.
const KindScript = "script"

// Facts of ProviderHost records.
const (
	FactHostName     = "host_name"
	FactOSName       = "os_name"
	FactOSVersion    = "os_version"     // 5.2.3790
	FactServicePack  = "service_pack"   // "Service Pack 1", or "N/A"
	FactBootTime     = "boot_time"      // Time of the record is the boot time
	FactUpTime       = "up_time"        // text; seconds in value
	FactTimeZone     = "time_zone"      // as printed
	FactUTCOffset    = "utc_offset"     // seconds east of UTC in standard time
	FactSummerTime   = "summer_time"    // "7200 from month 3 to 10": seconds east of UTC in summer time; "none"
	FactOffsetNow    = "utc_offset_now" // seconds east of UTC, summer time included, at the time of the record
	FactSystemType   = "system_type"    // X86-based PC
	FactLocale       = "locale"
	FactDomain       = "domain"
	FactVolume       = "volume"        // value is a drive or mount point, field volume the volume's name
	FactHotfixCount  = "hotfix_count"  // the number that the tool announces
	FactHotfixListed = "hotfix_listed" // "complete" if as many were listed as announced, else "partial"
)

// More facts of ProviderHost records.
const (
	FactService      = "service"            // value is the name of the service
	FactFilter       = "filter_driver"      // a file-system or device filter
	FactDriver       = "driver"             // a driver that is installed
	FactVSSAccess    = "vss_access_control" // value is an account; state: allowed, denied
	FactProfile      = "profile"            // value is a key of ProfileList: a SID, or one with .bak
	FactTimeSource   = "time_source"        // of the time service
	FactClockOffset  = "clock_offset"       // value in seconds, as the time service measured it
	FactDisk         = "disk"
	FactDynamic      = "dynamic_disk"        // value is a dynamic disk, or a volume on such disks
	FactIntegration  = "integration_service" // of a virtual machine; state: enabled, disabled, StateNoContact
	FactFeature      = "feature"             // of Windows; state: installed, available, removed
	FactSharePoint   = "sharepoint_upgrade"  // state: pending
	FactBitLocker    = "bitlocker"           // value is a volume; state: locked, unlocked
	FactDedupJob     = "dedup_job"           // value is the name of a job of deduplication that runs by a schedule
	ServiceIsMissing = "missing"             // FieldState of a service that does not exist
	ServiceRefused   = "not started"         // FieldState of a service that could not be started; FieldHResult says why
)

// BackupIntegration is the integration service by which Hyper-V asks for shadow copies in a guest, whatever the
// language of its name.
const BackupIntegration = "backup"

// StateNoContact is the state of an integration service that is enabled, and of which the host hears nothing from the
// guest.
const StateNoContact = "no contact"

// What a ProviderChange record is about.
const (
	WhatUpdate  = "update"
	WhatProgram = "program"
	WhatDriver  = "driver"
)

// LogWarning is the one value of FieldLogLevel.
const LogWarning = "warning"

// Phrases of ProviderRequester and ProviderTrace records: what the line says,
// in the tool's language or not.
const (
	PhraseCode             = "code"         // a VSS code and nothing more that is known
	PhraseBackupStart      = "backup-start" // the requester began
	PhraseSnapshotStart    = "snapshot-start"
	PhraseSnapshotDone     = "snapshot-done" // DoSnapshotSet came back with success
	PhraseSnapshotFailed   = "snapshot-failed"
	PhraseWriterFailed     = "writer-failed" // a writer is named as failed
	PhraseWriterState      = "writer-state"
	PhraseOwnMessage       = "own-message" // a number or name of the program's own says what went wrong
	PhraseBackupComplete   = "backup-complete"
	PhraseBackupEnd        = "backup-end"
	PhraseBackupFailed     = "backup-failed"
	PhraseJobFailed        = "job-failed" // the backup failed, and its shadow copy had been made
	PhraseEndedWell        = "ended-well" // a backup, as its program says; of which snapshot set is open
	PhraseFreeze           = "freeze"     // callbacks, from traces and diaries
	PhraseFreezeEnd        = "freeze-end"
	PhraseThaw             = "thaw"
	PhraseThawEnd          = "thaw-end"
	PhraseAbort            = "abort"
	PhraseTimeout          = "timeout"
	PhraseSQLSuspend       = "sql-suspend" // SQL Server suspends a database for a snapshot, by its own statement
	PhrasePrepareBackup    = "prepare-backup"
	PhrasePrepareSnapshot  = "prepare-snapshot"
	PhrasePostSnapshot     = "post-snapshot"
	PhraseOnBackupComplete = "on-backup-complete"
	PhraseIdentify         = "identify"
	PhraseDeleteShadows    = "delete-shadows"
	PhraseNothingDeleted   = "nothing-deleted" // shadow copies were to be deleted, and there were none
	PhraseExcluded         = "excluded"        // a component of a writer is left out of the backup
	PhraseMessage          = "message"         // a message or an error without a code, in text
)
