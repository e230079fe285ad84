// Command compile checks the YAML of internal/knowledge/data and writes it to
// internal/knowledge/compiled. go generate runs it, in internal/knowledge.
//
//	go run ./internal/knowledge/compile -lint [DIR]    only check a folder such as data
//
// It prints the complaints of lint, each error with file and line, and then fails;
// files that can be read are compiled anyway.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/vsslog/vsslog/internal/knowledge"
)

func main() {
	only := flag.Bool("lint", false, "check the folder and write nothing")
	flag.Parse()
	from := "data"
	if flag.NArg() > 0 {
		from = flag.Arg(0)
	}
	to := "compiled"
	if *only {
		to = ""
	}
	if n, err := compile(from, to); err != nil || n > 0 {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		fmt.Fprintf(os.Stderr, "%d complaints of lint\n", n)
		os.Exit(1)
	}
}

// compile returns how many complaints lint had.
func compile(from, to string) (complaints int, err error) {
	data, err := knowledge.ReadData(os.DirFS(from))
	if data != nil {
		for _, e := range knowledge.Lint(data) {
			complaints++
			fmt.Fprintf(os.Stderr, "%s: %v\n", from, e)
		}
	}
	if err != nil || to == "" {
		return complaints, err
	}
	files, err := data.Compile()
	if err != nil {
		return complaints, err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return complaints, err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(to, name), text, 0o644); err != nil {
			return complaints, err
		}
	}
	return complaints, nil
}
