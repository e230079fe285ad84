package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// The file that a message is about. Programs quote it, or put it behind a colon or a verb,
// or in front of what the system said.

var (
	// namedFile is a file that a message names in quotes.
	namedFile = lazyregexp.New(`\b[Ff]ile ['"]([^'"]{3,260})['"]`)
	// A path in quotes: of Windows, of a share, of Cygwin and of WSL.
	quotedPath = lazyregexp.New(
		`["'\x{201c}\x{ab}\x60]((?:(?:\\\\\?\\)?[A-Za-z]:[\\/]|\\\\[\w.-]+\\|/(?:cygdrive|mnt)/[a-z]/)[^"'\x{201d}\x{bb}\x60<>|]{1,259})["'\x{201d}\x{bb}\x60]`,
	)
	// A path behind what a program did with it, to a colon and what the system said, or to
	// the end.
	copiedPath = lazyregexp.New(
		`(?i)\b(?:copying|opening|open|reading|read|deleting|creating|scanning|accessing|access|processing|process|copy)(?: (?:source|destination|dest|file|directory|folder|item|path)){0,2}:? (?:\\\\\?\\)?((?:[A-Z]:\\|\\\\[\w.-]+\\)[^"<>|:*?]{1,259}?)(?:: | => |\. [A-Z]|\.? ?$)`,
	)
	robocopied = lazyregexp.New(
		`\(0x[0-9A-Fa-f]{8}\) [^\\:]{3,60}? ((?:[A-Z]:\\|\\\\[\w.-]+\\)[^"<>|:*?]{1,259}?)\s*$`,
	)
	barePath = lazyregexp.New(
		`^(?:.{0,80}?[\]:>] )?(?:\\\\\?\\)?((?:[A-Za-z]:\\|\\\\[\w.-]+\\)[^"<>|:*?]{2,259}?)\s?: [A-Z]`,
	)
	lastPath   = lazyregexp.New(`(?::|\.|file) (?:\\\\\?\\)?((?:[A-Z]:\\|\\\\[\w.-]+\\)[^"<>|:*?]{2,259}?)\s*$`)
	snapshotAt = lazyregexp.New(`(?i)^\\\\\?\\GLOBALROOT\\|^\\\\[?.]\\Volume\{|^\\\\\.\\`)
)

// pathIn returns the file or folder that line is about, "" if it names none. A device or a
// shadow copy is none.
func pathIn(line string) string {
	if m := namedFile.FindStringSubmatch(line); m != nil {
		return m[1]
	}
	if !strings.ContainsAny(line, `\/`) {
		return ""
	}
	for _, form := range []*lazyregexp.Regexp{quotedPath, copiedPath, robocopied, barePath, lastPath} {
		if m := form.FindStringSubmatch(line); m != nil && isFile(m[1]) {
			return m[1]
		}
	}
	return ""
}

// isFile refuses the root of a drive or a share, which is a volume, and devices.
func isFile(path string) bool {
	return len(path) > 3 && !snapshotAt.MatchString(path) && !shareRoot.MatchString(path)
}

var shareRoot = lazyregexp.New(`^\\\\[^\\]+\\[^\\]+\\?$`)
