package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vsslog/vsslog/internal/atomicfile"
	"github.com/vsslog/vsslog/internal/bug"
	"github.com/vsslog/vsslog/internal/conclude"
	"github.com/vsslog/vsslog/internal/knowledge"
)

// program is one run of the command: its streams, its settings and the
// exit code that a command sets besides an error.
type program struct {
	in       io.Reader
	out, err io.Writer
	settings settings
	sources  map[string]string // of the settings that neither a flag nor the default gives
	code     int
	lines    bool // what goes to standard output comes while inputs are read
	progress progress
	zone     shownZone // of the times on the screen
}

// usageError marks errors of usage, which exit with 2.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run is main without the process: tests call it.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	stdout := &output{w: out}
	p := &program{in: in, out: stdout, err: errOut}
	root := p.root()
	root.SetArgs(args)
	cmd, err := p.execute(ctx, root)
	if stdout.err != nil && (err == nil || codeOf(err) == exitFailed) {
		err = stdout.err
	}
	p.reportError(cmd, err)
	if err == nil {
		return p.code
	}
	return conclude.Worse(codeOf(err), p.code)
}

// reportError says on standard error what ended the run.
func (p *program) reportError(cmd *cobra.Command, err error) {
	ended := message{Type: "error"}
	if err != nil {
		ended.Text = err.Error()
	}
	switch {
	case err == nil:
	case bug.Of(err) != nil:
		p.reportBug(err.Error())
	case errors.Is(err, errStuck):
		p.say(ended, "vsslog: %s\nvsslog: %v\n", &p.progress, err)
	case codeOf(err) == exitInterrupted:
		p.say(ended, "vsslog: %s\n", &p.progress)
	case codeOf(err) == exitUsage:
		p.say(ended, "vsslog: %v\nRun '%s --help' for usage.\n", err, cmd.CommandPath())
	default:
		p.say(ended, "vsslog: %v\n", err)
	}
}

// reportBug reports a bug in one line, with what to do about it.
func (p *program) reportBug(text string) {
	p.say(message{Type: "error", Text: text}, "vsslog: %s; %s\n", printable(text), bug.Report)
}

// patience is how long an interrupted run may take to clear up.
const patience = time.Second

// errStuck is the error of a run that was interrupted and did not come back.
var errStuck = errors.New(
	"interrupted; unfinished files in --out end in " + atomicfile.Partial + ": --force or --resume removes them",
)

// execute runs the command and says which one it was. An interrupted one that does not
// come back at once is left behind: the process ends.
func (p *program) execute(ctx context.Context, root *cobra.Command) (*cobra.Command, error) {
	type ended struct {
		cmd *cobra.Command
		err error
	}
	done := make(chan ended, 1)
	go func() {
		e := ended{cmd: root}
		func() {
			defer bug.Catch("running", &e.err)
			e.cmd, e.err = root.ExecuteContextC(ctx)
		}()
		done <- e
	}()
	select {
	case e := <-done:
		return e.cmd, e.err
	case <-ctx.Done():
	}
	select {
	case e := <-done:
		return e.cmd, e.err
	case <-time.After(patience):
		return root, errStuck
	}
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "vsslog",
		Short: "Report why a Windows snapshot failed, from collected logs",
		Long: "vsslog reads a folder of Windows logs (EVTX, EVT, vssadmin output, VSS traces) on any machine and reports " +
			"which snapshot failed, which writer, why, how certain that is, on what evidence, and what to do.",
		Example: "  vsslog analyze FOLDER\n  vsslog analyze FOLDER --out RESULTS --format arrow,csv,html\n " +
			" vsslog explain 0x800423f2",
		Version:           version(),
		SilenceUsage:      true,
		SilenceErrors:     true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return p.configure(cmd) },
	}
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usageError{nearFlag(cmd, err)} })
	root.PersistentFlags().String("config", "", "configuration file (YAML, TOML or JSON)")
	root.Flags().BoolP("version", "V", false, "show the version")
	root.SetVersionTemplate(versionText())
	root.SuggestionsMinimumDistance = 2
	root.SetUsageTemplate(
		strings.ReplaceAll(
			strings.ReplaceAll(root.UsageTemplate(), ".LocalFlags.FlagUsages", "flagsFitted .LocalFlags"),
			".InheritedFlags.FlagUsages",
			"flagsFitted .InheritedFlags",
		),
	)
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
	return fmt.Errorf("%w of %s%s", err, cmd.CommandPath(), knowledge.Meant("--"+name, known))
}

// commands is the list of all commands, in the order of the help. A test proves
// that none is left off.
func (p *program) commands() []*cobra.Command {
	return []*cobra.Command{
		p.analyzeCommand(), p.mergeCommand(), p.eventsCommand(), p.signaturesCommand(), p.explainCommand(), p.schemaCommand(),
		p.collectCommand(), p.webCommand(), p.simulateCommand(), p.configCommand(), p.manCommand(), p.versionCommand(),
	}
}
