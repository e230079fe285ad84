package simulate

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/slowtest"
)

// chain returns n records whose sizes vary, so that they end at every distance
// from the end of a ring.
func chain(n int, step int) []*Record {
	var out []*Record
	for i := range n {
		out = append(out, &Record{Log: "Application", Source: "Example", ID: uint16(i), Level: 4, Number: uint64(i + 1),
			Stamp:   at(2006, 11, 15, 2, 0, 0).Add(time.Duration(i) * time.Second),
			Strings: []string{strings.Repeat("x", i*step%170)}, Data: make([]byte, i%9), SID: "S-1-5-18"})
	}
	return out
}

// walkEVT reads the ring from the oldest record on, as the format says, and
// returns the record numbers. It knows nothing of how the file was written.
func walkEVT(data []byte) ([]uint32, error) {
	le := binary.LittleEndian
	word := func(at int) uint32 { return le.Uint32(data[at:]) }
	end := -1
	for at := evtHeaderSize; at+40 <= len(data); at += 4 {
		if word(at) == 0x28 && word(at+4) == 0x11111111 && word(at+8) == 0x22222222 {
			end = at
		}
	}
	if end < 0 {
		return nil, fmt.Errorf("no end-of-file record")
	}
	if int(word(end+24)) != end {
		return nil, fmt.Errorf("end-of-file record at %d says that it is at %d", end, word(end+24))
	}
	pos, oldest := int(word(end+20)), word(end+32)
	var out []uint32
	for pos != end {
		if word(pos) == evtFiller {
			pos = evtHeaderSize
			continue
		}
		size := int(word(pos))
		if size < evtFixedPart || size > len(data) || size%4 != 0 {
			return nil, fmt.Errorf("record at %d has size %d", pos, size)
		}
		record := make([]byte, 0, size)
		for len(record) < size {
			if pos == len(data) {
				pos = evtHeaderSize
			}
			n := min(size-len(record), len(data)-pos)
			record = append(record, data[pos:pos+n]...)
			pos += n
		}
		if string(record[4:8]) != "LfLe" || int(le.Uint32(record[size-4:])) != size {
			return nil, fmt.Errorf(
				"record before %d: magic %q, closing size %d of %d",
				pos,
				record[4:8],
				le.Uint32(record[size-4:]),
				size,
			)
		}
		out = append(out, le.Uint32(record[8:]))
		if pos == len(data) {
			pos = evtHeaderSize
		}
	}
	if len(out) > 0 && out[0] != oldest {
		return nil, fmt.Errorf("oldest record is %d, the end-of-file record says %d", out[0], oldest)
	}
	return out, nil
}

func TestEVTRing(t *testing.T) {
	cut := 0
	for step := 1; step < 40; step += slowtest.Of(3, 9) {
		for _, n := range []int{0, 1, 200, 330, 470, 900, 1700} {
			for _, opt := range []EVTOptions{{}, {MaxSize: 1}, {MaxSize: 1, Dirty: true}} {
				records := chain(n, step)
				data, live, err := encodeEVT(records, "HOST", opt)
				if err != nil {
					t.Fatal(err)
				}
				numbers, err := walkEVT(data)
				if err != nil {
					t.Fatalf("%d records, step %d, %+v: %v", n, step, opt, err)
				}
				if len(numbers) != len(live) {
					t.Fatalf("%d records, step %d, %+v: %d found, %d live", n, step, opt, len(numbers), len(live))
				}
				for i, r := range live {
					if uint64(numbers[i]) != r.Number {
						t.Fatalf(
							"%d records, step %d, %+v: number %d in place of %d",
							n,
							step,
							opt,
							numbers[i],
							r.Number,
						)
					}
				}
				if n > 0 && live[len(live)-1] != records[n-1] {
					t.Fatalf("the newest record is not live")
				}
				if opt.MaxSize == 0 && len(live) != n {
					t.Fatalf("an archive lost %d records", n-len(live))
				}
				if flags := binary.LittleEndian.Uint32(data[36:]); flags&evtWrapped != 0 {
					last := binary.LittleEndian.Uint32(data[len(data)-4:])
					if last != evtFiller && last < 56 {
						cut++
					}
				}
			}
		}
	}
	if cut == 0 {
		t.Error("no record was cut at the end of the ring: the seam is not tested")
	}
}

// TestEVTXChunks checks the sums and numbers of a log of many chunks.
func TestEVTXChunks(t *testing.T) {
	for _, opt := range []EVTXOptions{{}, {MaxChunks: 2}, {Dirty: true}} {
		records := chain(1500, 7)
		data, live, err := encodeEVTX(records, "HOST", opt)
		if err != nil {
			t.Fatal(err)
		}
		le := binary.LittleEndian
		seen := map[uint64]bool{}
		for at := evtxHeaderSize; at < len(data); at += evtxChunkSize {
			c := data[at : at+evtxChunkSize]
			if crc := crc32.ChecksumIEEE(c[evtxChunkHeader:le.Uint32(c[48:])]); crc != le.Uint32(c[52:]) {
				t.Errorf("chunk at %d: sum of records %08x, header says %08x", at, crc, le.Uint32(c[52:]))
			}
			if crc := crc32.Update(crc32.ChecksumIEEE(c[:120]), crc32.IEEETable, c[128:evtxChunkHeader]); crc != le.Uint32(
				c[124:],
			) {
				t.Errorf("chunk at %d: sum of header %08x, header says %08x", at, crc, le.Uint32(c[124:]))
			}
			for pos := evtxChunkHeader; pos < int(le.Uint32(c[48:])); pos += int(le.Uint32(c[pos+4:])) {
				size := int(le.Uint32(c[pos+4:]))
				if le.Uint32(c[pos:]) != 0x2a2a || size%8 != 0 || int(le.Uint32(c[pos+size-4:])) != size {
					t.Fatalf("record at %d of chunk %d: size %d", pos, at, size)
				}
				seen[le.Uint64(c[pos+8:])] = true
			}
		}
		if len(seen) != len(live) {
			t.Errorf("%+v: %d records found, %d live", opt, len(seen), len(live))
		}
		for _, r := range live {
			if !seen[r.Number] {
				t.Errorf("%+v: record %d is lost", opt, r.Number)
			}
		}
		if opt.MaxChunks > 0 && len(live) >= len(records) {
			t.Errorf("%+v: the ring lost nothing", opt)
		}
	}
}

func TestTooLargeRecord(t *testing.T) {
	big := []*Record{{Log: "Application", Source: "Example", Number: 1, Strings: []string{strings.Repeat("x", 40000)}}}
	if _, _, err := encodeEVTX(big, "HOST", EVTXOptions{}); err == nil {
		t.Error("a record of 80 kB fits no chunk, no error")
	}
	if _, _, err := encodeEVT(big, "HOST", EVTOptions{MaxSize: 1}); err == nil {
		t.Error("a record of 80 kB fits no 64 KiB log, no error")
	}
	if _, err := binarySID("S-1"); err == nil {
		t.Error("S-1 is no SID, no error")
	}
}
