package diskshadow

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// BETest reads the writer states that betest prints. Its output was never seen
// in full; the form of a state is known from KB 915331, which quotes
// "FAILED_AT_FREEZE (0x800423f2 - VSS_E_WRITERERROR_TIMEOUT)".
var BETest = console.Grammar{
	Name:  "betest",
	Title: "betest, states of writers (unconfirmed)",
	Sure:  parse.Likely,
	Words: []string{"STABLE", "WAITING_FOR_", "FAILED_AT_", "UNKNOWN"},
	Begin: console.Stateless(readBETest),
}

var betestState = lazyregexp.New(
	`(?i)^\s*(?:Status for writer )?["']?(.*?)["']?\s*[:=]\s*(?:VSS_WS_)?([A-Z_]{6,}) ?\((?:0x)?([0-9A-Fa-f]{8})(?: - (VSS_E_\w+))?`,
)

// stateNames are the names of VSS_WRITER_STATE without their prefix, in the order
// of vswriter.h; index is the number.
var stateNames = []string{"UNKNOWN", "STABLE", "WAITING_FOR_FREEZE", "WAITING_FOR_THAW", "WAITING_FOR_POST_SNAPSHOT",
	"WAITING_FOR_BACKUP_COMPLETE", "FAILED_AT_IDENTIFY", "FAILED_AT_PREPARE_BACKUP", "FAILED_AT_PREPARE_SNAPSHOT",
	"FAILED_AT_FREEZE",
	"FAILED_AT_THAW", "FAILED_AT_POST_SNAPSHOT", "FAILED_AT_BACKUP_COMPLETE", "FAILED_AT_PRE_RESTORE",
	"FAILED_AT_POST_RESTORE",
	"FAILED_AT_BACKUPSHUTDOWN"}

func readBETest(r *console.Reader, i int) int {
	var writers []writer
	next := i
	for at := i; r.Has(at) && len(writers) < maxWriters; at = r.SkipBlank(next) {
		w, ok := betestWriter(r, at)
		if !ok {
			break
		}
		writers = append(writers, w)
		next = at + 1
	}
	if len(writers) == 0 {
		return i
	}
	addListing(r, i, "betest", writers)
	return next
}

func betestWriter(r *console.Reader, i int) (writer, bool) {
	m := betestState.FindStringSubmatch(r.Text(i))
	if m == nil || m[1] == "" {
		return writer{}, false
	}
	for number, name := range stateNames {
		if strings.EqualFold(name, m[2]) {
			return writer{first: i, last: i, name: m[1], state: strconv.Itoa(number), stateName: m[2],
				hresult: "0x" + strings.ToLower(m[3]), codeName: m[4]}, true
		}
	}
	return writer{}, false
}
