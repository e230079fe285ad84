package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// DiskChain reads the chain of a virtual machine's disks as Get-VHD lists it: each with its parent. What
// counts is a parent on another drive, or in another ClusterStorage, than its child: the chain is split, or one
// volume has two mount points. The names of the columns no language of Windows changes.
//
//	Path                             ParentPath
//	----                             ----------
//	C:\Hyper-V\VMs\VM_A.avhdx        D:\VMs\VM.vhdx
//
// Source: https://jpwinsup.github.io/blog/2025/01/13/Hyper-V/Break-chain-on-multi-mount-points/, looked at
// 2026-12-02.
var DiskChain = console.Grammar{
	Name:  "disk-chain",
	Title: "lists of virtual disks and their parents, as Get-VHD prints them",
	Sure:  parse.Likely,
	Words: []string{"ParentPath"},
	Begin: console.Stateless(readDiskChain),
}

// messageOtherPath is what the statement of such a parent is called.
const messageOtherPath = "parent on another path"

var (
	chainHead = lazyregexp.New(`^\s*Path\s+(?:\w+\s+)*ParentPath\b`)
	// A row whose parent is named; columns between the two hold no path.
	chainRow = lazyregexp.New(
		`^\s*([A-Za-z]:\\[^<>"|?*\n]*?\.a?vhdx?)\s[^\\:\n]*?([A-Za-z]:\\[^<>"|?*\n]*?\.a?vhdx?)\s*$`,
	)
	chainPath   = lazyregexp.New(`^\s*Path\s*:\s*(\S.*\.a?vhdx?)\s*$`)
	chainParent = lazyregexp.New(`^\s*ParentPath\s*:\s*(\S.*\.a?vhdx?)\s*$`)
)

// mostDisks bounds a table, mostLabels what stands between two labels of one disk.
const (
	mostDisks  = 2000
	mostLabels = 12
)

func readDiskChain(r *console.Reader, i int) int {
	if m := chainParent.FindStringSubmatch(r.Text(i)); m != nil {
		return readDiskList(r, i, m[1])
	}
	if !chainHead.MatchString(r.Text(i)) || !jobRule.MatchString(r.Text(i+1)) {
		return i
	}
	at := i + 2
	for ; at < i+mostDisks && r.Has(at) && !r.Blank(at); at++ {
		if m := chainRow.FindStringSubmatch(r.Text(at)); m != nil && otherPath(m[1], m[2]) {
			addDisk(r, at, at, m[1], m[2])
		}
	}
	r.Vouch()
	return at
}

// readDiskList reads a disk as a list of labels, of which line i names the parent.
func readDiskList(r *console.Reader, i int, parent string) int {
	for at := i - 1; at > i-mostLabels && strings.TrimSpace(r.Behind(at)) != ""; at-- {
		m := chainPath.FindStringSubmatch(r.Behind(at))
		if m == nil {
			continue
		}
		if !otherPath(m[1], parent) {
			return i
		}
		addDisk(r, i, i, m[1], parent)
		r.Vouch()
		return i + 1
	}
	return i
}

// otherPath reports whether two disks of one chain are on different drives, or in different ClusterStorage folders.
func otherPath(child, parent string) bool {
	return !strings.EqualFold(mountOf(child), mountOf(parent))
}

// mountOf is the drive of a path, with the folder of the shared volumes of a cluster.
func mountOf(path string) string {
	parts := strings.SplitN(path, `\`, 3)
	if len(parts) > 1 && strings.HasPrefix(strings.ToLower(parts[1]), "clusterstorage") {
		return parts[0] + `\` + parts[1]
	}
	return parts[0]
}

func addDisk(r *console.Reader, first, last int, child, parent string) {
	s := r.Add(parse.ProviderRequester, first, last)
	s.Set(parse.FieldTool, "hyper-v")
	s.Set(parse.FieldPhrase, parse.PhraseOwnMessage)
	s.Set(parse.FieldMessageID, messageOtherPath)
	s.SetText(child + ": parent " + parent)
}
