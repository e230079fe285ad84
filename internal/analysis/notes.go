package analysis

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/spill"
)

// notes keep what the hosts state about the inputs until the rows are asked for: of an
// input, where its last note is.
type notes struct {
	store *spill.Store
	w     *pack.Writer
	last  []int64 // by input; 0: there is none
}

func newNotes(memory int64) (*notes, error) {
	n := &notes{store: spill.New(memory)}
	var err error
	n.w, err = pack.NewWriter(n.store)
	return n, err
}

// add keeps a note about an input.
func (n *notes) add(input int, note *pack.Note) (err error) {
	if note.Host == "" && !note.Owns && note.First == 0 && note.Duplicates == 0 && note.Problem == "" {
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

// report adds the notes about an input to its row.
func (n notesReader) report(input int, row *export.InputRow) error {
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
			pack.Widen(&row.First, &row.Last, note.First, note.Last)
		}
		row.Duplicates += note.Duplicates
		if note.Problem != "" {
			// First what the host tells: a bug is known by its beginning.
			row.Problem = strings.TrimSuffix(note.Problem+"; "+row.Problem, "; ")
		}
		row.Gaps = append(row.Gaps, note.Gaps...)
	}
	return nil
}
