package export

import "sync"

// syncGroup waits for the disk in several places at once: a dataset has thousands of
// files, and a file system takes little longer for some of them than for one.
type syncGroup struct {
	running sync.WaitGroup
	slots   chan struct{}
	mu      sync.Mutex
	err     error // the first one
}

const maxSyncs = 16

// begin runs f by the side, once there are fewer than maxSyncs under way, and
// returns the first error of those that ended.
func (s *syncGroup) begin(f func() error) error {
	if s.slots == nil {
		s.slots = make(chan struct{}, maxSyncs)
	}
	s.slots <- struct{}{}
	s.running.Go(func() {
		defer func() { <-s.slots }()
		if err := f(); err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.err == nil {
				s.err = err
			}
		}
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// wait returns when all are done, with the first error.
func (s *syncGroup) wait() error {
	s.running.Wait()
	return s.err
}
