package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog/internal/atomicfile"
	"github.com/vsslog/vsslog/internal/collectscript"
)

func (p *program) collectCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "collect --for 2003|modern",
		Short: "Print a script that collects the evidence on Windows",
		Long: "The script uses only tools that ship with that version of Windows, changes nothing, and writes a folder " +
			"that vsslog reads without flags. It states which of its parts were not tried on Windows.\n\n" +
			"Use -o: PowerShell's > writes UTF-16, which cmd cannot run.",
		Example: "  vsslog collect --for 2003 -o collect-2003.cmd\n  vsslog collect --for modern -o collect-modern.ps1",
		Args:    cobra.NoArgs,
	}
	f := cmd.Flags()
	target := f.String("for", "", "2003 (Server 2003, XP x64) or modern (Server 2008 R2, Windows 7 and later)")
	path := f.StringP("output", "o", "-", "write to this `FILE`; - is standard output")
	force := f.Bool("force", false, "replace the file of -o")
	complete(cmd, "for", "2003", "modern")
	cmd.RunE = func(*cobra.Command, []string) error {
		if *target == "" {
			return usage("give --for 2003 or --for modern")
		}
		script, err := collectscript.Script(*target)
		if err != nil {
			return usageError{err}
		}
		if *path == "-" {
			_, err = io.WriteString(p.out, script)
			return err
		}
		file, err := atomicfile.Create(*path, *force)
		if err != nil {
			return err
		}
		defer file.Discard()
		if _, err := io.WriteString(file, script); err != nil {
			return err
		}
		return file.Commit()
	}
	return cmd
}
