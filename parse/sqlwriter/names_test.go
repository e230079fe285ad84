package sqlwriter

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// TestNames: of a list of databases between marks only names are told that begin or end with
// a sign that nobody sees.
func TestNames(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"brackets":        {"1> select '[' + name + ']' from sys.databases\n2> go\n------\n[master]\n[Stock ]\n[ Lager]\n\n(3 rows affected)\n", []string{"Stock ", " Lager"}},
		"number in front": {"SELECT database_id, '##'+name+'##' FROM sys.databases\ndatabase_id\n-----------\n          1 ##master##\n          7 ##Stock\u00a0##\n", []string{"Stock "}},
		"old catalogue":   {"select '<'+name+'>' from master..sysdatabases\n<Stock >\n", []string{"Stock "}},
		"at a prompt":     {"C:\\>sqlcmd -E -Q \"select '['+name+']' from sys.databases\"\n\n-----\n[master]\n[Stock ]\n", []string{"Stock "}},
		"none is odd":     {"select '[' + name + ']' from sys.databases\n[master]\n[Stock Two]\n", nil},
		"no query":        {"[Stock ]\n", nil},
		"no list":         {"select name from sys.databases gives what I need.\nBye [now ]\n", nil},
	} {
		r := texttest.Read(t, []byte(c.text), Names)
		if len(r.Records) != len(c.want) {
			t.Errorf("%s: %d records", name, len(r.Records))
			continue
		}
		for k, one := range r.Records {
			if got := one.Text(parse.FieldDatabase); got != c.want[k] {
				t.Errorf("%s: %q, want %q", name, got, c.want[k])
			}
		}
	}
}
