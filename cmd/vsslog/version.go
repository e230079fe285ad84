package main

import (
	"cmp"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog/export"
)

// Both are set by the linker: -X main.release=1.2.3 -X main.commit=HASH.
var (
	release = "dev"
	commit  = "" // "": what the go command noted, if it did
)

func version() string { return release }

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Show the version", Example: "  vsslog version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := io.WriteString(p.out, versionText())
			return err
		},
	}
}

// versionText is what version, --version and -V print.
func versionText() string {
	revision, goVersion := cmp.Or(commit, "unknown"), ""
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && commit == "" {
				revision = s.Value
			}
		}
	}
	return fmt.Sprintf(
		"vsslog %s\nschema   %s\nrevision %s\n%s\n",
		version(),
		export.SchemaVersion,
		revision,
		goVersion,
	)
}
