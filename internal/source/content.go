package source

import (
	"bytes"
	"io"
	"strconv"

	"github.com/vsslog/vsslog/parse"
)

// content passes on in, or its members if it is a container. spent is the budget
// of the archive that it is in, nil outside of one.
func (w *walker) content(in *parse.Input, at location, spent *budget) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	head, err := firstBytes(in.Open, headSize)
	switch {
	case err != nil && spent != nil && spent.exceeded != nil:
		return nil // reported with the outermost archive
	case err != nil && len(head) == 0:
		return w.failed(at, err)
	}
	kind := containerOf(head)
	if kind == notContainer {
		if why := whyNoText(head); why != nil {
			w.problem(at, why)
			return nil
		}
		return w.visit(in)
	}
	if at.depth >= w.opt.Limits.Depth {
		w.problem(at, errTooDeep(w.opt.Limits.Depth))
		return nil
	}
	outermost := spent == nil
	if outermost {
		spent = newBudget(w.opt.Limits, in.Size, w.opt.spent)
	}
	at.depth++
	a := archive{walker: w, in: in, at: at, spent: spent, names: map[string]int{}}
	if err := a.unpack(kind); err != nil {
		return err
	}
	if outermost && spent.exceeded != nil {
		w.problem(at, spent.exceeded)
	}
	return nil
}

// headSize is how many bytes are enough to recognise a container: those of a tar's header, of a mail.
const headSize = 4 << 10

// firstBytes returns up to n bytes; an error comes with what was read before it.
func firstBytes(open func() (io.ReadCloser, error), n int) ([]byte, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, int64(n)))
}

// containerKind is a way of packing files.
type containerKind uint8

const (
	notContainer containerKind = iota
	zipArchive
	sevenZipArchive
	tarArchive
	gzipped
	bzipped
	xzipped
	zstandard
	webPage
	richText
	mailMessage
)

// magic says how a container begins.
var magic = []struct {
	kind  containerKind
	at    int
	bytes string
}{
	{zipArchive, 0, "PK\x03\x04"},
	{zipArchive, 0, "PK\x05\x06"}, // without a member
	{sevenZipArchive, 0, "7z\xbc\xaf\x27\x1c"},
	{gzipped, 0, "\x1f\x8b\x08"},
	{bzipped, 4, "1AY&SY"},
	{bzipped, 4, "\x17\x72\x45\x38\x50\x90"}, // without content
	{xzipped, 0, "\xfd7zXZ\x00"},
	{zstandard, 0, "\x28\xb5\x2f\xfd"},
}

// containerOf recognises a container by its first bytes.
func containerOf(head []byte) containerKind {
	for _, m := range magic {
		if len(head) > m.at && bytes.HasPrefix(head[m.at:], []byte(m.bytes)) &&
			(m.kind != bzipped || bytes.HasPrefix(head, []byte("BZh"))) {
			return m.kind
		}
	}
	if isTar(head) {
		return tarArchive
	}
	return documentOf(head)
}

// isTar checks the sum of a tar header, which old tars without "ustar" have too.
func isTar(head []byte) bool {
	const sumAt, sumSize = 148, 8
	if len(head) < 512 || head[0] == 0 {
		return false
	}
	want, err := strconv.ParseInt(string(bytes.Trim(head[sumAt:sumAt+sumSize], " \x00")), 8, 64)
	if err != nil {
		return false
	}
	sum := int64(sumSize * ' ')
	for i, b := range head[:512] {
		if i < sumAt || i >= sumAt+sumSize {
			sum += int64(b)
		}
	}
	return sum == want
}
