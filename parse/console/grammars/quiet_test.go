package grammars

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// unknownLine returns a new line that no grammar knows, of one of the kinds that logs have.
func unknownLine(random *rand.Rand, kind, k int) string {
	words := strings.Fields("copied part state name water done next river house table seven green window paper stone")
	some := func(n int) (all string) {
		for range n {
			all += words[random.IntN(len(words))] + " "
		}
		return all
	}
	switch kind {
	case 0:
		return fmt.Sprintf("%s%d", some(2+random.IntN(5)), random.IntN(100_000))
	case 1:
		return fmt.Sprintf("2026-11-02 03:%02d:%02d.123 [%d] WARN %sto the target, %d bytes left",
			k/60%60, k%60, random.IntN(40), some(4), random.IntN(1<<30))
	case 2:
		return fmt.Sprintf("Nov  2 03:%02d:%02d host4 postfix/smtp[%d]: %s%d",
			k/60%60, k%60, random.IntN(30_000), some(6), random.IntN(100_000))
	case 3:
		return fmt.Sprintf("level=info msg=\"%s\" part=%d id=%06x", some(2), random.IntN(99), random.IntN(1<<24))
	case 4:
		word := words[random.IntN(len(words))]
		return fmt.Sprintf(`C:\data\%d\%s%04d.docx %d`, 2000+random.IntN(30), word, random.IntN(9999), random.IntN(1<<24))
	case 5:
		return fmt.Sprintf(`{"time":"2026-11-02T03:%02d:%02dZ","level":"info","msg":"%s","n":%d}`,
			k/60%60, k%60, some(8), random.IntN(9999))
	case 6:
		return fmt.Sprintf("[%08x] /srv/data/%s%d.dat %d %08x",
			random.Uint32(), words[random.IntN(len(words))], random.IntN(99), random.IntN(1<<24), random.Uint32())
	}
	return fmt.Sprintf("%s: %s", words[random.IntN(len(words))], some(2))
}

const kindsOfUnknown = 8

// What stands in a long text of lines that nobody knows is read as if each of them was asked about.
func TestLeapMissesNothing(t *testing.T) {
	asked := 0
	watched := append([]console.Grammar(nil), Grammars[:len(Grammars)-1]...)
	watched = append(watched, console.Grammar{Name: "watch", Begin: console.Stateless(func(_ *console.Reader, i int) int {
		asked++
		return i
	})}, Grammars[len(Grammars)-1])
	eachText(t, 1<<17, func(path string, data []byte, number int) {
		if bytes.IndexByte(data, 0) >= 0 { // in UTF-16: the lines between would be none
			return
		}
		data = amongUnknown(data, number)
		want, got := texttest.Read(t, data, watched...), texttest.Read(t, data, Grammars...)
		if diff := cmp.Diff(claims(want), claims(got)); diff != "" {
			t.Errorf("%s, every line asked about (-), leaping over those that nobody knows (+):\n%s", path, diff)
		}
	})
	if asked == 0 {
		t.Error("no line was asked about: the test looks in the wrong place")
	}
}

// amongUnknown puts unknown lines of a kind before a text, behind it, and between parts of it.
func amongUnknown(data []byte, seed int) []byte {
	random := rand.New(rand.NewPCG(uint64(seed), 1))
	var b bytes.Buffer
	unknown := func() {
		kind := random.IntN(kindsOfUnknown)
		for k := range 100 + random.IntN(150) {
			b.WriteString(unknownLine(random, kind, k) + "\n")
		}
	}
	left := 0
	for line := range bytes.Lines(data) {
		if left--; left < 0 {
			unknown()
			left = 1 + random.IntN(100)
		}
		b.Write(line)
	}
	b.WriteString("\n")
	unknown()
	return b.Bytes()
}
