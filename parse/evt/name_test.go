package evt

import (
	"encoding/binary"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// TestUnendedName: a computer name that nothing ends goes on to the record's trailing size, which is no
// part of it, and one that is missing is empty.
func TestUnendedName(t *testing.T) {
	for name, c := range map[string]struct {
		names            []byte // source and computer, as they stand
		source, computer string
	}{
		"whole":       {append(utf16le("Source"), utf16le("HOST")...), "Source", "HOST"},
		"unended":     {append(utf16le("Source"), utf16le("HOST")[:8]...), "Source", "HOST"},
		"no computer": {utf16le("Source"), "Source", ""},
		"one name":    {utf16le("Source")[:12], "Source", ""},
	} {
		b := make([]byte, fixedSize, 200)
		b = append(b, c.names...)
		b = binary.LittleEndian.AppendUint32(b, 0x00410041) // as letters
		put := binary.LittleEndian.PutUint32
		put(b[0:], uint32(len(b)))
		put(b[4:], signature)
		batch := parse.NewBatch()
		d := newDecoder(nil)
		d.decode(batch, b, 0, false)
		if len(batch.Records) != 1 || batch.Records[0].Provider != c.source || batch.Records[0].Computer != c.computer {
			t.Errorf("%s: %+v", name, batch.Records)
		}
		if got := d.computer(b); got != c.computer {
			t.Errorf("%s: computer %q, want %q", name, got, c.computer)
		}
	}
}
