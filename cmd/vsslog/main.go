// Command vsslog reads logs collected from Windows hosts and reports which snapshot
// failed, which writer, why, how certain that is, and what to do.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // --tz works on machines without a zone database

	_ "github.com/vsslog/vsslog/export/columnar" // Arrow and Parquet
)

func main() {
	os.Exit(process())
}

// process runs the command with the streams of the process until it is done or
// interrupted.
func process() int {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup has it ignored
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	defer stop()
	return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}
