package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"time"
)

// dependsOn digests what extracts depend on besides the files: the program and
// the options of reading.
func dependsOn(opt Options) (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("--resume cannot tell which program this is: %w", err)
	}
	program, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("--resume cannot tell which program this is: %w", err)
	}
	defer program.Close()
	h := sha256.New()
	if _, err := io.Copy(h, program); err != nil {
		return "", fmt.Errorf("--resume cannot tell which program this is: %w", err)
	}
	fmt.Fprintf(h, "%q %q %q %q %t %t", opt.As, opt.CodePage, opt.Zone, opt.Password, opt.Slack, opt.Hash)
	return hex.EncodeToString(h.Sum(nil)), nil
}

// contentOf returns the SHA-256 of a file in lower-case hex.
func contentOf(ctx context.Context, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	for buffer := make([]byte, 256<<10); err == nil; {
		var n int
		if err = ctx.Err(); err == nil {
			n, err = f.Read(buffer)
			h.Write(buffer[:n])
		}
	}
	if err != io.EOF {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// fresh is how old a change must be for its time to distinguish it from a later one.
const fresh = 2 * time.Second

// timesOf is what the file system says of a file: its size, and when it was
// changed, to the nanosecond. "" if it cannot tell.
func timesOf(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}

// stampOf is timesOf, but "" if the last change is so fresh that another one may
// bear the same time.
func stampOf(path string) string {
	info, err := os.Stat(path)
	if err != nil || time.Since(info.ModTime()) < fresh {
		return ""
	}
	return timesOf(path)
}
