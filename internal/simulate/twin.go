package simulate

import "time"

// twin makes one of two worlds that emit the same files, but for the name of the
// host: member 0 has the fault, member 1 what looks like it. The draws are the
// same for both; only what nobody records differs.
func twin(r random, member int, name string) *world {
	kind := r.IntN(3)
	c := &recipe{random: r, lang: english}
	os := server2003SP1
	if kind == 2 {
		os = pick(r, server2003SP1, server2003SP2, server2012R2)
	}
	c.base = c.date(os)
	c.h = newHost(name, "", os, c.base.Add(-50*time.Minute), r.Uint64())
	c.h.Clock.Zone = zoneGMT
	if os.Vista {
		c.h.Clock.Zone = zoneUTC
	}
	c.w = &world{host: c.h, facts: c.applicability()}
	if os.Vista {
		c.h.joinVista()
	} else {
		c.h.join2003()
	}
	c.h.joinSQL("model", "msdb", "Orders")
	plan := SetPlan{
		Start:     c.base,
		Requester: &Agent{Name: "AcmeBackup", Terse: true},
		Volumes:   []string{"D:"},
		Gather:    c.between(5*time.Second, 12*time.Second),
		Hold: c.between(
			1500*time.Millisecond,
			4*time.Second,
		),
		CompleteAt: c.base.Add(c.between(140*time.Second, 170*time.Second)),
		How:        map[string]Behaviour{},
	}
	for _, w := range c.taking(false) {
		plan.How[w.Name] = Behaviour{
			FreezeWork: c.between(20*time.Millisecond, 300*time.Millisecond),
			PostWork:   50 * time.Millisecond,
		}
	}
	delay := plan.Hold + c.between(2*time.Second, 7*time.Second)
	from := c.base.Add(c.between(90*time.Second, 100*time.Second))
	every := c.between(4*time.Second, 9*time.Second)
	switch kind {
	case 0, 1:
		// The application is thawed and says so. Then either the watchdog of KB
		// 915331 starts late, or something else hangs in the same callback until
		// a sound watchdog ends it. Nobody listed the writers until it was over.
		how := plan.How["SqlServerWriter"]
		if member == 0 {
			how.ThreadDelay = delay
		} else {
			how.ThawWork, how.MarksFirst = 61*time.Second, true
		}
		plan.How["SqlServerWriter"] = how
	case 2:
		// Either the system's writers are slow in their freeze, or they hang in
		// their thaw and those behind them are not reached: all end in [9].
		plan.ThawWaits = true
		for _, w := range c.taking(false) {
			if how := plan.How[w.Name]; w.Level == levelSystem {
				if member == 0 {
					how.FreezeWork = 63 * time.Second
				} else {
					how.ThawWork = 61 * time.Second
				}
				plan.How[w.Name] = how
			}
		}
	}
	c.h.begin(plan)
	end := c.base.Add(25 * time.Minute)
	c.h.live(end, 70*time.Second)
	p := &Polling{
		File:     "writers.txt",
		From:     from,
		To:       from.Add(time.Millisecond),
		Every:    every,
		Delay:    150 * time.Millisecond,
		Language: english,
	}
	if kind == 1 {
		p.From, p.To = from, from.Add(20*time.Second)
	}
	c.h.poll(p)
	c.h.runUntil(end)
	c.w.polling = p
	if kind != 2 {
		c.w.addEVT("AppEvent.Evt", "Application", EVTOptions{})
	}
	// What tells the two apart in kind 2 is in the Application log: it is lost.
	if os.EVT {
		c.w.addEVT("SysEvent.Evt", "System", EVTOptions{})
	} else {
		c.w.addEVTX("System.evtx", "System", EVTXOptions{})
	}
	c.w.addText(p.File, encodeUTF8, p.text.String())
	c.w.addText("agent1.log", encodeUTF8, plan.Requester.(*Agent).report.String())
	c.w.addText("systeminfo.txt", encodeUTF8, c.h.systemInfo(c.h.now, []Hotfix{{ID: "KB896358"}}))
	c.w.addText("filever.txt", encodeUTF8, filever(vssFiles("5.2.3790.1830", "srv03_sp1_rtm.050324-1447")))
	c.w.factsGiven = hostFacts{systemInfo: true, version: "5.2.3790.1830"}
	return c.w
}
