// Command build builds the engine of the page and puts it into web/built, so that the next
// build of the command contains it; with -page it also writes the page as a file.
// A release runs it before its own builds:
//
//	go run ./web/build -release v1.2.3 -commit HASH -page vsslog-web.html
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/vsslog/vsslog/internal/atomicfile"
	"github.com/vsslog/vsslog/web"
)

func main() {
	release := flag.String("release", "dev", "version that the page tells")
	commit := flag.String("commit", "", "commit of the source; only a program that says the same carries the engine")
	page := flag.String("page", "", "write the page to this `FILE` too")
	flag.Parse()
	if err := run(*release, *commit, *page); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func run(release, commit, page string) error {
	engine, err := web.Build(context.Background(), ".", release)
	if err != nil {
		return err
	}
	if err := engine.Store(".", commit); err != nil {
		return err
	}
	if page == "" {
		return nil
	}
	file, err := atomicfile.Create(page, true)
	if err != nil {
		return err
	}
	defer file.Discard()
	if err := engine.Write(file); err != nil {
		return err
	}
	return file.Commit()
}
