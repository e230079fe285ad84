package simulate

import "time"

// A system-level writer needs longer than a minute inside its freeze. All that
// froze before it wait for it, and each times out a minute after its own freeze:
// the cause is one writer, the victims are many.
var freezeTimeout2016 = Scenario{
	Name:  "freeze-timeout-2016",
	Title: "Server 2016: a writer is slow in freeze, SqlServerWriter times out before any thaw",
	Host:  "erp16", Signature: sigFreezeTimeout, Verdict: "confirmed", Applicability: "not_applicable",
	build: func() *world {
		h := newHost("ERP16", "example.test", server2016, at(2023, 5, 23, 18, 40, 20), 2016)
		h.Clock.Zone = zoneUTC
		end := at(2023, 5, 23, 20, 30, 0)
		h.live(end, 70*time.Second)
		h.joinVista()
		sql := h.joinSQL("model", "msdb", "Ledger")
		sql.InstanceName = "Microsoft SQL Server 2016:SQLWriter"
		h.join(
			&Writer{
				Name:    "Dhcp Jet Writer",
				Class:   classDHCP,
				Level:   levelBack,
				Command: `C:\Windows\system32\svchost.exe -k DHCPServer`,
				ESE:     &ESE{Process: "svchost", Instance: "DHCPServer: "},
			},
		)
		h.join(
			&Writer{
				Name:    "FSRM Writer",
				Class:   classFSRM,
				Level:   levelSystem,
				Command: `C:\Windows\system32\svchost.exe -k srmsvcs`,
			},
		)
		h.begin(
			SetPlan{
				Start:     at(2023, 5, 23, 20, 0, 1.3),
				Requester: &WindowsBackup{},
				Volumes:   []string{"C:", "D:"},
				Gather:    secs(11.2),
				Hold:      1300 * time.Millisecond,
				Copy:      45 * time.Second,
				How: map[string]Behaviour{
					"SqlServerWriter": {PrepareWork: 500 * time.Millisecond, FreezeWork: 400 * time.Millisecond},
					"System Writer":   {FreezeWork: 300 * time.Millisecond},
					"FSRM Writer":     {FreezeWork: secs(71.4)},
				},
			},
		)
		h.runUntil(end)
		w := &world{host: h, facts: notAffected, factsGiven: hostFacts{systemInfo: true}}
		w.addEVTX("Application.evtx", "Application", EVTXOptions{})
		w.addEVTX("System.evtx", "System", EVTXOptions{})
		w.addText("systeminfo.txt", encodeUTF8, h.systemInfo(h.now, []Hotfix{{ID: "KB5026363"}}))
		return w
	},
}
