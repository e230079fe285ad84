package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
)

const (
	headerSize = 4096
	chunkSize  = 65536
)

var le = binary.LittleEndian

// stretch is a range of bytes of a file.
type stretch struct{ start, end int }

func (s stretch) meets(o stretch) bool { return s.start < o.end && o.start < s.end }

// original is a record of a source file, found by walking the record headers.
type original struct {
	stretch
	definition stretch // of its template; empty if it has none
}

// source is a real file.
type source struct {
	name    string
	data    []byte
	records []original
	content map[int64]string // what our reader makes of each record, by its place
	// unchecked: the file says that its checksums are switched off.
	unchecked bool
}

// readSources reads the files that have at least five live records in chunks on
// the grid, and are small enough that thousands of cases do not take all day.
func readSources(files []string) (all []*source, err error) {
	const smallest, largest = headerSize + chunkSize, 2300000
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if info.Size() < smallest || info.Size() > largest {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s := &source{name: filepath.Base(name), data: data, records: walk(data), content: map[int64]string{}}
		s.unchecked = le.Uint32(data[120:])&4 != 0 || le.Uint32(data[headerSize+120:])&4 != 0
		if len(s.records) < 5 {
			continue
		}
		result, err := read(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, r := range result.Records {
			s.content[r.Offset] = r.Content
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf(
			"none of the %d files has 5 records and between %d and %d bytes",
			len(files),
			smallest,
			largest,
		)
	}
	return all, nil
}

func countRecords(sources []*source) (n int) {
	for _, s := range sources {
		n += len(s.records)
	}
	return n
}

// walk finds the live records of a file. It shares no code with the reader.
func walk(b []byte) (all []original) {
	for chunk := headerSize; chunk+512 <= len(b); chunk += chunkSize {
		c := b[chunk:min(chunk+chunkSize, len(b))]
		if string(c[:8]) != "ElfChnk\x00" {
			continue
		}
		last := int(le.Uint32(c[44:]))
		for p := 512; p+28 <= len(c) && p <= last && string(c[p:p+4]) == "**\x00\x00"; {
			size := int(le.Uint32(c[p+4:]))
			if size < 28 || size > len(c)-p || int(le.Uint32(c[p+size-4:])) != size {
				break
			}
			r := original{stretch: stretch{chunk + p, chunk + p + size}}
			if size > 42 && c[p+24] == 0x0f && c[p+28] == 0x0c {
				if at := int(le.Uint32(c[p+34:])); at+24 <= len(c) {
					if n := int(le.Uint32(c[at+20:])); n <= len(c)-at-24 {
						r.definition = stretch{chunk + at, chunk + at + 24 + n}
					}
				}
			}
			all = append(all, r)
			p += size
		}
	}
	return all
}
