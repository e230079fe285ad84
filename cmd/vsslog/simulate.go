package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/internal/simulate"
	"github.com/vsslog/vsslog/internal/simulate/score"
)

// What is simulated at most: beyond it a slip of a finger fills the disk.
const (
	mostWorlds = 100_000
	mostNights = 200_000 // backups of all hosts of a fleet
)

func (p *program) simulateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "simulate SCENARIO --out DIR",
		Short: "Write the files of a simulated host with a known truth",
		Long: "Simulates VSS, its writers and their watchdogs, a requester and somebody who lists the writers, and writes " +
			"the files that such a host leaves.",
		Example: "  vsslog simulate --list\n  vsslog simulate thaw-before-watchdog-2003 --out DIR\n  vsslog simulate " +
			"--random 200 --seed 1 --out DIR\n  vsslog simulate --fleet 200 --nights 10 --out DIR",
		Args: cobra.MaximumNArgs(1),
	}
	f := cmd.Flags()
	list := f.Bool("list", false, "list the scenarios")
	out := f.String("out", "", "write into this `DIR`")
	random := f.Int("random", 0, "write `N` random worlds and truth.jsonl")
	fleet := f.Int("fleet", 0, "write a fleet of `N` hosts, each with --nights backups")
	nights := f.Int("nights", 10, "number of backups of each host of a fleet")
	seed := f.Uint64("seed", 1, "seed of the random worlds and of the fleet")
	score := f.String("score", "", "analyse the random worlds in `DIR` and compare with their truth")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case *score != "":
			return p.score(cmd.Context(), *score)
		case *list:
			for _, s := range simulate.Scenarios() {
				fmt.Fprintf(p.out, "%-38s %s\n", s.Name, s.Title)
			}
			return nil
		case *random < 0 || *fleet < 0 || *nights < 1:
			return usage("--random, --fleet and --nights require a number of at least 1")
		case *random > mostWorlds:
			return usage("--random takes %d worlds at most, not %d", mostWorlds, *random)
		case *fleet > mostNights || *nights > mostNights/max(*fleet, 1):
			return usage(
				"--fleet and --nights allow at most %d backups in total, not %d times %d: each takes some 55 KB of "+
					"the disk",
				mostNights,
				*fleet,
				*nights,
			)
		case *out == "":
			return usage("give --out DIR to write into, or --list")
		case *random > 0:
			if err := emptyFolder(*out); err != nil {
				return err
			}
			return simulate.Random(*random, *seed, *out)
		case *fleet > 0:
			if err := emptyFolder(*out); err != nil {
				return err
			}
			return simulate.Fleet(*fleet, *nights, *seed, *out)
		case len(args) == 0:
			return usage("name a scenario; vsslog simulate --list shows them")
		}
		s, err := simulate.Find(args[0])
		if err != nil {
			return usageError{err}
		}
		if err := emptyFolder(*out); err != nil {
			return err
		}
		return simulate.Write(s, *out)
	}
	return cmd
}

// score exits with 1 where the aims are missed, so that CI can hold them.
func (p *program) score(ctx context.Context, dir string) error {
	s, err := score.Worlds(ctx, dir, vsslog.Options{Workers: 1})
	if err != nil {
		return err
	}
	if !s.Good() {
		p.code = exitFailed
	}
	return s.Write(p.out)
}

// emptyFolder refuses a folder that holds something already.
func emptyFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		return usage("%s is not empty: name a new folder", dir)
	}
	return nil
}
