package vssadmin

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Storage reads `vssadmin list shadowstorage`.
var Storage = console.Grammar{
	Name:  "vssadmin-shadowstorage",
	Title: "vssadmin list shadowstorage",
	Sure:  parse.Certain,
	Words: []string{bannerWord, `\\?\Volume{`},
	Below: []string{`\\?\Volume{`},
	Begin: console.Stateless(readStorage),
}

// size recognises "1.93 GB (1%)", "0 B", "1,93 Go", UNBOUNDED. Words for "no
// limit" in other languages are not known (unconfirmed: UNBOUNDED too).
var size = lazyregexp.New(`^(\d[\d.,' ]*\s?\p{L}{1,6}\.?(\s?\(.*\))?|\p{Lu}{5,}.*)$`)

// readStorage claims the banner and every association behind it: a heading
// without a value, two volumes, then one to three sizes.
func readStorage(r *console.Reader, i int) int {
	return readItems(r, i, readAssociation)
}

func readAssociation(r *console.Reader, i int) int {
	at := i
	if _, value, ok := console.Label(r.Text(at)); !ok || value == "" {
		at = r.SkipBlank(at + 1) // the heading
	}
	var values []string
	last := at
	for len(values) < 5 {
		line, next := r.Joined(at)
		_, value, ok := console.Label(line)
		if !ok || (len(values) < 2) != isVolumeName(value) || len(values) >= 2 && !size.MatchString(value) {
			break
		}
		values = append(values, value)
		last, at = next-1, next
	}
	if len(values) < 3 {
		return -1
	}
	s := r.Add(parse.ProviderStorage, i, last)
	for k, field := range []string{parse.FieldVolume, parse.FieldStorageVolume, parse.FieldUsed, parse.FieldAllocated,
		parse.FieldMaximum}[:len(values)] {
		s.Set(field, values[k])
	}
	r.TimeListing(s)
	return last + 1
}

// isVolumeName recognises "(C:)\\?\Volume{...}\"; for a mount point its folder, or the name
// itself, stands in the brackets. What has none is another program's.
func isVolumeName(value string) bool {
	return strings.HasPrefix(value, "(") && strings.Contains(value, `\\?\Volume{`)
}
