package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog/internal/collectscript"
)

func (p *program) collectCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "collect --for 2003|modern",
		Short: "Print a script that collects the evidence on Windows",
		Long: "The script uses only tools that ship with that version of Windows, changes nothing, and writes a folder " +
			"that vsslog reads without flags. It states which of its parts were not tried on Windows.",
		Example: "  vsslog collect --for 2003 > collect-2003.cmd\n  vsslog collect --for modern > collect-modern.ps1",
		Args:    cobra.NoArgs,
	}
	target := cmd.Flags().
		String("for", "", "2003 (Server 2003, XP x64) or modern (Server 2008 R2, Windows 7 and later)")
	complete(cmd, "for", "2003", "modern")
	cmd.RunE = func(*cobra.Command, []string) error {
		if *target == "" {
			return usage("give --for 2003 or --for modern")
		}
		script, err := collectscript.Script(*target)
		if err != nil {
			return usageError{err}
		}
		_, err = io.WriteString(p.out, script)
		return err
	}
	return cmd
}
