package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/spill"
	"github.com/vsslog/vsslog/parse"
)

// TraceFormat is the format that is one file of sets, freezes and failures together.
const TraceFormat = "trace"

// trace gathers snapshot sets for a trace in the Trace Event Format, which Perfetto and
// chrome://tracing open: hosts are processes, writers are their tracks, sets and freezes
// are slices. A freeze is drawn as long as it can have been, and inside it what is
// certain; its bounds are arguments. What does not fit into memory is in a temporary
// file. A nil one takes nothing.
type trace struct {
	out     io.Writer
	store   *spill.Store
	some    bool               // an event is written
	hosts   map[string]*traced // those that were begun
	host    *traced            // of the events that come
	tracks  map[string][]track // of the host, by name; several where slices overlap
	untimed int                // sets and failures without a known time
	err     error
}

// traced is a host of a trace.
type traced struct{ process, threads int }

// track is a row of slices, none of which overlaps another.
type track struct {
	thread int
	free   parse.Ticks // from here on
}

// traceMemory is how much of a trace is held in memory.
const traceMemory = 1 << 20

// beginTrace begins the file of the trace.
func (d *Directory) beginTrace() error {
	r, err := d.create("trace.json")
	if err != nil {
		return err
	}
	r.format = TraceFormat
	d.trace = &trace{out: r.file, store: spill.New(traceMemory), hosts: map[string]*traced{}}
	return nil
}

// The event types that are used, as the format calls them.
const (
	phaseComplete = "X"
	phaseInstant  = "i"
	phaseMetadata = "M"
)

// traceEvent is one event of the format. Times are microseconds.
type traceEvent struct {
	Name     string          `json:"name"`
	Phase    string          `json:"ph"`
	Category string          `json:"cat,omitempty"`
	At       json.RawMessage `json:"ts,omitempty"`
	Duration json.RawMessage `json:"dur,omitempty"`
	Process  int             `json:"pid"`
	Thread   int             `json:"tid"`
	Scope    string          `json:"s,omitempty"` // of an instant: t, its track
	Args     any             `json:"args,omitempty"`
}

// begin makes the host the process of what follows.
func (t *trace) begin(host string) {
	known := t.hosts[host]
	if known != nil && known == t.host {
		return
	}
	if known == nil {
		known = &traced{process: len(t.hosts) + 1}
		t.hosts[host] = known
	}
	t.host, t.tracks = known, map[string][]track{}
	if host == "" {
		host = "(no host)"
	}
	if known.threads == 0 {
		t.put(&traceEvent{Name: "process_name", Phase: phaseMetadata, Args: map[string]string{"name": host}})
		t.put(
			&traceEvent{
				Name:  "process_sort_index",
				Phase: phaseMetadata,
				Args:  map[string]int{"sort_index": known.process},
			},
		)
	}
}

// traceSet are the arguments of a set's slice.
type traceSet struct {
	Set       string   `json:"set_id"`
	Outcome   string   `json:"outcome"`
	Requester string   `json:"requester,omitempty"`
	Volumes   []string `json:"volumes,omitempty"`
	Failure   string   `json:"failure_id,omitempty"`
	Headline  string   `json:"headline,omitempty"`
	Verdict   string   `json:"cause_verdict,omitempty"`
	Culprit   string   `json:"culprit,omitempty"`
	Victim    string   `json:"victim,omitempty"`
}

// set draws a set and the freezes of its writers.
func (t *trace) set(row *SetRow) {
	if t == nil {
		return
	}
	s, lead := row.Set, row.Failure
	t.begin(s.Host)
	if s.Started.Lo <= interval.Never || s.Ended.Hi >= interval.Forever {
		t.untimed++
		return
	}
	args := traceSet{Set: s.Name, Outcome: string(s.Outcome), Requester: s.Requester, Volumes: s.Volumes}
	if lead != nil {
		args.Failure, args.Headline, args.Verdict, args.Culprit, args.Victim = lead.ID, lead.Headline, string(
			lead.CauseVerdict,
		), lead.Culprit.Name, lead.Victim.Name
	}
	t.slice(
		"snapshot sets",
		&traceEvent{Name: "set: " + string(s.Outcome), Category: "set", Args: &args},
		interval.Of(s.Started.Lo, s.Ended.Hi),
	)
	for _, span := range s.Spans {
		t.span(span)
	}
}

// traceSpan are the arguments of a freeze's slice: instants as RFC 3339, null where nothing
// bounds them.
type traceSpan struct {
	Set             string   `json:"set_id"`
	Outcome         string   `json:"outcome"`
	TimedOut        bool     `json:"timed_out"`
	FreezeEarliest  *string  `json:"freeze_earliest"`
	FreezeLatest    *string  `json:"freeze_latest"`
	ThawEarliest    *string  `json:"thaw_earliest"`
	ThawLatest      *string  `json:"thaw_latest"`
	TimeoutEarliest *string  `json:"timeout_earliest"`
	TimeoutLatest   *string  `json:"timeout_latest"`
	Least           *float64 `json:"freeze_to_thaw_min_ms"`
	Most            *float64 `json:"freeze_to_thaw_max_ms"`
	Limit           *float64 `json:"limit_ms"`
	Drawn           string   `json:"drawn"`
}

// span draws a freeze from the earliest freeze to the latest thaw. Where nothing bounds an
// end, that of the time-out or of the set is taken, and the argument drawn says so.
func (t *trace) span(s *correlate.WriterSpan) {
	freeze, thaw, timeout := s.Case.Shown(
		s.Bounds(correlate.PointFreeze),
	), s.Case.Shown(
		s.Bounds(correlate.PointThaw),
	), s.Case.Shown(
		s.Bounds(correlate.PointTimeout),
	)
	_, most := s.FreezeToThaw()
	args := &traceSpan{Set: s.Set.Name, Outcome: string(s.Outcome), TimedOut: s.TimedOut(),
		FreezeEarliest: instant(
			freeze.Lo,
		), FreezeLatest: instant(freeze.Hi), ThawEarliest: instant(thaw.Lo), ThawLatest: instant(thaw.Hi),
		TimeoutEarliest: instant(timeout.Lo), TimeoutLatest: instant(timeout.Hi),
		Least: milliseconds(
			leastFrozen(s),
		), Most: milliseconds(most), Drawn: "from the earliest freeze to the latest thaw"}
	if limit := rulingLimit(s); limit > 0 {
		args.Limit = milliseconds(limit)
	}
	whole := interval.Of(freeze.Lo, thaw.Hi)
	if whole.Lo <= interval.Never {
		whole.Lo, args.Drawn = s.Set.Started.Lo, "nothing bounds the freeze: from the start of the set"
	}
	if whole.Hi >= interval.Forever {
		if whole.Hi = timeout.Hi; whole.Hi >= interval.Forever {
			whole.Hi = s.Set.Ended.Hi
		}
		args.Drawn += "; nothing bounds the thaw: to the time-out, or the end of the set"
	}
	name := s.Name
	if name == "" {
		name = "(writer without a name)"
	}
	thread := t.slice(name, &traceEvent{Name: "frozen: " + string(s.Outcome), Category: "freeze", Args: args}, whole)
	certain := interval.Of(max(freeze.Hi, whole.Lo), min(thaw.Lo, whole.Hi))
	if freeze.Hi < interval.Forever && thaw.Lo > interval.Never && certain.Lo < certain.Hi {
		t.put(
			&traceEvent{
				Name:     "frozen for certain",
				Phase:    phaseComplete,
				Category: "freeze",
				At:       micros(certain.Lo),
				Duration: length(certain),
				Thread:   thread,
			},
		)
	}
	if timeout.Lo > interval.Never {
		t.put(
			&traceEvent{
				Name:     "time-out, at the earliest",
				Phase:    phaseInstant,
				Category: "time-out",
				At:       micros(timeout.Lo),
				Thread:   thread,
				Scope:    "t",
			},
		)
	}
}

// failure draws a failure of no set.
func (t *trace) failure(f *detect.Failure) {
	if t == nil || f.Set != nil || !f.Problem() {
		return
	}
	t.begin(f.Host)
	from, to := known(f.Started).Lo, known(f.Ended).Hi
	if from <= interval.Never || to >= interval.Forever {
		t.untimed++
		return
	}
	args := &traceSet{
		Failure:  f.ID,
		Headline: f.Headline,
		Verdict:  string(f.CauseVerdict),
		Culprit:  f.Culprit.Name,
		Victim:   f.Victim.Name,
	}
	t.slice("failures of no set", &traceEvent{Name: "failure", Category: "failure", Args: args}, interval.Of(from, to))
}

// slice puts an event on the first track of that name that is free, and returns its
// thread.
func (t *trace) slice(name string, e *traceEvent, at interval.Interval) int {
	at.Hi = max(at.Hi, at.Lo+1)
	e.Phase, e.At, e.Duration = phaseComplete, micros(at.Lo), length(at)
	tracks := t.tracks[name]
	i := 0
	for i < len(tracks) && tracks[i].free > at.Lo {
		i++
	}
	if i == len(tracks) {
		t.host.threads++
		title := name
		if i > 0 {
			title = fmt.Sprintf("%s (%d)", name, i+1)
		}
		tracks = append(tracks, track{thread: t.host.threads})
		t.put(
			&traceEvent{
				Name:   "thread_name",
				Phase:  phaseMetadata,
				Thread: t.host.threads,
				Args:   map[string]string{"name": title},
			},
		)
		t.put(
			&traceEvent{
				Name:   "thread_sort_index",
				Phase:  phaseMetadata,
				Thread: t.host.threads,
				Args:   map[string]int{"sort_index": t.host.threads},
			},
		)
	}
	tracks[i].free = at.Hi
	t.tracks[name] = tracks
	e.Thread = tracks[i].thread
	t.put(e)
	return e.Thread
}

func (t *trace) put(e *traceEvent) {
	if t.err != nil {
		return
	}
	e.Process = t.host.process
	line := compactJSON(e)
	if t.some {
		line = append([]byte(",\n"), line...)
	}
	t.some = true
	_, t.err = t.store.Write(line)
}

// write writes the trace and frees what it takes up.
func (t *trace) write(meta *Meta) error {
	defer t.close()
	if t.err != nil {
		return t.err
	}
	out := bufio.NewWriter(t.out)
	out.WriteString("{\"displayTimeUnit\":\"ms\",\n\"traceEvents\":[\n")
	if _, err := io.Copy(out, io.NewSectionReader(t.store, 0, t.store.Size())); err != nil {
		return err
	}
	about := map[string]string{
		"program":        "vsslog " + meta.Version,
		"schema_version": SchemaVersion,
		"times":          "UTC, microseconds since 1970",
		"without_a_time": strconv.Itoa(t.untimed),
	}
	out.WriteString("\n],\n\"otherData\":")
	out.Write(compactJSON(about))
	out.WriteString("}\n")
	return out.Flush()
}

// close frees what the trace takes up.
func (t *trace) close() error {
	if t == nil {
		return nil
	}
	return t.store.Close()
}

// instant is a time as text, nil if nothing bounds it.
func instant(at parse.Ticks) *string {
	if at <= interval.Never || at >= interval.Forever {
		return nil
	}
	text := at.String()
	return &text
}

// milliseconds is a duration, nil if nothing bounds it.
func milliseconds(d parse.Ticks) *float64 {
	if d <= interval.Never || d >= interval.Forever {
		return nil
	}
	ms := float64(d) / float64(parse.Millisecond)
	return &ms
}

// micros are the microseconds since 1970, with the one digit that a tick of 100 ns has
// below them.
func micros(at parse.Ticks) json.RawMessage { return tenths(int64(at - parse.FromUnix(0))) }

func length(at interval.Interval) json.RawMessage { return tenths(int64(at.Hi - at.Lo)) }

func tenths(ticks int64) json.RawMessage {
	b := strconv.AppendInt(nil, ticks/10, 10)
	if rest := ticks % 10; rest != 0 {
		if ticks < 0 && ticks > -10 {
			b = []byte("-0")
		}
		b = append(b, '.', byte('0'+max(rest, -rest)))
	}
	return b
}
