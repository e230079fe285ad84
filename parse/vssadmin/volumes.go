package vssadmin

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Volumes reads `vssadmin list volumes`. No real output was seen: a path, and
// below it the volume's name.
var Volumes = console.Grammar{
	Name:  "vssadmin-volumes",
	Title: "vssadmin list volumes",
	Sure:  parse.Likely,
	Words: []string{bannerWord, `:\`},
	May:   func(line string, _ console.Held) bool { return isBanner(line) || strings.Contains(line, "Volume{") },
	Begin: console.Stateless(readVolumes),
}

var (
	mountPoint = lazyregexp.New(`^[A-Za-z]:\\[^"]*$`)
	volumeName = lazyregexp.New(`^\\\\\?\\Volume\{[0-9A-Fa-f-]{36}\}\\$`)
)

func readVolumes(r *console.Reader, i int) int {
	at := readHeader(r, i).body
	next := i
	for {
		at = r.SkipBlank(at)
		below := r.SkipBlank(at + 1)
		if !strings.Contains(r.Text(below), `\\?\Volume{`) {
			return next
		}
		_, path, ok := console.Label(r.Text(at))
		_, name, named := console.Label(r.Text(below))
		if !ok || !named || !mountPoint.MatchString(path) || !volumeName.MatchString(name) {
			return next
		}
		s := r.Add(parse.ProviderHost, at, below)
		s.Set(parse.FieldFact, parse.FactVolume)
		s.Set(parse.FieldValue, path)
		s.Set(parse.FieldVolume, name)
		at, next = below+1, below+1
		r.Done(next)
	}
}
