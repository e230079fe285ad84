package correlate

import (
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/interval"
)

// Names that stood here before their packages were split off; they go once nothing uses them.

type (
	Context      = vocab.Context
	ContextValue = vocab.ContextValue
	Kind         = vocab.Kind
	Limit        = vocab.Limit
	Origin       = vocab.Origin
	Term         = vocab.Term
	WriterClass  = vocab.WriterClass
	Instant      = interval.Interval
	Order        = interval.Order
	Outline      = hosting.Outline
	HostPlan     = hosting.HostPlan
	PlannedInput = hosting.PlannedInput
	Planner      = hosting.Planner
	Hosts        = hosting.Hosts
)

var (
	DefaultLimit   = vocab.DefaultLimit
	Kinds          = vocab.Kinds
	Terms          = vocab.Terms
	UnknownLimit   = vocab.UnknownLimit
	WriterClasses  = vocab.WriterClasses
	WriterStates   = vocab.WriterStates
	ClassOf        = vocab.ClassOf
	CodeOf         = vocab.CodeOf
	CodeWords      = vocab.CodeWords
	Failed         = vocab.Failed
	FindCode       = vocab.FindCode
	FindGUIDs      = vocab.FindGUIDs
	Hex            = vocab.Hex
	HomeLog        = vocab.HomeLog
	Lookup         = vocab.Lookup
	ParseCode      = vocab.ParseCode
	ParseContext   = vocab.ParseContext
	ParseOrigin    = vocab.ParseOrigin
	Selection      = vocab.Selection
	StateName      = vocab.StateName
	Whole          = vocab.Whole
	WriterServices = vocab.WriterServices
	At             = interval.At
	Seconds        = interval.Seconds
	Unknown        = interval.Unknown
	PlanHosts      = hosting.PlanHosts
	NewPlanner     = hosting.NewPlanner
	StatedHost     = hosting.StatedHost
)

const (
	CodeAccessDenied           = vocab.CodeAccessDenied
	CodeBadState               = vocab.CodeBadState
	CodeFlushTimeout           = vocab.CodeFlushTimeout
	CodeHoldTimeout            = vocab.CodeHoldTimeout
	CodeInProgress             = vocab.CodeInProgress
	CodeInsufficient           = vocab.CodeInsufficient
	CodeNotResponding          = vocab.CodeNotResponding
	CodeProviderUnexp          = vocab.CodeProviderUnexp
	CodeProviderVeto           = vocab.CodeProviderVeto
	CodeStatusUnavailable      = vocab.CodeStatusUnavailable
	CodeTxFreezeTimeout        = vocab.CodeTxFreezeTimeout
	CodeTxThawTimeout          = vocab.CodeTxThawTimeout
	CodeWriterFatal            = vocab.CodeWriterFatal
	CodeWriterInconsist        = vocab.CodeWriterInconsist
	CodeWriterResources        = vocab.CodeWriterResources
	CodeWriterRetryable        = vocab.CodeWriterRetryable
	CodeWriterTimeout          = vocab.CodeWriterTimeout
	KindAbort                  = vocab.KindAbort
	KindBackupComplete         = vocab.KindBackupComplete
	KindBackupInProgress       = vocab.KindBackupInProgress
	KindBoot                   = vocab.KindBoot
	KindCallbackDenied         = vocab.KindCallbackDenied
	KindCapture                = vocab.KindCapture
	KindClockChange            = vocab.KindClockChange
	KindCommitTimeout          = vocab.KindCommitTimeout
	KindContext                = vocab.KindContext
	KindChange                 = vocab.KindChange
	KindCreateFailed           = vocab.KindCreateFailed
	KindCreated                = vocab.KindCreated
	KindDatabaseBackedUp       = vocab.KindDatabaseBackedUp
	KindDeleted                = vocab.KindDeleted
	KindDiffArea               = vocab.KindDiffArea
	KindESELateThaw            = vocab.KindESELateThaw
	KindESETimeout             = vocab.KindESETimeout
	KindFreeze                 = vocab.KindFreeze
	KindFreezeFailed           = vocab.KindFreezeFailed
	KindHoldOverlap            = vocab.KindHoldOverlap
	KindHoldSlow               = vocab.KindHoldSlow
	KindHoldTimeout            = vocab.KindHoldTimeout
	KindHostFact               = vocab.KindHostFact
	KindHyperV                 = vocab.KindHyperV
	KindInfrastructure         = vocab.KindInfrastructure
	KindInitiated              = vocab.KindInitiated
	KindMounted                = vocab.KindMounted
	KindNotResponding          = vocab.KindNotResponding
	KindOldestDeleted          = vocab.KindOldestDeleted
	KindOther                  = vocab.KindOther
	KindOutOfTime              = vocab.KindOutOfTime
	KindPrepare                = vocab.KindPrepare
	KindProviderFailed         = vocab.KindProviderFailed
	KindProviderLoad           = vocab.KindProviderLoad
	KindRegistryWriter         = vocab.KindRegistryWriter
	KindRequesterBegin         = vocab.KindRequesterBegin
	KindRequesterCode          = vocab.KindRequesterCode
	KindRequesterEnd           = vocab.KindRequesterEnd
	KindRequesterFailed        = vocab.KindRequesterFailed
	KindRequesterGone          = vocab.KindRequesterGone
	KindSQLError               = vocab.KindSQLError
	KindServiceIdle            = vocab.KindServiceIdle
	KindServiceRunning         = vocab.KindServiceRunning
	KindServiceShutdown        = vocab.KindServiceShutdown
	KindServiceStart           = vocab.KindServiceStart
	KindServiceStopped         = vocab.KindServiceStopped
	KindSessionRemoved         = vocab.KindSessionRemoved
	KindShadow                 = vocab.KindShadow
	KindShutdown               = vocab.KindShutdown
	KindSlowFreeze             = vocab.KindSlowFreeze
	KindStillFrozen            = vocab.KindStillFrozen
	KindSuspend                = vocab.KindSuspend
	KindThaw                   = vocab.KindThaw
	KindThawEnd                = vocab.KindThawEnd
	KindTimeout                = vocab.KindTimeout
	KindTransactionTime        = vocab.KindTransactionTime
	KindUnexpected             = vocab.KindUnexpected
	KindUnfinished             = vocab.KindUnfinished
	KindWriterComplete         = vocab.KindWriterComplete
	KindWriterFailed           = vocab.KindWriterFailed
	KindWriterOther            = vocab.KindWriterOther
	KindWriterRejected         = vocab.KindWriterRejected
	KindWriterService          = vocab.KindWriterService
	KindWriterState            = vocab.KindWriterState
	StateFailedFreeze          = vocab.StateFailedFreeze
	StateFailedPrepareSnapshot = vocab.StateFailedPrepareSnapshot
	StateFailedThaw            = vocab.StateFailedThaw
	StateStable                = vocab.StateStable
	StateUnknown               = vocab.StateUnknown
	StateWaitingComplete       = vocab.StateWaitingComplete
	StateWaitingFreeze         = vocab.StateWaitingFreeze
	StateWaitingPostSnapshot   = vocab.StateWaitingPostSnapshot
	StateWaitingThaw           = vocab.StateWaitingThaw
	WriterExchange             = vocab.WriterExchange
	WriterMSDE                 = vocab.WriterMSDE
	WriterNTDS                 = vocab.WriterNTDS
	WriterSQL                  = vocab.WriterSQL
	Never                      = interval.Never
	Forever                    = interval.Forever
	Before                     = interval.Before
	After                      = interval.After
	Undecided                  = interval.Undecided
)
