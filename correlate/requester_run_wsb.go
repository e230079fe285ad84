package correlate

import (
	"time"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// keyWSB is the key of runs of Windows Server Backup. The records of one run stand in two logs,
// and all but the first name the time at which the run began: they are tied by that, in
// whatever file they are.
const keyWSB = "wsb"

// nameOfRun is how far the time in the records of a run may lie from that of the record
// of its begin.
const nameOfRun = 5 * parse.Second

// backupTime is when the run of a record began, by the record.
func backupTime(s *Step) (parse.Ticks, bool) {
	if at, err := time.Parse(time.RFC3339Nano, s.Record.Text("BackupTime")); err == nil {
		return parse.FromTime(at), true
	}
	if !s.Record.FromText || s.Kind == vocab.KindRequesterBegin {
		return 0, false
	}
	stamps := vocab.Stamps(s.Record) // its message holds no other one
	return append(stamps, 0)[0], len(stamps) == 1
}

// runsOfWSB puts together the runs of Windows Server Backup, whose records are in total
// order. The time at which a run began is UTC: where those of the host float, the two are not
// compared.
func runsOfWSB(steps []*Step, floats bool) []*requesterRun {
	var all []*requesterRun
	var open *requesterRun
	byTime := map[parse.Ticks]*requesterRun{}
	start := func(s *Step) *requesterRun {
		w := &requesterRun{tool: s.CommandLine, from: interval.Unknown, source: s.Source, log: keyWSB}
		all = append(all, w)
		return w
	}
	for _, s := range steps {
		at, named := backupTime(s)
		var w *requesterRun
		switch {
		case s.Kind == vocab.KindRequesterBegin:
			w = start(s)
			w.begin, open = s, w
		case named:
			if w = byTime[at]; w == nil {
				if w = begunAt(all, at); floats && open != nil && s.At.Lo-open.begin.At.Hi <= parse.Day {
					w = open
				}
				if w == nil {
					w = start(s)
				}
				if w.begin == nil && !floats {
					w.from = interval.Of(at, at)
				}
				byTime[at] = w
			}
		case s.StartRefused():
			w = start(s)
		case len(all) > 0 && repeatsEnd(all[len(all)-1], s):
			w = all[len(all)-1]
		case open != nil && (open.begin == nil || s.At.Lo-open.begin.At.Hi <= parse.Day):
			w = open
		default:
			w = start(s)
		}
		w.steps = append(w.steps, s)
		if endsRun(s) && s.Record.EventID != 518 { // 518: a further start was refused
			w.end = s
			if w == open {
				open = nil
			}
		}
	}
	return all
}

// repeatsEnd reports a record without the time of its run that tells the end of the last run
// once more, as the Application log does.
func repeatsEnd(w *requesterRun, s *Step) bool {
	return w.end != nil && w.end != s && (endsRun(s) && s.Record.EventID != 518 || s.Kind == vocab.KindBackupComplete) &&
		s.At.Known() && s.At.Lo-w.end.At.Hi <= nameOfRun
}

// begunAt is the latest run that began at that time by the record of its begin.
func begunAt(all []*requesterRun, at parse.Ticks) *requesterRun {
	for i := len(all) - 1; i >= 0; i-- {
		b := all[i].begin
		switch {
		case b == nil || b.At.Lo-at > nameOfRun:
		case at-b.At.Hi <= nameOfRun:
			return all[i]
		default:
			return nil // those before it began earlier
		}
	}
	return nil
}
