package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// sampleSize is how much of an input a format sees to recognise it.
const sampleSize = 64 << 10

// ErrUnknownFormat is the reason when the format asked for by name does not exist.
var ErrUnknownFormat = errors.New("no such format")

// Identify finds the format of an input by its content: of all formats the surest
// one, of equally sure ones the first. A Confidence of parse.No means that none
// claims it; the Format is then empty. If as is not empty it names the format to
// take whatever the content says; the Confidence is still what that format thinks.
//
// The Sample is returned for whoever wants to look at the first bytes too. An
// input that can be opened only once (Once) is opened here; its Open then
// returns the same content once more. The error is a *parse.Error for an empty
// input (parse.ErrEmpty) or one that cannot be read, and ErrUnknownFormat for as.
func Identify(
	in *parse.Input,
	formats []parse.Format,
	as string,
) (parse.Format, parse.Confidence, parse.Sample, error) {
	sample, err := takeSample(in)
	if len(sample.Head) == 0 {
		return parse.Format{}, parse.No, sample, err
	}
	if as != "" {
		for _, f := range formats {
			if strings.EqualFold(f.Name, as) {
				return f, f.Detect(sample), sample, nil
			}
		}
		return parse.Format{}, parse.No, sample, unknownFormat(as, formats)
	}
	var best parse.Format
	sure := parse.No
	for _, f := range formats {
		if c := f.Detect(sample); c > sure {
			best, sure = f, c
		}
		if sure == parse.Certain { // of two that are, the first is taken
			break
		}
	}
	if sure == parse.No {
		return parse.Format{}, parse.No, sample, err
	}
	return best, sure, sample, nil // what else could not be read is for the format to say
}

func unknownFormat(name string, formats []parse.Format) error {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.Name
	}
	return fmt.Errorf("%w: %q; there are %s", ErrUnknownFormat, name, strings.Join(names, ", "))
}

// takeSample reads the first bytes. With bytes in the sample, an error says that
// what follows them could not be read.
func takeSample(in *parse.Input) (parse.Sample, error) {
	sample := parse.Sample{Size: in.Size}
	r, err := in.Open()
	if err != nil {
		return sample, unreadable(in.Source, err)
	}
	head := bytes.NewBuffer(make([]byte, 0, sampleRoom(in.Size)))
	_, err = head.ReadFrom(io.LimitReader(r, sampleSize))
	sample.Head = head.Bytes()
	n := len(sample.Head)
	if err == nil && n < sampleSize {
		sample.Size = int64(n)
	}
	if in.Once {
		in.Open = reopenWith(sample.Head, r, in.Open)
	} else {
		r.Close() // read only: nothing can get lost
	}
	if err != nil {
		return sample, unreadable(in.Source, err)
	}
	if n == 0 {
		return sample, &parse.Error{Source: in.Source, Reason: parse.ErrEmpty,
			Advice: "collect the file again; if it is empty on the host too there is nothing in it"}
	}
	return sample, nil
}

// sampleRoom is the memory for the sample of an input of size bytes, -1 if that is
// not known, and for the read that finds its end.
func sampleRoom(size int64) int64 {
	if size < 0 {
		return bytes.MinRead
	}
	return min(size, sampleSize) + bytes.MinRead
}

// reopenWith returns an Open that gives head and then the rest of r, once.
func reopenWith(head []byte, r io.ReadCloser, again func() (io.ReadCloser, error)) func() (io.ReadCloser, error) {
	opened := false
	return func() (io.ReadCloser, error) {
		if opened {
			return again()
		}
		opened = true
		return struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(head), r), r}, nil
	}
}

func unreadable(source string, err error) error {
	return &parse.Error{
		Source: source,
		Reason: err,
		Advice: "check that the file can be opened and is whole, or collect it again",
	}
}
