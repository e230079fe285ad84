package simulate

import (
	"fmt"
	"time"
)

// Writer states as VSS_WRITER_STATE numbers them.
const (
	stateStable         = 1
	stateWaitFreeze     = 2
	stateWaitThaw       = 3
	stateWaitPost       = 4
	stateWaitComplete   = 5
	stateFailedPrepare  = 8
	stateFailedFreeze   = 9
	stateFailedThaw     = 10
	stateFailedPost     = 11
	errorNone           = "No error"
	errorTimeout        = "Timed out"
	errorRetryable      = "Retryable error"
	errorInconsistent   = "Inconsistent shadow copy"
	hresultTimeout      = "0x800423f2"
	timeoutText         = ", The time that this writer had between freeze and thaw is over.\r\n"
	levelFront          = 0
	levelBack           = 1
	levelSystem         = 2
	defaultWriterLimit  = 60 * time.Second
	defaultThreadDelay  = 12 * time.Millisecond
	abortAfterThawState = stateFailedFreeze // KB 2952783: [9] with "No error"
)

// Writer is one VSS writer: the state machine that vssadmin shows, and the
// application behind it that may log marks of its own.
type Writer struct {
	Name         string
	Class        string // class id
	InstanceName string
	Level        int // order of freeze: front end, back end, system
	Limit        time.Duration
	Command      string // command line of its process
	User, SID    string
	SQL          *SQLServer // databases that log freeze and thaw
	ESE          *ESE       // database engine that logs freeze and thaw
	Exchange     bool       // logs as MSExchangeIS too
	NeverJoins   bool       // takes part in no set (nothing of it is in the backup)
	OwnRuntime   bool       // its process loaded an old vssapi.dll: misses a thaw on any host

	PID      uint32
	host     *Host
	instance string
	state    int
	err      string
	current  *session // the set that it takes part in, or took part in last
	restarts []Instant
}

// Behaviour is how a writer fares in one set. Zero durations mean "at once".
type Behaviour struct {
	PrepareWork time.Duration // time inside each callback
	FreezeWork  time.Duration
	ThawWork    time.Duration
	PostWork    time.Duration
	ThreadDelay time.Duration // from freeze until the watchdog thread waits; 0: a few ms
	Veto        bool          // rejects prepare-for-snapshot
	// MarksFirst: the application thaws at once and logs it, and what hangs in
	// ThawWork comes after that, inside the same callback.
	MarksFirst bool
	// FailsPost: the writer itself reports a time-out in PostSnapshot.
	FailsPost bool
}

// join adds a writer to the host.
func (h *Host) join(w *Writer) *Writer {
	w.host = h
	w.instance = h.guid()
	w.state, w.err = stateStable, errorNone
	if w.Limit == 0 {
		w.Limit = defaultWriterLimit
	}
	if w.PID == 0 {
		w.PID = h.newPID()
	}
	if w.Command == "" {
		w.Command = `C:\Windows\system32\vssvc.exe`
	}
	if w.User == "" {
		w.User, w.SID = `NT AUTHORITY\SYSTEM`, "S-1-5-18"
	}
	h.writers = append(h.writers, w)
	return w
}

// restart gives the writer's process a new life: what it did in a set is gone.
func (w *Writer) restart() {
	w.restarts = append(w.restarts, w.host.now)
	w.instance = w.host.guid()
	w.PID = w.host.newPID()
	w.state, w.err = stateStable, errorNone
	if w.current != nil {
		w.current.dead = true
	}
}

// session is one writer's part in one set.
type session struct {
	run *setRun
	w   *Writer
	how Behaviour

	freeze, thaw, thawEnd, timeout, threadStart Instant // 0: did not happen
	abort                                       Instant
	missed                                      bool // the thread did not notice the thaw
	failed                                      bool
	struck                                      bool // failed by the watchdog of an earlier set
	dead                                        bool // its process was restarted meanwhile
	selfReported                                bool // the writer set the error itself
	eseSession                                  int
	eseTimedOut                                 bool
}

// gone reports whether the writer cares no more for this set: its process was
// restarted, or a later set has taken it over.
func (s *session) gone() bool { return s.dead || s.w.current != s }

func (s *session) prepare(done func()) {
	w := s.w
	w.current = s
	w.state, w.err = stateStable, errorNone
	if w.ESE != nil {
		w.ESE.prepare(s)
	}
	if w.Exchange {
		s.exchange(9606, toldNothing)
		s.exchange(9608, toldNothing)
	}
	w.host.after(s.how.PrepareWork, func() {
		if s.gone() {
			done()
			return
		}
		if s.how.Veto {
			s.failed = true
			w.state, w.err = stateFailedPrepare, errorInconsistent
			s.reject("0x800423f0", "PrepareForSnapshot Event")
		} else {
			w.state = stateWaitFreeze
		}
		done()
	})
}

// onFreeze delivers the freeze: from here the watchdog thread is being created.
func (s *session) onFreeze(done func()) {
	if s.failed || s.gone() {
		done()
		return
	}
	w, h := s.w, s.w.host
	s.freeze = h.now
	w.state = stateWaitThaw
	delay := s.how.ThreadDelay
	if delay == 0 {
		delay = defaultThreadDelay
	}
	h.after(delay, s.startThread)
	if w.SQL != nil {
		w.SQL.freeze(s)
	}
	if w.ESE != nil {
		w.ESE.freeze(s)
	}
	if w.Exchange {
		s.exchange(9610, toldFreeze)
	}
	h.after(s.how.FreezeWork, func() {
		if h.OS.Vista && s.how.FreezeWork > 30*time.Second && !s.dead {
			h.write(
				Record{
					Log:     "Application",
					Source:  "VSS",
					ID:      12349,
					Level:   3,
					Strings: []string{s.context("Freeze Event")},
					Data:    s.blob(2210, 2188),
					told:    telling{kind: toldSlowFreeze, session: s},
				},
			)
		}
		done()
	})
}

// startThread is the moment when the watchdog thread begins to wait. A sound
// one looks first whether the thaw is over; the one of KB 915331 does not.
func (s *session) startThread() {
	if s.abort != 0 || s.dead {
		return
	}
	h := s.w.host
	if s.thawEnd != 0 {
		if !h.OS.MissesThaw && !s.w.OwnRuntime {
			return
		}
		s.missed = true
	}
	s.threadStart = h.now
	h.after(s.w.Limit, s.expire)
}

// expire is the watchdog's time-out: the writer fails and OnAbort is called. A
// thread that outlived its set hits whatever the writer does by then.
func (s *session) expire() {
	if s.dead || s.abort != 0 || s.failed || s.thawEnd != 0 && !s.missed {
		return
	}
	w := s.w
	s.timeout, s.failed = w.host.now, true
	w.state, w.err = stateFailedFreeze, errorTimeout
	hit := w.current
	if hit != s {
		hit.failed, hit.struck = true, true
	}
	if hit.freeze != 0 && hit.thaw == 0 {
		hit.onAbort()
	}
}

// onAbort is what the application does when a freeze ends without a thaw.
func (s *session) onAbort() {
	if s.w.SQL != nil {
		s.w.SQL.abort(s)
	}
	if s.w.ESE != nil {
		s.w.ESE.abort(s)
	}
	if s.w.Exchange {
		s.exchange(9614, toldAbort)
	}
}

// onThaw delivers the thaw. A writer that timed out rejects it.
func (s *session) onThaw(done func()) {
	w, h := s.w, s.w.host
	if s.freeze == 0 || s.abort != 0 || s.gone() {
		done()
		return
	}
	s.thaw = h.now
	if s.failed {
		h.after(15*time.Millisecond, func() { s.reject(hresultTimeout, "Thaw Event"); done() })
		return
	}
	if w.ESE != nil && s.eseTimedOut {
		w.ESE.lateThaw(s)
		s.failed, s.thawEnd = true, h.now
		w.state, w.err = stateFailedThaw, errorRetryable
		done()
		return
	}
	if s.how.ThawWork < s.w.Limit/2 || s.how.MarksFirst { // a stuck thaw thaws nothing
		s.thawMarks()
	}
	h.after(s.how.ThawWork, func() {
		if s.gone() {
			done()
			return
		}
		if s.failed { // timed out inside the thaw
			s.reject(hresultTimeout, "Thaw Event")
			done()
			return
		}
		s.thawEnd = h.now
		if s.abort == 0 {
			w.state = stateWaitPost
		}
		done()
	})
}

func (s *session) thawMarks() {
	if s.w.SQL != nil {
		s.w.SQL.thaw(s)
	}
	if s.w.ESE != nil {
		s.w.ESE.thaw(s)
	}
	if s.w.Exchange {
		s.exchange(9612, toldThaw)
	}
}

func (s *session) onPostSnapshot(done func()) {
	if s.failed || s.abort != 0 || s.freeze == 0 || s.gone() {
		done()
		return
	}
	w := s.w
	w.host.after(s.how.PostWork, func() {
		switch {
		case s.failed || s.abort != 0 || s.gone():
		case s.how.FailsPost:
			s.failed, s.selfReported = true, true
			w.state, w.err = stateFailedPost, errorTimeout
			s.reject(hresultTimeout, "OnPostSnapshot event")
		default:
			w.state = stateWaitComplete
		}
		done()
	})
}

func (s *session) onBackupComplete() {
	if s.w.state == stateWaitComplete && !s.failed && !s.gone() {
		s.w.state = stateStable
		if s.w.ESE != nil {
			s.w.ESE.complete(s)
		}
	}
}

// onSetAbort is an abort from outside: of the coordinator or the requester. It
// ends the watchdog for good.
func (s *session) onSetAbort() {
	if s.failed || s.abort != 0 || s.gone() {
		return
	}
	frozen := s.freeze != 0 && s.thaw == 0
	s.abort = s.w.host.now
	if s.freeze != 0 {
		s.w.state, s.w.err = abortAfterThawState, errorNone
	} else {
		s.w.state = stateStable
	}
	if frozen {
		s.onAbort()
	}
}

// reject is VSS 8229, which exists from 6.1 on.
func (s *session) reject(code, operation string) {
	h := s.w.host
	if !h.OS.Vista {
		return
	}
	text := code
	if code == hresultTimeout {
		text += timeoutText
	} else {
		text += ", The writer said no.\r\n"
	}
	h.write(Record{Log: "Application", Source: "VSS", ID: 8229, Level: 3,
		Strings: []string{text, s.context(operation)}, Data: s.blob(823, 774),
		told: telling{kind: toldReject, session: s}})
}

// context is the Operation/Context block, the last string of a VSS record from
// Vista on.
func (s *session) context(operation string) string {
	w := s.w
	say := w.host.lang.says
	out := "\n\n" + say("Operation") + ":\n   " + say(operation) + "\n\n" + say("Context") + ":\n   " +
		say(
			"Execution Context",
		) + ": Writer\n   " + say("Writer Class Id") + ": " + w.Class + "\n   " + say("Writer Name") + ": " + w.Name
	if w.InstanceName != "" {
		out += "\n   Writer Instance Name: " + w.InstanceName
	}
	return out + "\n   " + say("Writer Instance ID") + ": " + w.instance + "\n   Command Line: " + w.Command +
		fmt.Sprintf("\n   Process ID: %d", w.PID)
}

func (s *session) blob(code, call int) []byte {
	return vssBlob("WRTWRTIC", code, call, s.w.PID, s.w.PID+312, s.w.Command, s.w.User, s.w.SID)
}

// vssBlob is the binary of a VSS record from Vista on, as real ones have it: seven
// letters are padded on the left, the whole to a multiple of eight bytes.
func vssBlob(tag string, code, call int, pid, tid uint32, command, user, sid string) []byte {
	out := fmt.Sprintf("- Code: %8s%08d- Call: %8s%08d- PID:  %08d- TID:  %08d- CMD:  %s   - User: Name: %s, SID:%s ",
		tag, code, tag, call, pid, tid, command, user, sid)
	for len(out)%8 != 0 {
		out += " "
	}
	return []byte(out)
}
