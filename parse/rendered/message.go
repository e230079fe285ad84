package rendered

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// Message is the name of the field that holds a rendered message.
const Message = "message"

// Names of the fields that are taken out of a message, besides those of package parse.
const (
	fieldProcess = "process" // name or path of a process
	fieldSession = "session" // snapshot session number of ESE
	fieldValue   = "value"   // milliseconds or error of an ESE event
	fieldContext = "context" // the Operation and Context block of a VSS event
	fieldVolume  = "VolumeName"
	fieldUserSID = "user_sid"
)

// Tokens returns the fields of an event of which only the rendered message is
// left: what can be told in it by form, not by language, and behind it the message.
// The code that the message states comes first. Where the order of the insertion
// strings is known (ESENT, SQL Server's I/O events) the tokens stand in it, so that
// field n is what %n was.
func Tokens(provider string, id uint32, message string) []parse.Field {
	return tokens(&parse.Record{Provider: provider, EventID: id}, message)
}

func tokens(r *parse.Record, message string) []parse.Field {
	provider := strings.ToLower(r.Provider)
	for _, form := range forms {
		if form.matches(provider) {
			return append(form.read(r, message), field(Message, message))
		}
	}
	return []parse.Field{field(Message, message)}
}

func field(name, value string) parse.Field {
	return parse.Field{Name: name, Value: parse.StringValue(value)}
}

// form is how the messages of some providers are built.
type form struct {
	providers []string // lower case; a trailing * matches any rest
	read      func(*parse.Record, string) []parse.Field
}

func (f *form) matches(provider string) bool {
	for _, p := range f.providers {
		if prefix, ok := strings.CutSuffix(p, "*"); p == provider || ok && strings.HasPrefix(provider, prefix) {
			return true
		}
	}
	return false
}

var forms = []form{
	{[]string{"esent", "ese", "ese backup", "ntds isam", "esent*"}, readESE},
	{[]string{"service control manager"}, readService},
	{[]string{"mssqlserver", "mssql$*"}, readSQL},
	{[]string{"vssaudit"}, readAudit},
	{[]string{"volsnap"}, readVolume},
	{[]string{"vss"}, readVSS},
	{[]string{"application error"}, readCrash},
	{[]string{"microsoft-windows-backup", "windows backup", "backup"}, readBackup},
	{[]string{"microsoft-windows-capi2", "capi2"}, readCatalog},
	{[]string{"sqlwriter", "sqlvdi"}, readSQLWriter},
	{[]string{"system restore"}, readRestore},
	{[]string{"microsoft-windows-ntfs", "ntfs"}, readDevice},
	{[]string{"spp"}, readSPP},
	{[]string{"msexchangeis*", "msexchangerepl"}, readExchange},
	{[]string{"microsoft-windows-failoverclustering", "failoverclustering"}, readCluster},
	{
		[]string{
			"vmicvss",
			"microsoft-windows-volumesnapshot-driver",
			"microsoft-windows-hyper-v-vmms",
			"hyper-v-vmms",
			"microsoft-windows-fileshareshadowcopyprovider",
		},
		readCode,
	},
}

// eseHead is what every ESE message begins with: process, process id with or
// without flags, and the instance if there is one ("lsass (600,G,0) NTDSA: ").
var (
	eseHead = lazyregexp.New(`^(.{1,200}?) \((\d+)(?:,[^()\s]*)?\) `)
	eseName = lazyregexp.New(`^([^\s:][^:\r\n]{0,100}): `)
	integer = lazyregexp.New(`(?:^|[^\w.])(-?\d+)\b`)
)

// hexError is an error of ESE as its 32 bits.
var hexError = lazyregexp.New(`\b0x[fF]{5}[0-9a-fA-F]{3}\b`)

// readESE reads the head of any ESE message, and session and value of the events
// about shadow copies (2000 to 2010): the first and second number behind the head,
// in every language.
func readESE(r *parse.Record, message string) []parse.Field {
	m := eseHead.FindStringSubmatch(message)
	if m == nil {
		return nil
	}
	rest, instance := message[len(m[0]):], ""
	if name := eseName.FindStringSubmatch(rest); name != nil {
		instance, rest = name[1], rest[len(name[0]):]
	}
	fields := []parse.Field{
		field(fieldProcess, m[1]),
		field(parse.FieldProcessID, m[2]),
		field(parse.FieldInstance, instance),
	}
	if hex := hexError.FindString(rest); hex != "" {
		fields = append(fields, field(parse.FieldHResult, strings.ToLower(hex)))
	}
	if r.EventID < 2000 || r.EventID > 2010 {
		return fields
	}
	for i, number := range integer.FindAllStringSubmatch(rest, 2) {
		fields = append(fields, field([]string{fieldSession, fieldValue}[i], number[1]))
	}
	return fields
}

// serviceForms are the English texts about services; the name of a service is
// translated as well, so that other languages would not tell more.
var serviceForms = map[uint32]*lazyregexp.Regexp{
	7035: lazyregexp.New(`^The (.+) service was successfully sent an? (\S+) control\.`),
	7036: lazyregexp.New(`^The (.+) service entered the (\S+) state\.`),
	7031: lazyregexp.New(`^The (.+) service terminated unexpectedly\.`),
	7034: lazyregexp.New(`^The (.+) service terminated unexpectedly\.`),
	7023: lazyregexp.New(`^The (.+) service terminated with the following error`),
	7024: lazyregexp.New(`^The (.+) service terminated with (?:the following )?service-specific error`),
	7045: lazyregexp.New(`^A service was installed in the system\.\s+Service Name:\s+(.+?)\s*(?:[\r\n]|$)`),
}

func readService(r *parse.Record, message string) []parse.Field {
	shape := serviceForms[r.EventID]
	if shape == nil {
		return nil
	}
	m := shape.FindStringSubmatch(message)
	if m == nil {
		return nil
	}
	var fields []parse.Field
	for i, name := range []string{"param1", "param2"}[:len(m)-1] {
		fields = append(fields, field(name, m[i+1]))
	}
	return fields
}

// databaseForm finds the database in the English texts of 3197 and 3198.
var databaseForm = lazyregexp.New(`^I/O (?:is frozen|was resumed) on database (.+?)\. No user action`)

// goesOn is a sentence about the command BACKUP DATABASE, where no name follows.
var goesOn = lazyregexp.New(`^(?:is|was|cannot|can|could|will|successfully|failed|to|or|with|by)\b`)

func readSQL(r *parse.Record, message string) []parse.Field {
	if r.EventID == 3197 || r.EventID == 3198 {
		if m := databaseForm.FindStringSubmatch(message); m != nil {
			return []parse.Field{field(parse.FieldDatabase, m[1])}
		}
		return nil
	}
	b := &found{}
	if r.EventID == 18264 || r.EventID == 18265 { // "Database: Name, creation date(time): ..."
		if _, rest, ok := strings.Cut(message, "Database: "); ok {
			name, _, _ := strings.Cut(rest, ",")
			b.add(parse.FieldDatabase, name)
		}
	}
	if _, rest, ok := strings.Cut(message, "BACKUP DATABASE "); ok && !goesOn.MatchString(rest) {
		b.add(parse.FieldDatabase, strings.Trim(strings.TrimRight(word(rest), ".,;"), "[]"))
	}
	b.add(parse.FieldDatabase, quotedAfter(message, "atabase "))
	return b.fields
}

var (
	guid  = lazyregexp.New(`(?i)\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}`)
	sid   = lazyregexp.New(`\bS-1-\d+(?:-\d+)+\b`)
	hexID = lazyregexp.New(`\b0x[0-9a-fA-F]{4,16}\b`)
)

// readAudit reads 8222 and 8223, one value on each line behind a tab: the first
// GUID is the set, then come the shadow copy and its provider, in every language.
func readAudit(_ *parse.Record, message string) []parse.Field {
	var fields []parse.Field
	names := []string{parse.FieldSnapshotSetID, parse.FieldSnapshotID, parse.FieldProviderID}
	seen := map[string]bool{}
	add := func(name, value string) {
		if !seen[name] {
			seen[name] = true
			fields = append(fields, field(name, value))
		}
	}
	for line := range strings.Lines(message) {
		line = strings.TrimRight(line, "\r\n \t")
		value := strings.TrimSpace(line[strings.LastIndexByte(line, '\t')+1:])
		switch lower := strings.ToLower(value); {
		case strings.HasPrefix(lower, `\\?\volume`):
			add(parse.FieldVolume, value)
		case strings.Contains(lower, "harddiskvolumeshadowcopy"):
			add(parse.FieldDevice, value)
		case strings.HasSuffix(lower, ".exe"):
			add(fieldProcess, value)
		case sid.FindString(value) == value && value != "":
			add(fieldUserSID, value)
		case hexID.FindString(value) == value && value != "":
			if n, ok := number(value); ok {
				add(parse.FieldProcessID, strconv.FormatUint(n, 10))
			}
		case guid.FindString(value) == value && value != "" && len(names) > 0:
			add(names[0], strings.ToLower(value))
			names = names[1:]
		}
	}
	return fields
}
