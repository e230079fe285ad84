package knowledge

import "testing"

// Of two ranges the one lies in the other only if each of its versions does, and they are
// apart only if no version lies in both.
func TestRangesCompare(t *testing.T) {
	ranges := []Range{
		"",
		"6.0",
		"6.1",
		">6.0",
		">=6.0",
		"<6.0",
		"<=6.0",
		">6.1",
		">=6.1",
		"<6.1",
		"<=6.1",
		"6.0..6.1",
		"5.2..6.0",
		"6.1.7600",
		">6.1.7600",
		"<6.1.7600",
		"10.0.14393..10.0.17763",
	}
	var versions []Version
	for _, s := range []string{"5.1", "5.2", "6.0", "6.0.6002", "6.1", "6.1.7600", "6.1.7601", "6.2", "6.3", "10.0.14393", "10.0.17763", "10.0.20348"} {
		v, ok := ParseVersion(s)
		if !ok {
			t.Fatal(s)
		}
		versions = append(versions, v)
	}
	within, apart := 0, 0
	for _, r := range ranges {
		for _, q := range ranges {
			for _, v := range versions {
				if r.within(q) && r.Holds(v) && !q.Holds(v) {
					t.Errorf("%q is said to lie in %q, and %s does not", r, q, v)
				}
				if r.apart(q) && r.Holds(v) && q.Holds(v) {
					t.Errorf("%q and %q are said to be apart, and %s lies in both", r, q, v)
				}
			}
			if r.within(q) {
				within++
			}
			if r.apart(q) {
				apart++
			}
			if r.apart(q) != q.apart(r) {
				t.Errorf("%q and %q are apart one way only", r, q)
			}
		}
		if !r.within(r) || !r.within("") {
			t.Errorf("%q does not lie in itself, or in all", r)
		}
	}
	if within < 60 || apart < 60 {
		t.Errorf("of %d pairs %d lie in each other, %d are apart", len(ranges)*len(ranges), within, apart)
	}
}

// A range below a version ends right before it: what a service pack mended is not told of a host that has it.
func TestRangeEnds(t *testing.T) {
	for _, c := range []struct {
		r           Range
		in, outside string
	}{
		{"<6.1.7601", "6.1.7600", "6.1.7601"}, {"<=6.1.7600", "6.1.7600", "6.1.7601"}, {"<6.1", "6.0.6002", "6.1"},
		{"<10.0", "6.3.9600", "10.0"}, {">6.1.7600", "6.1.7601", "6.1.7600"}, {">=6.1.7601", "6.1.7601", "6.1.7600"},
		{"6.1", "6.1.7601", "6.2"},
	} {
		in, ok1 := ParseVersion(c.in)
		outside, ok2 := ParseVersion(c.outside)
		if !ok1 || !ok2 || !c.r.Holds(in) || c.r.Holds(outside) {
			t.Errorf("%q: holds %s is %v, holds %s is %v", c.r, c.in, c.r.Holds(in), c.outside, c.r.Holds(outside))
		}
	}
}
