// Mklarge builds one large valid EVTX file from the undamaged chunks of others, for
// benchmarks: no public file is large enough.
//
// It takes the chunks that have valid checksums and are at least half full, repeats them
// in order until the file has the requested size, and writes a new file header. Record
// ids therefore repeat, unless -renumber gives consecutive ids, as in a log. With -share,
// that share of the chunks mentions VSS, volsnap or ESENT and the rest does not. With
// -host N the computers have names that differ from those of every other N, so that many
// files make many hosts.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"hash/crc32"
	"os"
	"strings"
	"unicode/utf16"
)

const (
	headerSize = 4096
	chunkSize  = 65536
	maxChunks  = 0xffff // the header counts them in 16 bits
)

func main() {
	mib := flag.Int("mib", 256, "size of the file in MiB")
	share := flag.Float64(
		"share",
		-1,
		"share of the chunks, 0 to 1, that mention VSS, volsnap or ESENT; -1: as they come",
	)
	inARow := flag.Bool("renumber", false, "give the records ids in a row")
	host := flag.Int("host", -1, "begin the names of all computers with this number, 0 to 935; -1: leave them")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "Usage: mklarge [-mib N] [-share P] [-renumber] [-host N] OUT FILE...")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() < 2 || *host > maxHost {
		flag.Usage()
		os.Exit(2)
	}
	if err := build(flag.Arg(0), flag.Args()[1:], *mib, *share, *inARow, *host); err != nil {
		fmt.Fprintln(os.Stderr, "mklarge:", err)
		os.Exit(1)
	}
}

// pool is a set of chunks that are handed out in turn.
type pool struct {
	chunks [][]byte
	given  int
}

func (p *pool) next() []byte {
	p.given++
	return p.chunks[(p.given-1)%len(p.chunks)]
}

// build writes the file out.
func build(out string, files []string, mib int, share float64, inARow bool, host int) error {
	var renaming *strings.Replacer
	if host >= 0 {
		names, err := computers(files)
		if err != nil {
			return err
		}
		if renaming, err = renamed(names, host); err != nil {
			return err
		}
	}
	var from pools
	for _, name := range files {
		if err := from.read(name, renaming); err != nil {
			return err
		}
	}
	if from.lack(share) {
		return fmt.Errorf(
			"of %d files, %d chunks are sound and half full and %d of these mention VSS: too few to build with",
			len(files),
			len(from.all.chunks),
			len(from.with.chunks),
		)
	}
	file, err := os.Create(out)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<20)
	n := min(mib*16, maxChunks)
	w.Write(header(n))
	records, hits := uint64(0), 0
	for i := range n {
		chunk := from.pick(i, share)
		if mentions(chunk) {
			hits++
		}
		if inARow {
			chunk = renumbered(chunk, records+1)
		}
		records += binary.LittleEndian.Uint64(chunk[16:]) - binary.LittleEndian.Uint64(chunk[8:]) + 1
		w.Write(chunk)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Printf(
		"%d chunks, %d records by their headers, %d chunks (%.1f %%) mention VSS, volsnap or ESENT; drawn from %d "+
			"with and %d without\n",
		n,
		records,
		hits,
		100*float64(hits)/float64(n),
		len(from.with.chunks),
		len(from.without.chunks),
	)
	return file.Close()
}

// pools are the chunks to build with: all, and those with and without a mention of VSS.
type pools struct{ all, with, without pool }

// read adds the sound chunks of a file, with the computers renamed if renaming is not nil.
func (p *pools) read(name string, renaming *strings.Replacer) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	for at := headerSize; at+chunkSize <= len(b); at += chunkSize {
		c := b[at : at+chunkSize]
		if !sound(c) {
			continue
		}
		if renaming != nil {
			c = []byte(renaming.Replace(string(c)))
			sign(c)
		}
		p.all.chunks = append(p.all.chunks, c)
		if mentions(c) {
			p.with.chunks = append(p.with.chunks, c)
		} else {
			p.without.chunks = append(p.without.chunks, c)
		}
	}
	return nil
}

// lack reports whether there are too few chunks for a share of those that mention VSS.
func (p *pools) lack(share float64) bool {
	return len(p.all.chunks) == 0 || share > 0 && len(p.with.chunks) == 0 ||
		share >= 0 && share < 1 && len(p.without.chunks) == 0
}

// pick returns chunk i of a file with that share.
func (p *pools) pick(i int, share float64) []byte {
	switch {
	case share < 0:
		return p.all.next()
	case int(float64(i+1)*share) > int(float64(i)*share):
		return p.with.next()
	}
	return p.without.next()
}

// renumbered returns a copy of a chunk whose records have ids from first on, in
// the headers of chunk and records; the ids inside of the events stay.
func renumbered(c []byte, first uint64) []byte {
	c = bytes.Clone(c)
	le := binary.LittleEndian
	free, id := le.Uint32(c[48:]), first
	for at := uint32(512); at+24 <= free && string(c[at:at+4]) == "**\x00\x00" &&
		le.Uint32(c[at+4:]) >= 24; at += le.Uint32(c[at+4:]) {
		le.PutUint64(c[at+8:], id)
		id++
	}
	for i, v := range []uint64{first, id - 1, first, id - 1} { // numbers and ids of the first and last record
		le.PutUint64(c[8+8*i:], v)
	}
	sign(c)
	return c
}

// sign puts the checksums of a chunk right.
func sign(c []byte) {
	le := binary.LittleEndian
	le.PutUint32(c[52:], crc32.ChecksumIEEE(c[512:le.Uint32(c[48:])]))
	le.PutUint32(c[124:], crc32.Update(crc32.ChecksumIEEE(c[:120]), crc32.IEEETable, c[128:512]))
}

// header returns a file header for n chunks.
func header(n int) []byte {
	b := make([]byte, headerSize)
	le := binary.LittleEndian
	copy(b, "ElfFile\x00")
	le.PutUint64(b[16:], uint64(n-1)) // last chunk
	le.PutUint64(b[24:], 1)           // next record id
	le.PutUint32(b[32:], 128)
	le.PutUint16(b[36:], 1)
	le.PutUint16(b[38:], 3)
	le.PutUint16(b[40:], headerSize)
	le.PutUint16(b[42:], uint16(n))
	le.PutUint32(b[124:], crc32.ChecksumIEEE(b[:120]))
	return b
}

// sound reports whether both checksums of a chunk hold and half of it is used.
func sound(c []byte) bool {
	le := binary.LittleEndian
	free := le.Uint32(c[48:])
	return string(c[:8]) == "ElfChnk\x00" && free >= chunkSize/2 && free <= chunkSize &&
		crc32.Update(crc32.ChecksumIEEE(c[:120]), crc32.IEEETable, c[128:512]) == le.Uint32(c[124:]) &&
		crc32.ChecksumIEEE(c[512:free]) == le.Uint32(c[52:])
}

var words = [][]byte{wide("VSS"), wide("olsnap"), wide("olSnap"), wide("ESENT"), wide("Shadow")}

func mentions(c []byte) bool {
	for _, w := range words {
		if bytes.Contains(c, w) {
			return true
		}
	}
	return false
}

func wide(s string) (b []byte) {
	for _, unit := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return b
}
