package requester

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// facts are what a line says.
type facts struct {
	codes                []uint32
	names                []string
	state                int // -1: none
	stateName            string
	writer, id, instance string
	volume, set, device  string
	path                 string // of the file that the line is about
	function, database   string
	message, phrase      string
	own                  *message // the form that message has
	from                 string   // where the code comes from, if it is not printed: a parse.HResult constant

	moment    console.Moment // the line's own time, or that of the line above
	stamped   bool           // the line has a date and a time
	inherited bool           // they stand in the line above
	stampLine int
}

// codesIn returns what makes a line a statement: codes, a writer's state, a message
// number, and the line's time.
func codesIn(line string) facts {
	if statesNothing(line) {
		return facts{state: -1}
	}
	return knownCodes.of(line, findCodes)
}

// statesNothing reports whether findCodes finds nothing in a line, and nothing is to be kept: it has
// none of the words, no code and no number of a message.
func statesNothing(line string) bool {
	may := formWords().In(line)
	if may.Has(stateWords) {
		return false
	}
	codes, names := console.CodeIn(line)
	return len(codes) == 0 && len(names) == 0 && messageOf(line, may) == nil
}

var knownCodes known[facts]

func findCodes(line string) facts {
	f := facts{state: -1}
	f.codes, f.names = console.CodeIn(line)
	if len(f.codes) == 0 && strings.Contains(line, "Win32 error") {
		if code, ok := win32In(line); ok {
			f.codes = []uint32{code}
		}
	}
	f.labelledCodes(line)
	f.readState(line)
	if id := messageIn(line); id != nil && strings.Trim(id.number, "0xX") != "" &&
		(len(f.codes) == 0 || !id.alone || id.source == sourceDPM && nearDPM.MatchString(line)) { // a code says more
		f.message, f.phrase, f.own = id.number, id.phrase, id
		if n, err := strconv.ParseUint(id.number, 0, 16); id.win32 && err == nil {
			f.codes = append(f.codes, 0x80070000|uint32(n))
		}
		if id.win32 && id.alone {
			f.message = "" // it is the code
		}
	}
	if !f.states() {
		return f
	}
	if m, ok := stampOf(line); ok {
		f.moment, f.stamped = m, true
	}
	f.codes, f.names = slices.Clip(f.codes), slices.Clip(f.names) // others append to theirs
	return f
}

// hasCode reports whether a line states a code.
func hasCode(line string) bool {
	codes, _ := console.CodeIn(line)
	return len(codes) > 0
}

// labelledCodes adds codes whose form only a label in front tells.
func (f *facts) labelledCodes(line string) {
	add := func(code uint32) {
		if code&0x80000000 != 0 && !slices.Contains(f.codes, code) {
			f.codes = append(f.codes, code)
		}
	}
	if strings.Contains(line, "DetailedHResult: ") {
		for _, m := range twoCodes.FindAllStringSubmatch(line, 4) {
			if n, err := strconv.ParseUint(m[1], 16, 32); err == nil {
				add(uint32(n))
			}
		}
	}
	if strings.Contains(line, "vacpError") && len(f.codes) == 0 {
		for _, m := range vacpCode.FindAllStringSubmatch(line, 4) {
			if n, err := strconv.ParseUint(m[1], 10, 32); err == nil && n < 0x80000000 {
				add(-uint32(n))
			} else if err == nil {
				add(uint32(n))
			}
		}
	}
}

// more adds what the line is about.
func (f *facts) more(line string) {
	m := knownObjects.of(line, findObjects)
	f.writer, f.id, f.instance, f.volume, f.set = m.writer, m.id, m.instance, m.volume, m.set
	f.function, f.database, f.device, f.path = m.function, m.database, m.device, m.path
}

var knownObjects known[facts]

func findObjects(line string) (f facts) {
	f.writer, f.id, f.instance = writerIn(line)
	f.volume, f.set = volumeIn(line), setIn(line)
	f.function, f.database = functionIn(line), databaseIn(line)
	f.device = copyDevice.FindString(line)
	if f.path = fileIn(line); f.path == "" {
		f.path = pathIn(line)
	}
	return f
}

// copyDevice is the device of a shadow copy.
var copyDevice = lazyregexp.New(`(?:\\\\\?\\GLOBALROOT)?\\Device\\HarddiskVolumeShadowCopy\d+`)

// factsIn takes line apart.
func factsIn(line string) facts {
	f := codesIn(line)
	f.more(line)
	return f
}

// states reports whether there is something to state: a code, a name of one, a
// failed state, a message number.
func (f *facts) states() bool {
	return len(f.codes) > 0 || f.failedState() || f.message != ""
}

func (f *facts) failedState() bool { return f.state >= 6 && f.state <= 15 }

// says is the phrase of the statement.
func (f *facts) says() string {
	switch {
	case f.phrase != "":
		return f.phrase
	case f.failedState(), f.writer != "" && len(f.codes) > 0:
		return parse.PhraseWriterFailed
	case f.function != "":
		return parse.PhraseSnapshotFailed
	}
	return parse.PhraseCode
}

// main is the code that counts: that of VSS, else the first.
func (f *facts) main() int {
	for k, c := range f.codes {
		if console.IsVSS(c) {
			return k
		}
	}
	return 0
}

func (f *facts) fill(s *console.Statement) {
	if len(f.codes) > 0 {
		main := f.main()
		s.Set(parse.FieldHResult, console.HResult(f.codes[main]))
		s.Set(parse.FieldHResultFrom, f.from)
		for k, c := range f.codes {
			if k != main && k < 8 {
				s.Set(parse.FieldInnerHResult, console.HResult(c))
			}
		}
	}
	if len(f.names) > 0 {
		s.Set(parse.FieldCodeName, f.names[0])
	}
	s.Set(parse.FieldMessageID, f.message)
	s.Set(parse.FieldFunction, f.function)
	s.Set(parse.FieldWriterName, f.writer)
	s.Set(parse.FieldWriterID, f.id)
	s.Set(parse.FieldWriterInstanceID, f.instance)
	if f.state >= 0 {
		s.Set(parse.FieldStateCode, strconv.Itoa(f.state))
	}
	s.Set(parse.FieldStateName, f.stateName)
	s.Set(parse.FieldVolume, f.volume)
	s.Set(parse.FieldDevice, f.device)
	s.Set(parse.FieldPath, f.path)
	s.Set(parse.FieldDatabase, f.database)
	s.Set(parse.FieldSnapshotSetID, f.set)
}

// above looks for the stamped line that line i continues: the nearest above it
// without a blank line between. It reports whether there is one.
func (f *facts) above(r *console.Reader, i int) bool {
	if f.stamped {
		return false
	}
	if _, own := console.Yearless(r.Text(i)); own {
		return false
	}
	for at := i - 1; at > i-8; at-- {
		line := r.Behind(at)
		if strings.TrimSpace(line) == "" {
			return false
		}
		m, from, _, ok := console.FindMoment(line)
		if !ok || !m.HasDate || !m.HasTime || from > maxStampFrom {
			if hasCode(line) { // a statement of its own
				return false
			}
			f.beside(line)
			if at == i-1 && f.writer == "" &&
				strings.HasSuffix(strings.TrimSpace(line), ":") { // "Writer 'NTDS' failed to ...:"
				f.writer, f.id, f.instance = writerIn(line)
			}
			continue
		}
		f.moment, f.stamped, f.inherited, f.stampLine = m, true, true, at
		if f.volume == "" {
			f.volume = volumeIn(line)
		}
		if f.writer == "" {
			f.writer, _, _ = writerIn(line)
		}
		if f.function == "" {
			f.function = functionIn(line)
		}
		return true
	}
	return false
}

// beside takes what a neighbouring line gives a label: the writer, its ids and
// state, the volume.
func (f *facts) beside(line string) {
	if !labelLine.MatchString(line) || len(line) > 300 {
		return
	}
	name, id, instance := writerIn(line)
	f.writer, f.id, f.instance = cmp.Or(f.writer, name), cmp.Or(f.id, id), cmp.Or(f.instance, instance)
	f.volume, f.set = cmp.Or(f.volume, volumeIn(line)), cmp.Or(f.set, setIn(line))
	f.function, f.database = cmp.Or(f.function, functionIn(line)), cmp.Or(f.database, databaseIn(line))
	if f.state < 0 {
		f.readState(line)
	}
}

// labelLine is "Label: value" or "Label = value", with nothing else.
var labelLine = lazyregexp.New(`^\s*[-*]?\s*[\p{L}][\p{L}\d ._'/()-]{0,40}\s?[:=]\s*\S`)

// stampOf reads the date and time of a line.
func stampOf(line string) (console.Moment, bool) {
	m, _, _, ok := console.FindMoment(line)
	return m, ok && m.HasDate && m.HasTime
}

// epochStamp is the time in front of the lines of GLib programs such as the QEMU
// guest agent: seconds since 1970 with six decimals.
var epochStamp = lazyregexp.New(`^(1\d{9}\.\d{6}): `)

// maxStampFrom is how far inside a line its stamp may begin: behind a level, a
// number of a thread, a bracket.
const maxStampFrom = 32

// earlierFailure begins what a line repeats of an earlier failure, in front of the time of that.
var earlierFailure = lazyregexp.New(
	`(?i)(?:^|[^\p{L}])(?:(?:last|latest|previous|most recent) (?:\p{L}+ )?(?:failed|failure|error|unsuccessful)` +
		`|previous (?:backup|run|job)|failed \(` +
		`|letzte[rnms]? (?:\p{L}+ )?(?:fehl\p{L}*|abgebrochen\p{L}*)|derni(?:er|ère) (?:\p{L}+ )?(?:échec|erreur)` +
		`|últim[oa] (?:\p{L}+ )?(?:error|fallo|falha)|ultim[oa] (?:\p{L}+ )?errore|последн\p{L}+ (?:\p{L}+ )?(?:сбой|ошибк\p{L}*))` +
		`[\p{L} ]{0,24}[:=(]? ?(?:at |on |am |um |le |el )?`,
)

// earlier is the time of the failure that a line repeats: a daily summary tells of the last one. m
// has no date where the line tells none.
func earlier(line string) (m console.Moment, ok bool) {
	at := earlierFailure.FindStringIndex(line)
	if at == nil {
		return m, false
	}
	m, from, _, found := console.FindMoment(line[at[1]:])
	if !found || !m.HasDate || !m.HasTime || from >= 4 {
		return console.Moment{}, bareRepeat.MatchString(line[at[0]:at[1]])
	}
	return m, true
}

// bareRepeat needs no time behind it: "last failure:". The last attempt may be the one that goes on.
var bareRepeat = lazyregexp.New(
	`(?i)(?:last|latest|previous|most recent|letzte[rnms]?|derni(?:er|ère)|últim[oa]|ultim[oa]|последн\p{L}+) (?:failure|error|fehler|fehlschlag|échec|erreur|fallo|errore|falha|сбой|ошибк\p{L}*)[^\p{L}(]*$`,
)

// time gives s the line's own time; where it repeats an earlier failure, whose beginning it
// tells, the time from then on. A line without one has none: a stamp behind it may be of another
// program.
func (f *facts) time(r *console.Reader, s *console.Statement, i int) {
	if begun, ok := earlier(r.Text(i)); ok && f.stamped && !f.inherited &&
		(begun.HasDate || levelIn(strings.ToLower(r.Text(i))) != errorLevel) {
		r.Repeated(s, i, begun, f.moment)
		return
	}
	if m := epochStamp.FindStringSubmatch(r.Text(i)); m != nil && !f.stamped {
		if at, ok := rendered.Stamp(m[1], false); ok {
			s.At(at)
		}
		return
	}
	if f.stamped {
		at := i
		if f.inherited {
			at = f.stampLine
		}
		r.Dated(s, at, f.moment)
	}
}
