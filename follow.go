package vsslog

import "sync"

// follower tells how far a run is to whom it may concern. It is safe for concurrent
// use.
type follower struct {
	tell func(Progress) // nil: nobody asks

	mu   sync.Mutex
	at   Progress
	told int64 // bytes when it was last told
}

// stride is how many bytes are read before progress inside an input is told again.
const stride = 1 << 20

// begin notes that an input is read from now on.
func (f *follower) begin(source string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at.Source = source
	f.at.Inputs++
	f.say()
}

// read notes that so many more bytes of the inputs were read.
func (f *follower) read(bytes int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at.Bytes += bytes
	if f.at.Bytes-f.told >= stride {
		f.say()
	}
}

func (f *follower) say() {
	f.told = f.at.Bytes
	if f.tell != nil {
		f.tell(f.at)
	}
}
