package knowledge

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Version is a version of Windows, such as 5.2, 6.1 or 10.0.14393. The zero value
// means that it is not known.
type Version struct{ Major, Minor, Build int }

var versionForm = regexp.MustCompile(`^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,6}))?$`)

// ParseVersion reads major.minor or major.minor.build.
func ParseVersion(s string) (Version, bool) {
	m := versionForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return Version{}, false
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n } // the form holds digits only, "" is 0
	return Version{number(m[1]), number(m[2]), number(m[3])}, true
}

func (v Version) String() string {
	if v.Build == 0 {
		return fmt.Sprintf("%d.%d", v.Major, v.Minor)
	}
	return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Build)
}

// compare orders two versions as deep as the bound w states: 6.1.7601 is 6.1.
func (v Version) compare(w Version) int {
	a, b := []int{v.Major, v.Minor, v.Build}, []int{w.Major, w.Minor, w.Build}
	if w.Build == 0 {
		a, b = a[:2], b[:2]
	}
	for i := range a {
		if a[i] != b[i] {
			return a[i] - b[i]
		}
	}
	return 0
}

// Range is a set of versions of Windows as text: "" (all), "6.1", ">=6.0", "<6.0",
// "6.1..6.3" (both ends belong to it).
type Range string

// bounds are the lowest and the highest version of a range; ok tells which exist,
// open that the end itself does not belong to it.
type bounds struct {
	low, high         Version
	hasLow, hasHigh   bool
	openLow, openHigh bool
}

func (r Range) bounds() (b bounds, err error) {
	s := strings.TrimSpace(string(r))
	bad := func() (bounds, error) {
		return bounds{}, fmt.Errorf(`%q found, a range such as ">=6.0", "<6.0", "6.1" or "6.1..6.3" expected`, s)
	}
	if s == "" {
		return b, nil
	}
	if from, to, ok := strings.Cut(s, ".."); ok {
		low, ok1 := ParseVersion(from)
		high, ok2 := ParseVersion(to)
		if !ok1 || !ok2 || low.compare(high) > 0 {
			return bad()
		}
		return bounds{low: low, high: high, hasLow: true, hasHigh: true}, nil
	}
	op := s[:len(s)-len(strings.TrimLeft(s, "<>="))]
	v, ok := ParseVersion(s[len(op):])
	if !ok {
		return bad()
	}
	switch op {
	case "", "=":
		return bounds{low: v, high: v, hasLow: true, hasHigh: true}, nil
	case ">=":
		return bounds{low: v, hasLow: true}, nil
	case ">":
		return bounds{low: v, hasLow: true, openLow: true}, nil
	case "<=":
		return bounds{high: v, hasHigh: true}, nil
	case "<":
		return bounds{high: v, hasHigh: true, openHigh: true}, nil
	}
	return bad()
}

// Holds reports whether v lies in the range; it does if v is not known.
func (r Range) Holds(v Version) bool {
	if r == "" || v == (Version{}) {
		return true
	}
	b, err := r.bounds()
	if err != nil {
		return false
	}
	if b.hasLow {
		if c := v.compare(b.low); c < 0 || c == 0 && b.openLow {
			return false
		}
	}
	if b.hasHigh {
		if c := v.compare(b.high); c > 0 || c == 0 && b.openHigh {
			return false
		}
	}
	return true
}

// apart reports whether two ranges have surely no version in common.
func (r Range) apart(q Range) bool {
	a, err1 := r.bounds()
	b, err2 := q.bounds()
	if err1 != nil || err2 != nil {
		return false
	}
	below := func(a, b bounds) bool {
		if !a.hasHigh || !b.hasLow {
			return false
		}
		c := b.low.compare(a.high)
		return c > 0 || c == 0 && (a.openHigh || b.openLow)
	}
	return below(a, b) || below(b, a)
}

// within reports whether every version of r surely lies in q.
func (r Range) within(q Range) bool {
	a, err1 := r.bounds()
	b, err2 := q.bounds()
	if err1 != nil || err2 != nil {
		return false
	}
	if b.hasLow {
		if !a.hasLow {
			return false
		}
		if c := a.low.compare(b.low); c < 0 || c == 0 && b.openLow && !a.openLow {
			return false
		}
	}
	if b.hasHigh {
		if !a.hasHigh {
			return false
		}
		if c := a.high.compare(b.high); c > 0 || c == 0 && b.openHigh && !a.openHigh {
			return false
		}
	}
	return true
}

// UnmarshalYAML checks the form; the line of a bad range stands in the error.
func (r *Range) UnmarshalYAML(n *yaml.Node) error {
	*r = Range(strings.TrimSpace(n.Value))
	if _, err := r.bounds(); err != nil {
		return fmt.Errorf("line %d: windows: %w", n.Line, err)
	}
	return nil
}
