package simulate

import (
	"fmt"
	"strings"
	"time"
)

// Whether a fault can be proved is decided here from what was emitted and is
// still in the collected files, by what the fault of KB 915331 is (thaw-before-watchdog
// in docs/signatures.md), never by asking the detector. Where that leaves room the
// narrower reading is taken: a world may be provable without being called so, not the other way.
const (
	threadPatience = 15 * time.Second // D: how late a thread plausibly starts
	timerTick      = 16 * time.Millisecond
)

// prove fills in provable and missing.
func (w *world) prove(truths []Truth) {
	i := 0
	for _, run := range w.host.sets {
		for _, s := range run.sessions {
			t := &truths[i]
			i++
			if t.Signature == nil {
				continue
			}
			var p proof
			switch *t.Signature {
			case sigThawBeforeWatchdog:
				p = w.proveMissedThaw(s)
			case sigFreezeTimeout:
				p = w.proveFreezeTimeout(s)
			case sigLateThaw:
				p = w.proveLateThaw(s)
			case sigBenignHyperV:
				p = w.proveHyperV(s)
			case sigStuckInThaw:
				p = w.proveStuckInThaw(s)
			default:
				p.lack("a way to prove " + *t.Signature)
			}
			t.Provable, t.Missing = len(p.missing) == 0, append(t.Missing, p.missing...)
		}
	}
}

// proof collects what is lacking.
type proof struct{ missing []string }

func (p *proof) lack(what string) {
	for _, m := range p.missing {
		if m == what {
			return
		}
	}
	p.missing = append(p.missing, what)
}

func (p *proof) need(have bool, what string) {
	if !have {
		p.lack(what)
	}
}

// resolution is how wide a record's stamp is.
func (w *world) resolution(r *Record) time.Duration {
	if w.host.OS.EVT || r.Stamp%Instant(time.Second) == 0 {
		return time.Second
	}
	return time.Microsecond
}

// log returns the undamaged file of a log, nil if there is none.
func (w *world) log(channel string) *file {
	for i := range w.files {
		if f := &w.files[i]; f.channel == channel && !f.damaged && !f.endless {
			return f
		}
	}
	return nil
}

// intact reports whether no file at all is damaged.
func (w *world) intact() bool {
	for _, f := range w.files {
		if f.damaged || f.endless {
			return false
		}
	}
	return true
}

// covers reports whether a log's live records reach from before `from` to after
// `to` on the host's clock.
func (w *world) covers(channel string, from, to Instant) bool {
	f := w.log(channel)
	if f == nil || len(f.log) == 0 {
		return false
	}
	return f.log[0].Stamp.Add(time.Second) <= from && f.log[len(f.log)-1].Stamp >= to
}

// marks returns the live records that tell kind of the session, oldest first.
func (w *world) marks(s *session, kind toldKind) []*Record {
	var out []*Record
	for _, name := range []string{"Application", "System"} {
		if f := w.log(name); f != nil {
			for _, r := range f.log {
				if r.told.kind == kind && r.told.session == s {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// stepBefore returns the last live record that must come before any freeze of the
// set: of the requester, or of an engine that prepares.
func (w *world) stepBefore(run *setRun) *Record {
	var last *Record
	for _, name := range []string{"Application", "System", backupChannel} {
		f := w.log(name)
		if f == nil {
			continue
		}
		for _, r := range f.log {
			ours := r.told.kind == toldRequester && r.told.run == run && r.at < run.prepared ||
				r.told.kind == toldPrepare && r.told.session.run == run
			if ours && (last == nil || r.at > last.at) {
				last = r
			}
		}
	}
	return last
}

// common is what every proof needs: one set far from others, undamaged logs that
// cover the span, a clock without jumps, a known limit.
func (w *world) common(p *proof, s *session, from, to Instant) {
	p.need(w.intact(), "undamaged files")
	p.need(w.covers("Application", from, to), "an Application log that covers the span")
	p.need(w.covers("System", from, to), "a System log that covers the span")
	p.need(len(w.host.Clock.Steps) == 0, "a clock without jumps")
	p.need(w.host.Clock.Tick < time.Second, "a clock of fine resolution")
	for _, other := range w.host.sets {
		if other == s.run {
			continue
		}
		begun, ended := other.begun.Add(-2*time.Minute), other.ended.Add(2*time.Minute)
		if other.ended == 0 || begun < s.run.begun.Add(5*time.Minute) && ended > s.run.begun.Add(-2*time.Minute) {
			p.lack("unique attribution: another set is near")
		}
	}
	p.need(len(s.w.restarts) == 0, "one writer instance: it was restarted")
	p.need(s.w.Limit == defaultWriterLimit && s.w.Class != classExchange, "a known limit")
	p.need(!w.twoSQLWriters(), "one SQL writer: MSDEWriter and SqlServerWriter are both there")
	p.need(w.factsGiven.systemInfo, "host facts: systeminfo")
}

func (w *world) twoSQLWriters() bool {
	n := 0
	for _, writer := range w.host.writers {
		if writer.Name == "MSDEWriter" || writer.Name == "SqlServerWriter" {
			n++
		}
	}
	return n > 1
}

// proveMissedThaw: P1, P3 and P4 must follow from the stamps.
func (w *world) proveMissedThaw(s *session) proof {
	var p proof
	h := w.host
	read := h.Clock.read
	w.common(&p, s, read(s.freeze).Add(-5*time.Second-s.w.Limit-threadPatience), read(s.timeout).Add(30*time.Second))
	p.need(w.facts == affected, "an affected host")
	if w.facts == affected {
		p.need(w.factsGiven.version != "" || w.factsGiven.listed, "host facts: version of vssapi.dll or a hotfix list")
	}
	caps := w.listingsOf(s, &p)
	if caps == nil {
		p.lack("captures that show the step to [9]")
		return p
	}
	// The step to [9]: between the last listing that shows the writer past its
	// thaw and the first that shows it failed.
	var before, firstPast, afterPast, lastPast, firstFailed, afterFailed *writerListing
	for i, c := range caps {
		st := c.of(s.w)
		switch {
		case c.stamp < s.run.prepared && st.state != stateFailedFreeze:
			before = c
		case st.state == stateStable || st.state == stateWaitFreeze:
			if firstPast == nil {
				before = c
			}
		case st.state == stateWaitPost || st.state == stateWaitComplete:
			if firstPast == nil && i+1 < len(caps) {
				firstPast, afterPast = c, caps[i+1]
			}
			lastPast = c
		case st.state == stateFailedFreeze && st.err == errorTimeout && lastPast != nil && firstFailed == nil:
			firstFailed = c
			if i+1 < len(caps) {
				afterFailed = caps[i+1]
			}
		}
	}
	p.need(before != nil, "a capture before the freeze")
	p.need(firstPast != nil, "a capture that shows the writer past its thaw")
	p.need(firstFailed != nil && afterFailed != nil, "captures that show the step to [9]")
	if len(p.missing) > 0 {
		return p
	}
	freezeLow := read(before.stamp)
	thawHigh := read(afterPast.stamp) // a listing ends, for its reader, where the next one starts
	if own := w.marks(s, toldThaw); len(own) > 0 && len(own) == s.emitted(toldThaw) {
		last := own[len(own)-1]
		if high := last.Stamp.Add(w.resolution(last)); high < thawHigh {
			thawHigh = high
		}
	}
	p.need(len(w.marks(s, toldFreeze)) > 0 || w.seenFrozen(caps, s), "a freeze mark of the writer")
	timeoutLow, timeoutHigh := read(lastPast.stamp), read(afterFailed.stamp)
	limit := s.w.Limit
	p.need(thawHigh.Sub(freezeLow) < limit, "a freeze and a thaw close enough together")
	p.need(timeoutLow.Sub(thawHigh) >= limit, "a full limit between thaw and time-out: captures are too far apart")
	p.need(
		timeoutHigh.Sub(freezeLow) <= limit+threadPatience,
		"a time-out within the limit and the patience for a thread",
	)
	p.need(
		w.closely(caps, timeoutLow.Add(-limit-threadPatience), timeoutHigh.Add(-limit)),
		"captures between which no other set fits",
	)
	return p
}

// closely reports whether listings reach from before from to after to, and less than
// the quickest set lies between the start of each and the end of the next one.
func (w *world) closely(caps []*writerListing, from, to Instant) bool {
	const quickest = 5 * time.Second
	read := w.host.Clock.read
	if read(caps[0].stamp) > from {
		return false
	}
	for i := 0; i+2 < len(caps) && read(caps[i].stamp) <= to; i++ {
		if read(caps[i+2].stamp).Sub(read(caps[i].stamp)) > quickest && read(caps[i+1].stamp) > from {
			return false
		}
	}
	return true
}

// listings returns the listings that carry a usable stamp, nil if there are none.
func (w *world) listings(p *proof) []*writerListing {
	switch q := w.polling; {
	case q == nil:
		p.lack("captures of the writers")
	case q.NoStamp || q.Frozen:
		p.lack("captures with a time of their own")
	case q.Blind:
		p.lack("captures that show the set: another requester's session is hidden")
	case !w.factsGiven.systemInfo:
		p.lack("the zone of the captures: systeminfo")
	default:
		return q.listings
	}
	return nil
}

// listingsOf are the listings of the time in which the set of the session was the
// only one: those of another set show another session of the writer.
func (w *world) listingsOf(s *session, p *proof) []*writerListing {
	var own []*writerListing
	for _, c := range w.listings(p) {
		alone := true
		for _, other := range w.host.sets {
			before := other.begun < s.run.begun && (other.ended == 0 || c.stamp < other.ended)
			after := other.begun > s.run.begun && c.stamp >= other.begun
			alone = alone && !before && !after
		}
		if alone {
			own = append(own, c)
		}
	}
	return own
}

func (c *writerListing) of(w *Writer) shownState {
	for _, st := range c.states {
		if st.w == w {
			return st
		}
	}
	return shownState{}
}

func (w *world) seenFrozen(caps []*writerListing, s *session) bool {
	for _, c := range caps {
		if c.stamp > s.run.prepared && c.of(s.w).state == stateWaitThaw {
			return true
		}
	}
	return false
}

// emitted counts the records of that kind that the session's host ever wrote.
func (s *session) emitted(kind toldKind) int {
	n := 0
	for _, l := range s.w.host.logs {
		for _, r := range l.Records {
			if r.told.kind == kind && r.told.session == s {
				n++
			}
		}
	}
	return n
}

// proveFreezeTimeout: on Vista and later the SQL writer's own abort marks a limit
// after its freeze mark, and VSS 8229 with the time-out code for it.
func (w *world) proveFreezeTimeout(s *session) proof {
	var p proof
	read := w.host.Clock.read
	w.common(&p, s, read(s.freeze).Add(-5*time.Second-s.w.Limit-threadPatience), read(s.timeout).Add(30*time.Second))
	freezes, aborts, rejects := w.marks(s, toldFreeze), w.marks(s, toldAbort), w.marks(s, toldReject)
	p.need(len(freezes) > 0, "a freeze mark of the writer")
	p.need(len(aborts) > 0 && s.w.SQL != nil, "an abort mark of the writer")
	p.need(len(rejects) > 0, "VSS 8229 for the writer")
	if len(p.missing) > 0 {
		return p
	}
	first, abort := freezes[0], aborts[0]
	p.need(w.host.lang.Tag == "en", "an English context block of VSS 8229")
	low, high := w.freezeLow(s), w.high(abort)
	p.need(
		low != 0 && high.Sub(low) <= s.w.Limit+threadPatience,
		"a step shortly before the freeze, of the requester or a capture",
	)
	p.need(
		abort.Stamp.Sub(w.high(first)) >= s.w.Limit-timerTick,
		"a full limit between freeze and time-out: stamps are too coarse",
	)
	// That no thaw came before the time-out shows by a writer that still was in its
	// freeze after it: nobody is thawed before all are frozen.
	slow := false
	for _, other := range s.run.sessions {
		for _, r := range w.marks(other, toldSlowFreeze) {
			slow = slow || r.Stamp >= high
		}
	}
	p.need(slow, "a mark that the freeze phase outlasted the limit")
	return p
}

// high is when a record was written at the latest, by its stamp.
func (w *world) high(r *Record) Instant { return r.Stamp.Add(w.resolution(r)) }

// freezeLow is the latest moment, on the host's clock, of which the files tell
// that the session was not frozen yet; 0 if there is none.
func (w *world) freezeLow(s *session) Instant {
	var low Instant
	if begin := w.stepBefore(s.run); begin != nil {
		low = begin.Stamp
	}
	for _, c := range w.listingsOf(s, new(proof)) {
		if st := c.of(s.w).state; c.stamp < s.freeze && (st == stateStable || st == stateWaitFreeze) {
			low = max(low, w.host.Clock.read(c.stamp))
		}
	}
	return low
}

// proveStuckInThaw: another writer was thawed well before the limit, and the
// writer still was not through its thaw when it had timed out. Windows 6.1 and
// later say so in VSS 8229, which names the thaw. On Server 2003 listings must
// show it frozen up to the time-out, and less than a limit must have passed since
// the thaw can have begun: else its watchdog may have missed the thaw (KB 915331).
func (w *world) proveStuckInThaw(s *session) proof {
	var p proof
	read := w.host.Clock.read
	w.common(&p, s, read(s.freeze).Add(-5*time.Second-s.w.Limit-threadPatience), read(s.run.ended).Add(30*time.Second))
	low := w.freezeLow(s)
	p.need(low != 0, "a step shortly before the freeze, of the requester or a capture")
	var began Instant // of the thaw phase, at the latest
	for _, other := range s.run.sessions {
		if other.w == s.w {
			continue
		}
		for _, r := range w.marks(other, toldThaw) {
			if at := w.high(r); began == 0 || at < began {
				began = at
			}
		}
	}
	p.need(began != 0, "a thaw mark of another writer of the set")
	p.need(began.Sub(low) < s.w.Limit-timerTick, "a freeze and a thaw phase close enough together")
	if w.host.OS.Vista {
		p.need(len(w.marks(s, toldReject)) > 0, "VSS 8229 for the writer")
		p.need(w.host.lang.Tag == "en", "an English context block of VSS 8229")
		return p
	}
	caps := w.listingsOf(s, &p)
	var stuck *writerListing
	var failed Instant
	for i, c := range caps {
		st := c.of(s.w)
		if st.state == stateWaitThaw {
			stuck = c
		}
		if st.state == stateFailedFreeze && st.err == errorTimeout && stuck != nil && i > 0 && caps[i-1] == stuck &&
			i+1 < len(caps) {
			failed = read(caps[i+1].stamp)
			break
		}
	}
	p.need(failed != 0, "captures that show the writer frozen, then in [9]")
	p.need(len(w.marks(s, toldFreeze)) > 0 || w.seenFrozen(caps, s), "a freeze mark of the writer")
	if len(p.missing) > 0 {
		return p
	}
	p.need(began <= read(stuck.stamp), "a capture with [3] after the thaw phase began")
	p.need(failed.Sub(low) <= s.w.Limit+threadPatience, "a time-out within the limit and the patience for a thread")
	p.need(
		failed.Sub(w.lastFreezeLow(s.run, caps)) < s.w.Limit-timerTick,
		"less than a full limit between thaw and time-out: the watchdog may have missed the thaw (KB 915331)",
	)
	return p
}

// lastFreezeLow is the latest moment of which the files tell that the freeze
// phase of the set was not over: a freeze mark, or a writer that waits for freeze.
func (w *world) lastFreezeLow(run *setRun, caps []*writerListing) Instant {
	var low Instant
	for _, s := range run.sessions {
		for _, r := range w.marks(s, toldFreeze) {
			low = max(low, r.Stamp)
		}
		for _, c := range caps {
			if st := c.of(s.w).state; st == stateWaitFreeze && c.stamp > run.prepared && c.stamp < run.frozen {
				low = max(low, w.host.Clock.read(c.stamp))
			}
		}
	}
	return low
}

// proveLateThaw: the engine says itself that it timed out and refused the thaw.
func (w *world) proveLateThaw(s *session) proof {
	var p proof
	read := w.host.Clock.read
	w.common(&p, s, read(s.freeze).Add(-5*time.Second-s.w.Limit-threadPatience), read(s.thaw).Add(30*time.Second))
	p.need(len(w.marks(s, toldFreeze)) > 0, "a freeze mark of the writer")
	p.need(len(w.marks(s, toldESETimeout)) > 0, "the engine's time-out mark")
	p.need(len(w.marks(s, toldReject)) > 0, "the refusal of the thaw")
	return p
}

// failedWithoutError reports whether listings show the writer in [9] without an error,
// by when the first of them ended, and whether it was past its thaw in one before.
func (w *world) failedWithoutError(caps []*writerListing, writer *Writer) (failed bool, by Instant, past bool) {
	for i, c := range caps {
		st := c.of(writer)
		switch {
		case st.state == stateWaitPost || st.state == stateWaitComplete:
			past = true
		case st.state == stateStable || st.state == stateWaitFreeze:
			past = false
		case st.state == stateFailedFreeze && st.err == errorNone:
			if i+1 == len(caps) {
				return true, 0, false
			}
			return true, w.host.Clock.read(caps[i+1].stamp), past
		}
	}
	return false, 0, false
}

// proveHyperV: the Hyper-V requester is named, and listings show several writers
// go from past-thaw to [9] with no error in one step.
func (w *world) proveHyperV(s *session) proof {
	var p proof
	read := w.host.Clock.read
	w.common(&p, s, read(s.freeze).Add(-5*time.Second-s.w.Limit-threadPatience), read(s.abort).Add(30*time.Second))
	_, hyperV := s.run.plan.Requester.(HyperVGuest)
	p.need(hyperV && w.host.OS.EVT, "a record that names the Hyper-V requester")
	var by Instant
	for _, other := range s.run.sessions { // the finding is one about the whole set
		failed, last, past := w.failedWithoutError(w.listingsOf(s, &p), other.w)
		p.need(past || !failed, "captures that show the step from past the thaw to [9], of each writer that shows it")
		if other == s {
			by = last
			p.need(past, "captures that show the step from past the thaw to [9]")
		}
	}
	low := w.freezeLow(s)
	p.need(low != 0 && by.Sub(low) < s.w.Limit, "less than a limit from freeze to abort: a time-out is not excluded")
	return p
}

// String says in one line what a case is, for people who look into it.
func (t Truth) String() string {
	id := "none"
	if t.Signature != nil {
		id = *t.Signature
	}
	return fmt.Sprintf(
		"%s %s set %s %s: %s, provable %t %s",
		t.Case,
		t.Host,
		t.Set,
		t.WriterName,
		id,
		t.Provable,
		strings.Join(t.Missing, "; "),
	)
}
