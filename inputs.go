package vsslog

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/parse"
)

// What is known of an item or an input lies in a pack. Memory holds where.

// itemAt is where an item is.
type itemAt struct {
	pack   *pack.Pack
	at     int64
	number int // in this run: in the one that wrote it, it may have been another
}

// read reads the item.
func (i itemAt) read() (*pack.Item, error) {
	item, err := i.pack.Item(i.at)
	if err == nil {
		item.Number = i.number
	}
	return item, err
}

// copyTo copies the item and its extracts to w, as change makes it; nil leaves it as
// it is.
func (i itemAt) copyTo(w *pack.Writer, change func(*pack.Item)) error {
	item, err := i.read()
	if err != nil {
		return err
	}
	if change != nil {
		change(item)
	}
	return w.Copy(i.pack, item)
}

// inputAt is where the head of an input is.
type inputAt struct {
	pack *pack.Pack
	at   int64
}

func (i inputAt) read() (*pack.Head, error) { return i.pack.Head(i.at) }

// itemsOf lists the items of packs in the order of their numbers.
func itemsOf(packs []*pack.Pack) ([]itemAt, error) {
	var all []itemAt
	for _, p := range packs {
		_, _, err := p.Each(func(i *pack.Item) error {
			all = append(all, itemAt{p, i.At, i.Number})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	sortItems(all)
	for i := 1; i < len(all); i++ {
		if all[i-1].number != all[i].number {
			continue
		}
		a, err1 := all[i-1].read()
		b, err2 := all[i].read()
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("number %d is that of two items, %s and %s: each may be given once", a.Number, a.Source, b.Source)
	}
	return all, nil
}

func sortItems(all []itemAt) {
	slices.SortStableFunc(all, func(a, b itemAt) int { return cmp.Compare(a.number, b.number) })
}

// Inputs hands the rows of the inputs table to visit, each made anew: the inputs in
// the order of their items, then what could not be opened. It stops at the first
// error. What only the hosts tell is in them once Each is through.
func (s *Study) Inputs(visit func(*export.InputRow) error) error {
	notes, err := s.notes.reader()
	if err != nil {
		return err
	}
	give := func(row *export.InputRow) error {
		if s.redactor != nil {
			s.redactor.Apply(row)
		}
		return visit(row)
	}
	for i, in := range s.inputs {
		head, err := in.read()
		if err != nil {
			return err
		}
		row := rowOf(head)
		if err := notes.tell(i, row); err != nil {
			return err
		}
		if err := give(row); err != nil {
			return err
		}
	}
	for _, at := range s.troubled {
		item, err := at.read()
		if err != nil {
			return err
		}
		for _, row := range problemRows(item.Problems) {
			if err := give(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// InputCount returns how many rows Inputs has.
func (s *Study) InputCount() int { return len(s.inputs) + s.problems }

// describe notes what a host tells of its inputs: its name, duplicates, times of
// texts, gaps.
func (s *Study) describe(r *Result) error {
	k := r.Case
	told := make(map[string]*pack.Note, len(r.inputs))
	for _, in := range r.inputs {
		told[in.source] = &pack.Note{}
	}
	for _, step := range k.Steps {
		note := told[step.Source]
		if note == nil {
			continue
		}
		note.Host = k.Host.Name
		if strings.HasPrefix(step.Record.Provider, "vsslog.") && step.At.Known() {
			note.First, note.Last = span(note.First, note.Last, step.At.Lo, step.At.Lo)
		}
	}
	for source, n := range k.Duplicates {
		if note := told[source]; note != nil {
			note.Duplicates += int64(n)
		}
	}
	if r.Last {
		for _, l := range k.Logs {
			if note := told[l.Source]; note != nil {
				note.Host, note.Owns = k.Host.Name, true
				note.Gaps = append(note.Gaps, l.Gaps()...)
			}
		}
	}
	for _, in := range slices.Backward(r.inputs) {
		if err := s.notes.add(in.number, told[in.source]); err != nil {
			return err
		}
		told[in.source] = &pack.Note{} // of two inputs with one name, the last is told about
	}
	return nil
}

// notes keep what the hosts tell of the inputs until the rows are asked for: of an
// input, where its last note is.
type notes struct {
	store *parse.Store
	w     *pack.Writer
	last  []int64 // by input; 0: there is none
}

func newNotes(memory int64) (*notes, error) {
	n := &notes{store: parse.NewStore(memory)}
	var err error
	n.w, err = pack.NewWriter(n.store)
	return n, err
}

// add keeps a note about an input.
func (n *notes) add(input int, note *pack.Note) (err error) {
	if note.Host == "" && !note.Owns && note.First == 0 && note.Duplicates == 0 {
		return nil
	}
	for len(n.last) <= input {
		n.last = append(n.last, 0)
	}
	note.Before = n.last[input]
	n.last[input], err = n.w.Note(note)
	return err
}

// notesReader reads notes as they were added up to some time.
type notesReader struct {
	*notes
	pack *pack.Pack
}

func (n *notes) reader() (notesReader, error) {
	pack, err := pack.Open(n.store, n.store.Size())
	return notesReader{n, pack}, err
}

// tell adds the notes about an input to its row.
func (n notesReader) tell(input int, row *export.InputRow) error {
	if input >= len(n.last) {
		return nil
	}
	var all []*pack.Note
	for at := n.last[input]; at != 0; {
		note, err := n.pack.Note(at)
		if err != nil {
			return err
		}
		all = append(all, note)
		at = note.Before
	}
	for _, note := range slices.Backward(all) {
		if note.Owns || row.Host == "" {
			row.Host = note.Host
		}
		if note.First != 0 {
			row.First, row.Last = span(row.First, row.Last, note.First, note.Last)
		}
		row.Duplicates += note.Duplicates
		row.Gaps = append(row.Gaps, note.Gaps...)
	}
	return nil
}
