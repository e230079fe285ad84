package detect

import "github.com/vsslog/vsslog/correlate"

// BesideGood puts the last good set of the same requester beside each failure of a set,
// and hands the sets of the host, or of a part of it, on to nights. Parts come in the order
// of their times.
func BesideGood(k *correlate.Case, failures []*Failure, nights *correlate.Nights) {
	of := map[*correlate.SnapshotSet][]*Failure{}
	for _, f := range failures {
		if f.Set != nil && f.Problem() {
			of[f.Set] = append(of[f.Set], f)
		}
	}
	for _, set := range k.Sets {
		failed := of[set]
		if len(failed) == 0 {
			nights.Add(k, set)
			continue
		}
		beside := nights.Beside(k, set)
		for _, f := range failed {
			f.Beside = beside
		}
	}
}
