package source

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
)

// The encryption of zip members: the old one of PKWARE (APPNOTE 6.1) and that of
// WinZip with AES ("AES Encryption Information", AE-1 and AE-2). archive/zip
// reads neither, and no library that does could be had; the ciphers are those of
// the standard library.

var (
	errWrongPassword = errors.New("the password is wrong")
	errTampered      = errors.New(
		"the content does not fit its check sum: the password is wrong, or the archive is damaged",
	)
)

const (
	zipEncrypted = 1 << 0 // general purpose flags (APPNOTE 4.4.4)
	zipStreamed  = 1 << 3 // CRC and sizes follow the content
	zipStrong    = 1 << 6
	methodAES    = 99
	extraAES     = 0x9901
)

// openEncrypted opens a member with a password.
func openEncrypted(f *zip.File, password string) (io.ReadCloser, error) {
	if password == "" || f.Flags&zipStrong != 0 {
		return nil, ErrEncrypted
	}
	raw, err := f.OpenRaw()
	if err != nil {
		return nil, err
	}
	if f.Method == methodAES {
		return openAES(f, raw, password)
	}
	plain, err := decryptPKWARE(f, bufio.NewReader(raw), password)
	if err != nil {
		return nil, err
	}
	return unpackMember(f.Method, plain, &crcReader{want: f.CRC32, hash: crc32.NewIEEE()})
}

// unpackMember unpacks what was decrypted; check sees the content.
func unpackMember(method uint16, plain io.Reader, check *crcReader) (io.ReadCloser, error) {
	var content io.ReadCloser
	switch method {
	case zip.Store:
		content = io.NopCloser(plain)
	case zip.Deflate:
		content = flate.NewReader(plain)
	default:
		unpack := zipMethods[method]
		if unpack == nil {
			return nil, zip.ErrAlgorithm
		}
		content = unpack(plain)
	}
	if check == nil {
		return content, nil
	}
	check.ReadCloser = content
	return check, nil
}

// crcReader fails at the end if the content has another check sum.
type crcReader struct {
	io.ReadCloser
	want uint32
	hash hash.Hash32
}

func (c *crcReader) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.hash.Write(p[:n])
	if err == io.EOF && c.hash.Sum32() != c.want {
		err = errTampered
	}
	return n, err
}

// pkware is the key of the old encryption.
type pkware [3]uint32

func newPKWARE(password string) *pkware {
	k := &pkware{0x12345678, 0x23456789, 0x34567890}
	for i := range len(password) {
		k.update(password[i])
	}
	return k
}

func (k *pkware) update(c byte) {
	k[0] = crc32.IEEETable[byte(k[0])^c] ^ k[0]>>8
	k[1] = (k[1]+k[0]&0xff)*134775813 + 1
	k[2] = crc32.IEEETable[byte(k[2])^byte(k[1]>>24)] ^ k[2]>>8
}

func (k *pkware) decrypt(p []byte) {
	for i := range p {
		t := k[2] | 2
		p[i] ^= byte(t * (t ^ 1) >> 8)
		k.update(p[i])
	}
}

type pkwareReader struct {
	r   io.Reader
	key *pkware
}

func (p *pkwareReader) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.key.decrypt(b[:n])
	return n, err
}

// decryptPKWARE reads the twelve bytes before the content; the last of them
// repeats a byte of the check sum, or of the time if that is not known yet.
func decryptPKWARE(f *zip.File, raw io.Reader, password string) (io.Reader, error) {
	r := &pkwareReader{raw, newPKWARE(password)}
	var head [12]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	want := byte(f.CRC32 >> 24)
	if f.Flags&zipStreamed != 0 {
		want = byte(f.ModifiedTime >> 8)
	}
	if head[11] != want && head[11] != byte(f.CRC32>>24) {
		return nil, fmt.Errorf("%w: %w", ErrEncrypted, errWrongPassword)
	}
	return r, nil
}

// openAES reads salt, password check, content and authentication code.
func openAES(f *zip.File, raw io.Reader, password string) (io.ReadCloser, error) {
	extra := extraField(f.Extra, extraAES)
	if len(extra) < 7 || extra[4] < 1 || extra[4] > 3 {
		return nil, errors.New("encrypted with AES, but the key length is not stated")
	}
	const codeSize, rounds = 10, 1000
	keySize := 8 + 8*int(extra[4]) // 16, 24, 32
	salt := make([]byte, keySize/2)
	check := make([]byte, 2)
	size := int64(f.CompressedSize64) - int64(len(salt)+len(check)+codeSize)
	if size < 0 {
		return nil, io.ErrUnexpectedEOF
	}
	if _, err := io.ReadFull(raw, salt); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(raw, check); err != nil {
		return nil, err
	}
	keys, err := pbkdf2.Key(sha1.New, password, salt, rounds, 2*keySize+len(check))
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(keys[2*keySize:], check) {
		return nil, fmt.Errorf("%w: %w", ErrEncrypted, errWrongPassword)
	}
	block, err := aes.NewCipher(keys[:keySize])
	if err != nil {
		return nil, err
	}
	r := &aesReader{
		r:     io.LimitReader(raw, size),
		tail:  raw,
		left:  size,
		block: block,
		code:  hmac.New(sha1.New, keys[keySize:2*keySize]),
	}
	content, err := unpackMember(binary.LittleEndian.Uint16(extra[5:]), r, nil)
	if err != nil {
		return nil, err
	}
	return &authenticated{content, r}, nil
}

// aesReader decrypts in counter mode with the counter's low byte first, which
// the one of crypto/cipher has last.
type aesReader struct {
	r, tail io.Reader // the content, and what follows it
	left    int64
	block   cipher.Block
	code    hash.Hash
	counter uint64
	stream  [aes.BlockSize]byte
	used    int // of stream; 0: none is left
}

func (a *aesReader) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	a.code.Write(p[:n])
	a.left -= int64(n)
	for i := range p[:n] {
		if a.used == 0 {
			a.counter++
			var count [aes.BlockSize]byte
			binary.LittleEndian.PutUint64(count[:], a.counter)
			a.block.Encrypt(a.stream[:], count[:])
		}
		p[i] ^= a.stream[a.used]
		a.used = (a.used + 1) % aes.BlockSize
	}
	if err == io.EOF && a.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// authenticated fails at the end if the authentication code does not fit.
type authenticated struct {
	io.ReadCloser
	aes *aesReader
}

func (a *authenticated) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	if err != io.EOF {
		return n, err
	}
	if _, rest := io.Copy(io.Discard, a.aes); rest != nil { // what the unpacker left
		return n, rest
	}
	code := make([]byte, 10)
	if _, short := io.ReadFull(a.aes.tail, code); short != nil {
		return n, io.ErrUnexpectedEOF
	}
	if !hmac.Equal(code, a.aes.code.Sum(nil)[:len(code)]) {
		return n, errTampered
	}
	return n, err
}

// extraField returns the content of one extra field (APPNOTE 4.5), nil if it is
// not there.
func extraField(extra []byte, tag uint16) []byte {
	for len(extra) >= 4 {
		size := int(binary.LittleEndian.Uint16(extra[2:]))
		if 4+size > len(extra) {
			return nil
		}
		if binary.LittleEndian.Uint16(extra) == tag {
			return extra[4 : 4+size]
		}
		extra = extra[4+size:]
	}
	return nil
}
