// Command hostile writes inputs that cost far more than their size suggests: one folder
// for each kind, small to make, the same at every call.
//
//	hostile DIR [KIND...]
//
// .ci/hostile runs the program on each of them together with an ordinary host.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// kind makes the files of one input in a folder.
type kind struct {
	name string
	make func(dir string) error
}

func kinds() []kind {
	return slices.Concat(archiveKinds, eventKinds, listingKinds, textKinds, markupKinds, logFileKinds, folderKinds)
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: hostile DIR [KIND...]")
	}
	for _, k := range kinds() {
		if len(os.Args) > 2 && !slices.Contains(os.Args[2:], k.name) {
			continue
		}
		dir := filepath.Join(os.Args[1], k.name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			log.Fatal(err)
		}
		if err := k.make(dir); err != nil {
			log.Fatalf("%s: %v", k.name, err)
		}
		fmt.Println(k.name)
	}
}

// file is a kind of one file.
func file(name string, content func() []byte) func(dir string) error {
	return func(dir string) error { return os.WriteFile(filepath.Join(dir, name), content(), 0o644) }
}

// text is a kind of one text, packed as most texts of this size are sent.
func text(name string, write func(b *strings.Builder)) func(dir string) error {
	return file(name+".gz", func() []byte {
		var b strings.Builder
		write(&b)
		return gzipped(b.String())
	})
}

// guid is the nth of some GUIDs.
func guid(n int) string { return fmt.Sprintf("%08x-9711-4c5c-a5a9-%012x", n, n) }
