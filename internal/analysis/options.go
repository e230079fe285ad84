package analysis

import (
	"cmp"
	"fmt"
	"time"

	"github.com/vsslog/vsslog/detect"
)

// Options say how to judge what was read. Results depend on nothing here but Zone,
// Signatures, Since and Until.
type Options struct {
	Zone       *time.Location      // of local times; nil: from the files
	ForceZone  bool                // use Zone for hosts whose files say otherwise too
	Signatures []*detect.Signature // nil: detect.Catalogue
	Since      time.Time           // report sets that end at or after this; zero: all
	Until      time.Time           // report sets that start before this; zero: all
	Workers    int                 // hosts, or segments of one, judged at the same time
	Memory     int64               // about how many bytes of results are kept for the next call; 0: DefaultMemory
	// a host with more steps is judged in segments of at least so many; 0: longSteps and segmentSteps
	SegmentSteps int
}

// DefaultMemory is Options.Memory where it is 0.
const DefaultMemory = 128 << 20

func (o *Options) memory() int64 { return cmp.Or(o.Memory, DefaultMemory) }

// LoadZone finds an IANA zone by its name; "" is nil.
func LoadZone(name string) (*time.Location, error) {
	if name == "" {
		return nil, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf(
			"time zone %q is not known: use an IANA name such as Europe/Berlin or UTC: %w",
			name,
			err,
		)
	}
	return zone, nil
}
