// Package lazyregexp has regular expressions that are compiled when they are first used. The
// readers of texts have hundreds, of which one run needs a few; compiling all of them costs
// more than reading a short text.
package lazyregexp

import (
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
)

// Regexp is a regular expression in the syntax of package regexp, whose methods it has as far
// as they are used. It is safe for concurrent use.
type Regexp struct {
	source string
	once   sync.Once
	re     *regexp.Regexp

	asked     atomic.Int32
	automaton atomic.Pointer[automaton]
}

var (
	mu  sync.Mutex
	all []*Regexp
)

// New returns the expression source, which is not looked at yet: what is wrong with it
// panics when it is first used. Compile finds it in a test.
func New(source string) *Regexp {
	r := &Regexp{source: source}
	mu.Lock()
	defer mu.Unlock()
	all = append(all, r)
	return r
}

// Compile compiles all expressions of the packages that the program links, and returns how
// many there are and the first error.
func Compile() (n int, err error) {
	mu.Lock()
	list := slices.Clone(all)
	mu.Unlock()
	for _, r := range list {
		if _, err := regexp.Compile(r.source); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (r *Regexp) get() *regexp.Regexp {
	r.once.Do(func() { r.re = regexp.MustCompile(r.source) })
	return r.re
}

// seldom is how many times an expression is asked before it gets an automaton: in a short
// text that would cost more than it saves.
const seldom = 64

// misses reports that s does not match, as far as that is known without package regexp.
func (r *Regexp) misses(s string) bool {
	matched, ok := r.quick(s)
	return ok && !matched
}

// quick asks the automaton, once there is one; ok is false if it does not know.
func (r *Regexp) quick(s string) (matched, ok bool) {
	if a := r.automaton.Load(); a != nil {
		return a.match(s)
	}
	if r.asked.Load() > seldom || r.asked.Add(1) != seldom {
		return false, false
	}
	a := newAutomaton(r.source)
	if a == nil {
		return false, false
	}
	r.automaton.Store(a)
	return a.match(s)
}

// String returns the source.
func (r *Regexp) String() string { return r.source }

// MatchString is that of package regexp, like all below.
func (r *Regexp) MatchString(s string) bool {
	if matched, ok := r.quick(s); ok {
		return matched
	}
	return r.get().MatchString(s)
}

// FindString returns the leftmost match.
func (r *Regexp) FindString(s string) string {
	if r.misses(s) {
		return ""
	}
	return r.get().FindString(s)
}

// FindStringIndex returns where the leftmost match is.
func (r *Regexp) FindStringIndex(s string) []int {
	if r.misses(s) {
		return nil
	}
	return r.get().FindStringIndex(s)
}

// FindStringSubmatch returns the leftmost match and its groups.
func (r *Regexp) FindStringSubmatch(s string) []string {
	if r.misses(s) {
		return nil
	}
	return r.get().FindStringSubmatch(s)
}

// FindStringSubmatchIndex returns where they are.
func (r *Regexp) FindStringSubmatchIndex(s string) []int {
	if r.misses(s) {
		return nil
	}
	return r.get().FindStringSubmatchIndex(s)
}

// FindAllString returns the first n matches, all if n is negative.
func (r *Regexp) FindAllString(s string, n int) []string {
	if r.misses(s) {
		return nil
	}
	return r.get().FindAllString(s, n)
}

// FindAllStringIndex returns where they are.
func (r *Regexp) FindAllStringIndex(s string, n int) [][]int {
	if r.misses(s) {
		return nil
	}
	return r.get().FindAllStringIndex(s, n)
}

// FindAllStringSubmatch returns them with their groups.
func (r *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	if r.misses(s) {
		return nil
	}
	return r.get().FindAllStringSubmatch(s, n)
}

// FindAllStringSubmatchIndex returns where they and their groups are.
func (r *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if r.misses(s) {
		return nil
	}
	return r.get().FindAllStringSubmatchIndex(s, n)
}

// ReplaceAllString replaces all matches by repl, in which $1 means a group.
func (r *Regexp) ReplaceAllString(s, repl string) string {
	if r.misses(s) {
		return s
	}
	return r.get().ReplaceAllString(s, repl)
}

// Split cuts s at the matches into n parts at most, any number if n is negative.
func (r *Regexp) Split(s string, n int) []string { return r.get().Split(s, n) }

// ReplaceAllStringFunc replaces all matches by what replace makes of them.
func (r *Regexp) ReplaceAllStringFunc(s string, replace func(string) string) string {
	if r.misses(s) {
		return s
	}
	return r.get().ReplaceAllStringFunc(s, replace)
}
