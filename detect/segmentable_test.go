package detect

import (
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Every time over which a signature relates steps is well below the quiet at which
// hosts are cut; set-in-progress and freeze-never-answered reach furthest.
func TestReachesAreBelowQuiet(t *testing.T) {
	for name, reach := range map[string]parse.Ticks{"neighbourhood": neighbourhood, "answerTime": answerTime + parse.Hour, "recent": recent, "followed": followed} {
		if 2*reach >= correlate.Quiet {
			t.Errorf(
				"%s reaches over %s, and hosts are cut after %s of quiet",
				name,
				interval.Seconds(reach),
				interval.Seconds(correlate.Quiet),
			)
		}
	}
}

func TestSegmentable(t *testing.T) {
	if !Segmentable(Catalogue) {
		t.Error("the catalogue is not severable: every long host is held whole")
	}
	absent := []LookAlike{{Absent: []vocab.Kind{vocab.KindWriterListing}}}
	for name, sig := range map[string]*Signature{
		"all steps of the host":     {Scope: HostScope, Trigger: Trigger{Kinds: []vocab.Kind{vocab.KindAbort}}},
		"a further trigger of them": {Scope: HostScope, Trigger: Trigger{Any: []Trigger{{Codes: []uint32{1}}}}},
		"no capture":                {Scope: WriterScope, LookAlikes: absent},
	} {
		if Segmentable([]*Signature{sig}) {
			t.Errorf("%s: taken for severable", name)
		}
	}
}
