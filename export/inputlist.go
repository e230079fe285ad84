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
// keeps the last few in memory; what came before them is in a temporary file, in
// runs that are sorted.
type inputList struct {
	count int
	run   []InputDigest
	file  *spill.Store
	ends  []int64 // of the runs in the file
	bytes []byte
}

// runInputs is how many inputs a run has. Metadata names fewer, so that none of those
// that it names are in the file.
const runInputs = 4 * mostNamed

func (l *inputList) add(d InputDigest) error {
	d.Source, d.SHA256 = strings.Clone(d.Source), strings.Clone(d.SHA256) // of a row that is not kept
	l.run = append(l.run, d)
	l.count++
	if len(l.run) < runInputs {
		return nil
	}
	sortDigests(l.run)
	l.bytes = l.bytes[:0]
	for _, d := range l.run {
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
	clear(l.run)
	l.run = l.run[:0]
	return err
}

// named returns what metadata names, sorted; nil if there are too many.
func (l *inputList) named() []InputDigest {
	if l.count > mostNamed {
		return nil
	}
	list := slices.Clone(l.run)
	sortDigests(list)
	return list
}

// each passes all digests to visit, sorted; of equal sources in the order in which
// they came.
func (l *inputList) each(visit func(InputDigest) error) error {
	sortDigests(l.run)
	var runs digestRuns
	from := int64(0)
	for i, end := range l.ends {
		runs = append(runs, &digestRun{number: i, file: bufio.NewReader(io.NewSectionReader(l.file, from, end-from))})
		from = end
	}
	runs = append(runs, &digestRun{number: len(l.ends), rest: l.run})
	open := runs[:0]
	for _, run := range runs {
		if there, err := run.take(); err != nil {
			return err
		} else if there {
			open = append(open, run)
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

// digestRun is a run that is read, in a file or in memory.
type digestRun struct {
	number int
	file   *bufio.Reader // nil: rest has it
	rest   []InputDigest
	next   InputDigest
}

// take makes the next digest next. It reports false if there is none.
func (l *digestRun) take() (there bool, err error) {
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

// digestRuns is a heap: on top is the run whose next digest comes first.
type digestRuns []*digestRun

func (d digestRuns) Len() int { return len(d) }
func (d digestRuns) Less(i, j int) bool {
	if a, b := d[i].next.Source, d[j].next.Source; a != b {
		return a < b
	}
	return d[i].number < d[j].number
}
func (d digestRuns) Swap(i, j int) { d[i], d[j] = d[j], d[i] }
func (d *digestRuns) Push(x any)   { *d = append(*d, x.(*digestRun)) }
func (d *digestRuns) Pop() any {
	last := (*d)[len(*d)-1]
	*d = (*d)[:len(*d)-1]
	return last
}
