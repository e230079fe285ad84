package correlate

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// Host is a machine and what its files say about it.
type Host struct {
	Name  string `redact:"host"`
	Basis string `redact:"-"` // where the name comes from: records, folder, path
	Facts []*Step

	clock   clock
	logs    *hostLogs
	goods   []*Step       // that tell of a shadow copy or backup that went well, with no more than their times
	learned []datedOffset // of files in local time, by what another file holds of the same records
	refused string        `redact:"-"` // why the zone given is not that of the host; "" if nothing says so
	later   bool          // a record shows that it is Windows 6.0 or later
	texts   textClocks
	open    openDate
	indexed *factIndex // see index
}

// textClocks are the clocks of events in texts: by the source of those in local time on which
// days they lie, and whether any are in UTC.
type textClocks struct {
	local map[string]localDays `redact:"-"`
	utc   bool

	told, toldUTC bool // statements of programs and listings are in local time, or not

	polled  map[string]polledListing `redact:"-"` // the last listing of each source
	setBack bool                     // the stamps of a poll go back: summer time ended, or the clock was set
}

// polledListing is the place of a listing in its file, and its stamp.
type polledListing struct {
	number int32
	wall   parse.Ticks
}

// poll takes a step of a listing. They come as they stand in their file, or in the order of their stamps.
func (t *textClocks) poll(s *Step) {
	now := polledListing{s.Record.Listing, s.Record.Time.Wall}
	if last, ok := t.polled[s.Source]; ok {
		t.setBack = t.setBack || cmp.Compare(now.number, last.number)*cmp.Compare(now.wall, last.wall) < 0
	} else if t.polled == nil {
		t.polled = map[string]polledListing{}
	}
	t.polled[s.Source] = now
}

// localDays are days of local times, by their number; more than mostLocalDays are not told apart.
type localDays map[parse.Ticks]bool

const mostLocalDays = 4096

// see takes a step.
func (t *textClocks) see(s *Step) {
	r := s.Record
	switch {
	case r.Time.IsZero():
	case r.EventID == 0, r.IsStatement(), isListing(r):
		t.told, t.toldUTC = t.told || isLocal(r.Time), t.toldUTC || !isLocal(r.Time)
		if isListing(r) {
			t.poll(s)
		}
	case isLocal(r.Time):
		if t.local == nil {
			t.local = map[string]localDays{}
		}
		days := t.local[s.Source]
		if days == nil {
			days = localDays{}
			t.local[s.Source] = days
		}
		if len(days) < mostLocalDays {
			days[r.Time.Wall/parse.Day] = true
		}
	default:
		t.utc = true
	}
}

// only reports whether the host has texts of programs and listings without events, all of them in
// local time, and no poll whose clock was set back: they are of one zone, whatever it is.
func (t *textClocks) only() bool {
	return t.told && !t.toldUTC && !t.utc && !t.setBack && len(t.local) == 0
}

// open reports whether the clock leaves the offset of any of the days open.
func (t *textClocks) open(c *clock) bool {
	for _, days := range t.local {
		if len(days) == mostLocalDays {
			return true
		}
		for day := range days {
			if c.opensDay(day * parse.Day) {
				return true
			}
		}
	}
	return false
}

// toUTC moves what is known to have an offset.
func (t *textClocks) toUTC(offsets map[string]fileOffset) {
	for source := range offsets {
		if t.local[source] != nil {
			delete(t.local, source)
			t.utc = true
		}
	}
}

// Windows is a version as the files state it.
type Windows struct {
	Major, Minor, Build int
	ServicePack         int // 0: none; -1: not stated
	Name                string
	Basis               []*Step
}

// Known reports whether any file states the version.
func (w Windows) Known() bool { return w.Major != 0 }

// Is2003 reports whether the kernel is 5.2.3790, that of Server 2003 and of XP x64.
func (w Windows) Is2003() bool { return w.Major == 5 && w.Minor == 2 && w.Build == 3790 }

// IsXP64 reports whether a 5.2.3790 host is Windows XP x64.
func (w Windows) IsXP64() bool {
	return w.Is2003() && strings.Contains(w.Name, "XP")
}

// String returns 5.2.3790 Service Pack 1.
func (w Windows) String() string {
	if !w.Known() {
		return "unknown Windows version"
	}
	s := fmt.Sprintf("Windows %d.%d.%d", w.Major, w.Minor, w.Build)
	if w.ServicePack > 0 {
		s += fmt.Sprintf(" Service Pack %d", w.ServicePack)
	}
	return s
}

// facts returns the values of one fact with their steps, in total order.
func (h *Host) facts(name string) []*Step { return h.index().stated[name] }

var (
	versionForm = lazyregexp.New(`(\d+)\.(\d+)\.(\d+)`)
	bootForm    = lazyregexp.New(`(\d+)\.0?(\d+)\.? +(\d{4,5})`)
	bootWords   = lazyregexp.New(`(?i)(multi|uni)processor (free|checked)|[.,;]`)
	packNumber  = lazyregexp.New(`\d+`)
)

// Windows returns the version of the host; conflict is true if its files state
// different ones.
func (h *Host) Windows() (w Windows, conflict bool) {
	x := h.index()
	x.reading.Do(func() { x.windows, x.conflict = h.readWindows() })
	w = x.windows
	w.Basis = slices.Clip(w.Basis)
	return w, x.conflict
}

func (h *Host) readWindows() (w Windows, conflict bool) {
	w.ServicePack = -1
	for _, s := range h.facts(parse.FactOSVersion) {
		m := versionForm.FindStringSubmatch(s.Record.Text(parse.FieldValue))
		if m == nil {
			continue
		}
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[2])
		c, _ := strconv.Atoi(m[3])
		if w.Known() && (w.Major != a || w.Minor != b || w.Build != c) {
			conflict = true
		}
		w.Major, w.Minor, w.Build = a, b, c
		w.Basis = append(w.Basis, s)
	}
	unread := false // a text of a service pack without a number
	for _, s := range h.facts(parse.FactServicePack) {
		w.Basis = append(w.Basis, s)
		pack := servicePack(s.Record.Text(parse.FieldValue))
		if pack < 0 {
			unread = true
			continue
		}
		if w.ServicePack >= 0 && w.ServicePack != pack {
			conflict = true
		}
		w.ServicePack = pack
	}
	if unread && w.ServicePack == 0 {
		w.ServicePack = -1
	}
	for _, s := range h.facts(parse.FactOSName) {
		w.Name = s.Record.Text(parse.FieldValue)
		w.Basis = append(w.Basis, s)
	}
	var booted Windows
	h.bootVersion(&booted)
	switch {
	case !w.Known():
		w = booted
	case booted.Known() && (booted.Build != w.Build || w.ServicePack >= 0 && booted.ServicePack != w.ServicePack):
		conflict = true // the event log says at its last boot that it is another
		w.Basis = append(w.Basis, booted.Basis...)
	}
	return w, conflict
}

// Later reports whether a record of the host is one that only Windows 6.0 and later writes:
// what is known of its version where no file states it.
func (h *Host) Later() bool { return h.later }

// servicePack reads the text of a service pack in any language by its number: 0
// is none, -1 a text that does not say.
func servicePack(text string) int {
	text = strings.TrimSpace(text)
	if number := packNumber.FindString(text); number != "" {
		pack, err := strconv.Atoi(number)
		if err != nil {
			return -1
		}
		return pack
	}
	if text == "" || strings.EqualFold(text, "N/A") {
		return 0
	}
	return -1
}

// bootVersion takes the version out of EventLog 6009 ("5.02.", "3790",
// "Service Pack 1"), which is written at every boot.
func (h *Host) bootVersion(w *Windows) {
	w.ServicePack = -1
	for _, s := range h.index().boots {
		if s.Record.EventID != 6009 {
			continue
		}
		m := bootForm.FindStringSubmatch(s.Detail)
		if m == nil {
			continue
		}
		w.Major, _ = strconv.Atoi(m[1])
		w.Minor, _ = strconv.Atoi(m[2])
		w.Build, _ = strconv.Atoi(m[3])
		w.ServicePack = servicePack(bootWords.ReplaceAllString(strings.Replace(s.Detail, m[0], "", 1), ""))
		w.Basis = []*Step{s}
	}
}

// FileVersion is the version of one file on the host.
type FileVersion struct {
	File   string // lower-case base name
	Path   string // as printed
	Number [4]int // 5.2.3790.1830 is {5, 2, 3790, 1830}
	Text   string // the whole version string, with its branch words
	Step   *Step
}

// asideFolders hold copies that no process runs: what an update replaced, its
// branches, the cache of protected files, service packs unpacked.
var asideFolders = []string{
	"$ntuninstall",
	"$ntservicepackuninstall",
	"$hf_mig$",
	`\dllcache\`,
	"servicepackfiles",
	`\i386\`,
	"winsxs",
	"softwaredistribution",
}

func aside(path string) bool {
	lower := strings.ToLower(path)
	for _, folder := range asideFolders {
		if strings.Contains(lower, folder) {
			return true
		}
	}
	return false
}

// Files returns the stated versions of a file; copies set aside do not count.
func (h *Host) Files(name string) []FileVersion {
	var found []FileVersion
	for _, s := range h.index().files[strings.ToLower(name)] {
		if aside(s.Record.Text(parse.FieldPath)) {
			continue
		}
		f := FileVersion{
			File: name,
			Path: s.Record.Text(parse.FieldPath),
			Text: s.Record.Text(parse.FieldVersionString),
			Step: s,
		}
		if n, _ := fmt.Sscanf(s.Record.Text(parse.FieldVersion), "%d.%d.%d.%d", &f.Number[0], &f.Number[1], &f.Number[2],
			&f.Number[3]); n == 4 {
			found = append(found, f)
		}
	}
	return found
}

// Hotfix returns the statements that an update is installed, by its number.
func (h *Host) Hotfix(number string) []*Step {
	var found []*Step
	for _, s := range h.index().hotfixes {
		if strings.Trim(s.Record.Text(parse.FieldHotfix), "KBQkbq") == strings.Trim(number, "KBQkbq") {
			found = append(found, s)
		}
	}
	return found
}

// HotfixList reports whether any list of updates was read.
func (h *Host) HotfixList() bool {
	x := h.index()
	return len(x.stated[parse.FactHotfixCount]) > 0 || len(x.hotfixes) > 0
}

// Boots returns when the host was started, as far as its files tell.
func (h *Host) Boots() []interval.Interval {
	var boots []interval.Interval
	for _, s := range h.index().boots {
		if s.Record.EventID == 6005 {
			boots = append(boots, s.At)
		}
	}
	for _, s := range h.facts(parse.FactBootTime) {
		boots = append(boots, s.At)
	}
	return boots
}
