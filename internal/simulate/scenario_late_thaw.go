package simulate

import "time"

// The shape of KB 826936: the database engine of Active Directory gives up after
// its own twenty seconds, the thaw comes later and is refused with -2402.
var lateThawNTDS2003 = Scenario{
	Name:  "late-thaw-ntds-2003",
	Title: "Server 2003 domain controller: thaw comes after the database engine's own 20 seconds (KB 826936)",
	Host:  "dc03", Signature: sigLateThaw, Verdict: "confirmed", Applicability: "not_applicable",
	build: func() *world {
		h := newHost("DC03", "", server2003RTM, at(2004, 6, 22, 21, 48, 0), 826936)
		h.Clock.Zone = zoneGMT
		end := at(2004, 6, 22, 23, 30, 0)
		h.live(end, 80*time.Second)
		h.join2003()
		h.join(
			&Writer{Name: "MSDEWriter", Class: classMSDE, NeverJoins: true, Command: `C:\WINDOWS\system32\vssvc.exe`},
		)
		h.join(&Writer{Name: "FRS Writer", Class: classFRS, Level: levelBack, Command: `C:\WINDOWS\system32\ntfrs.exe`})
		h.join(&Writer{Name: "NTDS", Class: classNTDS, Level: levelBack, Command: `C:\WINDOWS\system32\lsass.exe`,
			ESE: &ESE{Process: "lsass", Limit: 20 * time.Second, sessions: 5}})
		n := &NTBackup{Job: "System state"}
		h.begin(SetPlan{Start: at(2004, 6, 22, 23, 0, 0.5), Requester: n, Volumes: []string{"C:"}, Gather: secs(15.1),
			Hold: 2200 * time.Millisecond, Copy: 75 * time.Second,
			How: map[string]Behaviour{"COM+ REGDB Writer": {FreezeWork: secs(23.4)}}})
		p := &Polling{
			File:     "writers.txt",
			From:     at(2004, 6, 22, 22, 59, 30.4),
			To:       at(2004, 6, 22, 23, 2, 30),
			Every:    5 * time.Second,
			Delay:    150 * time.Millisecond,
			Jitter:   300 * time.Millisecond,
			Language: english,
		}
		h.poll(p)
		h.runUntil(end)
		w := &world{host: h, facts: affected, polling: p, factsGiven: hostFacts{systemInfo: true, listed: true}}
		w.addEVT("AppEvent.Evt", "Application", EVTOptions{})
		w.addEVT("SysEvent.Evt", "System", EVTOptions{})
		w.addText(p.File, encodeUTF8, p.text.String())
		w.addText("backup02.log", encodeUTF16, n.report.String())
		w.addText("systeminfo.txt", encodeUTF8, h.systemInfo(h.now, []Hotfix{{ID: "Q147222"}}))
		return w
	},
}
