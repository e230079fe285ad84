package simulate

import "time"

// The shape of KB 2996928 and KB 4460135: the thaw is delivered, the registry
// writer deadlocks inside it, and its watchdog ends the deadlock a minute after
// the freeze.
var stuckInThaw2012R2 = Scenario{
	Name:  "stuck-in-thaw-2012r2",
	Title: "Server 2012 R2: Registry Writer deadlocks inside its thaw until the time-out (KB 2996928, KB 4460135)",
	Host:  "app12r2", Signature: sigStuckInThaw, Verdict: "confirmed", Applicability: "not_applicable",
	build: func() *world {
		h := newHost("APP12R2", "example.test", server2012R2, at(2015, 9, 15, 22, 35, 41), 2012)
		h.Clock.Zone = zoneUTC
		end := at(2015, 9, 16, 0, 30, 0)
		h.live(end, 70*time.Second)
		h.joinVista()
		sql := h.joinSQL("model", "msdb", "Web")
		sql.InstanceName = "Microsoft SQL Server 2012:SQLWriter"
		// The thaw deadlock breaks when the time-out has hit.
		h.begin(
			SetPlan{
				Start:     at(2015, 9, 16, 0, 0, 1.1),
				Requester: &WindowsBackup{},
				Volumes:   []string{"C:"},
				Gather:    secs(9.4),
				Hold:      2700 * time.Millisecond,
				Copy:      40 * time.Second,
				How: map[string]Behaviour{
					"SqlServerWriter": {
						PrepareWork: 300 * time.Millisecond,
						FreezeWork:  300 * time.Millisecond,
						ThawWork:    200 * time.Millisecond,
					},
					"Registry Writer": {FreezeWork: 500 * time.Millisecond, ThawWork: secs(57.9)},
				},
			},
		)
		p := &Polling{
			File:     "writers.txt",
			From:     at(2015, 9, 15, 23, 59, 30.2),
			To:       at(2015, 9, 16, 0, 3, 0),
			Every:    2 * time.Second,
			Delay:    140 * time.Millisecond,
			Jitter:   150 * time.Millisecond,
			Language: english,
		}
		p.Language.Date = dateISO
		h.poll(p)
		h.runUntil(end)
		w := &world{host: h, facts: notAffected, polling: p, factsGiven: hostFacts{systemInfo: true}}
		w.addEVTX("Application.evtx", "Application", EVTXOptions{})
		w.addEVTX("System.evtx", "System", EVTXOptions{})
		w.addText(p.File, encodeUTF16, p.text.String())
		w.addText("systeminfo.txt", encodeUTF8, h.systemInfo(h.now, []Hotfix{{ID: "KB2919355"}, {ID: "KB3000850"}}))
		return w
	},
}
