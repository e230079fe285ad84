package simulate

import (
	"fmt"
	"time"
)

// collect lets the world run to its end and collects files, in the condition in
// which such files are found.
func (c *recipe) collect(p *Polling) {
	h, w := c.h, c.w
	wrap := c.mess(0.09)
	if wrap {
		h.noise(c.base.Add(-10*time.Minute), c.end, c.between(400*time.Millisecond, 2*time.Second))
	}
	h.runUntil(c.end)
	w.polling = p
	if !c.mess(0.06) {
		c.collectLog("Application", wrap)
	}
	if !c.mess(0.06) {
		c.collectLog("System", wrap)
	}
	if h.OS.Vista && c.chance(0.4) {
		c.collectLog("Security", false)
	}
	if h.OS.Vista && len(h.log(backupChannel).Records) > 0 && (c.chance(0.5) || c.tidy) {
		c.collectLog(backupChannel, false)
	}
	if p != nil {
		w.addText(p.File, p.encoding, p.text.String())
	}
	c.collectReports()
	c.collectFacts()
	c.duplicate()
	c.damage()
	if c.chance(0.05) {
		w.add("notes.txt", []byte("Called the vendor.\r\nNo answer yet.\r\n"))
	}
}

// collectLog collects one log: saved, or copied live.
func (c *recipe) collectLog(log string, wrap bool) {
	if c.h.OS.EVT {
		opt := EVTOptions{Dirty: c.chance(0.3)}
		if wrap || c.chance(0.4) {
			opt.MaxSize = 64 << 10 * (1 + c.IntN(2))
		}
		if opt.MaxSize == 0 {
			opt.Dirty = false
		}
		opt.NoEnd = opt.Dirty && c.mess(0.12)
		name := map[string]string{"Application": "AppEvent.Evt", "System": "SysEvent.Evt"}[log]
		c.w.addEVT(name, log, opt)
		c.w.files[len(c.w.files)-1].endless = opt.NoEnd
		return
	}
	opt := EVTXOptions{Dirty: c.chance(0.15)}
	if wrap {
		opt.MaxChunks = 1 + c.IntN(3)
	}
	c.w.addEVTX(log+".evtx", log, opt)
}

// collectReports collects what the requesters wrote.
func (c *recipe) collectReports() {
	for i, run := range c.h.sets {
		switch q := run.plan.Requester.(type) {
		case *NTBackup:
			c.w.addText(fmt.Sprintf("backup%02d.log", i+1), encodeUTF16, q.report.String())
		case *Agent:
			c.w.addText(fmt.Sprintf("agent%d.log", i+1), encodeUTF8, q.report.String())
		}
	}
}

// collectFacts collects the texts about the host.
func (c *recipe) collectFacts() {
	h, w := c.h, c.w
	fixes := []Hotfix{{"KB896358", "Security Update (KB896358)", c.daysAgo(400)}}
	if h.OS.Vista {
		fixes = []Hotfix{{"KB4486129", "Update", c.daysAgo(90)}, {"KB4499728", "Update", c.daysAgo(60)}}
	}
	if c.facts.hotfixed {
		fixes = append(fixes, Hotfix{"KB915331", "Hotfix (KB915331)", c.daysAgo(40)})
	}
	if !c.mess(0.12) {
		c.facts.systemInfo = true
		w.addText("systeminfo.txt", encodeUTF8, h.systemInfo(h.now, fixes))
	}
	if c.chance(0.3) {
		c.facts.listed = true
		w.addText("qfe.txt", encodeUTF16, h.qfe(fixes))
	}
	if h.OS.Version == "5.2.3790" && !c.mess(0.3) {
		version, branch := "5.2.3790.0", "srv03_rtm.030324-2048"
		switch {
		case c.facts.hotfixed:
			version, branch = "5.2.3790.2641", "srv03_sp1_qfe.060217-1550"
		case h.OS.ServicePack == 1:
			version, branch = "5.2.3790.1830", "srv03_sp1_rtm.050324-1447"
		case h.OS.ServicePack == 2:
			version, branch = "5.2.3790.3959", "srv03_sp2_rtm.070216-1710"
		}
		c.facts.version = version
		files := vssFiles(version, branch)
		switch c.IntN(3) {
		case 0:
			w.addText("filever.txt", encodeUTF8, filever(files))
		case 1:
			w.addText("versions.txt", encodeUTF16, versionTable(`C:\WINDOWS\system32`, files))
		default:
			w.addText("versions.txt", encodeUTF8, versionInfo(`C:\WINDOWS\system32`, files))
		}
	}
	w.factsGiven = c.facts
}

// daysAgo is the twentieth of a month, at least that many days before the boot:
// a date that shows which number is the day.
func (c *recipe) daysAgo(days int) Instant {
	t := c.h.Boot.Add(-time.Duration(days) * 24 * time.Hour).UTC()
	return at(t.Year(), t.Month()-1, 20, 12, 0, 0)
}

// duplicate puts a second copy of an event log beside the first.
func (c *recipe) duplicate() {
	if !c.chance(0.06) {
		return
	}
	for _, f := range c.w.files {
		if f.log != nil {
			f.name = "copy/" + f.name
			c.w.files = append(c.w.files, f)
			return
		}
	}
}

// damage spoils one file.
func (c *recipe) damage() {
	if !c.mess(0.08) {
		return
	}
	f := &c.w.files[c.IntN(len(c.w.files))]
	if len(f.data) < 200 {
		return
	}
	f.damaged = true
	data := append([]byte(nil), f.data...)
	at := c.IntN(len(data) - 100)
	switch c.IntN(4) {
	case 0:
		data = data[:at]
	case 1:
		for i := range 64 {
			data[at+i] = 0
		}
	case 2:
		for range 1 + c.IntN(8) {
			data[c.IntN(len(data))] ^= 1 << c.IntN(8)
		}
	case 3:
		data = nil
	}
	f.data = data
}
