package sqlwriter

import (
	"strings"
	"unicode"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Names reads a list of the databases of an instance, if one of them has a name that begins
// or ends with a blank or a sign that cannot be printed: SQL Server's writer cannot describe
// it. The names stand between marks, since a blank would not be seen otherwise, below the
// query that asked for them.
//
//	SELECT '##'+name+'##' FROM sys.databases
//	##Sales ##
var Names = console.Grammar{
	Name:    "sql-database-names",
	Title:   "names of databases between marks",
	Sure:    parse.Likely,
	Words:   []string{"sys.databases", "sysdatabases"},
	Prompts: true,
	Begin:   console.Stateless(readNames),
}

// messageNameWithBlank is what such a list says of one name.
const messageNameWithBlank = "name-with-blank"

var (
	nameQuery = lazyregexp.New(`(?i)\bselect\b.*\bname\b.*\bfrom\s+(?:master\.)?(?:sys\.databases|(?:\w*\.)?sysdatabases)\b`)
	// A name between marks, the number of the database in front of it or not.
	nameMarked = lazyregexp.New(`^\s*(?:\d+[\s|]+)?(?:\[(.+)\]|##(.+)##|<(.+)>|\|(.+)\||'(.+)'|"(.+)")(?:\s{2,}\S.*|\s*\|.*)?\s*$`)
	// What stands around the names: the prompt, the end of a batch, the head of the column.
	nameFrame = lazyregexp.New(`(?i)^\s*(?:\d+>.*|go|[-\s|]+|(?:database_id\s*)?\|?\s*(?:name)?\s*|\(no column name\))\s*$`)
)

// maxNames bounds a list.
const maxNames = 4096

func readNames(r *console.Reader, i int) int {
	if !nameQuery.MatchString(r.Text(i)) {
		return i
	}
	next, found := i, false
	for at := i + 1; at < i+maxNames && r.Has(at); at++ {
		line := r.Text(at)
		m := nameMarked.FindStringSubmatch(line)
		if m == nil {
			if nameFrame.MatchString(line) {
				continue
			}
			break
		}
		next = at + 1
		name := strings.Join(m[1:], "")
		if !oddEnds(name) {
			continue
		}
		found = true
		s := r.Add(parse.ProviderRequester, at, at)
		s.Set(parse.FieldTool, "sqlcmd")
		s.Set(parse.FieldPhrase, parse.PhraseOwnMessage)
		s.Set(parse.FieldMessageID, messageNameWithBlank)
		s.Set(parse.FieldDatabase, name)
		s.SetText("a database whose name begins or ends with a blank: [" + name + "]")
		r.Upper(s, "sqlcmd")
	}
	if !found {
		return i
	}
	r.Vouch()
	return next
}

// oddEnds reports whether a name begins or ends with a sign that nobody sees.
func oddEnds(name string) bool {
	return strings.TrimFunc(name, func(c rune) bool { return unicode.IsSpace(c) || !unicode.IsPrint(c) }) != name
}
