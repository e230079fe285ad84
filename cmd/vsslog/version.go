package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog/export"
)

// release is set by the linker: -X main.release=v1.2.3.
var release = "dev"

func version() string { return release }

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Show the version", Example: "  vsslog version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			revision, goVersion := "unknown", ""
			if info, ok := debug.ReadBuildInfo(); ok {
				goVersion = info.GoVersion
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						revision = s.Value
					}
				}
			}
			_, err := fmt.Fprintf(p.out, "vsslog %s\nschema   %s\nrevision %s\n%s\n", version(), export.SchemaVersion, revision, goVersion)
			return err
		},
	}
}
