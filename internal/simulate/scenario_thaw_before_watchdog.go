package simulate

import "time"

// The headline fault (KB 915331) three times: provable; on a host that lists the
// hotfix; and with listings too far apart for a proof.

var thawBeforeWatchdog2003 = Scenario{
	Name:  "thaw-before-watchdog-2003",
	Title: "Server 2003 SP1: SqlServerWriter is thawed before its watchdog thread waits (KB 915331), fully recorded",
	Host:  "sqlprod1", Signature: sigThawBeforeWatchdog, Verdict: "confirmed", Applicability: string(affected),
	build: func() *world {
		h, n, p := sql2003("SQLPROD1", 2*time.Second, 9151)
		w := &world{
			host:       h,
			facts:      affected,
			polling:    p,
			factsGiven: hostFacts{systemInfo: true, version: "5.2.3790.1830"},
		}
		w.addEVT("AppEvent.Evt", "Application", EVTOptions{})
		w.addEVT("SysEvent.Evt", "System", EVTOptions{MaxSize: 64 << 10, Dirty: true})
		w.addText(p.File, encodeUTF8, p.text.String())
		w.addText("backup01.log", encodeUTF16, n.report.String())
		w.addText("systeminfo.txt", encodeUTF8, h.systemInfo(h.now, []Hotfix{{ID: "KB896358"}, {ID: "KB901214"}}))
		w.addText("filever.txt", encodeUTF8, filever(vssFiles("5.2.3790.1830", "srv03_sp1_rtm.050324-1447")))
		return w
	},
}

var thawBeforeWatchdogHotfixed = Scenario{
	Name:  "thaw-before-watchdog-2003-hotfixed",
	Title: "The same marks on a host that lists KB915331: something else that looks like it",
	Host:  "sqlprod2", Signature: sigThawBeforeWatchdog, Verdict: "suspected", Applicability: string(fixed),
	build: func() *world {
		h, n, p := sql2003("SQLPROD2", 2*time.Second, 9152)
		fixes := []Hotfix{
			{"KB896358", "Security Update for Windows Server 2003 (KB896358)", at(2006, 6, 20, 3, 0, 0)},
			{"KB915331", "Hotfix for Windows Server 2003 (KB915331)", at(2006, 10, 20, 3, 0, 0)},
		}
		w := &world{host: h, facts: fixed, polling: p, factsGiven: hostFacts{systemInfo: true, listed: true}}
		w.addEVT("AppEvent.Evt", "Application", EVTOptions{})
		w.addEVT("SysEvent.Evt", "System", EVTOptions{})
		w.addText(p.File, encodeUTF8, p.text.String())
		w.addText("backup01.log", encodeUTF16, n.report.String())
		w.addText("systeminfo.txt", encodeUTF8, h.systemInfo(h.now, fixes))
		w.addText("qfe.txt", encodeUTF16, h.qfe(fixes))
		return w
	},
}

var thawBeforeWatchdogCoarse = Scenario{
	Name:  "thaw-before-watchdog-2003-coarse",
	Title: "The same fault with captures every ten seconds: a full limit after the thaw cannot be proved",
	Host:  "sqlprod3", Signature: sigThawBeforeWatchdog, Verdict: "suspected", Applicability: string(affected),
	build: func() *world {
		h, n, p := sql2003("SQLPROD3", 10*time.Second, 9153)
		w := &world{
			host:       h,
			facts:      affected,
			polling:    p,
			factsGiven: hostFacts{systemInfo: true, version: "5.2.3790.1830"},
		}
		w.addEVT("AppEvent.Evt", "Application", EVTOptions{MaxSize: 64 << 10})
		w.addEVT("SysEvent.Evt", "System", EVTOptions{})
		w.addText(p.File, encodeUTF8, p.text.String())
		w.addText("backup01.log", encodeUTF16, n.report.String())
		w.addText("systeminfo.txt", encodeUTF8, h.systemInfo(h.now, []Hotfix{{ID: "KB896358"}}))
		w.addText(
			"versions.txt",
			encodeUTF16,
			versionTable(`C:\WINDOWS\system32`, vssFiles("5.2.3790.1830", "srv03_sp1_rtm.050324-1447")),
		)
		return w
	},
}

// vssFiles are the VSS binaries of one version.
func vssFiles(version, branch string) []FileVersion {
	day := time.Date(2005, 3, 25, 0, 0, 0, 0, time.UTC)
	return []FileVersion{
		{"vssapi.dll", version, branch, 560128, day},
		{"vssvc.exe", version, branch, 834560, day},
		{"swprv.dll", version, branch, 274432, day},
	}
}

// sql2003 is a night at a Server 2003 SP1 with SQL Server: freeze at 02:00:00,
// thaw four seconds later, the watchdog thread of SqlServerWriter waits only from
// the eighth second on and fails the writer sixty seconds after that.
func sql2003(name string, every time.Duration, seed uint64) (*Host, *NTBackup, *Polling) {
	os := server2003SP1
	h := newHost(name, "", os, at(2006, 11, 15, 0, 52, 10), seed)
	h.Clock.Zone = zoneGMT
	end := at(2006, 11, 15, 2, 25, 0)
	h.live(end, 80*time.Second)
	h.join2003()
	sql := h.joinSQL("model", "msdb", "Orders")
	sql.Command = `"C:\Program Files\Microsoft SQL Server\90\Shared\sqlwriter.exe"`
	if name == "SQLPROD2" {
		h.OS.MissesThaw = false // the hotfix is in, but this process loaded a library of its own
		sql.OwnRuntime = true
	}
	n := &NTBackup{Job: "Nightly"}
	h.begin(
		SetPlan{
			Start:     at(2006, 11, 15, 1, 59, 46.2),
			Requester: n,
			Volumes:   []string{"D:"},
			Gather:    13800 * time.Millisecond,
			Hold:      3100 * time.Millisecond,
			Copy:      95 * time.Second,
			How: map[string]Behaviour{
				"SqlServerWriter": {
					PrepareWork: 400 * time.Millisecond,
					FreezeWork:  350 * time.Millisecond,
					ThawWork:    180 * time.Millisecond,
					PostWork:    500 * time.Millisecond,
					ThreadDelay: secs(8.2),
				},
				"System Writer": {FreezeWork: 240 * time.Millisecond, PostWork: 300 * time.Millisecond},
			},
		},
	)
	p := &Polling{
		File:     "writers.txt",
		From:     at(2006, 11, 15, 1, 58, 30.07),
		To:       at(2006, 11, 15, 2, 3, 30),
		Every:    every,
		Delay:    130 * time.Millisecond,
		Jitter:   200 * time.Millisecond,
		Language: english,
	}
	h.poll(p)
	h.runUntil(end)
	return h, n, p
}
