// Floor does what no analysis of an EVTX file can do without: it reads the file, computes
// the checksums of its chunks and searches the same bytes for one word. What it takes is
// what an analysis is compared with.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
)

const (
	headerSize      = 4096
	chunkSize       = 65536
	chunkHeaderSize = 512
)

// word is VSS, as a chunk holds it.
var word = []byte("V\x00S\x00S\x00")

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "Usage: floor FILE")
		os.Exit(2)
	}
	chunks, sound, hits, err := pass(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(chunks, "chunks,", sound, "sound,", hits, "mention VSS")
}

// pass goes through a file once.
func pass(name string) (chunks, sound, hits int, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, 0, 0, err
	}
	defer file.Close()
	if _, err := io.CopyN(io.Discard, file, headerSize); err != nil {
		return 0, 0, 0, err
	}
	chunk := make([]byte, chunkSize)
	for {
		if _, err := io.ReadFull(file, chunk); err == io.EOF || err == io.ErrUnexpectedEOF {
			return chunks, sound, hits, nil
		} else if err != nil {
			return chunks, sound, hits, err
		}
		chunks++
		if whole(chunk) {
			sound++
		}
		if bytes.Contains(chunk, word) {
			hits++
		}
	}
}

// whole reports whether both checksums of a chunk hold.
func whole(chunk []byte) bool {
	le := binary.LittleEndian
	free := le.Uint32(chunk[48:])
	return free >= chunkHeaderSize && free <= chunkSize &&
		crc32.ChecksumIEEE(chunk[chunkHeaderSize:free]) == le.Uint32(chunk[52:]) &&
		crc32.Update(crc32.ChecksumIEEE(chunk[:120]), crc32.IEEETable, chunk[128:chunkHeaderSize]) == le.Uint32(chunk[124:])
}
