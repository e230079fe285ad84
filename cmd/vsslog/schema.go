package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog/export"
)

func (p *program) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use: "schema [TABLE]", Short: "Show the columns of the tables", Example: "  vsslog schema\n  vsslog schema findings", Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, l := range export.Layouts() {
				names = append(names, l.Name)
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			name := ""
			if len(args) == 1 {
				name = args[0]
			}
			text, err := export.Schema(name)
			if err != nil {
				return usageError{err}
			}
			_, err = fmt.Fprint(p.out, text)
			return err
		},
	}
}
