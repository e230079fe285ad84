package console

import "strings"

// codeNames are the names of result codes that texts print in place of a number.
// Sources: Microsoft's vss.h and vswriter.h as in restic's public table
// (internal/fs/vss_windows.go), winerror.h.
var codeNames = map[string]uint32{
	"E_ACCESSDENIED":                                  0x80070005,
	"E_OUTOFMEMORY":                                   0x8007000e,
	"E_INVALIDARG":                                    0x80070057,
	"E_FAIL":                                          0x80004005,
	"E_NOTIMPL":                                       0x80004001,
	"E_NOINTERFACE":                                   0x80004002,
	"E_ABORT":                                         0x80004004,
	"E_UNEXPECTED":                                    0x8000ffff,
	"REGDB_E_CLASSNOTREG":                             0x80040154,
	"VSS_E_BAD_STATE":                                 0x80042301,
	"VSS_E_UNEXPECTED":                                0x80042302,
	"VSS_E_PROVIDER_ALREADY_REGISTERED":               0x80042303,
	"VSS_E_PROVIDER_NOT_REGISTERED":                   0x80042304,
	"VSS_E_PROVIDER_VETO":                             0x80042306,
	"VSS_E_PROVIDER_IN_USE":                           0x80042307,
	"VSS_E_OBJECT_NOT_FOUND":                          0x80042308,
	"VSS_E_VOLUME_NOT_SUPPORTED":                      0x8004230c,
	"VSS_E_OBJECT_ALREADY_EXISTS":                     0x8004230d,
	"VSS_E_VOLUME_NOT_SUPPORTED_BY_PROVIDER":          0x8004230e,
	"VSS_E_UNEXPECTED_PROVIDER_ERROR":                 0x8004230f,
	"VSS_E_CORRUPT_XML_DOCUMENT":                      0x80042310,
	"VSS_E_INVALID_XML_DOCUMENT":                      0x80042311,
	"VSS_E_MAXIMUM_NUMBER_OF_VOLUMES_REACHED":         0x80042312,
	"VSS_E_FLUSH_WRITES_TIMEOUT":                      0x80042313,
	"VSS_E_HOLD_WRITES_TIMEOUT":                       0x80042314,
	"VSS_E_UNEXPECTED_WRITER_ERROR":                   0x80042315,
	"VSS_E_SNAPSHOT_SET_IN_PROGRESS":                  0x80042316,
	"VSS_E_MAXIMUM_NUMBER_OF_SNAPSHOTS_REACHED":       0x80042317,
	"VSS_E_WRITER_INFRASTRUCTURE":                     0x80042318,
	"VSS_E_WRITER_NOT_RESPONDING":                     0x80042319,
	"VSS_E_WRITER_ALREADY_SUBSCRIBED":                 0x8004231a,
	"VSS_E_UNSUPPORTED_CONTEXT":                       0x8004231b,
	"VSS_E_VOLUME_IN_USE":                             0x8004231d,
	"VSS_E_MAXIMUM_DIFFAREA_ASSOCIATIONS_REACHED":     0x8004231e,
	"VSS_E_INSUFFICIENT_STORAGE":                      0x8004231f,
	"VSS_E_NO_SNAPSHOTS_IMPORTED":                     0x80042320,
	"VSS_E_SOME_SNAPSHOTS_NOT_IMPORTED":               0x80042321,
	"VSS_E_MAXIMUM_NUMBER_OF_REMOTE_MACHINES_REACHED": 0x80042322,
	"VSS_E_REMOTE_SERVER_UNAVAILABLE":                 0x80042323,
	"VSS_E_REMOTE_SERVER_UNSUPPORTED":                 0x80042324,
	"VSS_E_REVERT_IN_PROGRESS":                        0x80042325,
	"VSS_E_REVERT_VOLUME_LOST":                        0x80042326,
	"VSS_E_REBOOT_REQUIRED":                           0x80042327,
	"VSS_E_TRANSACTION_FREEZE_TIMEOUT":                0x80042328,
	"VSS_E_TRANSACTION_THAW_TIMEOUT":                  0x80042329,
	"VSS_E_UNSELECTED_VOLUME":                         0x8004232a,
	"VSS_E_SNAPSHOT_NOT_IN_SET":                       0x8004232b,
	"VSS_E_NESTED_VOLUME_LIMIT":                       0x8004232c,
	"VSS_E_VOLUME_NOT_LOCAL":                          0x8004232d,
	"VSS_E_CLUSTER_TIMEOUT":                           0x8004232e,
	"VSS_E_NOT_SUPPORTED":                             0x8004232f,
	"VSS_E_WRITERERROR_PARTIAL_FAILURE":               0x80042336,
	"VSS_E_WRITERERROR_INCONSISTENTSNAPSHOT":          0x800423f0,
	"VSS_E_WRITERERROR_OUTOFRESOURCES":                0x800423f1,
	"VSS_E_WRITERERROR_TIMEOUT":                       0x800423f2,
	"VSS_E_WRITERERROR_RETRYABLE":                     0x800423f3,
	"VSS_E_WRITERERROR_NONRETRYABLE":                  0x800423f4,
	"VSS_E_WRITERERROR_RECOVERY_FAILED":               0x800423f5,
	"VSS_E_BREAK_REVERT_ID_FAILED":                    0x800423f6,
	"VSS_E_LEGACY_PROVIDER":                           0x800423f7,
	"VSS_E_MISSING_DISK":                              0x800423f8,
	"VSS_E_MISSING_HIDDEN_VOLUME":                     0x800423f9,
	"VSS_E_MISSING_VOLUME":                            0x800423fa,
	"VSS_E_AUTORECOVERY_FAILED":                       0x800423fb,
	"VSS_E_DYNAMIC_DISK_ERROR":                        0x800423fc,
	"VSS_E_NONTRANSPORTABLE_BCD":                      0x800423fd,
	"VSS_E_CANNOT_REVERT_DISKID":                      0x800423fe,
	"VSS_E_RESYNC_IN_PROGRESS":                        0x800423ff,
	"VSS_E_CLUSTER_ERROR":                             0x80042400,
	"VSS_E_ASRERROR_DISK_ASSIGNMENT_FAILED":           0x80042401,
	"VSS_E_ASRERROR_DISK_RECREATION_FAILED":           0x80042402,
	"VSS_E_ASRERROR_NO_ARCPATH":                       0x80042403,
	"VSS_E_ASRERROR_MISSING_DYNDISK":                  0x80042404,
	"VSS_E_ASRERROR_SHARED_CRIDISK":                   0x80042405,
	"VSS_E_ASRERROR_DATADISK_RDISK0":                  0x80042406,
	"VSS_E_ASRERROR_RDISK0_TOOSMALL":                  0x80042407,
	"VSS_E_ASRERROR_CRITICAL_DISKS_TOO_SMALL":         0x80042408,
	"VSS_E_WRITER_STATUS_NOT_AVAILABLE":               0x80042409,
	"VSS_E_ASRERROR_SYSTEM_PARTITION_HIDDEN":          0x80042416,
	"VSS_E_FSS_TIMEOUT":                               0x80042417,
}

// CodeOfName returns the code that a name stands for: VSS_E_PROVIDER_VETO,
// E_ACCESSDENIED, or the exception that AlphaVSS makes of it,
// VssProviderVetoException (its sources give each class its VSS_E_ constant).
func CodeOfName(name string) (code uint32, ok bool) {
	if code, ok = codeNames[name]; ok {
		return code, true
	}
	code, ok = exceptionCodes[strings.ToLower(name)]
	return code, ok
}

// NameOfCode returns the name that a code has in vss.h or winerror.h, "" if it is none of those.
func NameOfCode(code uint32) string { return namesOfCodes[code] }

// namesOfCodes is codeNames the other way round; each code has one name there.
var namesOfCodes = func() map[uint32]string {
	m := make(map[uint32]string, len(codeNames))
	for name, code := range codeNames {
		m[code] = name
	}
	return m
}()

// exceptionCodes is derived from codeNames: VSS_E_PROVIDER_VETO is thrown as
// VssProviderVetoException.
var exceptionCodes = func() map[string]uint32 {
	m := map[string]uint32{
		"vssunexpectederrorexception": 0x80042302, // the class of VSS_E_UNEXPECTED
		"vssunexpectedprovidererror":  0x8004230f, // as it was called in AlphaVSS 1.0
		// Those of writers have their words in another order than the constants
		// (src/AlphaVSS.Common/Exceptions of alphaleonis/AlphaVSS, looked at 2026-11-30).
		"vssinconsistentsnapshotwriterexception": 0x800423f0,
		"vssoutofresourceswriterexception":       0x800423f1,
		"vsstimeoutwriterexception":              0x800423f2,
		"vssretryablewriterexception":            0x800423f3,
		"vssnonretryablewriterexception":         0x800423f4,
		"vsspartialfailurewriterexception":       0x80042336,
	}
	for name, code := range codeNames {
		if rest, ok := strings.CutPrefix(name, "VSS_E_"); ok {
			m["vss"+strings.ToLower(strings.ReplaceAll(rest, "_", ""))+"exception"] = code
		}
	}
	return m
}()

// StateOfName returns the number of a writer's state by its name in vss.h
// (VSS_WRITER_STATE): VSS_WS_FAILED_AT_FREEZE is 9.
func StateOfName(name string) (state int, ok bool) {
	for n, known := range stateNames {
		if known == name {
			return n, true
		}
	}
	return 0, false
}

// stateNames are the names of VSS_WRITER_STATE, in their order.
var stateNames = [...]string{
	"VSS_WS_UNKNOWN", "VSS_WS_STABLE", "VSS_WS_WAITING_FOR_FREEZE", "VSS_WS_WAITING_FOR_THAW",
	"VSS_WS_WAITING_FOR_POST_SNAPSHOT",
	"VSS_WS_WAITING_FOR_BACKUP_COMPLETE", "VSS_WS_FAILED_AT_IDENTIFY", "VSS_WS_FAILED_AT_PREPARE_BACKUP",
	"VSS_WS_FAILED_AT_PREPARE_SNAPSHOT", "VSS_WS_FAILED_AT_FREEZE", "VSS_WS_FAILED_AT_THAW",
	"VSS_WS_FAILED_AT_POST_SNAPSHOT",
	"VSS_WS_FAILED_AT_BACKUP_COMPLETE", "VSS_WS_FAILED_AT_PRE_RESTORE", "VSS_WS_FAILED_AT_POST_RESTORE",
	"VSS_WS_FAILED_AT_BACKUPSHUTDOWN",
}
