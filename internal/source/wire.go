package source

import (
	"bytes"
	"encoding/gob"
	"errors"
)

// wired is an item as it goes from one process to another.
type wired struct {
	Path, Source, Base, Beside string
	Folders                    []string
}

// ErrStays is the reason of an item that no other process can walk.
var ErrStays = errors.New("only the process that listed it can walk it")

// MarshalBinary makes the item fit for another process that sees the same files.
// The error is ErrStays for a stream and for an item with a Problem. Options are
// not part of it: an archive's password is not to lie about.
func (i *Item) MarshalBinary() ([]byte, error) {
	if i.Stream || i.problem != nil {
		return nil, ErrStays
	}
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(wired{i.Path, i.at.source, i.at.base, i.at.beside, i.at.folders})
	return b.Bytes(), err
}

// UnmarshalItem is the reverse of Item.MarshalBinary. opt is as for List.
func UnmarshalItem(data []byte, opt Options) (*Item, error) {
	var w wired
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&w); err != nil {
		return nil, err
	}
	opt.Limits.fill()
	return &Item{
		Path: w.Path,
		at:   location{source: w.Source, base: w.Base, beside: w.Beside, folders: w.Folders},
		opt:  opt,
	}, nil
}
