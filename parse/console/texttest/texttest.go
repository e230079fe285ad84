// Package texttest helps to test grammars: it reads a text and checks what must be true
// for every text.
package texttest

import (
	"context"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Result is what a text gave.
type Result struct {
	Records []*parse.Record
	Damage  []parse.Damage
	Format  string
	Account parse.Account
	Pieces  []parse.Piece
	Dates   parse.DateForm
}

// Read reads data with the grammars and fails the test if positions lie outside
// the text or go back, if bytes are unaccounted for, or if a record is unfit to
// be shown.
func Read(t testing.TB, data []byte, grammars ...console.Grammar) Result {
	t.Helper()
	var r Result
	offset := int64(0)
	err := console.Read(context.Background(), console.Bytes(data), "", grammars, func(b *parse.Batch) error {
		for i := range b.Records {
			one := b.Records[i].Clone()
			checkRecord(t, one, int64(len(data)))
			if one.Offset < offset {
				t.Errorf("record at line %d: offset %d behind %d", one.Line, one.Offset, offset)
			}
			offset = one.Offset
			r.Records = append(r.Records, one)
		}
		for _, d := range b.Damage {
			if d.Offset < 0 || d.Offset > int64(len(data)) || d.What == "" || d.Expected == "" || d.Found == "" {
				t.Errorf("damage %+v is incomplete or outside the text", d)
			}
		}
		r.Damage = append(r.Damage, b.Damage...)
		r.Account.Add(b.Account)
		r.Dates = max(r.Dates, b.Dates)
		r.Format += b.Format
		r.Pieces = append(r.Pieces, b.Pieces...)
		b.Release()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	checkPieces(t, r.Pieces)
	if r.Account.Total() != int64(len(data)) {
		t.Errorf("account %+v adds up to %d, the text has %d bytes", r.Account, r.Account.Total(), len(data))
	}
	return r
}

// checkPieces checks that pieces have lines, and stand in their order.
func checkPieces(t testing.TB, pieces []parse.Piece) {
	t.Helper()
	before := int32(1)
	for _, p := range pieces {
		if p.First < before || p.Last < p.First || p.Format == "" || p.Stated && len(p.Codes) > 0 {
			t.Errorf("piece %+v behind one that begins at line %d", p, before)
		}
		before = p.First
	}
}

func checkRecord(t testing.TB, r *parse.Record, size int64) {
	t.Helper()
	if r.Offset < 0 || r.Length < 0 || r.Offset+r.Length > size || r.Line < 1 {
		t.Errorf("record at %d+%d, line %d: outside a text of %d bytes", r.Offset, r.Length, r.Line, size)
	}
	statement := r.IsStatement() // else an event, whose values need no names
	if r.Provider == "" {
		t.Errorf("line %d: no provider", r.Line)
	}
	for _, f := range r.Fields {
		if (statement || r.FromText) && (f.Name == "" || f.Value.String() == "") {
			t.Errorf("line %d: field %q is empty", r.Line, f.Name)
		}
	}
	if r.Time.IsZero() && (r.Stamp == parse.StampRecord || r.Stamp == parse.StampLine || r.Stamp == parse.StampPrompt) {
		t.Errorf("line %d: stamp %s without a time", r.Line, r.Stamp)
	}
}

// Of returns the records of one provider.
func (r Result) Of(provider string) []*parse.Record {
	var all []*parse.Record
	for _, one := range r.Records {
		if one.Provider == provider {
			all = append(all, one)
		}
	}
	return all
}

// Fields returns the fields of r but text as one line: name=value, in order.
func Fields(r *parse.Record) string {
	var b strings.Builder
	for _, f := range r.AllFields() {
		if f.Name == parse.FieldText {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(f.Name + "=" + f.Value.String())
	}
	return b.String()
}

// Fuzz runs a fuzz target for grammars with the given seeds.
func Fuzz(f *testing.F, seeds []string, grammars ...console.Grammar) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		first := Read(t, data, grammars...)
		again := Read(t, data, grammars...)
		if len(first.Records) != len(again.Records) || first.Format != again.Format {
			t.Errorf("two readings differ: %d and %d records", len(first.Records), len(again.Records))
		}
	})
}
