package export

import (
	"bufio"
	"container/heap"
	"encoding/binary"
	"io"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/spill"
)

// inputList holds the digests of all inputs for the manifest and for metadata. It
// keeps the last few in memory; what came before them lies in a temporary file, in
// lots that are sorted.
type inputList struct {
	count int
	lot   []InputDigest
	file  *spill.Store
	ends  []int64 // of the lots in the file
	bytes []byte
}

// lotInputs is how many inputs a lot has. Metadata names fewer, so that none of those
// that it names are in the file.
const lotInputs = 4 * mostNamed

func (l *inputList) add(d InputDigest) error {
	d.Source, d.SHA256 = strings.Clone(d.Source), strings.Clone(d.SHA256) // of a row that is not kept
	l.lot = append(l.lot, d)
	l.count++
	if len(l.lot) < lotInputs {
		return nil
	}
	sortDigests(l.lot)
	l.bytes = l.bytes[:0]
	for _, d := range l.lot {
		for _, text := range []string{d.Source, d.SHA256} {
			l.bytes = append(binary.AppendUvarint(l.bytes, uint64(len(text))), text...)
		}
		l.bytes = binary.AppendVarint(l.bytes, d.Bytes)
	}
	if l.file == nil {
		l.file = spill.New(0)
	}
	_, err := l.file.Write(l.bytes)
	l.ends = append(l.ends, l.file.Size())
	clear(l.lot)
	l.lot = l.lot[:0]
	return err
}

// named returns what metadata names, sorted; nil if there are too many.
func (l *inputList) named() []InputDigest {
	if l.count > mostNamed {
		return nil
	}
	list := slices.Clone(l.lot)
	sortDigests(list)
	return list
}

// each hands all digests to visit, sorted; of equal sources in the order in which
// they came.
func (l *inputList) each(visit func(InputDigest) error) error {
	sortDigests(l.lot)
	var lots digestLots
	from := int64(0)
	for i, end := range l.ends {
		lots = append(lots, &digestLot{number: i, file: bufio.NewReader(io.NewSectionReader(l.file, from, end-from))})
		from = end
	}
	lots = append(lots, &digestLot{number: len(l.ends), rest: l.lot})
	open := lots[:0]
	for _, lot := range lots {
		if there, err := lot.take(); err != nil {
			return err
		} else if there {
			open = append(open, lot)
		}
	}
	heap.Init(&open)
	for len(open) > 0 {
		if err := visit(open[0].next); err != nil {
			return err
		}
		there, err := open[0].take()
		if err != nil {
			return err
		}
		if there {
			heap.Fix(&open, 0)
		} else {
			heap.Pop(&open)
		}
	}
	return nil
}

func (l *inputList) close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

// digestLot is a lot that is read, in a file or in memory.
type digestLot struct {
	number int
	file   *bufio.Reader // nil: rest has it
	rest   []InputDigest
	next   InputDigest
}

// take makes the next digest next. It reports false if there is none.
func (l *digestLot) take() (there bool, err error) {
	if l.file == nil {
		if len(l.rest) == 0 {
			return false, nil
		}
		l.next, l.rest = l.rest[0], l.rest[1:]
		return true, nil
	}
	if _, err := l.file.Peek(1); err == io.EOF {
		return false, nil
	}
	for _, text := range []*string{&l.next.Source, &l.next.SHA256} {
		n, err := binary.ReadUvarint(l.file)
		if err != nil {
			return false, err
		}
		bytes := make([]byte, n)
		if _, err := io.ReadFull(l.file, bytes); err != nil {
			return false, err
		}
		*text = string(bytes)
	}
	l.next.Bytes, err = binary.ReadVarint(l.file)
	return err == nil, err
}

// digestLots is a heap: on top is the lot whose next digest comes first.
type digestLots []*digestLot

func (d digestLots) Len() int { return len(d) }
func (d digestLots) Less(i, j int) bool {
	if a, b := d[i].next.Source, d[j].next.Source; a != b {
		return a < b
	}
	return d[i].number < d[j].number
}
func (d digestLots) Swap(i, j int) { d[i], d[j] = d[j], d[i] }
func (d *digestLots) Push(x any)   { *d = append(*d, x.(*digestLot)) }
func (d *digestLots) Pop() any {
	last := (*d)[len(*d)-1]
	*d = (*d)[:len(*d)-1]
	return last
}
