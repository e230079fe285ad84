package source

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/ulikunitz/xz/lzma"
)

// The unpacker of 7z allocates what a header claims: files, streams, dictionaries.
// So a header is read here first, and an archive whose claims cannot be true, or
// are beyond the limits, is not passed to it. The format is that of 7zFormat.txt
// (7-Zip, LZMA SDK).

// maxSevenZipHeader is how many bytes the list of members may have, unpacked.
const maxSevenZipHeader = 64 << 20

var errSevenZip = errors.New("the header of the 7z archive does not fit its size: it is damaged or malicious")

// checkSevenZip reads what the header claims. members is how many files are allowed.
// A header that is encrypted is looked at as far as it is not.
func checkSevenZip(file io.ReaderAt, size, members int64) error {
	var start [32]byte
	if _, err := file.ReadAt(start[:], 0); err != nil {
		return fmt.Errorf("%w: %w", errSevenZip, io.ErrUnexpectedEOF)
	}
	sum := crc32.ChecksumIEEE(start[12:])
	if sum != binary.LittleEndian.Uint32(start[8:]) { // the unpacker would go on to look elsewhere
		return fmt.Errorf("%w: its checksum is wrong", errSevenZip)
	}
	offset, length := binary.LittleEndian.Uint64(start[12:]), binary.LittleEndian.Uint64(start[20:])
	if length == 0 {
		return nil
	}
	rest := uint64(size - int64(len(start)))
	if length > maxSevenZipHeader || offset > rest || length > rest-offset {
		return errSevenZip
	}
	header := make([]byte, length)
	if _, err := file.ReadAt(header, int64(offset)+int64(len(start))); err != nil && err != io.EOF {
		return err
	}
	c := &sevenZipClaims{left: header, size: len(header)}
	if header[0] == idEncodedHeader {
		c.id()
		streams := c.streams()
		if c.err != nil {
			return c.err
		}
		var err error
		if header, err = unpackHeader(file, size, streams); err != nil || header == nil {
			return err
		}
		c = &sevenZipClaims{left: header, size: len(header)}
	}
	c.header(members)
	return c.err
}

const (
	idEnd             = 0x00
	idHeader          = 0x01
	idMainStreams     = 0x04
	idFiles           = 0x05
	idPack            = 0x06
	idUnpack          = 0x07
	idSubStreams      = 0x08
	idSize            = 0x09
	idCRC             = 0x0a
	idFolder          = 0x0b
	idUnpackSize      = 0x0c
	idNumUnpackStream = 0x0d
	idEncodedHeader   = 0x17
)

// sevenZipClaims reads a header. After an error everything reads as nothing.
type sevenZipClaims struct {
	left []byte
	size int
	err  error
}

func (c *sevenZipClaims) fail() {
	if c.err == nil {
		c.err = errSevenZip
	}
	c.left = nil
}

func (c *sevenZipClaims) id() byte {
	if len(c.left) == 0 {
		c.fail()
		return idEnd
	}
	b := c.left[0]
	c.left = c.left[1:]
	return b
}

// number reads a number: the ones at the top of the first byte tell how many bytes follow.
func (c *sevenZipClaims) number() uint64 {
	first := c.id()
	var v uint64
	mask := byte(0x80)
	for i := range 8 {
		if first&mask == 0 {
			return v | uint64(first&(mask-1))<<(8*i)
		}
		v |= uint64(c.id()) << (8 * i)
		mask >>= 1
	}
	return v
}

// count reads how many of something follow, which take at least so many bits each.
func (c *sevenZipClaims) count(bits int) int {
	n := c.number()
	if c.err != nil || n > uint64(c.size) || n*uint64(bits) > uint64(len(c.left))*8 {
		c.fail()
		return 0
	}
	return int(n)
}

func (c *sevenZipClaims) skip(n uint64) []byte {
	if n > uint64(len(c.left)) {
		c.fail()
		return nil
	}
	b := c.left[:n]
	c.left = c.left[n:]
	return b
}

func (c *sevenZipClaims) numbers(n int) {
	for ; n > 0 && c.err == nil; n-- {
		c.number()
	}
}

// digests reads check sums of n streams and returns which are there.
func (c *sevenZipClaims) digests(n int) []bool {
	if n > c.size {
		c.fail()
		return nil
	}
	there := make([]bool, n)
	all := c.id() != 0
	var bits, mask byte
	for i := range there {
		if !all && mask == 0 {
			bits, mask = c.id(), 0x80
		}
		there[i] = all || bits&mask != 0
		mask >>= 1
	}
	for _, is := range there {
		if is {
			c.skip(4)
		}
	}
	return there
}

// sevenZipFolder is how one stream is packed.
type sevenZipFolder struct {
	coders  []sevenZipCoder
	outputs int
	sizes   []uint64
	digest  bool
}

type sevenZipCoder struct {
	method     string
	properties []byte
}

// packing is what the streams of a header are.
type packing struct {
	at      uint64
	sizes   []uint64
	folders []sevenZipFolder
}

func (c *sevenZipClaims) streams() (p packing) {
	for c.err == nil {
		switch c.id() {
		case idEnd:
			return p
		case idPack:
			c.pack(&p)
		case idUnpack:
			c.unpack(&p)
		case idSubStreams:
			c.subStreams(&p)
		default:
			c.fail()
		}
	}
	return p
}

func (c *sevenZipClaims) pack(p *packing) {
	p.at = c.number()
	n := c.count(0)
	for c.err == nil {
		switch c.id() {
		case idEnd:
			return
		case idSize:
			for n > len(p.sizes) && c.err == nil {
				p.sizes = append(p.sizes, c.number())
			}
		case idCRC:
			c.digests(n)
		default:
			c.fail()
		}
	}
}

func (c *sevenZipClaims) unpack(p *packing) {
	if c.id() != idFolder {
		c.fail()
	}
	n := c.count(8)
	if c.id() != 0 { // elsewhere: no archive has that
		c.fail()
	}
	for ; n > 0 && c.err == nil; n-- {
		p.folders = append(p.folders, c.folder())
	}
	if c.id() != idUnpackSize {
		c.fail()
	}
	for i := range p.folders {
		for range p.folders[i].outputs {
			p.folders[i].sizes = append(p.folders[i].sizes, c.number())
		}
	}
	id := c.id()
	if id == idCRC {
		for i, there := range c.digests(len(p.folders)) {
			p.folders[i].digest = there
		}
		id = c.id()
	}
	if id != idEnd {
		c.fail()
	}
}

// mostCoders is how many coders, and streams of one, an archive has at most. 7-Zip has limits of 32.
const mostCoders = 32

func (c *sevenZipClaims) folder() (f sevenZipFolder) {
	n := c.number()
	if n == 0 || n > mostCoders {
		c.fail()
		return f
	}
	inputs := uint64(0)
	for range n {
		flags := c.id()
		coder := sevenZipCoder{method: string(c.skip(uint64(flags & 0xf)))}
		in, out := uint64(1), uint64(1)
		if flags&0x10 != 0 {
			in, out = c.number(), c.number()
		}
		if flags&0x20 != 0 {
			coder.properties = c.skip(c.number())
		}
		if in > mostCoders || out > mostCoders || flags&0xc0 != 0 {
			c.fail()
		}
		if c.err != nil {
			return f
		}
		if why := coder.tooLarge(); why != nil && c.err == nil {
			c.err = why
			return f
		}
		inputs += in
		f.outputs += int(out)
		f.coders = append(f.coders, coder)
	}
	if f.outputs == 0 {
		c.fail()
		return f
	}
	bound := f.outputs - 1
	c.numbers(2 * bound)
	switch packed := int64(inputs) - int64(bound); {
	case packed < 1:
		c.fail()
	case packed > 1:
		c.numbers(int(packed))
	}
	return f
}

const (
	methodCopy  = "\x00"
	methodLZMA  = "\x03\x01\x01"
	methodLZMA2 = "\x21"
	methodPPMD  = "\x03\x04\x01"
	methodCrypt = "\x06\xf1\x07\x01"
)

// tooLarge refuses a coder that wants more memory than an unpacker may take.
func (d *sevenZipCoder) tooLarge() error {
	want := int64(0)
	switch {
	case (d.method == methodLZMA || d.method == methodPPMD) && len(d.properties) >= 5:
		want = int64(binary.LittleEndian.Uint32(d.properties[1:]))
	case d.method == methodLZMA2 && len(d.properties) >= 1:
		want = lzma2Dictionary(d.properties[0])
	}
	if want > maxWindow {
		return fmt.Errorf("the 7z archive needs a dictionary of %d bytes, at most %d are allowed: %w", want, maxWindow, ErrLimit)
	}
	return nil
}

// lzma2Dictionary is the size that a byte represents (The .xz File Format, 5.3.1).
func lzma2Dictionary(b byte) int64 {
	if b > 40 {
		return 1 << 40
	}
	bits := int64(b)
	return (2 | bits&1) << (bits/2 + 11)
}

func (c *sevenZipClaims) subStreams(p *packing) {
	id := c.id()
	streams := make([]uint64, len(p.folders))
	total := uint64(0)
	for i := range streams {
		streams[i] = 1
		if id == idNumUnpackStream {
			streams[i] = c.number()
		}
		if total += streams[i]; total > uint64(c.size) || streams[i] > uint64(c.size) { // each has a size, a name
			c.fail()
			return
		}
	}
	if id == idNumUnpackStream {
		id = c.id()
	}
	unknown := 0
	for i, n := range streams {
		if id == idSize && n > 0 {
			c.numbers(int(n) - 1)
		}
		if n != 1 || !p.folders[i].digest {
			unknown += int(n)
		}
	}
	if id == idSize {
		id = c.id()
	}
	if id == idCRC {
		c.digests(unknown)
		id = c.id()
	}
	if id != idEnd {
		c.fail()
	}
}

// header reads up to the number of files: what follows is a list for each property
// of as many as there are.
func (c *sevenZipClaims) header(members int64) {
	if c.id() != idHeader {
		c.fail()
	}
	id := c.id()
	if id == idMainStreams {
		c.streams()
		id = c.id()
	}
	if id == idEnd || c.err != nil {
		return
	}
	if id != idFiles {
		c.fail()
		return
	}
	const leastName = 16 // bits: an empty name is its end
	n := c.count(leastName)
	if c.err == nil && int64(n) > members {
		c.err = fmt.Errorf("more than %d files: %w", members, ErrLimit)
	}
}

// unpackHeader unpacks a header that is packed; nil if it is encrypted.
func unpackHeader(file io.ReaderAt, size int64, p packing) ([]byte, error) {
	if len(p.folders) != 1 || len(p.sizes) < 1 || len(p.folders[0].sizes) < 1 {
		return nil, errSevenZip
	}
	f := &p.folders[0]
	for _, coder := range f.coders {
		if coder.method == methodCrypt {
			return nil, nil
		}
	}
	const start = 32
	rest := uint64(size - start)
	if p.at > rest || p.sizes[0] > rest-p.at || f.sizes[0] > maxSevenZipHeader {
		return nil, errSevenZip
	}
	packed := io.NewSectionReader(file, int64(p.at)+start, int64(p.sizes[0]))
	r, err := headerReader(f, packed)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSevenZip, err)
	}
	header, err := io.ReadAll(io.LimitReader(r, int64(f.sizes[0])))
	if err != nil || len(header) == 0 {
		return nil, fmt.Errorf("%w: its list of files cannot be unpacked", errSevenZip)
	}
	return header, nil
}

func headerReader(f *sevenZipFolder, packed io.Reader) (io.Reader, error) {
	if len(f.coders) == 1 {
		switch coder := &f.coders[0]; {
		case coder.method == methodCopy:
			return packed, nil
		case coder.method == methodLZMA && len(coder.properties) == 5:
			head := binary.LittleEndian.AppendUint64(bytes.Clone(coder.properties), f.sizes[0])
			return lzma.NewReader(io.MultiReader(bytes.NewReader(head), packed))
		case coder.method == methodLZMA2 && len(coder.properties) == 1:
			return lzma.Reader2Config{DictCap: int(max(lzma2Dictionary(coder.properties[0]), 1<<12))}.NewReader2(packed)
		}
	}
	return nil, errors.New(
		"its list of files is packed in a way that cannot be looked into beforehand; unpack it and name the folder",
	)
}
