// Command longpoll writes the output of a script that lists the writers for weeks: one
// text with a listing of six writers every ten seconds. At two every night they are in a
// session for three minutes, and every fifth night one of them fails and stays failed
// until the next session.
//
//	longpoll STEPS > writers.txt
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"strconv"
	"time"
)

// writer is one that is listed.
type writer struct{ name, class, instance string }

var writers = []writer{
	{"System Writer", "e8132975-6f93-4464-a53e-1050253ae220", "10000000-0000-0000-0000-000000000001"},
	{"SqlServerWriter", "a65faa63-5ea8-4ebc-9dbd-a0c4db26912a", "10000000-0000-0000-0000-000000000002"},
	{"Registry Writer", "afbab4a2-367d-4d15-a586-71dbb18f8485", "10000000-0000-0000-0000-000000000003"},
	{"WMI Writer", "a6ad56c2-b509-4e6c-bb19-49d8f43532f0", "10000000-0000-0000-0000-000000000004"},
	{"COM+ REGDB Writer", "542da469-d3e1-473c-9f4f-7847f01fc64f", "10000000-0000-0000-0000-000000000005"},
	{"Shadow Copy Optimization Writer", "4dc3bdd4-ab48-4d07-adb0-3bee2926fd7f", "10000000-0000-0000-0000-000000000006"},
}

const (
	every   = 10 * time.Second
	session = 3 * time.Minute
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: longpoll STEPS > writers.txt")
	}
	steps, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	at := time.Date(2006, 11, 1, 12, 0, 0, 0, time.UTC)
	for range steps / (len(writers) + 1) {
		list(out, at)
		at = at.Add(every)
	}
}

// list writes one listing, with the time before it as a batch file prints it.
func list(out *bufio.Writer, at time.Time) {
	fmt.Fprintf(
		out,
		"%s\r\nvssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\r\n\r\n",
		at.Format("Mon 01/02/2006 15:04:05.00"),
	)
	for i, w := range writers {
		state, problem := stateOf(i, at)
		fmt.Fprintf(
			out,
			"Writer name: '%s'\r\n   Writer Id: {%s}\r\n   Writer Instance Id: {%s}\r\n   State: %s\r\n   Last "+
				"error: %s\r\n\r\n",
			w.name,
			w.class,
			w.instance,
			state,
			problem,
		)
	}
}

// stateOf is what a listing shows of a writer.
func stateOf(number int, at time.Time) (state, problem string) {
	night := time.Date(at.Year(), at.Month(), at.Day(), 2, 0, 0, 0, time.UTC)
	failing := night.YearDay()%5 == 0 && number == 1
	switch into := at.Sub(night); {
	case into >= 0 && into < session/3:
		return "[2] Waiting for freeze", "No error"
	case into >= session/3 && into < session && !failing:
		return "[5] Waiting for completion", "No error"
	case into >= session/3 && failing:
		return "[9] Failed", "Timed out"
	}
	return "[1] Stable", "No error"
}
