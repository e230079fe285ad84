package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// outcome is what became of one case, or of several.
type outcome struct {
	undamaged   int // records of the original that the damage left alone
	recovered   int // of these: handed out at their place, with the content they have in the original
	marked      int // records with another content than the original has there, marked as salvaged
	wrong       int // the same, not marked
	blind       int // the same, in a file whose checksums are switched off: nothing shows it
	unaccounted int64
	failures    int // the process failed: a panic, an error
	hangs       int
	slowest     time.Duration
	memory      int64 // largest resident set, in bytes
	message     string
}

func (o *outcome) add(p outcome) {
	o.undamaged += p.undamaged
	o.recovered += p.recovered
	o.marked += p.marked
	o.wrong += p.wrong
	o.blind += p.blind
	o.unaccounted += p.unaccounted
	o.failures += p.failures
	o.hangs += p.hangs
	o.slowest = max(o.slowest, p.slowest)
	o.memory = max(o.memory, p.memory)
}

// bad reports whether something happened that must not, whatever the damage.
func (o *outcome) bad() bool {
	return o.wrong > 0 || o.unaccounted != 0 || o.failures > 0 || o.hangs > 0 || o.memory > memoryLimit
}

func (o *outcome) percent() float64 {
	if o.undamaged == 0 {
		return 100
	}
	return 100 * float64(o.recovered) / float64(o.undamaged)
}

func (o outcome) String() string {
	s := fmt.Sprintf(
		"%d of %d recovered, %d others marked, %d wrong, %d wrong without checksums, %d bytes unaccounted for, %d "+
			"failures, %d hangs, %d MiB",
		o.recovered,
		o.undamaged,
		o.marked,
		o.wrong,
		o.blind,
		o.unaccounted,
		o.failures,
		o.hangs,
		o.memory>>20,
	)
	return strings.TrimSuffix(s+"; "+o.message, "; ")
}

// readCase has a child read the file at path, which holds the case c.
func readCase(path string, c *damaged) (o outcome, err error) {
	self, err := os.Executable()
	if err != nil {
		return o, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, readFlag, path)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	start := time.Now()
	failure := cmd.Run()
	o.slowest = time.Since(start)
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		o.hangs++
	case errors.As(failure, &exit):
		// A file in which neither a chunk nor a record is left is refused, which is right.
		if !strings.Contains(errs.String(), "not this format") {
			o.failures++
			o.message = errs.String()
		}
	case failure != nil:
		return o, failure
	}
	var r reading
	if failure == nil {
		if err := json.Unmarshal(out.Bytes(), &r); err != nil {
			return o, err
		}
		o.unaccounted = int64(len(c.data)) - r.Account
		o.memory = r.Memory
	}
	o.judge(c, r.Records)
	return o, nil
}

// judge compares what was handed out with the original.
func (o *outcome) judge(c *damaged, handed []found) {
	content := map[int64]string{} // by place in the damaged file
	for at, digest := range c.source.content {
		content[int64(c.moved(int(at)))] = digest
	}
	right := map[int64]bool{}
	for _, f := range handed {
		switch {
		case content[f.Offset] == f.Content:
			right[f.Offset] = true
		case f.Marked:
			o.marked++
		case c.source.unchecked:
			o.blind++
		default:
			o.wrong++
		}
	}
	for _, r := range c.source.records {
		if !c.undamaged(r) {
			continue
		}
		o.undamaged++
		if right[int64(c.moved(r.start))] {
			o.recovered++
		}
	}
}
