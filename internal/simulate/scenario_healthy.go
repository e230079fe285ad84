package simulate

import "time"

var healthy2022 = Scenario{
	Name:  "healthy-2022",
	Title: "Server 2022: Windows Server Backup, three volumes' worth of writers, nothing wrong",
	Host:  "files22",
	build: func() *world {
		h := newHost("FILES22", "example.test", server2022, at(2024, 3, 19, 19, 40, 3), 2022)
		h.Clock.Zone = zoneUTC
		end := at(2024, 3, 19, 21, 30, 0)
		h.live(end, 60*time.Second)
		h.at(at(2024, 3, 19, 19, 58, 30), func() { h.logCleared("Windows PowerShell") })
		h.joinVista()
		h.joinSQL("model", "msdb", "Sales", "Stock")
		h.join(
			&Writer{
				Name:    "Dhcp Jet Writer",
				Class:   classDHCP,
				Level:   levelBack,
				Command: `C:\Windows\system32\svchost.exe -k DHCPServer`,
				ESE:     &ESE{Process: "svchost", Instance: "DHCPServer: "},
			},
		)
		how := map[string]Behaviour{
			"SqlServerWriter": {
				PrepareWork: 300 * time.Millisecond,
				FreezeWork:  220 * time.Millisecond,
				ThawWork:    160 * time.Millisecond,
				PostWork:    700 * time.Millisecond,
			},
			"System Writer":   {FreezeWork: 190 * time.Millisecond, PostWork: 400 * time.Millisecond},
			"Registry Writer": {FreezeWork: 600 * time.Millisecond},
		}
		h.begin(
			SetPlan{
				Start:     at(2024, 3, 19, 21, 0, 0.4),
				Requester: &WindowsBackup{},
				Volumes:   []string{"C:", "D:"},
				Gather:    9 * time.Second,
				Hold:      2400 * time.Millisecond,
				Copy:      140 * time.Second,
				How:       how,
			},
		)
		p := &Polling{
			File:     "writers-before.txt",
			From:     at(2024, 3, 19, 20, 55, 0),
			To:       at(2024, 3, 19, 20, 55, 1),
			Every:    time.Minute,
			Delay:    900 * time.Millisecond,
			Language: english,
			Waiting:  true,
		}
		h.poll(p)
		after := &Polling{
			File:     "writers-after.txt",
			From:     at(2024, 3, 19, 21, 10, 0),
			To:       at(2024, 3, 19, 21, 10, 1),
			Every:    time.Minute,
			Delay:    700 * time.Millisecond,
			Language: english,
			Waiting:  true,
		}
		h.poll(after)
		h.runUntil(end)
		w := &world{host: h, facts: notAffected, factsGiven: hostFacts{systemInfo: true}}
		w.addEVTX("Application.evtx", "Application", EVTXOptions{})
		w.addEVTX("System.evtx", "System", EVTXOptions{})
		w.addEVTX("Security.evtx", "Security", EVTXOptions{})
		w.addEVTX("Microsoft-Windows-Backup.evtx", backupChannel, EVTXOptions{})
		w.addText(p.File, encodeUTF8, p.text.String())
		w.addText(after.File, encodeUTF8, after.text.String())
		w.addText("systeminfo.txt", encodeUTF8, h.systemInfo(h.now, []Hotfix{{ID: "KB5034129"}, {ID: "KB5034439"}}))
		return w
	},
}
