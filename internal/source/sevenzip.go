package source

import (
	"errors"
	"fmt"
	"io"

	"github.com/bodgit/sevenzip"

	"github.com/vsslog/vsslog/parse"
)

// sevenZip walks the members as they are packed: unpacking one in the middle
// means unpacking all before it.
func (a *archive) sevenZip() error {
	file, size, done, err := parse.RandomAccess(a.ctx, a.in)
	if err != nil {
		return err
	}
	defer done()
	if err := checkSevenZip(file, size, mostListed); err != nil {
		return err
	}
	z, err := openSevenZip(file, size, a.opt.Password)
	if err != nil {
		return encrypted(err)
	}
	a.findOwn(func(visit func(member) error) error {
		for _, f := range z.File {
			if !isSevenZipFile(f) {
				continue
			}
			if err := visit(member{memberName(f.Name), int64(f.UncompressedSize), a.spent.metered(f.Open)}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, f := range z.File {
		if !isSevenZipFile(f) {
			continue
		}
		at, wanted := a.member(f.Name)
		if !wanted {
			continue
		}
		if err := a.spent.addMember(); err != nil {
			return err
		}
		if err := a.sevenZipMember(f, at); err != nil {
			return err
		}
	}
	return nil
}

func isSevenZipFile(f *sevenzip.File) bool { return f.FileInfo().Mode().IsRegular() }

func (a *archive) sevenZipMember(f *sevenzip.File, at location) error {
	r, err := a.spent.metered(f.Open)()
	if err != nil {
		a.problem(at, encrypted(err))
		return nil
	}
	defer r.Close()
	return a.spooled(r, at)
}

// openSevenZip reads the list of members; its unpacker panics on some broken ones.
func openSevenZip(file io.ReaderAt, size int64, password string) (z *sevenzip.Reader, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			z, err = nil, fmt.Errorf("the unpacker failed: %v", broken)
		}
	}()
	return sevenzip.NewReaderWithPassword(file, size, password)
}

func encrypted(err error) error {
	if e, ok := errors.AsType[*sevenzip.ReadError](err); ok && e.Encrypted {
		return fmt.Errorf("%w: %v", ErrEncrypted, err)
	}
	return err
}
