package export

import (
	"errors"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
)

func put[R any](d *Directory, s *sheet[R], row R) error {
	if d.ended {
		d.fail(errors.New("a row comes after the end of the tables"))
	}
	if d.err != nil {
		return d.err
	}
	if len(s.encoders) == 0 {
		return nil // nobody asks for the table
	}
	if err := s.add(row); err != nil {
		return d.fail(err)
	}
	return nil
}

// Event adds a row to the events table.
func (d *Directory) Event(r *EventRow) error {
	if !d.begun {
		d.begun = true
		d.nameInputs()
	}
	if d.parts != nil && d.err == nil {
		if err := d.parts.add(r); err != nil {
			return d.fail(err)
		}
	}
	return put(d, d.events, r)
}

// Writer adds a row to the writers table.
func (d *Directory) Writer(r *correlate.WriterState) error { return put(d, d.writers, r) }

// Set adds a row to the sets table.
func (d *Directory) Set(r *SetRow) error {
	d.trace.set(r)
	return put(d, d.sets, r)
}

// Span adds a row to the spans table, and the span to the statistics of all hosts.
func (d *Directory) Span(r *correlate.WriterSpan) error {
	d.totals.Add(r)
	return put(d, d.spans, r)
}

// Freeze adds a row to the table of its grouping.
func (d *Directory) Freeze(r *correlate.FreezeStat) error { return put(d, d.freezes[r.By], r) }

// Finding adds a row to the findings table.
func (d *Directory) Finding(r *detect.Finding) error { return put(d, d.findings, r) }

// Failure adds a row to the failures table.
func (d *Directory) Failure(r *detect.Failure) error {
	d.trace.failure(r)
	return put(d, d.failures, r)
}

// Input adds a row to the inputs table, and the input to the manifest and the
// metadata of every file that is not finished yet.
func (d *Directory) Input(r *InputRow) error {
	if d.err == nil {
		if err := d.inputs.add(digestOf(r)); err != nil {
			return d.fail(err)
		}
	}
	err := put(d, d.files, r)
	for _, piece := range r.pieceRows() {
		err = errors.Join(err, put(d, d.files, piece))
	}
	return err
}

// Announce names the inputs for the metadata where their rows come only later,
// after the events. each passes on all of them, count in number; it is not asked
// for more than metadata names.
func (d *Directory) Announce(count int, each func(visit func(*InputRow) error) error) error {
	if d.err != nil {
		return d.err
	}
	inputs := inputList{count: count}
	if count <= mostNamed {
		inputs.count = 0
		if err := each(func(r *InputRow) error { return inputs.add(digestOf(r)) }); err != nil {
			return d.fail(err)
		}
	}
	d.name(&inputs)
	return nil
}

// nameInputs puts the inputs that are known by now into the metadata.
func (d *Directory) nameInputs() {
	if d.inputs.count > 0 {
		d.name(&d.inputs)
	}
}

func (d *Directory) name(inputs *inputList) {
	d.options.Meta.Inputs, d.options.Meta.InputCount = inputs.named(), inputs.count
}
