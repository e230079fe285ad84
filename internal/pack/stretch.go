package pack

import "github.com/vsslog/vsslog/parse"

// Encode returns records as bytes that hold all of them, for a place where they wait.
// Each has the number of its source beside it.
func Encode(records []*parse.Record, sources []int) []byte {
	e := newEncoder()
	e.uint(uint64(len(records)))
	for i, r := range records {
		e.uint(uint64(sources[i]))
		e.record(r)
	}
	return e.buf
}

// Decode returns what Encode was given. The texts of the records point into text.
func Decode(text string) (records []*parse.Record, sources []int, err error) {
	d := decoder{text: text}
	n := d.count(2)
	records, sources = make([]*parse.Record, n), make([]int, n)
	for i := range records {
		records[i] = new(parse.Record)
		sources[i] = int(d.small(maxInt32))
		d.record(records[i])
	}
	return records, sources, d.end()
}
