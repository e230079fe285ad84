package simulate

import "time"

// System is a version of Windows as far as it matters here.
type System struct {
	Name        string // as systeminfo prints it
	Short       string // for people: 2003, 2016
	Version     string // 5.2.3790
	Build       string
	ServicePack int
	Copyright   string // years in vssadmin's banner
	EVT         bool   // logs are .evt
	Vista       bool   // 6.0 or later: VSS events with a context block
	WholeSecond bool   // classic records carry whole seconds
	ImageName   bool   // VSSAudit 8222 has ten strings (10.0.14393 and later)
	Type        string // systeminfo's System Type
	// MissesThaw is the fault of KB 915331: the watchdog thread of a writer does
	// not notice a thaw that ended before it started to wait.
	MissesThaw bool
}

// Host is one machine with its clock, logs, services and writers.
type Host struct {
	Name   string // NetBIOS name, upper case
	Domain string // DNS suffix, "" for a machine in a workgroup
	OS     System
	Clock  Clock
	Boot   Instant

	lang Language // of its event records

	kernel
	random
	logs    []*Log
	writers []*Writer
	vss     *service
	swprv   *service
	sets    []*setRun
	pid     uint32
}

func newHost(name, domain string, os System, start Instant, seed uint64) *Host {
	h := &Host{Name: name, Domain: domain, OS: os, Boot: start, random: newRandom(seed, 1), pid: 1200, lang: english}
	h.now = start
	h.vss = &service{host: h, display: "Volume Shadow Copy", key: "VSS", idle: 180 * time.Second}
	h.swprv = &service{
		host:    h,
		display: "Microsoft Software Shadow Copy Provider",
		key:     "swprv",
		idle:    180 * time.Second,
	}
	return h
}

// computer returns the name as event records give it: the NetBIOS name in EVT,
// the full name in EVTX.
func (h *Host) computer() string {
	if h.OS.EVT || h.Domain == "" {
		return h.Name
	}
	return h.Name + "." + h.Domain
}

// newPID returns the next free process id.
func (h *Host) newPID() uint32 {
	h.pid += 4 * uint32(1+h.IntN(60))
	return h.pid
}

// log returns the log of that name.
func (h *Host) log(name string) *Log {
	for _, l := range h.logs {
		if l.Name == name {
			return l
		}
	}
	l := &Log{Name: name, next: 1}
	h.logs = append(h.logs, l)
	return l
}

// write stamps a record with the host's clock and logs it.
func (h *Host) write(r Record) *Record {
	l := h.log(r.Log)
	r.at = h.now
	r.Stamp = h.Clock.read(h.now)
	if h.OS.EVT || h.OS.WholeSecond && r.GUID == "" {
		r.Stamp -= r.Stamp % Instant(time.Second)
	} else {
		r.Stamp -= r.Stamp % 1000 // the event log service's clock moves by a microsecond here
	}
	r.Number = l.next
	l.next++
	l.Records = append(l.Records, &r)
	return &r
}

// service is a service that stops when it was idle for a while.
type service struct {
	host    *Host
	display string // as the SCM names it in English
	key     string
	idle    time.Duration
	running bool
	users   int
	serial  int // of the last use, so that an old idle timer knows that it is old
}

// use starts the service if need be and keeps it running until done.
func (s *service) use() {
	s.users++
	s.serial++
	if s.running {
		return
	}
	s.running = true
	h := s.host
	if h.OS.EVT {
		h.write(Record{Log: "System", Source: "Service Control Manager", ID: 7035, Qualifiers: 0x4000, Level: 4,
			Strings: []string{s.name(), "start"}, SID: "S-1-5-18"})
	}
	h.after(120*time.Millisecond, func() { s.report("running", '4') })
}

// done ends one use; when nobody uses the service it stops after its idle time.
func (s *service) done() {
	s.users--
	s.serial++
	serial := s.serial
	s.host.after(s.idle, func() {
		if s.users == 0 && s.serial == serial && s.running {
			s.stop()
		}
	})
}

func (s *service) stop() {
	h := s.host
	s.running = false
	if s.key == "VSS" && h.OS.Vista {
		h.write(Record{Log: "Application", Source: "VSS", ID: 8224, Level: 4, Strings: []string{""},
			Data: vssBlob(
				"CORSVCC",
				773,
				755,
				1400,
				1524,
				`C:\Windows\system32\vssvc.exe`,
				`NT AUTHORITY\SYSTEM`,
				"S-1-5-18",
			)})
	}
	h.after(40*time.Millisecond, func() { s.report("stopped", '1') })
}

// name is the service's display name in the host's language.
func (s *service) name() string { return word(s.host.lang.Services, s.key, s.display) }

// report is the SCM's record of a state change. Its binary holds the service's
// key and the state, from Vista on.
func (s *service) report(state string, digit byte) {
	h := s.host
	r := scmState(h.OS, s.name(), h.lang.says(state))
	if !h.OS.EVT {
		r.Data = appendUTF16Z(nil, s.key+"/"+string(digit))
		r.PID, r.TID = 640, 2212
	}
	h.write(r)
}

// scmState is the SCM's record that a service entered a state.
func scmState(os System, display, state string) Record {
	r := Record{Log: "System", Source: "Service Control Manager", ID: 7036, Qualifiers: 0x4000, Level: 4,
		Strings: []string{display, state}}
	if !os.EVT {
		r.GUID = "{555908d1-a6d7-4695-8e1e-26931d2012f4}"
		r.EventName = "Service Control Manager"
		r.Names = []string{"param1", "param2"}
		r.Keywords = 0x8080000000000000
		r.PID, r.TID = 640, 2216
	}
	return r
}
