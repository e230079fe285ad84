package hostfacts

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// FileVersions reads versions of the files of VSS: filever, wmic datafile,
// PowerShell's VersionInfo, or any line with such a name and a version.
var FileVersions = console.Grammar{
	Name:  "file-versions",
	Title: "versions of the files of VSS",
	Sure:  parse.Likely,
	Words: []string{
		".dll",
		".exe",
		".sys",
		"version",
		"name",
		"accessmask",
		"caption",
		"product",
		"comments",
		"description",
	},
	May:   mayBeFileVersion,
	Begin: console.Stateless(readFileVersions),
}

var (
	// The files of the VSS hotfixes (KB 915331 and its successors).
	vssFile = lazyregexp.New(
		`(?i)(?:^|[\s\\/"'=:,;|(])((?:w?vssapi|w?vss_ps|swprv|eventcls|es|vssui)\.dll|(?:vssvc|vssadmin|sqlwriter)\.exe|(?:volsnap|ftdisk|partmgr)\.sys)(?:$|[\s"',;:|)])`,
	)
	// 5.2.3790.1830, and 5, 2, 3790, 1830 as old resources write it.
	quad = lazyregexp.New(
		`(?:^|[\s"'=:,;|(\[v])(\d{1,5})(?:\.|, ?)(\d{1,5})(?:\.|, ?)(\d{1,5})(?:\.|, ?)(\d{1,5})(?:$|[\s"',;|)\]])`,
	)
	// The branch behind a version: (srv03_sp1_rtm.050324-1447).
	branch   = lazyregexp.New(`^\s*(\([A-Za-z][\w.\-]*\))`)
	fileSize = lazyregexp.New(`\s(\d{1,3}(?:[,.']\d{3})+|\d{4,9})\s`)
	drive    = lazyregexp.New(`(?i)(?:[a-z]:|\\)\\+`)
)

// mayBeFileVersion reports whether a line in the middle of a paragraph may be one with a version.
func mayBeFileVersion(line string, _ console.Held) bool {
	return strings.TrimSpace(line) == "Version" || hasExtension(line) && vssFile.MatchString(line)
}

func readFileVersions(r *console.Reader, i int) int {
	line := r.Text(i)
	if key, _, ok := pair(line); ok && isVersionKey(key) && r.Opens(i) {
		if next := readVersionList(r, i); next > i {
			return next
		}
	}
	if strings.TrimSpace(line) == "Version" {
		return readBareVersion(r, i)
	}
	if len(line) > 1000 || !hasExtension(line) {
		return i
	}
	name := vssFile.FindStringSubmatchIndex(line)
	if name == nil {
		return i
	}
	version, printed, behind := lastVersion(line)
	if version == "" {
		return i
	}
	s := addFile(r, i, i, pathAround(line, name[2], name[3]), version, printed)
	if m := fileSize.FindStringSubmatch(behind); m != nil {
		s.Set(parse.FieldSize, strings.NewReplacer(",", "", ".", "", "'", "").Replace(m[1]))
	}
	return i + 1
}

// hasExtension reports whether the name of a program file may stand in s.
func hasExtension(s string) bool {
	for at := 0; ; at++ {
		dot := strings.IndexByte(s[at:], '.')
		if dot < 0 {
			return false
		}
		at += dot
		for _, extension := range []string{".dll", ".exe", ".sys"} {
			if console.HasPrefixFold(s[at:], extension) {
				return true
			}
		}
	}
}

// lastVersion finds the last version in s: ProductVersion stands before
// FileVersion in the tables of PowerShell. printed has its branch with it.
func lastVersion(s string) (version, printed, behind string) {
	for from := 0; ; {
		m := quad.FindStringSubmatchIndex(s[from:])
		if m == nil {
			return version, printed, behind
		}
		part := func(k int) string { return s[from+m[2*k] : from+m[2*k+1]] }
		version = part(1) + "." + part(2) + "." + part(3) + "." + part(4)
		printed = s[from+m[2] : from+m[9]]
		behind = s[from+m[9]:]
		if b := branch.FindStringSubmatch(behind); b != nil {
			printed += " " + b[1]
		}
		from += m[9]
	}
}

// pathAround returns the path whose base name is s[from:to].
func pathAround(s string, from, to int) string {
	start := from
	if from > 0 && (s[from-1] == '\\' || s[from-1] == '/') {
		if all := drive.FindAllStringIndex(s[:from], -1); all != nil {
			start = all[0][0]
			for _, m := range all { // the drive; a double backslash inside is an escape
				if s[m[0]] != '\\' {
					start = m[0]
				}
			}
		}
	}
	return strings.ReplaceAll(s[start:to], `\\`, `\`)
}

func addFile(r *console.Reader, first, last int, path, version, printed string) *console.Statement {
	s := r.Add(parse.ProviderFile, first, last)
	base := path[strings.LastIndexAny(path, `\/`)+1:]
	s.Set(parse.FieldFile, strings.ToLower(base))
	if path != base {
		s.Set(parse.FieldPath, path)
	}
	s.Set(parse.FieldVersion, version)
	s.Set(parse.FieldVersionString, printed)
	return s
}

// readBareVersion reads `wmic datafile where name="..." get Version`: a heading
// and a value; the file is known from the command alone.
func readBareVersion(r *console.Reader, i int) int {
	at := r.SkipBlank(i + 1)
	version, printed, _ := lastVersion(r.Text(at))
	name := vssFile.FindStringSubmatchIndex(r.Command)
	if version == "" || name == nil {
		return i
	}
	addFile(r, i, at, pathAround(r.Command, name[2], name[3]), version, printed)
	return at + 1
}

// isVersionKey knows the keys of `wmic datafile /format:list` and of VersionInfo | fl.
func isVersionKey(key string) bool {
	switch strings.ToLower(key) {
	case "name",
		"version",
		"fileversion",
		"filename",
		"originalfilename",
		"internalname",
		"filedescription",
		"productversion",
		"accessmask",
		"caption",
		"product",
		"comments",
		"companyname",
		"productname",
		"fileversionraw",
		"productversionraw":
		return true
	}
	return false
}

// readVersionList reads a block of Key=Value or Key : Value lines that holds the
// name of a VSS file and a version.
func readVersionList(r *console.Reader, i int) int {
	values := map[string]string{}
	next := i
	for ; next < i+maxList && !r.Blank(next); next++ {
		key, value, ok := pair(r.Text(next))
		if !ok {
			break
		}
		key = strings.ToLower(key)
		if _, twice := values[key]; twice {
			break
		}
		values[key] = value
	}
	path := ""
	for _, key := range []string{"filename", "name", "originalfilename", "internalname"} {
		if vssFile.MatchString(values[key]) {
			path = strings.ReplaceAll(strings.Trim(values[key], `"`), `\\`, `\`)
			break
		}
	}
	for _, key := range []string{"fileversion", "version", "fileversionraw", "productversion"} {
		if version, printed, _ := lastVersion(values[key]); version != "" && path != "" {
			addFile(r, i, next-1, path, version, printed)
			return next
		}
	}
	return i
}
