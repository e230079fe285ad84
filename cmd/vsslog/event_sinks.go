package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/evtx"
)

// tableSink writes one line per record for people.
type tableSink struct{ w *bufio.Writer }

func newTableSink(w io.Writer) *tableSink {
	s := &tableSink{bufio.NewWriter(w)}
	fmt.Fprintf(
		s.w,
		"%-28s %-15s %-9s %-28s %-6s %-20s %s\n",
		"TIME (UTC)",
		"HOST",
		"RECORD",
		"PROVIDER",
		"ID",
		"KIND",
		"WHAT",
	)
	return s
}

// Event writes a record with its meaning.
func (s *tableSink) Event(r *export.EventRow) error {
	kind, what := "", summary(r.Record)
	if r.Step != nil {
		kind = string(r.Step.Kind)
		what = stepText(r.Step)
	}
	at := "-"
	if !r.Record.Time.IsZero() {
		at = r.Record.Time.Wall.String()
	}
	_, err := fmt.Fprintf(
		s.w,
		"%-28s %-15s %-9d %-28s %-6d %-20s %s\n",
		at,
		printable(r.Host),
		r.Record.RecordID,
		printable(r.Record.Provider),
		r.Record.EventID,
		kind,
		printable(what),
	)
	return err
}

// Batch writes all records of a batch.
func (s *tableSink) Batch(source string, b *parse.Batch) error {
	for i := range b.Records {
		r := &b.Records[i]
		host, _, _ := strings.Cut(strings.ToLower(r.Computer), ".")
		if err := s.Event(&export.EventRow{Host: host, Source: source, Record: r,
			Step: correlate.NewStep(source, r)}); err != nil {
			return err
		}
	}
	return nil
}

// Close writes what is buffered.
func (s *tableSink) Close() error { return s.w.Flush() }

// summary shows the data of a record on one line.
func summary(r *parse.Record) string {
	var b strings.Builder
	for i, f := range r.AllFields() {
		if i > 0 {
			b.WriteString(" | ")
		}
		if f.Name != "" {
			b.WriteString(f.Name + "=")
		}
		b.WriteString(f.Value.String())
		if b.Len() > 400 {
			return b.String()[:400] + "..."
		}
	}
	return b.String()
}

func stepText(s *correlate.Step) string {
	parts := []string{}
	if s.Term != nil {
		parts = append(parts, s.Term.Meaning)
	}
	for _, v := range []string{s.Writer, s.Database, s.Volume, s.Detail, s.Operation} {
		if v != "" {
			parts = append(parts, v)
		}
	}
	if s.ProcessID != 0 {
		parts = append(parts, fmt.Sprintf("pid %d tid %d", s.ProcessID, s.ThreadID))
	}
	if s.CommandLine != "" {
		parts = append(parts, s.CommandLine)
	}
	if len(parts) == 0 {
		return summary(s.Record)
	}
	return strings.Join(parts, "; ")
}

// xmlSink writes records as Windows shows them, inside one <Events> element.
type xmlSink struct {
	w     io.Writer
	buf   []byte
	begun bool
}

// Event writes one record.
func (s *xmlSink) Event(r *export.EventRow) error {
	s.begin()
	s.buf = append(evtx.AppendXML(s.buf, r.Record), '\n')
	return s.flush()
}

// Batch writes all records of a batch.
func (s *xmlSink) Batch(_ string, b *parse.Batch) error {
	s.begin()
	for i := range b.Records {
		s.buf = append(evtx.AppendXML(s.buf, &b.Records[i]), '\n')
	}
	return s.flush()
}

func (s *xmlSink) begin() {
	if !s.begun {
		s.buf = append(s.buf, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Events>\n"...)
		s.begun = true
	}
}

func (s *xmlSink) flush() error {
	_, err := s.w.Write(s.buf)
	s.buf = s.buf[:0]
	return err
}

// Close ends the document.
func (s *xmlSink) Close() error {
	s.begin()
	s.buf = append(s.buf, "</Events>\n"...)
	return s.flush()
}

// printable keeps control characters of hostile names away from the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' {
			return ' '
		}
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r >= 0x202a && r <= 0x202e ||
			r >= 0x2066 && r <= 0x2069 {
			return '?'
		}
		return r
	}, s)
}
