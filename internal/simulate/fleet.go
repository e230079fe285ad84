package simulate

import (
	"fmt"
	"path/filepath"
	"time"
)

// Fleet lets hosts hosts run a backup on each of nights nights of one year, and
// writes a folder per host to dir, as an operator collects them: event logs, the
// backup's reports, what systeminfo says, and, where a night failed, the writers polled in that night.
// About one night in twelve goes wrong on some host or other. The bytes are the
// same every time.
func Fleet(hosts, nights int, seed uint64, dir string) error {
	if hosts < 1 || nights < 1 {
		return fmt.Errorf("%d hosts, %d nights: at least one of each is needed", hosts, nights)
	}
	for i := range hosts {
		w := fleetHost(newRandom(seed, uint64(i)), fmt.Sprintf("SRV%04d", i+1), nights)
		if err := w.write(filepath.Join(dir, fmt.Sprintf("srv%04d", i+1))); err != nil {
			return err
		}
	}
	return nil
}

// fleetHost is one host with its nights.
func fleetHost(r random, name string, nights int) *world {
	c := &recipe{random: r, tidy: true, lang: english}
	system := weighted[System](r,
		server2003SP1, 2,
		server2008R2, 2,
		server2012R2, 4,
		server2016, 5,
		server2019, 5,
		server2022, 4,
	)
	first := at(2019, time.March, 13, 1, 30, 0)
	if !system.Vista {
		first = at(2006, time.November, 13, 1, 30, 0)
	}
	boot := first.Add(-r.between(2*time.Hour, 20*time.Hour))
	c.base = first
	c.h = newHost(name, "example.test", system, boot, r.Uint64())
	c.h.Clock.Zone = zoneUTC
	if !system.Vista {
		c.h.Clock.Zone = zoneGMT
	}
	c.w = &world{host: c.h, facts: c.applicability()}
	c.writers()
	if len(c.taking(true)) == 0 {
		c.databaseEngine() // a set without any mark is not to be seen
	}
	polls := c.nights(first, nights)
	c.end = first.Add(time.Duration(nights)*24*time.Hour - 12*time.Hour)
	c.h.live(c.end, 40*time.Minute)
	c.h.runUntil(c.end)
	for _, log := range []string{"Application", "System"} {
		c.collectLog(log, false)
	}
	if len(c.h.log(backupChannel).Records) > 0 {
		c.collectLog(backupChannel, false)
	}
	for _, p := range polls {
		c.w.addText(p.File, encodeUTF8, p.text.String())
	}
	c.collectReports()
	c.collectFacts()
	return c.w
}

// nights begins the sets and returns the listings of the nights that go wrong.
func (c *recipe) nights(first Instant, nights int) []*Polling {
	var polls []*Polling
	for night := range nights {
		c.fate = weighted[fate](c.random,
			fateNothing, 48,
			fateMissedThaw, 1,
			fateSlowFreeze, 1,
			fateStuckThaw, 1,
			fateHyperV, 1,
			fateHoldTimeout, 1,
		)
		if c.h.OS.MissesThaw && c.chance(0.1) {
			c.fate = fateMissedThaw
		}
		plan := SetPlan{
			Start:     first.Add(time.Duration(night)*24*time.Hour + c.between(0, 20*time.Minute)),
			Requester: c.ownBackup(),
			Volumes:   []string{"C:", "D:"},
			Gather:    c.between(3*time.Second, 18*time.Second),
			Hold:      c.between(800*time.Millisecond, 6*time.Second),
			Copy:      c.between(15*time.Second, 200*time.Second),
			How:       map[string]Behaviour{},
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
		c.strike(&plan)
		c.h.begin(plan)
		if c.fate == fateNothing {
			continue
		}
		p := &Polling{
			File:     fmt.Sprintf("writers-night%02d.txt", night+1),
			From:     plan.Start.Add(-10 * time.Second),
			To:       plan.Start.Add(110 * time.Second),
			Every:    2 * time.Second,
			Delay:    150 * time.Millisecond,
			Language: english,
		}
		c.h.poll(p)
		polls = append(polls, p)
	}
	return polls
}

// ownBackup is the backup that comes with the Windows: it leaves traces of every night.
func (c *recipe) ownBackup() Requester {
	if c.h.OS.EVT {
		return &NTBackup{Job: "Job"}
	}
	return &WindowsBackup{}
}
