package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (p *program) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "config",
		Short:   "Show the settings in force, and where each comes from",
		Long:    "A setting is taken from the flag, else from the environment (VSSLOG_ and its name in capitals, - as _), else from the file of --config, else it has its default.",
		Example: "  vsslog config --origin\n  VSSLOG_TZ=Europe/Berlin vsslog config --origin",
		Args:    cobra.NoArgs,
	}
	origin := cmd.Flags().Bool("origin", false, "show where each value comes from")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		for _, f := range settings(cmd.Root()) {
			value := f.DefValue
			if p.config.IsSet(f.Name) {
				value = strings.Join(p.config.GetStringSlice(f.Name), ",")
				if f.Value.Type() != "stringSlice" {
					value = p.config.GetString(f.Name)
				}
			}
			if *origin {
				fmt.Fprintf(p.out, "%-12s = %-24s # %s\n", f.Name, value, p.origin(f))
				continue
			}
			fmt.Fprintf(p.out, "%s = %s\n", f.Name, value)
		}
		return nil
	}
	return cmd
}

// settings are all flags that may stand in a file or the environment.
func settings(root *cobra.Command) []*pflag.Flag {
	seen := map[string]*pflag.Flag{}
	for _, c := range root.Commands() {
		if c.Name() != "analyze" && c.Name() != "events" {
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

func (p *program) origin(f *pflag.Flag) string {
	variable := "VSSLOG_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
	if _, ok := os.LookupEnv(variable); ok {
		return "environment " + variable
	}
	if p.config.InConfig(f.Name) {
		return "file " + p.config.ConfigFileUsed()
	}
	return "default"
}
