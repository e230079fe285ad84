package knowledge

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// Version is a version of Windows, such as 5.2, 6.1 or 10.0.14393. The zero value
// means that it is not known.
type Version struct {
	Major, Minor, Build int
	// AtLeast says that it is this version or a later one: nothing tells which.
	AtLeast bool
}

var versionForm = lazyregexp.New(`^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,6}))?$`)

// ParseVersion reads major.minor or major.minor.build.
func ParseVersion(s string) (Version, bool) {
	m := versionForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return Version{}, false
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n } // the form holds digits only, "" is 0
	return Version{Major: number(m[1]), Minor: number(m[2]), Build: number(m[3])}, true
}

func (v Version) String() string {
	if v.AtLeast {
		v.AtLeast = false
		return "at least " + v.String()
	}
	if v.Build == 0 {
		return fmt.Sprintf("%d.%d", v.Major, v.Minor)
	}
	return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Build)
}

// compare orders two versions; one without a build comes before all of its builds.
func (v Version) compare(w Version) int {
	return cmp.Or(cmp.Compare(v.Major, w.Major), cmp.Compare(v.Minor, w.Minor), cmp.Compare(v.Build, w.Build))
}

// last is the highest version that v stands for: 6.1 stands for each of its builds.
func (v Version) last() Version {
	if v.Build == 0 {
		v.Build = math.MaxInt
	}
	return v
}

// before is the version right before v, next the one right after all that v stands for.
func (v Version) before() Version {
	switch {
	case v.Build > 0:
		return Version{Major: v.Major, Minor: v.Minor, Build: v.Build - 1}
	case v.Minor > 0:
		return Version{Major: v.Major, Minor: v.Minor - 1, Build: math.MaxInt}
	}
	return Version{Major: v.Major - 1, Minor: math.MaxInt, Build: math.MaxInt}
}

func (v Version) next() Version {
	if v.Build == 0 {
		return Version{Major: v.Major, Minor: v.Minor + 1}
	}
	return Version{Major: v.Major, Minor: v.Minor, Build: v.Build + 1}
}

// Range is a set of versions of Windows as text: "" (all), "6.1", ">=6.0", "<6.0",
// "6.1..6.3" (both ends belong to it).
type Range string

// bounds are the lowest and the highest version of a range; both belong to it.
type bounds struct{ low, high Version }

var allVersions = bounds{Version{}, Version{Major: math.MaxInt, Minor: math.MaxInt, Build: math.MaxInt}}

func (r Range) bounds() (b bounds, err error) {
	s := strings.TrimSpace(string(r))
	bad := func() (bounds, error) {
		return bounds{}, fmt.Errorf(`%q found, a range such as ">=6.0", "<6.0", "6.1" or "6.1..6.3" expected`, s)
	}
	if s == "" {
		return allVersions, nil
	}
	if from, to, ok := strings.Cut(s, ".."); ok {
		low, ok1 := ParseVersion(from)
		high, ok2 := ParseVersion(to)
		if !ok1 || !ok2 || low.compare(high.last()) > 0 {
			return bad()
		}
		return bounds{low, high.last()}, nil
	}
	op := s[:len(s)-len(strings.TrimLeft(s, "<>="))]
	v, ok := ParseVersion(s[len(op):])
	if !ok {
		return bad()
	}
	switch op {
	case "", "=":
		return bounds{v, v.last()}, nil
	case ">=":
		return bounds{v, allVersions.high}, nil
	case ">":
		return bounds{v.next(), allVersions.high}, nil
	case "<=":
		return bounds{allVersions.low, v.last()}, nil
	case "<":
		return bounds{allVersions.low, v.before()}, nil
	}
	return bad()
}

// Holds reports whether v lies in the range, or can; it does if v is not known.
func (r Range) Holds(v Version) bool {
	if r == "" || v == (Version{}) {
		return true
	}
	b, err := r.bounds()
	return err == nil && (v.AtLeast || b.low.compare(v) <= 0) && v.compare(b.high) <= 0
}

// apart reports whether two ranges have surely no version in common.
func (r Range) apart(q Range) bool {
	a, err1 := r.bounds()
	b, err2 := q.bounds()
	return err1 == nil && err2 == nil && (a.high.compare(b.low) < 0 || b.high.compare(a.low) < 0)
}

// within reports whether every version of r surely lies in q.
func (r Range) within(q Range) bool {
	a, err1 := r.bounds()
	b, err2 := q.bounds()
	return err1 == nil && err2 == nil && b.low.compare(a.low) <= 0 && a.high.compare(b.high) <= 0
}

// UnmarshalYAML checks the form; the line of a bad range stands in the error.
func (r *Range) UnmarshalYAML(n *yaml.Node) error {
	*r = Range(strings.TrimSpace(n.Value))
	if _, err := r.bounds(); err != nil {
		return fmt.Errorf("line %d: windows: %w", n.Line, err)
	}
	return nil
}
