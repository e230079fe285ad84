package console

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
)

// inner hands out the lines inside of strings of JSON: what stands before the
// string with the text, the lines of the text, what stands behind it.
type inner struct {
	raw    []byte  // the line of the input
	outer  Line    // its place
	at     int     // in raw: where the next line begins
	start  int     // in raw: the string, from behind its quote
	end    int     // in raw: its closing quote
	packed *source // the output, if the string is base64
	length int64   // of the line that takes the place of the base64 string, then 0
	state  innerState
	more   bool     // further strings of the line may be texts of lines
	whole  bool     // packed takes the place of the line as a whole
	host   string   // the computer that it names
	hosts  []string // of each line of packed
}

// alone returns the text of a log's line in JSON that is one line of ASCII, as most are: then the line is read like
// any other, and known when it comes again.
func (in *inner) alone() (text []byte, ok bool) {
	if !in.whole || len(in.hosts) > 0 {
		return nil, false
	}
	text = in.packed.buf
	return text, len(text) > 0 && isASCII(text) && bytes.IndexByte(text, '\n') < 0 && bytes.IndexByte(text, '\r') < 0 &&
		bytes.IndexByte(text, 0) < 0
}

type innerState uint8

const (
	innerHead innerState = iota
	innerOutput
	innerDone
)

// unwrapJSON recognises JSON whose strings hold texts of several lines: that of a QEMU
// guest agent, whose "out-data" or "err-data" is the output of a command (the raw agent
// encodes it in base64; Proxmox and others show it decoded), and that of tickets and
// chats, whose bodies are what somebody pasted.
func (d *Document) unwrapJSON(raw []byte, outer Line, logs bool) (*inner, bool) {
	if bytes.IndexByte(raw, '"') < 0 { // as most lines
		return nil, false
	}
	if in, ok := agentOutput(raw, outer); ok {
		return in, true
	}
	if logs { // the dates of one that is only surveyed stand in it as well
		if in, ok := d.logs.unwrap(raw, outer); ok {
			return in, true
		}
	}
	if logs {
		if in, ok := d.logs.unwrapList(raw, outer); ok {
			return in, true
		}
	}
	if start := textInJSON(raw); start > 0 {
		in := &inner{raw: raw, outer: outer, start: start, more: true}
		in.at, in.end = start, endOfString(raw, start)
		return in, true
	}
	return nil, false
}

func agentOutput(raw []byte, outer Line) (*inner, bool) {
	at := bytes.Index(raw, []byte(`-data"`))
	if at < 4 {
		return nil, false
	}
	if name := string(raw[at-4 : at]); name != `"out` && name != `"err` {
		return nil, false
	}
	rest := raw[at+len(`-data"`):]
	open := bytes.IndexByte(rest, '"')
	if open < 0 || len(bytes.Trim(rest[:open], " \t")) == 0 || len(bytes.Trim(rest[:open], " \t:")) != 0 {
		return nil, false
	}
	in := &inner{raw: raw, outer: outer, start: at + len(`-data"`) + open + 1}
	in.at, in.end = in.start, endOfString(raw, in.start)
	if plain, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(string(raw[in.start:in.end]), `\/`,
		"/")); err == nil &&
		len(plain) >= 8 &&
		(utf8.Valid(plain) || IsText(plain)) {
		in.packed, in.length = newSource(nil, plain), int64(in.end-in.start)
	}
	return in, true
}

// endOfString is where the closing quote of a JSON string stands, the end of raw if there is
// none. start is behind the opening one.
func endOfString(raw []byte, start int) int {
	end := start
	for end < len(raw) && raw[end] != '"' {
		if raw[end] == '\\' {
			end++
		}
		end++
	}
	return min(end, len(raw))
}

// leastFeeds is how many line feeds a string of JSON has that is a text of lines.
const leastFeeds = 2

// textInJSON is where the first string of a line of JSON begins that is a text of several
// lines, 0 if there is none. The line has to be JSON: it begins as an object, a list or a
// name, and the string is a value of it whose escapes are all known.
func textInJSON(raw []byte) int {
	if !bytes.Contains(raw, []byte(`\n`)) || strings.IndexByte(`{["`, firstOf(raw)) < 0 {
		return 0
	}
	return nextText(raw, 0)
}

// nextText is textInJSON behind a place of the line.
func nextText(raw []byte, from int) int {
	for from < len(raw) {
		open := bytes.IndexByte(raw[from:], '"')
		if open < 0 {
			return 0
		}
		start := from + open + 1
		end := endOfString(raw, start)
		if isValue(raw[:start-1]) && isTextOfLines(raw[start:end]) {
			return start
		}
		from = end + 1
	}
	return 0
}

func firstOf(raw []byte) byte {
	raw = bytes.TrimLeft(raw, " \t\ufeff")
	if len(raw) == 0 {
		return ' '
	}
	return raw[0]
}

// isValue reports whether a string behind before is the value of a name, or of a list.
func isValue(before []byte) bool {
	before = bytes.TrimRight(before, " \t")
	return len(before) == 0 || strings.IndexByte(":[,", before[len(before)-1]) >= 0
}

// isTextOfLines reports whether the inside of a JSON string has several lines, two of them of
// several words, and no escape that JSON does not have: a path of Windows in another text
// looks like escapes.
func isTextOfLines(s []byte) bool {
	feeds, worded, words := 0, 0, 0
	if len(s) > 2 && s[1] == ':' && s[2] == '\\' {
		return false
	}
	for at := 0; at < len(s); at++ {
		if s[at] == ' ' {
			words++
		}
		if s[at] != '\\' {
			continue
		}
		if at++; at == len(s) || strings.IndexByte(`"\/bfnrtu`, s[at]) < 0 {
			return false
		}
		if s[at] == 'n' {
			if feeds++; words > 0 {
				worded++
			}
			words = 0
		}
	}
	if words > 0 {
		worded++
	}
	return feeds >= leastFeeds && worded >= 2
}

// next returns the next line, decoded.
func (in *inner) next(d *Document) (Line, bool) {
	switch {
	case in.state == innerHead:
		in.state = innerOutput
		return in.line(d, 0, in.start, in.raw[:in.start]), true
	case in.state == innerOutput && in.packed != nil:
		if raw := new(rawLine); in.packed.next(raw) { // one place for all: base64 has no lines
			l := Line{
				Offset: in.outer.Offset + int64(in.start),
				Length: in.length,
				Number: in.outer.Number,
				piece:  raw.piece,
				host:   in.host,
			}
			if len(in.hosts) > 0 && !raw.piece {
				l.host, in.hosts = in.hosts[0], in.hosts[1:]
			}
			if in.length == 0 {
				l.Offset = in.outer.Offset + int64(in.end)
			}
			in.length = 0
			d.fill(&l, d.decode(raw.text, raw.scheme, anyTraits, in.packed), anyTraits)
			return l, true
		}
	case in.state == innerOutput && in.at < in.end:
		from := in.at
		var text []byte
		text, in.at = unescapeLine(in.raw[:in.end], from)
		return in.line(d, from, in.at, text), true
	}
	if in.state == innerDone || in.whole {
		return Line{}, false
	}
	if in.more { // further texts of the same line
		if start := nextText(in.raw, in.end+1); start > 0 {
			from := in.end
			in.start = start
			in.at, in.end = in.start, endOfString(in.raw, in.start)
			in.state = innerOutput
			return in.line(d, from, in.start, in.raw[from:in.start]), true
		}
	}
	in.state = innerDone
	l := in.line(d, in.end, len(in.raw), in.raw[in.end:])
	l.Length = in.outer.Length - int64(in.end)
	return l, true
}

func (in *inner) line(d *Document, from, to int, text []byte) Line {
	l := Line{Offset: in.outer.Offset + int64(from), Length: int64(to - from), Number: in.outer.Number}
	d.fill(&l, d.decode(text, eightBit, anyTraits, d.source), anyTraits)
	return l
}

// unescapeLine reads a JSON string from s[at:] up to a line feed in it and
// returns the line without its break, and the place behind the break.
func unescapeLine(s []byte, at int) (line []byte, next int) {
	for at < len(s) {
		c := s[at]
		if c != '\\' || at+1 >= len(s) {
			line = append(line, c)
			at++
			continue
		}
		at += 2
		switch c = s[at-1]; c {
		case 'n':
			return bytes.TrimRight(line, "\r\n"), at
		case 'r':
			line = append(line, '\r')
		case 't':
			line = append(line, '\t')
		case 'u':
			r, ok := hexRune(parse.Borrow(s[at:]))
			if !ok {
				break
			}
			if at += 4; r == '\n' {
				return bytes.TrimRight(line, "\r\n"), at
			}
			line = utf8.AppendRune(line, r)
		default:
			line = append(line, c)
		}
	}
	return bytes.TrimRight(line, "\r\n"), at
}

func hexRune(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	v, ok := Hex32(s[:4])
	return rune(v), ok
}
