// Package seal encrypts what a run that redacts has to store and cannot redact: what was
// read, which another process judges later. It needs the key of --redact-key.
//
// A sealed file is a magic number, the digest of what is in it under the key, and a stream in
// the format DARE 2.0 (AES-256-GCM, github.com/minio/sio) under a key made of both. So
// the same content gives the same bytes, and no two contents share a key.
package seal

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/minio/sio"
)

// magic begins a sealed file; its last digit is the version of the format.
const magic = "vsslogS1"

const headerSize = len(magic) + sha256.Size

// blockSize is how many bytes of content the format encrypts at once.
const blockSize = 64 << 10

// ErrKey is the reason why a file cannot be opened: the key is another one, or the file
// is damaged. There is no telling which.
var ErrKey = errors.New("it was sealed with another --redact-key, or is damaged")

// Key seals and opens.
type Key struct{ secret []byte }

// rounds make a guess of the user's secret expensive: OWASP's number for PBKDF2 with
// SHA-256 (Password Storage Cheat Sheet, as of 2023).
const rounds = 600_000

var keys sync.Map // of secrets that were asked for

// KeyOf makes a key of the user's secret. It takes about a tenth of a second once for each
// secret.
func KeyOf(secret string) *Key {
	if k, ok := keys.Load(secret); ok {
		return k.(*Key)
	}
	derived, err := pbkdf2.Key(sha256.New, secret, []byte("vsslog sealed extracts"), rounds, sha256.Size)
	if err != nil { // a length that there is not, or a secret that FIPS mode finds too short
		sum := sha256.Sum256([]byte("vsslog sealed extracts\x00" + secret))
		derived = sum[:]
	}
	k, _ := keys.LoadOrStore(secret, &Key{derived})
	return k.(*Key)
}

// config is that of a stream whose content has this digest.
func (k *Key) config(digest []byte) (sio.Config, error) {
	own, err := hkdf.Key(sha256.New, k.secret, digest, "stream", 32)
	return sio.Config{
		MinVersion:   sio.Version20,
		CipherSuites: []byte{sio.AES_256_GCM},
		Key:          own,
		Nonce:        new([12]byte), // the key is of this content alone
	}, err
}

// digest is a hash of the content, of which nobody else can find out what it is of.
func (k *Key) digest(produce func(io.Writer) error) ([]byte, error) {
	mac := hmac.New(sha256.New, k.secret)
	err := produce(mac)
	return mac.Sum(nil), err
}

// Write seals what produce writes. It is called twice and must write the same both times.
func (k *Key) Write(w io.Writer, produce func(io.Writer) error) error {
	digest, err := k.digest(produce)
	if err != nil {
		return err
	}
	config, err := k.config(digest)
	if err != nil {
		return err
	}
	if _, err := w.Write(append([]byte(magic), digest...)); err != nil {
		return err
	}
	stream, err := sio.EncryptWriter(struct{ io.Writer }{w}, config) // it would close a file
	if err != nil {
		return err
	}
	again, err := k.digest(func(mac io.Writer) error { return produce(io.MultiWriter(mac, stream)) })
	if err != nil {
		return err
	}
	if !bytes.Equal(digest, again) {
		return errors.New("what is to be sealed was not the same when it was written again")
	}
	return stream.Close()
}

// Seal seals data.
func (k *Key) Seal(data []byte) ([]byte, error) {
	var b bytes.Buffer
	err := k.Write(&b, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	return b.Bytes(), err
}

// Unseal returns the data that Seal was given.
func (k *Key) Unseal(sealed []byte) ([]byte, error) {
	r, err := k.Open(bytes.NewReader(sealed), int64(len(sealed)))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
}

// Is reports whether r begins as a sealed file.
func Is(r io.ReaderAt) bool {
	head := make([]byte, len(magic))
	_, err := r.ReadAt(head, 0)
	return (err == nil || err == io.EOF) && string(head) == magic
}

// Reader reads the content of a sealed file. It is safe for concurrent use.
type Reader struct {
	stream io.ReaderAt
	size   int64

	mu     sync.Mutex
	blocks [heldBlocks]block // the one asked for last is first
}

// heldBlocks is how many blocks stay decrypted: a pack is read in small pieces.
const heldBlocks = 16

type block struct {
	number int64
	data   []byte
}

// Open opens a sealed file of size bytes. Its error wraps ErrKey, or is one of r.
func (k *Key) Open(r io.ReaderAt, size int64) (*Reader, error) {
	header := make([]byte, headerSize)
	if _, err := r.ReadAt(header, 0); err != nil && err != io.EOF {
		return nil, err
	}
	if size < int64(headerSize) || string(header[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: expected %q, found %q", ErrKey, magic, header[:len(magic)])
	}
	config, err := k.config(header[len(magic):])
	if err != nil {
		return nil, err
	}
	length, err := sio.DecryptedSize(uint64(size) - uint64(headerSize))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	body := io.NewSectionReader(r, int64(headerSize), size-int64(headerSize))
	stream, err := sio.DecryptReaderAt(body, config)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	opened := &Reader{stream: stream, size: int64(length)}
	if length > 0 {
		_, err = opened.ReadAt(make([]byte, 1), 0)
	}
	return opened, err
}

// Size returns the bytes of the content.
func (r *Reader) Size() int64 { return r.size }

// ReadAt reads as io.ReaderAt says. An error other than io.EOF wraps ErrKey.
func (r *Reader) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, fmt.Errorf("offset %d is before the first byte", off)
	}
	n := 0
	for n < len(p) && off < r.size {
		data, err := r.block(off / blockSize)
		if err != nil {
			return n, err
		}
		k := copy(p[n:], data[off%blockSize:])
		n, off = n+k, off+int64(k)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// block returns a block of the content, which nobody changes.
func (r *Reader) block(number int64) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.blocks {
		if b := r.blocks[i]; b.data != nil && b.number == number {
			copy(r.blocks[1:i+1], r.blocks[:i])
			r.blocks[0] = b
			return b.data, nil
		}
	}
	data := make([]byte, min(blockSize, r.size-number*blockSize))
	if n, err := r.stream.ReadAt(data, number*blockSize); n < len(data) {
		return nil, fmt.Errorf("%w: block %d: %w", ErrKey, number, err)
	}
	copy(r.blocks[1:], r.blocks[:heldBlocks-1])
	r.blocks[0] = block{number, data}
	return data, nil
}
