package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

var folderKinds = []kind{
	{"folder-deep", func(dir string) error {
		deep := filepath.Join(dir, strings.Repeat("d/", 1500))
		if err := os.MkdirAll(deep, 0o755); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(deep, "a.log"), []byte("0x800423f2\n"), 0o644)
	}},
	{"folder-of-20000-files", func(dir string) error {
		for i := range 20_000 {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i, ".log")), []byte("2024-01-02 03:04:05 Error: "+
				"0x800423f4\n"), 0o644); err != nil {
				return err
			}
		}
		return nil
	}},
	{"folder-of-links", func(dir string) error {
		for i := range 2000 {
			if err := os.Symlink(".", filepath.Join(dir, fmt.Sprint("loop", i))); err != nil {
				return err
			}
		}
		for i, to := range []string{"/dev/zero", "/dev/random", "/dev/stdin", "/proc/self/mem", "/proc/kmsg", "a", "../..",
			"/"} {
			if err := os.Symlink(to, filepath.Join(dir, fmt.Sprint("to", i))); err != nil {
				return err
			}
		}
		return os.Symlink("b", filepath.Join(dir, "a"))
	}},
	{"folder-of-what-is-no-file", noFiles},
	{"folder-of-strange-names", func(dir string) error {
		for i, name := range []string{"\x1b[2J\x1b]0;title\x07", "a\nb", "\u202eexe.txt", "-rf", "$(reboot)",
			strings.Repeat("n", 255), "\xff\xfe", "=cmd|' /C calc'!A0", "<script>alert(1)</script>"} {
			name = strings.ReplaceAll(name, "/", "_")
			if err := os.WriteFile(filepath.Join(dir, name), []byte(fmt.Sprint("Error 0x800423f2 in ", i, "\n")),
				0o644); err != nil {
				return err
			}
		}
		return nil
	}},
}
