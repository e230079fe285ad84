package rendered

import (
	"strings"
	"testing"
)

// Each row is found by its words, and by them alone. The sentences are ours.
func TestBags(t *testing.T) {
	for _, b := range bags {
		line := "The message about shadow copies of volume D: says " + strings.ReplaceAll(b.words, "+", " and ")
		g, ok := volumeEvent(line + strings.Repeat(".", 1-strings.Count(line[len(line)-1:], ".")))
		if !ok || g.ID != b.id || g.Provider != b.provider || g.Level != b.level {
			t.Errorf("%q: %v %v, want %d", line, g, ok, b.id)
		}
	}
	for _, b := range serviceBags {
		lead := "Volume Shadow Copy Service error: "
		if strings.HasPrefix(b.words, "sqllib") {
			lead = "Sqllib error: "
		}
		if g, ok := serviceEvent(lead + strings.ReplaceAll(b.words, "+", " and ") + "."); !ok || g.ID != b.id ||
			g.Provider != b.provider ||
			g.Level != b.level {
			t.Errorf("%q: %v %v, want %d", b.words, g, ok, b.id)
		}
	}
	for _, line := range []string{
		"The shadow copies of volume D: are fine, thank you very much indeed",
		"The shadow copies were deleted since storage could not grow in time", // of which volume?
		"Somebody wrote that the shadow copies of volume D: were deleted because nothing could grow in time.",
		"The shadow copies of volume D: were deleted, could not grow in time and aborted after an IO failure", // two
	} {
		if g, ok := volumeEvent(line); ok {
			t.Errorf("%q: %v", line, g)
		}
	}
}

// TestAlone: which event a message of one line is of, with its level; what begins in another way, or is
// of two events, is of none.
func TestAlone(t *testing.T) {
	const device = `(\Device\HarddiskVolumeShadowCopy7)`
	for _, c := range []struct {
		line string
		want Origin
	}{
		{"Volume ?? " + device + " is healthy.", Origin{"Microsoft-Windows-Ntfs", 98, 4}},
		{"  \"Volume E: " + device + " is healthy.", Origin{"Microsoft-Windows-Ntfs", 98, 4}},
		{"Das Volume X: " + device + " ist fehlerfrei", Origin{"Microsoft-Windows-Ntfs", 98, 4}},
		{"see Volume ?? of " + device + " is healthy.", Origin{}},
		{"Volume ?? " + device, Origin{}},
		{"Volume ?? " + device + " is" + strings.Repeat(" so", 130), Origin{}},
		{"Shadow copy 7 timed-out (20000 ms).", Origin{"ESENT", 2004, 2}},
		{"lsass (612) Shadow copy instance 3 freeze timed out (20000ms)", Origin{"ESENT", 2004, 2}},
		{"Shadow copy 7 timed-out, 20000 ms", Origin{}},
		{"The shadow copies of volume D: were deleted as they could not grow in time.", Origin{"VolSnap", 25, 2}},
		{"- The shadow copies of volume D: were deleted as they could not grow in time.", Origin{"VolSnap", 25, 2}},
		{"2. The shadow copies of volume D: were deleted as they could not grow in time.", Origin{"VolSnap", 25, 2}},
		{"The VSS service is shutting down, as it was idle.", Origin{"VSS", 8224, 4}},
		{"One says the VSS service is shutting down, as it was idle.", Origin{}},
		{"Sqllib error: stored on multiple volumes.", Origin{"SQLWRITER", 24579, 2}},
		{"The DFS Replication service has stopped replication for a backup or restore.", Origin{"DFSR", 1102, 4}},
		{"The DFS Replication service is stopping communication with partner S2.", Origin{"DFSR", 5014, 3}},
		{"A DFS Replication service is stopping communication with partner S2.", Origin{}},
		{"Shadow copy 'S' was deleted during storage report generation.", Origin{"SRMSVC", 12310, 3}},
		{"Cluster Shared Volume 'V1' has entered a paused state because of x.", Origin{fcs, 5120, 3}},
		{"Cluster Shared Volume \u201cV1\u201d has entered a paused state because of x.", Origin{fcs, 5120, 3}},
		{"Cluster Shared Volume \"V1\" is no longer available on this node because of x.", Origin{fcs, 5120, 2}},
		{"Cluster Shared Volume V1 has entered a paused state because of x.", Origin{}},
		{"Cluster Shared Volume 'V1' is no longer accessible from this cluster node because of error",
			Origin{fcs, 5142, 2}},
	} {
		if got, ok := Alone(c.line); got != c.want || ok != (c.want != Origin{}) {
			t.Errorf("%q: %v %v, want %v", c.line, got, ok, c.want)
		}
	}
}

const fcs = "Microsoft-Windows-FailoverClustering"
