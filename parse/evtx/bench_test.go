package evtx

import (
	"bytes"
	"context"
	"hash/crc32"
	"io"
	"os"
	"testing"

	"github.com/vsslog/vsslog/internal/cputime"
	"github.com/vsslog/vsslog/parse"
)

// benchData returns the file named by VSSLOG_BENCH, or the undamaged chunks of
// the corpus behind one header.
func benchData(b *testing.B) []byte {
	if name := os.Getenv("VSSLOG_BENCH"); name != "" {
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		return data
	}
	var data []byte
	for _, f := range corpus(b) {
		if f.isStub() {
			continue
		}
		if data == nil {
			data = append(data, f.data[:fileHeaderSize]...)
		}
		for at := fileHeaderSize; at+chunkSize <= len(f.data); at += chunkSize {
			chunk := f.data[at : at+chunkSize]
			if !hasMagic(chunk, chunkMagic) {
				continue
			}
			h := readChunkHeader(chunk)
			if h.sum == h.crc && h.free >= chunkSize/2 && h.free <= chunkSize &&
				crc32.ChecksumIEEE(chunk[chunkHeaderSize:h.free]) == h.dataCRC {
				data = append(data, chunk...)
			}
		}
	}
	return data
}

// vssSelector wants what about one chunk in twenty has.
var vssSelector = &parse.Selector{Rules: []parse.Rule{{Provider: "VSS"}, {Provider: "volsnap"}, {Provider: "ESENT"}}}

func benchRead(b *testing.B, opt parse.Options) {
	data := benchData(b)
	in := memory("bench.evtx", data)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	records := 0
	start := cputime.Used()
	for b.Loop() {
		records = 0
		err := Read(context.Background(), in, opt, func(batch *parse.Batch) error {
			records += len(batch.Records)
			batch.Release()
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(records), "records/op")
	if took := cputime.Used() - start; took > 0 {
		b.ReportMetric(float64(len(data))*float64(b.N)/1e6/took.Seconds(), "MB/cpu-s")
	}
}

func BenchmarkReadAll(b *testing.B)      { benchRead(b, parse.Options{}) }
func BenchmarkReadAllTwo(b *testing.B)   { benchRead(b, parse.Options{Workers: 2}) }
func BenchmarkReadSelected(b *testing.B) { benchRead(b, parse.Options{Selector: vssSelector}) }
func BenchmarkReadSelectedTwo(b *testing.B) {
	benchRead(b, parse.Options{Selector: vssSelector, Workers: 2})
}

// BenchmarkGeneral decodes without compiled templates.
func BenchmarkGeneral(b *testing.B) {
	data := benchData(b)
	in := memory("bench.evtx", data)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		shared := newRun(parse.Options{})
		shared.general = true
		r, _ := in.Open()
		err := read(
			context.Background(),
			r,
			in,
			shared,
			1,
			func(batch *parse.Batch) error { batch.Release(); return nil },
		)
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSplit cuts the stream into chunks.
func BenchmarkSplit(b *testing.B) {
	data := benchData(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		s := &splitter{r: bytes.NewReader(data)}
		for {
			blk, err := s.next()
			if err == io.EOF {
				break
			}
			blk.release()
		}
	}
}

// eachChunk runs f over every chunk of the data.
func eachChunk(b *testing.B, f func(d *decoder, chunk []byte)) {
	data := benchData(b)
	d := newDecoder(newRun(parse.Options{Selector: vssSelector}))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		for at := fileHeaderSize; at+chunkSize <= len(data); at += chunkSize {
			f(d, data[at:at+chunkSize])
		}
	}
}

// BenchmarkChecksum computes both checksums of every chunk.
func BenchmarkChecksum(b *testing.B) {
	eachChunk(b, func(_ *decoder, chunk []byte) {
		h := readChunkHeader(chunk)
		crc32.ChecksumIEEE(chunk[chunkHeaderSize:max(h.free, chunkHeaderSize)])
	})
}

// BenchmarkNeedle searches every chunk for one word.
func BenchmarkNeedle(b *testing.B) {
	word := encodeUTF16("Volume Shadow Copy")
	eachChunk(b, func(_ *decoder, chunk []byte) { bytes.Contains(chunk, word) })
}

// BenchmarkWalk walks the record frames.
func BenchmarkWalk(b *testing.B) {
	eachChunk(b, func(_ *decoder, chunk []byte) {
		for at := chunkHeaderSize; ; {
			f, whole := frameAt(chunk, at)
			if !whole {
				break
			}
			at = f.end
		}
	})
}

// BenchmarkFilter decides about every record without decoding any.
func BenchmarkFilter(b *testing.B) {
	eachChunk(b, func(d *decoder, chunk []byte) {
		d.begin(chunk, 0)
		for at := chunkHeaderSize; ; {
			f, whole := frameAt(chunk, at)
			if !whole {
				break
			}
			d.unasked(f.start+recordHeaderSize, f.end-recordTailSize)
			at = f.end
		}
		d.finish().Release()
	})
}

// BenchmarkUTF16 decodes ordinary text.
func BenchmarkUTF16(b *testing.B) {
	text := encodeUTF16("Volume Shadow Copy Service information: The VSS service is shutting down due to idle timeout.")
	var dst []byte
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		dst = appendUTF16(dst[:0], text)
	}
}
