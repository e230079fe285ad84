// Command vsslog-fleet runs the analysis as a Beam pipeline.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	pipeline "github.com/vsslog/vsslog/beam"
	"github.com/vsslog/vsslog/beam/external"
	"github.com/vsslog/vsslog/detect"
)

var (
	config  pipeline.Config
	formats = flag.String("format", "arrow", "formats of the tables of the parts, separated by commas")
	release = "dev" // set by the linker: -X main.release=v1.2.3
	own     = flag.String(
		"signatures",
		"",
		"also judge by the signatures of your own in this `directory`, which the workers need not reach",
	)
	expire = flag.Int(
		"environment_expiration_millis",
		0,
		"let the runner give up a worker after so many `milliseconds`, as it must to get over the death of one",
	)
	pool = flag.String(
		"pool",
		"",
		"do nothing but start a worker for each that a runner asks for at this `address`, such as localhost:50000: "+
			"the other side of --environment_type=EXTERNAL --environment_config=ADDRESS",
	)
	redact = flag.String(
		"redact",
		"",
		"replace the names of these `kinds` by pseudonyms: hosts,users,paths,databases; needs --redact-key",
	)
	resume = flag.Bool("resume", false, "go on with a job that did not finish: what it has read is not read again")
)

func init() {
	flag.StringVar(&config.Out, "out", "", "write the parts into this `directory`")
	flag.IntVar(&config.Parts, "parts", 16, "directories of results")
	flag.IntVar(
		&config.Workers,
		"workers",
		runtime.GOMAXPROCS(0),
		"chunks of one file, or hosts of one part, at the same time on one worker",
	)
	flag.StringVar(&config.Zone, "tz", "", "`zone` of local times (IANA name)")
	flag.StringVar(&config.As, "as", "", "read every input as this `format`")
	flag.StringVar(&config.CodePage, "code-page", "", "`code page` of 8-bit texts")
	flag.StringVar(
		&config.Password,
		"password",
		"",
		"password of archives; it is part of the job, which others may see",
	)
	flag.StringVar(
		&config.RedactKey,
		"redact-key",
		"",
		"`secret` of the pseudonyms, with which parts and what is kept for them are sealed; vsslog merge needs it. It "+
			"is part of the job, which others may see",
	)
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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	do := run
	if *pool != "" {
		do = startWorkers
	}
	if err := do(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "vsslog-fleet:", err)
		os.Exit(1)
	}
}

// startWorkers is a pool of workers.
func startWorkers(ctx context.Context) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	lis, err := net.Listen("tcp", *pool)
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "workers start on request at", lis.Addr())
	return (&external.Pool{Program: program, Log: os.Stderr}).Serve(ctx, lis)
}

func run(ctx context.Context) (err error) {
	if *redact != "" {
		config.Redact = strings.Split(*redact, ",")
	}
	config.Paths, config.Formats, config.Version = flag.Args(), strings.Split(*formats, ","), release
	if *own != "" {
		if config.Signatures, err = detect.ReadDir(*own); err != nil {
			return err
		}
		if config.Causes, err = detect.ReadCauses(*own); err != nil {
			return err
		}
	}
	if err := config.Complete(); err != nil {
		return err
	}
	if err := config.Prepare(*resume); err != nil {
		return err
	}
	if *expire > 0 {
		endpoint, err := jobopts.GetEndpoint()
		if err != nil {
			return err
		}
		address, stop, err := external.Expire(endpoint, time.Duration(*expire)*time.Millisecond)
		if err != nil {
			return err
		}
		defer stop()
		*jobopts.Endpoint = address
	}
	if err := useOwnBinary(); err != nil {
		return err
	}
	p := beam.NewPipeline()
	pipeline.Build(p.Root(), config)
	if err := beamx.Run(ctx, p); err != nil {
		return err
	}
	if *jobopts.Async {
		return nil // the workers still need what lies there
	}
	return config.Clean()
}

// useOwnBinary hands this program to the workers, where it runs as it is; else the
// SDK compiles it anew, which needs its sources. A pool has it already.
func useOwnBinary() (err error) {
	fits := runtime.GOOS == "linux" && runtime.GOARCH == "amd64" ||
		strings.EqualFold(*jobopts.EnvironmentType, "external")
	if fits && *jobopts.WorkerBinary == "" {
		*jobopts.WorkerBinary, err = os.Executable()
	}
	return err
}
