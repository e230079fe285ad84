package lazyregexp

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// automaton reports whether an expression matches a text, and nothing else: a deterministic
// automaton over characters, whose states are made when a text first comes to them. It takes
// a few nanoseconds a character, where package regexp takes some fifty. Its states are sets of
// instructions of the compiled expression, with what the assertions (^, $, \b) must know of
// the character before. It gives up on an expression that has too many of them.
type automaton struct {
	prog     *syntax.Prog
	anchored bool
	runes    []int              // instructions that take a character, one of each kind
	class    [128]uint8         // of an ASCII character: those of one class are the same to all instructions
	classes  int                // of ASCII
	cached   [256]atomic.Uint64 // the other characters met last, each with its class
	start    atomic.Pointer[state]

	mu     sync.Mutex
	wide   map[string]int // classes of other characters, by what instructions take them
	states map[string]*state
	held   int // instructions in all states
	resets int
	off    atomic.Bool

	here, behind set // room for a step
	open         []uint32
	key          []byte
}

// state is where a text may have come to: immutable but for its transitions.
type state struct {
	at     []uint32 // instructions that take a character or assert something, ascending
	before rune     // represents the last character: see beside
	next   []atomic.Pointer[state]
	wide   atomic.Pointer[[mostWide]atomic.Pointer[state]]
}

// Bounds of what an automaton holds. One that is full is begun anew, a few times.
const (
	mostInstructions = 6000
	mostWide         = 64
	mostStates       = 256
	mostHeld         = 8000
	mostResets       = 8
)

var (
	accept = &state{}
	dead   = &state{}
)

// beside are the characters that represent all that assertions distinguish, besides -1, the
// beginning of the text.
const (
	wordBefore  = 'a'
	lineBefore  = '\n'
	otherBefore = ' '
)

// newAutomaton makes the automaton of an expression, nil if it is too large.
func newAutomaton(source string) *automaton {
	parsed, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil || len(prog.Inst) > mostInstructions {
		return nil
	}
	a := &automaton{prog: prog, anchored: prog.StartCond()&syntax.EmptyBeginText != 0, wide: map[string]int{}}
	kinds := map[string]bool{}
	for i := range prog.Inst {
		in := &prog.Inst[i]
		if !takesRune(in) {
			continue
		}
		kind := []byte{byte(in.Op), byte(in.Arg)}
		for _, r := range in.Rune {
			kind = binary.LittleEndian.AppendUint32(kind, uint32(r))
		}
		if !kinds[string(kind)] {
			kinds[string(kind)] = true
			a.runes = append(a.runes, i)
		}
	}
	known := map[string]int{}
	for c := range rune(len(a.class)) {
		key := string(byte(neighbour(c))) + a.takers(c)
		if _, ok := known[key]; !ok {
			known[key] = len(known)
		}
		a.class[c] = uint8(known[key])
	}
	a.classes = len(known)
	a.begin()
	return a
}

func takesRune(in *syntax.Inst) bool {
	switch in.Op {
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return true
	}
	return false
}

func takes(in *syntax.Inst, c rune) bool {
	switch in.Op {
	case syntax.InstRuneAny:
		return true
	case syntax.InstRuneAnyNotNL:
		return c != '\n'
	}
	return in.MatchRune(c)
}

// takers reports which instructions take a character.
func (a *automaton) takers(c rune) string {
	key := make([]byte, (len(a.runes)+7)/8)
	for k, i := range a.runes {
		if takes(&a.prog.Inst[i], c) {
			key[k/8] |= 1 << (k % 8)
		}
	}
	return string(key)
}

// neighbour is what assertions beside a character see of it.
func neighbour(c rune) rune {
	switch {
	case c == '\n':
		return lineBefore
	case syntax.IsWordChar(c):
		return wordBefore
	}
	return otherBefore
}

// begin forgets all states.
func (a *automaton) begin() {
	a.states, a.held = map[string]*state{}, 0
	a.behind.clear(len(a.prog.Inst))
	a.add(&a.behind, uint32(a.prog.Start))
	a.start.Store(a.state(&a.behind, -1))
}

// match reports whether a text matches; ok is false if the automaton gave up.
func (a *automaton) match(s string) (matched, ok bool) {
	if a.off.Load() {
		return false, false
	}
	at := a.start.Load()
	for i := 0; i < len(s) && at != accept && at != dead; {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if at = a.overWide(at, r); at == nil {
				return false, false
			}
			i += size
			continue
		}
		i++
		next := at.next[a.class[c]].Load()
		if next == nil {
			if next = a.step(at, rune(c), &at.next[a.class[c]]); next == nil {
				return false, false
			}
		}
		at = next
	}
	if at != accept && at != dead {
		next := at.next[a.classes].Load()
		if next == nil {
			if next = a.step(at, -1, &at.next[a.classes]); next == nil {
				return false, false
			}
		}
		at = next
	}
	return at == accept, true
}

// overWide goes over a character that is not ASCII.
func (a *automaton) overWide(at *state, c rune) *state {
	class, ok := a.classOf(c)
	if !ok {
		return nil
	}
	all := at.wide.Load()
	if all == nil {
		at.wide.CompareAndSwap(nil, new([mostWide]atomic.Pointer[state]))
		all = at.wide.Load()
	}
	next := all[class].Load()
	if next == nil {
		next = a.step(at, c, &all[class])
	}
	return next
}

// classOf is the class of a character that is not ASCII.
func (a *automaton) classOf(c rune) (class int, ok bool) {
	place := &a.cached[uint32(c)%uint32(len(a.cached))]
	if known := place.Load(); known>>32 == uint64(c) {
		return int(uint32(known)), true
	}
	key := a.takers(c)
	a.mu.Lock()
	defer a.mu.Unlock()
	class, ok = a.wide[key]
	if !ok {
		if class = len(a.wide); class == mostWide {
			a.off.Store(true)
			return 0, false
		}
		a.wide[key] = class
	}
	place.Store(uint64(c)<<32 | uint64(class))
	return class, true
}

// step makes the transition of a state over a character, -1 for the end of the text, and
// keeps it in to. It returns nil if the automaton gives up.
func (a *automaton) step(from *state, c rune, to *atomic.Pointer[state]) *state {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.off.Load() {
		return nil
	}
	if len(a.states) >= mostStates || a.held >= mostHeld {
		if a.resets++; a.resets > mostResets {
			a.off.Store(true)
			a.states = nil
			return nil
		}
		a.begin()
	}
	next := a.over(from, c)
	to.Store(next)
	return next
}

// over is where a state comes to over a character.
func (a *automaton) over(from *state, c rune) *state {
	holds := syntax.EmptyOpContext(from.before, c)
	here, behind := &a.here, &a.behind
	here.clear(len(a.prog.Inst))
	behind.clear(len(a.prog.Inst))
	for _, pc := range from.at {
		here.mark(pc)
		here.list = append(here.list, pc)
	}
	for k := 0; k < len(here.list); k++ { // grows by what assertions lead to
		in := &a.prog.Inst[here.list[k]]
		switch {
		case in.Op == syntax.InstMatch:
			return accept
		case in.Op == syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&^holds == 0 {
				a.add(here, in.Out)
			}
		case c >= 0 && takes(in, c):
			a.add(behind, in.Out)
		}
	}
	if c < 0 {
		return dead
	}
	if !a.anchored {
		a.add(behind, uint32(a.prog.Start))
	}
	return a.state(behind, neighbour(c))
}

// add adds an instruction, or those that it leads to without a character or an assertion.
func (a *automaton) add(to *set, pc uint32) {
	a.open = append(a.open[:0], pc)
	for len(a.open) > 0 {
		last := len(a.open) - 1
		pc, a.open = a.open[last], a.open[:last]
		if !to.mark(pc) {
			continue
		}
		switch in := &a.prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			a.open = append(a.open, in.Out, in.Arg)
		case syntax.InstCapture, syntax.InstNop:
			a.open = append(a.open, in.Out)
		case syntax.InstFail:
		default:
			to.list = append(to.list, pc)
		}
	}
}

// set is a set of instructions; list are those of it that take a character or assert something.
type set struct {
	marks []uint32 // by instruction: round, if it is in the set
	round uint32
	list  []uint32
}

func (s *set) clear(size int) {
	if s.round++; s.marks == nil || s.round == 0 {
		s.marks, s.round = make([]uint32, size), 1
	}
	s.list = s.list[:0]
}

// mark puts an instruction into the set, and reports whether it was not there.
func (s *set) mark(pc uint32) bool {
	if s.marks[pc] == s.round {
		return false
	}
	s.marks[pc] = s.round
	return true
}

// state returns the state of a set of instructions behind a character.
func (a *automaton) state(at *set, before rune) *state {
	if len(at.list) == 0 {
		return dead
	}
	asserts := false
	for _, pc := range at.list {
		switch a.prog.Inst[pc].Op {
		case syntax.InstMatch:
			return accept
		case syntax.InstEmptyWidth:
			asserts = true
		}
	}
	if !asserts {
		before = otherBefore // nobody asks
	}
	slices.Sort(at.list)
	key := binary.LittleEndian.AppendUint32(a.key[:0], uint32(before))
	for _, pc := range at.list {
		key = binary.LittleEndian.AppendUint32(key, pc)
	}
	a.key = key
	s := a.states[string(key)]
	if s == nil {
		s = &state{at: slices.Clone(at.list), before: before, next: make([]atomic.Pointer[state], a.classes+1)}
		a.states[string(key)] = s
		a.held += len(s.at)
	}
	return s
}
