package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog/export"
)

func (p *program) schemaCommand() *cobra.Command {
	var sql *bool
	var results *string
	cmd := &cobra.Command{
		Use: "schema [TABLE]", Short: "Show the columns of the tables", Example: "  vsslog schema\n  vsslog schema " +
			"findings\n  vsslog schema --sql | duckdb night.duckdb", Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, l := range export.Layouts() {
				names = append(names, l.Name)
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if *sql {
				if len(args) > 0 {
					return usage("--sql makes all tables: give no table name with it")
				}
				_, err := fmt.Fprint(p.out, export.SchemaSQL(*results))
				return err
			}
			if cmd.Flags().Changed("results") {
				return usage("--results is the folder for --sql: give --sql as well")
			}
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
	sql = cmd.Flags().
		Bool("sql", false, "print SQL for DuckDB instead; it creates tables, comments and views from the Parquet files")
	results = cmd.Flags().String("results", ".", "`DIR` with the Parquet files, for --sql")
	return cmd
}
