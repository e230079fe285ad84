package simulate

import (
	"fmt"
	"time"
)

// SetPlan is one snapshot set as a requester wants it and as fate has it.
type SetPlan struct {
	Start     Instant // the requester begins
	Requester Requester
	Volumes   []string // drive letters with colon
	How       map[string]Behaviour
	// Gather is the time from the requester's start to PrepareForSnapshot.
	Gather time.Duration
	// Hold is the time for which the provider holds writes between the last
	// freeze and the first thaw. Beyond ten seconds volsnap gives up.
	Hold time.Duration
	// ThawWaits: each level is thawed only when the one before has answered, so
	// that one hanging thaw keeps all later writers frozen. Which of the two
	// Windows does is not documented.
	ThawWaits bool
	// AbortAfterThaw: the requester aborts that long after the last thaw (Hyper-V
	// host backup of an old guest, KB 2952783). Zero: it does not.
	AbortAfterThaw time.Duration
	// DiesAfterFreeze: the requester is gone that long after the last freeze.
	DiesAfterFreeze time.Duration
	// Copy is the time that the backup takes until BackupComplete.
	Copy time.Duration
	// CompleteAt, if set, is when BackupComplete comes, instead of after Copy.
	CompleteAt Instant
	// NoComplete: the requester never calls BackupComplete.
	NoComplete bool
}

const (
	holdLimit   = 10 * time.Second // flush-and-hold: volsnap gives up then
	postDelay   = 900 * time.Millisecond
	deliverStep = 6 * time.Millisecond // between two deliveries of one event
)

// setRun is a set under way: the coordinator's view.
type setRun struct {
	host     *Host
	plan     SetPlan
	number   int
	id       string // snapshot set GUID
	sessions []*session
	outcome  string

	begun, prepared, frozen, thawed, returned, completed, ended Instant
	holdFailed                                                  bool
}

// begin plans a set; it runs when the clock gets there.
func (h *Host) begin(plan SetPlan) *setRun {
	run := &setRun{host: h, plan: plan, number: len(h.sets) + 1, id: h.guid(), outcome: "unknown"}
	h.sets = append(h.sets, run)
	h.at(plan.Start, run.start)
	return run
}

func (run *setRun) start() {
	h := run.host
	run.begun = h.now
	h.vss.use()
	run.plan.Requester.begin(run)
	h.after(350*time.Millisecond, h.swprv.use)
	h.after(run.plan.Gather, run.prepare)
}

// inTurn calls each of the sessions a little after the one before and done when
// all have answered.
func (run *setRun) inTurn(sessions []*session, call func(*session, func()), done func()) {
	left := len(sessions)
	if left == 0 {
		done()
		return
	}
	for i, s := range sessions {
		run.host.after(time.Duration(i)*deliverStep, func() {
			call(s, func() {
				if left--; left == 0 {
					done()
				}
			})
		})
	}
}

func (run *setRun) prepare() {
	h := run.host
	for _, other := range h.sets {
		if other.prepared != 0 && other.returned == 0 {
			h.after(10*time.Second, run.prepare) // a set is in progress: the requester tries again
			return
		}
	}
	run.prepared = h.now
	for _, w := range h.writers {
		if !w.NeverJoins {
			run.sessions = append(run.sessions, &session{run: run, w: w, how: run.plan.How[w.Name]})
		}
	}
	run.inTurn(
		run.sessions,
		(*session).prepare,
		func() { h.after(200*time.Millisecond, func() { run.freezeLevel(levelFront) }) },
	)
}

func (run *setRun) level(level int) []*session {
	var out []*session
	for _, s := range run.sessions {
		if s.w.Level == level {
			out = append(out, s)
		}
	}
	return out
}

// freezeLevel freezes one level of writers after the other: front end, back
// end, system. The next waits until all of one have answered.
func (run *setRun) freezeLevel(level int) {
	if level > levelSystem {
		run.hold()
		return
	}
	run.inTurn(run.level(level), (*session).onFreeze, func() { run.freezeLevel(level + 1) })
}

// hold is the provider's flush-and-hold and commit.
func (run *setRun) hold() {
	h, plan := run.host, run.plan
	run.frozen = h.now
	if plan.DiesAfterFreeze > 0 {
		h.after(plan.DiesAfterFreeze, run.die)
		return
	}
	if plan.Hold > holdLimit {
		h.after(holdLimit, run.holdTimeout)
		return
	}
	h.after(plan.Hold, run.thaw)
}

// thaw delivers the thaw in the reverse order of freeze.
func (run *setRun) thaw() {
	if run.plan.ThawWaits {
		run.thawLevel(levelSystem)
		return
	}
	var all []*session
	for level := levelSystem; level >= levelFront; level-- {
		all = append(all, run.level(level)...)
	}
	run.inTurn(all, (*session).onThaw, run.allThawed)
}

func (run *setRun) thawLevel(level int) {
	if level < levelFront {
		run.allThawed()
		return
	}
	run.inTurn(run.level(level), (*session).onThaw, func() { run.thawLevel(level - 1) })
}

func (run *setRun) allThawed() {
	run.thawed = run.host.now
	run.host.after(run.afterThaw(), run.afterward)
}

func (run *setRun) afterThaw() time.Duration {
	if run.plan.AbortAfterThaw > 0 {
		return run.plan.AbortAfterThaw
	}
	return postDelay
}

func (run *setRun) afterward() {
	if run.plan.AbortAfterThaw > 0 {
		run.abortAll("aborted")
		return
	}
	run.inTurn(run.sessions, (*session).onPostSnapshot, run.back)
}

// back is the return of DoSnapshotSet to the requester, which now copies.
func (run *setRun) back() {
	h := run.host
	run.returned = h.now
	run.audit()
	run.plan.Requester.created(run)
	if run.plan.CompleteAt > h.now {
		h.at(run.plan.CompleteAt, run.complete)
		return
	}
	h.after(run.plan.Copy, run.complete)
}

// complete is GatherWriterStatus and BackupComplete.
func (run *setRun) complete() {
	h := run.host
	run.completed = h.now
	run.outcome = "success"
	for _, s := range run.sessions {
		if s.failed && s.timeout <= h.now {
			run.outcome = "failed"
		}
	}
	run.plan.Requester.status(run)
	if !run.plan.NoComplete {
		run.inTurn(run.sessions, func(s *session, done func()) { s.onBackupComplete(); done() }, func() {})
	}
	h.after(1500*time.Millisecond, run.end)
}

func (run *setRun) end() {
	h := run.host
	run.ended = h.now
	run.plan.Requester.end(run)
	h.vss.done()
	h.after(180*time.Second, h.swprv.done)
}

func (run *setRun) abortAll(outcome string) {
	h := run.host
	run.returned = h.now
	run.outcome = outcome
	for _, s := range run.sessions {
		s.onSetAbort()
	}
	run.plan.Requester.status(run)
	h.after(1500*time.Millisecond, run.end)
}

// die is the death of the requester: the writers notice (8214) and abort.
func (run *setRun) die() {
	h := run.host
	for _, s := range run.sessions {
		if s.freeze != 0 && !s.failed {
			strings := []string{"0x800706ba"}
			if h.OS.Vista {
				strings = append(strings, s.context("Freeze Event"))
			}
			h.write(Record{Log: "Application", Source: "VSS", ID: 8214, Level: 2, Strings: strings})
			break
		}
	}
	run.abortAll("aborted")
}

// holdTimeout is volsnap's ten seconds: writes are released, the set fails and
// the writers are told to abort.
func (run *setRun) holdTimeout() {
	h := run.host
	run.holdFailed = true
	for i, v := range run.plan.Volumes {
		h.write(run.volsnap(8, v))
		strings := []string{volumeName(h, v), fmt.Sprint(i), "0x00000000", "0x00000000", "0x80042314", "0x00000000"}
		if h.OS.Vista {
			strings = append(
				strings,
				"\n\nOperation:\n   Processing PreFinalCommitSnapshots\n\nContext:\n   Execution Context: Coordinator",
			)
		}
		h.write(Record{Log: "Application", Source: "VSS", ID: 12298, Level: 2, Strings: strings})
	}
	run.abortAll("failed")
}

// volsnap is a record of the driver; its binary is an error log packet.
func (run *setRun) volsnap(id uint16, volume string) Record {
	h := run.host
	device := `\Device\HarddiskVolumeShadowCopy` + fmt.Sprint(run.number)
	r := Record{
		Log:        "System",
		Source:     "VolSnap",
		ID:         id,
		Qualifiers: 0xc006,
		Level:      2,
		Strings:    []string{device, volume},
		Data:       errorPacket(uint32(0xc006)<<16|uint32(id), 61, 0xc00000b5),
	}
	if h.OS.Vista {
		r.Source = "Volsnap"
	}
	return r
}

func errorPacket(code, unique, status uint32) []byte {
	b := make([]byte, 40)
	b[6] = 0x30
	put := func(at int, v uint32) {
		for i := range 4 {
			b[at+i] = byte(v >> (8 * i))
		}
	}
	put(0x0c, code)
	put(0x10, unique)
	put(0x14, status)
	return b
}

// volumeName is the name of a volume that only this host has.
func volumeName(h *Host, letter string) string {
	return fmt.Sprintf(`\\?\Volume{%08x-0000-11db-8b1f-806d6172696f}\`, hashText(h.Name+letter))
}

func hashText(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// audit writes VSSAudit 8222, one per volume, between the records that register
// and remove its source. It is logged after DoSnapshotSet.
func (run *setRun) audit() {
	h := run.host
	if !h.OS.Vista {
		return
	}
	security := func(id uint16) Record {
		return Record{
			Log:      "Security",
			Source:   "Microsoft-Windows-Security-Auditing",
			GUID:     "{54849625-5478-4994-a5ba-3e3b0328c30d}",
			ID:       id,
			Task:     13568,
			Keywords: 0x8020000000000000,
			PID:      668,
			TID:      712,
			Names: []string{
				"SubjectUserSid",
				"SubjectUserName",
				"SubjectDomainName",
				"SubjectLogonId",
				"AuditSourceName",
				"EventSourceId",
				"ProcessId",
				"ProcessName",
			},
			Strings: []string{
				"S-1-5-18",
				h.Name + "$",
				"WORKGROUP",
				"0x3e7",
				"VSSAudit",
				fmt.Sprintf("0x%x", 0x51000+uint32(run.number)*257),
				"0x578",
				`C:\Windows\System32\VSSVC.exe`,
			},
		}
	}
	h.write(security(4904))
	for i, v := range run.plan.Volumes {
		strings := []string{"S-1-5-18", `NT AUTHORITY\SYSTEM`, "0x0000000000000578", run.id, h.guid(),
			"{b5946137-7b9f-4925-af80-51abd60b20d5}", h.computer(), volumeName(h, v),
			fmt.Sprintf(`\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy%d`, run.number*2+i)}
		if h.OS.ImageName {
			strings = append(strings[:3], append([]string{`C:\Windows\System32\VSSVC.exe`}, strings[3:]...)...)
		}
		h.write(Record{Log: "Security", Source: "VSSAudit", ID: 8222, Keywords: 0xa0000000000000, Strings: strings,
			told: telling{kind: toldCreated, run: run}})
	}
	h.write(security(4905))
}
