package vocab

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Code is a result code that is met around VSS.
type Code struct {
	Value   uint32
	Name    string
	Meaning string
	Retry   string // what to do about it, "" if there is nothing general
	Source  string // where name and number come from
}

// Sources of codes. Those of the VSS family are Microsoft's vss.h and vswriter.h,
// checked against restic's public table (internal/fs/vss_windows.go).
const (
	srcVSSHeaders = "Microsoft's vss.h and vswriter.h, as in restic's public table"
	srcWinError   = "Microsoft's winerror.h"
	srcJet        = "Microsoft Extensible Storage Engine, MIT source (jethdr.w)"
)

// VSS result codes that signatures name.
const (
	CodeWriterTimeout     uint32 = 0x800423F2
	CodeWriterRetryable   uint32 = 0x800423F3
	CodeWriterFatal       uint32 = 0x800423F4
	CodeWriterResources   uint32 = 0x800423F1
	CodeWriterInconsist   uint32 = 0x800423F0
	CodeFlushTimeout      uint32 = 0x80042313
	CodeHoldTimeout       uint32 = 0x80042314
	CodeInProgress        uint32 = 0x80042316
	CodeNotResponding     uint32 = 0x80042319
	CodeInsufficient      uint32 = 0x8004231F
	CodeProviderVeto      uint32 = 0x80042306
	CodeProviderUnexp     uint32 = 0x8004230F
	CodeBadState          uint32 = 0x80042301
	CodeStatusUnavailable uint32 = 0x80042409
	CodeTxFreezeTimeout   uint32 = 0x80042328
	CodeTxThawTimeout     uint32 = 0x80042329
	CodeAccessDenied      uint32 = 0x80070005
	CodeShutdown          uint32 = 0x8007045B
)

const waitTenMinutes = "Wait ten minutes and run the backup again, up to three times (Microsoft's advice for retryable writer errors)."

// Codes lists the HRESULTs by value; meanings in our own words.
var Codes = []Code{
	{0x00042309, "VSS_S_ASYNC_PENDING", "no failure: the operation goes on", "", srcMemory},
	{0x0004230A, "VSS_S_ASYNC_FINISHED", "no failure: the operation is done", "", srcMemory},
	{0x0004230B, "VSS_S_ASYNC_CANCELLED", "no failure of VSS: the requester cancelled the operation", "", srcMemory},
	{0x00042321, "VSS_S_SOME_SNAPSHOTS_NOT_IMPORTED", "some of the shadow copies were imported", "", srcMemory},
	{0x80042301, "VSS_E_BAD_STATE", "a VSS call was made in the wrong order or state", "Stop other backup programs; restart the backup job.", srcVSSHeaders},
	{0x80042302, "VSS_E_UNEXPECTED", "VSS met an error that it has no code for; its event names the routine", "Read the VSS event of the same minute.", srcVSSHeaders},
	{0x80042303, "VSS_E_PROVIDER_ALREADY_REGISTERED", "the provider is registered already", "", srcVSSHeaders},
	{0x80042304, "VSS_E_PROVIDER_NOT_REGISTERED", "the provider is not registered", "Reinstall the provider.", srcVSSHeaders},
	{0x80042306, "VSS_E_PROVIDER_VETO", "the provider refused; its reason is in an event of the same minute", "Read the provider's and volsnap's events.", srcVSSHeaders},
	{0x80042307, "VSS_E_PROVIDER_IN_USE", "the provider is in use", "", srcVSSHeaders},
	{0x80042308, "VSS_E_OBJECT_NOT_FOUND", "a volume, shadow copy or set was not found", "", srcVSSHeaders},
	{0x8004230C, "VSS_E_VOLUME_NOT_SUPPORTED", "no provider can shadow the volume", "", srcVSSHeaders},
	{0x8004230D, "VSS_E_OBJECT_ALREADY_EXISTS", "the object exists already", "", srcVSSHeaders},
	{0x8004230E, "VSS_E_VOLUME_NOT_SUPPORTED_BY_PROVIDER", "the chosen provider cannot shadow the volume", "", srcVSSHeaders},
	{0x8004230F, "VSS_E_UNEXPECTED_PROVIDER_ERROR", "the provider failed with an error that VSS does not know", "Read the provider's and volsnap's events.", srcVSSHeaders},
	{0x80042310, "VSS_E_CORRUPT_XML_DOCUMENT", "a VSS document is corrupt", "", srcVSSHeaders},
	{0x80042311, "VSS_E_INVALID_XML_DOCUMENT", "a VSS document is invalid", "", srcVSSHeaders},
	{0x80042312, "VSS_E_MAXIMUM_NUMBER_OF_VOLUMES_REACHED", "the set holds as many volumes as it may", "", srcVSSHeaders},
	{0x80042313, "VSS_E_FLUSH_WRITES_TIMEOUT", "a volume could not be flushed in time", "Run the backup when the disk is less busy.", srcVSSHeaders},
	{0x80042314, "VSS_E_HOLD_WRITES_TIMEOUT", "writes could not be held, or were held for longer than the limit (10 s)", "Run the backup when the disk is less busy.", srcVSSHeaders},
	{0x80042315, "VSS_E_UNEXPECTED_WRITER_ERROR", "a writer failed with an error that VSS does not know", "", srcVSSHeaders},
	{0x80042316, "VSS_E_SNAPSHOT_SET_IN_PROGRESS", "another snapshot set is being created", "Move one of the two backup jobs.", srcVSSHeaders},
	{0x80042317, "VSS_E_MAXIMUM_NUMBER_OF_SNAPSHOTS_REACHED", "the volume has as many shadow copies as it may", "Delete old shadow copies.", srcVSSHeaders},
	{0x80042318, "VSS_E_WRITER_INFRASTRUCTURE", "the writer infrastructure does not work", "Check the COM+ Event System service.", srcVSSHeaders},
	{0x80042319, "VSS_E_WRITER_NOT_RESPONDING", "a writer did not answer", "Restart the service that hosts the writer.", srcVSSHeaders},
	{0x8004231A, "VSS_E_WRITER_ALREADY_SUBSCRIBED", "the writer has subscribed already", "", srcVSSHeaders},
	{0x8004231B, "VSS_E_UNSUPPORTED_CONTEXT", "the snapshot context is not supported", "", srcVSSHeaders},
	{0x8004231D, "VSS_E_VOLUME_IN_USE", "the volume is in use", "", srcVSSHeaders},
	{0x8004231E, "VSS_E_MAXIMUM_DIFFAREA_ASSOCIATIONS_REACHED", "no more storage associations are possible", "", srcVSSHeaders},
	{0x8004231F, "VSS_E_INSUFFICIENT_STORAGE", "there is too little shadow copy storage", "Enlarge the shadow copy storage or free space.", srcVSSHeaders},
	{0x80042320, "VSS_E_NO_SNAPSHOTS_IMPORTED", "no shadow copy was imported", "", srcVSSHeaders},
	{0x80042321, "VSS_E_SOME_SNAPSHOTS_NOT_IMPORTED", "some shadow copies were not imported", "", srcVSSHeaders},
	{0x80042322, "VSS_E_MAXIMUM_NUMBER_OF_REMOTE_MACHINES_REACHED", "too many remote machines", "", srcVSSHeaders},
	{0x80042323, "VSS_E_REMOTE_SERVER_UNAVAILABLE", "the remote server does not answer", "", srcVSSHeaders},
	{0x80042324, "VSS_E_REMOTE_SERVER_UNSUPPORTED", "the remote server does not support it", "", srcVSSHeaders},
	{0x80042325, "VSS_E_REVERT_IN_PROGRESS", "the volume is being reverted", "", srcVSSHeaders},
	{0x80042326, "VSS_E_REVERT_VOLUME_LOST", "the volume was lost during a revert", "", srcVSSHeaders},
	{0x80042327, "VSS_E_REBOOT_REQUIRED", "a restart is needed", "Restart the host.", srcVSSHeaders},
	{0x80042328, "VSS_E_TRANSACTION_FREEZE_TIMEOUT", "transactions could not be frozen in time", "", srcVSSHeaders},
	{0x80042329, "VSS_E_TRANSACTION_THAW_TIMEOUT", "the snapshot took longer than transactions may be frozen", "", srcVSSHeaders},
	{0x8004232A, "VSS_E_UNSELECTED_VOLUME", "the volume is not in the set", "", srcVSSHeaders},
	{0x8004232B, "VSS_E_SNAPSHOT_NOT_IN_SET", "the shadow copy is not in the set", "", srcVSSHeaders},
	{0x8004232C, "VSS_E_NESTED_VOLUME_LIMIT", "volumes are nested too deeply", "", srcVSSHeaders},
	{0x8004232D, "VSS_E_VOLUME_NOT_LOCAL", "the volume is not local", "", srcVSSHeaders},
	{0x8004232E, "VSS_E_CLUSTER_TIMEOUT", "a cluster operation timed out", "", srcVSSHeaders},
	{0x8004232F, "VSS_E_NOT_SUPPORTED", "the operation is not supported", "", srcVSSHeaders},
	{0x80042336, "VSS_E_WRITERERROR_PARTIAL_FAILURE", "a writer failed for a part of its components", "", srcVSSHeaders},
	{0x800423F0, "VSS_E_WRITERERROR_INCONSISTENTSNAPSHOT", "the set does not hold all volumes that the writer's data is on", "Add the missing volumes to the backup.", srcVSSHeaders},
	{0x800423F1, "VSS_E_WRITERERROR_OUTOFRESOURCES", "the writer lacked memory or another resource", "Free memory; restart the writer's service.", srcVSSHeaders},
	{0x800423F2, "VSS_E_WRITERERROR_TIMEOUT", "more than the writer's limit passed between its freeze and its thaw, or VSS thought so", waitTenMinutes, srcVSSHeaders},
	{0x800423F3, "VSS_E_WRITERERROR_RETRYABLE", "the writer failed for a reason that may pass", waitTenMinutes, srcVSSHeaders},
	{0x800423F4, "VSS_E_WRITERERROR_NONRETRYABLE", "the writer failed for a reason that will not pass by itself", "Read the events of the writer's own program.", srcVSSHeaders},
	{0x800423F5, "VSS_E_WRITERERROR_RECOVERY_FAILED", "the writer could not recover the shadow copy", "", srcVSSHeaders},
	{0x800423F6, "VSS_E_BREAK_REVERT_ID_FAILED", "a disk signature could not be reverted", "", srcVSSHeaders},
	{0x800423F7, "VSS_E_LEGACY_PROVIDER", "the provider is too old for the operation", "", srcVSSHeaders},
	{0x800423F8, "VSS_E_MISSING_DISK", "a disk is missing", "", srcVSSHeaders},
	{0x800423F9, "VSS_E_MISSING_HIDDEN_VOLUME", "a hidden volume is missing", "", srcVSSHeaders},
	{0x800423FA, "VSS_E_MISSING_VOLUME", "a volume is missing", "", srcVSSHeaders},
	{0x800423FB, "VSS_E_AUTORECOVERY_FAILED", "automatic recovery failed", "", srcVSSHeaders},
	{0x800423FC, "VSS_E_DYNAMIC_DISK_ERROR", "a dynamic disk failed", "", srcVSSHeaders},
	{0x800423FD, "VSS_E_NONTRANSPORTABLE_BCD", "the boot configuration cannot be transported", "", srcVSSHeaders},
	{0x800423FE, "VSS_E_CANNOT_REVERT_DISKID", "the disk id cannot be reverted", "", srcVSSHeaders},
	{0x800423FF, "VSS_E_RESYNC_IN_PROGRESS", "a resynchronisation is in progress", "", srcVSSHeaders},
	{0x80042400, "VSS_E_CLUSTER_ERROR", "the cluster reported an error", "", srcVSSHeaders},
	{0x80042401, "VSS_E_ASRERROR_DISK_ASSIGNMENT_FAILED", "system recovery: disks could not be assigned", "", srcMemory},
	{0x80042402, "VSS_E_ASRERROR_DISK_RECREATION_FAILED", "system recovery: disks could not be made again", "", srcMemory},
	{0x80042403, "VSS_E_ASRERROR_NO_ARCPATH", "system recovery: a disk has no boot path", "", srcMemory},
	{0x80042404, "VSS_E_ASRERROR_MISSING_DYNDISK", "system recovery: a dynamic disk is missing", "", srcMemory},
	{0x80042405, "VSS_E_ASRERROR_SHARED_CRIDISK", "system recovery: a disk that the system needs is shared by a cluster", "", srcMemory},
	{0x80042406, "VSS_E_ASRERROR_DATADISK_RDISK0", "system recovery: a data disk stands where the system disk should", "", srcMemory},
	{0x80042407, "VSS_E_ASRERROR_RDISK0_TOOSMALL", "system recovery: the first disk is too small", "", srcMemory},
	{0x80042408, "VSS_E_ASRERROR_CRITICAL_DISKS_TOO_SMALL", "system recovery: the disks that the system needs are too small", "", srcMemory},
	{0x80042409, "VSS_E_WRITER_STATUS_NOT_AVAILABLE", "a writer's status of an old session is gone", "", srcVSSHeaders},
	{0x80070005, "E_ACCESSDENIED", "access was denied", "", srcWinError},
	{0x8007000E, "E_OUTOFMEMORY", "there was too little memory", "", srcWinError},
	{0x80004005, "E_FAIL", "an error without a more exact code", "", srcWinError},
	{0x8000FFFF, "E_UNEXPECTED", "a failure that was not expected", "", srcWinError},
	{0x80070057, "E_INVALIDARG", "an argument was invalid", "", srcWinError},
	{0x800706BA, "RPC_S_SERVER_UNAVAILABLE", "the process at the other end is gone or does not answer", "", srcWinError},
	{0x800706BE, "RPC_S_CALL_FAILED", "the process at the other end went away during the call", "", srcWinError},
	{0x80040154, "REGDB_E_CLASSNOTREG", "a COM class is not registered", "Register the provider or writer again.", srcWinError},
	{0x80780021, "WINDOWS_BACKUP_VSS_FAILURE", "Windows Backup: the shadow copy failed (name ours)", "", srcMemory},
	{0x81000101, "SPP_CREATE_TIMEOUT", "the creation of the shadow copy took longer than the requester allows (name ours)", "", srcMemory},
}

// JetErrors names the ESE errors met with snapshots.
var JetErrors = map[int32]Code{
	-2401: {Name: "JET_errOSSnapshotInvalidSequence", Meaning: "a snapshot call came out of order", Source: srcJet},
	-2402: {Name: "JET_errOSSnapshotTimeOut", Meaning: "the thaw came after ESE's own freeze timer had run out", Source: srcJet},
	-2403: {Name: "JET_errOSSnapshotNotAllowed", Meaning: "no snapshot is possible now: a backup or recovery is in progress", Source: srcJet},
	-2404: {Name: "JET_errOSSnapshotInvalidSnapId", Meaning: "the snapshot id is not known", Source: srcJet},
	-505:  {Name: "JET_errBackupInProgress", Meaning: "a backup runs already", Source: srcMemory},
	-510:  {Name: "JET_errLogWriteFail", Meaning: "the transaction log could not be written", Source: srcMemory},
	-528:  {Name: "JET_errMissingLogFile", Meaning: "a transaction log file is missing", Source: srcMemory},
	-1011: {Name: "JET_errOutOfMemory", Meaning: "there was too little memory", Source: srcMemory},
	-1018: {Name: "JET_errReadVerifyFailure", Meaning: "a database page fails its checksum: look at the disk", Source: srcMemory},
	-1022: {Name: "JET_errDiskIO", Meaning: "the disk failed to read or write", Source: srcMemory},
	-1032: {Name: "JET_errFileAccessDenied", Meaning: "a file is locked or access to it was denied", Source: srcMemory},
	-1808: {Name: "JET_errDiskFull", Meaning: "the disk is full", Source: srcMemory},
}

// CodeOf returns what is known about a code; a code that is not listed has its
// number only.
func CodeOf(v uint32) Code {
	for _, c := range Codes {
		if c.Value == v {
			return c
		}
	}
	return Code{Value: v}
}

// CodeWords names a code with what it means, where that is known.
func CodeWords(v uint32) string {
	c := CodeOf(v)
	if c.Name == "" {
		return Hex(v)
	}
	return fmt.Sprintf("%s %s (%s)", Hex(v), c.Name, c.Meaning)
}

// Hex returns 0x and eight lower-case digits.
func Hex(v uint32) string { return fmt.Sprintf("0x%08x", v) }

var (
	hexCode = regexp.MustCompile(`0[xX][0-9a-fA-F]{8}\b`)
	// behindHR is the code that a message of VSS gives as the result of a routine.
	behindHR = regexp.MustCompile(`(?i)\bhr\s*=\s*(0x[0-9a-f]{8})\b`)
	// arguments are those of a call that a message quotes: CreateFileW(...,0x80000000,...)
	// asks for read access, and fails with another code.
	arguments = regexp.MustCompile(`\b[A-Za-z_][A-Za-z0-9_:]{2,60}\([^()\n]{0,300}[,\\][^()\n]{0,300}\)?`)
)

// FindCode returns the code of a failure in s: the one behind "hr =", else the first of
// the 0x8... range that is no argument of a call.
func FindCode(s string) (uint32, bool) {
	if m := behindHR.FindStringSubmatch(s); m != nil {
		if v, ok := failureCode(m[1]); ok {
			return v, true
		}
	}
	if strings.Contains(s, "(") {
		s = arguments.ReplaceAllString(s, " ")
	}
	for _, m := range hexCode.FindAllString(s, -1) {
		if v, ok := failureCode(m); ok {
			return v, true
		}
	}
	return 0, false
}

func failureCode(hex string) (uint32, bool) {
	v, err := strconv.ParseUint(hex[2:], 16, 32)
	return uint32(v), err == nil && v >= 0x80000000
}

// leadingCode is the code that a string begins with.
func leadingCode(s string) (uint32, bool) {
	s = strings.TrimSpace(s)
	if m := hexCode.FindStringIndex(s); m == nil || m[0] != 0 {
		return 0, false
	}
	return failureCode(s[:10])
}

// ParseCode reads a code as people write it: 0x800423f2, 800423F2, -2147212302
// or 2147754994.
func ParseCode(s string) (uint32, bool) {
	s = strings.TrimSpace(s)
	if h, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		v, err := strconv.ParseUint(h, 16, 32)
		return uint32(v), err == nil
	}
	if v, err := strconv.ParseInt(s, 10, 64); err == nil && (v < 0 && v >= -1<<31 || v >= 1<<31 && v < 1<<32) {
		return uint32(v), true
	}
	if len(s) == 8 {
		if v, err := strconv.ParseUint(s, 16, 32); err == nil {
			return uint32(v), true
		}
	}
	return 0, false
}
