package simulate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Case is one random world: the files of one host and what really happened.
type Case struct {
	Name   string // case-00001; also its folder
	Files  []File
	Truths []Truth
}

// File is one collected file of a case. Name may hold a folder, with slashes.
type File struct {
	Name string
	Data []byte
}

// Cases makes n random worlds and hands them to yield, in order; the first error
// of yield ends it. World i depends on seed and i alone, but for one thing: some
// worlds come as twins, two neighbours that emit the same files although only
// one of them has the fault that the files may suggest.
func Cases(n int, seed uint64, yield func(Case) error) error {
	for i := range n {
		if err := yield(randomCase(n, seed, i)); err != nil {
			return err
		}
	}
	return nil
}

// Random writes n random worlds to dir: a folder per case, and truth.jsonl with
// one line per host, set and writer.
func Random(n int, seed uint64, dir string) error {
	if n < 1 {
		return fmt.Errorf("%d cases: at least one is needed", n)
	}
	return write(dir, func(yield func(Case) error) error { return Cases(n, seed, yield) })
}

// World writes the one of n random worlds whose case has this number, from 1, as Random
// would.
func World(n int, seed uint64, number int, dir string) error {
	return write(dir, func(yield func(Case) error) error { return yield(randomCase(n, seed, number-1)) })
}

func write(dir string, cases func(yield func(Case) error) error) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, "truth.jsonl"))
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	lines := json.NewEncoder(out)
	err = cases(func(c Case) error {
		for _, file := range c.Files {
			path := filepath.Join(dir, c.Name, filepath.FromSlash(file.Name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(path, file.Data, 0o644); err != nil {
				return err
			}
		}
		for _, t := range c.Truths {
			if err := lines.Encode(t); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = out.Flush()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

func caseName(i int) string { return fmt.Sprintf("case-%05d", i+1) }

// twinShare is the part of pairs that are twins.
const twinShare = 0.05

// randomWorldOf makes world i of n, and says which its twin is, -1 for none.
func randomWorldOf(n int, seed uint64, i int) (*world, int) {
	pair := newRandom(seed, uint64(i/2)<<1|1)
	if pair.chance(twinShare) && i/2*2+1 < n {
		return twin(pair, i%2, fmt.Sprintf("TW%06d", i+1)), i ^ 1
	}
	return randomWorld(newRandom(seed, uint64(i)<<1), fmt.Sprintf("H%07d", i+1)), -1
}

func randomCase(n int, seed uint64, i int) Case {
	w, twin := randomWorldOf(n, seed, i)
	c := w.asCase(caseName(i))
	for k := range c.Truths {
		if twin < 0 {
			break
		}
		t := &c.Truths[k]
		t.Twin = caseName(twin)
		if t.Signature != nil {
			t.Provable = false
			t.Missing = append(t.Missing, "a mark that tells this world from its twin")
		}
	}
	return c
}

func (w *world) asCase(name string) Case {
	c := Case{Name: name, Truths: w.host.truths(name, w.facts)}
	for _, f := range w.files {
		c.Files = append(c.Files, File{f.name, f.data})
	}
	w.prove(c.Truths)
	return c
}

// fate is what goes wrong in a random world.
type fate int

const (
	fateNothing fate = iota
	fateMissedThaw
	fateSlowFreeze
	fateLateESE
	fateStuckThaw
	fateHyperV
	fateHoldTimeout
	fateRequesterDies
	fateVeto
	fateNearMiss
	fateFailsPost
)

// weighted returns one of the values, drawn by weight.
func weighted[T any](r random, pairs ...any) T {
	total := 0
	for i := 1; i < len(pairs); i += 2 {
		total += pairs[i].(int)
	}
	at := r.IntN(total)
	for i := 0; ; i += 2 {
		if at -= pairs[i+1].(int); at < 0 {
			return pairs[i].(T)
		}
	}
}

// recipe holds the draws that make one random world.
type recipe struct {
	random
	h     *Host
	w     *world
	base  Instant // about when the first set starts
	end   Instant // when the files are collected
	fate  fate
	hit   int // number of the set that it strikes, from 0
	lang  Language
	facts hostFacts
	// tidy: someone prepared for the fault and collected all that a proof needs.
	// Without such worlds nearly nothing would be provable.
	tidy bool
}

// mess is a draw for something that spoils evidence: it does not happen where
// someone took care.
func (c *recipe) mess(p float64) bool { return c.chance(p) && !c.tidy }

// hostFacts are the texts about the host that get collected.
type hostFacts struct {
	systemInfo bool
	hotfixed   bool   // KB915331 is installed
	listed     bool   // a hotfix list is collected
	version    string // of vssapi.dll, "" if no listing is collected
}

// randomWorld draws one world.
func randomWorld(r random, name string) *world {
	c := &recipe{random: r, tidy: r.chance(0.3)}
	os := weighted[System](r, windowsXP3, 3, server2003RTM, 5, server2003SP1, 46, server2003SP2, 10,
		server2008R2, 7, server2012R2, 8, server2016, 7, server2019, 6, server2022, 8)
	c.facts.hotfixed = os.MissesThaw && os.ServicePack == 1 && r.chance(0.12)
	if c.facts.hotfixed {
		os.MissesThaw = false
	}
	c.base = c.date(os)
	boot := c.base.Add(-r.between(35*time.Minute, 70*time.Minute))
	domain := ""
	if os.Vista && r.chance(0.7) {
		domain = "example.test"
	}
	c.h = newHost(name, domain, os, boot, r.Uint64())
	c.w = &world{host: c.h, facts: c.applicability()}
	c.clock()
	c.lang = english
	if r.chance(0.15) {
		c.lang = pick(r, french, german)
		if r.chance(0.6) {
			c.h.lang = c.lang
		}
	}
	if r.chance(0.3) {
		c.lang.Date = dateISO
	}
	c.fate = weighted[fate](r, fateNothing, 14, fateMissedThaw, 52, fateSlowFreeze, 6, fateLateESE, 6, fateStuckThaw, 8,
		fateHyperV, 3, fateHoldTimeout, 3, fateRequesterDies, 2, fateVeto, 2, fateNearMiss, 2, fateFailsPost, 2)
	c.writers()
	last := c.sets()
	c.end = last.Add(r.between(12*time.Minute, 35*time.Minute))
	c.h.live(c.end, r.between(40*time.Second, 110*time.Second))
	c.restarts()
	c.collect(c.polling())
	return c.w
}

// date draws a time when that Windows was in use. The day is above 12 in every
// zone, so that day and month cannot be mistaken for each other.
func (c *recipe) date(os System) Instant {
	year := 2005 + c.IntN(3)
	if os.Vista {
		year = 2017 + c.IntN(7)
	}
	return at(year, time.Month(1+c.IntN(12)), 14+c.IntN(13), c.IntN(24), c.IntN(60), 0).Add(c.between(0, time.Minute))
}

// applicability is what is really the case at the host.
func (c *recipe) applicability() applicability {
	switch os := c.h.OS; {
	case os.Version != "5.2.3790":
		return notAffected
	case os.MissesThaw:
		return affected
	}
	return fixed
}

func (c *recipe) clock() {
	k := &c.h.Clock
	k.Zone = pick(c.random, zoneGMT, zoneArizona, zoneIndia)
	if c.h.OS.Vista {
		k.Zone = pick(c.random, zoneUTC, zoneTokyo)
	}
	k.Offset = c.between(-3*time.Second, 3*time.Second)
	k.Tick = weighted[time.Duration](c.random, time.Duration(0), 70, 15625*time.Microsecond, 25, time.Second, 5)
	if c.tidy && k.Tick == time.Second {
		k.Tick = 0
	}
	if !c.mess(0.12) {
		return
	}
	step := ClockStep{
		At: c.base.Add(c.between(-5*time.Minute, 6*time.Minute)),
		By: c.between(2*time.Second, 200*time.Second),
	}
	switch c.IntN(4) {
	case 0:
		step.By = -step.By
	case 1:
		step.By = pick(c.random, time.Hour, -time.Hour)
	case 2:
		step.Suspend = true
	}
	k.Steps = append(k.Steps, step)
	if c.chance(0.6) {
		c.h.at(step.At.Add(time.Millisecond), func() { c.h.stepRecord(step) })
	}
}

// stepRecord is what a host logs when its clock jumps.
func (h *Host) stepRecord(step ClockStep) {
	old, now := h.Clock.read(step.At-1).UTC(), h.Clock.read(step.At).UTC()
	const layout = "2006-01-02T15:04:05.0000000Z"
	switch {
	case h.OS.EVT: // id and string as seen on XP; unconfirmed for Server 2003
		h.write(
			Record{
				Log:        "System",
				Source:     "W32Time",
				ID:         52,
				Qualifiers: 0x8000,
				Level:      3,
				Strings:    []string{fmt.Sprint(int(step.By.Seconds()))},
			},
		)
	case step.Suspend:
		h.write(
			Record{
				Log:      "System",
				Source:   "Microsoft-Windows-Power-Troubleshooter",
				GUID:     "{cdc05e28-c449-49c6-b9d2-88cf761644df}",
				ID:       1,
				Level:    4,
				Keywords: 0x8000000000000000,
				PID:      1500,
				TID:      1512,
				SID:      "S-1-5-19",
				Names:    []string{"SleepTime", "WakeTime"},
				Strings:  []string{old.Format(layout), now.Format(layout)},
			},
		)
	default:
		h.write(
			Record{
				Log:      "System",
				Source:   "Microsoft-Windows-Kernel-General",
				GUID:     "{a68ca8b7-004f-d7b6-a698-07e2de0f1f5d}",
				ID:       1,
				Version:  1,
				Level:    4,
				Task:     5,
				Keywords: 0x8000000000000010,
				PID:      4,
				TID:      88,
				SID:      "S-1-5-18",
				Names: []string{
					"NewTime",
					"OldTime",
					"Reason",
				},
				Strings: []string{now.Format(layout), old.Format(layout), "1"},
			},
		)
	}
}
