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
	domains map[string]string  // label to a whole name with it
	shared  map[string]bool    // labels that two domains have
	folders map[string]dweller // folder path in sources to who is below it
}

// dweller is the computer that all inputs below a folder name, if it is one.
type dweller struct {
	computer string
	alias    bool // another name with its label is there
	others   bool // a name with another label is
}

func newNaming() *naming {
	return &naming{map[string]string{}, map[string]bool{}, map[string]dweller{}}
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
	for _, dir := range o.around() {
		for _, computers := range [2][]string{o.Computers, o.Named} {
			for _, computer := range computers {
				n.dwells(dir, computer)
			}
		}
	}
}

// dwells notes that a computer is named below a folder.
func (n *naming) dwells(dir, computer string) {
	d, ok := n.folders[dir]
	switch {
	case !ok:
		n.folders[strings.Clone(dir)] = dweller{computer: strings.Clone(computer)}
		return
	case d.others || d.computer == computer:
		return
	case labelOf(d.computer) == labelOf(computer):
		d.alias = true
	default:
		d.others = true
	}
	n.folders[dir] = d
}

// only returns the one host below a folder, if it is one.
func (n *naming) only(dir string) (host string, ok bool) {
	d, ok := n.folders[dir]
	if !ok || d.others || d.alias && n.shared[labelOf(d.computer)] {
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
// host, to the only host of the nearest folder that has any, else to its folder.
func (n *naming) of(o *Outline) (host string, why basis) {
	if own := o.names(); len(own) == 1 {
		return n.label(own[0]), byRecords
	}
	for _, dir := range o.around() {
		if host, ok := n.only(dir); ok {
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
