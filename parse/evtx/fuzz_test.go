package evtx

import (
	"bytes"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// seeds are chunks built by hand that have every token and every place for data.
func seeds() [][]byte {
	var all [][]byte
	add := func(build func(c *chunkBuilder)) {
		c := newChunk(1)
		build(c)
		all = append(all, c.bytes())
	}
	add(func(c *chunkBuilder) { c.classic("VSS", 8224, 3, "one", "two") })
	add(func(c *chunkBuilder) {
		c.data(func() { c.optional(4, typeBinXML) }, binXML(func() {
			c.instance(8, func() {
				c.start(-1, "EventData", false)
				c.close()
				c.leaf(0, "Data", func() { c.optional(0, 0x81) })
				c.leaf(-1, "Binary", func() { c.subst(1, 14) })
				c.end()
			}, raw(0x81, encodeUTF16("a\x00b\x00")...), raw(14, 1, 2, 3))
		}))
	})
	add(func(c *chunkBuilder) {
		c.data(func() {
			c.start(-1, "UserData", false)
			c.close()
			c.optional(4, typeBinXML)
			c.end()
		}, binXML(func() {
			c.fragment()
			c.start(inFragment, "EventXML", true)
			c.attr("x")
			c.text("y")
			c.close()
			c.leaf(inFragment, "A", func() {
				c.text("t")
				c.u8(tokenEntityRef)
				c.name("amp")
				c.u8(tokenCharRef)
				c.u16('é')
				c.u8(tokenCDATA)
				c.u16(1)
				c.wide("c")
				c.u8(tokenPITarget)
				c.name("p")
				c.u8(tokenPIData)
				c.u16(1)
				c.wide("i")
			})
			c.end()
			c.u8(tokenEOF)
		}))
	})
	return all
}

// checkPaths holds that the compiled templates and the general path agree on the
// records that both could read within their budgets.
func checkPaths(t *testing.T, data []byte, opt parse.Options) {
	t.Helper()
	slow := newRun(opt)
	slow.general = true
	a, b := readWith(data, newRun(opt), 1), readWith(data, slow, 1)
	checkAccount(t, "compiled", len(data), a)
	checkAccount(t, "general", len(data), b)
	other := map[int64]*parse.Record{}
	for _, r := range b.records {
		other[r.Offset] = r
	}
	for _, r := range a.records {
		x, y := "", ""
		if o := other[r.Offset]; o != nil {
			x, y = string(AppendXML(nil, r)), string(AppendXML(nil, o))
		}
		if x != y {
			t.Fatalf("record at %d:\n%s\n%s", r.Offset, x, y)
		}
	}
}

// FuzzFile reads any bytes as a file.
func FuzzFile(f *testing.F) {
	all := seeds()
	f.Add(file(all...))
	f.Add(file(all[0], make([]byte, chunkSize), all[1]))
	f.Add(file(all[0])[:30000])
	f.Add(all[0])
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) <= 1<<20 {
			checkDamaged(t, "fuzz", data)
		}
	})
}

// FuzzChunk reads any bytes as a chunk, with checksums that hold and without, and
// with a selector.
func FuzzChunk(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s[:le.Uint32(s[48:])], true)
		f.Add(s[:le.Uint32(s[48:])], false)
	}
	// A damaged name: putting it right once changed bytes that a template has too.
	damaged := seeds()[0]
	damaged[bytes.Index(damaged, encodeUTF16("Provider"))+4] ^= 0x10
	f.Add(damaged[:le.Uint32(damaged[48:])], false)
	// The same under checksums that hold, with a broken record that raises doubts
	// in the middle of the chunk, when templates are known already.
	broken := bytes.Clone(damaged)
	broken[frames(seeds()[0])[1]+4]++
	f.Add(broken[:le.Uint32(broken[48:])], true)
	f.Fuzz(func(t *testing.T, data []byte, sealed bool) {
		chunk := make([]byte, chunkSize)
		copy(chunk, data)
		copy(chunk, chunkMagic)
		if free := le.Uint32(chunk[48:]); sealed && free >= chunkHeaderSize && free <= chunkSize {
			seal(chunk)
		}
		checkPaths(t, file(chunk), parse.Options{Slack: true})
		res := readAll(file(chunk), parse.Options{Selector: vssSelector})
		checkBytes(t, "selected", fileHeaderSize+chunkSize, res)
	})
}

// FuzzRecord puts any bytes behind the header of one record. Offsets in it count
// from the chunk: the record stands at 512.
func FuzzRecord(f *testing.F) {
	for _, s := range seeds() {
		first, _ := frameAt(s, chunkHeaderSize)
		f.Add(s[first.start+recordHeaderSize : first.end-recordTailSize])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > 60000 {
			return
		}
		c := newChunk(1)
		c.record(testTime, func() { c.b = append(c.b, body...) })
		checkPaths(t, file(c.bytes()), parse.Options{})
	})
}

// FuzzBinXML parses any bytes as BinXML, in and outside a template.
func FuzzBinXML(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s[chunkHeaderSize+recordHeaderSize:le.Uint32(s[48:])], false)
		f.Add(s[chunkHeaderSize+recordHeaderSize+42:le.Uint32(s[48:])], true)
	}
	f.Fuzz(func(t *testing.T, data []byte, template bool) {
		p := parser{b: data, budget: chunkBudget, definition: template}
		next, ok := p.fragment(0, len(data), 0, template, 0, 0)
		switch {
		case !ok && (p.fault.expected == "" || p.fault.at < 0 || p.fault.at > len(data)):
			t.Fatalf("a fault that does not say where: %+v", p.fault)
		case ok && (next < 0 || next > len(data)):
			t.Fatalf("ended at %d of %d", next, len(data))
		case !ok:
			return
		}
		for i, n := range p.nodes {
			if int(n.next) <= i || int(n.next) > len(p.nodes) {
				t.Fatalf("node %d leads to %d of %d", i, n.next, len(p.nodes))
			}
			if n.kind != nodeSubstitution && n.kind != nodeCharRef &&
				(n.off < 0 || n.size < 0 || int(n.off)+int(n.size) > len(data)) {
				t.Fatalf("node %d lies outside: %+v", i, n)
			}
		}
	})
}
