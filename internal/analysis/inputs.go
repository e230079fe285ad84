package analysis

import (
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/pack"
)

// Inputs passes the rows of the inputs table to visit, each made anew: the inputs in
// the order of their items, then what could not be opened. It stops at the first
// error. They contain what only the hosts state once All has finished.
func (a *Analysis) Inputs(visit func(*export.InputRow) error) error {
	notes, err := a.notes.reader()
	if err != nil {
		return err
	}
	give := func(row *export.InputRow) error {
		if a.redactor != nil {
			a.redactor.Apply(row)
		}
		return visit(row)
	}
	for i, in := range a.inputs {
		head, err := in.Read()
		if err != nil {
			return err
		}
		row := RowOf(head)
		if err := notes.report(i, row); err != nil {
			return err
		}
		if err := give(row); err != nil {
			return err
		}
	}
	for _, at := range a.troubled {
		item, err := at.Read()
		if err != nil {
			return err
		}
		for _, row := range ProblemRows(item.Problems) {
			if err := give(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// InputCount returns how many rows Inputs has.
func (a *Analysis) InputCount() int { return len(a.inputs) + a.problems }

// describe keeps what a result states about the inputs.
func (a *Analysis) describe(r *HostResult) error {
	if r.notes == nil {
		r.notes = notesOf(r)
	}
	for i, in := range slices.Backward(r.inputs) {
		if err := a.notes.add(in.number, r.notes[i]); err != nil {
			return err
		}
	}
	return nil
}

// notesOf are what a host states about its inputs, one for each: its name, duplicates, times
// of texts, gaps.
func notesOf(r *HostResult) []*pack.Note {
	k := r.Case
	notes := make(map[string]*pack.Note, len(r.inputs))
	for _, in := range r.inputs {
		notes[in.source] = &pack.Note{}
		if r.Bug != nil {
			notes[in.source].Host, notes[in.source].Problem = k.Host.Name, r.Bug.Error()
		}
	}
	for _, step := range k.Steps {
		note := notes[step.Source]
		if note == nil {
			continue
		}
		note.Host = k.Host.Name
		if step.Record.IsStatement() && step.At.Known() {
			pack.Widen(&note.First, &note.Last, step.At.Lo, step.At.Lo)
		}
	}
	for source, n := range k.Beyond {
		if note := notes[source]; note != nil {
			note.Problem = fmt.Sprintf(
				"%d of its statements have no time and were left out: of one host the first %d are taken. Each may "+
					"be of any night; give the files that say when, or name fewer of these",
				n,
				correlate.MostTimeless,
			)
		}
	}
	for source, n := range k.Duplicates {
		if note := notes[source]; note != nil {
			note.Duplicates += int64(n)
		}
	}
	if r.Last {
		for _, l := range k.Logs {
			if note := notes[l.Source]; note != nil {
				note.Host, note.Owns = k.Host.Name, true
				note.Gaps = append(note.Gaps, l.Gaps()...)
			}
		}
	}
	all := make([]*pack.Note, len(r.inputs))
	for i, in := range slices.Backward(r.inputs) {
		all[i] = notes[in.source]
		notes[in.source] = &pack.Note{} // of two inputs with one name, the last is reported on
	}
	return all
}

// RowOf is the row of an input as far as its head states; the rest is for its
// hosts to say.
func RowOf(h *pack.Head) *export.InputRow {
	return &export.InputRow{
		Source:     h.Source,
		Format:     h.Format,
		Confidence: h.Confidence,
		Bytes:      h.Bytes,
		SHA256:     h.SHA256,
		Problem:    h.Problem,
		Records:    h.Records,
		Used:       h.Used,
		Damaged:    h.Damaged,
		Salvaged:   h.Salvaged,
		First:      h.First,
		Last:       h.Last,
		Pieces:     h.Pieces,
		Lacks:      h.Lacks,
	}
}

// ProblemRows says what could not even be opened. Results of an earlier run, and
// what was named twice, are listed too, as files that are no input.
func ProblemRows(problems []pack.Problem) []*export.InputRow {
	rows := make([]*export.InputRow, len(problems))
	for i, p := range problems {
		rows[i] = &export.InputRow{Source: p.Source, Bytes: -1, Problem: p.Reason}
		switch {
		case p.NoInput:
			rows[i].Format = pack.Unrecognised
		case p.Results:
			rows[i].Format = export.OwnResults
		}
	}
	return rows
}
