package vsslog_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
)

// What is confirmed about the hosts whose logs lie in a folder.
func ExampleAnalyze() {
	report, err := vsslog.Analyze(
		context.Background(),
		vsslog.Options{Paths: []string{"samples/thaw-before-watchdog-2003"}},
	)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range report.Findings {
		if f.Verdict == detect.Confirmed {
			fmt.Printf("%s: %s, %s\n", f.Host, f.Signature.ID, f.Writer)
		}
	}
	// Output:
	// sqlprod1: thaw-before-watchdog, SqlServerWriter
}

// Every table as JSON Lines, in a folder of its own.
func ExampleAnalyze_tables() {
	dir, err := os.MkdirTemp("", "vsslog-example-*")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	report, err := vsslog.Analyze(
		context.Background(),
		vsslog.Options{Paths: []string{"samples"}, Workers: 2, Hash: true},
	)
	if err != nil {
		log.Fatal(err)
	}
	tables, err := export.NewDirectory(filepath.Join(dir, "results"), export.Options{Formats: []string{"jsonl"}})
	if err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(report.Export(tables), tables.Close()); err != nil {
		log.Fatal(err)
	}
	for _, l := range export.Layouts() {
		if _, err := os.Stat(filepath.Join(dir, "results", l.Name+".jsonl")); err != nil {
			log.Fatal(err)
		}
		fmt.Println(l.Name)
	}
	// Output:
	// failures
	// events
	// writers
	// sets
	// spans
	// freeze_by_host_writer
	// freeze_by_writer
	// freeze_by_host
	// freeze_by_night
	// findings
	// inputs
}

// counter counts the records that it is handed, by what they mean.
type counter map[string]int

func (c counter) Event(r *export.EventRow) error {
	c[string(r.Step.Kind)]++
	return nil
}

func (c counter) Batch(string, *parse.Batch) error { return nil } // only where all records are asked for
func (c counter) Close() error                     { return nil }

// The records of one log that concern VSS.
func ExampleEvents() {
	seen := counter{}
	_, err := vsslog.Events(
		context.Background(),
		vsslog.Options{Paths: []string{"samples/healthy-2022/System.evtx"}},
		false,
		seen,
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(seen)
	// Output:
	// map[boot:2 service-running:4 service-stopped:4 writer-service:3]
}
