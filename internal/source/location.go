package source

import (
	"crypto/sha256"
	"fmt"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

// location is where an input lies, in names.
type location struct {
	source  string
	base    string   // last part of the name, without the #2 of a colliding argument
	folders []string // the argument, then the folders and archives down to here
	depth   int      // archives that it is inside of
	beside  string   // of a file that was named by itself: see parse.Input
}

// argumentLocation returns the place of an argument under a name that no other has:
// its base name, with #2, #3 ... if that was taken.
func (w *walker) argumentLocation(argument string) location {
	base := baseName(argument)
	name := base
	for n := 2; w.taken[name]; n++ {
		name = base + "#" + strconv.Itoa(n)
	}
	w.taken[name] = true
	return location{source: name, base: base}
}

// in returns the place of name inside a folder or archive at p. name may hold slashes.
func (p location) in(separator, name string) location {
	p.source += separator + name
	p.base = path.Base(name)
	return p.inside(path.Dir(name))
}

// inside adds the folders of dir. A folder in one of the same name counts once:
// host.zip often holds everything below host/.
func (p location) inside(dir string) location {
	p.folders = p.folders[:len(p.folders):len(p.folders)]
	for _, name := range strings.Split(dir, "/") {
		if name == "" || name == "." {
			continue
		}
		if n := len(p.folders); n > 0 && strings.EqualFold(p.folders[n-1], name) {
			continue
		}
		p.folders = append(p.folders, name)
	}
	return p
}

// host returns the name of the collection folder: the first folder below the
// argument, or the argument itself if it holds the file directly. A file that was
// named by itself has none, as folders above it are not part of the input.
func (p location) host() string {
	switch len(p.folders) {
	case 0:
		return ""
	case 1:
		return p.folders[0]
	}
	return p.folders[1]
}

// baseName returns the last part of a path; of "." or ".." that of the folder
// meant, and of a file system's root what represents it.
func baseName(argument string) string {
	if argument == Stdin {
		return Stdin
	}
	base := filepath.Base(argument)
	if base == "." || base == ".." {
		if abs, err := filepath.Abs(argument); err == nil {
			base = filepath.Base(abs)
		}
	}
	if base == string(filepath.Separator) || base == "." {
		if base = strings.TrimSuffix(filepath.VolumeName(argument), ":"); base == "" {
			base = "root"
		}
	}
	return printable(base)
}

// memberName makes a name out of what an archive says: relative, with forward
// slashes, without ".." and without characters that a terminal would obey.
func memberName(raw string) string {
	name := strings.ReplaceAll(
		shortName(raw),
		`\`,
		"/",
	) // as archivers on Windows write it, against the zip specification
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if name == "" {
		name = "unnamed"
	}
	return printable(name)
}

// Names of members that no file system has: they are cut, and distinguished by a digest.
const (
	longestName = 1024
	deepestName = 100
)

func shortName(raw string) string {
	if len(raw) <= longestName && strings.Count(raw, "/")+strings.Count(raw, `\`) <= deepestName {
		return raw
	}
	sum := sha256.Sum256([]byte(raw))
	head := raw[:min(len(raw), 64)]
	return fmt.Sprintf(
		"%s...%x...%s",
		strings.ToValidUTF8(strings.ReplaceAll(head, `\`, "/"), ""),
		sum[:6],
		strings.ToValidUTF8(raw[max(len(raw)-32, strings.LastIndexAny(raw, `/\`)+1):], ""),
	)
}

// printable replaces control characters, those that turn the direction of text
// or break lines, and bytes that are no UTF-8 by U+FFFD.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' ||
			r == unicode.ReplacementChar {
			return unicode.ReplacementChar
		}
		return r
	}, name)
}
