package simulate

import (
	"fmt"
	"strings"
	"time"
)

// live lets the host boot and log what a host logs all day, until end: one
// record every `every`, give or take a half.
func (h *Host) live(end Instant, every time.Duration) {
	h.at(h.Boot, h.boot)
	next := h.Boot.Add(50 * time.Second)
	for n := 0; next < end; n++ {
		serial := n
		h.at(next, func() { h.chatter(serial) })
		next = next.Add(every/2 + h.between(0, every))
	}
}

// boot is what a start leaves in the logs.
func (h *Host) boot() {
	kind := "Multiprocessor Free"
	if h.OS.EVT {
		h.write(Record{Log: "System", Source: "EventLog", ID: 6009, Qualifiers: 0x8000, Level: 4,
			Strings: []string{
				h.OS.Version[:2] + "0" + h.OS.Version[2:3] + ".",
				h.OS.Build,
				fmt.Sprintf("Service Pack %d", h.OS.ServicePack),
				kind,
			}})
		h.write(
			Record{
				Log:        "System",
				Source:     "EventLog",
				ID:         6005,
				Qualifiers: 0x8000,
				Level:      4,
				Data:       []byte{0xd6, 7, 2, 0},
			},
		)
	} else {
		t := h.Clock.read(h.now).UTC()
		major, rest, _ := strings.Cut(h.OS.Version, ".")
		minor, _, _ := strings.Cut(rest, ".")
		h.write(Record{Log: "System", Source: "Microsoft-Windows-Kernel-General",
			GUID: "{a68ca8b7-004f-d7b6-a698-07e2de0f1f5d}", ID: 12, Level: 4,
			Task: 1, Opcode: 1, Keywords: 0x8000000000000080, PID: 4, TID: 8, SID: "S-1-5-18",
			Names: []string{"MajorVersion", "MinorVersion", "BuildVersion", "QfeVersion", "ServiceVersion", "BootMode",
				"StartTime"},
			Strings: []string{major, minor, h.OS.Build, "1", "0", "0", t.Format("2006-01-02T15:04:05.0000000Z")}})
		h.write(Record{Log: "System", Source: "EventLog", ID: 6009, Qualifiers: 0x8000, Level: 4,
			Strings: []string{major + ".0" + minor + ".", h.OS.Build, "", kind, "0"}})
		h.write(Record{Log: "System", Source: "EventLog", ID: 6005, Qualifiers: 0x8000, Level: 4,
			Data: []byte{0xe6, 7, 2, 0, 1, 0, 3, 0}})
	}
	for i, name := range []string{"Event Log", "Plug and Play", "COM+ Event System", "Windows Management " +
		"Instrumentation", "Print Spooler"} {
		h.after(time.Duration(2+i)*time.Second, func() { h.write(scmState(h.OS, name, "running")) })
	}
	h.after(9*time.Second, func() {
		h.write(Record{Log: "Application", Source: "EventSystem", ID: 4625, Qualifiers: 0x4000, Level: 4, Task: 50,
			Strings: []string{"86400", "SuppressDuplicateDuration", `Software\Microsoft\EventSystem\EventLog`}})
	})
	if h.OS.Vista {
		h.after(5*time.Second, func() {
			h.write(
				Record{
					Log:      "Security",
					Source:   "Microsoft-Windows-Security-Auditing",
					GUID:     "{54849625-5478-4994-a5ba-3e3b0328c30d}",
					ID:       4608,
					Task:     12288,
					Keywords: 0x8020000000000000,
					PID:      668,
					TID:      680,
				},
			)
		})
	}
}

// chatter is one ordinary record.
func (h *Host) chatter(n int) {
	switch n % 6 {
	case 0:
		h.write(scmState(h.OS, "WMI Performance Adapter", "running"))
	case 1:
		h.write(Record{Log: "Application", Source: "SceCli", ID: 1704, Qualifiers: 0x4000, Level: 4})
		if h.OS.Vista {
			h.logon(n)
		}
	case 2:
		h.write(scmState(h.OS, "WMI Performance Adapter", "stopped"))
	case 3:
		h.write(Record{Log: "Application", Source: "LoadPerf", ID: 1000, Qualifiers: 0x4000, Level: 4,
			Strings: []string{
				"Example Counters",
				"{" + fmt.Sprint(n) + "}",
			}, Data: []byte{0xaa, 0x0c, 0, 0, 0xcc, 0x0c, 0, 0}})
	case 4:
		if h.OS.EVT {
			h.write(Record{Log: "System", Source: "Print", ID: 10, Qualifiers: 0x4008, Level: 4,
				Strings: []string{
					fmt.Sprint(n),
					"Monthly report",
					"Administrator",
					"Office printer",
					"IP_192.0.2.20",
					"18204",
					"2",
				}, SID: "S-1-5-21-1004336348-1177238915-682003330-500"})
		} else {
			h.write(scmState(h.OS, "Windows Modules Installer", "running"))
		}
	case 5:
		h.write(Record{Log: "Application", Source: "MSDTC", ID: 4193, Qualifiers: 0x4000, Level: 4, Task: 10,
			Strings: []string{"CheckNetwork: 0"}})
	}
}

func (h *Host) logon(n int) {
	h.write(
		Record{
			Log:      "Security",
			Source:   "Microsoft-Windows-Security-Auditing",
			GUID:     "{54849625-5478-4994-a5ba-3e3b0328c30d}",
			ID:       4624,
			Version:  1,
			Task:     12544,
			Keywords: 0x8020000000000000,
			PID:      668,
			TID:      1300,
			Names: []string{
				"SubjectUserSid",
				"SubjectUserName",
				"TargetUserName",
				"TargetLogonId",
				"LogonType",
				"LogonProcessName",
			},
			Strings: []string{"S-1-5-18", h.Name + "$", "SYSTEM", fmt.Sprintf("0x%x", 0x4400+n*16), "5", "Advapi"},
		},
	)
}

// logCleared is the record that a log was emptied; its data is in UserData.
func (h *Host) logCleared(log string) {
	h.write(
		Record{
			Log:      "System",
			Source:   "Microsoft-Windows-Eventlog",
			GUID:     "{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}",
			ID:       104,
			Level:    4,
			Task:     104,
			Keywords: 0x8000000000000000,
			PID:      1032,
			TID:      1188,
			SID:      "S-1-5-21-1004336348-1177238915-682003330-500",
			UserData: "LogFileCleared",
			Names:    []string{"SubjectUserName", "SubjectDomainName", "Channel", "BackupPath"},
			Strings:  []string{"Administrator", h.Name, log, ""},
		},
	)
}

// noise is an application that logs without end, so that a small log wraps soon.
func (h *Host) noise(from, to Instant, every time.Duration) {
	for t := from; t < to; t = t.Add(every) {
		h.at(t, func() {
			h.write(Record{Log: "Application", Source: "Example Agent", ID: 300, Qualifiers: 0x4000, Level: 4,
				Strings: []string{"heartbeat", h.Clock.read(h.now).UTC().Format("15:04:05")}})
		})
	}
}
