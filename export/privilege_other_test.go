//go:build !linux

package export

import (
	"os"
	"testing"
)

func withoutPrivilege(t *testing.T, f func()) {
	t.Helper()
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere")
	}
	f()
}
