package main

import (
	"io"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
)

// document is the answer as one JSON document, if anybody asked for it.
type document struct {
	rows   *export.Document // nil: nobody did
	meta   export.Meta
	result export.Result
}

// document begins the one of --json, and of the format json where there is an --out.
func (p *program) document(out bool) *document {
	if p.settings.JSON || out && slices.Contains(p.settings.Format, "json") {
		return &document{rows: export.NewDocument()}
	}
	return &document{}
}

func (d *document) results(sets []*correlate.SnapshotSet, failures []*detect.Failure) error {
	if d.rows == nil {
		return nil
	}
	return d.rows.Results(sets, failures)
}

func (d *document) input(r *export.InputRow) error {
	if d.rows == nil {
		return nil
	}
	return d.rows.Input(r)
}

func (d *document) write(w io.Writer) error { return d.rows.Write(w, &d.meta, d.result) }

func (d *document) close() {
	if d.rows != nil {
		d.rows.Close()
	}
}
