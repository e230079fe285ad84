package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// Exit codes, as documented in the README.
const (
	exitDone    = 0
	exitFailed  = 1 // failed, or nothing at all could be analysed
	exitUsage   = 2
	exitDamaged = 3 // ran, but an input could not be read or was damaged
	exitFound   = 4 // --fail-on was met
)

// program is one run of the command: its streams, its settings and the
// exit code that a command sets besides an error.
type program struct {
	in       io.Reader
	out, err io.Writer
	settings settings
	sources  map[string]string // of the settings that neither a flag nor the default gives
	code     int
	progress progress
}

// usageError marks errors of usage, which exit with 2.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run is main without the process: tests call it.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	p := &program{in: in, out: out, err: errOut}
	root := p.root()
	root.SetArgs(args)
	err := p.execute(ctx, root)
	switch {
	case err == nil:
		return p.code
	case errors.Is(err, errStuck):
		fmt.Fprintf(errOut, "vsslog: %s\nvsslog: %v\n", &p.progress, err)
		return exitFailed
	case errors.Is(err, context.Canceled):
		fmt.Fprintf(errOut, "vsslog: %s\n", &p.progress)
		return exitFailed
	case errors.As(err, new(usageError)) || isCobraUsage(err):
		fmt.Fprintf(errOut, "vsslog: %v\nRun 'vsslog --help' for usage.\n", err)
		return exitUsage
	}
	fmt.Fprintf(errOut, "vsslog: %v\n", err)
	return exitFailed
}

// patience is how long an interrupted run may take to clear up.
const patience = time.Second

// errStuck is the error of a run that was interrupted and did not come back.
var errStuck = errors.New("interrupted; what --out holds unfinished ends in .vsslog-partial: --force or --resume clears it")

// execute runs the command. An interrupted one that does not come back at once is
// left behind: the process ends.
func (p *program) execute(ctx context.Context, root *cobra.Command) error {
	done := make(chan error, 1)
	go func() { done <- root.ExecuteContext(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return errStuck
	}
}

// isCobraUsage recognises what cobra and pflag say of wrong words.
func isCobraUsage(err error) bool {
	for _, start := range []string{"unknown ", "invalid argument", "flag needs", "accepts ", "requires ", "required flag", "bad flag syntax"} {
		if strings.HasPrefix(err.Error(), start) {
			return true
		}
	}
	return false
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "vsslog",
		Short: "Say why a Windows snapshot failed, from the logs that were collected",
		Long: `vsslog reads a folder of Windows logs (EVTX, EVT, vssadmin output, VSS traces) on
any machine and says which snapshot failed, which writer, why, how sure that is,
on what evidence, and what to do.`,
		Example:           "  vsslog analyze FOLDER\n  vsslog analyze FOLDER --out RESULTS --format arrow,csv,html\n  vsslog explain 0x800423f2",
		SilenceUsage:      true,
		SilenceErrors:     true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return p.configure(cmd) },
	}
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usageError{nearFlag(cmd, err)} })
	root.PersistentFlags().String("config", "", "configuration file (YAML, TOML or JSON)")
	root.SuggestionsMinimumDistance = 2
	root.SetUsageTemplate(strings.ReplaceAll(strings.ReplaceAll(root.UsageTemplate(), ".LocalFlags.FlagUsages", "flagsFitted .LocalFlags"), ".InheritedFlags.FlagUsages", "flagsFitted .InheritedFlags"))
	root.SetHelpTemplate(strings.ReplaceAll(root.HelpTemplate(), "{{. |", "{{. | fitted |"))
	for _, command := range p.commands() {
		root.AddCommand(command)
	}
	return root
}

// helpWidth is how wide the help is.
const helpWidth = 80

func init() {
	cobra.AddTemplateFunc("flagsFitted", func(f *pflag.FlagSet) string { return f.FlagUsagesWrapped(helpWidth) })
	cobra.AddTemplateFunc("fitted", func(text string) string {
		var lines []string
		for _, line := range strings.Split(text, "\n") {
			if utf8.RuneCountInString(line) <= helpWidth {
				lines = append(lines, line) // as it was laid out
				continue
			}
			lines = append(lines, wrap(line, helpWidth)...)
		}
		return strings.Join(lines, "\n")
	})
}

// nearFlag adds to the error of an unknown flag the flag that may be meant.
func nearFlag(cmd *cobra.Command, err error) error {
	name, unknown := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !unknown {
		return err
	}
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
	slices.Sort(known)
	return fmt.Errorf("%w of %s%s", err, cmd.CommandPath(), suggest("--"+name, known))
}

// commands is the list of all commands, in the order of the help. A test proves
// that none is left off.
func (p *program) commands() []*cobra.Command {
	return []*cobra.Command{
		p.analyzeCommand(), p.mergeCommand(), p.eventsCommand(), p.signaturesCommand(), p.explainCommand(), p.schemaCommand(),
		p.collectCommand(), p.simulateCommand(), p.configCommand(), p.manCommand(), p.versionCommand(),
	}
}

// terminal reports whether w is a terminal, and how wide.
func terminal(w io.Writer) (width int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 80, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width < 40 {
		return 80, true
	}
	return min(width, 120), true
}

// colour reports whether w may be coloured: a terminal, and NO_COLOR not set.
func colour(w io.Writer) bool {
	_, ok := terminal(w)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
