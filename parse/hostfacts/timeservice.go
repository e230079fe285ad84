package hostfacts

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// TimeService reads w32tm /query /status and /stripchart: where the host has its
// time from and how far it is off. Labels are translated; the looks of the values
// are not, but a source is known by its label only (English).
var TimeService = console.Grammar{
	Name:  "time-service",
	Title: "w32tm: status, stripchart",
	Sure:  parse.Likely,
	Words: []string{"Stratum", " o:+", " o:-", "Leap Indicator"},
	Begin: console.Stateless(readTimeService),
}

var stripChart = lazyregexp.New(`\bd:[+-]\d+\.\d+s o:([+-]\d+\.\d+)s\b`)

func readTimeService(r *console.Reader, i int) int {
	if m := stripChart.FindStringSubmatch(r.Text(i)); m != nil {
		addOffset(r, i, m[1])
		return i + 1
	}
	if !strings.HasPrefix(r.Text(i), "Leap Indicator:") && !strings.HasPrefix(r.Text(i), "Stratum:") {
		return i
	}
	next := i
	for ; next < i+30 && r.Has(next) && !r.Blank(next); next++ {
		label, value, ok := console.Label(r.Text(next))
		if !ok {
			break
		}
		switch {
		case label == "Source":
			s := r.Add(parse.ProviderHost, next, next)
			s.Set(parse.FieldFact, parse.FactTimeSource)
			s.Set(parse.FieldValue, value)
		case label == "Phase Offset":
			addOffset(r, next, strings.TrimSuffix(value, "s"))
		}
	}
	return next
}

func addOffset(r *console.Reader, i int, seconds string) {
	v, err := strconv.ParseFloat(seconds, 64)
	if err != nil {
		return
	}
	s := r.Add(parse.ProviderHost, i, i)
	s.Set(parse.FieldFact, parse.FactClockOffset)
	s.Set(parse.FieldValue, strconv.FormatFloat(v, 'f', -1, 64))
}
