package hosting

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// naming turns computer names into host names: the lower-case NetBIOS label,
// or the whole name where two domains have a host of one label.
type naming struct {
	domains map[string]string   // label to a whole name with it
	shared  map[string]bool     // labels that two domains have
	folders map[string]dwellers // folder path in sources to who is in it and below it
}

// dwellers are who the inputs of a folder name: those in it, and those in it and below it.
type dwellers struct {
	in, below dweller
	logged    bool // an input in it or below it holds a log of a named computer
	// after are the first letters of hosts that folders in it are called by, and that dwell there.
	after map[string]bool
}

// empty reports that nothing is known of the folder.
func (d *dwellers) empty() bool {
	return d.in == dweller{} && d.below == dweller{} && !d.logged && d.after == nil
}

// dweller is the computer that all of some inputs name, if it is one.
type dweller struct {
	computer string // "": they name none
	alias    bool   // another name with its label is there
	others   bool   // a name with another label is
}

func newNaming() *naming {
	return &naming{map[string]string{}, map[string]bool{}, map[string]dwellers{}}
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
	around := o.around()
	for k, dir := range around {
		f, ok := n.folders[dir]
		if k > 0 && dir[0] != '/' {
			if letters := o.calledAfter(around[k-1]); letters != "" && !f.after[letters] {
				if f.after == nil {
					f.after = map[string]bool{}
				}
				f.after[strings.Clone(letters)] = true
			}
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

// calledAfter are the first letters of the host that a folder is called by, if the input
// names that host; else "".
func (o *Outline) calledAfter(dir string) string {
	base := strings.ToLower(path.Base(dir))
	for _, computers := range [2][]string{o.Computers, o.Named} {
		for _, computer := range computers {
			if labelOf(computer) == base {
				return firstLetters(base)
			}
		}
	}
	return ""
}

// firstLetters are those that names of hosts have in common, as SRV01 and SRV02 have; "" if
// a name has fewer.
func firstLetters(name string) string {
	const alike = 3
	if len(name) < alike {
		return ""
	}
	return name[:alike]
}

// join takes one more name.
func (d *dweller) join(computer string) {
	switch {
	case d.computer == "":
		d.computer = strings.Clone(computer)
	case d.others || d.computer == computer:
	case labelOf(d.computer) == labelOf(computer):
		d.alias = true
	default:
		d.others = true
	}
}

// only returns the one host that some inputs name, if it is one.
func (n *naming) only(d dweller) (host string, ok bool) {
	if d.computer == "" || d.others || d.alias && n.shared[labelOf(d.computer)] {
		return "", false
	}
	return n.label(d.computer), true
}

// around lists what stands for the folders that the input lies in, the nearest
// first.
func (o *Outline) around() []string {
	dirs := ancestors(o.Source)
	if o.Beside != "" {
		dirs = append(dirs, "/"+o.Beside) // no source begins with a slash
	}
	return dirs
}

// archive is the innermost archive of several files that the input lies in, as ancestors
// writes it; "" if it lies in none.
func (o *Outline) archive() string {
	at := strings.LastIndex(o.Source, "!/")
	if at < 0 {
		return ""
	}
	name := strings.ToLower(o.Source[:at])
	for _, ending := range archiveEndings {
		if strings.HasSuffix(name, ending) {
			return strings.ReplaceAll(o.Source[:at], "!/", "/")
		}
	}
	return ""
}

// archiveEndings are those of archives that hold several files: a file that is only
// compressed lies where it lies.
var archiveEndings = []string{
	".zip", ".7z", ".tar", ".tgz", ".tar.gz", ".tbz2", ".tar.bz2", ".txz", ".tar.xz", ".tar.zst",
}

// ancestors lists the folders that a source lies in, the nearest first; an
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
// logs of its own there, and what lies in an archive is not that of a host in another, nor what
// lies in SRV02 that of SRV01 in the folder of that name beside it.
func (n *naming) of(o *Outline) (host string, why basis) {
	if own := o.names(); len(own) == 1 {
		return n.label(own[0]), byRecords
	}
	archive, around := o.archive(), o.around()
	for k, dir := range around {
		f := n.folders[dir]
		if k > 0 && dir[0] != '/' {
			if base := strings.ToLower(path.Base(around[k-1])); f.after[firstLetters(base)] {
				return base, byPath
			}
		}
		if host, ok := n.only(f.in); ok {
			return host, byFolder
		}
		if len(dir) < len(archive) && dir[0] != '/' {
			continue // what lies in another archive beside it is as a rule of another host
		}
		if f.logged && slices.Contains(logComputers(o), "") && f.in.computer == "" {
			continue
		}
		if host, ok := n.only(f.below); ok {
			return host, byFolder
		}
	}
	return strings.ToLower(cmp.Or(o.Folder, path.Base(o.Source))), byPath
}

// names are all names of hosts that the input gives, each once.
func (o *Outline) names() []string {
	names := slices.Concat(o.Computers, o.Named)
	slices.Sort(names)
	return slices.Compact(names)
}
