// Package notices collects the licences of everything that is linked into a program: the
// licences of its modules, which must be passed on with copies, and that of Go itself.
package notices

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/gotool"
	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// legal are the files at the top of a module that are passed on: the licence, and what
// it asks to be kept with it.
var legal = lazyregexp.New(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)

// text is what some modules say in the same words.
type text struct {
	modules []string
	words   string
}

// Of returns the notices of the program in the package, as it is built for the systems
// (each GOOS/GOARCH), with the go command in the folder root. Same modules, same text.
func Of(ctx context.Context, root, program string, systems ...string) (string, error) {
	folders := map[string]string{} // by "module version"
	for _, system := range systems {
		if err := list(ctx, root, program, system, folders); err != nil {
			return "", err
		}
	}
	goRoot, err := gotool.Output(ctx, root, nil, "env", "GOROOT")
	if err != nil {
		return "", err
	}
	version, err := gotool.Output(ctx, root, nil, "env", "GOVERSION")
	if err != nil {
		return "", err
	}
	folders["Go "+version+", its runtime and standard library"] = goRoot
	var names []string
	for name := range folders {
		names = append(names, name)
	}
	slices.Sort(names)
	var texts []text
	for _, name := range names {
		words, err := read(folders[name])
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		same := slices.IndexFunc(texts, func(t text) bool { return t.words == words })
		if same < 0 {
			same, texts = len(texts), append(texts, text{words: words})
		}
		texts[same].modules = append(texts[same].modules, name)
	}
	return show(program, texts), nil
}

// list finds the modules of the program for a system, and where they lie.
func list(ctx context.Context, root, program, system string, folders map[string]string) error {
	goos, goarch, ok := strings.Cut(system, "/")
	if !ok {
		return fmt.Errorf("%q is no system: want GOOS/GOARCH", system)
	}
	const format = `{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}` + "\t" + `{{.Dir}}{{end}}{{end}}`
	out, err := gotool.Output(
		ctx,
		root,
		[]string{"GOOS=" + goos, "GOARCH=" + goarch, "CGO_ENABLED=0"},
		"list",
		"-deps",
		"-f",
		format,
		program,
	)
	if err != nil {
		return err
	}
	for line := range strings.Lines(out) {
		if name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			folders[name] = dir
		}
	}
	return nil
}

// read returns the legal texts of a module.
func read(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var all []string
	for _, e := range entries {
		if e.IsDir() || !legal.MatchString(e.Name()) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		lines := strings.Split(strings.ReplaceAll(strings.ToValidUTF8(string(content), "\ufffd"), "\r\n", "\n"), "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " \t\f")
		}
		all = append(all, strings.Trim(strings.Join(lines, "\n"), "\n"))
	}
	if len(all) == 0 {
		return "", errors.New("no licence lies at its top: look where it keeps it, before anything of it is handed on")
	}
	return strings.Join(all, "\n\n"), nil
}

func show(program string, texts []text) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is made of its own source, under its LICENSE, and of what follows.\n", filepath.Base(program))
	for _, t := range texts {
		b.WriteString("\n" + strings.Repeat("-", 78) + "\n")
		for _, name := range t.modules {
			b.WriteString(name + "\n")
		}
		b.WriteString("\n" + t.words + "\n")
	}
	return b.String()
}
