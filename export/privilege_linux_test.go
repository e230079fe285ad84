package export

import (
	"os"
	"runtime"
	"syscall"
	"testing"
)

// withoutPrivilege runs f with the rights to files of a user who is nobody, also
// where root runs the tests, who may write everywhere. Linux has that for a single
// thread (setfsuid).
func withoutPrivilege(t *testing.T, f func()) {
	t.Helper()
	if os.Getuid() != 0 {
		f()
		return
	}
	const nobody = 65534
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	syscall.RawSyscall(syscall.SYS_SETFSUID, nobody, 0, 0)
	defer syscall.RawSyscall(syscall.SYS_SETFSUID, 0, 0, 0)
	if now, _, _ := syscall.RawSyscall(syscall.SYS_SETFSUID, nobody, 0, 0); now != nobody {
		t.Fatalf("the rights of user %d were not to be had", nobody)
	}
	f()
}
