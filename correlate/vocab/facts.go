package vocab

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// maxFactText is how much of a record's text is searched: a message of Windows is a
// few kilobytes, a blob is none.
const maxFactText = 64 << 10

// Facts states what the record says, in the words in which causes are written
// down: codes, routine, operation, writer, provider, class, volume and so on. What
// the record does not state is left empty. The result is new at each call.
func (s *Event) Facts() *knowledge.Facts { return s.facts(true) }

// facts is Facts; unless all is asked for the routine is left out, and of what the record
// names all but volumes and databases.
func (s *Event) facts(all bool) *knowledge.Facts {
	r := s.Record
	text := factText(r)
	f := &knowledge.Facts{
		Channel: r.Channel, Level: levelWord(r.Level), Code: s.Code, Writer: s.Writer, WriterID: s.WriterID, SetID: s.SetID,
		Process: s.CommandLine, Kind: string(s.Kind), Text: text,
	}
	if r.IsStatement() {
		f.Program, f.Phrase = programOf(r, text), r.Text(parse.FieldPhrase)
		f.Routine = r.Text(parse.FieldFunction)
		messageFacts(f, r)
	} else {
		f.EventProvider, f.Event = r.Provider, r.EventID
		f.Program = eventPrograms[strings.ToLower(r.Provider)]
	}
	f.Codes = codesIn(text, r)
	if f.Code == 0 {
		f.Code = decidingCode(text, f.Codes)
	}
	if f.Code != 0 && !slices.Contains(f.Codes, f.Code) {
		f.Codes = slices.Insert(f.Codes, 0, f.Code)
	}
	s.contextFacts(f, r)
	f.Writer = knowledge.WriterName(f.WriterID, f.Writer)
	if !all {
		placeFacts(f, s, r, text)
		s.listingFacts(f, r)
		return f
	}
	s.phaseFacts(f, text)
	if f.Routine == "" {
		f.Routine = routineOf(r, text)
	}
	s.objectFacts(f, r, text)
	s.listingFacts(f, r)
	return f
}

// fillFromText takes code, writer, volume and database of a record out of its text,
// where nothing has read them: of rendered messages, and of lines of programs.
func (s *Event) fillFromText() {
	r := s.Record
	if !r.FromText && r.Provider != parse.ProviderRequester || s.Code != 0 && s.Writer != "" && s.Volume != "" {
		return
	}
	f := s.facts(false)
	if s.Code == 0 {
		s.Code = f.Code
	}
	if s.Writer == "" && f.Writer != "" {
		s.Writer = f.Writer
	}
	if s.WriterID == "" && s.Writer != "" {
		if class, ok := ClassOf("", s.Writer); ok {
			s.WriterID = class.ID
		}
	}
	if s.Volume == "" && len(f.Volumes) > 0 {
		s.Volume = f.Volumes[0]
	}
	if s.Database == "" && len(f.Databases) > 0 {
		s.Database = f.Databases[0]
	}
}

// eventPrograms are the programs whose own events these are.
var eventPrograms = map[string]string{
	"microsoft-windows-backup": "windows-server-backup",
	"windows backup":           "windows-backup",
	"microsoft-windows-spp":    "system-protection",
	"spp":                      "system-protection",
	"system restore":           "system-restore",
	"ntbackup":                 "ntbackup",
	"dpm":                      "dpm",
}

func programOf(r *parse.Record, text string) string {
	tool := r.Text(parse.FieldTool)
	if of := r.Text(parse.FieldMessageOf); of != "" && tool == parse.ToolTold {
		tool = of
	}
	if tool == parse.ToolProgram || tool == parse.ToolTold || tool == parse.ToolUnrecognised {
		return "" // the text does not say which
	}
	if p, ok := knowledge.ProgramOf(tool); ok {
		return p.Name
	}
	return tool
}

// messageFacts tells what the number or name means by which a program says what went
// wrong; where the text does not name the program, an id of its own does.
func messageFacts(f *knowledge.Facts, r *parse.Record) {
	if f.Message = r.Text(parse.FieldMessageID); f.Message == "" {
		return
	}
	if m, ok := knowledge.MessageOf(f.Program, f.Message); ok {
		f.MessageKind = m.Kind
		if f.Program == "" && m.Program != knowledge.AnyProgram {
			f.Program = m.Program
		}
	}
}

// factText is everything that the record says, a line for each value.
func factText(r *parse.Record) string {
	var b strings.Builder
	for _, f := range r.AllFields() {
		if b.Len() >= maxFactText {
			break
		}
		if v := f.Value.String(); v != "" {
			if f.Name != "" && r.IsStatement() {
				b.WriteString(f.Name + ": ")
			}
			b.WriteString(v)
			b.WriteByte('\n')
		}
	}
	text := b.String()
	if len(text) > maxFactText {
		text = strings.ToValidUTF8(text[:maxFactText], "")
	}
	return strings.ReplaceAll(text, "\r", "")
}

func levelWord(level uint8) string {
	switch level {
	case 1, 2:
		return "error"
	case 3:
		return "warning"
	case 4:
		return "information"
	}
	return ""
}

var (
	callArgs = lazyregexp.New(`\b[A-Za-z_][A-Za-z0-9_:]{3,60}\([^()\n]{0,600}\)`)
)

// codesIn finds every code of a record: HRESULTs, NTSTATUS values and, by their name or
// in decimal, the same. The arguments of a call are none: 0x80000000 is an access mask.
func codesIn(text string, r *parse.Record) []uint32 {
	bare := text
	if strings.Contains(text, "(") {
		bare = callArgs.ReplaceAllStringFunc(
			text,
			func(call string) string { return call[:strings.IndexByte(call, '(')] },
		)
	}
	var found []uint32
	add := func(v uint32) {
		if v>>31 == 1 && !slices.Contains(found, v) {
			found = append(found, v)
		}
	}
	codeTokens(bare, func(token string) {
		switch {
		case token[0] == '%':
			if v, err := strconv.ParseUint(token[2:], 10, 32); err == nil {
				add(uint32(v))
			}
		case token[0] == '-' || token[0] == '0':
			if v, ok := ParseCode(token); ok {
				add(v)
			}
		default:
			if c, ok := knowledge.CodeNamed(token); ok {
				add(c.Value)
			}
		}
	})
	if v, ok := ParseCode(r.Text(parse.FieldHResult)); ok {
		add(v)
	}
	if v, ok := finalStatus(r); ok {
		add(v)
	}
	return found
}

// finalStatus is the NTSTATUS that a driver logs with an event in its packet: IO_ERROR_LOG_PACKET holds the
// code of the event at offset 12 and FinalStatus at 20. Source:
// https://learn.microsoft.com/windows-hardware/drivers/ddi/ntifs/ns-ntifs-_io_error_log_packet (documented; the
// offsets follow from its fields, and are those of a dump of volsnap 28 in a public report, looked at 2026-12-01).
func finalStatus(r *parse.Record) (uint32, bool) {
	const codeAt, statusAt, least = 12, 20, 24
	if len(r.Binary) < least { // a person may have copied the first lines only
		return 0, false
	}
	word := func(at int) uint32 { return binary.LittleEndian.Uint32([]byte(r.Binary[at : at+4])) }
	if code := word(codeAt); code&0xffff != r.EventID || code>>30 == 0 {
		return 0, false
	}
	status := word(statusAt)
	return status, status>>30 >= 2
}

// decidingCode is the one behind "hr =", else the first of a failure.
func decidingCode(text string, codes []uint32) uint32 {
	if mayStateHR(text) {
		if m := behindHR.FindStringSubmatch(text); m != nil {
			if v, ok := ParseCode(m[1]); ok {
				return v
			}
		}
	}
	if len(codes) > 0 {
		return codes[0]
	}
	return 0
}

// contextFacts reads the block of operations and context that VSS appends.
func (s *Event) contextFacts(f *knowledge.Facts, r *parse.Record) {
	for i := len(r.Fields) - 1; i >= 0; i-- {
		value := r.Fields[i].Value.String()
		if !strings.Contains(value, "\n") {
			continue
		}
		c, ok := ParseContext(value)
		if !ok {
			continue
		}
		f.Operations = append(f.Operations, c.Operations...)
		for _, v := range c.Values {
			f.Context = append(f.Context, v.Key+": "+v.Value)
			switch strings.ToLower(v.Key) {
			case "execution context":
				f.Execution = v.Value
			case "provider name":
				f.VSSProvider = v.Value
			case "provider id":
				if strings.Trim(v.Value, "{}0-") != "" { // VSS writes zeros where it has not looked it up yet
					f.VSSProviderID = strings.ToLower(v.Value)
				}
			case "class id":
				f.ClassID = strings.ToLower(v.Value)
			case "writer name":
				f.Writer = v.Value
			}
		}
		if len(f.Context) > 0 {
			break
		}
	}
	if f.Operations == nil && s.Operation != "" {
		f.Operations = []string{s.Operation}
	}
}

// phaseFacts finds the phase of a set that the record is about.
func (s *Event) phaseFacts(f *knowledge.Facts, text string) {
	f.Phase = factPhase(f.Operations, text)
	if f.Phase == "" && s.Phase != PhaseUnknown && s.Phase != PhaseNone {
		f.Phase = s.Phase.String() // told by a translated word
	}
}

// phaseTokens tell the phase of an operation; the first that occurs decides. Names of
// functions stay English in every language; the sentences are those of English logs.
var phaseTokens = []struct{ token, phase string }{
	{"prerestore", "pre-restore"},
	{"postrestore", "post-restore"},
	{"onidentify", "identify"},
	{"onidentity", "identify"},
	{"gatherwriterstatus", "gather-status"},
	{"gathering writers' status", "gather-status"},
	{"gatherwritermetadata", "gather-metadata"},
	{"gathering writer data", "gather-metadata"},
	{"identify event", "identify"},
	{"preparebackup", "prepare-backup"},
	{"prepareforbackup", "prepare-backup"},
	{"preparesnapshot", "prepare-snapshot"},
	{"prepareforsnapshot", "prepare-snapshot"},
	{"endpreparesnapshots", "prepare-snapshot"},
	{"beginpreparesnapshot", "prepare-snapshot"},
	{"flush", "hold"},
	{"holdwrites", "hold"},
	{"precommitsnapshots", "commit"},
	{"postcommitsnapshots", "commit"},
	{"commitsnapshots", "commit"},
	{"prefinalcommitsnapshots", "commit"},
	{"postfinalcommitsnapshots", "commit"},
	{"freeze event", "freeze"},
	{"onfreeze", "freeze"},
	{"thaw event", "thaw"},
	{"onthaw", "thaw"},
	{"postsnapshot", "post-snapshot"},
	{"backupcomplete", "backup-complete"},
	{"deletesnapshots", "delete"},
	{"delete shadow", "delete"},
	{"startsnapshotset", "set-start"},
	{"initializing writer", "subscribe"},
	{"subscribing writer", "subscribe"},
	{"isvolumesupported", "query"},
	{"isvolumesnapshotted", "query"},
	{"check if volume is supported", "query"},
	{"query shadow copies", "query"},
	{"dosnapshotset", "commit"},
}

func factPhase(operations []string, text string) string {
	for _, where := range []string{strings.Join(operations, "\n"), text} {
		where = strings.ToLower(where)
		for _, p := range phaseTokens {
			if strings.Contains(where, p.token) {
				return p.phase
			}
		}
	}
	return ""
}

var (
	routineWord = lazyregexp.New(`\b(?:I[A-Z][a-z]+[A-Za-z]*::)?[A-Z][a-z]+[A-Z][A-Za-z0-9:]*(?:\(|\b)`)
	behindWord  = lazyregexp.New(`(?i)\broutine\s+(.{1,400}?)\s*[.。]?\s*hr\s*=`)
	beforeHR    = lazyregexp.New(`(?is)^(.{1,600}?)[.。]?\s*です?[.。]?\s*hr\s*=|^(.{1,600}?)[.。]?\s*hr\s*=`)
)

// mayStateHR reports a text that "hr =" may stand in, in letters of any size.
func mayStateHR(text string) bool {
	for rest := text; ; {
		at := strings.IndexByte(rest, '=')
		if at < 0 {
			return false
		}
		head := strings.TrimRight(rest[:at], " \t\n\f\r")
		if n := len(head); n >= 2 && strings.EqualFold(head[n-2:], "hr") {
			return true
		}
		rest = rest[at+1:]
	}
}

// routineOf is the routine that failed, as it is logged: the first string of VSS 8193
// and 12289, else what stands before "hr =" in the message, from its first name of a
// function on.
func routineOf(r *parse.Record, text string) string {
	if !r.FromText && strings.EqualFold(r.Provider, "VSS") && (r.EventID == 8193 || r.EventID == 12289) {
		return strings.TrimSpace(r.Argument(1))
	}
	if named := r.Text(parse.FieldFunction); r.FromText && callArgs.MatchString(named) {
		return named
	}
	if mayStateHR(text) {
		if at := behindHR.FindStringIndex(text); at != nil { // the line that states the code
			text = text[strings.LastIndexByte(text[:at[0]], '\n')+1:]
		}
		if m := behindWord.FindStringSubmatch(text); m != nil {
			return strings.TrimSpace(m[1])
		}
		if m := beforeHR.FindStringSubmatch(text); m != nil {
			head := m[1] + m[2]
			if at := routineWord.FindStringIndex(head); at != nil {
				return strings.TrimSpace(head[at[0]:])
			}
			return ""
		}
	}
	if strings.Contains(text, "(") {
		for _, m := range callArgs.FindAllString(text, 4) {
			name, _, _ := strings.Cut(m, "(")
			if !strings.HasSuffix(m, "(s)") && name != strings.ToUpper(name) { // neither time(s) nor STATUS_X(c0000022)
				return m
			}
		}
	}
	return strings.TrimSuffix(firstRoutine(text, ofDatabaseEngine(r)), "(")
}

// ofDatabaseEngine reports a record of SQL Server or its agent, which name databases, logins and jobs as people chose.
func ofDatabaseEngine(r *parse.Record) bool {
	provider := strings.ToUpper(r.Provider)
	return strings.HasPrefix(provider, "MSSQL") || strings.HasPrefix(provider, "SQLAGENT$") || provider == "SQLSERVERAGENT"
}

// inQuotes reports a word, from start to end in text, that begins what stands in quotation marks or brackets without a blank.
func inQuotes(text string, start, end int) bool {
	if start == 0 {
		return false
	}
	opens := strings.IndexByte(`'"[`, text[start-1])
	closes := strings.IndexAny(text[end:], `'"]`+" \t\r\n")
	return opens >= 0 && closes >= 0 && text[end+closes] == `'"]`[opens]
}

// firstRoutine is the first name of a function; devices, writers and what stands in quotation marks are named in the same
// way. strict asks for one with "(" or "::", where any other may be a name that somebody chose.
func firstRoutine(text string, strict bool) string {
	for _, at := range routineWord.FindAllStringIndex(text, 16) {
		word := text[at[0]:at[1]]
		member, called := strings.Contains(word, "::"), strings.HasSuffix(word, "(")
		if member {
			word = strings.TrimSuffix(word, ":") // BackupMedium::ReportIoError: the words
		}
		device := strings.HasPrefix(word, "HarddiskVolume") || strings.HasPrefix(word, "HarddiskDmVolumes")
		label := strings.Contains(strings.ReplaceAll(word, "::", ""), ":") // VssError:The words
		if !device && !label && (called || !inQuotes(text, at[0], at[1])) && !strings.HasSuffix(word, "Writer") && (!strict || member || called) {
			return word
		}
	}
	return ""
}

var (
	volumePath  = lazyregexp.New(`(?i)\\\\\?\\Volume\{[0-9a-f-]{36}\}\\?`)
	driveToken  = lazyregexp.New(`(?:^|[\s"'(=\[])([A-Za-z]:)(?:\\?(?:$|[\s"',.;)\]]))`)
	deviceToken = lazyregexp.New(`(?i)(?:\\\\[.?]\\)?(?:GLOBALROOT)?\\Device\\[A-Za-z0-9]+(?:\\DR\d+)?`)
	filePath    = lazyregexp.New(
		`(?i)(?:^|[\s"'(=\[,])((?:[a-z]:|\\\\\?\\[a-z]:|\\systemroot|\\\\[a-z0-9._-]+\\[a-z0-9$._-]+)\\[^\s"'<>|*?,;()]{2,300}(?: [^\s"'<>|*?,;()\\]{1,40}\\[^\s"'<>|*?,;()]{1,200}){0,4})`,
	)
	keyPath = lazyregexp.New(
		`(?i)\b(?:HKLM|HKEY_LOCAL_MACHINE|HKCR|HKEY_CLASSES_ROOT|\\Registry\\Machine|SYSTEM\\CurrentControlSet|SOFTWARE\\Microsoft)\\[^\s"',;)]{3,200}`,
	)
	sidToken   = lazyregexp.New(`\bS-1-\d+(?:-\d+)+(?:\.bak)?`)
	clsidToken = lazyregexp.New(
		`(?i)CLSID:?\s*(\{[0-9a-f-]{36}\})(?:[^\[\n{]{0,40}?\b([A-Za-z][A-Za-z_]{3,40}(?:\.[A-Za-z]+)*)\b)?`,
	)
	clsidName = lazyregexp.New(
		`(?i)CLSID:?\s*\{[0-9a-f-]{36}\}[^\[\n]{0,60}?\b(?:name|namen|nom|nombre|名前)\s+\[?["']?([A-Za-z][A-Za-z0-9_.]{2,40})`,
	)
	upperName   = lazyregexp.New(`\b(?:[A-Z]{2,}_[A-Z_]+|VSS[A-Z][A-Za-z]+|[A-Z][a-z]+[A-Z][A-Za-z]+)\b`)
	quotedBase  = lazyregexp.New(`(?i)\bdatabase\s+["'\[]([^"'\]\n]{1,128})["'\]]`)
	nativeError = lazyregexp.New(`(?i)\b(?:native error:?|msg|error:)\s*(\d{3,5})\b`)
	writerJet   = lazyregexp.New(`ESENT ERROR [^:\n]{1,120}: (-\d{3,4})\b`) // as VSS 12290 has it
	jetToken    = lazyregexp.New(`(?:^|[^\w.-])(-\d{3,4})\b`)
)

// addWord adds what a list does not have yet, up to some.
func addWord(list *[]string, word string) {
	if word = strings.TrimSpace(word); word != "" &&
		!slices.ContainsFunc(*list, func(o string) bool { return strings.EqualFold(o, word) }) &&
		len(*list) < 16 {
		*list = append(*list, word)
	}
}

// placeFacts finds the volumes and databases that the record names.
func placeFacts(f *knowledge.Facts, s *Event, r *parse.Record, text string) {
	if wsbVolumes(f, r) {
		return
	}
	addWord(&f.Volumes, s.Volume)
	addWord(&f.Volumes, r.Text(parse.FieldVolume))
	addWord(&f.Volumes, r.Text("VolumeName"))
	if strings.Contains(text, `\\?\`) {
		for _, v := range volumePath.FindAllString(text, 16) {
			addWord(&f.Volumes, strings.TrimSuffix(v, `\`)+`\`)
		}
	}
	if mayNameDrive(text) {
		for _, m := range driveToken.FindAllStringSubmatch(text, 16) {
			addWord(&f.Volumes, strings.ToUpper(m[1]))
		}
	}
	addWord(&f.Databases, s.Database)
	addWord(&f.Databases, r.Text(parse.FieldDatabase))
	if holdsFolded(text, "database") {
		for _, m := range quotedBase.FindAllStringSubmatch(text, 16) {
			addWord(&f.Databases, m[1])
		}
	}
}

// wsbVolumes finds the volumes of a run of Windows Server Backup: those that it could not save, else
// all. The backup target, a letter in the same record, is none of them.
func wsbVolumes(f *knowledge.Facts, r *parse.Record) bool {
	if !strings.EqualFold(r.Provider, ProviderWSB) {
		return false
	}
	info := r.Text("VolumesInfo")
	var all []string
	for _, item := range volumeItem.FindAllStringSubmatch(info, 16) {
		addWord(&all, item[1])
		if m := itemResult.FindStringSubmatch(item[0]); m != nil && m[1] != "0" {
			addWord(&f.Volumes, item[1])
		}
	}
	if len(f.Volumes) == 0 {
		f.Volumes = all
	}
	return len(all) > 0
}

var (
	volumeItem = lazyregexp.New(`<VolumeInfoItem\s[^>]*?\bName="([^"]{2,80})"[^>]*>`)
	itemResult = lazyregexp.New(`\bHResult="(-?\d+)"`)
)

// mayNameDrive reports a text that a letter and a colon stand apart in.
func mayNameDrive(text string) bool {
	for at := 0; ; at++ {
		i := strings.IndexByte(text[at:], ':')
		if i < 0 {
			return false
		}
		at += i
		if at > 0 && isLetter(text[at-1]) && (at == 1 || strings.IndexByte(" \t\n\f\r\"'(=[", text[at-2]) >= 0) {
			return true
		}
	}
}

// holdsFolded reports whether text holds a lower-case word, in letters of any size.
func holdsFolded(text, word string) bool {
	for at := 0; at+len(word) <= len(text); at++ {
		if text[at]|0x20 == word[0] && strings.EqualFold(text[at:at+len(word)], word) {
			return true
		}
	}
	return false
}

// objectFacts finds the things that the record names.
func (s *Event) objectFacts(f *knowledge.Facts, r *parse.Record, text string) {
	placeFacts(f, s, r, text)
	if r.Provider == parse.ProviderRequester {
		addWord(&f.Files, r.Text(parse.FieldPath)) // a file that a program names comes first
	}
	pathFacts(f, text)
	if strings.HasSuffix(r.Provider, "CAPI2") {
		if m := legacyDriver.FindStringSubmatch(text); m != nil {
			addWord(&f.Files, m[1])
		}
	}
	if r.Provider == "VSS" && r.EventID == comServer && !r.FromText { // class, name, code
		if id := strings.TrimSpace(r.Argument(1)); len(FindGUIDs(id)) == 1 && len(id) == len(FindGUIDs(id)[0]) {
			f.ClassID, f.ClassName = strings.ToLower(id), strings.TrimSpace(r.Argument(2))
		}
	}
	classFacts(f, r, text)
	s.providerFacts(f, r, text)
	s.serviceFacts(f, r)
	sqlFacts(f, r, text)
	s.jetFacts(f, r, text)
}

// legacyDriver is the driver or service that CAPI2 513 names behind its routine: a word or
// several to the end of the sentence.
var legacyDriver = lazyregexp.New(`AddLegacyDriverFiles:[^\n]{0,80}?\b(?:binary|Binärdatei|binaire|binario|binário) ([^\n]{1,80}?)\.?\s*(?:\n|$)`)

// pathFacts finds devices, files, keys of the registry, and accounts by their SIDs.
func pathFacts(f *knowledge.Facts, text string) {
	if strings.Contains(text, `\`) {
		for _, d := range deviceToken.FindAllString(text, 16) {
			addWord(&f.Devices, d)
		}
		for _, m := range filePath.FindAllStringSubmatch(text, 16) {
			addWord(&f.Files, strings.TrimRight(m[1], ":;,.")) // what the sentence has behind it
		}
		for _, k := range keyPath.FindAllString(text, 16) {
			addWord(&f.Keys, k)
		}
	}
	if strings.Contains(text, "S-1-") {
		for _, a := range sidToken.FindAllString(text, 16) {
			addWord(&f.Accounts, a)
		}
	}
}

// comServer is VSS's event of a COM server that could not be started.
const comServer = 13

// classFacts finds the COM class: the name that the text gives it, else that of the table. Where the label of its id is a
// translated one, a record of VSS that names a known class is about that.
func classFacts(f *knowledge.Facts, r *parse.Record, text string) {
	if f.ClassID == "" && strings.EqualFold(r.Provider, "VSS") {
		for _, g := range FindGUIDs(text) {
			_, provider := knowledge.ProviderOf(g)
			if _, ok := knowledge.ClassOf(g); ok && !provider {
				f.ClassID = g
				break
			}
		}
	}
	if at := clsidToken.FindStringSubmatchIndex(text); at != nil {
		if f.ClassID == "" {
			f.ClassID = strings.ToLower(text[at[2]:at[3]])
		}
		if n := clsidName.FindStringSubmatch(text); n != nil {
			f.ClassName = n[1]
		} else {
			f.ClassName = upperName.FindString(text[at[3]:min(len(text), at[1]+80)]) // behind the GUID
		}
	}
	if f.ClassName == "" && f.ClassID != "" {
		if c, ok := knowledge.ClassOf(f.ClassID); ok {
			f.ClassName = c.Name
		}
	}
}

// sqlFacts finds errors of SQL Server: its own events are numbered by them.
func sqlFacts(f *knowledge.Facts, r *parse.Record, text string) {
	provider := strings.ToUpper(r.Provider)
	engine := strings.HasPrefix(provider, "MSSQL")
	if engine && r.EventID >= 100 {
		f.SQLErrors = append(f.SQLErrors, r.EventID)
	}
	if !engine && !strings.HasPrefix(provider, "SQL") && !strings.Contains(text, "SQL") {
		return
	}
	for _, m := range nativeError.FindAllStringSubmatch(text, 16) {
		if n, err := strconv.ParseUint(m[1], 10, 32); err == nil && !slices.Contains(f.SQLErrors, uint32(n)) {
			f.SQLErrors = append(f.SQLErrors, uint32(n))
		}
	}
}

// jetFacts finds errors of ESE.
func (s *Event) jetFacts(f *knowledge.Facts, r *parse.Record, text string) {
	if s.Jet != 0 {
		f.Jet = append(f.Jet, s.Jet)
	}
	tokens := jetToken
	switch {
	case esentLike(r.Provider):
	case strings.Contains(text, "ESENT ERROR"):
		tokens = writerJet
	default:
		return
	}
	for _, m := range tokens.FindAllStringSubmatch(text, 16) {
		if n, err := strconv.ParseInt(m[1], 10, 32); err == nil && !slices.Contains(f.Jet, int32(n)) {
			f.Jet = append(f.Jet, int32(n))
		}
	}
	for _, hex := range hexJet.FindAllString(text, 16) { // the same number as its 32 bits
		if n, err := strconv.ParseUint(hex[2:], 16, 32); err == nil && !slices.Contains(f.Jet, int32(uint32(n))) {
			f.Jet = append(f.Jet, int32(uint32(n)))
		}
	}
}

// hexJet is an error of ESE in hex: from -100 to -4095.
var hexJet = lazyregexp.New(`\b0x[fF]{5}(?:[0-9a-eA-E][0-9a-fA-F]{2}|[fF][0-8][0-9a-fA-F])\b`)

func esentLike(provider string) bool {
	p := strings.ToLower(provider)
	for _, word := range []string{"esent", "ese", "ntds", "activedirectory", "msexchange", "dhcp", "wins", "certificat"} {
		if strings.Contains(p, word) {
			return true
		}
	}
	return false
}

// providerFacts finds the VSS provider: by the context block, else a GUID that is known.
func (s *Event) providerFacts(f *knowledge.Facts, r *parse.Record, text string) {
	if f.VSSProvider == "" {
		f.VSSProvider = r.Text(parse.FieldProviderName)
	}
	if f.VSSProviderID == "" {
		f.VSSProviderID = strings.ToLower(r.Text(parse.FieldProviderID))
	}
	if f.VSSProviderID == "" {
		f.VSSProviderID = s.ProviderID
	}
	if f.VSSProviderID == "" && !r.IsStatement() {
		for _, g := range FindGUIDs(text) {
			if p, ok := knowledge.ProviderOf(g); ok {
				f.VSSProviderID = g
				if f.VSSProvider == "" {
					f.VSSProvider = p.Name
				}
				break
			}
		}
	}
	if f.VSSProviderID == "" && strings.EqualFold(r.Provider, "VSS") &&
		(r.EventID == 12293 || r.EventID == 12301 || r.EventID == 12292) &&
		!r.FromText {
		if g := FindGUIDs(r.Argument(1)); len(g) > 0 {
			f.VSSProviderID = g[0]
		}
	}
	if f.VSSProvider == "" && f.VSSProviderID == s.ProviderID {
		f.VSSProvider = s.ProviderName
	}
	if f.VSSProvider == "" && f.VSSProviderID != "" {
		if p, ok := knowledge.ProviderOf(f.VSSProviderID); ok {
			f.VSSProvider = p.Name
		}
	}
}

// serviceFacts finds the service that an event of the Service Control Manager, or a
// statement about services, is about.
func (s *Event) serviceFacts(f *knowledge.Facts, r *parse.Record) {
	names := []string{r.Text("service"), r.Text("service_name")}
	if strings.EqualFold(r.Provider, "Service Control Manager") {
		if names = append(names, r.Text("param1"), s.Detail); !r.FromText { // else it is the message
			names = append(names, r.Argument(1))
		}
	}
	if r.Provider == parse.ProviderHost && r.Text(parse.FieldFact) == parse.FactService {
		names = append(names, r.Text(parse.FieldValue))
	}
	for _, n := range names {
		if n == "" {
			continue
		}
		if k, ok := knowledge.ServiceOf(n); ok && !slices.Contains(f.Services, k.Key) {
			f.Services = append(f.Services, k.Key)
		} else if !ok && len(f.Services) == 0 && n != s.Detail {
			f.Services = append(f.Services, n)
		}
	}
}

// listingFacts takes what a row of a listing of writers states.
func (s *Event) listingFacts(f *knowledge.Facts, r *parse.Record) {
	switch r.Provider {
	case parse.ProviderWriter:
		f.State, _ = strconv.Atoi(r.Text(parse.FieldStateCode))
		f.LastError = r.Text(parse.FieldLastError)
		if code, ok := ParseCode(r.Text(parse.FieldHResult)); ok && code == 0 {
			f.LastError = knowledge.NoError // whatever the language of the listing
		}
	case parse.ProviderListing:
		f.EmptyWriters = r.Text(parse.FieldWriters) == "0"
		if lacks := r.Text(parse.FieldLacks); lacks != "" {
			f.Lacks = []string{lacks}
		}
	case parse.ProviderRequester:
		f.State, _ = strconv.Atoi(r.Text(parse.FieldStateCode))
		if a := r.Text(parse.FieldAccount); a != "" {
			addWord(&f.Accounts, a)
		}
	}
}
