package source

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// checkZip counts the members that the list at the end of a zip names, without
// holding it: archive/zip holds all of them. That reads on as long as there are
// entries, whatever their number and the list's length are said to be, and the
// list may begin where its offset says or where its length does.
func checkZip(file io.ReaderAt, size int64) error {
	at, length, end, ok := zipDirectory(file, size)
	if !ok {
		return nil // archive/zip says what is wrong
	}
	if err := checkEntries(file, at, size); err != nil {
		return err
	}
	return checkEntries(file, end-length, size)
}

// checkEntries counts the entries from an offset on.
func checkEntries(file io.ReaderAt, at, size int64) error {
	if at < 0 || at >= size {
		return nil
	}
	const fixed = 46 // bytes of an entry (APPNOTE 4.3.12)
	r := bufio.NewReaderSize(io.NewSectionReader(file, at, size-at), 64<<10)
	var entry [fixed]byte
	for n, length := 0, 0; ; n++ {
		if _, err := io.ReadFull(r, entry[:]); err != nil || !bytes.HasPrefix(entry[:], []byte("PK\x01\x02")) {
			return nil
		}
		rest := 0
		for _, field := range []int{28, 30, 32} { // lengths of name, extra fields, comment
			rest += int(binary.LittleEndian.Uint16(entry[field:]))
		}
		switch length += fixed + rest; {
		case n >= mostListed:
			return fmt.Errorf("more than %d files: %w", mostListed, ErrLimit)
		case length > maxZipDirectory:
			return fmt.Errorf("a list of members of more than %d bytes: %w", int64(maxZipDirectory), ErrLimit)
		}
		if _, err := r.Discard(rest); err != nil {
			return nil
		}
	}
}

// maxZipDirectory is how long the list of members may be.
const maxZipDirectory = 128 << 20

// zipDirectory finds the list of members (APPNOTE 4.3.14 to 4.3.16).
func zipDirectory(file io.ReaderAt, size int64) (at, length, end int64, ok bool) {
	const fixed, mostComment, locator = 22, 1<<16 - 1, 20
	tail := make([]byte, min(size, fixed+mostComment))
	if n, err := file.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF || n < fixed {
		return 0, 0, 0, false
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || len(tail)-i < fixed {
		return 0, 0, 0, false
	}
	length, offset := int64(binary.LittleEndian.Uint32(tail[i+12:])), int64(binary.LittleEndian.Uint32(tail[i+16:]))
	before := size - int64(len(tail)) + int64(i)
	if i >= locator && bytes.HasPrefix(tail[i-locator:], []byte("PK\x06\x07")) { // zip64
		var big [56]byte
		if _, err := file.ReadAt(big[:], int64(binary.LittleEndian.Uint64(tail[i-locator+8:]))); err == nil &&
			bytes.HasPrefix(big[:], []byte("PK\x06\x06")) {
			length, offset = int64(binary.LittleEndian.Uint64(big[40:])), int64(binary.LittleEndian.Uint64(big[48:]))
			before = int64(binary.LittleEndian.Uint64(tail[i-locator+8:]))
		}
	}
	if length < 0 || offset < 0 || length > size {
		return 0, 0, 0, false
	}
	return offset, length, before, true
}
