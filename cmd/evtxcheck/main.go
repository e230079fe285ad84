// Evtxcheck compares vsslog's EVTX reader with golang-evtx v1.2.9, record by
// record and value by value.
//
// golang-evtx runs in a child process with a time limit, because it can end in
// ways that no recover catches. Where the two differ, causes.go says why and who
// is right; a difference without an entry there makes the exit status 1.
//
// This binary links golang-evtx and is therefore under the GPL 3.0; see NOTICE.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"time"
)

// Exit statuses.
const (
	exitEqual       = 0 // equal, or different for known causes only
	exitUnexplained = 1
	exitUsage       = 2
)

// childFlag makes the process the child that runs golang-evtx over one file.
const childFlag = "-golang-evtx"

func main() {
	if len(os.Args) == 3 && os.Args[1] == childFlag {
		if err := runPeer(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run compares the files named in args and returns the exit status.
func run(args []string, out, errs io.Writer) int {
	flags := flag.NewFlagSet("evtxcheck", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		fmt.Fprintln(
			errs,
			"evtxcheck compares vsslog's EVTX reader with golang-evtx v1.2.9.\n\nUsage: evtxcheck [flags] "+
				"FILE...\n\nFlags:",
		)
		flags.PrintDefaults()
	}
	limit := flags.Duration("limit", 2*time.Minute, "time that golang-evtx gets for one file")
	show := flags.Int("show", 5, "unexplained differences that are printed for each file")
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	if flags.NArg() == 0 {
		flags.Usage()
		return exitUsage
	}
	total := newReport(*show, out)
	for _, path := range flags.Args() {
		r := newReport(*show, out)
		if err := compareFile(context.Background(), path, *limit, r); err != nil {
			fmt.Fprintf(errs, "%s: %v\n", path, err)
			return exitUsage
		}
		r.print(path)
		total.add(r)
	}
	if flags.NArg() > 1 {
		total.print(fmt.Sprintf("%d files", flags.NArg()))
	}
	total.printCauses()
	if total.unexplained > 0 {
		return exitUnexplained
	}
	return exitEqual
}

// report counts what a comparison found.
type report struct {
	out         io.Writer
	show        int
	ours        int // records
	both        int // records that both read
	equal       int // of these: no difference but of notation
	causes      map[string]int
	unexplained int
}

func newReport(show int, out io.Writer) *report {
	return &report{out: out, show: show, causes: map[string]int{}}
}

func (r *report) add(o *report) {
	r.ours, r.both, r.equal, r.unexplained = r.ours+o.ours, r.both+o.both, r.equal+o.equal, r.unexplained+o.unexplained
	for name, n := range o.causes {
		r.causes[name] += n
	}
}

// take files the difference d under its cause, or prints it.
func (r *report) take(d difference) {
	if c := causeOf(&d); c != nil {
		r.causes[c.name]++
		return
	}
	if r.unexplained++; r.unexplained <= r.show {
		fmt.Fprintf(r.out, "  UNEXPLAINED %s\n", d)
	}
}

func (r *report) print(title string) {
	known := 0
	for _, n := range r.causes {
		known += n
	}
	fmt.Fprintf(
		r.out,
		"%s: %d records, %d read by both, %d of these without a difference; %d differences of known cause, %d "+
			"unexplained\n",
		title,
		r.ours,
		r.both,
		r.equal,
		known,
		r.unexplained,
	)
}

// printCauses lists the causes that were met, the frequent ones first.
func (r *report) printCauses() {
	met := slices.DeleteFunc(slices.Clone(causes), func(c cause) bool { return r.causes[c.name] == 0 })
	slices.SortStableFunc(met, func(a, b cause) int { return cmp.Compare(r.causes[b.name], r.causes[a.name]) })
	for _, c := range met {
		fmt.Fprintf(r.out, "%8d  %s: %s\n", r.causes[c.name], c.name, c.why)
	}
}
