package hostfacts

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse/console"
)

// The list of tasklist /svc: a process, its number, and the services that run in it. Who
// asks for it looks for the services that share a process.
//
//	Image Name                     PID Services
//	========================= ======== ============================================
//	svchost.exe                    816 EventSystem, FontCache, netprofm, nsi

var (
	// The heading's last two words are translated, but for PID.
	tasklistHead = lazyregexp.New(`^\S.{2,40}?\s+PID\s+\S{2,24}\s*$`)
	tasklistRow  = lazyregexp.New(`^([\w$.-]+(?: [\w$.-]+)*)\s+(\d{1,7})\s+(\S.*)$`)
	tasklistMore = lazyregexp.New(`^\s{20,}[\w$]+(?:, [\w$]+)*,?\s*$`)
)

// mostTasks is how many rows a list has at most.
const mostTasks = 2000

// readTasklist reads the list that begins with its heading at line i. A service of it runs.
func readTasklist(r *console.Reader, i int) int {
	if !strings.Contains(r.Text(i), "PID") || !tasklistHead.MatchString(r.Text(i)) {
		return i
	}
	next := i + 1
	if strings.HasPrefix(r.Text(next), "====") {
		next++
	}
	found := 0
	for next < i+mostTasks && r.Has(next) {
		m := tasklistRow.FindStringSubmatch(r.Text(next))
		if m == nil || !strings.Contains(m[1], ".exe") && !strings.HasPrefix(m[1], "System") {
			break
		}
		first, names := next, m[3]
		for next++; r.Has(next) && tasklistMore.MatchString(r.Text(next)); next++ {
			names += " " + strings.TrimSpace(r.Text(next))
		}
		for name := range strings.SplitSeq(names, ",") {
			if name = strings.TrimSpace(name); wantedService(name) {
				service{name: name, state: "running", path: m[1]}.add(r, first, next-1)
				found++
			}
		}
	}
	if found == 0 {
		return i
	}
	return next
}
