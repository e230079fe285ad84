package correlate

import (
	"github.com/vsslog/vsslog/correlate/vocab"
)

// setsFromRefusals makes sets of what tells that a writer failed and fits no set: a
// log often holds nothing else of it. What stands near each other is of one set.
func (k *Case) setsFromRefusals() {
	var current *SnapshotSet
	for _, s := range k.Steps {
		if s.Set != nil || s.Record.Stale || s.OfNoSet() || s.Writer == "" && s.WriterID == "" || !s.At.Known() {
			continue
		}
		switch s.Kind {
		case vocab.KindTimeout, vocab.KindWriterRejected, vocab.KindWriterFailed, vocab.KindNotResponding, vocab.KindESELateThaw:
		default:
			continue
		}
		if current == nil || s.At.Lo-current.Steps[0].At.Hi > freezePhase {
			current = &SnapshotSet{Host: k.Host.Name, Identity: Inferred, From: []string{"a writer's failure"}}
			k.Sets = append(k.Sets, current)
		}
		s.Set = current
		current.Steps = append(current.Steps, s)
	}
}
