package console

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Lines that come again are read as they were the first time, whatever stands between them.
func TestLinesAgain(t *testing.T) {
	kinds := []string{
		"Writer name: 'System Writer'\r\n", "   State: [1] Stable\r\n", "   State: [5] Waiting for completion\r\n",
		"\r\n", "\n", "", "a\r", "a\r\r\n", "b\n", "> quoted\r\n", "| a | b |\n", "```\n", "see `this one` here\n", "[...]\n",
		"a\x00b\n", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\n", "f\u00fcr\r\n", "f\xfcr\r\n", "{\"a\": \"b\\nc\\nd\"}\r\n",
		"**bold** &amp; <b>x</b>\n", "wide \x1a\n", "\xff\xfea\x00\n\x00b\x00\n\x00c\x00d\x00e\x00f\x00\n\x00", "x\x00y\x00z\x00w\x00\n\x00",
		"plain ASCII again\r\n", "\n\x00a\x00b\x00c\x00\n\x00",
	}
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		var period, data []byte
		for range 5 + random.IntN(40) {
			period = append(period, kinds[random.IntN(len(kinds))]...)
		}
		for range 2 + random.IntN(60) {
			data = append(data, period...)
			for range random.IntN(4) {
				data = append(data, kinds[random.IntN(len(kinds))]...)
			}
			if random.IntN(3) == 0 {
				data = append(data, byte('a'+random.IntN(26)), '\n')
			}
		}
		l := layout{}
		if seed%3 == 0 {
			l[doubledBlanks], l[numberedLines] = []stretch{{30, 60}}, []stretch{{40, 45}}
		}
		read := func(from int32) (lines []Line, d *Document) {
			d, err := newDocument(newSource(nil, data), "")
			if err != nil {
				t.Fatal(err)
			}
			d.memory.from, d.layout = from, l
			for i := 0; d.Has(i); i++ {
				line := *d.line(i)
				line.known = nil
				lines = append(lines, line)
			}
			return lines, d
		}
		got, again := read(int32(random.IntN(20)))
		want, anew := read(math.MaxInt32)
		if !slices.Equal(got, want) {
			for i := range want {
				if i >= len(got) || got[i] != want[i] {
					t.Fatalf("seed %d, line %d:\ngot  %+v\nwant %+v", seed, i, got[min(i, len(got)-1)], want[i])
				}
			}
			t.Fatalf("seed %d: %d lines, want %d", seed, len(got), len(want))
		}
		if again.nuls != anew.nuls || again.nulOffset != anew.nulOffset || !slices.Equal(again.Encodings, anew.Encodings) {
			t.Errorf("seed %d: %d NULs at %d in %v, want %d at %d in %v",
				seed, again.nuls, again.nulOffset, again.Encodings, anew.nuls, anew.nulOffset, anew.Encodings)
		}
	}
}

// A listing that is polled is foreseen, with what changes in it.
func TestLinesForeseen(t *testing.T) {
	var data []byte
	const writers, listings = 20, 100
	for k := range listings {
		data = append(data, byte('0'+k/10), byte('0'+k%10), ':', '0', '0', '\n')
		for w := range writers {
			data = append(data, 'w', byte('a'+w), '\n')
			if k%5 == 3 && w == 7 {
				data = append(data, "failed\n\n"...)
			} else {
				data = append(data, "stable\n\n"...)
			}
		}
	}
	d, err := newDocument(newSource(nil, data), "")
	if err != nil {
		t.Fatal(err)
	}
	foreseen, lines := 0, 0
	for {
		k, at := d.memory.foreseen(), d.source.pos
		if !d.next(new(Line)) {
			break
		}
		if lines++; k != nil && string(data[at:at+len(k.raw)]) == k.raw {
			foreseen++
		}
	}
	if most := lines * 7 / 10; foreseen < most { // some lines share a place, by a seed that each run draws
		t.Errorf("%d of %d lines were foreseen, want %d", foreseen, lines, most)
	}
}
