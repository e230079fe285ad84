package evtx

import (
	"bytes"
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// readWith reads data with a given run.
func readWith(data []byte, shared *run, workers int) *result {
	res := new(result)
	in := memory("test.evtx", data)
	r, _ := in.Open()
	res.err = read(context.Background(), r, in, shared, workers, res.take)
	return res
}

// compareResults holds that two ways of reading the same gave the same.
func compareResults(t *testing.T, name string, a, b *result) {
	t.Helper()
	if len(a.records) != len(b.records) {
		t.Errorf("%s: %d and %d records", name, len(a.records), len(b.records))
		return
	}
	shown := 0
	for i := range a.records {
		if !reflect.DeepEqual(a.records[i], b.records[i]) {
			if shown++; shown < 3 {
				t.Errorf("%s: record at %d:\n%+v\n%+v", name, a.records[i].Offset, *a.records[i], *b.records[i])
			}
		}
	}
	for what, pair := range map[string][2]any{
		"damage": {a.damage, b.damage}, "runs": {a.runs, b.runs}, "account": {a.account, b.account}, "error": {a.err, b.err},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: %s differs:\n%v\n%v", name, what, pair[0], pair[1])
		}
	}
}

// TestPathsAgree holds that compiled templates and the general path give the
// same records, and that the general one is needed for few.
func TestPathsAgree(t *testing.T) {
	for _, f := range corpus(t) {
		for _, opt := range []parse.Options{{}, {Slack: true}} {
			slow := newRun(opt)
			slow.general = true
			compareResults(t, f.name, readWith(f.data, newRun(opt), 1), readWith(f.data, slow, 1))
		}
	}
}

// TestTemplatesReadNearlyAll holds that of the whole records in sound chunks of real files
// hardly any is left to the general path.
func TestTemplatesReadNearlyAll(t *testing.T) {
	read, left := 0, map[string]int{}
	for _, f := range corpus(t) {
		s, d := &splitter{r: bytes.NewReader(f.data)}, newDecoder(newRun(parse.Options{}))
		for {
			blk, err := s.next()
			if err != nil {
				break
			}
			if h := blk.b; blk.kind == blockChunk && len(h) == chunkSize && readChunkHeader(h).sum == readChunkHeader(h).crc {
				d.begin(blk.b, blk.offset)
				for at := chunkHeaderSize; ; {
					frame, whole := frameAt(blk.b, at)
					if !whole {
						break
					}
					read++
					if d.fast(d.batch.AddRecord(), at+recordHeaderSize, frame.end-recordTailSize) == failed {
						left[f.name]++
					}
					at = frame.end
				}
				d.finish().Release()
			}
			blk.release()
		}
	}
	general := 0
	for _, n := range left {
		general += n
	}
	if read < 10000 || general*1000 > read {
		t.Errorf("of %d records %d are left to the general path: %v", read, general, left)
	}
}

// TestTemplatesSetInOrder holds that what a template sets whatever the values does not
// override a value behind it, nor is it set where its element is not there.
func TestTemplatesSetInOrder(t *testing.T) {
	for name, c := range map[string]struct {
		system func(c *chunkBuilder)
		id     uint32
		level  uint8
		log    string
	}{
		"value, template": {func(c *chunkBuilder) {
			c.leaf(-1, "EventID", func() { c.subst(0, 6) })
			c.leaf(-1, "EventID", func() { c.text("77") })
		}, 77, 0, ""},
		"template, value": {func(c *chunkBuilder) {
			c.leaf(-1, "EventID", func() { c.text("77") })
			c.leaf(-1, "EventID", func() { c.subst(0, 6) })
		}, 5, 0, ""},
		"template, NULL": {func(c *chunkBuilder) {
			c.leaf(-1, "EventID", func() { c.text("77") })
			c.leaf(-1, "EventID", func() { c.subst(1, 6) })
		}, 77, 0, ""},
		"behind what is not there": {func(c *chunkBuilder) {
			c.leaf(1, "Level", func() { c.text("3") })
			c.leaf(-1, "Channel", func() { c.text("Log") })
			c.leaf(1, "Level", func() { c.text("4") })
			c.leaf(-1, "EventID", func() { c.subst(0, 6) })
		}, 5, 0, "Log"},
		"beside what is there": {func(c *chunkBuilder) {
			c.leaf(-1, "Channel", func() { c.text("Log") })
			c.leaf(0, "Level", func() { c.text("4") })
			c.leaf(-1, "EventID", func() { c.subst(0, 6) })
		}, 5, 4, "Log"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newChunk(1)
			b.record(testTime, func() {
				b.fragment()
				b.instance(7, func() {
					b.start(-1, "Event", false)
					b.close()
					b.start(-1, "System", false)
					b.close()
					c.system(b)
					b.end()
					b.end()
				}, num16(5), raw(0))
			})
			data, slow := file(b.bytes()), newRun(parse.Options{})
			slow.general = true
			fast := readWith(data, newRun(parse.Options{}), 1)
			compareResults(t, name, fast, readWith(data, slow, 1))
			if r := fast.records[0]; r.EventID != c.id || r.Level != c.level || r.Channel != c.log {
				t.Errorf("event %d, level %d, channel %q; want %d, %d, %q", r.EventID, r.Level, r.Channel, c.id, c.level, c.log)
			}
		})
	}
}

// TestUTF16Lengths holds that texts of every length come out as package utf16 has them,
// with a character that is no ASCII at each place.
func TestUTF16Lengths(t *testing.T) {
	for length := range 40 {
		for at := -1; at < length; at++ {
			text := []rune(strings.Repeat("Volume Shadow Copy ", 3)[:length])
			if at >= 0 {
				text[at] = []rune("é€😀")[at%3]
			}
			if got := string(appendUTF16([]byte("x"), encodeUTF16(string(text)))); got != "x"+string(text) {
				t.Fatalf("%q became %q", string(text), got)
			}
		}
	}
}
