// Package formats is the ordered list of everything that vsslog can read. It is the only
// package that imports the formats; a new format is one folder and one line here.
package formats

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/clixml"
	"github.com/vsslog/vsslog/parse/console/grammars"
	"github.com/vsslog/vsslog/parse/eventcsv"
	"github.com/vsslog/vsslog/parse/eventjson"
	"github.com/vsslog/vsslog/parse/eventxml"
	"github.com/vsslog/vsslog/parse/evt"
	"github.com/vsslog/vsslog/parse/evtx"
)

// All lists every format. The order decides between two formats that are equally
// sure that an input is theirs: binary logs, then events as text, then the texts
// of tools, the most particular first.
var All = slices.Concat(
	[]parse.Format{
		evtx.Format,
		evt.Format,
		eventxml.Format,
		clixml.Format,
		eventjson.Format,
		eventcsv.Format,
	},
	grammars.Formats(),
)

// ByName returns the format of that name, compared without case.
func ByName(name string) (parse.Format, bool) {
	for _, f := range All {
		if strings.EqualFold(f.Name, name) {
			return f, true
		}
	}
	return parse.Format{}, false
}

// Names returns the names in the order of All.
func Names() []string {
	names := make([]string, len(All))
	for i, f := range All {
		names[i] = f.Name
	}
	return names
}
