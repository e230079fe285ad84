package hostfacts

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Volumes reads Get-Volume, Get-Disk, Get-Partition, wmic volume and logicaldisk,
// diskpart's lists, mountvol and fsutil: volumes with their room, and disks.
var Volumes = console.Grammar{
	Name:  "volumes",
	Title: "volumes and disks: Get-Volume, mountvol, diskpart, wmic volume, fsutil",
	Sure:  parse.Likely,
	Words: []string{
		"DriveLetter",
		"FileSystem",
		"FreeSpace",
		"SizeRemaining",
		"OperationalStatus",
		"PartitionStyle",
		"Partition Style",
		"ObjectId",
		"Caption",
		"DeviceID",
		"free bytes",
	},
	Needs: []string{"\\?{}"},
	Below: []string{"  ---  ", "--------  "},
	Begin: console.Stateless(readVolumes),
}

var mountedVolume = lazyregexp.New(`^\s+(\\\\\?\\Volume\{[0-9A-Fa-f-]{36}\}\\)$`)

func readVolumes(r *console.Reader, i int) int {
	if m := mountedVolume.FindStringSubmatch(r.Text(i)); m != nil {
		return readMountvol(r, i, m[1])
	}
	if next := readDiskpart(r, i); next > i {
		return next
	}
	if next := readDiskfree(r, i); next > i {
		return next
	}
	disks := false
	all, next := r.Objects(i, func(names []string) bool {
		has := func(all ...string) bool {
			return slices.ContainsFunc(all, func(n string) bool { return slices.Contains(names, n) })
		}
		disks = has("partitionstyle") && has("number", "friendlyname", "serialnumber")
		return disks ||
			has("driveletter", "deviceid", "caption", "name") && has("sizeremaining", "freespace") &&
				has("size", "capacity") ||
			has("driveletter") && has("filesystem", "filesystemtype") && has("size", "sizeremaining", "healthstatus")
	})
	if len(all) == 0 {
		return i
	}
	for _, o := range all {
		s := r.Add(parse.ProviderHost, o.First, o.Last)
		s.Computer = first(o.Values, "pscomputername", "systemname", "node")
		if disks {
			s.Set(parse.FieldFact, parse.FactDisk)
			s.Set(parse.FieldValue, first(o.Values, "number", "friendlyname"))
			s.Set(parse.FieldDisplayName, o.Values["friendlyname"])
		} else {
			s.Set(parse.FieldFact, parse.FactVolume)
			s.Set(parse.FieldValue, driveName(first(o.Values, "driveletter", "deviceid", "caption", "name", "friendlyname",
				"filesystemlabel", "path")))
			s.Set(parse.FieldVolume, first(o.Values, "uniqueid", "path"))
			s.Set(parse.FieldLabel, first(o.Values, "filesystemlabel", "label", "volumename"))
			s.Set(parse.FieldFileSystem, first(o.Values, "filesystemtype", "filesystem"))
			s.Set(parse.FieldFree, first(o.Values, "sizeremaining", "freespace"))
		}
		s.Set(parse.FieldSize, first(o.Values, "size", "capacity", "totalsize"))
		s.Set(parse.FieldType, first(o.Values, "drivetype", "partitionstyle"))
		s.Set(parse.FieldState, strings.ToLower(first(o.Values, "healthstatus", "operationalstatus", "status")))
	}
	return next
}

// driveName writes a drive's letter as C:.
func driveName(s string) string {
	if len(s) == 1 && s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z' {
		return s + ":"
	}
	return s
}

// readMountvol reads a volume's name with the paths below it, or a line in stars
// that says that there are none.
func readMountvol(r *console.Reader, i int, volume string) int {
	next, found := i+1, 0
	for ; next < i+64 && r.Has(next) && !r.Blank(next); next++ {
		path := strings.TrimSpace(r.Text(next))
		if console.Indent(r.Text(next)) <= console.Indent(r.Text(i)) {
			break
		}
		if strings.HasPrefix(path, "*") { // "*** NO MOUNT POINTS ***", less what looked like Markdown
			path = ""
		}
		s := r.Add(parse.ProviderHost, i, next)
		s.Set(parse.FieldFact, parse.FactVolume)
		if path == "" {
			s.Set(parse.FieldValue, volume)
		} else {
			s.Set(parse.FieldValue, path)
		}
		s.Set(parse.FieldVolume, volume)
		found++
	}
	if found == 0 {
		return i
	}
	return next
}

var (
	// "  Volume 0     C   Windows      NTFS   Partition    237 GB  Healthy    Boot", in any language.
	diskpartRow  = lazyregexp.New(`^[* ] \S+ \d{1,3}\s`)
	diskpartRule = lazyregexp.New(`^\s+-{8,}\s+-{2,}`)
)

// readDiskpart reads "list volume": a heading in any language, a rule, rows that
// begin with a word and a number. The columns are number, letter, label, file
// system, type, size, status, info.
func readDiskpart(r *console.Reader, i int) int {
	if !diskpartRule.MatchString(r.Text(i+1)) || !diskpartRow.MatchString(r.Text(i+2)) {
		return i
	}
	columns, _ := r.Columns(i)
	if len(columns) < 7 {
		return readDiskpartDisks(r, i)
	}
	for k := range columns { // by place: the names are translated
		columns[k] = string(rune('a' + k))
	}
	spans, ok := r.Cells(i+1, columns)
	if !ok {
		return i
	}
	next := i + 2
	for ; next < i+200 && diskpartRow.MatchString(r.Text(next)); next++ {
		values := spans(r.Text(next))
		s := r.Add(parse.ProviderHost, next, next)
		s.Set(parse.FieldFact, parse.FactVolume)
		if letter := driveName(values["b"]); letter != "" {
			s.Set(parse.FieldValue, letter)
		} else {
			s.Set(parse.FieldValue, strings.TrimLeft(values["a"], "* "))
		}
		s.Set(parse.FieldLabel, values["c"])
		s.Set(parse.FieldFileSystem, values["d"])
		s.Set(parse.FieldType, values["e"])
		s.Set(parse.FieldSize, values["f"])
		s.Set(parse.FieldState, strings.ToLower(values["g"]))
		if slices.Contains(dynamicTypes, strings.ToLower(values["e"])) {
			addDynamic(r, next, s.Text(parse.FieldValue), values["e"])
		}
	}
	return next
}

// dynamicTypes are the types of volumes on dynamic disks, as diskpart shows them in English.
var dynamicTypes = []string{"simple", "spanned", "stripe", "striped", "mirror", "raid-5"}

// readDiskpartDisks reads "list disk": number, status, size, free, and a star below Dyn for a dynamic disk. Basic disks
// are worth no fact.
func readDiskpartDisks(r *console.Reader, i int) int {
	names := []string{"number", "status", "size", "free", "dyn", "gpt"}
	columns, _ := r.Columns(i)
	cut, ok := r.Cells(i+1, names)
	if len(columns) != len(names) || !ok {
		return i
	}
	next := i + 2
	for ; next < i+200 && diskpartRow.MatchString(r.Text(next)); next++ {
		if values := cut(r.Text(next)); strings.HasPrefix(values["dyn"], "*") {
			addDynamic(r, next, strings.TrimLeft(values["number"], "* "), "")
		}
	}
	return next
}

// addDynamic adds that a disk is dynamic, or that a volume is on dynamic disks, of this type.
func addDynamic(r *console.Reader, line int, name, kind string) {
	s := r.Add(parse.ProviderHost, line, line)
	s.Set(parse.FieldFact, parse.FactDynamic)
	s.Set(parse.FieldValue, name)
	s.Set(parse.FieldType, kind)
}

var (
	// "Total # of free bytes        : 1073741824", "Total free bytes  :    50,135,425,024 ( 46.7 GB)".
	diskfreeRow = lazyregexp.New(
		`^\s*Total (?:# of )?(free bytes|bytes|avail free bytes|quota free bytes)\s*:\s*(\d[\d.,]*)(?:\s|$)`,
	)
	diskfreeCommand = lazyregexp.New(`(?i)\bfsutil(?:\.exe)?\s+volume\s+diskfree\s+([a-z]:)`)
)

// readDiskfree reads fsutil volume diskfree, which names its volume only at the prompt.
func readDiskfree(r *console.Reader, i int) int {
	command := diskfreeCommand.FindStringSubmatch(r.Command)
	if command == nil || !diskfreeRow.MatchString(r.Text(i)) {
		return i
	}
	values := map[string]string{}
	next := i
	for ; next < i+4; next++ {
		row := diskfreeRow.FindStringSubmatch(r.Text(next))
		if row == nil {
			break
		}
		values[row[1]] = strings.NewReplacer(",", "", ".", "").Replace(row[2])
	}
	s := r.Add(parse.ProviderHost, i, next-1)
	s.Set(parse.FieldFact, parse.FactVolume)
	s.Set(parse.FieldValue, strings.ToUpper(command[1]))
	s.Set(parse.FieldFree, values["free bytes"])
	s.Set(parse.FieldSize, values["bytes"])
	return next
}
