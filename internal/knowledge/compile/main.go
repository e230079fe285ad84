// Command compile checks the YAML of internal/knowledge/data and writes it to
// internal/knowledge/compiled. It is run by go generate, in internal/knowledge.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/vsslog/vsslog/internal/knowledge"
)

func main() {
	if err := compile("data", "compiled"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func compile(from, to string) error {
	data, err := knowledge.ReadData(os.DirFS(from))
	if err != nil {
		return err
	}
	files, err := data.Compile()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(to, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
