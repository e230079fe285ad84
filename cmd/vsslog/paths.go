package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/vsslog/vsslog/internal/knowledge"
)

// inputs looks at the PATH arguments before anything is read: what a shell made of
// them is put right, and what is not there is reported with the nearest name. It is an
// error if nothing of it is there.
func (p *program) inputs(args []string) ([]string, error) {
	var there, lost []string
	for _, arg := range args {
		arg = unquoted(arg, filepath.Separator)
		if arg != "-" && missing(arg) {
			lost = append(lost, arg)
		}
		there = append(there, arg)
	}
	if len(lost) == len(args) {
		words := make([]string, len(lost))
		for i, arg := range lost {
			words[i] = printable(arg) + ": no such file or folder" + near(arg)
		}
		return nil, errors.New(strings.Join(words, "; "))
	}
	if !p.settings.Quiet && p.settings.Messages != "json" { // among the inputs it is a problem again
		for _, arg := range lost {
			fmt.Fprintf(p.err, "vsslog: %s: no such file or folder%s\n", printable(arg), near(arg))
		}
	}
	return there, nil
}

// unquoted mends what cmd.exe makes of "C:\My Logs\": a backslash before the
// closing quote keeps the quote. No file on Windows has one in its name.
func unquoted(arg string, separator rune) string {
	if separator == '\\' {
		return strings.TrimSuffix(arg, `"`)
	}
	return arg
}

// missing reports a PATH that does not exist and is no pattern that fits.
func missing(arg string) bool {
	if _, err := os.Lstat(arg); !errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if strings.ContainsAny(arg, "*?[") {
		matches, err := filepath.Glob(arg)
		return err == nil && len(matches) == 0
	}
	return true
}

// near names the entry of the nearest existing folder that arg may mean.
func near(arg string) string {
	dir, name := filepath.Dir(arg), filepath.Base(arg)
	for missing(dir) && dir != filepath.Dir(dir) {
		dir, name = filepath.Dir(dir), filepath.Base(dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || strings.ContainsAny(name, "*?[") {
		return ""
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if found := knowledge.Nearest(name, names); found != "" {
		return fmt.Sprintf(" (did you mean %s?)", printable(filepath.Join(dir, found)))
	}
	return ""
}
