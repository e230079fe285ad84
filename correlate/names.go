package correlate

import (
	"github.com/vsslog/vsslog/internal/stn"
)

// Times is what is known of the times of a span's marks, and what follows from it.
type Times = stn.Network[*Step]

// TimePoint names a moment in Times.
type TimePoint = stn.TimePoint

// Epoch is the mark that times are read against: a bound on it and another mark is a time.
const Epoch = stn.Epoch

// Constraint is one bound in Times, with the step behind it.
type Constraint = stn.Constraint[*Step]

// NewTimes returns times of which nothing is known.
func NewTimes() *Times { return stn.New[*Step]() }
