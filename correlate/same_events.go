package correlate

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// eventTimes compares what files in local time hold with what files in UTC hold, where no
// record ids tell which records are the same: a text, a table of chosen columns. Seconds
// are random, and offsets are of whole quarters of an hour, so that a few events of
// the same source and number that all agree on one offset, and on no other, tell it.
type eventTimes struct {
	wanted bool
	files  map[string]*localFile // in local time, by input
	known  map[eventName][]parse.Ticks
}

// eventName is what an event is called in every form.
type eventName struct {
	provider string
	event    uint32
}

func nameOf(r *parse.Record) eventName {
	return eventName{strings.TrimPrefix(strings.ToLower(r.Provider), "microsoft-windows-"), r.EventID}
}

// serviceEnds stands for the end of VSS, which two logs tell at once: VSS 8224 in
// Application and Service Control Manager 7036 in System.
var serviceEnds = eventName{provider: "end of VSS"}

// localFile is what is kept of a file in local time.
type localFile struct {
	first, last parse.Ticks
	times       []localTime
	begins      []parse.Ticks // of backups by Windows Server Backup
	runs        []localRun
}

// localRun is a record of Windows Server Backup in local time that names in UTC when its run
// began.
type localRun struct{ wall, began parse.Ticks }

type localTime struct {
	eventName
	wall, resolution parse.Ticks
	ends             bool // it tells the end of VSS
}

const (
	leastAlike  = 3                // events that have to agree
	leastWhole  = 2                // where those are all of the file: it tells nothing that could be put wrong
	mostKnown   = 1 << 15          // times of one kind of event that are kept
	formSlack   = 1 * parse.Second // what forms round and cut
	endsSlack   = 5 * parse.Second // between the two records of one end
	sharedReach = betweenOffsets   // how far an offset reaches from one file to the next
)

func newEventTimes() eventTimes {
	return eventTimes{files: map[string]*localFile{}, known: map[eventName][]parse.Ticks{}}
}

// see takes a step of any file.
func (e *eventTimes) see(s *Step) {
	r := s.Record
	if !e.wanted || r.EventID == 0 || r.Time.IsZero() || r.Stale || r.IsStatement() {
		return
	}
	name := nameOf(r)
	ends := s.Kind == vocab.KindServiceIdle || s.Kind == vocab.KindServiceStopped
	if !isLocal(r.Time) {
		e.know(name, r.Time.Wall)
		if ends {
			e.know(serviceEnds, r.Time.Wall)
		}
		return
	}
	f := e.files[s.Source]
	if f == nil {
		f = &localFile{first: r.Time.Wall, last: r.Time.Wall}
		e.files[s.Source] = f
	}
	f.first, f.last = min(f.first, r.Time.Wall), max(f.last, r.Time.Wall)
	f.run(s)
	if len(f.times) < mostCompared {
		f.times = append(f.times, localTime{name, r.Time.Wall, r.Time.Resolution, ends})
	}
}

// run keeps what a record of Windows Server Backup tells of its run.
func (f *localFile) run(s *Step) {
	if !strings.EqualFold(s.Record.Provider, vocab.ProviderWSB) || len(f.begins)+len(f.runs) >= mostCompared {
		return
	}
	if s.Kind == vocab.KindRequesterBegin {
		f.begins = append(f.begins, s.Record.Time.Wall)
	} else if began, ok := backupTime(s); ok {
		f.runs = append(f.runs, localRun{s.Record.Time.Wall, began})
	}
}

// stated is the offset by which the local times of the begins of backups differ from the UTC
// times that the later records of the same runs name: a whole number of quarters of an hour, and
// the same for all of them.
//
// A begin that lies a quarter of an hour or more before the record may be that of an earlier run,
// where the file does not hold that of its own: then two runs must agree.
func (f *localFile) stated() (offset parse.Ticks, ok bool) {
	slices.Sort(f.begins)
	agreed, sure := map[parse.Ticks]bool{}, false
	for _, r := range f.runs {
		i, exact := slices.BinarySearch(f.begins, r.wall)
		if !exact {
			i--
		}
		if i < 0 || r.wall-f.begins[i] > parse.Day {
			continue
		}
		o, fits := quarters(f.begins[i]-r.began, nameOfRun)
		if !fits || ok && o != offset {
			return 0, false
		}
		offset, ok = o, true
		agreed[f.begins[i]] = true
		sure = sure || r.wall-f.begins[i] < 15*parse.Minute
	}
	return offset, ok && (sure || len(agreed) > 1)
}

func (e *eventTimes) know(name eventName, at parse.Ticks) {
	if all := e.known[name]; len(all) < mostKnown {
		e.known[name] = append(all, at)
	}
}

// offsets adds the offsets of files that events without ids tell, and those that files
// beside each other share. against names the files whose records contradict each other.
func (e *eventTimes) offsets(found map[string]parse.Ticks, against map[string]bool) {
	for source, f := range e.files {
		if _, ok := found[source]; !ok && !against[source] {
			if o, ok := f.stated(); ok {
				found[source] = o
			}
		}
	}
	if len(e.files) == 0 || len(e.known) == 0 && len(found) == 0 {
		return
	}
	for name := range e.known {
		slices.Sort(e.known[name])
	}
	for source, f := range e.files {
		if _, ok := found[source]; ok || against[source] {
			continue
		}
		o, n := e.agreed(f, false)
		if n == 0 {
			o, n = e.agreed(f, true)
		}
		if n == 1 {
			found[source] = o
		}
		against[source] = n > 1
	}
	told := maps.Clone(found)
	for source, f := range e.files {
		if _, ok := found[source]; !ok && !against[source] {
			if o, ok := e.shared(source, f, told); ok {
				found[source] = o
			}
		}
	}
}

// dated are the offsets that were found, each at the first time of its file.
func (e *eventTimes) dated(offsets map[string]fileOffset) (all []datedOffset) {
	for _, source := range slices.Sorted(maps.Keys(offsets)) {
		if f := e.files[source]; f != nil {
			offset, _ := offsets[source].of(f.first)
			at := f.first - offset
			all = append(all, datedOffset{interval.Of(at, at), offset})
		}
	}
	return all
}

// agreed returns the offset under which the events of a file are in the files in UTC, but
// for a few that those need not hold, and how many such offsets there are; with ends, by
// the ends of VSS.
func (e *eventTimes) agreed(f *localFile, ends bool) (offset parse.Ticks, n int) {
	best := 0
	whole := f.moments()
	for o := unknownOffsets.Lo; o <= unknownOffsets.Hi; o += 15 * parse.Minute {
		alike, missing := e.agree(f, o, ends)
		least := leastAlike
		if alike == whole && !ends {
			least = leastWhole
		}
		switch {
		case alike < least || missing*4 > alike || alike*2 < best:
		case alike > best*2:
			offset, n, best = o, 1, alike
		default:
			offset, n, best = o, n+1, max(best, alike)
		}
	}
	return offset, n
}

// moments counts the times of a file, each once.
func (f *localFile) moments() int {
	at := map[parse.Ticks]bool{}
	for _, t := range f.times {
		at[t.wall] = true
	}
	return len(at)
}

// agree counts the times of a file at which a file in UTC holds the same event under an
// offset, and those at which it should and does not.
func (e *eventTimes) agree(f *localFile, o parse.Ticks, ends bool) (alike, missing int) {
	met := map[parse.Ticks]bool{}
	for _, t := range f.times {
		name, slack := t.eventName, formSlack
		if ends {
			if !t.ends {
				continue
			}
			name, slack = serviceEnds, endsSlack
		}
		all := e.known[name]
		if len(all) == 0 || len(all) == mostKnown {
			continue
		}
		lo, hi := t.wall-o-slack, t.wall-o+t.resolution+slack
		if hi < all[0] || lo > all[len(all)-1] { // the other log need not reach there
			continue
		}
		if i, _ := slices.BinarySearch(all, lo); i < len(all) && all[i] <= hi {
			met[t.wall] = true
		} else {
			missing++
		}
	}
	return len(met), missing
}

// shared returns the offset of the files that lie in the same folder as source, have the
// same form and are of the same weeks, if they agree on one.
func (e *eventTimes) shared(source string, f *localFile, told map[string]parse.Ticks) (offset parse.Ticks, ok bool) {
	for other, o := range told {
		of := e.files[other]
		if of == nil || path.Dir(other) != path.Dir(source) || !strings.EqualFold(path.Ext(other), path.Ext(source)) {
			continue
		}
		span := interval.Of(min(f.first, of.first), max(f.last, of.last))
		if span.Hi-span.Lo > sharedReach {
			continue
		}
		if ok && o != offset {
			return 0, false
		}
		offset, ok = o, true
	}
	return offset, ok
}
