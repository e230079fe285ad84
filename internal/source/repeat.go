package source

import (
	"os"
	"path/filepath"
	"strings"
)

// What is named twice would count twice, and a file that is named beside its
// folder would be the file of a host of its own. So an argument that another one
// covers is not read by itself.

// folders returns the real paths of the arguments that are folders.
func folders(paths []string) []string {
	var all []string
	for _, path := range paths {
		matches := []string{path}
		if _, err := os.Lstat(path); err != nil && strings.ContainsAny(path, "*?[") {
			matches, _ = filepath.Glob(path) // a bad pattern is reported where it is walked
		}
		for _, match := range matches {
			if info, err := os.Stat(match); err != nil || !info.IsDir() {
				continue
			}
			if real, err := realPath(match); err == nil {
				all = append(all, real)
			}
		}
	}
	return all
}

// repeats returns the argument that real is read with, "" if it is its own.
func (w *walker) repeats(real string) string {
	for _, folder := range w.folders {
		if rest, ok := strings.CutPrefix(real,
			strings.TrimSuffix(folder, string(filepath.Separator))+string(filepath.Separator)); ok &&
			rest != "" {
			return printable(filepath.Base(folder))
		}
	}
	return w.begun[real]
}

// realPath returns the absolute path of what path means, links resolved.
func realPath(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	return filepath.Abs(real)
}
