package main

import (
	"fmt"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/parse"
	"slices"
)

// What people add to the logs of a host that ran for years: a look at the writers after a
// failure, a backup program's log, services that start and stop.

func record(provider string, at parse.Ticks, line int, fields ...string) *parse.Record {
	r := &parse.Record{Provider: provider, Computer: "CHAIN", Line: int32(line), Stamp: parse.StampNone}
	if at != 0 {
		r.Time, r.Stamp = parse.Exact(at), parse.StampLine
	}
	for i := 0; i < len(fields); i += 2 {
		r.Fields = append(r.Fields, parse.Field{Name: fields[i], Value: parse.StringValue(fields[i+1])})
	}
	return r
}

// listedState is a writer as a line of a listing shows it.
func listedState(at parse.Ticks, line, listing int, name, id, instance, state, code string) *parse.Record {
	r := record(parse.ProviderWriter, at, line, parse.FieldWriterName, name, parse.FieldWriterID, id,
		parse.FieldWriterInstanceID, instance, parse.FieldStateCode, state, parse.FieldHResult, code)
	r.Listing = int32(listing)
	return r
}

// listing is one listing of the writers, in which some are at rest, some failed, some in a
// session. Of restarted writers the instances change. One at time 0 has no time.
func (c *chain) listing(number int, at parse.Ticks) []*parse.Record {
	var all []*parse.Record
	until := c.random.IntN(2) == 0
	for i, name := range []string{"System Writer", "SqlServerWriter", "NTDS", "WMI Writer"} {
		class, _ := vocab.ClassOf("", name)
		state, code := "1", "0x00000000"
		switch c.random.IntN(6) {
		case 0, 1:
			state, code = "9", "0x800423f2"
		case 2:
			state, code = []string{"8", "9", "5", "3"}[c.random.IntN(4)], []string{"0x800423f4", "0x00000000"}[c.random.IntN(2)]
		}
		instance := fmt.Sprintf("{00000000-0000-0000-0000-0000000000%02x}", i*16+c.random.IntN(3)%2)
		r := listedState(at, number*100+i, number, name, class.ID, instance, state, code)
		if until && at != 0 {
			r.Until = parse.Exact(at + 2*parse.Second)
		}
		all = append(all, r)
	}
	return all
}

// soon is some time after a world.
func (c *chain) soon(last parse.Ticks) parse.Ticks {
	waits := []parse.Ticks{parse.Minute, 20 * parse.Minute, 3 * parse.Hour, 9 * parse.Hour, 30 * parse.Hour}
	return last + waits[c.random.IntN(len(waits))] + parse.Ticks(c.random.IntN(100))*parse.Second
}

// onceListed lists the writers once, at the end of the history.
func onceListed(c *chain, n int, last parse.Ticks) {
	if n == 19 {
		c.text("chain/writers.txt", c.listing(1, []parse.Ticks{0, c.soon(last)}[c.random.IntN(2)]))
	}
}

// listedAfter lists the writers after most worlds, in files of their own or in one file.
func listedAfter(c *chain, n int, last parse.Ticks) {
	switch c.random.IntN(9) {
	case 0, 1:
	case 2, 3:
		c.polled = append(c.polled, c.listing(n+1, c.soon(last))...)
	case 4:
		c.polled = append(c.polled, c.listing(n+1, 0)...)
	case 5:
		c.text(fmt.Sprintf("chain/%03d/writers-plain.txt", n), c.listing(1, 0))
	default:
		c.text(fmt.Sprintf("chain/%03d/writers-after.txt", n), c.listing(1, c.soon(last)))
	}
}

// look keeps the last listing that records hold.
func (c *chain) look(records []*parse.Record) {
	for _, r := range records {
		if r.Provider != parse.ProviderWriter {
			continue
		}
		if len(c.latest) > 0 && (c.latest[0].Text(parse.FieldListing) != r.Text(parse.FieldListing)) {
			c.latest = nil
		}
		c.latest = append(c.latest, r)
	}
}

// polledAfter goes on to list the writers of the last listing for hours or days, whatever
// follows. They are at rest, or stay failed; now and then one of them moves, is missing, or
// is another instance.
func polledAfter(c *chain, n int, last parse.Ticks) {
	if len(c.latest) == 0 {
		c.latest = c.listing(1, 1)
	}
	every := []parse.Ticks{2 * parse.Minute, 7 * parse.Minute, 20 * parse.Minute, 50 * parse.Minute}[c.random.IntN(4)]
	rounds := 20 + c.random.IntN(150)
	moves := map[int]bool{rounds / 2: c.random.IntN(2) == 0, c.random.IntN(rounds): c.random.IntN(2) == 0}
	var all []*parse.Record
	failed := c.random.IntN(len(c.latest))
	for round := range rounds {
		at := last + every*parse.Ticks(round+1)
		for i, r := range c.latest {
			state, code, instance := "1", "0x00000000", r.Text(parse.FieldWriterInstanceID)
			if i == failed && n%3 == 0 {
				state, code = "9", "0x800423f2"
			}
			if moves[round] && i == round%len(c.latest) {
				switch c.random.IntN(4) {
				case 0:
					continue
				case 1:
					instance = "{00000000-0000-0000-0000-00000000000f}"
				case 2:
					state, code = "9", "0x800423f4"
				default:
					state = []string{"2", "4", "5"}[c.random.IntN(3)]
				}
			}
			name, id := r.Text(parse.FieldWriterName), r.Text(parse.FieldWriterID)
			listed := listedState(at, round*100+i, round+1, name, id, instance, state, code)
			listed.Until = parse.Exact(at + parse.Second)
			all = append(all, listed)
		}
	}
	c.text(fmt.Sprintf("chain/%03d/writers-polled.txt", n), all)
}

// noisy adds records of services and of trouble that is of no set.
func noisy(c *chain, n int, last parse.Ticks) {
	var all []*parse.Record
	at := last - 2*parse.Hour
	for i := range 12 {
		at += parse.Ticks(c.random.IntN(240)) * parse.Minute
		r := &parse.Record{
			Time:     parse.Exact(at),
			Computer: "CHAIN",
			Level:    4,
			RecordID: uint64(i + 1),
			Offset:   int64(i+1) * 512,
			Channel:  "System",
			Provider: "Service Control Manager",
			EventID:  7036,
		}
		values := []string{
			[]string{"Volume Shadow Copy", "Cryptographic Services", "SQL Server VSS Writer", "Windows Management " +
				"Instrumentation"}[c.random.IntN(4)],
			[]string{"running", "stopped"}[c.random.IntN(2)],
		}
		switch c.random.IntN(4) {
		case 0:
			r.Provider, r.Channel = "VSS", "Application"
			r.EventID = []uint32{8224, 12289, 8194, 8229}[c.random.IntN(4)]
			values = []string{"0x80042316", "text"}
		case 1:
			r.Provider, r.Channel, values = "NTBackup", "Application", nil
			r.EventID = []uint32{8000, 8001, 8018, 8019, 8017}[c.random.IntN(5)]
		}
		for _, v := range values {
			r.Fields = append(r.Fields, parse.Field{Value: parse.StringValue(v)})
		}
		all = append(all, r)
	}
	c.add(
		&pack.Head{
			Source:     fmt.Sprintf("chain/%03d/more.evtx", n),
			Format:     "evtx",
			Confidence: 100,
			Read:       true,
			Records:    int64(len(all)),
		},
		nil,
		all,
	)
	listedAfter(c, n, last)
}

// told adds what backup programs wrote, with no times, with the time of the end alone, or
// with all of it.
func told(c *chain, n int, last parse.Ticks) {
	at := c.soon(last)
	if c.random.IntN(4) == 0 {
		listedAfter(c, n, last)
	}
	kind := c.random.IntN(6)
	if kind > 3 {
		return
	}
	phrases := [][2]string{
		{parse.PhraseSnapshotStart, ""},
		{parse.PhraseBackupStart, ""},
		{parse.PhraseWriterFailed, "0x800423f2"},
		{parse.PhraseWriterState, ""},
		{parse.PhraseSnapshotFailed, "0x800423f2"},
		{parse.PhraseBackupFailed, ""},
		{parse.PhraseCode, "0x80042316"},
		{parse.PhraseBackupEnd, ""},
	}
	var all []*parse.Record
	for i, p := range phrases {
		if c.random.IntN(3) == 0 {
			continue
		}
		r := record(
			parse.ProviderRequester,
			0,
			i+1,
			parse.FieldTool,
			"ntbackup",
			parse.FieldPhrase,
			p[0],
			parse.FieldHResult,
			p[1],
		)
		switch stamped := p[0] == parse.PhraseBackupStart || p[0] == parse.PhraseBackupEnd; {
		case kind == 0 && n < 11 && c.random.IntN(3) > 0: // no time at all
			continue
		case kind == 1 && c.random.IntN(2) == 0: // some, and none behind the last
			r.Time, r.Stamp = parse.Exact(at+parse.Ticks(i)*parse.Minute), parse.StampRecord
		case kind > 1:
			r.Time, r.Stamp = parse.Exact(at+parse.Ticks(min(i/2*2+1, 7))*parse.Minute), parse.StampLine
			if stamped {
				r.Stamp = parse.StampRecord
			}
		}
		r.Fields = slices.DeleteFunc(r.Fields, func(f parse.Field) bool { return f.Value.String() == "" })
		all = append(all, r)
	}
	if len(all) > 0 {
		c.text(fmt.Sprintf("chain/%03d/backup%02d.log", n, n), all)
	}
}
