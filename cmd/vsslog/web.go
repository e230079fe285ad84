package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog/internal/atomicfile"
	"github.com/vsslog/vsslog/web"
)

// webPage is the file that the command writes: servers send it for its folder.
const webPage = "index.html"

func (p *program) webCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "web",
		Short: "Write the page that runs vsslog in a browser and sends nothing",
		Long: "Writes " + webPage + " into DIR: one file that contains the program as WebAssembly. Put it on an " +
			"internal server, or on a USB stick and open it from there. " +
			"The page reads the dropped files inside the browser, and its security policy blocks every connection. " +
			"A released program contains the page. A program that was built from source builds the page, which needs Go " +
			"and the checkout as current folder.",
		Example: "  vsslog web --out DIR",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.web(cmd.Context()) },
	}
	f := cmd.Flags()
	f.String("out", "", "write the page into this `DIR`, which is created if necessary")
	f.Bool("force", false, "replace an existing page")
	f.BoolP("quiet", "q", false, "print only errors and the requested data")
	return cmd
}

func (p *program) web(ctx context.Context) error {
	out := p.settings.Out
	if strings.TrimSpace(out) == "" {
		return usage("--out is required: give --out DIR for the page")
	}
	tell := func(text string) {
		if !p.settings.Quiet {
			fmt.Fprintf(p.err, "vsslog: %s\n", printable(text))
		}
	}
	path := filepath.Join(out, webPage)
	if _, err := os.Lstat(path); err == nil && !p.settings.Force {
		return fmt.Errorf("%s exists; choose another folder, or use --force to replace it", path)
	}
	engine, err := web.Find(ctx, version(), commit, ".", tell)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	file, err := atomicfile.Create(path, p.settings.Force)
	if err != nil {
		return err
	}
	defer file.Discard()
	if err := engine.Write(file); err != nil {
		return err
	}
	if err := file.Commit(); err != nil {
		return err
	}
	if !p.settings.Quiet {
		_, err = fmt.Fprintf(p.out, "Written: %s (%.1f MB)\n", path, float64(file.Size())/1e6)
	}
	return err
}
