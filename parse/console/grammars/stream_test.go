package grammars

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// BenchmarkTexts reads the file that VSSLOG_TEXT names.
func BenchmarkTexts(b *testing.B) {
	path := os.Getenv("VSSLOG_TEXT")
	info, err := os.Stat(path)
	if err != nil {
		b.Skip("VSSLOG_TEXT names no file")
	}
	in := &parse.Input{Source: "x.txt", Size: info.Size(), Open: func() (io.ReadCloser, error) { return os.Open(path) }}
	b.SetBytes(info.Size())
	for b.Loop() {
		err := Formats()[0].Read(
			context.Background(),
			in,
			parse.Options{},
			func(b *parse.Batch) error { b.Release(); return nil },
		)
		if err != nil {
			b.Fatal(err)
		}
	}
}

// repeated is a stream of a head and a text over and over.
type repeated struct {
	text string
	left int64
	at   int
}

func (r *repeated) Read(p []byte) (n int, err error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	for n < len(p) && r.left > 0 {
		k := copy(p[n:min(int64(len(p)), int64(n)+r.left)], r.text[r.at:])
		n, r.left, r.at = n+k, r.left-int64(k), (r.at+k)%len(r.text)
	}
	return n, nil
}

func endless(head, text string, size int64) *parse.Input {
	return &parse.Input{Source: "x.txt", Size: size, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(
			io.MultiReader(strings.NewReader(head), &repeated{text: text, left: size - int64(len(head))}),
		), nil
	}}
}

// A text of any size is read in bounded memory, whatever it holds.
func TestBounded(t *testing.T) {
	slowtest.Skip(t, "a text of 120 MB")
	const size, most = 9 << 20, 24 << 20 // bytes
	listing := "Contents of shadow copy set ID: {de3b2861-77f6-43f8-8619-64dc9ea2fbcf}\n   Contained 1 shadow copies " +
		"at creation time: 11/5/2016 1:19:40 AM\n"
	shadow := "      Shadow Copy ID: {de3b2861-77f6-43f8-8619-64dc9ea2fbcf}\n         Original Volume: " +
		"(C:)\\\\?\\Volume{de3b2861-77f6-43f8-8619-64dc9ea2fbcf}\\\n"
	for _, c := range []struct {
		name, head, text string
		damage           bool
	}{
		{"one line", "", "xyzzy", true},
		{"NULs", "", "\x00", true},
		{"UTF-16 in one line", "\xff\xfe", "x\x00y\x00", true},
		{"line feeds", "", "\n", false},
		{"carriage returns", "", "\r", true},
		{"listings without a stamp", "", banner + writer, true},
		{"listings with equal stamps", "", "2007-02-03 02:00:00\r\n" + banner + writer, true},
		{"codes", "", "error 0x800423f2\n", false},
		{"updates", "HotFixID  InstalledOn\n", "KB915331  2/3/2007\n", true},
		{"shadow copies", listing, shadow, true},
		{"shadow copy sets", "", listing + shadow, true},
		{"properties", "[System Summary]\n", "OS Name\tx\n", false},
		{"guest agent", `{"out-data":"`, `a\n`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var total int64
			damaged := 0
			var before, peak uint64 // what the tests before this one hold is not the text's
			held := func() uint64 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				return m.HeapAlloc
			}
			before = held()
			batches := 0
			err := Formats()[0].Read(
				context.Background(),
				endless(c.head, c.text, size),
				parse.Options{},
				func(b *parse.Batch) error {
					total += b.Account.Total()
					damaged += len(b.Damage)
					if batches++; batches%64 == 1 {
						// What is held, not what waits to be collected: that depends on the load of the machine.
						peak = max(peak, held())
					}
					b.Release()
					return nil
				},
			)
			if err != nil || total != size {
				t.Errorf("%v; %d of %d bytes accounted for", err, total, size)
			}
			if (damaged > 0) != c.damage {
				t.Errorf("%d places of damage", damaged)
			}
			if peak > before+most {
				t.Errorf("the heap grew by %d MiB", (peak-before)>>20)
			}
			t.Logf("held before: %d MiB, at most %d MiB", before>>20, peak>>20)
		})
	}
}

// A text larger than what is held at once gives what its parts give.
func TestStreamed(t *testing.T) {
	var whole strings.Builder
	listings := 0
	for whole.Len() < 6<<20 {
		fmt.Fprintf(
			&whole,
			"03/02/2007 %02d:%02d:%02d\r\n%s%s",
			listings/3600%24,
			listings/60%60,
			listings%60,
			banner,
			writer,
		)
		listings++
	}
	whole.WriteString("24/02/2007 23:59:59\r\n") // tells, at the very end, that the day comes first
	r := texttest.Read(t, []byte(whole.String()), Grammars...)
	streamed := endless(whole.String(), "x", int64(whole.Len()))
	var times []string
	var damage []parse.Damage
	err := Formats()[0].Read(context.Background(), streamed, parse.Options{}, func(b *parse.Batch) error {
		for i := range b.Records {
			times = append(times, b.Records[i].Time.Wall.String()+" "+b.Records[i].Until.Wall.String())
		}
		damage = append(damage, b.Damage...)
		b.Release()
		return nil
	})
	if err != nil || len(damage) > 0 || len(times) != 2*listings {
		t.Fatalf("%v, damage %v, %d records", err, damage, len(times))
	}
	var want []string
	for _, one := range r.Records {
		want = append(want, one.Time.Wall.String()+" "+one.Until.Wall.String())
	}
	if diff := cmp.Diff(want, times); diff != "" {
		t.Errorf("(-at once +streamed)\n%.2000s", diff)
	}
	if !strings.HasPrefix(times[0], "2007-02-03T00:00:00") ||
		!strings.HasSuffix(times[0], " 2007-02-03T00:00:01.0000000Z") {
		t.Errorf("the first capture: %s", times[0])
	}
}
