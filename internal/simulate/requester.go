package simulate

import (
	"fmt"
	"strings"
	"time"
)

// Requester is the program that wants the set. It logs in its own way.
type Requester interface {
	begin(*setRun)   // the job starts
	created(*setRun) // DoSnapshotSet came back
	status(*setRun)  // it looks at the writers, at the end of the copy
	end(*setRun)     // the job is over
}

// failedWriters are the sessions that a look at the writers shows as failed.
func (run *setRun) failedWriters() []*session {
	var out []*session
	for _, s := range run.sessions {
		if s.failed {
			out = append(out, s)
		}
	}
	return out
}

// NTBackup is the backup program of XP and Server 2003. It writes a report.
type NTBackup struct {
	Job    string
	report strings.Builder
}

func (n *NTBackup) log(run *setRun, id uint16, level uint8, strings ...string) {
	run.host.write(Record{Log: "Application", Source: "NTBackup", ID: id, Level: level, Strings: strings,
		told: telling{kind: toldRequester, run: run}})
}

func (n *NTBackup) line(format string, a ...any) { fmt.Fprintf(&n.report, format+"\r\n", a...) }

// minute is the report's time of day: local, no seconds.
func (n *NTBackup) minute(h *Host) string {
	t := h.Clock.local(h.now)
	return t.Format("1/2/2006") + " at " + t.Format("3:04 PM")
}

func (n *NTBackup) begin(run *setRun) {
	h := run.host
	n.log(run, 8018, 4)
	n.line("Backup Status")
	n.line("Operation: Backup")
	n.line("Active backup destination: File")
	n.line("Media name: \"%s.bkf created %s\"", n.Job, n.minute(h))
	n.line("")
	n.line("Volume shadow copy creation: Attempt 1.")
	h.after(400*time.Millisecond, func() {
		for _, v := range run.plan.Volumes {
			n.log(run, 8000, 4, v, "Off", "Replace", "Normal")
		}
	})
}

func (n *NTBackup) created(run *setRun) {
	for _, v := range run.plan.Volumes {
		n.line("Backup (via shadow copy) of \"%s \"", v)
	}
	n.line("Backup set #1 on media #1")
	n.line("Backup description: \"%s\"", n.Job)
	n.line("Backup Type: Normal")
	n.line("")
	n.line("Backup started on %s.", n.minute(run.host))
}

func (n *NTBackup) status(run *setRun) {
	h := run.host
	for _, s := range run.failedWriters() {
		if s.w.state != stateFailedFreeze && s.w.state != stateFailedThaw {
			continue
		}
		code, name := hresultTimeout, "VSS_E_WRITERERROR_TIMEOUT"
		if s.w.err == errorRetryable {
			code, name = "0x800423f3", "VSS_E_WRITERERROR_RETRYABLE"
		}
		state := "FAILED_AT_FREEZE"
		if s.w.state == stateFailedThaw {
			state = "FAILED_AT_THAW"
		}
		n.line("\"%s\" has reported an error %s. %s (%s)", s.w.Name, code, state, name)
	}
	if run.holdFailed {
		n.line("Error returned while creating the volume shadow copy:80042314")
		n.line("Aborting Backup.")
	}
	if len(run.failedWriters()) > 0 || run.outcome != "success" {
		n.line("The operation did not successfully complete.")
	}
	// The time stands last: it is what bounds the statements before it.
	n.line("Backup completed on %s.", n.minute(h))
	if run.outcome != "aborted" && !run.holdFailed {
		n.line("Directories: %d", 40+int(h.pid)%50)
		n.line("Files: %d", 900+int(h.pid)%500)
	}
	n.line("")
	n.line("----------------------")
}

func (n *NTBackup) end(run *setRun) {
	level, result := uint8(4), "The operation was successfully completed."
	if run.outcome != "success" {
		level, result = 2, "The operation did not successfully complete."
	}
	for _, v := range run.plan.Volumes {
		n.log(run, 8001, level, v, result)
	}
	n.log(run, 8019, level, result)
}

// WindowsBackup is Windows Server Backup, with a channel of its own.
type WindowsBackup struct{ began, snapStart Instant }

const (
	backupGUID    = "{1db28f2e-8f80-4027-8c5a-a11f7f10f62d}"
	backupChannel = "Microsoft-Windows-Backup"
)

func (b *WindowsBackup) record(id uint16, level uint8, names, strings []string) Record {
	return Record{
		Log:      backupChannel,
		Source:   "Microsoft-Windows-Backup",
		GUID:     backupGUID,
		ID:       id,
		Version:  3,
		Level:    level,
		Keywords: 0x4000000000000000,
		SID:      "S-1-5-18",
		PID:      3344,
		TID:      3352,
		Names:    names,
		Strings:  strings,
	}
}

func (b *WindowsBackup) begin(run *setRun) {
	h := run.host
	b.began = h.Clock.read(h.now)
	r := b.record(1, 4, []string{"BackupTemplateID", "SystemStateBackup"}, []string{h.guid(), "false"})
	r.told = telling{kind: toldRequester, run: run}
	h.write(r)
	h.after(run.plan.Gather-300*time.Millisecond, func() { b.snapStart = h.Clock.read(h.now) })
}

func (b *WindowsBackup) created(run *setRun) {}
func (b *WindowsBackup) status(run *setRun)  {}

func (b *WindowsBackup) end(run *setRun) {
	h := run.host
	time100 := func(t Instant) string { return t.UTC().Format("2006-01-02T15:04:05.0000000Z") }
	id, level, code, detail := uint16(4), uint8(4), "0x0", "0x0"
	if run.outcome != "success" {
		id, level, code, detail = 5, 2, "0x80780021", hresultTimeout
	}
	snapEnd := h.Clock.read(run.returned)
	r := b.record(
		id,
		level,
		[]string{
			"BackupTemplateID",
			"HRESULT",
			"DetailedHRESULT",
			"ErrorMessage",
			"BackupState",
			"BackupTime",
			"BackupTarget",
			"SourceSnapStartTime",
			"SourceSnapEndTime",
			"PrepareBackupStartTime",
			"PrepareBackupEndTime",
			"VssFullBackup",
		},
		[]string{h.guid(), code, detail, "%%" + "2147942402", "14", time100(b.began), "E:",
			time100(b.snapStart), time100(snapEnd), time100(b.began), time100(b.snapStart), "true"},
	)
	r.told = telling{kind: toldRequester, run: run}
	h.write(r)
	if run.outcome != "success" {
		h.write(
			Record{
				Log:      "Application",
				Source:   "Microsoft-Windows-Backup",
				GUID:     backupGUID,
				ID:       521,
				Level:    2,
				PID:      3344,
				TID:      3352,
				SID:      "S-1-5-18",
				Keywords: 0x8000000000000000,
				Names: []string{
					"BackupTime",
					"ErrorCode",
					"ErrorMessage",
				},
				Strings: []string{time100(b.began), "2155348129", "%%2155348129"},
			},
		)
	}
}

// HyperVGuest is the guest service that makes a backup for a Hyper-V host.
type HyperVGuest struct{}

func (HyperVGuest) begin(run *setRun) {
	h := run.host
	if h.OS.Vista {
		return
	}
	h.write(scmState(h.OS, "Hyper-V Volume Shadow Copy Requestor", "running"))
	h.write(Record{Log: "Application", Source: "VSS", ID: 8, Level: 4,
		Strings: []string{
			`C:\WINDOWS\system32\vmicsvc.exe -feature VSS`,
			"0x00000000",
		}}) // a start of the service: no step of the set
}
func (HyperVGuest) created(*setRun) {}
func (HyperVGuest) status(*setRun)  {}
func (HyperVGuest) end(*setRun)     {}

// Agent is a backup agent that writes no event, only a log of its own.
type Agent struct {
	Name   string
	Terse  bool // says nothing about the creation of the set
	report strings.Builder
}

func (a *Agent) line(h *Host, format string, v ...any) {
	fmt.Fprintf(&a.report, h.Clock.local(h.now).Format("2006-01-02 15:04:05 ")+format+"\r\n", v...)
}

func (a *Agent) begin(run *setRun) {
	a.line(run.host, "%s: job started, volumes %s", a.Name, strings.Join(run.plan.Volumes, " "))
}
func (a *Agent) created(run *setRun) {
	if a.Terse {
		return
	}
	a.line(run.host, "%s: shadow copy set %s created", a.Name, run.id)
}
func (a *Agent) status(run *setRun) {
	for _, s := range run.failedWriters() {
		if s.w.err == errorTimeout {
			a.line(run.host, "%s: writer '%s' failed, code 0x800423f2", a.Name, s.w.Name)
		}
	}
}
func (a *Agent) end(run *setRun) {
	a.line(run.host, "%s: job ended", a.Name)
}
