package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/knowledge"
)

// signatures are those of the catalogue and of --signatures.
func (p *program) signatures() ([]*detect.Signature, error) {
	dir := p.settings.Signatures
	if dir == "" {
		return detect.Catalogue, knowledge.UseOwn(nil)
	}
	own, err := detect.LoadDir(dir)
	if err == nil {
		_, err = useCauses(dir)
	}
	if err != nil {
		return nil, usage("--signatures %s:\n%w", dir, err)
	}
	return slices.Concat(detect.Catalogue, own), nil
}

// useCauses adds the causes in a folder to those that the program knows.
func useCauses(dir string) (n int, err error) {
	causes, err := detect.LoadCauses(dir)
	if err == nil {
		err = knowledge.UseOwn(causes)
	}
	return len(causes), err
}

const signaturesUsage = "also use your own signatures and causes from this `DIR` (see signatures lint)"

func (p *program) lintCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lint DIR", Short: "Check your own signatures and their cases",
		Example: "  vsslog signatures lint OUR-SIGNATURES", Args: oneFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			signatures, cases, err := ownSignatures(args[0])
			causes, wrong := useCauses(args[0])
			if err = errors.Join(err, wrong); err != nil {
				return err
			}
			for _, s := range signatures {
				if lacking := detect.Lacking(s, cases); lacking != nil {
					fmt.Fprintf(p.out, "%s: no case of: %s\n", s.ID, strings.Join(lacking, ", "))
				}
			}
			fmt.Fprintf(
				p.out,
				"%s and %s, no mistake\n",
				plural(len(signatures), "signature"),
				plural(len(cases), "case"),
			)
			if causes > 0 {
				fmt.Fprintf(p.out, "%s, no mistake\n", plural(causes, "cause"))
			}
			return nil
		},
	}
}

func (p *program) testCommand() *cobra.Command {
	return &cobra.Command{
		Use: "test DIR", Short: "Run the cases of your own signatures",
		Example: "  vsslog signatures test OUR-SIGNATURES", Args: oneFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			signatures, cases, err := ownSignatures(args[0])
			if err != nil {
				return err
			}
			if len(cases) == 0 {
				return fmt.Errorf("%s: no case: put them into files that end in .cases.yaml", args[0])
			}
			failed := 0
			for _, c := range cases {
				got, missing := c.Run(signatures)
				if got == c.Expect {
					fmt.Fprintf(p.out, "ok    %s, %s: %s: %s\n", c.Signature, c.Is, c.Name, got)
					continue
				}
				failed++
				fmt.Fprintf(
					p.out,
					"FAIL  %s, %s: %s: %s, expected %s\n      %s\n",
					c.Signature,
					c.Is,
					c.Name,
					got,
					c.Expect,
					c.Place,
				)
				for _, m := range missing {
					fmt.Fprintf(p.out, "      missing: %s\n", m)
				}
			}
			fmt.Fprintf(p.out, "%s, %s failed\n", plural(len(cases), "case"), number(failed))
			if failed > 0 {
				p.code = exitFailed
			}
			return nil
		},
	}
}

// ownSignatures reads a folder with its cases; the error names all mistakes.
func ownSignatures(dir string) ([]*detect.Signature, []*detect.UserCase, error) {
	signatures, err := detect.LoadDir(dir)
	if signatures == nil && err != nil {
		return nil, nil, fmt.Errorf("%s:\n%w", dir, err)
	}
	cases, wrong := detect.LoadCases(dir, signatures)
	if err = errors.Join(err, wrong); err != nil {
		return nil, nil, fmt.Errorf("%s:\n%w", dir, err)
	}
	return signatures, cases, nil
}

func oneFolder(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("name the folder with your signatures")
	}
	return nil
}

func number(n int) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprint(n)
}
