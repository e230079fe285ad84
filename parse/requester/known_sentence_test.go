package requester

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// A line that a program writes with the words of a cause is read, whatever else it says; what somebody asks, supposes
// or tells of himself is not.
func TestKnownSentences(t *testing.T) {
	// the words of sql-database-not-online-tool
	for content, want := range map[string]bool{
		"WARNING: [15:17:21][Tool] Ledger is not in a Normal State, left out":          true,
		"2026-11-24 02:01:13 Ledger is not in a normal state, failed":                  true,
		"2026-11-24 02:01:13 Ledger is not in a normal state":                          false, // nothing says that it matters
		"INFO: Ledger is not in a normal state":                                        false,
		"2026-11-24 02:01:13 INFO about to take quiesced snapshot":                     false,
		"2026-11-24 02:01:13 checkpoint operation for 'VM1' completed":                 false,
		"Differential base is snapshot: Yes [SQLSTATE 01000]":                          true,
		"WARNING: Ledger is in a normal state":                                         false,
		"I think that Ledger is not in a normal state":                                 false,
		"Is it that Ledger is not in a normal state?":                                  false,
		"If a database is not in a normal state, the tool leaves it out of the backup": false,
	} {
		r := texttest.Read(t, []byte(content+"\n"), KnownSentences)
		got := false
		for _, one := range r.Records {
			got = got || one.Text(parse.FieldPhrase) == parse.PhraseOwnMessage
		}
		if got != want {
			t.Errorf("%q: %v", content, got)
		}
	}
}

// Each row of the causes can be met by a line, and none is so short that it meets any.
func TestTextsOfCauses(t *testing.T) {
	rows := knowledge.Texts()
	if len(rows) < 100 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		if holdsKnown(strings.ToLower(strings.Join(row, " ... "))) == nil {
			t.Errorf("%q: its own words are not known", row)
		}
		if holdsKnown(strings.ToLower(row[0][:len(row[0])/2])) != nil {
			t.Errorf("%q: half a word is known", row)
		}
	}
}
