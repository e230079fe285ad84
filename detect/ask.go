package detect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
)

// Era is a family of Windows, by what collects on it: the name of its script.
type Era string

// Eras.
const (
	Era2003   Era = "2003"
	EraModern Era = "modern"
)

// eraOf says on which Windows the files of a host are to be collected. Where no file
// tells its version, the format of its logs does.
func eraOf(k *correlate.Case) Era {
	old := func(l *correlate.Log) bool { return strings.HasSuffix(strings.ToLower(l.Source), ".evt") }
	if w, _ := k.Host.Windows(); w.Known() && w.Major < 6 || !w.Known() && slices.ContainsFunc(k.Logs, old) {
		return Era2003
	}
	return EraModern
}

// need is a kind of file that tells what no other does.
type need struct {
	what, shows string
	there       func(*correlate.Case) bool
	commands    map[Era]string // that write it into the current folder
}

var needs = []need{
	{"Application log", "freeze and thaw of the writers", hasLog("Application"), map[Era]string{
		Era2003: saveLog("Application", "AppEvent.Evt"), EraModern: "wevtutil epl Application Application.evtx"}},
	{"System log", "volsnap, services and boots", hasLog("System"), map[Era]string{
		Era2003: saveLog("System", "SysEvent.Evt"), EraModern: "wevtutil epl System System.evtx"}},
	{"vssadmin list writers", "when a writer failed", func(k *correlate.Case) bool { return k.ListingCount() > 0 }, map[Era]string{
		Era2003: "vssadmin list writers > writers.txt", EraModern: "vssadmin list writers > writers.txt"}},
	{"systeminfo", "whether an article is about this Windows", func(k *correlate.Case) bool { w, _ := k.Host.Windows(); return w.Known() }, map[Era]string{
		Era2003: "systeminfo > systeminfo.txt", EraModern: "systeminfo > systeminfo.txt"}},
}

func hasLog(channel string) func(*correlate.Case) bool {
	return func(k *correlate.Case) bool {
		return slices.ContainsFunc(k.Logs, func(l *correlate.Log) bool { return strings.EqualFold(l.Channel, channel) })
	}
}

// askFolder is where the commands of a message write.
const askFolder = `C:\vsslog-files`

// saveLog saves a log of Server 2003, which has no wevtutil.
func saveLog(log, file string) string {
	return fmt.Sprintf(`wmic nteventlog where "LogfileName='%s'" call backupeventlog "%s\%s"`, log, askFolder, file)
}

// Asks gathers, host by host, what was not among the files, so that it can be asked for
// once.
type Asks struct {
	Named int // hosts that are named each time; 0: all
	hosts int
	by    map[askKey]*askedHosts
}

type askKey struct {
	need int
	era  Era
}

type askedHosts struct {
	named []string
	count int
}

func (l *askedHosts) add(host string, most int) {
	if l.count++; most == 0 || len(l.named) < most {
		l.named = append(l.named, host)
	}
}

// words names the hosts, of all that there are.
func (l *askedHosts) words(all int) string {
	if l.count == all && all > 1 {
		return "every host"
	}
	names := l.named
	if n := l.count - len(names); n > 0 {
		names = append(slices.Clone(names), fmt.Sprintf("%d more", n))
	}
	return strings.Join(names, ", ")
}

// Add takes the next host.
func (a *Asks) Add(k *correlate.Case) {
	if a.by == nil {
		a.by = map[askKey]*askedHosts{}
	}
	a.hosts++
	era, lacks := eraOf(k), false
	for i := range needs {
		if !needs[i].there(k) {
			a.of(i, era).add(k.Host.Name, a.Named)
			lacks = true
		}
	}
	if lacks {
		a.of(anyNeed, era).add(k.Host.Name, a.Named)
	}
}

// anyNeed stands for the hosts that lack something.
const anyNeed = -1

func (a *Asks) of(need int, era Era) *askedHosts {
	at := askKey{need, era}
	if a.by[at] == nil {
		a.by[at] = &askedHosts{}
	}
	return a.by[at]
}

// Lack is a kind of file that some hosts have not.
type Lack struct{ What, Shows, Hosts string }

// Lacks lists what was not seen, and what it would show.
func (a *Asks) Lacks() []Lack {
	var all []Lack
	for i, n := range needs {
		both := &askedHosts{}
		for _, era := range []Era{Era2003, EraModern} {
			if l := a.by[askKey{i, era}]; l != nil {
				both.named, both.count = append(both.named, l.named...), both.count+l.count
			}
		}
		if a.Named > 0 {
			both.named = both.named[:min(len(both.named), a.Named)]
		}
		if both.count > 0 {
			all = append(all, Lack{n.what, n.shows, both.words(a.hosts)})
		}
	}
	return all
}

// Ask is a message to whoever has the hosts: words, and commands that collect what was
// not seen.
type Ask struct {
	Era      Era
	Hosts    string // "" where no host is known
	Please   string
	Commands []string
	After    string
}

// List makes a message for each era of Windows; none where nothing lacks. Where no host
// is known it asks for everything.
func (a *Asks) List() []Ask {
	var all []Ask
	for _, era := range []Era{Era2003, EraModern} {
		hosts := a.by[askKey{anyNeed, era}]
		if hosts == nil && (a.hosts > 0 || era == Era2003) {
			continue
		}
		ask := Ask{Era: era, Commands: []string{"mkdir " + askFolder + " & cd /d " + askFolder}}
		for i, n := range needs {
			if hosts == nil || a.by[askKey{i, era}] != nil {
				ask.Commands = append(ask.Commands, n.commands[era])
			}
		}
		on := "On the host whose backup failed"
		if hosts != nil {
			ask.Hosts = hosts.words(a.hosts)
			on = "On " + ask.Hosts
		}
		ask.Please = on + ": please run this in a command prompt as an administrator, and send the files of " + askFolder + ":"
		ask.After = "Next time, better: the script of vsslog collect --for " + string(era) + ", while the backup runs."
		all = append(all, ask)
	}
	return all
}

// Text is the message, ready to be sent.
func (a Ask) Text() string {
	return a.Please + "\n\n" + strings.Join(a.Commands, "\n") + "\n"
}
