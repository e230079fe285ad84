package simulate

import "time"

// The fault of thaw-before-watchdog-2003 as it is mostly found: nobody listed the
// writers, and the Application log was full and began anew after the thaw.
var sparse2003 = Scenario{
	Name:  "sparse-2003",
	Title: "Server 2003 SP1: ntbackup reports 0x800423f2, the marks of freeze and thaw are overwritten",
	Host:  "sqlold1", Signature: sigThawBeforeWatchdog, Verdict: "cannot_tell", Applicability: string(affected),
	build: func() *world {
		h := newHost("SQLOLD1", "", server2003SP1, at(2006, 11, 21, 0, 50, 7), 9154)
		h.Clock.Zone = zoneGMT
		end := at(2006, 11, 21, 2, 25, 0)
		h.live(end, 80*time.Second)
		h.noise(at(2006, 11, 21, 1, 50, 0), end, 1500*time.Millisecond)
		h.join2003()
		h.joinSQL("model", "msdb", "Archive")
		n := &NTBackup{Job: "Weekly"}
		h.begin(SetPlan{Start: at(2006, 11, 21, 1, 59, 46.2), Requester: n, Volumes: []string{"D:"}, Gather: secs(13.9),
			Hold: 3300 * time.Millisecond, Copy: 1010 * time.Second,
			How: map[string]Behaviour{
				"SqlServerWriter": {
					FreezeWork:  350 * time.Millisecond,
					ThawWork:    150 * time.Millisecond,
					ThreadDelay: secs(7.4),
				},
			}})
		h.runUntil(end)
		w := &world{host: h, facts: affected, factsGiven: hostFacts{systemInfo: true}}
		w.addEVT("AppEvent.Evt", "Application", EVTOptions{MaxSize: 64 << 10})
		w.addEVT("SysEvent.Evt", "System", EVTOptions{})
		w.addText("backup03.log", encodeUTF16, n.report.String())
		w.addText("systeminfo.txt", encodeUTF8, h.systemInfo(h.now, []Hotfix{{ID: "KB896358"}}))
		w.addText("filever.txt", encodeUTF8, filever(vssFiles("5.2.3790.1830", "srv03_sp1_rtm.050324-1447")))
		return w
	},
}
