//go:build unix

package main

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
)

// noFiles leaves a pipe without a writer, a socket, and what may not be read.
func noFiles(dir string) error {
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.log"), 0o644); err != nil {
		return err
	}
	if l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, "s.log"), Net: "unix"}); err == nil {
		l.SetUnlinkOnClose(false)
		l.Close()
	}
	if err := os.WriteFile(filepath.Join(dir, "secret.log"), []byte("0x800423f2"), 0); err != nil {
		return err
	}
	return os.Mkdir(filepath.Join(dir, "closed"), 0)
}
