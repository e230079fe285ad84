package console

import (
	"math/rand"
	"strings"
	"testing"
)

// The filter finds what strings.Contains finds, for every word and every line.
func TestFilter(t *testing.T) {
	grammars := []Grammar{
		{
			Words: []string{"vssadmin 1.1", "admin", "VSS"},
		}, {Words: []string{"ssa", "0x8"}}, {Needs: []string{":'", "0-:."}},
		{}, {Words: []string{"he", "she", "hers"}, Needs: []string{"\t"}}, {Words: []string{"エラー", "ラ"}}, {Below: []string{"volume{"}},
		{Words: []string{"x"}, Marks: [][]string{{"\t", "admin"}, {"7", "s0"}, {"ラー"}}},
	}
	f := newFilter(grammars)
	marked := len(grammars) - 1
	check := func(line string) {
		t.Helper()
		got := f.look(line)
		for k, g := range grammars {
			want := len(g.Words)+len(g.Needs) == 0 && len(g.Below) == 0
			for _, w := range g.Words {
				want = want || strings.Contains(foldASCII(line), foldASCII(w))
			}
			for _, n := range g.Needs {
				want = want || holds(line, n)
			}
			if got.has(k) != want {
				t.Fatalf("%q: grammar %d: %t, want %t", line, k, got.has(k), want)
			}
		}
		for n, words := range grammars[marked].Marks {
			want := false
			for _, w := range words {
				want = want || strings.Contains(foldASCII(line), foldASCII(w))
			}
			if got.has(f.marks[marked]+n) != want {
				t.Fatalf("%q: mark %d: %t, want %t", line, n, !want, want)
			}
		}
		if got.has(lastBelow) != strings.Contains(foldASCII(line), "volume{") {
			t.Fatalf("%q: below", line)
		}
	}
	for _, line := range []string{"", "ushers", "VSSADMIN 1.1 - x", "vssvssadmin", "a:'b", "2026-01-02 03:04:05.1", "エラ", "ラ", "\\\\?\\Volume{", "\xff\xfe", "vss"} {
		check(line)
	}
	pieces := []string{
		"vss",
		"admin",
		" 1.1",
		"VSS",
		"he",
		"rs",
		"s",
		"0x",
		"8",
		":",
		"'",
		"-",
		".",
		"エ",
		"ラー",
		"volume",
		"{",
		"\t",
		"7",
		"\xe3",
	}
	rnd := rand.New(rand.NewSource(1))
	for range 20_000 {
		var b strings.Builder
		for range rnd.Intn(8) {
			b.WriteString(pieces[rnd.Intn(len(pieces))])
		}
		check(b.String())
	}
}

func holds(line, marks string) bool {
	for _, m := range marks {
		switch {
		case m == '0' && !strings.ContainsAny(line, "0123456789"), m != '0' && !strings.ContainsRune(line, m):
			return false
		}
	}
	return true
}

func TestGrammarSet(t *testing.T) {
	var s grammarSet
	for _, k := range []int{0, 63, 64, 100, 127} {
		s.add(k)
	}
	var got []int
	for k := s.next(0); k < 128; k = s.next(k + 1) {
		got = append(got, k)
	}
	if len(got) != 5 || got[1] != 63 || got[2] != 64 || got[4] != 127 {
		t.Error(got)
	}
	for k := range 128 {
		for n := range 64 {
			if has := s.from(k)&(1<<n) != 0; has != (k+n < 128 && s.has(k+n)) {
				t.Errorf("bit %d from %d on: %t", n, k, has)
			}
		}
	}
}

// TestHeldMoment: what may hold no date or time by mayHoldMoment has none.
func TestHeldMoment(t *testing.T) {
	pieces := []string{"1", "2", "19", "20", "26", "2026", "1999", ":", ".", "-", "/", " ", "T", "Z", "Nov", "年", "月", "日", ", ", "x"}
	rnd := rand.New(rand.NewSource(2))
	for range 200_000 {
		var b strings.Builder
		for range 1 + rnd.Intn(12) {
			b.WriteString(pieces[rnd.Intn(len(pieces))])
		}
		s := b.String()
		dated, timed := mayHoldMoment(s)
		m := Moment{weekday: -1}
		if m.findDate(s); m.HasDate && !dated {
			t.Fatalf("%q: a date was missed", s)
		}
		if m.findTime(s, 0, len(s), false); m.HasTime && !timed {
			t.Fatalf("%q: a time was missed", s)
		}
	}
}

func BenchmarkFilter(b *testing.B) {
	f := newFilter(
		[]Grammar{{Words: []string{"vssadmin", "writer", "0x8004", "snapshot", "volume"}}, {Needs: []string{":'"}}},
	)
	line := "2026-11-02 03:04:05.123 [12] INFO  copied 17 files to the target"
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		f.look(line)
	}
}
