// Package ask answers the questions of the page in the browser: about files that the user
// chose, or about a pasted text. It gives the same answers as the command.
package ask

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/conclude"
	"github.com/vsslog/vsslog/internal/explain"
	"github.com/vsslog/vsslog/internal/heap"
)

// Question is what is asked: Paths or Text.
type Question struct {
	Paths    []string `json:"paths"` // files and folders, as analyze takes them
	Text     string   `json:"text"`
	Quick    bool     `json:"quick"` // a text that is more than a name is not answered
	Out      string   `json:"out"`   // folder of the results, which is not there yet
	Zone     string   `json:"zone"`
	Password string   `json:"password"`
	Redact   []string `json:"redact"`
	// Version is that of the program, for the results.
	Version string `json:"-"`
	// Progress hears how far the reading is.
	Progress func(vsslog.Progress) `json:"-"`
}

// Reply is the answer: entries about a thing, or results in Question.Out, or nothing.
type Reply struct {
	Entries []explain.Entry `json:"entries"` // nil: the text is more than a name
	Results *export.Result  `json:"results"` // nil: there are none
	Unknown string          `json:"unknown"` // why there is neither
}

// memory is about how much of what was read is held in memory.
const memory = 128 << 20 // bytes

// Formats are those of the tables.
var Formats = []string{"csv"}

// ErrEmpty says that there is nothing to answer.
var ErrEmpty = errors.New("nothing was chosen, and nothing was pasted")

// Answer answers a question. A text that is no more than a name is explained, any other is
// read as analyze reads it; one that is evidence of nothing is explained if it can be.
func Answer(ctx context.Context, q Question) (*Reply, error) {
	text := strings.TrimSpace(q.Text)
	if len(q.Paths) > 0 {
		results, err := analyze(ctx, q)
		return &Reply{Results: results}, err
	}
	if text == "" {
		return nil, ErrEmpty
	}
	entries := explain.Entries(text)
	if explain.Short(text) {
		if len(entries) == 0 {
			return &Reply{Unknown: explain.Unknown(text).Error()}, nil
		}
		return &Reply{Entries: entries}, nil
	}
	if q.Quick {
		return &Reply{}, nil
	}
	results, err := analyze(ctx, q)
	if err == nil && results.ExitCode == conclude.Nothing && len(entries) > 0 {
		return &Reply{Entries: entries}, nil
	}
	return &Reply{Results: results}, err
}

// analyze reads what is asked about and writes the results.
func analyze(ctx context.Context, q Question) (*export.Result, error) {
	heap.Limit(memory)
	opt := vsslog.Options{
		Paths:      q.Paths,
		Zone:       q.Zone,
		Password:   q.Password,
		Workers:    1,
		Memory:     memory,
		Hash:       true,
		Redact:     q.Redact,
		Signatures: detect.Catalogue,
		Progress:   q.Progress,
	}
	if len(q.Paths) == 0 {
		opt.Paths, opt.Stdin = []string{"-"}, strings.NewReader(q.Text)
	}
	meta := export.Meta{Version: cmp.Or(q.Version, "dev"), Options: told(q), Signatures: detect.Digest(opt.Signatures)}
	tables, err := export.NewDirectory(q.Out, export.Options{Formats: Formats, WithoutEvents: Formats, Meta: meta})
	if err != nil {
		return nil, err
	}
	defer tables.Discard()
	run, err := vsslog.Open(ctx, opt)
	if err != nil {
		return nil, err
	}
	defer run.Close()
	results, err := conclude.Make(
		ctx,
		run,
		conclude.Options{Signatures: opt.Signatures, Meta: meta, Tables: tables, Reports: conclude.Reports},
	)
	if err != nil {
		return nil, fmt.Errorf("the results could not be made: %w", err)
	}
	defer results.Close()
	return &results.Result, errors.Join(zipTables(q.Out), run.Commit())
}

// ZippedTables is the file that holds all tables, beside them.
const ZippedTables = "tables.zip"

// zipTables packs the tables and what lists them: a page can save only one file at once.
func zipTables(dir string) (err error) {
	file, err := os.Create(filepath.Join(dir, ZippedTables))
	if err != nil {
		return err
	}
	z := zip.NewWriter(file)
	defer func() { err = errors.Join(err, z.Close(), file.Close()) }()
	names, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		return err
	}
	for _, name := range append(names, filepath.Join(dir, "manifest.json")) {
		if err := zipFile(z, name); err != nil {
			return err
		}
	}
	return nil
}

func zipFile(z *zip.Writer, name string) error {
	r, err := os.Open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := z.Create(filepath.Base(name))
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return err
}

// told are the options that change results.
func told(q Question) (options []export.Option) {
	if len(q.Redact) > 0 {
		kinds := slices.Compact(slices.Sorted(slices.Values(q.Redact)))
		options = append(options, export.Option{Name: "redact", Value: strings.Join(kinds, ",")})
	}
	if q.Zone != "" {
		options = append(options, export.Option{Name: "tz", Value: q.Zone})
	}
	return options
}
