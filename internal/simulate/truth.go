package simulate

import (
	"fmt"
	"time"
)

// Truth is what really happened to one writer in one set. Times are true times
// in nanoseconds since 1970, 0 where the thing did not happen.
type Truth struct {
	Case          string   `json:"case"` // name of the folder
	Host          string   `json:"host"` // as vsslog names hosts: lower-case NetBIOS name
	Set           string   `json:"set"`  // number of the set on its host, from 1
	SnapshotSetID string   `json:"snapshot_set_id"`
	SetStart      int64    `json:"set_start_ns"`
	SetEnd        int64    `json:"set_end_ns"`
	WriterName    string   `json:"writer_name"`
	Signature     *string  `json:"signature"` // null: nothing is wrong with this writer in this set
	Also          []string `json:"also"`      // other signatures that describe the same event truly
	Applicability string   `json:"applicability"`
	Provable      bool     `json:"provable"` // the files hold all that a proof needs
	Missing       []string `json:"missing"`  // what they lack for it
	Freeze        int64    `json:"freeze_ns"`
	Thaw          int64    `json:"thaw_ns"`
	ThawEnd       int64    `json:"thaw_end_ns"`
	Timeout       int64    `json:"timeout_ns"`
	ThreadStart   int64    `json:"thread_start_ns"`
	Limit         int64    `json:"limit_ns"`
	// What the host's clock showed at the start and end of the set and at the
	// freeze: the times that an analysis can know.
	StartShown  int64 `json:"set_start_shown_ns"`
	EndShown    int64 `json:"set_end_shown_ns"`
	FreezeShown int64 `json:"freeze_shown_ns"`

	Outcome string `json:"outcome"` // of the set: success, failed, aborted, unknown
	Twin    string `json:"twin,omitempty"`
}

// toldKind says what a record lets a reader know.
type toldKind int

const (
	toldNothing toldKind = iota
	toldPrepare
	toldFreeze
	toldThaw
	toldAbort
	toldReject
	toldESETimeout
	toldCreated
	toldSlowFreeze
	toldRequester
)

// telling ties a record to the thing that it tells of.
type telling struct {
	kind    toldKind
	session *session
	run     *setRun
}

// Ids of the signatures that the simulator can make true.
const (
	sigThawBeforeWatchdog = "thaw-before-watchdog"
	sigFreezeTimeout      = "freeze-timeout"
	sigLateThaw           = "late-thaw"
	sigStuckInThaw        = "stuck-in-thaw"
	sigBenignHyperV       = "benign-hyperv-abort-after-thaw"
)

// signature names what happened to the session; "" if nothing is wrong with it.
func (s *session) signature() string {
	switch {
	case s.missed && s.timeout != 0:
		return sigThawBeforeWatchdog
	case s.eseTimedOut && s.thaw != 0 && s.timeout == 0:
		return sigLateThaw
	case s.timeout != 0 && s.thaw != 0 && s.thaw < s.timeout:
		return sigStuckInThaw
	case s.timeout != 0 && s.run.thawBegan(s.timeout):
		// The thaw of its set had begun and hung in another writer; it was never
		// thawed itself.
		return sigStuckInThaw
	case s.timeout != 0:
		return sigFreezeTimeout
	case s.abort != 0 && s.thaw != 0:
		return sigBenignHyperV
	}
	return ""
}

// also names what else can truly be said of the session, its set or its host:
// statements of records, and things around the fault.
func (s *session) also() []string {
	run, w := s.run, s.w
	var ids []string
	say := func(is bool, id string) {
		if is {
			ids = append(ids, id)
		}
	}
	say(s.signature() == sigStuckInThaw && (s.thaw == 0 || s.thaw > s.timeout), sigFreezeTimeout)
	say(s.eseTimedOut, "ese-timeout")
	say(
		s.emitted(toldReject) > 0 && s.timeout == 0 && !s.struck && !s.selfReported || w.err == errorRetryable,
		"writer-veto",
	)
	say(s.failed && s.timeout == 0 && !s.struck, "writer-failed")
	say(run.holdFailed, "hold-timeout")
	say(run.plan.DiesAfterFreeze > 0 || run.plan.AbortAfterThaw > 0, "requester-abort")
	say(run.plan.NoComplete, "writer-left-waiting")
	say(s.thaw != 0 && !s.failed && s.thaw.Sub(s.freeze)*5 > w.Limit*4, "near-miss")
	say(
		s.emitted(toldFreeze) > 0 &&
			s.emitted(toldThaw)+s.emitted(toldAbort)+s.emitted(toldReject)+s.emitted(toldESETimeout) == 0,
		"freeze-never-answered",
	)
	say(len(w.restarts) > 0, "writer-restarted")
	say(w.failedBefore(run), "stale-failure")
	say(s.neighboured(), "neighbouring-sets")
	return ids
}

// failedBefore reports whether an earlier set had left the writer failed.
func (w *Writer) failedBefore(run *setRun) bool {
	for _, other := range w.host.sets {
		for _, s := range other.sessions {
			if s.w == w && other.begun < run.begun && (s.failed || s.abort != 0) {
				return true
			}
		}
	}
	return false
}

// neighboured reports whether another set froze a writer so shortly before or
// after this one that a late watchdog may fire in the wrong one, in truth or as the
// host's clock showed it.
func (s *session) neighboured() bool {
	for _, other := range s.w.host.sets {
		for _, o := range other.sessions {
			if other == s.run || o.freeze == 0 || s.freeze == 0 {
				continue
			}
			read := s.w.host.Clock.read
			if apart := min(between(o.freeze, s.freeze),
				between(read(o.freeze), read(s.freeze))); apart <= s.w.Limit+threadPatience+5*time.Second {
				return true
			}
		}
	}
	return false
}

// between is the time from one to the other, whichever comes first.
func between(a, b Instant) time.Duration { return max(a.Sub(b), b.Sub(a)) }

// thawBegan reports whether some writer of the set was thawed before t.
func (run *setRun) thawBegan(t Instant) bool {
	for _, s := range run.sessions {
		if s.thaw != 0 && s.thaw < t {
			return true
		}
	}
	return false
}

// truths returns what happened on the host, in the order of sets and writers.
func (h *Host) truths(name string, facts applicability) []Truth {
	var out []Truth
	for _, run := range h.sets {
		for _, s := range run.sessions {
			t := Truth{Case: name, Host: lower(h.Name), Set: fmt.Sprint(run.number), SnapshotSetID: run.id,
				SetStart: int64(run.begun), SetEnd: int64(run.ended), WriterName: s.w.Name,
				Freeze: int64(s.freeze), Thaw: int64(s.thaw), ThawEnd: int64(s.thawEnd), Timeout: int64(s.timeout),
				ThreadStart: int64(
					s.threadStart,
				), Limit: int64(s.w.Limit), Outcome: run.outcome, Also: []string{}, Missing: []string{}}
			t.StartShown, t.EndShown, t.FreezeShown = h.shown(run.begun), h.shown(run.ended), h.shown(s.freeze)
			t.Also = append(t.Also, s.also()...)
			if id := s.signature(); id != "" {
				t.Signature = &id
				t.Applicability = facts.of(id)
			}
			out = append(out, t)
		}
	}
	return out
}

// shown is what the host's clock showed at t, 0 for what did not happen.
func (h *Host) shown(t Instant) int64 {
	if t == 0 {
		return 0
	}
	return int64(h.Clock.read(t))
}

// applicability is what the host facts in the files make of KB 915331.
type applicability string

const (
	affected    applicability = "affected"
	fixed       applicability = "fixed"
	notAffected applicability = "not_affected"
	unknown     applicability = "unknown"
)

// of returns the applicability of a signature: only one has an article that
// names the versions that it concerns.
func (a applicability) of(signature string) string {
	if signature == sigThawBeforeWatchdog {
		return string(a)
	}
	return "not_applicable"
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
