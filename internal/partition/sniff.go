package partition

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/par"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/formats"
)

// What is sniffed: inputs of an archive, and bytes of each. A text that
// names its host does so at its top; of a log only the first chunk is read, if
// that names a computer.
const (
	sniffInputs = 8
	sniffHead   = 1 << 10 // distinguishes a text from a log
	sniffText   = 16 << 10
	sniffChunk  = 72 << 10 // the first chunk and the header before it
	sniffLog    = 256 << 10
)

// SniffOptions say how the first records are read.
type SniffOptions struct {
	Workers  int
	As       string // format to read every input as; "": by content
	CodePage string // of 8-bit texts; "": inferred
	Zone     string // IANA zone of local times; "": from the files
}

// Sniff finds the hosts that the first records of the items name. Texts cost
// more than logs, and whose they are is mostly known without: those of a
// folder are sniffed only if its logs do not name one host.
func Sniff(ctx context.Context, opt SniffOptions, items []*source.Item) ([]InputSummary, error) {
	summaries := make([]InputSummary, len(items))
	var texts []int
	err := par.OrderedMap(ctx, "looking at the inputs", opt.Workers, len(items),
		func(i int) (sniffed, error) { return sniffItem(ctx, opt, items[i], true) },
		func(i int, found sniffed) error {
			if found.text {
				texts = append(texts, i)
			}
			summaries[i] = found.of(i)
			return nil
		})
	if err != nil {
		return nil, err
	}
	hosts := hostsOf(summaries)
	texts = slices.DeleteFunc(texts, func(i int) bool { return hosts.soleHost(summaries[i].Source) })
	err = par.OrderedMap(ctx, "looking at the inputs", opt.Workers, len(texts),
		func(n int) (sniffed, error) { return sniffItem(ctx, opt, items[texts[n]], false) },
		func(n int, found sniffed) error {
			summaries[texts[n]] = found.of(texts[n])
			return nil
		})
	return summaries, err
}

// sniffed is what the first records of an item gave.
type sniffed struct {
	*hosting.Outline
	unreadable bool
	text       bool // a text that was not sniffed
}

// of is what was found as the summary of item i.
func (f sniffed) of(i int) InputSummary {
	if f.unreadable {
		return InputSummary{i, -1, *f.Outline}
	}
	return InputSummary{i, 0, *f.Outline}
}

var errSeenEnough = errors.New("enough was seen")

// sniffItem finds the hosts that the first records of an item name, those of a
// text only if logsOnly is not set.
func sniffItem(ctx context.Context, opt SniffOptions, item *source.Item, logsOnly bool) (sniffed, error) {
	found := sniffed{Outline: &hosting.Outline{Source: item.Source(), Folder: item.Folder()}}
	if item.Stream {
		return found, fmt.Errorf(
			"%s: a shard cannot be picked from a pipe, which only one run can read: save it to a file",
			item.Source(),
		)
	}
	if found.unreadable = item.Problem() != nil; found.unreadable {
		return found, nil
	}
	inputs := 0
	_, err := item.Walk(ctx, func(in *parse.Input) error {
		inputs++
		found.Beside = in.Beside
		found.text = sniffInput(ctx, opt, in, found.Outline, logsOnly && in.Source == item.Source())
		if found.text || len(found.Computers)+len(found.Named) > 0 || inputs == sniffInputs {
			return errSeenEnough
		}
		return ctx.Err()
	})
	if err != nil && !errors.Is(err, errSeenEnough) {
		return found, err
	}
	if found.Holds = slices.Concat(found.Computers, found.Named); len(found.Holds) == 0 {
		found.Holds = []string{""}
	}
	return found, nil
}

var selection = sync.OnceValue(vocab.Selection)

// sniffInput adds the hosts that the first records of an input name. It leaves a text
// alone, and says so, if logsOnly is set.
func sniffInput(ctx context.Context, opt SniffOptions, in *parse.Input, o *hosting.Outline, logsOnly bool) (left bool) {
	r, err := in.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	head, isText := headOf(in, r)
	if isText && logsOnly {
		return true
	}
	format, _, _, err := source.Identify(head, formats.All, opt.As)
	if err != nil || format.Read == nil {
		return false
	}
	saw := func(list *[]string, name string) {
		if name = strings.Clone(strings.ToLower(name)); name != "" && !slices.Contains(*list, name) {
			*list = append(*list, name)
		}
	}
	// What is wrong with the part is of no interest: the whole is read later.
	reading := parse.Options{Selector: selection(), Workers: 1, CodePage: opt.CodePage, Zone: opt.Zone}
	_ = format.Read(ctx, head, reading, func(b *parse.Batch) error {
		defer b.Release()
		for i := range b.Records {
			saw(&o.Computers, b.Records[i].Computer)
			saw(&o.Named, hosting.StatedHost(&b.Records[i]))
		}
		for _, r := range b.Runs {
			saw(&o.Computers, r.Computer)
		}
		if len(o.Computers)+len(o.Named) > 0 {
			return errSeenEnough
		}
		return ctx.Err()
	})
	return false
}

// headOf is in, cut to what is sniffed of it, and whether it is a text. It goes on in
// r, which is in from its first byte, and opens nothing: to open a member of an
// archive may be to unpack all before it.
func headOf(in *parse.Input, r io.Reader) (head *parse.Input, isText bool) {
	seen, rest := &bytes.Buffer{}, &io.LimitedReader{R: r, N: sniffHead}
	seen.ReadFrom(rest) // an error comes again
	if isText = console.IsText(seen.Bytes()); isText {
		rest.N = sniffText
	} else {
		rest.N = sniffLog
		seen.Grow(int(min(max(in.Size, 0), sniffChunk)))
	}
	cut := *in
	cut.At, cut.Once, cut.Size = nil, false, min(in.Size, int64(seen.Len())+rest.N)
	cut.Open = func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader(seen.Bytes()), io.TeeReader(rest, seen))), nil
	}
	return &cut, isText
}

// hostsBelow are the hosts that are named below each folder, two at most: they are
// too many already.
type hostsBelow map[string][]string

func hostsOf(summaries []InputSummary) hostsBelow {
	h := hostsBelow{}
	for i := range summaries {
		for _, computer := range summaries[i].Computers {
			host, _, _ := strings.Cut(computer, ".")
			for dir := range foldersOf(summaries[i].Source) {
				if len(h[dir]) < 2 && !slices.Contains(h[dir], host) {
					h[dir] = append(h[dir], host)
				}
			}
		}
	}
	return h
}

// soleHost reports whether the nearest folder of a source in which a host is named has
// one only.
func (h hostsBelow) soleHost(source string) bool {
	for dir := range foldersOf(source) {
		if n := len(h[dir]); n > 0 {
			return n == 1
		}
	}
	return false
}

// foldersOf lists the folders that a source is in, the nearest first.
func foldersOf(source string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for dir := path.Dir(source); dir != "." && dir != "/" && yield(dir); {
			dir = path.Dir(dir)
		}
	}
}
