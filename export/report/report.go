// Package report writes the answer for people: HTML is one self-contained page with
// timelines, proof and records, Markdown is the same answer for a ticket.
//
// Both are made only from the results: the same results give the same bytes. The content
// of logs is hostile input: every name is escaped, and control and direction characters
// are shown, not obeyed.
package report

import (
	"io"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
)

// Input is what a report is made of, all at once. Builder takes it host by host.
type Input struct {
	Cases    []*correlate.Case        // one per host
	Sets     []*correlate.SnapshotSet // those to report; a set of Cases that is not here is left out
	Findings []*detect.Finding        // in the order of detect.Judge
	Failures []*detect.Failure        // those of the hosts; nil: they are made of the sets and findings
	Inputs   []*export.InputRow
	Tool     string            // name of the program
	Version  string            // of the program
	Options  map[string]string // the options that change results
	// Catalogue is what was looked for; nil: detect.Catalogue.
	Catalogue []*detect.Signature
}

func (in *Input) catalogue() []*detect.Signature {
	if in.Catalogue != nil {
		return in.Catalogue
	}
	return detect.Catalogue
}

// HTML writes the page. The error is one of w, or of data that cannot be encoded.
func HTML(w io.Writer, in Input) error {
	b := in.builder()
	defer b.Close()
	return b.HTML(w)
}

// Markdown writes the answer for a ticket: the same as HTML, without pictures.
// The error is that of w.
func Markdown(w io.Writer, in Input) error {
	b := in.builder()
	defer b.Close()
	return b.Markdown(w)
}

// builder feeds a builder with all hosts.
func (in *Input) builder() *Builder {
	at := make(map[*correlate.SnapshotSet]int, len(in.Sets))
	hosts := make([]Host, len(in.Cases))
	byName := map[string]int{}
	for i, k := range in.Cases {
		hosts[i].Case = k
		byName[k.Host.Name] = i
		for _, s := range k.Sets {
			at[s] = i
		}
	}
	for _, s := range in.Sets {
		if i, ok := at[s]; ok {
			hosts[i].Sets = append(hosts[i].Sets, s)
		}
	}
	for _, f := range in.Findings {
		if i, ok := byName[f.Host]; ok {
			hosts[i].Findings = append(hosts[i].Findings, f)
		}
	}
	for _, f := range in.Failures {
		if i, ok := byName[f.Host]; ok {
			hosts[i].Failures = append(hosts[i].Failures, f)
		}
	}
	for i := range hosts {
		hosts[i].Freezes = correlate.FreezeStats(hosts[i].Sets)
	}
	if in.Failures == nil {
		for i := range hosts {
			hosts[i].Failures = detect.Failures(hosts[i].Case, hosts[i].Sets, hosts[i].Findings, nil)
			detect.AgainstRead(hosts[i].Case, hosts[i].Failures)
			detect.BesideGood(hosts[i].Case, hosts[i].Failures, new(correlate.Nights))
		}
	}
	b := NewBuilder(
		Input{Tool: in.Tool, Version: in.Version, Options: in.Options, Catalogue: in.Catalogue},
		func(i, _ int) (Host, error) { return hosts[i], nil },
	)
	for i := range hosts {
		b.Add(hosts[i])
	}
	b.Inputs(func(visit func(*export.InputRow) error) error {
		for _, row := range in.Inputs {
			if err := visit(row); err != nil {
				return err
			}
		}
		return nil
	})
	return b
}
