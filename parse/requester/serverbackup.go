package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// ServerBackup reads the log files of Windows Server Backup, Backup-*.log and
// Backup_Error-*.log: one line for each file that could not be backed up
// (confirmed by a Microsoft article on system state backups), and one block for
// each component of a writer (from memory, unconfirmed). There is no time in them;
// the name of the file has it.
var ServerBackup = console.Grammar{
	Name:  "server-backup-log",
	Title: "Windows Server Backup, Backup_Error-*.log",
	Sure:  parse.Certain,
	Words: []string{"Error in backup of ", "Application backup", "Writer Id"},
	Begin: console.Stateless(readServerBackup),
}

var (
	fileError = lazyregexp.New(
		`^Error in (?:backup|recovery) of (.+?) ?during (\w+):\s*Error \[(0x[0-9A-Fa-f]{8})\]`,
	)
	writerHead = lazyregexp.New(`(?i)^\s*Writer Id\s*:\s*(\{[0-9a-f-]{36}\})\s*$`)
	blockError = lazyregexp.New(`(?i)^\s*(Error|Detailed Error)\s*:\s*(?:0x)?([0-9a-f]{8})\b`)
	blockLabel = lazyregexp.New(
		`(?i)^\s*(Component|Caption|Logical Path|Error Message|Detailed Error Message)\s*:\s*(.*)$`,
	)
)

// maxComponents bounds the components of one writer.
const maxComponents = 4096

func readServerBackup(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if m := fileError.FindStringSubmatch(line); m != nil {
		s := r.Add(parse.ProviderRequester, i, i)
		s.Set(parse.FieldTool, "wbadmin")
		s.Set(parse.FieldPhrase, parse.PhraseBackupFailed)
		s.Set(parse.FieldHResult, strings.ToLower(m[3]))
		s.Set(parse.FieldFunction, m[2])
		s.Set(parse.FieldPath, m[1])
		if len(m[1]) > 1 && m[1][1] == ':' {
			s.Set(parse.FieldVolume, m[1][:2])
		}
		s.SetText(line)
		return i + 1
	}
	at := i
	if line == "Application backup" {
		at = r.SkipBlank(i + 1)
	}
	m := writerHead.FindStringSubmatch(r.Text(at))
	if m == nil || !blockLabel.MatchString(r.Text(r.SkipBlank(at+1))) {
		return i
	}
	return readComponents(r, at, strings.ToLower(m[1]))
}

// readComponents reads the components of the writer whose id stands in line i.
func readComponents(r *console.Reader, i int, id string) int {
	next := i + 1
	for n := 0; n < maxComponents; n++ {
		at := r.SkipBlank(next)
		if !blockLabel.MatchString(r.Text(at)) {
			return next
		}
		first, codes, component, message := at, []string{}, "", ""
		for end := at + 12; at < end && r.Has(at); at++ {
			line := r.Text(at)
			if e := blockError.FindStringSubmatch(line); e != nil {
				codes = append(codes, "0x"+strings.ToLower(e[2]))
			} else if l := blockLabel.FindStringSubmatch(line); l != nil {
				switch strings.ToLower(l[1]) {
				case "component":
					if component != "" {
						end = at // the next one
						continue
					}
					component = l[2]
				case "error message":
					message = l[2]
				}
			} else if !r.Blank(at) {
				break
			}
			next = at + 1
		}
		addComponent(r, first, next-1, id, component, message, codes)
		r.Done(next)
	}
	return next
}

func addComponent(r *console.Reader, first, last int, id, component, message string, codes []string) {
	if len(codes) == 0 || codes[0] == "0x00000000" {
		return
	}
	s := r.Add(parse.ProviderRequester, first, last)
	s.Set(parse.FieldTool, "wbadmin")
	s.Set(parse.FieldPhrase, parse.PhraseWriterFailed)
	s.Set(parse.FieldHResult, codes[0])
	for _, inner := range codes[1:] {
		if inner != "0x00000000" {
			s.Set(parse.FieldInnerHResult, inner)
		}
	}
	s.Set(parse.FieldWriterID, id)
	s.Set(parse.FieldPath, component)
	s.SetText(message)
}
