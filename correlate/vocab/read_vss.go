package vocab

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// readVSS fills what any VSS record may hold: the context block in its last
// string, the origin in its binary data, a code and GUIDs in its strings.
func readVSS(s *Event, r *parse.Record) bool {
	if o, ok := ParseOrigin(r.Binary); ok {
		s.ProcessID, s.ThreadID, s.CommandLine = o.ProcessID, o.ThreadID, o.CommandLine
	}
	for _, f := range r.Fields {
		text := f.Value.String()
		if c, ok := ParseContext(text); ok && strings.Contains(text, "\n") {
			s.fromContext(c, text)
			continue
		}
		if s.Code == 0 {
			s.Code, _ = FindCode(text)
		}
	}
	return true
}

// fromContext takes the writer, set and process out of a context block. In a
// translated block the keys are not known: a GUID of a known writer class is the
// class, the one after it the instance.
func (s *Event) fromContext(c Context, text string) {
	if len(c.Operations) > 0 {
		s.Operation = c.Operations[0]
		s.Phase = phaseByWords(operationWords, c.Operations...)
	}
	s.Writer = cmp.Or(s.Writer, c.Value("Writer Name"))
	s.WriterID = cmp.Or(s.WriterID, strings.ToLower(c.Value("Writer Class Id")))
	s.Instance = cmp.Or(s.Instance, strings.ToLower(c.Value("Writer Instance ID")))
	s.SetID = cmp.Or(s.SetID, strings.ToLower(c.Value("Snapshot Set ID")))
	s.ProviderID = cmp.Or(s.ProviderID, strings.ToLower(c.Value("Provider ID")))
	s.CommandLine = cmp.Or(c.Value("Command Line"), s.CommandLine)
	if pid, err := strconv.ParseUint(c.Value("Process ID"), 10, 32); err == nil {
		s.ProcessID = uint32(pid)
	}
	if s.WriterID != "" {
		return
	}
	guids := FindGUIDs(text)
	for i, g := range guids {
		if class, ok := ClassOf(g, ""); ok {
			s.WriterID = g
			s.Writer = cmp.Or(s.Writer, class.Name)
			if i+1 < len(guids) {
				s.Instance = cmp.Or(s.Instance, guids[i+1])
			}
			return
		}
	}
	s.foreignWriter(c)
}

// foreignWriter takes a writer that is not known out of a translated block, whose values
// come in one order in every language: the word Writer, which stays English, the id of the
// class, the name, a name of the instance or none, the id of the instance.
func (s *Event) foreignWriter(c Context) {
	bare := func(v string) string {
		if g := FindGUIDs(v); len(g) == 1 && len(g[0]) == len(v) {
			return g[0]
		}
		return ""
	}
	for i := 0; i+3 < len(c.Values); i++ {
		class := bare(c.Values[i+1].Value)
		if c.Values[i].Value != "Writer" || class == "" || bare(c.Values[i+2].Value) != "" {
			continue
		}
		s.WriterID, s.Writer = class, cmp.Or(s.Writer, c.Values[i+2].Value)
		for _, v := range c.Values[i+3 : min(i+5, len(c.Values))] {
			if id := bare(v.Value); id != "" {
				s.Instance = cmp.Or(s.Instance, id)
				break
			}
		}
		return
	}
}

// readServiceStart5 tells id 8 of Windows 5.x (process, code: two strings) from
// id 8 of later versions (an SCM error, three strings).
func readServiceStart5(s *Event, r *parse.Record) bool {
	if r.FromText {
		return readVSS(s, r) // a rendered message has no positional strings
	}
	readVSS(s, r)
	if len(r.Fields) > 2 {
		s.Kind = KindInfrastructure
		return true
	}
	s.CommandLine = r.Argument(1)
	s.Detail = "at the request of " + r.Argument(1)
	return true
}

// readServiceStart6 is the same for id 9: a volume on Windows 5.x, the process later.
func readServiceStart6(s *Event, r *parse.Record) bool {
	if r.FromText {
		return readVSS(s, r) // a rendered message has no positional strings
	}
	readVSS(s, r)
	if len(r.Fields) < 3 {
		s.Kind = KindOther
		return true
	}
	s.CommandLine = r.Argument(1)
	s.Detail = "at the request of " + r.Argument(1)
	return true
}

// readVSSWriter reads events whose first strings are a writer's name and class id.
func readVSSWriter(s *Event, r *parse.Record) bool {
	if r.FromText {
		return readVSS(s, r) // a rendered message has no positional strings
	}
	s.Writer = r.Argument(1)
	if g := FindGUIDs(r.Argument(2)); len(g) > 0 {
		s.WriterID = g[0]
	}
	return readVSS(s, r)
}

// readSubscribed reads events that are written when a writer subscribes, as its service
// starts: they are about no set.
func readSubscribed(s *Event, r *parse.Record) bool {
	readVSSWriter(s, r)
	s.Phase = PhaseNone
	return true
}

// readRejected reads 8229: %1 is the code, a comma and a text, %2 the context.
func readRejected(s *Event, r *parse.Record) bool {
	readVSS(s, r)
	if c, ok := FindCode(r.Argument(1)); ok {
		s.Code = c
	}
	if s.Code == CodeWriterTimeout {
		s.Kind = KindTimeout
	}
	s.Detail = CodeOf(s.Code).Name
	if s.Operation != "" {
		s.Detail += " during " + s.Operation
	}
	return true
}

func readInitiated(s *Event, r *parse.Record) bool {
	readVSS(s, r)
	for _, f := range r.Fields {
		text := f.Value.String()
		if g := FindGUIDs(text); len(g) > 0 && s.SetID == "" {
			s.SetID = g[0]
		}
		if strings.Contains(strings.ToLower(text), ".exe") && s.CommandLine == "" {
			s.CommandLine = text
		}
	}
	return true
}

// readUnexpected tells the removal of old writer sessions (0x80042409) apart:
// what it names belongs to an earlier set (KB 978773).
func readUnexpected(s *Event, r *parse.Record) bool {
	readVSS(s, r)
	if c, ok := leadingCode(r.Argument(2)); ok && !r.FromText {
		s.Code = c
	}
	if s.Code == CodeStatusUnavailable {
		s.Kind = KindSessionRemoved
		for _, f := range r.Fields {
			if c, ok := ParseContext(f.Value.String()); ok {
				s.SetID = cmp.Or(s.SetID, strings.ToLower(c.Value("Old snapshot set")))
				s.Detail = "old state " + cmp.Or(
					c.Value("Old state"),
					"not given",
				) + ", old failure " + cmp.Or(
					c.Value("Old failure"),
					"not given",
				)
			}
		}
	}
	if s.Code == CodeInProgress {
		s.Detail = CodeOf(s.Code).Name
	}
	return true
}

// readWarning reads 12290. On Server 2003 an ESE writer reports the result of a
// thaw that came too late as "ESENT ERROR {class id} name: -2402" (KB 826936).
func readWarning(s *Event, r *parse.Record) bool {
	readVSS(s, r)
	text := r.Argument(1)
	i := strings.Index(text, "ESENT ERROR ")
	if i < 0 {
		s.Kind = KindUnexpected
		return true
	}
	if g := FindGUIDs(text); len(g) > 0 {
		s.WriterID = g[0]
		if class, ok := ClassOf(g[0], ""); ok {
			s.Writer = class.Name
		}
	}
	tail := text[strings.LastIndex(text, ":")+1:]
	tail = strings.TrimRight(strings.TrimSpace(tail), ". \r\n")
	if n, err := strconv.ParseInt(tail, 10, 32); err == nil {
		s.Jet = int32(n)
		s.Detail = jetName(s.Jet)
	}
	s.Kind = KindUnexpected
	if s.Jet == -2402 {
		s.Kind = KindESELateThaw
	}
	return true
}

func readProvider(s *Event, r *parse.Record) bool {
	readVSS(s, r)
	provider, routine := r.Argument(1), r.Argument(2)
	if r.FromText { // a rendered message has no positional strings
		if provider, routine = r.Text(parse.FieldProviderID), r.Text(parse.FieldFunction); routine == "" {
			return true
		}
	}
	if g := FindGUIDs(provider); len(g) > 0 {
		s.ProviderID = g[0]
	}
	s.Detail = strings.TrimSpace(routine)
	if i := strings.IndexByte(s.Detail, '('); i > 0 {
		s.ofSet(s.Detail[:i], s.Detail[i:])
		s.Detail = s.Detail[:i]
	}
	// What the provider was asked for counts, not what VSS was about when it asked.
	if p := phaseByWords(routineWords, s.Detail); p != PhaseUnknown {
		s.Phase = p
	}
	return true
}

// routinesOfSets are the calls of a provider whose first argument is the id of a snapshot
// set, by the documentation of IVssProviderCreateSnapshotSet and of the software and
// hardware providers.
var routinesOfSets = []string{
	"BeginPrepareSnapshot", "EndPrepareSnapshots", "PreCommitSnapshots", "CommitSnapshots", "PostCommitSnapshots",
	"PreFinalCommitSnapshots", "PostFinalCommitSnapshots", "AbortSnapshots", "DoSnapshotSet",
}

// ofSet takes the snapshot set out of the arguments of a provider's routine.
func (s *Event) ofSet(routine, arguments string) {
	_, method, found := strings.Cut(routine, "::")
	if !found {
		method = routine
	}
	if g := FindGUIDs(arguments); len(g) > 0 && slices.Contains(routinesOfSets, method) {
		s.SetID = cmp.Or(s.SetID, g[0])
	}
}

// readHold reads 12297 and 12298: %1 is the volume, the code is the last of the
// HRESULTs that is not success. They are those of opening, flushing, releasing and
// running the volume: which of them failed tells a slow flush from a hold that was too
// long.
func readHold(s *Event, r *parse.Record) bool {
	s.Phase = PhaseHold
	if r.FromText {
		readVSS(s, r) // a rendered message has no positional strings
		s.Phase = PhaseHold
		return true
	}
	readVSS(s, r)
	s.Phase = PhaseHold
	s.Volume = r.Argument(1)
	for i, step := range [...]string{"open", "flush", "release", "run"} {
		if c, ok := FindCode(r.Argument(3 + i)); ok {
			s.Code, s.Detail = c, step
		}
	}
	return true
}

// readCommit reads 12310, whose first string is the call that timed out, with its volume.
func readCommit(s *Event, r *parse.Record) bool {
	readVSS(s, r)
	s.Phase = PhaseCommit
	for _, f := range r.Fields {
		if v := volumeForm.FindString(f.Value.String()); v != "" {
			s.Volume = v + `\`
			break
		}
	}
	return true
}

var volumeForm = lazyregexp.New(`\\\\\?\\Volume\{[0-9a-fA-F-]{36}\}`)

func readSlowVolume(s *Event, r *parse.Record) bool {
	if r.FromText {
		return readVSS(s, r) // a rendered message has no positional strings
	}
	readVSS(s, r)
	s.Volume = r.Argument(2)
	s.Detail = r.Argument(1) + " s"
	return true
}

// readNotResponding reads 12301: %1 is the writer.
func readNotResponding(s *Event, r *parse.Record) bool {
	if readVSS(s, r); r.FromText { // a rendered message has no positional strings
		s.takeWriter(r)
	} else {
		s.Writer = r.Argument(1)
	}
	return true
}

// exceptionWriter are the labels of the writer in the text of 12366.
var exceptionWriter = lazyregexp.New(`Writer name: *(\S[^\n]*?)\s+Writer id: *(\{[0-9a-fA-F-]{36}\})`)

// readException reads 12366, whose strings name the writer one by one.
func readException(s *Event, r *parse.Record) bool {
	if r.FromText { // a rendered message has no positional strings
		readVSS(s, r)
		for _, f := range r.Fields {
			if m := exceptionWriter.FindStringSubmatch(f.Value.String()); m != nil {
				s.Writer, s.WriterID = m[1], strings.ToLower(m[2])
			}
		}
		return true
	}
	readVSS(s, r)
	s.Writer = r.Argument(1)
	if g := FindGUIDs(r.Argument(2)); len(g) > 0 {
		s.WriterID = g[0]
	}
	if g := FindGUIDs(r.Argument(3)); len(g) > 0 {
		s.Instance = g[0]
	}
	s.CommandLine, s.Operation = r.Argument(4), r.Argument(6)
	s.Detail = "exception " + r.Argument(8)
	return true
}

// readAudit reads 8222 and 8223: nine strings up to Windows 10 1511, ten from
// 1607 on (an image name in fourth place shifts the rest). The first GUID is the
// set, the second the shadow copy, the third the provider, in both.
func readAudit(s *Event, r *parse.Record) bool {
	var guids, lines []string
	for _, f := range r.Fields {
		lines = append(lines, f.Value.String())
	}
	if r.FromText { // a value stands behind its label, whose words are translated
		lines = strings.Split(r.Text("message"), "\n")
		for i, line := range lines {
			if _, value, ok := strings.Cut(line, ":"); ok {
				lines[i] = strings.TrimSpace(value)
			}
		}
	}
	for _, text := range lines {
		if g := FindGUIDs(text); len(g) > 0 && !strings.Contains(text, `\\?\Volume`) {
			guids = append(guids, g...)
		}
		if strings.HasSuffix(strings.ToLower(text), ".exe") {
			s.CommandLine = text
		}
		if strings.Contains(text, `\\?\Volume`) {
			s.Volume = text
		}
	}
	if v := r.Text(parse.FieldSnapshotSetID); v != "" {
		s.SetID = strings.ToLower(v)
	} else if len(guids) > 0 {
		s.SetID = guids[0]
	}
	if p := r.Text("process"); p != "" {
		s.CommandLine = cmp.Or(s.CommandLine, p)
	}
	if n := len(r.Fields); n >= 9 && len(guids) >= 3 {
		if pid, err := strconv.ParseUint(strings.TrimPrefix(strings.ToLower(r.Argument(3)), "0x"), base(r.Argument(3)),
			32); err == nil {
			s.ProcessID = uint32(pid)
		}
	}
	return true
}

func base(s string) int {
	if strings.HasPrefix(strings.ToLower(s), "0x") {
		return 16
	}
	return 10
}

// readAuditSource keeps 4904 and 4905 only where they are about VSSAudit.
func readAuditSource(s *Event, r *parse.Record) bool {
	return strings.EqualFold(r.Text("AuditSourceName"), "VSSAudit")
}

// deletesCopies are commands that take the means of recovery away.
var deletesCopies = lazyregexp.New(
	`(?i)\b(?:vssadmin|diskshadow)(?:\.exe)?["']?\s[^\r\n]{0,80}?\bdelete\s+shadows\b|\bvssadmin(?:\.exe)?["']?\s+resize\s+shadowstorage\b|` +
		`\bwmic(?:\.exe)?["']?\s[^\r\n]{0,80}?\bshadowcopy\b[^\r\n]{0,80}?\bdelete\b|` +
		`\bwbadmin(?:\.exe)?["']?\s+delete\s+(?:catalog|systemstatebackup|backup)\b|` +
		`\bwin32_shadowcopy\b[^\r\n]{0,160}?(?:\bdelete\b|\bremove-(?:wmiobject|ciminstance)\b)`,
)

// readDeletingProcess takes the start of a process whose command line deletes shadow copies or backups.
func readDeletingProcess(s *Event, r *parse.Record) bool {
	for _, name := range []string{"CommandLine", "ProcessCommandLine", "message"} {
		text := r.Text(name)
		if !holdsFolded(text, "hadow") && !holdsFolded(text, "wbadmin") { // not "shadow": another letter may stand for an s
			continue
		}
		if m := deletesCopies.FindString(text); m != "" {
			s.CommandLine = m
			return true
		}
	}
	return false
}

func readClockChange(s *Event, r *parse.Record) bool {
	if s.brief {
		return true
	}
	if old, now, ok := ClockStep(r); ok {
		s.Detail = old.Time().Format(time.RFC3339Nano) + " to " + now.Time().Format(time.RFC3339Nano)
	} else if now := r.Text("NewTime"); now != "" {
		s.Detail = cmp.Or(r.Text("OldTime"), r.Text("PreviousTime")) + " to " + now
	}
	return true
}

// stamped is an instant in UTC as messages of Windows write it.
var stamped = lazyregexp.New(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z`)

// Stamps are the instants in UTC that the texts of a record name, each once. Windows puts marks of
// the direction of writing into them.
func Stamps(r *parse.Record) (found []parse.Ticks) {
	for _, f := range r.Fields {
		for _, text := range stamped.FindAllString(strings.ReplaceAll(f.Value.String(), "\u200e", ""), 4) {
			if t, err := time.Parse(time.RFC3339Nano, text); err == nil && !slices.Contains(found, parse.FromTime(t)) {
				found = append(found, parse.FromTime(t))
			}
		}
	}
	return found
}

// ClockStep is from which time to which one a record says that the clock was set. A message
// names both in an order that its language decides: the new one is the nearer to the time of
// the record, but for whole quarters of an hour, as that may be local.
func ClockStep(r *parse.Record) (old, now parse.Ticks, ok bool) {
	if r.EventID != 1 && r.EventID != 520 && r.EventID != 4616 || strings.HasSuffix(r.Provider, "Power-Troubleshooter") {
		return 0, 0, false
	}
	from, errFrom := time.Parse(time.RFC3339Nano, cmp.Or(r.Text("OldTime"), r.Text("PreviousTime")))
	to, errTo := time.Parse(time.RFC3339Nano, r.Text("NewTime"))
	if errFrom == nil && errTo == nil {
		return parse.FromTime(from), parse.FromTime(to), true
	}
	found := Stamps(r)
	if len(found) != 2 || r.Time.IsZero() {
		return 0, 0, false
	}
	const quarter = 15 * parse.Minute
	off := func(t parse.Ticks) parse.Ticks {
		d := r.Time.Wall - t
		if r.Time.Zone != parse.ZoneLocal {
			return max(d, -d)
		}
		d = max(d, -d) % quarter
		return min(d, quarter-d)
	}
	if off(found[0]) > off(found[1]) {
		found[0], found[1] = found[1], found[0]
	}
	return found[1], found[0], off(found[0]) < off(found[1])
}

// FallsAsleep reports the record that the host is going to sleep; the others of its kind say
// that it woke up.
func FallsAsleep(r *parse.Record) bool { return r.EventID == 42 }

func readBootVersion(s *Event, r *parse.Record) bool {
	s.Detail = strings.TrimSpace(r.Argument(1) + " " + r.Argument(2) + " " + r.Argument(3))
	return true
}
