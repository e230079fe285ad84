package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/knowledge"
)

func (p *program) signaturesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "signatures [ID]", Short: "List the known failure signatures, or explain one",
		Example: "  vsslog signatures\n  vsslog signatures thaw-before-watchdog\n  vsslog signatures --signatures " +
			"OUR-SIGNATURES\n  vsslog signatures test OUR-SIGNATURES", Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return signatureIDs(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			signatures, err := p.signatures()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				for _, s := range signatures {
					fmt.Fprintf(p.out, "%-34s %-8s %-12s %s\n", s.ID, s.Class, s.Severity, s.Title)
				}
				return nil
			}
			at := slices.IndexFunc(signatures, func(s *detect.Signature) bool { return s.ID == args[0] })
			if at < 0 {
				return usage(
					"no signature %q%s; vsslog signatures lists them",
					args[0],
					knowledge.Meant(args[0], idsOf(signatures)),
				)
			}
			p.showSignature(signatures[at])
			return nil
		},
	}
	cmd.Flags().String("signatures", "", "also show your own signatures from this `DIR`")
	cmd.AddCommand(p.lintCommand(), p.testCommand())
	return cmd
}

func signatureIDs() []string { return idsOf(detect.Catalogue) }

func idsOf(signatures []*detect.Signature) []string {
	ids := make([]string, len(signatures))
	for i, s := range signatures {
		ids[i] = s.ID
	}
	return ids
}

// showSignature writes all that a signature says of itself.
func (p *program) showSignature(s *detect.Signature) {
	width, _ := terminal(p.out)
	o := &screen{w: p.out, width: width}
	fmt.Fprintf(p.out, "%s: %s\n", s.ID, s.Title)
	for _, part := range []struct{ label, text string }{
		{"Class: ", fmt.Sprintf("%s, severity %s, about one %s", s.Class, s.Severity, s.Scope)},
		{"Windows: ", s.Windows}, {"Cause: ", s.Cause}, {"How: ", s.Mechanism}, {"Do: ", s.Advice},
	} {
		if part.text != "" {
			o.hanging(2, part.label, part.text)
		}
	}
	for _, n := range s.Needs {
		o.hanging(2, "Needs: ", n.What+", from "+n.Where)
	}
	for _, t := range s.Theory {
		o.hanging(2, "Given: ", boundText(t))
	}
	for _, t := range s.Predictions {
		o.hanging(2, "Predicts: ", boundText(t))
	}
	for _, c := range s.Checks {
		o.hanging(2, "Demands: ", c.Says)
	}
	for _, l := range s.LookAlikes {
		o.hanging(2, "Looks like: ", l.Title+": "+l.Differs)
	}
	for _, a := range s.Assumptions {
		o.hanging(2, "Assumes: ", a)
	}
	for _, r := range s.Sources {
		o.hanging(2, "See: ", strings.Join(strings.Fields(r.Name+" "+r.URL+" ("+r.Says+")"), " "))
	}
}

func boundText(t detect.Prediction) string {
	bound := "0"
	switch {
	case t.Bound.Words != "":
		bound = t.Bound.Words
	case t.Bound.Plus != 0:
		bound = fmt.Sprintf("%.1f s", seconds(t.Bound.Plus))
	}
	return fmt.Sprintf("%s: %s - %s %s %s: %s", t.ID, t.Later, t.Earlier, t.Op, bound, t.Says)
}
