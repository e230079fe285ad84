package correlate

import (
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// ofClusterLog reports a line of cluster.log: the cluster service sees that a shared volume or its
// snapshot is in trouble, and asks for no shadow copy itself.
func ofClusterLog(s *Step) bool {
	return s.Record.Provider == parse.ProviderRequester && s.Record.Text(parse.FieldTool) == parse.ToolClusterLog
}

// attachClusterLog gives the lines of cluster.log to the sets beside which they stand, which
// something else tells of. Such a line may come before all that VSS logs of its failure, and makes no
// set alone.
func (k *Case) attachClusterLog() {
	for _, s := range k.Steps {
		if s.Set != nil || s.Record.Stale || !s.At.Known() || !ofClusterLog(s) {
			continue
		}
		var best *SnapshotSet
		nearest := interval.Forever
		for _, set := range k.SetsIn(interval.Of(s.At.Lo-freezePhase, s.At.Hi+freezePhase)) {
			a := set.about()
			if away := max(a.Lo-s.At.Hi, s.At.Lo-a.Hi, 0); away <= freezePhase && away < nearest && k.admits(set, s) {
				best, nearest = set, away
			}
		}
		if best != nil {
			s.Set = best
			best.Steps = append(best.Steps, s)
		}
	}
}
