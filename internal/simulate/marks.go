package simulate

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"time"
)

// SQLServer is an instance whose databases log freeze and thaw.
type SQLServer struct {
	Instance  string // "" for the default instance
	Databases []string
	PID       uint32

	device string // VDI GUID of the attempt under way
	quick  time.Duration
}

func (q *SQLServer) source() string {
	if q.Instance == "" {
		return "MSSQLSERVER"
	}
	return "MSSQL$" + q.Instance
}

// step is the time between the records of two databases.
func (q *SQLServer) step() time.Duration {
	if q.quick > 0 {
		return q.quick
	}
	return 30 * time.Millisecond
}

func (q *SQLServer) record(h *Host, id, qualifiers uint16, level uint8, severity uint32, strings ...string) Record {
	r := Record{
		Log:        "Application",
		Source:     q.source(),
		ID:         id,
		Qualifiers: qualifiers,
		Level:      level,
		Task:       2,
		Strings:    strings,
	}
	// The binary of a SQL Server record: number, severity, server, database,
	// each text with its length in characters before it.
	le := binary.LittleEndian
	r.Data = le.AppendUint32(le.AppendUint32(nil, uint32(id)), severity)
	for _, s := range []string{h.Name, "master"} {
		r.Data = le.AppendUint32(r.Data, uint32(len(s)+1))
		r.Data = appendUTF16Z(r.Data, s)
	}
	return r
}

func (q *SQLServer) freeze(s *session) {
	h := s.w.host
	q.device = h.guid()
	for i, db := range q.Databases {
		h.after(time.Duration(i+1)*q.step(), func() {
			if s.failed || s.abort != 0 || s.dead {
				return
			}
			r := q.record(h, 3197, 0x4000, 4, 10, db)
			r.told = telling{kind: toldFreeze, session: s}
			h.write(r)
		})
	}
}

func (q *SQLServer) thaw(s *session) {
	h := s.w.host
	for i, db := range q.Databases {
		h.after(time.Duration(i+1)*q.step(), func() {
			r := q.record(h, 3198, 0x4000, 4, 10, db)
			r.told = telling{kind: toldThaw, session: s}
			h.write(r)
		})
	}
	for i, db := range q.Databases {
		h.after(time.Second+time.Duration(i+1)*120*time.Millisecond, func() {
			created := h.Boot.Add(-90 * 24 * time.Hour).UTC()
			h.write(q.record(h, 18264, 0x4000, 4, 10, db, created.Format("2006/01/02"), created.Format("(15:04:05)"),
				strconv.Itoa(180+40*i), fmt.Sprintf("%d:%d:37", 20+i, 300+i), fmt.Sprintf("%d:%d:1", 20+i, 320+i), "1",
				fmt.Sprintf("FILE=1, TYPE=VIRTUAL_DEVICE: {'%s%d'}", q.device, i+1)))
		})
	}
}

// abort is what the SQL writer and the server log when the writer gives up a
// frozen backup: the VDI client aborts, each BACKUP fails, I/O goes on.
func (q *SQLServer) abort(s *session) {
	h := s.w.host
	instance := q.Instance
	pid := q.PID
	if pid == 0 {
		pid = s.w.PID + 88
	}
	for i, db := range q.Databases {
		device := fmt.Sprintf("%s%d", q.device, i+1)
		vdi := func(loc, desc, side string, pid uint32) Record {
			return Record{
				Log:    "Application",
				Source: "SQLVDI",
				ID:     1,
				Level:  2,
				told:   telling{kind: toldAbort, session: s},
				Strings: []string{
					fmt.Sprintf(
						"SQLVDI: Loc=%s. Desc=%s. ErrorCode=(0). Process=%d. Thread=%d. %s. Instance=%s. "+
							"VD=Global\\%s_SQLVDIMemoryName_0.",
						loc,
						desc,
						pid,
						pid+140,
						side,
						instance,
						device,
					),
				},
			}
		}
		h.after(time.Duration(i+1)*q.step(), func() {
			h.write(vdi("SignalAbort", "Client initiates abort", "Client", s.w.PID))
			h.write(vdi("TriggerAbort", "invoked", "Server", pid))
			r := q.record(
				h,
				18210,
				0xc000,
				2,
				16,
				"BackupVirtualDeviceFile::RequestDurableMedia",
				"Flush",
				device,
				"995(aborted)",
			)
			r.told = telling{kind: toldAbort, session: s}
			h.write(r)
			r = q.record(h, 3041, 0xc000, 2, 16, "BACKUP DATABASE "+db)
			r.told = telling{kind: toldAbort, session: s}
			h.write(r)
		})
		h.after(time.Duration(len(q.Databases)+i+1)*q.step(), func() {
			r := q.record(h, 3198, 0x4000, 4, 10, db)
			r.told = telling{kind: toldAbort, session: s}
			h.write(r)
		})
	}
}

// ESE is a process with an Extensible Storage Engine. It has a timer of its own,
// apart from the one of its VSS writer.
type ESE struct {
	Process  string // as %1: lsass, svchost
	Instance string // display name with ": ", may be empty
	Source   string // ESENT; ESE for Exchange
	Limit    time.Duration
	sessions int
}

func (e *ESE) record(s *session, id uint16, level uint8, more ...string) Record {
	source := e.Source
	if source == "" {
		source = "ESENT"
	}
	return Record{Log: "Application", Source: source, ID: id, Level: level, Task: 16,
		Strings: append(
			[]string{e.Process, strconv.Itoa(int(s.w.PID)), e.Instance, strconv.Itoa(s.eseSession)},
			more...)}
}

func (e *ESE) prepare(s *session) {
	e.sessions++
	s.eseSession = e.sessions
	if s.w.host.OS.Vista {
		r := e.record(s, 2005, 4)
		r.told = telling{kind: toldPrepare, session: s}
		s.w.host.write(r)
	}
}

func (e *ESE) freeze(s *session) {
	h := s.w.host
	h.after(20*time.Millisecond, func() {
		r := e.record(s, 2001, 4)
		r.told = telling{kind: toldFreeze, session: s}
		h.write(r)
	})
	limit := e.Limit
	if limit == 0 {
		limit = 70 * time.Second
	}
	h.after(limit, func() {
		if s.thaw != 0 || s.abort != 0 || s.failed || s.gone() {
			return
		}
		s.eseTimedOut = true
		r := e.record(s, 2004, 2, strconv.FormatInt(limit.Milliseconds(), 10))
		r.told = telling{kind: toldESETimeout, session: s}
		h.write(r)
	})
}

func (e *ESE) thaw(s *session) {
	h := s.w.host
	h.after(25*time.Millisecond, func() {
		r := e.record(s, 2003, 4)
		r.told = telling{kind: toldThaw, session: s}
		h.write(r)
	})
}

// abort ends a frozen session; before Vista there is no record for it.
func (e *ESE) abort(s *session) {
	h := s.w.host
	if h.OS.Vista {
		r := e.record(s, 2007, 2)
		r.told = telling{kind: toldAbort, session: s}
		h.write(r)
	}
}

// lateThaw is a thaw that the engine refuses because its timer is over:
// JET_errOSSnapshotTimeOut, -2402 (KB 826936).
func (e *ESE) lateThaw(s *session) {
	h := s.w.host
	e.abort(s)
	strings := []string{"ESENT ERROR " + s.w.Class + " " + s.w.Name + ": -2402", "0x00000000"}
	if h.OS.Vista {
		strings = append(strings, s.context("Thaw Event"))
	}
	h.write(Record{Log: "Application", Source: "VSS", ID: 12290, Level: 3, Strings: strings,
		told: telling{kind: toldReject, session: s}})
}

func (e *ESE) complete(s *session) {
	if s.w.host.OS.Vista {
		s.w.host.write(e.record(s, 2006, 4))
	}
}

// exchange is a record of the Information Store's VSS writer; its string is the
// GUID of the job (the texts of 9610 and 9612 are unconfirmed).
func (s *session) exchange(id uint16, kind toldKind) {
	s.w.host.write(
		Record{Log: "Application", Source: "MSExchangeIS", ID: id, Level: 4, Task: 35, Strings: []string{s.run.id},
			told: telling{kind: kind, session: s}},
	)
}
