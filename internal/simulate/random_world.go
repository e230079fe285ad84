package simulate

import (
	"fmt"
	"time"
)

// writers draws who takes part.
func (c *recipe) writers() {
	h := c.h
	if h.OS.Vista {
		h.joinVista()
	} else {
		h.join2003()
		if c.mess(0.2) {
			w := h.join(&Writer{Name: "MSDEWriter", Class: classMSDE, NeverJoins: true,
				Command: `C:\WINDOWS\system32\vssvc.exe`})
			if c.chance(0.3) { // SQL Server 2000: the built-in writer freezes it
				w.NeverJoins, w.Level = false, levelBack
				w.SQL = &SQLServer{Databases: []string{"model", "msdb", "Payroll"}}
			}
		}
	}
	if c.chance(0.7) {
		n := 1 + c.IntN(4)
		if c.chance(0.1) {
			n = 12 + c.IntN(20)
		}
		var databases []string
		for i := range n {
			databases = append(databases, fmt.Sprintf("db%02d", i+1))
		}
		w := h.joinSQL(databases...)
		if c.chance(0.15) {
			w.SQL.Instance = "REPORTS"
		}
		w.SQL.quick = c.between(3*time.Millisecond, 60*time.Millisecond)
	}
	if c.chance(0.35) || c.fate == fateLateESE {
		c.databaseEngine()
	}
	if c.chance(0.08) {
		h.join(
			&Writer{Name: "Microsoft Exchange Writer", Class: classExchange, Level: levelBack, Limit: 20 * time.Second,
				Command: `C:\Program Files\Exchsrvr\bin\store.exe`, Exchange: true, ESE: &ESE{Process: "Information " +
					"Store", Source: "ESE", Instance: "First Storage Group: "}},
		)
	}
	if c.chance(0.12) {
		h.join(&Writer{Name: "Acme Document Writer", Class: "{0a5e3c11-9a53-4e09-8fbe-6a1c8d4f2b77}", Level: levelFront,
			Limit: c.between(20*time.Second, 150*time.Second), Command: `C:\Acme\docstore.exe`})
	}
}

// databaseEngine adds a writer whose engine logs its freezes.
func (c *recipe) databaseEngine() {
	limit := 70 * time.Second
	if c.fate == fateLateESE || c.chance(0.3) {
		limit = 20 * time.Second
	}
	system32 := `C:\Windows\system32\`
	switch c.IntN(3) {
	case 0:
		c.h.join(&Writer{Name: "NTDS", Class: classNTDS, Level: levelBack, Command: system32 + "lsass.exe",
			ESE: &ESE{Process: "lsass", Limit: limit, sessions: c.IntN(9)}})
	case 1:
		c.h.join(
			&Writer{
				Name:    "Dhcp Jet Writer",
				Class:   classDHCP,
				Level:   levelBack,
				Command: system32 + "svchost.exe -k DHCPServer",
				ESE:     &ESE{Process: "svchost", Instance: "DHCPServer: ", Limit: limit, sessions: c.IntN(9)},
			},
		)
	default:
		c.h.join(
			&Writer{
				Name:    "Certificate Authority",
				Class:   classCertificate,
				Level:   levelBack,
				Command: system32 + "certsrv.exe",
				ESE:     &ESE{Process: "certsrv", Instance: "CertSrv: ", Limit: limit, sessions: c.IntN(9)},
			},
		)
	}
}

// taking returns the writers that take part in sets; marked narrows it down to
// those that log marks of their own.
func (c *recipe) taking(marked bool) []*Writer {
	var out []*Writer
	for _, w := range c.h.writers {
		if !w.NeverJoins && (!marked || w.SQL != nil || w.ESE != nil) {
			out = append(out, w)
		}
	}
	return out
}

// victim draws the writer that fate strikes: mostly one that logs marks.
func (c *recipe) victim() *Writer {
	if own := c.taking(true); len(own) > 0 && c.chance(0.85) {
		return pick(c.random, own...)
	}
	return pick(c.random, c.taking(false)...)
}

// sets draws one to three sets and returns when the last should be over.
func (c *recipe) sets() Instant {
	n := weighted[int](c.random, 1, 65, 2, 26, 3, 9)
	if c.tidy && c.chance(0.8) {
		n = 1
	}
	c.hit = c.IntN(n)
	start := c.base
	for i := range n {
		plan := SetPlan{
			Start:     start,
			Requester: c.requester(),
			Volumes:   pick(c.random, []string{"C:"}, []string{"D:"}, []string{"C:", "D:"}),
			Gather:    c.between(3*time.Second, 18*time.Second),
			Hold:      c.between(800*time.Millisecond, 6*time.Second),
			Copy: c.between(
				15*time.Second,
				200*time.Second,
			),
			NoComplete: c.chance(0.05),
			ThawWaits:  c.chance(0.5),
			How:        map[string]Behaviour{},
		}
		for _, w := range c.taking(false) {
			plan.How[w.Name] = Behaviour{
				PrepareWork: c.between(0, 600*time.Millisecond),
				FreezeWork:  c.between(5*time.Millisecond, 900*time.Millisecond),
				ThawWork: c.between(
					5*time.Millisecond,
					300*time.Millisecond,
				),
				PostWork: c.between(5*time.Millisecond, 800*time.Millisecond),
			}
		}
		if i == c.hit || c.chance(0.15) {
			c.strike(&plan)
		}
		c.h.begin(plan)
		start = start.Add(
			weighted[time.Duration](c.random, 40*time.Second, 40, c.between(20*time.Second, 100*time.Second), 20,
				c.between(150*time.Second, 300*time.Second), 20, c.between(8*time.Minute, 12*time.Minute), 20),
		)
	}
	return start.Add(4 * time.Minute)
}

func (c *recipe) requester() Requester {
	agent := &Agent{Name: pick(c.random, "AcmeBackup", "Example Agent")}
	if c.chance(0.3) {
		return agent
	}
	if c.h.OS.EVT {
		return &NTBackup{Job: "Job"}
	}
	return &WindowsBackup{}
}

// strike makes fate come true in one set.
func (c *recipe) strike(plan *SetPlan) {
	w := c.victim()
	how := plan.How[w.Name]
	switch c.fate {
	case fateMissedThaw:
		if !c.h.OS.MissesThaw && !c.chance(0.35) {
			return // nothing happens on a sound host
		}
		if !c.h.OS.MissesThaw {
			w.OwnRuntime = true
		}
		how.ThreadDelay = plan.Hold + c.between(500*time.Millisecond, 9*time.Second)
		if c.chance(0.1) {
			how.ThreadDelay = c.between(13*time.Second, 40*time.Second)
		}
		if c.chance(0.75) {
			plan.Copy = c.between(75*time.Second, 150*time.Second) // BackupComplete after the time-out
		}
	case fateSlowFreeze:
		system := c.systemWriter()
		slow := plan.How[system.Name]
		slow.FreezeWork = c.between(58*time.Second, 110*time.Second)
		plan.How[system.Name] = slow
		return
	case fateLateESE:
		system := c.systemWriter()
		slow := plan.How[system.Name]
		slow.FreezeWork = c.between(18*time.Second, 45*time.Second)
		plan.How[system.Name] = slow
		return
	case fateStuckThaw:
		how.ThawWork = c.between(50*time.Second, 90*time.Second)
		how.MarksFirst = c.chance(0.4)
		if c.chance(0.2) {
			how.FreezeWork = 0
		}
	case fateHyperV:
		plan.Requester = HyperVGuest{}
		plan.AbortAfterThaw = c.between(700*time.Millisecond, 6*time.Second)
	case fateHoldTimeout:
		plan.Hold = c.between(11*time.Second, 30*time.Second)
	case fateRequesterDies:
		plan.DiesAfterFreeze = c.between(200*time.Millisecond, 40*time.Second)
	case fateVeto:
		how.Veto = true
	case fateNearMiss:
		plan.How[c.systemWriter().Name] = Behaviour{FreezeWork: c.between(44*time.Second, 54*time.Second)}
	case fateFailsPost:
		how.FailsPost = true
	}
	plan.How[w.Name] = how
}

// systemWriter draws a writer that freezes last, so that the others wait for it.
func (c *recipe) systemWriter() *Writer {
	var out []*Writer
	for _, w := range c.taking(false) {
		if w.Level == levelSystem {
			out = append(out, w)
		}
	}
	return pick(c.random, out...)
}

// restarts gives a writer's process a new life now and then.
func (c *recipe) restarts() {
	if !c.mess(0.07) {
		return
	}
	w := c.victim()
	c.h.at(c.base.Add(c.between(-time.Minute, 4*time.Minute)), w.restart)
}

// polling draws how the writers were listed, nil for not at all.
func (c *recipe) polling() *Polling {
	set := c.h.sets[c.hit]
	p := &Polling{File: "writers.txt", From: set.plan.Start.Add(-c.between(8*time.Second, 40*time.Second)),
		To:    set.plan.Start.Add(set.plan.Gather + c.between(84*time.Second, 125*time.Second)),
		Delay: c.between(60*time.Millisecond, 300*time.Millisecond), Jitter: c.between(0, 400*time.Millisecond),
		Language: c.lang, NoStamp: c.chance(0.03), Waiting: c.chance(0.2), Frozen: c.chance(0.02),
		Blind:    c.h.OS.Vista && c.chance(0.5),
		encoding: pick(c.random, encodeUTF8, encodeUTF16, encodeUTF8, encodeCP850)}
	draw := c.IntN(20)
	if c.tidy {
		draw, p.NoStamp, p.Frozen = 19, false, false
	}
	switch draw {
	case 0, 1, 2:
		return nil
	case 3, 4:
		p.From = set.plan.Start.Add(set.plan.Gather + c.between(40*time.Second, 200*time.Second))
		p.To = p.From.Add(time.Millisecond)
		p.Every = time.Hour
	case 5, 6, 7, 8:
		p.Every = c.between(4*time.Second, 15*time.Second)
	default:
		p.Every = c.between(900*time.Millisecond, 2500*time.Millisecond)
		if c.chance(0.05) {
			p.Delay = c.between(time.Second, 6*time.Second) // vssadmin blocks
		}
	}
	c.h.poll(p)
	return p
}
