// Package spill keeps bytes in memory, and moves them to a temporary file when they
// become too many. The file is encrypted with a key that only the process has: what a
// killed process leaves behind tells nobody what the logs say.
package spill

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// Store holds what is appended to it, to be read at random: in memory up to a limit
// and in a temporary file beyond it. It is safe for concurrent use.
type Store struct {
	mu     sync.RWMutex
	limit  int64
	pages  [][]byte // of pageSize bytes, the last one may be shorter
	file   *os.File
	size   int64
	cipher cipher.Block // of a temporary file; nil: the file is not temporary, and not encrypted
	masked []byte       // for what is about to be written
}

const pageSize = 256 << 10

// New returns an empty store that holds up to memory bytes in memory.
func New(memory int64) *Store { return &Store{limit: memory} }

// InFile returns a store that appends to a file of size bytes, and leaves
// it where it is.
func InFile(file *os.File, size int64) *Store { return &Store{file: file, size: size} }

// Write appends p.
func (s *Store) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil && s.size+int64(len(p)) > s.limit {
		if err := s.spill(); err != nil {
			return 0, err
		}
	}
	if s.file != nil {
		n, err := s.put(s.file, p, s.size)
		s.size += int64(n)
		return n, err
	}
	for rest := p; len(rest) > 0; {
		last := len(s.pages) - 1
		if last < 0 || len(s.pages[last]) == pageSize {
			s.pages = append(s.pages, make([]byte, 0, min(pageSize, max(4<<10, len(rest)))))
			last++
		}
		page := s.pages[last]
		n := min(len(rest), pageSize-len(page))
		s.pages[last] = append(page, rest[:n]...)
		rest = rest[n:]
	}
	s.size += int64(len(p))
	return len(p), nil
}

// spill moves everything to a temporary file. Where the system allows it, the
// file has no name any more, so that not even a killed process leaves it behind.
func (s *Store) spill() error {
	file, err := os.CreateTemp("", "vsslog-*")
	if err != nil {
		return fmt.Errorf("make a temporary file for what does not fit into memory: %w", err)
	}
	os.Remove(file.Name()) // refused on Windows while the file is open: Close removes it there
	var key [32]byte
	rand.Read(key[:]) // which never fails
	if s.cipher, err = aes.NewCipher(key[:]); err != nil {
		return errors.Join(err, file.Close(), gone(file.Name()))
	}
	at := int64(0)
	for _, page := range s.pages {
		if _, err := s.put(file, page, at); err != nil {
			return errors.Join(
				fmt.Errorf("write what does not fit into memory: %w", err),
				file.Close(),
				gone(file.Name()),
			)
		}
		at += int64(len(page))
	}
	s.file, s.pages = file, nil
	return nil
}

// put writes p at a place in the file, encrypted if the file is temporary. p stays as it is.
func (s *Store) put(file *os.File, p []byte, at int64) (int, error) {
	if s.cipher != nil {
		s.masked = append(s.masked[:0], p...)
		s.mask(s.masked, at)
		p = s.masked
	}
	return file.WriteAt(p, at)
}

// mask encrypts or decrypts p, which is at offset at: counter mode, so that any part can be
// read by itself. Nothing is written twice at one place.
func (s *Store) mask(p []byte, at int64) {
	var counter, skipped [aes.BlockSize]byte
	binary.BigEndian.PutUint64(counter[aes.BlockSize-8:], uint64(at/aes.BlockSize))
	stream := cipher.NewCTR(s.cipher, counter[:])
	before := skipped[:at%aes.BlockSize]
	stream.XORKeyStream(before, before)
	stream.XORKeyStream(p, p)
}

func gone(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// Size returns the bytes written.
func (s *Store) Size() int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.size
}

// ReadAt reads as io.ReaderAt says.
func (s *Store) ReadAt(p []byte, off int64) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.file != nil {
		n, err := s.file.ReadAt(p, off)
		if s.cipher != nil {
			s.mask(p[:n], off)
		}
		return n, err
	}
	n := 0
	for n < len(p) && off < s.size {
		page := s.pages[off/pageSize]
		k := copy(p[n:], page[off%pageSize:])
		n, off = n+k, off+int64(k)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Close frees the memory, closes the file and removes it if it is temporary.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages, s.size = nil, 0
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.cipher != nil {
		err = errors.Join(err, gone(s.file.Name()))
	}
	s.file = nil
	return err
}
