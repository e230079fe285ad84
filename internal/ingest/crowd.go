package ingest

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// crowd thins out what a program says very often in one text: that it failed in the same way, of the same writer,
// database, machine and volume. The first ones are taken, then one a minute, then one an hour. A loop that writes the
// same error a hundred times a second says no more with each line, and a text of gigabytes would be held.
type crowd struct {
	said map[saying]*often
	left int
}

// saying is what one statement has in common with others: the values of sayingNames.
type saying [9]string

// often is how many of one saying were taken, and the time of the last one.
type often struct {
	taken int
	last  parse.Ticks
}

const (
	mostSaid    = 1000  // of one saying in one text, before one a minute is taken
	mostMinutes = 10000 // before one an hour is
	mostSayings = 4096  // that are told apart; what comes behind counts as one
)

var sayingNames = parse.NewNames(parse.FieldTool, parse.FieldPhrase, parse.FieldHResult, parse.FieldWriterName,
	parse.FieldDatabase, parse.FieldInstance, parse.FieldMachine, parse.FieldVolume, parse.FieldLogLevel)

// leaves reports a record that is left out, and counts it.
func (c *crowd) leaves(r *parse.Record) bool {
	if r.Provider != parse.ProviderRequester || r.Time.IsZero() {
		return false
	}
	var key saying
	sayingNames.Texts(r, key[:])
	n := c.said[key]
	if n == nil && len(c.said) >= mostSayings {
		key = saying{}
		n = c.said[key]
	}
	if n == nil {
		for k := range key {
			key[k] = strings.Clone(key[k]) // the texts of a record are those of its batch
		}
		if c.said == nil {
			c.said = map[saying]*often{}
		}
		n = &often{}
		c.said[key] = n
	}
	since := max(r.Time.Wall-n.last, n.last-r.Time.Wall)
	if n.taken >= mostSaid && since < parse.Minute || n.taken >= mostMinutes && since < parse.Hour {
		c.left++
		return true
	}
	n.taken++
	n.last = r.Time.Wall
	return false
}

// problem says what was left out, "" for nothing.
func (c *crowd) problem() string {
	if c.left == 0 {
		return ""
	}
	return fmt.Sprintf(
		"%d statements of a program that only repeat others were left out: of the same one the first %d of a text are "+
			"taken, then one a minute, and after %d one an hour. vsslog events --all shows them",
		c.left,
		mostSaid,
		mostMinutes,
	)
}
