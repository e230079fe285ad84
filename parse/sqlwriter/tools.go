package sqlwriter

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// ended is the number of a BACKUP or RESTORE that ended before it was done; the message
// before it says why, whatever its number is.
const ended = "3013"

// The forms in which tools hand on an error of SQL Server: a step of SQL Server Agent,
// a dialog of Management Studio, and the .NET classes that it and others are made of.
//
//	<message> [SQLSTATE 42000] (Error 9002)  <message> [SQLSTATE 42000] (Error 3013).
//	<message> (Microsoft SQL Server, Error: 3154)
//	System.Data.SqlClient.SqlError: <message> (Microsoft.SqlServer.Smo)
var (
	agentError  = lazyregexp.New(`([^\[\]]{4,400}?) ?\[SQLSTATE \w{5}\] \((?:Error|Message) (\d{3,6})\)`)
	dialogError = lazyregexp.New(`^\s*(.{0,400}?) ?\(Microsoft SQL Server, Error: (\d{3,6})\)`)
	smoHead     = lazyregexp.New(`^\s*(?:\S{1,20} )?(?:Backup|Restore) failed for Server .{1,80}\(Microsoft\.SqlServer\.Smo|\(Microsoft\.SqlServer\.ConnectionInfo\)\s*$`)
	classError  = lazyregexp.New(`\bSqlClient\.Sql(?:Error|Exception)(?: \(0x[0-9A-Fa-f]{8}\))?: (.{8,600})$`)
	// The reason of a restore that ended, where a tool prints it in a line of its own.
	lookupError = lazyregexp.New(`^\s*(Directory lookup for the file ["'].{3,260}["'] failed with the operating system error \d.*)$`)
	endsOnly    = lazyregexp.New(`(?i)\bis terminating abnormally\.?$`)
	toURL       = lazyregexp.New(`(?i)backup to url|https?://`)
)

// words tell the number of a message that was handed on without it.
var words = []struct {
	has    string
	number uint32
	ends   uint32 // what ended for it, if it is the reason and no message of RESTORE itself
}{
	{"Exclusive access could not be obtained", 3101, 0},
	{"backup of a database other than", 3154, 0},
	{"The tail of the log", 3159, 0},
	{"no files are ready to roll", 3117, 0},
	{"restored to the correct earlier state", 3136, 0},
	{"That version is incompatible", 3169, 0},
	{"media families but only", 3132, 0},
	{"insufficient free space on disk volume", 3257, 0},
	{"Use WITH MOVE to identify", 3156, 0},
	{"Directory lookup for the file", 5133, 3156},
	{"A file activation error occurred", 5105, 3119},
	{"is incorrectly formed", 3241, 0},
	{"Cannot open backup device", 3201, 0},
	{"nonrecoverable I/O error", 3271, 0},
	{"certificate with thumbprint", 33111, 0},
	{"asymmetric key with thumbprint", 33111, 0},
}

// readTools reads a message that a tool hands on in one line.
func readTools(r *console.Reader, i int) int {
	line := r.Text(i)
	if ms := agentError.FindAllStringSubmatch(line, 8); ms != nil {
		return readAgent(r, i, ms)
	}
	if next := readDialog(r, i); next > i {
		return next
	}
	if next := readClass(r, i); next > i || !smoHead.MatchString(line) {
		return next
	}
	for at := i + 1; at < i+maxDialogLines && r.Has(at); at++ { // what failed, and below it why
		if next := readDialog(r, at); next > at {
			return next
		}
		if next := readClass(r, at); next > at {
			return next
		}
	}
	return i
}

// readClass reads a message of the .NET classes, whose number is not told.
func readClass(r *console.Reader, i int) int {
	m := classError.FindStringSubmatch(r.Text(i))
	if m == nil {
		if m = lookupError.FindStringSubmatch(r.Text(i)); m == nil {
			return i
		}
		r.Vouch() // nobody writes that in a sentence of his own
	}
	for _, w := range words {
		if !strings.Contains(m[1], w.has) {
			continue
		}
		number, message := w.number, m[1]
		if w.ends != 0 {
			number, message = w.ends, "native error: "+strconv.Itoa(int(w.number))+" "+message
		}
		return addError(r, i, strconv.Itoa(int(number)), message)
	}
	return i
}

// readDialog reads a message whose number stands behind it, or behind the line below it,
// which says that the statement ended.
func readDialog(r *console.Reader, i int) int {
	at, before := i, ""
	m := dialogError.FindStringSubmatch(r.Text(i))
	if m == nil && r.Has(i+1) {
		at, before = i+1, strings.TrimSpace(r.Text(i))+" "
		m = dialogError.FindStringSubmatch(r.Text(at))
	}
	if m == nil || at > i && !endsOnly.MatchString(m[1]) {
		return i
	}
	message := before + m[1]
	if !sqlBackup.MatchString(message) && !backupNumber.MatchString(m[2]) {
		return i
	}
	return addError(r, at, m[2], message)
}

// maxDialogLines is how far below the line that says what failed a dialog says why.
const maxDialogLines = 10

// readAgent reads the errors of a step of SQL Server Agent. What is no message of BACKUP or
// RESTORE counts only as the reason of one that ended.
func readAgent(r *console.Reader, i int, errors [][]string) int {
	next, reason := i, ""
	for _, m := range errors {
		message := strings.TrimSpace(m[1])
		switch {
		case m[2] == ended && reason != "":
			next, reason = addError(r, i, ended, reason), ""
		case backupNumber.MatchString(m[2]) || sqlBackup.MatchString(message):
			next = addError(r, i, m[2], message)
		default:
			reason = "native error: " + m[2] + " " + message
		}
	}
	return next
}

// readReason reads a message that is not of BACKUP or RESTORE itself, but stands right
// before one that is, as that it ended: both are one failure.
func readReason(r *console.Reader, i, next int, number, message string) int {
	after := next
	for ; after < next+2 && r.Has(after) && r.Blank(after); after++ {
	}
	m := sqlNumber.FindStringSubmatch(r.Text(after))
	if m == nil || !backupNumber.MatchString(m[1]+m[3]+m[5]) {
		return i
	}
	last := after
	if r.Has(after+1) && !r.Blank(after+1) && !sqlNumber.MatchString(r.Text(after+1)) {
		last = after + 1
	}
	s := addInstance(r, i, last, defaultInstance, m[1]+m[3]+m[5], 2)
	setSystemError(s, message)
	s.Set("message", "native error: "+number+" "+strings.ReplaceAll(message, "\n", " "))
	return last + 1
}

// addError adds the event that the instance has for that number.
func addError(r *console.Reader, i int, number, message string) int {
	s := addInstance(r, i, i, defaultInstance, number, 2)
	setSystemError(s, message)
	s.Set("message", message)
	if m := sqlFile.FindStringSubmatch(message); m != nil {
		s.Set(parse.FieldPath, m[1])
	}
	setTokens(s, message)
	return i + 1
}
