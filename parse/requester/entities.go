package requester

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/vssadmin"
)

// writerForms find the name of a writer in a line: behind a label, or in quotes
// or brackets behind the word. Names are not translated; the word is.
var writerForms = []*lazyregexp.Regexp{
	lazyregexp.New(`(?i)\bwriter(?:'s)?[ _]?name"?\s*[:=]\s*[\["'(]([^\]"')]{2,120})[\]"')]`),
	lazyregexp.New(
		`(?i)\bwriter[ _]?name"?\s*[:=]\s*([^,;|\]\r\n"'{]{2,80}?)\s*(?:[,;|\]]|\s{2,}|\.\s|$| (?:failed|state|status|instance|class|id|error)\b)`,
	),
	lazyregexp.New(`(?i)\bwriters?\b"?(?:\s*[:=]\s*|\s+)(?:\(\w+\):\s*)?[\["'<]([^\]"'>]{2,120})[\]"'>]`),
	lazyregexp.New(`["']([^"']{2,120})["'](?: writer)? has reported an error`),
	lazyregexp.New(
		`\b[Ww]riter ([A-Z][\w+.()-]*(?: [\w+.()-]+){0,5}?) (?:has|is in|in|on|is not|not|reported|failed|timed)\b`,
	),
	lazyregexp.New(`\b[Ww]riter=([^,;|\]\r\n"'=]{2,60}?)\s*(?:[,;|\]]|$| \w+=)`),
	lazyregexp.New(`["'\[]([^"'\[\]]{0,80}\bWriter|[^"'\[\]\s]{1,60}Writer)["'\]]`),
}

// knownWriters are names that stand by themselves in a line, the longer ones
// before those that are part of them. Sources: Microsoft Learn, In-Box VSS
// Writers; the writers of real listings.
var knownWriters = []string{
	"Microsoft Exchange Replica Writer", "Microsoft Exchange Writer", "Microsoft Hyper-V VSS Writer", "Shadow Copy " +
		"Optimization Writer", "Performance Counters Writer",
	"VSS Metadata Store Writer", "VSS Express Writer Metadata Store Writer", "MSSearch Service Writer",
	"Task Scheduler Writer", "Cluster Shared Volume VSS Writer",
	"Cluster Service Writer", "COM+ REGDB Writer", "IIS Metabase Writer", "IIS Config Writer", "Registry Writer",
	"Event Log Writer", "ASR Writer", "BITS Writer",
	"System Writer", "WMI Writer", "FSRM Writer", "FRS Writer", "DFS Replication service writer", "DHCP Jet Writer",
	"WINS Jet Writer", "Dedup Writer",
	"Certificate Authority", "TermServLicensing", "SharePoint Services Writer", "SqlServerWriter", "SQL Server Writer", "MSDEWriter",
	"SPSearch VSS Writer", "OSearch VSS Writer",
	"OSearch14 VSS Writer", "OSearch15 VSS Writer", "SPSearch4 VSS Writer", "FairCom VSS Writer", "TS Gateway Writer",
	"NPS VSS Writer", "ADAM (", "Oracle VSS Writer",
}

var (
	classID = lazyregexp.New(
		`(?i)\b(?:class|writer)[ _]?(?:class[ _]?)?id"?\s*[:=]\s*[\["']?(\{[0-9a-f-]{36}\})`,
	)
	instanceID = lazyregexp.New(`(?i)\binstance[ _]?id"?\s*[:=]\s*[\["']?(\{[0-9a-f-]{36}\})`)
)

// bracedID is any identifier in braces.
var bracedID = lazyregexp.New(`(?i)\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}`)

// writerIn returns the writer that line names, with its ids. A class id that is known as that
// of a writer names it in any language.
func writerIn(line string) (name, id, instance string) {
	name, id, instance = labelledWriter(line)
	if id == "" {
		if w, ok := writerClassIn(line); ok {
			name, id = cmp.Or(name, w.Name), w.ID
		}
	}
	return name, id, instance
}

// writerClassIn returns the writer whose class id stands in line.
func writerClassIn(line string) (knowledge.Writer, bool) {
	if strings.Contains(line, "{") {
		for _, braced := range bracedID.FindAllString(line, 8) {
			if w, ok := knowledge.WriterOf(braced, ""); ok {
				return w, true
			}
		}
	}
	return knowledge.Writer{}, false
}

// namesWriterClass reports whether the class id of a known writer stands in line.
func namesWriterClass(line string) bool {
	_, ok := writerClassIn(line)
	return ok
}

// labelledWriter is writerIn by names, and by labels in English.
func labelledWriter(line string) (name, id, instance string) {
	if m := classID.FindStringSubmatch(line); m != nil {
		id = strings.ToLower(m[1])
	}
	if m := instanceID.FindStringSubmatch(line); m != nil {
		instance = strings.ToLower(m[1])
	}
	if m := handState.FindStringSubmatch(line); m != nil {
		return strings.TrimSpace(m[1]), id, instance
	}
	if !strings.Contains(line, "riter") && !strings.Contains(line, "RITER") && !strings.Contains(line, "has reported") {
		if strings.Contains(line, "Certificate Authority") || strings.Contains(line, "TermServLicensing") {
			return plainWriter(line), id, instance
		}
		return "", id, instance
	}
	for _, form := range writerForms {
		if m := form.FindStringSubmatch(line); m != nil && isName(m[1]) {
			return strings.TrimSpace(m[1]), id, instance
		}
	}
	return plainWriter(line), id, instance
}

// handState is a line of a list of writers that somebody made: "- NTDS: [11] failed".
var handState = lazyregexp.New(
	`^[-*\s]*['"]?([A-Z][\w ()+.-]{2,60}?)['"]?\s*[:,-]?\s*\[(\d{1,2})\]\s*(?i:failed)\b`,
)

// handStateIn returns what such a line says: all of it, the writer, the number.
func handStateIn(line string) []string {
	if strings.IndexByte(line, '[') < 0 {
		return nil
	}
	return handState.FindStringSubmatch(line)
}

// plainWriter returns the known writer that a line names; of several that to which a failure is said: the
// first with a failed state or a failure behind it, before the next one is named.
func plainWriter(line string) string {
	type place struct {
		at   int
		name string
	}
	var all []place
	for _, known := range knownWriters {
		if at := strings.Index(line, known); at >= 0 && !strings.HasSuffix(known, "(") {
			all = append(all, place{at, known})
		}
	}
	if len(all) == 0 {
		return ""
	}
	first := all[0].name
	if len(all) == 1 || !namesTrouble(line) {
		return first
	}
	slices.SortStableFunc(all, func(a, b place) int { return cmp.Or(a.at-b.at, len(b.name)-len(a.name)) })
	own, end := all[:0], -1
	for _, p := range all { // a name inside of a longer one is none
		if p.at >= end {
			own = append(own, p)
			end = p.at + len(p.name)
		}
	}
	for n, p := range own {
		to := len(line)
		if n+1 < len(own) {
			to = own[n+1].at
		}
		if behind := noError.ReplaceAllString(line[p.at+len(p.name):to], ""); failedState.MatchString(behind) || namesTrouble(behind) {
			return p.name
		}
	}
	return first
}

var (
	// failedState is a state that is one, and noError what a writer shows that is well.
	failedState = lazyregexp.New(`\[(?:[6-9]|1[0-5])\]`)
	noError     = lazyregexp.New(`(?i)\bno errors?\b|\bkein(?:e)? fehler\b|\baucune erreur\b|\b(?:did|has|have) not fail(?:ed)?\b`)
)

// isName refuses what stands in quotes and is no name: a code, a path, a state.
func isName(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) > 1 && !strings.ContainsAny(s, `\=`) && !strings.HasPrefix(s, "0x") &&
		!strings.HasPrefix(s, "VSS_") &&
		strings.Trim(s, "0123456789") != "" &&
		!strings.HasPrefix(s, "{")
}

var (
	volumeID = lazyregexp.New(`(?i)\\\\\?\\Volume\{[0-9a-f-]{36}\}\\?`)
	// A drive by itself: E:, 'E:\', [c:\], drive E:\, (C:).
	drive = lazyregexp.New(`(?:^|[\s"'\[(,=>])([A-Za-z]:\\?)(?:[\s"'\]),.;<]|$)`)
	named = lazyregexp.New(
		`(?i)\b(?:volume|drive|laufwerk|lecteur|unit[àa]|том|диск)\b\s*[:=]?\s*["'\[(]?([A-Za-z])["'\])]?(?::|\s|$|["'\]),])`,
	)
)

// volumeIn returns the volume that line names.
func volumeIn(line string) string {
	if at := strings.IndexByte(line, ':'); at < 0 {
		return ""
	}
	if m := volumeID.FindString(line); m != "" {
		return m
	}
	if m := drive.FindStringSubmatch(line); m != nil {
		return m[1]
	}
	if m := named.FindStringSubmatch(line); m != nil && m[1] >= "A" && m[1] <= "Z" {
		return m[1] + ":"
	}
	return ""
}

var setID = lazyregexp.New(
	`(?i)\b(?:snapshot|shadow(?: ?copy)?)[ _-]?set(?:[ _-]?id)?\b[^{}]{0,40}(\{[0-9a-f]{8}-[0-9a-f-]{27}\})`,
)

// setIn returns the snapshot set that line names.
func setIn(line string) string {
	if !strings.Contains(line, "{") {
		return ""
	}
	if m := setID.FindStringSubmatch(line); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

// vssCalls are calls of the VSS interface, and routines that messages name. The calls of a
// requester are documented as methods of IVssBackupComponents, those of a provider as
// methods of IVssProviderCreateSnapshotSet; looked at 2026-11-29:
// https://learn.microsoft.com/windows/win32/api/vsbackup/nl-vsbackup-ivssbackupcomponents
// https://learn.microsoft.com/windows/win32/api/vsprov/nn-vsprov-ivssprovidercreatesnapshotset
// CoCreateInstance and CoInitializeSecurity are functions of COM that VSS's own events name;
// that QueryChangeJournal is named so is unconfirmed.
const vssCalls = `CreateVssBackupComponents(?:Internal)?|InitializeForBackup|InitializeForRestore|GatherWriterMetadata|GatherWriterStatus|StartSnapshotSet|AddToSnapshotSet|PrepareForBackup|DoSnapshotSet|SetBackupState|SetContext|BackupComplete|AbortBackup|IsVolumeSupported|GetSnapshotProperties|DeleteSnapshots|BreakSnapshotSet|ImportSnapshots|ExposeSnapshot|QueryStatus|EnableWriterClasses|DisableWriterClasses|CommitSnapshots|EndPrepareSnapshots|PreFinalCommitSnapshots|PostFinalCommitSnapshots|GetWriterStatus|GetWriterMetadata|CoCreateInstance|CoInitializeSecurity|QueryChangeJournal`

var (
	interfaceCall = lazyregexp.New(`\b(I?Vss[A-Z]\w*)(?:::|\.|->|\)\.)(\.ctor|[A-Z]\w+)\b`)
	pointerCall   = lazyregexp.New(`(?:->|::)([A-Z]\w+)\s*\(`)
)

// plainCall finds a call by its bare name.
func plainCall(line string) string {
	for i := 0; i < len(line); {
		if !isNameByte(line[i]) {
			i++
			continue
		}
		end := i + 1
		for end < len(line) && isNameByte(line[end]) {
			end++
		}
		if line[i] >= 'A' && line[i] <= 'Z' && callNames[line[i:end]] {
			return line[i:end]
		}
		i = end
	}
	return ""
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// callNames is vssCalls as a set.
var callNames = func() map[string]bool {
	names := map[string]bool{}
	for _, call := range strings.Split(vssCalls, "|") {
		if short, ok := strings.CutSuffix(call, "(?:Internal)?"); ok {
			names[short+"Internal"] = true
			call = short
		}
		names[call] = true
	}
	return names
}()

// callWords are parts of names of calls; most lines have none.
var callWords = []string{
	"->",
	"::",
	"Backup",
	"Snapshot",
	"Writer",
	"Status",
	"Context",
	"Volume",
	"CoCreate",
	"CoInit",
	"Journal",
	"Restore",
}

// functionIn returns the call that line names.
func functionIn(line string) string {
	if strings.Contains(line, "Vss") {
		for _, m := range interfaceCall.FindAllStringSubmatch(line, 8) {
			if !strings.HasSuffix(m[2], "Exception") && !strings.HasPrefix(m[2], "Vss") {
				return m[1] + "::" + m[2]
			}
		}
	}
	if !parse.HoldsOne(line, callWords) {
		return ""
	}
	if call := plainCall(line); call != "" {
		return call
	}
	if m := pointerCall.FindStringSubmatch(line); m != nil && strings.Contains(line, "ss") {
		return m[1]
	}
	return ""
}

var database = lazyregexp.New(`(?i)\bdatabase(?: name)?\b\s*[:=]?\s*["'\[]([^"'\]]{1,128})["'\]]`)

// sourceOn finds a database with its instance in front, without marks, as Data Protection
// Manager names a data source: database HOST\Name on host.
var sourceOn = lazyregexp.New(`\bdatabase ([\w.$-]{1,64}\\\S{1,128}) on [\w.-]+`)

// principal finds the account that SQL Server names in a refusal.
var principal = lazyregexp.New(`(?i)\b(?:server principal|login failed for user|login|user) ["']([^"']{1,128})["']`)

// accountIn is the account that a line of a refusal names.
func accountIn(line string) string {
	if !strings.Contains(line, "rincipal") && !strings.Contains(line, "ogin") {
		return ""
	}
	if m := principal.FindStringSubmatch(line); m != nil {
		return m[1]
	}
	return ""
}

func databaseIn(line string) string {
	for _, form := range []*lazyregexp.Regexp{database, sourceOn} {
		if m := form.FindStringSubmatch(line); m != nil {
			return m[1]
		}
	}
	return ""
}

// "State: Failed during freeze operation (9)".
var stateBehind = lazyregexp.New(`(?i)\bstate"?(?:\s*[:=]\s*| is )[a-z][a-z ]{2,60}\((\d{1,2})\)`)

// A state by its name without what all names begin with: FAILED_AT_FREEZE.
var bareState = lazyregexp.New(`(?:^|\W)(FAILED_AT_[A-Z_]+)\b`)

var stateNumber = lazyregexp.New(`(?i)\b(?:writer'?s?[ _]?)?(?:state|status)"?\s*[:=]?\s*[\["'(]?\s*(\d{1,2})\b`)

// readState reads a writer's state: VSS_WS_FAILED_AT_FREEZE, WriterState=8,
// writer's state: [9], [8] Failed. A number counts only if the line speaks of a
// writer.
func (f *facts) readState(line string) {
	if strings.Contains(line, "FAILED_AT_") {
		if m := bareState.FindStringSubmatch(line); m != nil {
			if state, ok := console.StateOfName("VSS_WS_" + m[1]); ok {
				f.state, f.stateName = state, m[1]
				return
			}
		}
	}
	for _, name := range f.names {
		if state, ok := console.StateOfName(name); ok {
			f.state, f.stateName = state, name
			return
		}
	}
	if m := handStateIn(line); m != nil {
		f.state, _ = strconv.Atoi(m[2])
		f.readLastError(line)
		return
	}
	if !strings.Contains(line, "riter") && !strings.Contains(line, "RITER") {
		return
	}
	m := stateNumber.FindStringSubmatch(line)
	if m == nil {
		m = stateBehind.FindStringSubmatch(line)
	}
	if m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n <= 15 {
			f.state = n
		}
	}
	f.readLastError(line)
}

var lastError = lazyregexp.New(`(?i)\blast[ _]?error"?\s*[:=]\s*["'\[(]?([^"'\])|;,]{3,40})`)

// readLastError takes the words of a writer's last error for their code, if the
// line has no code: "state [10] Failed, last error: Timed out".
func (f *facts) readLastError(line string) {
	if len(f.codes) > 0 {
		return
	}
	if m := lastError.FindStringSubmatch(line); m != nil {
		if code, basis := vssadmin.LastErrorCode(strings.TrimSpace(m[1])); basis != "" && code != 0 {
			f.codes, f.from = append(f.codes, code), basis
		}
	}
}
