package main

import (
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// manCommand writes the manual pages, for who packs the program.
func (p *program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write the manual pages into a folder",
		Example: "  vsslog man DIR",
		Args:    cobra.ExactArgs(1),
		Hidden:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			cmd.Root().DisableAutoGenTag = true // it holds the day of the run
			at := sourceDate()
			return doc.GenManTree(
				cmd.Root(),
				&doc.GenManHeader{
					Title:   "VSSLOG",
					Section: "1",
					Source:  "vsslog " + version(),
					Manual:  "vsslog",
					Date:    &at,
				},
				args[0],
			)
		},
	}
}

// sourceDate is the day of the source, so that equal sources give equal pages:
// SOURCE_DATE_EPOCH, else the commit's, else the first day of the Unix clock.
func sourceDate() time.Time {
	if s, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		return time.Unix(s, 0).UTC()
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if t, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil {
				return t.UTC()
			}
		}
	}
	return time.Unix(0, 0).UTC()
}
