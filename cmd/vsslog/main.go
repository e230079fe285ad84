// Command vsslog reads the logs that were collected from Windows hosts and says
// which snapshot failed, which writer, why, how sure that is, and what to do.
package main

import (
	"context"
	"os"
	"os/signal"
	_ "time/tzdata" // --tz works on machines without a zone database
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
