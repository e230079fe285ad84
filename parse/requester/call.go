package requester

import (
	"strings"
	"sync"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Programs that were built on Microsoft's sample requester print a call that
// failed as it does: the call, its HRESULT, the name of the code.
//
//	ERROR: COM call "m_pVssObject->BackupComplete(&pAsync)" failed.
//	- Returned HRESULT = 0x80042301
//	- Error text: VSS_E_BAD_STATE
var (
	calledCOM = lazyregexp.New(`(?i)\bCOM call ["']?(.+?)["']? failed`)
	lastFail  = lazyregexp.New(`(?i)\bthe last operation failed\b`)
	resultRow = lazyregexp.New(`(?i)-\s*(?:returned hresult|error text)\s*[:=]\s*(\S+)`)
)

// calls spares most lines both patterns.
var calls = sync.OnceValue(func() *console.Words { return console.NewWords([][]string{comWords}) })

var comWords = []string{"COM call", "last operation failed"}

// readCall reads such a call that stands in no session of vshadow or diskshadow.
func readCall(r *console.Reader, i int, line string) int {
	if !calls().In(line).Has(0) {
		return i
	}
	m := calledCOM.FindStringSubmatch(line)
	if m == nil && !lastFail.MatchString(line) {
		return i
	}
	all, next := line, i+1
	for skipped := 0; next < i+6 && r.Has(next); next++ {
		row := r.Text(next)
		if r.Blank(next) && skipped == 0 && resultRow.MatchString(r.Text(next+1)) {
			skipped++
			continue
		}
		if !resultRow.MatchString(row) {
			break
		}
		all += "\n" + strings.TrimSpace(row)
	}
	f := factsIn(all)
	if len(f.codes) == 0 {
		return i
	}
	f.phrase = parse.PhraseSnapshotFailed
	return addProgram(r, i, next, all, f, "")
}
