package eventtext

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// maxDump is how many bytes of binary data an event may have.
const maxDump = 64 << 10

// isDump reports whether a line is one of a hex dump: an offset, a colon, and bytes
// or words.
func isDump(line string) bool {
	_, raw, ok := dumpLine(line)
	return ok && len(raw) > 0
}

// dumpLine reads "0000: 2d 20 43 6f   - Co", or "0000: 6f43202d ..." with words of
// four bytes, whose lowest comes first in memory.
func dumpLine(line string) (offset int, raw []byte, ok bool) {
	t := strings.TrimLeft(line, " \t")
	colon := strings.IndexByte(t[:min(len(t), 10)], ':')
	if colon < 4 || colon > 8 {
		return 0, nil, false
	}
	at, err := strconv.ParseUint(t[:colon], 16, 32)
	if err != nil || at > maxDump {
		return 0, nil, false
	}
	rest := strings.TrimLeft(t[colon+1:], " \t")
	width := 0
	for rest != "" && len(raw) < 16 {
		n := 0
		for n < len(rest) && n < 9 && rendered.IsHexDigit(rest[n]) {
			n++
		}
		if n != 2 && n != 8 || width != 0 && n != width ||
			n < len(rest) && rest[n] != ' ' && rest[n] != '\t' && rest[n] != '-' {
			break
		}
		width = n
		v, _ := strconv.ParseUint(rest[:n], 16, 32)
		if n == 2 {
			raw = append(raw, byte(v))
		} else {
			raw = append(raw, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
		}
		rest = rest[n:]
		if strings.HasPrefix(rest, "  ") || strings.HasPrefix(rest, "\t") ||
			len(rest) < 2 { // the text beside the bytes
			break
		}
		rest = strings.TrimLeft(rest, " -")
	}
	return int(at), raw, width != 0
}

// readDump reads the hex dump that begins at line i, or one line of hex digits, and
// returns the bytes and the line behind them.
func readDump(r *console.Reader, i int) (raw string, next int) {
	var all []byte
	for next = i; r.Has(next) && len(all) < maxDump; next++ {
		offset, bytes, ok := dumpLine(r.Text(next))
		if !ok {
			break
		}
		if offset != len(all) && !(next == i && offset == 0) {
			break
		}
		all = append(all, bytes...)
	}
	return string(all), next
}

// dumpInLine reads a hex dump whose lines stand behind each other, as a page or a mail shows it that lost its
// breaks; "" if line is none.
func dumpInLine(line string) string {
	if !isDump(line) {
		return ""
	}
	var all []byte
	for rest := line; rest != ""; {
		end := len(rest)
		if at := nextOffset.FindStringIndex(rest); at != nil {
			end = at[0]
		}
		offset, bytes, ok := dumpLine(rest[:end])
		if !ok || offset != len(all) || len(all) >= maxDump {
			break
		}
		all = append(all, bytes...)
		rest = strings.TrimLeft(rest[end:], " \t")
	}
	return string(all)
}

// nextOffset is the offset of a further line of a dump.
var nextOffset = lazyregexp.New(`[ \t][0-9A-Fa-f]{4,8}:[ \t]`)
