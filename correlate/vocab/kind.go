package vocab

// Kind is what a record means for a snapshot set.
type Kind string

// Kinds. The names go into the events table as they stand.
const (
	KindPrepare          Kind = "prepare"          // a writer prepares for a snapshot
	KindFreeze           Kind = "freeze"           // effect of Freeze in a writer
	KindThaw             Kind = "thaw"             // effect of Thaw in a writer
	KindThawEnd          Kind = "thaw-end"         // the writer's OnThaw came back
	KindFreezeFailed     Kind = "freeze-failed"    // a writer could not freeze
	KindESETimeout       Kind = "ese-timeout"      // ESE's own freeze timer ran out
	KindESELateThaw      Kind = "ese-late-thaw"    // a thaw found ESE's snapshot timed out (JET -2402)
	KindTimeout          Kind = "timeout"          // a writer's VSS timer is known to have run out by then
	KindWriterRejected   Kind = "writer-rejected"  // VSS 8229: a writer refused an event
	KindWriterFailed     Kind = "writer-failed"    // a writer is reported failed
	KindAbort            Kind = "abort"            // a writer was told to abort, or aborted
	KindWriterComplete   Kind = "writer-complete"  // a writer finished its part
	KindSlowFreeze       Kind = "slow-freeze"      // VSS 12349: a writer took too long inside Freeze
	KindStillFrozen      Kind = "still-frozen"     // VSS 4003: frozen for more than two minutes
	KindHoldTimeout      Kind = "hold-timeout"     // flush-and-hold of a volume timed out
	KindHoldSlow         Kind = "hold-slow"        // warning of the same
	KindHoldOverlap      Kind = "hold-overlap"     // volsnap 17
	KindCommitTimeout    Kind = "commit-timeout"   // VSS 12310
	KindProviderFailed   Kind = "provider-failed"  // a provider call failed
	KindProviderLoad     Kind = "provider-load"    // a provider could not be loaded
	KindCreated          Kind = "snapshot-created" // a shadow copy exists
	KindInitiated        Kind = "snapshot-initiated"
	KindMounted          Kind = "snapshot-mounted"
	KindDiffArea         Kind = "diff-area"         // trouble with shadow copy storage
	KindCreateFailed     Kind = "create-failed"     // volsnap could not create a shadow copy
	KindDeleted          Kind = "snapshot-deleted"  // shadow copies were deleted or aborted
	KindOldestDeleted    Kind = "oldest-deleted"    // volsnap 33, 58, 95
	KindUnfinished       Kind = "unfinished-create" // volsnap 30
	KindServiceStart     Kind = "service-start"     // VSSVC starts, for a named process
	KindServiceRunning   Kind = "service-running"
	KindServiceStopped   Kind = "service-stopped"
	KindWriterService    Kind = "writer-service" // the service that hosts a writer was stopped, started, installed or died
	KindServiceIdle      Kind = "service-idle-stop"
	KindServiceShutdown  Kind = "service-shutdown" // VSS 8225
	KindRequesterBegin   Kind = "requester-begin"
	KindRequesterEnd     Kind = "requester-end"
	KindRequesterFailed  Kind = "requester-failed"
	KindRequesterGone    Kind = "requester-gone" // VSS 8214
	KindRequesterCode    Kind = "requester-code" // a VSS code in a requester's text
	KindBackupComplete   Kind = "backup-complete"
	KindDatabaseBackedUp Kind = "database-backed-up"
	KindSQLError         Kind = "sql-error"
	KindSQLSuspend       Kind = "sql-suspend"     // ALTER DATABASE suspends a database for a snapshot, without VSS
	KindSessionRemoved   Kind = "session-removed" // garbage collection of old writer sessions
	KindCallbackDenied   Kind = "callback-denied" // VSS 8194
	KindUnexpected       Kind = "unexpected-error"
	KindNotResponding    Kind = "writer-not-responding"
	KindInfrastructure   Kind = "infrastructure-error"
	KindTransactionTime  Kind = "transaction-timeout"
	KindOutOfTime        Kind = "optimization-out-of-time"
	KindBackupInProgress Kind = "backup-in-progress"
	KindRegistryWriter   Kind = "registry-writer-error"
	KindHyperV           Kind = "hyper-v-guest-backup"
	KindClockChange      Kind = "clock-change"
	KindSuspend          Kind = "suspend"
	KindBoot             Kind = "boot"
	KindShutdown         Kind = "shutdown"
	KindWriterListing    Kind = "capture"
	KindWriterState      Kind = "writer-state"
	KindShadow           Kind = "shadow-copy"
	KindHostFact         Kind = "host-fact"
	KindChange           Kind = "host-change"   // something was installed, updated or set otherwise
	KindWriterOther      Kind = "writer-event"  // subscribed, unsubscribed, identified
	KindContext          Kind = "context-event" // of disks, file systems, services: it matters beside a failure only
	KindOther            Kind = "vss-event"     // of a provider that is about VSS only, without a meaning of its own here
)
