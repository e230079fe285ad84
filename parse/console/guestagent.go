package console

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
)

// inner hands out the lines of a guest agent's JSON: what stands before the
// string with the output, the lines of the output, what stands behind it.
type inner struct {
	raw    []byte  // the line of the input
	outer  Line    // its place
	at     int     // in raw: where the next line begins
	start  int     // in raw: the string, from behind its quote
	end    int     // in raw: its closing quote
	packed *source // the output, if the string is base64
	length int64   // of the line that takes the place of the base64 string, then 0
	state  innerState
}

type innerState uint8

const (
	innerHead innerState = iota
	innerOutput
	innerDone
)

// unwrapJSON recognises the JSON of a QEMU guest agent, whose "out-data" or
// "err-data" is the output of a command. The raw agent encodes it in base64;
// Proxmox and others show it decoded.
func unwrapJSON(raw []byte, outer Line) (*inner, bool) {
	if bytes.IndexByte(raw, '"') < 0 { // as most lines
		return nil, false
	}
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
	in.at, in.end = in.start, in.start
	for in.end < len(raw) && raw[in.end] != '"' {
		if raw[in.end] == '\\' {
			in.end++
		}
		in.end++
	}
	in.end = min(in.end, len(raw))
	if plain, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(string(raw[in.start:in.end]), `\/`,
		"/")); err == nil &&
		len(plain) >= 8 &&
		(utf8.Valid(plain) || IsText(plain)) {
		in.packed, in.length = newSource(nil, plain), int64(in.end-in.start)
	}
	return in, true
}

// next returns the next line, decoded.
func (in *inner) next(d *Document) (Line, bool) {
	switch {
	case in.state == innerHead:
		in.state = innerOutput
		return in.line(d, 0, in.start, in.raw[:in.start]), true
	case in.state == innerOutput && in.packed != nil:
		if raw, ok := in.packed.next(); ok { // one place for all: base64 has no lines
			l := Line{
				Offset: in.outer.Offset + int64(in.start),
				Length: in.length,
				Number: in.outer.Number,
				piece:  raw.piece,
			}
			if in.length == 0 {
				l.Offset = in.outer.Offset + int64(in.end)
			}
			in.length = 0
			d.fill(&l, d.decode(raw.text, raw.scheme, in.packed))
			return l, true
		}
	case in.state == innerOutput && in.at < in.end:
		from := in.at
		var text []byte
		text, in.at = unescapeLine(in.raw[:in.end], from)
		return in.line(d, from, in.at, text), true
	}
	if in.state == innerDone {
		return Line{}, false
	}
	in.state = innerDone
	l := in.line(d, in.end, len(in.raw), in.raw[in.end:])
	l.Length = in.outer.Length - int64(in.end)
	return l, true
}

func (in *inner) line(d *Document, from, to int, text []byte) Line {
	l := Line{Offset: in.outer.Offset + int64(from), Length: int64(to - from), Number: in.outer.Number}
	d.fill(&l, d.decode(text, eightBit, d.source))
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
