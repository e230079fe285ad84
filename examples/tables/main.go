// Command tables shows how a program uses vsslog: it analyses what its other
// arguments name, writes every table as JSON Lines into the folder that the first
// names, and prints what is confirmed.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
)

func main() {
	report, err := vsslog.Analyze(context.Background(), vsslog.Options{Paths: os.Args[2:], Workers: 2, Hash: true})
	if err != nil {
		log.Fatal(err)
	}
	tables, err := export.NewDirectory(os.Args[1], export.Options{Formats: []string{"jsonl"}})
	if err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(report.Export(tables), tables.Close()); err != nil {
		log.Fatal(err)
	}
	for _, f := range report.Findings {
		if f.Verdict == detect.Confirmed {
			fmt.Printf("%s: %s, %s: %s\n", f.Host, f.Signature.ID, f.Writer, f.Summary)
		}
	}
}
