package source

import (
	"archive/tar"
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/spill"
	"github.com/vsslog/vsslog/parse"
)

// ErrEncrypted is the reason when an archive wants a password, or another one.
var ErrEncrypted = errors.New("encrypted: give its password with --password, or unpack it")

func errTooDeep(limit int) error {
	return fmt.Errorf("an archive inside %d others: %w", limit, ErrLimit)
}

// archive is one container being walked.
type archive struct {
	*walker
	in    *parse.Input
	at    location // of the container itself
	spent *budget
	names map[string]int  // of members in use: how many have asked for it
	own   map[string]bool // members that are results of vsslog
}

// unpack passes on the members. Its error ends the walk; others are problems.
func (a *archive) unpack(kind containerKind) error {
	var err error
	switch kind {
	case zipArchive:
		err = a.zip()
	case sevenZipArchive:
		err = a.sevenZip()
	case tarArchive:
		err = a.tar(a.in.Open)
	case webPage, richText, mailMessage:
		err = a.document(kind)
	default:
		err = a.compressed(kind)
	}
	if stop, ok := errors.AsType[*stopped](err); ok {
		return stop.error
	}
	if err != nil &&
		(a.spent.exceeded == nil || !errors.Is(err, ErrLimit)) { // the budget is reported with the outermost archive
		if kind >= webPage && !errors.Is(err, ErrLimit) {
			err = fmt.Errorf("%w; what precedes it was read: save it again, or its text", err)
		} else if !errors.Is(err, ErrEncrypted) && !errors.Is(err, ErrLimit) {
			err = fmt.Errorf("%w; the archive is cut short or damaged: copy it again, or unpack what can be unpacked "+
				"and name the folder", err)
		}
		return a.failed(a.at, err)
	}
	return nil
}

// stopped carries an error that ends the walk through the functions of an archive.
type stopped struct{ error }

// next passes one member on. Its error is *stopped, or that of the limits.
func (a *archive) next(in *parse.Input, at location) error {
	in.Source, in.Host = at.source, at.host()
	if err := a.content(in, at, a.spent); err != nil {
		return &stopped{err}
	}
	return a.spent.exceeded
}

// member returns the place of a member and whether it is wanted; results of vsslog are not.
func (a *archive) member(raw string) (at location, wanted bool) {
	name := memberName(raw)
	if a.own[name] {
		return at, false
	}
	unique := name
	for a.names[name] > 0 {
		if unique = name + "#" + strconv.Itoa(a.names[name]+1); a.names[unique] == 0 {
			break
		}
		a.names[name]++ // a member is called so already
	}
	a.names[name]++
	if unique != name {
		a.names[unique]++
	}
	return a.at.inside(hosting.TrimArchive(a.at.base)).in("!/", unique), true
}

func (a *archive) zip() error {
	file, size, done, err := parse.RandomAccess(a.ctx, a.in)
	if err != nil {
		return err
	}
	defer done()
	if err := checkZip(file, size); err != nil {
		return err
	}
	z, err := zip.NewReader(file, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are only names here
		return err
	}
	for method, unpack := range zipMethods {
		z.RegisterDecompressor(method, unpack)
	}
	files := slices.DeleteFunc(
		z.File,
		func(f *zip.File) bool { return !f.Mode().IsRegular() || strings.HasSuffix(f.Name, `\`) },
	)
	sortByPath(files)
	if is, err := a.office(files); is {
		return err
	}
	a.findOwn(func(visit func(member) error) error {
		for _, f := range files {
			if err := visit(member{memberName(f.Name), int64(f.UncompressedSize64), a.spent.metered(f.Open)}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, f := range files {
		at, wanted := a.member(f.Name)
		if !wanted {
			continue
		}
		if err := a.spent.addMember(); err != nil {
			return err
		}
		open := f.Open
		if f.Flags&zipEncrypted != 0 {
			open = func() (io.ReadCloser, error) { return openEncrypted(f, a.opt.Password) }
		}
		in := &parse.Input{Size: int64(f.UncompressedSize64), Open: a.spent.metered(open)}
		if err := a.next(in, at); err != nil {
			return err
		}
	}
	return nil
}

// sortByPath orders members as a folder is walked: part by part.
func sortByPath(files []*zip.File) {
	type named struct {
		file *zip.File
		key  string // its name, with what sorts before every character between the parts
	}
	all := make([]named, len(files))
	for i, f := range files {
		all[i] = named{f, strings.ReplaceAll(memberName(f.Name), "/", "\x00")}
	}
	slices.SortStableFunc(all, func(a, b named) int { return strings.Compare(a.key, b.key) })
	for i := range all {
		files[i] = all[i].file
	}
}

// tar walks a tar twice: where results of vsslog lie is known only at its end.
func (a *archive) tar(open func() (io.ReadCloser, error)) error {
	a.findOwn(func(visit func(member) error) error {
		pass := a.spent.again()
		r, err := pass.metered(open)()
		if err != nil {
			return err
		}
		defer r.Close()
		return pass.eachMember(r, func(h *tar.Header, content io.Reader) error {
			if err := pass.addMember(); err != nil {
				return err
			}
			return visit(
				member{memberName(h.Name), h.Size, func() (io.ReadCloser, error) { return io.NopCloser(content), nil }},
			)
		})
	})
	r, err := a.spent.metered(open)()
	if err != nil {
		return err
	}
	defer r.Close()
	return a.spent.eachMember(r, func(h *tar.Header, content io.Reader) error {
		at, wanted := a.member(h.Name)
		if !wanted {
			return nil
		}
		if err := a.spent.addMember(); err != nil {
			return err
		}
		return a.spooled(content, at)
	})
}

// eachMember passes the members of a tar to visit. What a sparse member is more than
// what was read for it counts against the budget too.
func (b *budget) eachMember(r io.Reader, visit func(*tar.Header, io.Reader) error) error {
	raw := &countedReader{r: r}
	for t := tar.NewReader(raw); ; {
		h, err := t.Next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil && !errors.Is(err, tar.ErrInsecurePath):
			return err
		case h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeGNUSparse:
			continue // links point to what is read by itself
		}
		if err := visit(h, &expanded{r: t, raw: raw, from: raw.n, budget: b}); err != nil {
			return err
		}
	}
}

// countedReader counts what is read.
type countedReader struct {
	r io.Reader
	n int64
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// expanded is a member of which holes are read that are not in the tar.
type expanded struct {
	r            io.Reader
	raw          *countedReader
	from         int64 // of raw, where the member begins
	out, counted int64
	*budget
}

func (e *expanded) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.out += int64(n)
	if more := e.out - (e.raw.n - e.from) - e.counted; more > 0 {
		e.counted += more
		if limit := e.addBytes(more); limit != nil {
			return n, limit
		}
	}
	return n, err
}

// spooled passes on a member that can be read only once. If it breaks off, what
// came before is passed on and its reader meets the error behind it.
func (a *archive) spooled(content io.Reader, at location) error {
	whole := &untilError{r: content}
	s, err := spill.Copy(a.ctx, whole, spill.StreamMemory)
	if err != nil {
		return err
	}
	defer s.Close()
	if stop := a.ctx.Err(); stop != nil {
		return &stopped{stop}
	}
	in := &parse.Input{Size: s.Size(), Open: s.Open, At: s}
	if whole.err != nil {
		in.Size, in.At = -1, nil
		in.Open = func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(io.NewSectionReader(s, 0, s.Size()), broken{whole.err})), nil
		}
	}
	return a.next(in, at)
}

// untilError ends with io.EOF where r fails, and keeps the error.
type untilError struct {
	r   io.Reader
	err error
}

func (u *untilError) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	if err != nil && err != io.EOF {
		u.err, err = err, io.EOF
	}
	return n, err
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }
