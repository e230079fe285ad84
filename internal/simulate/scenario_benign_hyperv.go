package simulate

import "time"

// KB 2952783: a Hyper-V host backs the guest up, has what it needs when the
// writers are thawed, and aborts. Every writer that took part shows [9] with no
// error; the backup is good.
var benignHyperV2003 = Scenario{
	Name:  "benign-hyperv-2003",
	Title: "Server 2003 as a Hyper-V guest: the host's backup aborts after the thaw, all is well (KB 2952783)",
	Host:  "guest03", Signature: sigBenignHyperV, Verdict: "confirmed", Applicability: "not_applicable",
	build: func() *world {
		h := newHost("GUEST03", "", server2003SP2, at(2011, 2, 23, 3, 50, 30), 2952783)
		h.Clock.Zone = zoneGMT
		end := at(2011, 2, 23, 5, 20, 0)
		h.live(end, 80*time.Second)
		h.join2003()
		h.join(
			&Writer{Name: "MSDEWriter", Class: classMSDE, NeverJoins: true, Command: `C:\WINDOWS\system32\vssvc.exe`},
		)
		h.join(
			&Writer{
				Name:    "Dhcp Jet Writer",
				Class:   classDHCP,
				Level:   levelBack,
				Command: `C:\WINDOWS\system32\svchost.exe -k DHCPServer`,
				ESE:     &ESE{Process: "svchost", Instance: "DHCPServer: ", sessions: 2},
			},
		)
		h.begin(
			SetPlan{
				Start:          at(2011, 2, 23, 4, 45, 2.4),
				Requester:      HyperVGuest{},
				Volumes:        []string{"C:", "D:"},
				Gather:         secs(6.3),
				Hold:           2900 * time.Millisecond,
				AbortAfterThaw: secs(2.6),
			},
		)
		p := &Polling{
			File:     "writers.txt",
			From:     at(2011, 2, 23, 4, 44, 40.15),
			To:       at(2011, 2, 23, 4, 46, 40),
			Every:    2 * time.Second,
			Delay:    120 * time.Millisecond,
			Jitter:   150 * time.Millisecond,
			Language: english,
		}
		h.poll(p)
		h.runUntil(end)
		w := &world{host: h, facts: fixed, polling: p, factsGiven: hostFacts{systemInfo: true, listed: true}}
		w.addEVT("AppEvent.Evt", "Application", EVTOptions{})
		w.addEVT("SysEvent.Evt", "System", EVTOptions{})
		w.addText(p.File, encodeUTF8, p.text.String())
		w.addText("systeminfo.txt", encodeUTF8, h.systemInfo(h.now, []Hotfix{{ID: "KB914961"}}))
		return w
	},
}
