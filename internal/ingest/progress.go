package ingest

import "sync"

// Progress reports how far a run is.
type Progress struct {
	Source string // of the input that was begun last
	Inputs int    // begun, this one included
	Bytes  int64  // read so far
}

// progressReporter reports progress to Options.Progress, at each input and in between once
// for so many bytes. It is safe for concurrent use.
type progressReporter struct {
	report func(Progress) // nil: nobody asks

	mu       sync.Mutex
	at       Progress
	reported int64 // bytes when it was last reported
}

// stride is how many bytes are read before progress inside an input is reported again.
const stride = 1 << 20

// begin notes that an input is read from now on.
func (p *progressReporter) begin(source string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at.Source = source
	p.at.Inputs++
	p.send()
}

// read notes that so many more bytes of the inputs were read.
func (p *progressReporter) read(bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at.Bytes += bytes
	if p.at.Bytes-p.reported >= stride {
		p.send()
	}
}

func (p *progressReporter) send() {
	p.reported = p.at.Bytes
	if p.report != nil {
		p.report(p.at)
	}
}
