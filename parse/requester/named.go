package requester

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Named reads lines of backup programs of which no real log was seen: one that
// names the program and holds a VSS code. Nothing else of their texts is known,
// so a code is all that is taken, and its time is an upper bound as everywhere.
var Named = console.Grammar{
	Name:  "requester-code",
	Title: "backup programs by name, lines with a VSS code (unconfirmed)",
	Sure:  parse.Likely,
	Words: []string{"0x", "0X", "800423", "-21472", "21477"}, // beginnings of VSS codes: hex, signed and unsigned decimal
	Begin: console.Stateless(readNamed),
}

// programs are told by a word that a line has in any case. V-79- begins the
// message ids of Backup Exec; AlphaVSS is the library that Duplicati calls VSS by.
var programs = []struct{ word, tool string }{
	{"Duplicati", "duplicati"}, {"Alphaleonis.Win32.Vss", "duplicati"},
	{"V-79-", "backup-exec"}, {"Backup Exec", "backup-exec"},
	{"UrBackup", "urbackup"}, {"Macrium", "macrium"}, {"Acronis", "acronis"}, {"Kopia", "kopia"},
}

func readNamed(r *console.Reader, i int) int {
	line := r.Text(i)
	code, ok := console.VSSCode(line)
	if !ok {
		return i
	}
	for _, p := range programs {
		if !strings.Contains(line, p.word) {
			continue
		}
		s := statement(r, i, i, p.tool, parse.PhraseCode, line)
		s.Set(parse.FieldHResult, console.HResult(code))
		s.SetText(line)
		return i + 1
	}
	return i
}
