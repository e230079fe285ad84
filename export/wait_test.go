package export

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
)

// TestRowsThatWait: a table whose rows wait until its end is the one that is written
// chunk by chunk as they come, byte for byte, chunks included, and so with texts that
// are no UTF-8.
func TestRowsThatWait(t *testing.T) {
	row := func(i int) *InputRow {
		r := &InputRow{
			Source:     fmt.Sprintf("host%d/%s", i, strings.Repeat("x", i%50)),
			Format:     "evtx",
			Confidence: i % 101,
			Bytes:      int64(i%7) - 1,
			Records:    int64(i),
		}
		if i%3 == 0 {
			r.First, r.Last = parse.FromUnix(int64(i)), parse.FromUnix(int64(2*i))
		}
		if i%5 == 0 {
			r.Gaps = []string{"a\xff", ""}[:1+i%2]
		}
		if i%1000 == 7 {
			r.Problem, r.Host = strings.Repeat("long \xfe", 20_000), "h\xfd"
		}
		return r
	}
	rows := slowtest.Of(20_000, 9_000)
	for _, name := range []string{"arrow", "parquet", "csv", "jsonl"} {
		format, err := FindFormat(name)
		if err != nil {
			t.Fatal(err)
		}
		var want []byte // chunk by chunk
		for _, limit := range []int{10_000, spoolTables, 1 << 30} {
			write := func(s *sheet[*InputRow]) []byte {
				var out bytes.Buffer
				enc, err := format.Open(&out, s.chunk.Layout, &Options{})
				if err != nil {
					t.Fatal(err)
				}
				s.encoders = []Encoder{enc}
				for i := range rows {
					if err := s.add(row(i)); err != nil {
						t.Fatal(err)
					}
				}
				if err := s.end(); err != nil {
					t.Fatal(err)
				}
				if err := enc.Close(); err != nil {
					t.Fatal(err)
				}
				if s.rows != int64(rows) {
					t.Errorf("%d rows", s.rows)
				}
				return out.Bytes()
			}
			spool := newSpool(t.TempDir(), limit)
			spool.group() // of a table without rows
			waited := newSheet(&Inputs).wait(spool)
			if want == nil {
				want = write(newSheet(&Inputs))
			}
			if got := write(waited); !bytes.Equal(want, got) {
				t.Errorf("%s, %d bytes in memory: %d bytes, want %d, or others", name, limit, len(got), len(want))
			}
			if inFile := spool.file != nil; inFile != (limit < 1<<30) {
				t.Errorf("%d bytes in memory: rows went to a file: %v", limit, inFile)
			}
			if err := spool.close(); err != nil {
				t.Error(err)
			}
		}
	}
}
