package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (p *program) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show the current settings and where each comes from",
		Long: "A setting is taken from the flag, otherwise from the environment (VSSLOG_ and its name in capitals, - " +
			"as _), otherwise from the file of --config, otherwise from its default.",
		Example: "  vsslog config --origin\n  vsslog config init\n  VSSLOG_TZ=Europe/Berlin vsslog config --origin",
		Args:    cobra.NoArgs,
	}
	origin := cmd.Flags().Bool("origin", false, "show where each value comes from")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		for _, f := range allSettings(cmd.Root()) {
			value := f.DefValue
			if p.sources[f.Name] != "" {
				value = p.settings.text(f.Name)
			}
			if secret[f.Name] && value != "" {
				value = "(set, not shown)"
			}
			if *origin {
				fmt.Fprintf(p.out, "%-12s = %-24s # %s\n", f.Name, value, p.origin(f.Name))
				continue
			}
			fmt.Fprintf(p.out, "%s = %s\n", f.Name, value)
		}
		return nil
	}
	cmd.AddCommand(p.configInitCommand())
	return cmd
}

// secret are settings whose values are not shown.
var secret = map[string]bool{"password": true, "redact-key": true}

func (p *program) configInitCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a configuration file with every setting that can be shared",
		Long: "Every line of the file is a comment: uncomment the settings that you want. An existing file is not " +
			"changed.",
		Example: "  vsslog config init\n  vsslog config init night.yaml",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := "vsslog.yaml"
			if len(args) > 0 {
				name = args[0]
			}
			f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, os.ErrExist) {
				return usage("%s already exists: name another file, or move it away", name)
			}
			if err != nil {
				return err
			}
			_, err = f.WriteString(configText(cmd.Root()))
			if err = errors.Join(err, f.Close()); err != nil {
				return err
			}
			fmt.Fprintf(
				p.out,
				"%s written; uncomment the settings that you want, then run vsslog --config %s analyze FOLDER\n",
				name,
				name,
			)
			return nil
		},
	}
}

// configText is a configuration file in YAML with every setting as a comment.
func configText(root *cobra.Command) string {
	var b strings.Builder
	b.WriteString(
		"# Settings of vsslog. A flag takes precedence over the environment (VSSLOG_FORMAT for format),\n# which takes precedence over this " +
			"file; \"vsslog config --origin\" shows the current settings.\n# Settings for one host, input, night or run " +
			"(" + strings.Join(
			slices.Sorted(maps.Keys(notShared)),
			", ",
		) + ") cannot be set here.\n",
	)
	for _, f := range allSettings(root) {
		if notShared[f.Name] != "" {
			continue
		}
		value := strings.TrimSpace(f.DefValue)
		switch {
		case f.Name == "workers":
			value = "4"
		case f.Value.Type() == "string":
			value = strconv.Quote(value)
		}
		_, words := pflag.UnquoteUsage(f)
		fmt.Fprintf(&b, "\n# %s\n#%s: %s\n", words, f.Name, value)
	}
	return b.String()
}

// allSettings are all flags that a file or the environment may set.
func allSettings(root *cobra.Command) []*pflag.Flag { return allSettingsOf(root, "analyze", "events") }

func allSettingsOf(root *cobra.Command, commands ...string) []*pflag.Flag {
	seen := map[string]*pflag.Flag{}
	for _, c := range root.Commands() {
		if !slices.Contains(commands, c.Name()) {
			continue
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" && seen[f.Name] == nil {
				seen[f.Name] = f
			}
		})
	}
	var all []*pflag.Flag
	for _, f := range seen {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *pflag.Flag) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// origin says where the value of a setting comes from.
func (p *program) origin(name string) string { return cmp.Or(p.sources[name], "default") }
