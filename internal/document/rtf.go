package document

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// ErrTooLong is the reason when a document is longer than the limit.
var ErrTooLong = errors.New("the document is longer than the limit")

// RTF writes the text of a document in the Rich Text Format (Microsoft, version
// 1.9.1): paragraphs, tabulators, characters of its code page and of Unicode.
// Destinations that are no text of the document are left out.
func RTF(r io.Reader, to io.Writer) error {
	d := rtfText{
		writer: writer{w: to},
		r:      bufio.NewReaderSize(r, 64<<10),
		page:   charmap.Windows1252,
		groups: []rtfGroup{{unicode: 1}},
	}
	for d.err == nil {
		c, err := d.r.ReadByte()
		if err == io.EOF {
			d.double()
			return d.end()
		}
		if err != nil {
			return joined(d.end(), err)
		}
		if err := d.next(c); err != nil {
			return joined(d.end(), err)
		}
	}
	return d.err
}

// rtfGroup is what holds inside of a pair of braces.
type rtfGroup struct {
	silent  bool
	unicode int // bytes that represent a Unicode character where it cannot be shown
}

type rtfText struct {
	writer
	r       *bufio.Reader
	page    encoding.Encoding
	groups  []rtfGroup
	starred bool   // \* precedes the next control word
	skip    int    // characters that represent the Unicode character before them
	high    rune   // the first half of a surrogate pair
	bytes   []byte // of the code page, that are not decoded yet
}

func (d *rtfText) group() *rtfGroup { return &d.groups[len(d.groups)-1] }

func (d *rtfText) next(c byte) error {
	if c != '\\' {
		d.double()
	}
	switch c {
	case '{':
		if len(d.groups) > maxDepth {
			return ErrTooDeep
		}
		d.groups = append(d.groups, *d.group())
		d.starred = false
	case '}':
		if len(d.groups) > 1 {
			d.groups = d.groups[:len(d.groups)-1]
		}
		d.skip = 0
	case '\\':
		return d.control()
	case '\r', '\n':
	default:
		d.char(c)
	}
	return nil
}

// char takes a byte of text.
func (d *rtfText) char(c byte) {
	switch {
	case d.group().silent:
	case d.skip > 0:
		d.skip--
	case c < utf8.RuneSelf && len(d.bytes) == 0:
		d.byte(c)
		d.flush(flushAt)
	default:
		d.bytes = append(d.bytes, c)
		if len(d.bytes) >= 4096 {
			d.double()
		}
	}
}

// double decodes the bytes that were collected: some code pages take two for a
// character.
func (d *rtfText) double() {
	if len(d.bytes) == 0 {
		return
	}
	decoded, err := d.page.NewDecoder().Bytes(d.bytes)
	if err != nil {
		decoded = []byte(strings.ToValidUTF8(string(d.bytes), "\ufffd"))
	}
	d.verbatim(string(decoded))
	d.bytes = d.bytes[:0]
}

// control reads what follows a backslash.
func (d *rtfText) control() error {
	c, err := d.r.ReadByte()
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
		d.double()
		return d.word(c)
	}
	if c == '\'' {
		return d.hex()
	}
	d.double()
	switch c {
	case '*':
		d.starred = true
	case '~':
		d.rune(' ')
	case '_', '-':
		if c == '_' {
			d.rune('-')
		}
	case '\r', '\n':
		d.line()
	case '\\', '{', '}':
		d.char(c)
	}
	return nil
}

// hex reads \'xx, a byte of the code page.
func (d *rtfText) hex() error {
	var digits [2]byte
	if _, err := io.ReadFull(d.r, digits[:]); err != nil {
		return io.ErrUnexpectedEOF
	}
	v, err := strconv.ParseUint(string(digits[:]), 16, 8)
	if err != nil {
		return nil
	}
	switch {
	case d.group().silent:
	case d.skip > 0:
		d.skip--
	default:
		d.bytes = append(d.bytes, byte(v))
		if len(d.bytes) >= 4096 {
			d.double()
		}
	}
	return nil
}

// word reads a control word with its number, and the blank behind it.
func (d *rtfText) word(first byte) error {
	const longest = 32 // letters, as the specification has it
	name := []byte{first}
	var c byte
	var err error
	for c, err = d.r.ReadByte(); err == nil && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') &&
		len(name) < longest; c, err = d.r.ReadByte() {
		name = append(name, c)
	}
	number, digits, minus := 0, 0, false
	if err == nil && c == '-' {
		minus = true
		c, err = d.r.ReadByte()
	}
	for ; err == nil && c >= '0' && c <= '9' && digits < 10; c, err = d.r.ReadByte() {
		number, digits = number*10+int(c-'0'), digits+1
	}
	if minus {
		number = -number
	}
	if err == nil && c != ' ' {
		if err := d.r.UnreadByte(); err != nil {
			return err
		}
	}
	if err != nil && err != io.EOF {
		return err
	}
	return d.obey(string(name), number, digits > 0)
}

// notText are destinations that are no text of the document.
var notText = map[string]bool{
	"fonttbl":            true,
	"colortbl":           true,
	"stylesheet":         true,
	"info":               true,
	"pict":               true,
	"object":             true,
	"header":             true,
	"footer":             true,
	"headerl":            true,
	"headerr":            true,
	"headerf":            true,
	"footerl":            true,
	"footerr":            true,
	"footerf":            true,
	"themedata":          true,
	"colorschememapping": true,
	"datastore":          true,
	"latentstyles":       true,
	"listtable":          true,
	"listoverridetable":  true,
	"rsidtbl":            true,
	"generator":          true,
	"xmlnstbl":           true,
	"fldinst":            true,
	"bkmkstart":          true,
	"bkmkend":            true,
	"nonshppict":         true,
}

// rtfChars are control words that represent a character.
var rtfChars = map[string]rune{
	"tab":       '\t',
	"cell":      '\t',
	"nestcell":  '\t',
	"emdash":    '-',
	"endash":    '-',
	"lquote":    '\'',
	"rquote":    '\'',
	"ldblquote": '"',
	"rdblquote": '"',
	"bullet":    '\u2022',
	"emspace":   ' ',
	"enspace":   ' ',
	"qmspace":   ' ',
}

func (d *rtfText) obey(name string, number int, numbered bool) error {
	starred := d.starred
	d.starred = false
	if c, ok := rtfChars[name]; ok {
		d.rune(c)
		return nil
	}
	switch {
	case name == "par" || name == "line" || name == "row" || name == "nestrow" || name == "sect" || name == "page":
		d.line()
	case name == "u" && numbered:
		d.unicode(number)
	case name == "uc" && numbered:
		d.group().unicode = min(max(number, 0), 64)
	case name == "bin" && number > 0:
		if _, err := io.CopyN(io.Discard, d.r, int64(number)); err != nil {
			return io.ErrUnexpectedEOF
		}
	case name == "ansicpg" && numbered:
		if page := rtfPages[number]; page != nil {
			d.page = page
		}
	case notText[name] || starred && name != "shppict":
		d.group().silent = true
	}
	return nil
}

func (d *rtfText) line() {
	if !d.group().silent {
		d.feed()
	}
}

func (d *rtfText) rune(c rune) {
	if !d.group().silent {
		d.verbatim(string(c))
	}
}

// unicode takes \uN: a signed number of 16 bits, surrogates one after the other.
func (d *rtfText) unicode(n int) {
	c := rune(uint16(n))
	d.skip = d.group().unicode
	switch {
	case utf16.IsSurrogate(c) && d.high == 0:
		d.high = c
	case d.high != 0:
		d.rune(utf16.DecodeRune(d.high, c))
		d.high = 0
	default:
		d.rune(c)
	}
}

// rtfPages are the code pages of \ansicpg.
var rtfPages = map[int]encoding.Encoding{
	437:  charmap.CodePage437,
	850:  charmap.CodePage850,
	852:  charmap.CodePage852,
	866:  charmap.CodePage866,
	874:  charmap.Windows874,
	932:  japanese.ShiftJIS,
	936:  simplifiedchinese.GBK,
	949:  korean.EUCKR,
	950:  traditionalchinese.Big5,
	1250: charmap.Windows1250,
	1251: charmap.Windows1251,
	1252: charmap.Windows1252,
	1253: charmap.Windows1253,
	1254: charmap.Windows1254,
	1255: charmap.Windows1255,
	1256: charmap.Windows1256,
	1257: charmap.Windows1257,
	1258: charmap.Windows1258,
}
