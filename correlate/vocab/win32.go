package vocab

// Win32Errors lists the Win32 errors that are met around VSS, by number (Value).
// An HRESULT of the form 0x8007nnnn carries one.
var Win32Errors = []Code{
	{2, "ERROR_FILE_NOT_FOUND", "a file or key was not found", "", srcMemory},
	{3, "ERROR_PATH_NOT_FOUND", "a path was not found", "", srcMemory},
	{5, "ERROR_ACCESS_DENIED", "access was denied", "", srcMemory},
	{8, "ERROR_NOT_ENOUGH_MEMORY", "there was too little memory", "", srcMemory},
	{14, "ERROR_OUTOFMEMORY", "there was too little memory", "", srcMemory},
	{21, "ERROR_NOT_READY", "a device is not ready", "", srcMemory},
	{31, "ERROR_GEN_FAILURE", "a device does not work", "", srcMemory},
	{32, "ERROR_SHARING_VIOLATION", "another process uses the file", "", srcMemory},
	{87, "ERROR_INVALID_PARAMETER", "an argument was invalid", "", srcMemory},
	{112, "ERROR_DISK_FULL", "the disk is full", "Free space on the volume or enlarge the shadow copy storage.", srcMemory},
	{121, "ERROR_SEM_TIMEOUT", "waiting for a device or a lock took too long", "", srcMemory},
	{170, "ERROR_BUSY", "a resource is in use", "", srcMemory},
	{995, "ERROR_OPERATION_ABORTED", "the operation was aborted; in SQL Server's 18210 it says that the backup was", "", srcMemory},
	{1053, "ERROR_SERVICE_REQUEST_TIMEOUT", "a service did not answer in time when it was started", "", srcMemory},
	{1058, "ERROR_SERVICE_DISABLED", "a service cannot start: it is disabled", "Let the services VSS and swprv start by hand.", srcMemory},
	{1115, "ERROR_SHUTDOWN_IN_PROGRESS", "the system is shutting down", "", srcMemory},
	{1117, "ERROR_IO_DEVICE", "a device failed to read or write", "Look at the disk and at the System log.", srcMemory},
	{1450, "ERROR_NO_SYSTEM_RESOURCES", "the system lacks a resource", "", srcMemory},
	{1460, "ERROR_TIMEOUT", "a wait took too long", "", srcMemory},
	{1722, "RPC_S_SERVER_UNAVAILABLE", "the process at the other end is gone or does not answer", "", srcMemory},
	{1726, "RPC_S_CALL_FAILED", "the process at the other end went away during the call", "", srcMemory},
}

// Win32Of finds a Win32 error by its number.
func Win32Of(n uint32) (Code, bool) {
	for _, c := range Win32Errors {
		if c.Value == n {
			return c, true
		}
	}
	return Code{}, false
}
