package correlate

import (
	"fmt"
	"strconv"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// String is a length for people.
func (l Lasted) String() string {
	s := func(t parse.Ticks) string {
		if t >= 10*parse.Minute {
			return fmt.Sprintf("%.0f min", float64(t)/float64(parse.Minute))
		}
		return fmt.Sprintf("%.1f s", float64(t)/float64(parse.Second))
	}
	switch {
	case !l.Known():
		return "not known"
	case l.Hi >= interval.Forever:
		return "at least " + s(l.Lo)
	case s(l.Lo) == s(l.Hi):
		return s(l.Lo)
	case l.Lo <= 0:
		return "at most " + s(l.Hi)
	}
	return s(l.Lo) + " to " + s(l.Hi)
}

// differ reports whether the two lengths cannot be the same, by more than a tenth and two
// seconds: each night is a little different.
func differ(a, b Lasted) bool { return a.exceeds(b) || b.exceeds(a) }

func (l Lasted) exceeds(o Lasted) bool {
	return o.Hi < interval.Forever && l.Lo > o.Hi+max(o.Hi/10, 2*parse.Second)
}

// Night is the date of the good night.
func (b *Beside) Night() string { return Night(b.Started) }

// Lines tells what was different, a line each; none if nothing is known to be.
func (b *Beside) Lines() []string {
	var lines []string
	if differ(b.Took, b.Before) {
		lines = append(lines, fmt.Sprintf("The whole set took %s; in the good night %s", b.Took, b.Before))
	}
	for _, w := range b.Writers {
		if w.Failed || differ(w.Took, w.Before) {
			lines = append(lines, fmt.Sprintf("%s was frozen %s; in the good night %s", w.Name, w.Took, w.Before))
		}
	}
	for _, l := range b.Load {
		if l.Count != l.Before {
			lines = append(lines, fmt.Sprintf("Load, %s: %d; in the good night %d", l.Sign, l.Count, l.Before))
		}
	}
	for _, f := range b.Free {
		then := "not listed"
		if f.Before != "" {
			then = Room(f.Before)
		}
		lines = append(lines, fmt.Sprintf("Free on %s %s; in the good night %s", f.Volume, Room(f.Free), then))
	}
	for _, st := range b.Storage {
		then := "not listed"
		if st.Before.Volume != "" {
			then = st.Before.String()
		}
		lines = append(
			lines,
			fmt.Sprintf("Shadow copy storage of %s %s; in the good night %s", st.Now.Volume, st.Now, then),
		)
	}
	for _, e := range b.New {
		text := fmt.Sprintf("New: %s %d", e.Provider, e.ID)
		if e.Means != "" {
			text += ", " + e.Means
		}
		if e.Count > 1 {
			text += fmt.Sprintf(" (%d times)", e.Count)
		}
		lines = append(lines, text)
	}
	if b.MoreNew > 0 {
		lines = append(lines, fmt.Sprintf("and %d more kinds of events that the good night has none of", b.MoreNew))
	}
	return lines
}

// Room writes a size for people. A text that is a plain number counts bytes and becomes GB of 2^30 bytes, with one
// decimal; any other text, such as a size that a program printed with its unit, is returned as it is.
func Room(text string) string {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	return fmt.Sprintf("%.1f GB", n/(1<<30))
}
