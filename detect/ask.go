package detect

import (
	"cmp"
	"fmt"
	"maps"
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
	channel     string                     // of a log
	there       func(*correlate.Case) bool // nil: a log
	commands    map[Era]string             // that write it into the current folder
	archived    string                     // that copies what was a log before it was full
}

var needs = []need{
	{
		what:    "Application log",
		shows:   "freeze and thaw of the writers",
		channel: "Application",
		commands: map[Era]string{
			Era2003:   saveLog("Application", "AppEvent.Evt"),
			EraModern: "wevtutil epl Application Application.evtx",
		},
		archived: archived("Application"),
	},
	{
		what:    "System log",
		shows:   "volsnap, services and boots",
		channel: "System",
		commands: map[Era]string{
			Era2003:   saveLog("System", "SysEvent.Evt"),
			EraModern: "wevtutil epl System System.evtx",
		},
		archived: archived("System"),
	},
	{
		what:  "vssadmin list writers",
		shows: "the state of each writer",
		there: func(k *correlate.Case) bool { return k.ListingCount() > 0 },
		commands: map[Era]string{
			Era2003:   "vssadmin list writers > writers.txt",
			EraModern: "vssadmin list writers > writers.txt",
		},
	},
	{
		what:  "systeminfo",
		shows: "whether an article is about this Windows",
		there: func(k *correlate.Case) bool { w, _ := k.Host.Windows(); return w.Known() },
		commands: map[Era]string{
			Era2003:   "systeminfo > systeminfo.txt",
			EraModern: "systeminfo > systeminfo.txt",
		},
	},
}

func hasLog(k *correlate.Case, channel string) bool {
	return slices.ContainsFunc(k.Logs, func(l *correlate.Log) bool { return strings.EqualFold(l.Channel, channel) })
}

// archived copies the files that Windows 6.0 and later keeps of a log that was full.
func archived(log string) string {
	return `copy "%SystemRoot%\System32\winevt\Logs\Archive-` + log + `-*.evtx" .`
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
	Named int // how many hosts a message names at most; 0: all
	hosts int
	by    map[askKey]*askedHosts
	hand  map[Era][]string // what no command collects
	open  *hostAsks        // of the host whose parts come now
	said  map[string][]int // see spoken
}

// askKey is one thing to ask for. Things come in the order of their kinds and places.
type askKey struct {
	kind  askKind
	place int
	what  string // a command of a step, else ""
	era   Era
}

type askKind int

const (
	askAny  askKind = iota // stands for the hosts that lack something
	askNeed                // of needs
	askGap                 // a log of needs that does not cover a failure
	askWant                // of wants
	askLook                // a command of a step
)

func (a askKey) compare(b askKey) int {
	return cmp.Or(
		cmp.Compare(a.kind, b.kind),
		cmp.Compare(a.place, b.place),
		strings.Compare(a.what, b.what),
		strings.Compare(string(a.era), string(b.era)),
	)
}

// mostLooks is how many commands of steps are asked for, mostHand how many things that no
// command collects.
const (
	mostLooks = 12
	mostHand  = 6
)

type askedHosts struct {
	named []string
	count int
	gap   string // of the first host: from where to where its log goes
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

// hostAsks is what the failures of one host ask for.
type hostAsks struct {
	read  readThings
	logs  map[string]bool // that were read
	gaps  map[int]string  // logs of needs that do not cover a failure
	wants map[int]bool
	looks []string
	hand  []string
}

// Note takes the failures of the host that is added next, or of a part of it.
func (a *Asks) Note(k *correlate.Case, failures []*Failure) {
	if a.open == nil {
		a.open = &hostAsks{read: readThings{}, logs: map[string]bool{}, gaps: map[int]string{}, wants: map[int]bool{}}
	}
	h := a.open
	h.read.look(k)
	reach := map[string]logReach{}
	for _, l := range askedLogs {
		at, read := k.Reach(l.channel)
		reach[l.channel] = logReach{at, read}
		h.logs[l.channel] = h.logs[l.channel] || read
	}
	for _, f := range failures {
		if f.Problem() {
			h.take(f, reach, a.spoken(f))
		}
	}
}

// spoken are the wants that the texts of a failure speak of. Those of many failures are the
// same but for numbers: they are looked at once.
func (a *Asks) spoken(f *Failure) []int {
	text := f.speaksOf()
	key := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, text)
	found, known := a.said[key]
	if !known {
		for i, w := range wants {
			if w.words.MatchString(text) {
				found = append(found, i)
			}
		}
		if a.said == nil || len(a.said) >= mostSpoken {
			a.said = map[string][]int{}
		}
		a.said[key] = found
	}
	return found
}

// mostSpoken is how many texts are remembered.
const mostSpoken = 256

// take notes what a failure asks for.
func (h *hostAsks) take(f *Failure, reach map[string]logReach, spoken []int) {
	at, _ := f.FailedAt()
	for i, n := range needs {
		if r := reach[n.channel]; n.channel != "" && h.gaps[i] == "" {
			if covers, known := r.covers(at); known && !covers {
				h.gaps[i] = fmt.Sprintf(
					"that of %s goes from %s to %s, and it is about %s",
					f.Host,
					written(r.at.Lo),
					written(r.at.Hi),
					written(at.Lo),
				)
			}
		}
	}
	sure := f.CauseVerdict == Confirmed // then its steps need no more files, but for numbers
	for i, w := range wants {
		if w.class != "" && f.Class == w.class {
			h.wants[i] = true
		}
	}
	if sure {
		return
	}
	for _, i := range spoken {
		h.wants[i] = true
	}
	h.looks = addNew(h.looks, f.looks())
	if len(h.hand) < mostAsked {
		h.hand = addNew(h.hand, f.byHand())
	}
}

// addNew adds the texts that are not among all, up to mostAsked of them.
func addNew(all, texts []string) []string {
	for _, t := range texts {
		if len(all) < mostAsked && !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	return all
}

// mostAsked is how many commands or texts one host asks for: more than anybody would send.
const mostAsked = 200

// Add takes a host once Note has taken all of its failures.
func (a *Asks) Add(k *correlate.Case) {
	if a.by == nil {
		a.by, a.hand = map[askKey]*askedHosts{}, map[Era][]string{}
	}
	if a.open == nil {
		a.Note(k, nil)
	}
	h := a.open
	a.open = nil
	a.hosts++
	era, host := eraOf(k), k.Host.Name
	lacks := false
	ask := func(kind askKind, place int, what string) *askedHosts {
		lacks = true
		of := a.of(askKey{kind, place, what, era})
		of.add(host, a.Named)
		return of
	}
	for i, n := range needs {
		there := n.there != nil && n.there(k) || n.channel != "" && (h.logs[n.channel] || hasLog(k, n.channel))
		if !there {
			ask(askNeed, i, "")
		} else if gap := h.gaps[i]; gap != "" {
			of := ask(askGap, i, "")
			of.gap = cmp.Or(of.gap, gap)
		}
	}
	for i, w := range wants {
		if h.wants[i] && (w.seen == nil || !w.seen(h.read)) && w.commands[era] != nil {
			ask(askWant, i, "")
		}
	}
	for _, c := range slices.Compact(slices.Sorted(slices.Values(h.looks))) {
		if !h.read.told(c) && a.hasRoom(c, era) {
			ask(askLook, 0, c)
		}
	}
	for _, text := range h.hand {
		if !slices.Contains(a.hand[era], text) && len(a.hand[era]) < mostHand {
			a.hand[era], lacks = append(a.hand[era], text), true
		}
	}
	if lacks {
		a.of(askKey{era: era}).add(host, a.Named)
	}
}

// hasRoom reports whether a command of a step is asked for already, or may be.
func (a *Asks) hasRoom(command string, era Era) bool {
	if a.by[askKey{askLook, 0, command, era}] != nil {
		return true
	}
	n := 0
	for key := range a.by {
		if key.kind == askLook && key.era == era {
			n++
		}
	}
	return n < mostLooks
}

func (a *Asks) of(at askKey) *askedHosts {
	if a.by[at] == nil {
		a.by[at] = &askedHosts{}
	}
	return a.by[at]
}

// Lack is a kind of file that was not seen of some hosts.
type Lack struct {
	What  string // the kind of file, such as "Application log"
	Shows string // what it would show, a clause
	Hosts string // names of these hosts, joined for a sentence
}

// Lacks lists what was not seen, and what it would show.
func (a *Asks) Lacks() []Lack {
	var all []Lack
	for _, kind := range []askKind{askNeed, askGap, askWant} {
		for i := range max(len(needs), len(wants)) {
			if l, lacks := a.lack(kind, i); lacks {
				all = append(all, l)
			}
		}
	}
	return all
}

// lack is what hosts of both eras lack of one thing.
func (a *Asks) lack(kind askKind, place int) (Lack, bool) {
	both := &askedHosts{}
	for _, era := range []Era{Era2003, EraModern} {
		if l := a.by[askKey{kind, place, "", era}]; l != nil {
			both.named, both.count, both.gap = append(
				both.named,
				l.named...), both.count+l.count, cmp.Or(
				both.gap,
				l.gap,
			)
		}
	}
	if a.Named > 0 {
		both.named = both.named[:min(len(both.named), a.Named)]
	}
	if both.count == 0 {
		return Lack{}, false
	}
	hosts := both.words(a.hosts)
	switch kind {
	case askGap:
		return Lack{"a longer " + needs[place].what, needs[place].shows + "; " + both.gap, hosts}, true
	case askWant:
		return Lack{wants[place].what, wants[place].shows, hosts}, true
	}
	return Lack{needs[place].what, needs[place].shows, hosts}, true
}

// Ask is a message to whoever has the hosts: words, and commands that collect what was
// not seen.
type Ask struct {
	Era      Era
	Hosts    string // "" where no host is known
	Please   string
	Commands []string
	Hand     []string // what no command collects
	After    string
}

// List makes a message for each era of Windows; none where nothing lacks. Where no host
// is known it asks for everything.
func (a *Asks) List() []Ask {
	var all []Ask
	for _, era := range []Era{Era2003, EraModern} {
		hosts := a.by[askKey{era: era}]
		if hosts == nil && (a.hosts > 0 || era == Era2003) {
			continue
		}
		ask := Ask{Era: era, Commands: []string{"mkdir " + askFolder + " & cd /d " + askFolder}, Hand: a.hand[era]}
		for _, n := range needs {
			if hosts == nil {
				ask.Commands = append(ask.Commands, n.commands[era])
			}
		}
		gaps := false
		for _, key := range slices.SortedFunc(maps.Keys(a.by), askKey.compare) {
			if key.era == era {
				ask.Commands = append(ask.Commands, key.commands()...)
				gaps = gaps || key.kind == askGap
			}
		}
		on := "On the host whose backup failed"
		if hosts != nil {
			ask.Hosts = hosts.words(a.hosts)
			on = "On " + ask.Hosts
		}
		ask.Please = on + ": please run this in a command prompt as an administrator, and send the files " +
			"of " + askFolder + ":"
		ask.After = "Next time, better: the script of vsslog collect --for " + string(era) + ", while the backup runs."
		if gaps {
			ask.After = "Where a log no longer goes back that far, enlarge it before the next run. " + ask.After
		}
		all = append(all, ask)
	}
	return all
}

// commands collect the thing.
func (a askKey) commands() []string {
	switch a.kind {
	case askNeed:
		return []string{needs[a.place].commands[a.era]}
	case askGap:
		if n := needs[a.place]; a.era == EraModern {
			return []string{n.commands[a.era], n.archived}
		}
		return []string{needs[a.place].commands[a.era]}
	case askWant:
		return wants[a.place].commands[a.era]
	case askLook:
		return []string{a.what + " > " + fileOf(a.what)}
	}
	return nil
}

// Text is the message, ready to be sent.
func (a Ask) Text() string {
	text := a.Please + "\n\n" + strings.Join(a.Commands, "\n") + "\n"
	if len(a.Hand) > 0 {
		text += "\n" + ByHand + "\n- " + strings.Join(a.Hand, "\n- ") + "\n"
	}
	return text
}

// ByHand stands above what no command collects.
const ByHand = "And, if you can get it, which no command of these does:"
