// Damage makes damaged copies of real EVTX files and compares what the reader finds
// in them with the originals.
//
// Every copy is read by a separate process, so that a crash, a hang or excessive use of
// memory is visible. For each kind of damage it prints how many undamaged records were
// read as in the original, how many records have other content than in the original and
// are marked as salvaged, and how many of those are not marked, which must not happen.
// Files with checksums switched off have a separate column: no reader can detect an
// altered value there.
//
// The exit status is 1 if fewer than 99.5 % of the undamaged records were recovered, or
// if anything happened that must not happen.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// What must hold.
const (
	leastRecovered = 99.5 // % of the undamaged records, over all kinds
	timeLimit      = 5 * time.Second
	memoryLimit    = 128 << 20
)

// readFlag makes the process the child that reads one file.
const readFlag = "-read"

func main() {
	if len(os.Args) == 3 && os.Args[1] == readFlag {
		if err := readChild(os.Args[2], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	seeds := flag.Int("seeds", 3, "number of seeds, from 1 on")
	cases := flag.Int("cases", 768, "damaged files for each seed")
	keep := flag.String("keep", "", "folder that keeps the damaged files with which something was amiss")
	verbose := flag.Bool("v", false, "print every case in which undamaged records were missed")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "Usage: damage [-seeds N] [-cases N] [-keep DIR] FILE...")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	ok, err := run(flag.Args(), *seeds, *cases, *keep, *verbose)
	if err != nil {
		fmt.Fprintln(os.Stderr, "damage:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// run makes and reads the cases and prints the table.
func run(files []string, seeds, cases int, keep string, verbose bool) (ok bool, err error) {
	sources, err := readSources(files)
	if err != nil {
		return false, err
	}
	dir, err := os.MkdirTemp("", "damage")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	rows := make([]row, len(kinds))
	var total row
	for seed := 1; seed <= seeds; seed++ {
		for i := range cases {
			k := i % len(kinds)
			c := makeCase(sources, kinds[k], seed, i)
			path := filepath.Join(dir, "case.evtx")
			if err := os.WriteFile(path, c.data, 0o644); err != nil {
				return false, err
			}
			o, err := readCase(path, c)
			if err != nil {
				return false, err
			}
			rows[k].add(o)
			total.add(o)
			if o.bad() || verbose && o.recovered < o.undamaged {
				fmt.Printf("seed %d case %d, %s in %s: %s\n", seed, i, kinds[k].name, c.source.name, o)
			}
			if o.bad() && keep != "" {
				if err := os.WriteFile(filepath.Join(keep, fmt.Sprintf("%d-%d.evtx", seed, i)), c.data, 0o644); err != nil {
					return false, err
				}
			}
		}
	}
	printTable(sources, rows, total)
	return total.percent() >= leastRecovered && !total.bad(), nil
}

// row is the outcome of several cases.
type row struct {
	outcome
	cases int
}

func (r *row) add(o outcome) {
	r.cases++
	r.outcome.add(o)
}

func printTable(sources []*source, rows []row, total row) {
	fmt.Printf(
		"\n%d source files, %d records; a limit of %v and one process per case\n\n",
		len(sources),
		countRecords(sources),
		timeLimit,
	)
	fmt.Println(
		"| damage | cases | undamaged records | recovered | % | others, marked | **wrong, not marked** | the same in " +
			"files without checksums | unaccounted bytes | failures | hangs | slowest ms | max RSS MiB |",
	)
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
	for i, r := range rows {
		printRow(kinds[i].name+": "+kinds[i].what, r)
	}
	printRow("**all**", total)
}

func printRow(name string, r row) {
	fmt.Printf(
		"| %s | %d | %d | %d | %.2f | %d | %d | %d | %d | %d | %d | %d | %.0f |\n",
		name,
		r.cases,
		r.undamaged,
		r.recovered,
		r.percent(),
		r.marked,
		r.wrong,
		r.blind,
		r.unaccounted,
		r.failures,
		r.hangs,
		r.slowest.Milliseconds(),
		float64(r.memory)/(1<<20),
	)
}
