package correlate

import (
	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/stn"
)

// Importers cannot name the types of internal packages that the exported fields and
// functions here hold: these are their names. The project itself uses those of the owner.

// Interval is a time that is known to lie from Lo to Hi.
type Interval = interval.Interval

// Outline is what must be known of an input to say whose it is.
type Outline = hosting.Outline

// Times is what is known of the times of a span's marks, and what follows from it.
type Times = stn.Network[*Step]

// TimePoint names a moment in Times.
type TimePoint = stn.TimePoint

// Epoch is the point that times are read against: a bound on it and another point is a time.
const Epoch = stn.Epoch

// Constraint is one bound in Times, with the step behind it.
type Constraint = stn.Constraint[*Step]

// NewTimes returns times of which nothing is known.
func NewTimes() *Times { return stn.New[*Step]() }
