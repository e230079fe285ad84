package hosting

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"unicode"
)

// naming turns computer names into host names: the lower-case NetBIOS label,
// or the whole name where two domains have a host of one label.
type naming struct {
	domains map[string]string   // label to a whole name with it
	shared  map[string]bool     // labels that two domains have
	folders map[string]dwellers // folder path in sources to who is in it and below it
	renamed map[string]bool     // computers that have another name now
}

// dwellers are who the inputs of a folder name: those in it, and those in it and below it.
type dwellers struct {
	in, below dweller
	logged    bool // an input in it or below it holds a log of a named computer
	// hosts: a folder in it is called by the host that dwells there.
	hosts bool
	// apart: a folder in it is called by something else than the host that dwells there, or by what is in it.
	apart bool
}

// empty reports that nothing is known of the folder.
func (d *dwellers) empty() bool {
	return d.in == dweller{} && d.below == dweller{} && !d.logged && !d.hosts && !d.apart
}

// dweller is the computer that all of some inputs name, if it is one, with the names that it had
// before.
type dweller struct {
	computers [mostNames]string // each with a label of its own
	alias     bool              // another name with one of these labels is there
	others    bool              // there are more
}

// mostNames is how many names are looked at to find one host in them.
const mostNames = 4

func newNaming() *naming {
	return &naming{map[string]string{}, map[string]bool{}, map[string]dwellers{}, map[string]bool{}}
}

// see takes the names that an input gives.
func (n *naming) see(o *Outline) {
	for _, computer := range o.Computers {
		label, _, dotted := strings.Cut(computer, ".")
		if !dotted {
			continue
		}
		switch known, ok := n.domains[label]; {
		case !ok:
			computer = strings.Clone(computer)
			n.domains[computer[:len(label)]] = computer
		case known != computer:
			n.shared[strings.Clone(label)] = true
		}
	}
	for _, computer := range o.renamed() {
		n.renamed[computer] = true
	}
	around := o.around()
	for k, dir := range around {
		f, ok := n.folders[dir]
		if k > 0 && dir[0] != '/' {
			f.hosts = f.hosts || o.calledAfter(around[k-1])
			f.apart = f.apart || o.calledOther(around[k-1])
		}
		for _, computers := range [2][]string{o.Computers, o.Named} {
			for _, computer := range computers {
				f.below.join(computer)
				if k == 0 || dir[0] == '/' {
					f.in.join(computer)
				}
			}
		}
		f.logged = f.logged || slices.ContainsFunc(logComputers(o), func(c string) bool { return c != "" })
		switch {
		case f.empty():
		case ok:
			n.folders[dir] = f
		default:
			n.folders[strings.Clone(dir)] = f
		}
	}
}

// calledAfter reports whether a folder is called by a host that the input names.
func (o *Outline) calledAfter(dir string) bool {
	base := strings.ToLower(path.Base(dir))
	for _, computers := range [2][]string{o.Computers, o.Named} {
		for _, computer := range computers {
			if labelOf(computer) == base || strings.EqualFold(computer, base) {
				return true
			}
		}
	}
	return false
}

// calledOther reports whether a folder has a name that can be that of a host, and holds no name of those that the
// input, a log, gives.
func (o *Outline) calledOther(dir string) bool {
	base := strings.ToLower(path.Base(dir))
	if !isHost(strings.ReplaceAll(base, "other", "")) { // another one's
		return false
	}
	computers := logComputers(o)
	return slices.ContainsFunc(computers, func(c string) bool { return c != "" }) &&
		!slices.ContainsFunc(computers, func(c string) bool { return c != "" && strings.Contains(base, labelOf(c)) })
}

// common are words of names of folders that are called by what is in them, not by a host.
var common = map[string]bool{
	"log":         true,
	"logs":        true,
	"text":        true,
	"texts":       true,
	"txt":         true,
	"info":        true,
	"event":       true,
	"events":      true,
	"eventlog":    true,
	"eventlogs":   true,
	"evtx":        true,
	"evt":         true,
	"csv":         true,
	"xml":         true,
	"winevt":      true,
	"system":      true,
	"application": true,
	"security":    true,
	"export":      true,
	"exports":     true,
	"exported":    true,
	"output":      true,
	"out":         true,
	"files":       true,
	"data":        true,
	"dump":        true,
	"dumps":       true,
	"vss":         true,
	"writer":      true,
	"writers":     true,
	"ticket":      true,
	"tickets":     true,
	"support":     true,
	"case":        true,
	"cases":       true,
	"attachment":  true,
	"attachments": true,
	"screenshot":  true,
	"screenshots": true,
	"misc":        true,
	"other":       true,
	"others":      true,
	"temp":        true,
	"tmp":         true,
	"mail":        true,
	"mails":       true,
	"report":      true,
	"reports":     true,
	"result":      true,
	"results":     true,
	"raw":         true,
	"new":         true,
	"docs":        true,
	"notes":       true,
	"listing":     true,
	"listings":    true,
	"collected":   true,
	"diag":        true,
	"diagnostics": true,
	"trace":       true,
	"traces":      true,
	"windows":     true,
	"veeam":       true,
	"customer":    true,
	"hosts":       true,
	"from":        true,
	"before":      true,
	"after":       true,
	"night":       true,
	"day":         true,
}

// isHost reports a name of a folder that can be that of a host.
func isHost(base string) bool {
	words := strings.FieldsFunc(base, func(c rune) bool { return !unicode.IsLetter(c) })
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return common[w] })
}

// join takes one more name.
func (d *dweller) join(computer string) {
	for k, known := range d.computers {
		switch {
		case known == "":
			d.computers[k] = strings.Clone(computer)
			return
		case known == computer:
			return
		case labelOf(known) == labelOf(computer):
			d.alias = true
			return
		}
	}
	d.others = true
}

// nobody reports that no name was seen.
func (d *dweller) nobody() bool { return d.computers[0] == "" }

// only returns the one host that some inputs name, if it is one: under its present name.
func (n *naming) only(d dweller) (host string, ok bool) {
	if d.others {
		return "", false
	}
	var found string
	for _, computer := range d.computers {
		switch {
		case computer == "" || n.renamed[computer]:
		case found != "":
			return "", false
		default:
			found = computer
		}
	}
	if found == "" || d.alias && n.shared[labelOf(found)] {
		return "", false
	}
	return n.label(found), true
}

// around lists what represents the folders that the input is in, the nearest
// first.
func (o *Outline) around() []string {
	dirs := ancestors(o.Source)
	if o.Beside != "" {
		dirs = append(dirs, "/"+o.Beside) // no source begins with a slash
	}
	return dirs
}

// archive is the innermost archive of several files that the input is in, as ancestors
// writes it; "" if it is in none. A file that is only compressed counts as being where it is.
func (o *Outline) archive() string {
	name := o.Source
	for at := strings.LastIndex(name, "!/"); at >= 0; at = strings.LastIndex(name, "!/") {
		name = name[:at]
		if _, several := archiveEnding(name); several {
			return strings.ReplaceAll(name, "!/", "/")
		}
	}
	return ""
}

// archiveEndings are those of archives and of compressed files, the longer ones first.
var archiveEndings = []struct {
	ending  string
	several bool // it holds several files
}{
	{".tar.bz2", true},
	{".tar.zst", true},
	{".tar.gz", true},
	{".tar.xz", true},
	{".tbz2", true},
	{".tgz", true},
	{".txz", true},
	{".tbz", true},
	{".zip", true},
	{".tar", true},
	{".7z", true},
	{".bz2", false},
	{".zst", false},
	{".gz", false},
	{".xz", false},
}

// archiveEnding returns the ending of the name of an archive, "" for other names.
func archiveEnding(name string) (ending string, several bool) {
	for _, e := range archiveEndings {
		if at := len(name) - len(e.ending); at > 0 && strings.EqualFold(name[at:], e.ending) {
			return name[at:], e.several
		}
	}
	return "", false
}

// TrimArchive returns the last part of a name without the ending of an archive, which is no
// part of a host's name.
func TrimArchive(name string) string {
	base := path.Base(name)
	ending, _ := archiveEnding(base)
	return strings.TrimSuffix(base, ending)
}

// ancestors lists the folders that a source is in, the nearest first; an
// archive counts as a folder.
func ancestors(name string) []string {
	var dirs []string
	for d := path.Dir(strings.ReplaceAll(name, "!/", "/")); d != "." && d != "/"; d = path.Dir(d) {
		dirs = append(dirs, d)
	}
	return dirs
}

func labelOf(computer string) string {
	label, _, _ := strings.Cut(strings.ToLower(computer), ".")
	return label
}

func (n *naming) label(computer string) string {
	computer = strings.ToLower(computer)
	label := labelOf(computer)
	if len(label) < len(computer) && n.shared[label] {
		return computer
	}
	return label
}

// of attributes an input without computer names in its records: to its own one
// host, to the only host of the nearest folder that has any, of those in the folder itself
// before those below it, else to its folder. A log is not that of a host below which has
// logs of its own there, what lies beside a folder that is called by a host and holds its logs is not
// that host's, and the content of an archive does not belong to a host in another archive, nor
// the content of SRV02 to SRV01 in the folder of that name beside it.
func (n *naming) of(o *Outline) (host string, why basis) {
	if own := o.names(); len(own) == 1 {
		return n.label(own[0]), byRecords
	}
	archive, around, above := o.archive(), o.around(), false
	for k, dir := range around {
		f := n.folders[dir]
		if k > 0 && dir[0] != '/' {
			if base := strings.ToLower(path.Base(around[k-1])); f.hosts && isHost(base) {
				return base, byPath
			}
		}
		if host, ok := n.only(f.in); ok {
			return host, byFolder
		}
		if len(dir) < len(archive) && dir[0] != '/' {
			continue // another archive beside it is usually of another host
		}
		if f.logged && o.unnamedLog() && f.in.nobody() {
			continue
		}
		above = above || k == 0 && (f.apart || f.hosts && f.logged) && f.in.nobody()
		if host, ok := n.only(f.below); ok && !above {
			return host, byFolder
		}
	}
	return strings.ToLower(cmp.Or(o.Folder, path.Base(o.Source))), byPath
}

// unnamedLog reports a log, or records of one, that name no computer.
func (o *Outline) unnamedLog() bool {
	return o.Home != "" && len(o.Computers) == 0 || slices.Contains(logComputers(o), "")
}

// names are all names of hosts that the input gives, each once.
func (o *Outline) names() []string {
	names := slices.Concat(o.Computers, o.Named)
	slices.Sort(names)
	return slices.Compact(names)
}
