package console

import (
	"cmp"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// position is a line as damage names it.
type position struct {
	offset int64
	number int32 // 0: none
}

// class says what a line was taken for.
type class uint8

const (
	slack     class = iota // claimed by nothing
	structure              // part of a block, a prompt or a stamp; blank
	record                 // a statement stands there
)

// Done says that everything that was added for lines before line i is complete.
// A grammar whose block has no bound calls it as it goes on; it may look back
// afterwards to line i-1, and to the few lines before it that Behind has.
func (r *Reader) Done(i int) {
	for ; r.named < len(r.pending); r.named++ {
		s := r.pending[r.named]
		if s.Computer == "" && len(r.hosts) > 0 {
			s.Computer = r.hosts.at(s.Offset)
		}
		s.Computer, s.UserSID = r.names.keep(s.Computer), r.names.keep(s.UserSID)
	}
	for ; r.counted < i; r.counted++ {
		l := r.line(r.counted)
		if l == nil {
			break
		}
		switch l.class {
		case record:
			r.account.Records += l.Length
		case structure:
			r.account.Structure += l.Length
		default:
			r.account.Slack += l.Length
		}
	}
	r.drop(i - 1)
	r.flush(false)
}

// claim says that line i is at least of class c.
func (r *Reader) claim(i int, c class) {
	if l := r.line(i); l != nil {
		l.class = max(l.class, c)
	}
}

func (r *Reader) position(i int) position {
	l := r.line(i)
	for l == nil && i > r.first { // behind the end
		i--
		l = r.line(i)
	}
	if l == nil {
		return position{}
	}
	return position{l.Offset, l.Number}
}

// block reads what begins at line i and returns the line behind it.
func (r *Reader) block(i int, reads []ReadFunc, grammars []Grammar) (next int) {
	text := r.line(i).Text
	r.at = i
	if isBlank(text) {
		r.claim(i, structure)
		return i + 1
	}
	if len(text) > maxLine || r.line(i).piece {
		r.strayCode(i)
		return i + 1
	}
	if command, ok := Command(text); ok {
		r.Command = command
		r.claim(i, structure)
		r.typed = r.stampAbove(i)
		where, _, _ := strings.Cut(text, ">")
		if m, _, _, found := FindMoment(where); found && m.HasTime {
			r.clockMark(i, m, parse.StampPrompt)
		}
		if next := r.begun(i, r.mayBegin(i), reads, grammars, true); next > i {
			return next
		}
		return i + 1
	}
	may := r.mayBegin(i)
	if next := r.begun(i, may, reads, grammars, false); next > i {
		return next
	}
	if may.has(strayCodes) && r.strayCode(i) {
		return i + 1
	}
	if may.has(stampLines) {
		if next := r.stampLine(i); next > i {
			return next
		}
	}
	if !r.pieces.prose && len(r.pieces.all) > 0 { // nothing to be set apart from
		r.pieces.prose = isSentence(text)
	}
	return i + 1
}

// begun reads the block of a grammar that begins at line i, a prompt or not, of those that may begin
// there, and returns the line behind it; i if none does.
func (r *Reader) begun(i int, may grammarSet, reads []ReadFunc, grammars []Grammar, prompt bool) (next int) {
	number := r.line(i).Number
	for k := may.next(0); k < len(reads); k = may.next(k + 1) {
		if prompt && !grammars[k].Prompts {
			continue
		}
		r.called, r.vouched = "", false
		before := r.progress()
		r.silent = r.genre == article || r.genre == script
		r.asked, r.firstMark = &grammars[k], r.filter.marks[k]
		next := min(reads[k](r, i), r.first+len(r.lines))
		r.silent = false
		if next <= i {
			continue
		}
		if r.mentions(&grammars[k], i, next, before) {
			r.takeBack(before)
			r.mentioned(grammars[k].Name, number, i, next)
			return next
		}
		for c := max(i, r.counted); c < next; c++ {
			r.claim(c, structure)
		}
		kind := cmp.Or(r.called, grammars[k].Name)
		r.addKind(kind)
		r.regional, r.foreign = r.regional || grammars[k].Regional, r.foreign || !grammars[k].Regional
		r.pieces.add(kind, number, r.position(next-1).number, true, 0)
		r.reportCuts(i, next)
		return next
	}
	return i
}

// progress is what a Reader had before a block.
type progress struct{ pending, damage, counted, listings int }

func (r *Reader) progress() progress {
	return progress{len(r.pending), len(r.damage), r.counted, r.listings}
}

// takeBack forgets what was added since b. What a long block has handed on by
// then it was told to be silent about.
func (r *Reader) takeBack(b progress) {
	if r.counted != b.counted {
		return
	}
	for _, s := range r.pending[b.pending:] {
		s.settled = true
	}
	r.pending, r.damage, r.listings = r.pending[:b.pending], r.damage[:b.damage], b.listings
	r.named = min(r.named, b.pending)
	r.clock.forget()
	for _, c := range r.logs {
		c.forget()
	}
}

// mentioned makes of the lines of a block what prose is: they name codes.
func (r *Reader) mentioned(format string, first int32, i, next int) {
	found := false
	for at := max(i, r.counted); at < next; at++ {
		if l := r.line(at); l != nil {
			l.class, l.stray = slack, true
		}
		found = r.strayCode(at) || found
	}
	if !found {
		r.pieces.add(format, first, r.position(next-1).number, false, 0)
	}
}

// reportCuts reports, for a block that goes from line i up to next, that lines of
// it were left out.
func (r *Reader) reportCuts(i, next int) {
	reported := false
	for at := i; at < next+2 && (at < next || r.Blank(at)); at++ {
		l := r.line(at)
		if l == nil || !l.cut || at < r.counted {
			continue
		}
		l.cut = false
		if !reported {
			reported = true
			r.damaged(
				position{l.Offset, l.Number},
				"block",
				"all of its lines",
				"a mark that lines were left out here; it was read as far as it goes",
			)
		}
	}
}

// mayBegin returns the grammars that may begin at line i.
func (r *Reader) mayBegin(i int) grammarSet {
	may := r.looked(i)
	if len(r.filter.below) == 0 {
		return may
	}
	at := i + 1
	if r.Blank(at) {
		at++
	}
	below := r.looked(at)
	for n, k := range r.filter.below {
		if below.has(lastBelow - n) {
			may.add(k)
		}
	}
	return may
}

// looked returns what the filter says about line i, which it is asked once.
func (r *Reader) looked(i int) grammarSet {
	l := r.line(i)
	if l == nil {
		return grammarSet{}
	}
	if !l.looked {
		l.may, l.looked = r.filter.look(l.Text), true
		if l.known != nil { // the next one like it is not looked at
			l.known.line.may, l.known.line.looked = l.may, true
		}
	}
	return l.may
}

// Held is which marks of a grammar a line holds, a bit for each: of which it has a word, in
// capitals or not; see Grammar.Marks.
type Held uint64

// Has reports whether the line has mark n. It says so of every mark for a grammar that has none.
func (h Held) Has(n int) bool { return h&(1<<n) != 0 }

// Held returns the marks of the grammar that is asked at line i that the line holds.
func (r *Reader) Held(i int) Held {
	if r.asked.Marks == nil {
		return ^Held(0)
	}
	return heldBy(r.looked(i), r.asked, r.firstMark)
}

// heldBy is Held of a line about which the filter says may; the first mark of the grammar has a bit.
func heldBy(may grammarSet, g *Grammar, firstMark int) Held {
	return Held(may.from(firstMark)) & (1<<len(g.Marks) - 1)
}

// Call says that the block being read is of the kind name, whatever its grammar
// is called: a line that several programs write names none of them.
func (r *Reader) Call(name string) { r.called = name }

// Behind returns line i, which stands before the block that is being read, "" if
// it is no longer held.
func (r *Reader) Behind(i int) string {
	if i < r.first || i >= r.first+len(r.lines) {
		return ""
	}
	return r.lines[i-r.first].Text
}

func (r *Reader) addKind(name string) {
	for _, k := range r.kinds {
		if k == name {
			return
		}
	}
	r.kinds = append(r.kinds, name)
}

// strayCode makes a statement of a line that nothing claims but that holds a
// VSS code, and reports whether it did. Such a line is listed and proves nothing,
// so an open date in it is no damage either.
func (r *Reader) strayCode(i int) bool {
	text := r.Text(i)
	code, ok := VSSCode(text)
	if !ok {
		return false
	}
	l := r.line(i)
	l.stray = true
	r.pieces.add(parse.KindUnrecognised, l.Number, l.Number, false, code)
	s := r.Add(parse.ProviderRequester, i, i)
	s.Set(parse.FieldTool, parse.ToolUnrecognised)
	s.Set(parse.FieldPhrase, parse.PhraseCode)
	s.Set(parse.FieldHResult, HResult(code))
	s.SetText(text)
	if m, _, _, ok := FindMoment(text); ok && m.HasDate && m.HasTime {
		s.setTime(r.resolveAt(i, m, parse.StampRecord))
	} else {
		r.Upper(s, "")
	}
	return true
}

// Opens reports whether line i is the first of a run of lines that are not blank.
func (r *Reader) Opens(i int) bool {
	if i == 0 || r.Blank(i-1) {
		return true
	}
	_, ok := Command(r.Text(i - 1))
	return ok
}
