package hostfacts

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/knowledge"
)

// Each service of which the knowledge says that it hosts writers, makes shadow copies or is needed is worth a fact: its
// state in a listing tells why a writer is missing.
func TestWantedServices(t *testing.T) {
	for _, s := range knowledge.Services() {
		if key := strings.ReplaceAll(s.Key, "*", "1"); !wantedService(key) {
			t.Errorf("the state of %s (%s) is not read", key, strings.Join(s.Hosts, ", "))
		}
	}
	for _, name := range []string{"Spooler", "AudioSrv"} {
		if wantedService(name) {
			t.Errorf("the state of %s is read", name)
		}
	}
}
