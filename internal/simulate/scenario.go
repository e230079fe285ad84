package simulate

import (
	"fmt"
	"os"
	"path/filepath"
)

// Scenario is one ready world: what `vsslog simulate NAME` writes.
type Scenario struct {
	Name  string // of the folder too
	Title string
	Host  string // lower-case NetBIOS name
	// Verdict and Applicability are what an analysis of the files should say
	// about Signature; Signature is "" for a healthy host.
	Signature, Verdict, Applicability string

	build func() *world
}

// world is a host that has lived, and what is collected from it.
type world struct {
	host  *Host
	facts applicability
	files []file

	// What was collected beside the logs, for the emission log's view.
	polling    *Polling // nil: nobody listed the writers
	factsGiven hostFacts
}

// file is one collected file.
type file struct {
	name    string
	data    []byte
	log     []*Record // live records, if the file is an event log
	channel string    // which log it is
	damaged bool      // its bytes are not what was written
	endless bool      // an EVT file without end-of-file record
}

// Scenarios returns all scenarios, in the order in which they are listed.
func Scenarios() []Scenario {
	return []Scenario{
		thawBeforeWatchdog2003,
		thawBeforeWatchdogHotfixed,
		thawBeforeWatchdogCoarse,
		freezeTimeout2016,
		lateThawNTDS2003,
		stuckInThaw2012R2,
		benignHyperV2003,
		sparse2003,
		healthy2022,
	}
}

// Find returns the scenario of that name.
func Find(name string) (Scenario, error) {
	for _, s := range Scenarios() {
		if s.Name == name {
			return s, nil
		}
	}
	return Scenario{}, fmt.Errorf("no scenario is called %q; `vsslog simulate --list` shows their names", name)
}

// Write lets the scenario happen and writes what is collected from its host to
// dir, which is made if need be. The bytes are the same every time. Files of the
// same name are replaced, others stay.
func Write(s Scenario, dir string) error {
	w := s.build()
	return w.write(dir)
}

// Truths returns what really happened to each writer in each set.
func (s Scenario) Truths() []Truth {
	w := s.build()
	truths := w.host.truths(s.Name, w.facts)
	w.prove(truths)
	return truths
}

func (w *world) write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, f := range w.files {
		if err := os.WriteFile(filepath.Join(dir, f.name), f.data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) add(name string, data []byte) {
	w.files = append(w.files, file{name: name, data: data})
}

func (w *world) addText(name string, e textEncoding, text string) { w.add(name, e.encode(text)) }

// addEVT collects a log as an EVT file. A log that nothing was written to is
// collected all the same, empty.
func (w *world) addEVT(name, log string, opt EVTOptions) {
	data, live, err := encodeEVT(w.host.log(log).Records, w.host.computer(), opt)
	if err != nil {
		panic("simulate: " + err.Error()) // a world of ours cannot be encoded: a bug here
	}
	w.files = append(w.files, file{name: name, data: data, log: live, channel: log})
}

// addEVTX collects a log as an EVTX file.
func (w *world) addEVTX(name, log string, opt EVTXOptions) {
	data, live, err := encodeEVTX(w.host.log(log).Records, w.host.computer(), opt)
	if err != nil {
		panic("simulate: " + err.Error())
	}
	w.files = append(w.files, file{name: name, data: data, log: live, channel: log})
}
