package vssadmin

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Providers reads `vssadmin list providers`.
var Providers = console.Grammar{
	Name:  "vssadmin-providers",
	Title: "vssadmin list providers",
	Sure:  parse.Certain,
	Words: []string{bannerWord},
	Needs: []string{":'", ":\""},
	Begin: console.Stateless(readProviders),
}

var version = lazyregexp.New(`^\d+(\.\d+){1,3}\S*$`)

// readProviders claims the banner and every provider behind it: a name in
// quotes, a type, an id, a version.
func readProviders(r *console.Reader, i int) int {
	return readItems(r, i, readProvider)
}

func readProvider(r *console.Reader, i int) int {
	if !maybeName(r.Text(i)) {
		return -1
	}
	var values []string
	at, last := i, i
	for range 4 {
		line, next := r.Joined(r.SkipBlank(at))
		_, value, ok := console.Label(line)
		if !ok {
			return -1
		}
		values = append(values, value)
		last, at = next-1, next
	}
	name, quoted := console.Quoted(values[0])
	id, valid, isID := console.Braced(values[2])
	if !quoted || values[1] == "" || strings.HasPrefix(values[1], "{") || !isID || !strings.HasPrefix(values[2], "{") ||
		!version.MatchString(values[3]) {
		return -1
	}
	s := r.Add(parse.ProviderVSSProvider, i, last)
	s.Set(parse.FieldProviderName, name)
	if valid {
		s.Set(parse.FieldProviderID, id)
	} else {
		s.Set(parse.FieldMaskedID, id)
	}
	s.Set(parse.FieldType, values[1])
	s.Set(parse.FieldVersion, values[3])
	r.TimeListing(s)
	return last + 1
}
