// Command vsslog-fleet runs the analysis as a Beam pipeline.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/vsslog/vsslog/fleet"
)

var (
	config  fleet.Config
	formats = flag.String("format", "arrow", "formats of the tables of the parts, separated by commas")
	release = "dev" // set by the linker: -X main.release=v1.2.3
	resume  = flag.Bool("resume", false, "go on with a job that did not finish: what it has read is not read again")
)

func init() {
	flag.StringVar(&config.Out, "out", "", "write the parts into this `directory`")
	flag.IntVar(&config.Parts, "parts", 16, "directories of results")
	flag.IntVar(&config.Workers, "workers", runtime.GOMAXPROCS(0), "chunks of one file, or hosts of one part, at the same time on one worker")
	flag.StringVar(&config.Zone, "tz", "", "`zone` of local times (IANA name)")
	flag.StringVar(&config.As, "as", "", "read every input as this `format`")
	flag.StringVar(&config.CodePage, "code-page", "", "`code page` of 8-bit texts")
	flag.StringVar(&config.Password, "password", "", "password of archives; it is part of the job, which others may see")
	flag.BoolVar(&config.Slack, "slack", false, "also read stale records in slack space")
	flag.StringVar(&config.Since, "since", "", "report sets from this `time` on")
	flag.StringVar(&config.Until, "until", "", "report sets that began before this `time`")
}

func main() {
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "vsslog-fleet --runner prism|flink|spark|dataflow|universal [flags] --out DIR PATH...")
		flag.PrintDefaults()
	}
	flag.Parse()
	beam.Init() // on a worker it does not return
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "vsslog-fleet:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	config.Paths, config.Formats, config.Version = flag.Args(), strings.Split(*formats, ","), release
	if err := config.Complete(); err != nil {
		return err
	}
	if err := config.Prepare(*resume); err != nil {
		return err
	}
	p := beam.NewPipeline()
	fleet.Build(p.Root(), config)
	if err := beamx.Run(ctx, p); err != nil {
		return err
	}
	if *jobopts.Async {
		return nil // the workers still need what lies there
	}
	return config.Clean()
}
