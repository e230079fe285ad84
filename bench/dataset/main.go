//go:build linux

// Dataset writes invented events as the tables of one run and prints the cost: rows,
// files, CPU seconds, the peak of resident memory and of Go's heap.
//
// The events come from -hosts over -days. They come host by host and in order of time
// within a host, as from analyze, or with -order time by time only, so that every host
// and its day occurs again and again.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/metrics"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/vsslog/vsslog/export"
	_ "github.com/vsslog/vsslog/export/columnar"
	"github.com/vsslog/vsslog/parse"
)

type job struct {
	rows, hosts, days int
	byTime            bool
	formats           []string
	partition         []string
	compression       string
	dir               string
}

func main() {
	var j job
	flag.IntVar(&j.rows, "rows", 1_000_000, "events to write")
	flag.IntVar(&j.hosts, "hosts", 100, "hosts that they are of")
	flag.IntVar(&j.days, "days", 30, "days that they are of")
	order := flag.String("order", "host", "host: one host after the other; time: all of them at once")
	formats := flag.String("format", "parquet", "formats of the tables, with commas between them")
	partition := flag.String("partition", "", "columns that partition the events: host, date")
	flag.StringVar(&j.compression, "compression", "", "of Arrow files: none, lz4, zstd")
	flag.StringVar(&j.dir, "out", "", "write to this `DIR`")
	flag.Parse()
	if j.dir == "" || flag.NArg() > 0 || j.hosts < 1 || j.days < 1 || *order != "host" && *order != "time" {
		flag.Usage()
		os.Exit(2)
	}
	j.byTime = *order == "time"
	j.formats, j.partition = strings.FieldsFunc(*formats, comma), strings.FieldsFunc(*partition, comma)
	if err := j.run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func comma(r rune) bool { return r == ',' }

func (j *job) run() error {
	start := time.Now()
	d, err := export.NewDirectory(
		j.dir,
		export.Options{Formats: j.formats, Partition: j.partition, Compression: j.compression},
	)
	if err != nil {
		return err
	}
	defer d.Discard()
	heap := watchHeap()
	for i := range j.rows {
		if err := d.Event(j.event(i)); err != nil {
			return err
		}
	}
	gathered := time.Since(start)
	if err := d.Close(); err != nil {
		return err
	}
	m, err := export.ReadManifest(j.dir)
	if err != nil {
		return err
	}
	rows := map[string]int64{}
	size := int64(0)
	for _, f := range m.Files {
		if f.Table == "events" {
			rows[f.Format] += f.Rows + f.LeftOut
		}
		size += f.Bytes
	}
	for format, n := range rows {
		if n != int64(j.rows) {
			return fmt.Errorf("%s: %d rows instead of %d", format, n, j.rows)
		}
	}
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return err
	}
	cpu := time.Duration(u.Utime.Nano() + u.Stime.Nano())
	fmt.Printf(
		"%d rows, %d files, %d MiB; %.0f s CPU, %.0f s (%.0f until the last row); peak RSS %d MiB, peak heap %d MiB\n",
		j.rows,
		len(m.Files),
		size>>20,
		cpu.Seconds(),
		time.Since(start).Seconds(),
		gathered.Seconds(),
		u.Maxrss>>10,
		heap()>>20,
	)
	return nil
}

// event returns the i-th event. It is good until the next call.
func (j *job) event(i int) *export.EventRow {
	host, of := i%j.hosts, i/j.hosts // by time
	each := (j.rows + j.hosts - 1) / j.hosts
	if !j.byTime {
		host, of = i/each, i%each
	}
	name := hostNames.of(host)
	r := &row
	r.Host, r.Source = name, sources[i%len(sources)]
	*record = parse.Record{
		RecordID: uint64(
			of + 1,
		), Offset: int64(of) * 700, EventID: uint32(ids[i%len(ids)]), Level: uint8(2 + i%3), Computer: name,
		Provider:     providers[i%len(providers)],
		Channel:      channels[i%len(channels)],
		HasExecution: true,
		ProcessID:    uint32(400 + i%97*4),
		ThreadID:     uint32(i % 8191),
		Time: parse.Exact(
			first + parse.Ticks(of)*parse.Ticks(j.days)*24*parse.Hour/parse.Ticks(each),
		), Fields: record.Fields[:0],
	}
	for k := range i % 6 {
		record.Fields = append(
			record.Fields,
			parse.Field{Name: fieldNames[k], Value: parse.StringValue(values[(i*7+k)%len(values)])},
		)
	}
	return r
}

var (
	first      = parse.FromUnix(1704067200) // 2024-01-01
	record     = &parse.Record{}
	row        = export.EventRow{Record: record}
	sources    = []string{"logs/Application.evtx", "logs/System.evtx", "logs/Security.evtx"}
	ids        = []int{8229, 12289, 12293, 7036, 4624, 4672, 1000, 25, 36, 2001, 2003, 16}
	providers  = []string{"VSS", "volsnap", "Microsoft-Windows-Security-Auditing", "ESENT", "Service Control Manager"}
	channels   = []string{"Application", "System", "Security"}
	fieldNames = []string{"TargetUserName", "param1", "", "LogonType", "IpAddress"}
	values     = makeValues()
	hostNames  names
)

// makeValues makes texts as logs hold them: some short, a few long.
func makeValues() (list []string) {
	for i := range 5003 {
		list = append(list, strings.Repeat("value "+strconv.Itoa(i*i)+" ", 1+i%9))
	}
	return list
}

type names []string

func (n *names) of(host int) string {
	for len(*n) <= host {
		*n = append(*n, fmt.Sprintf("srv%05d", len(*n)))
	}
	return (*n)[host]
}

// watchHeap looks at the heap a hundred times a second. What it returns stops
// that and tells the most that was in use.
func watchHeap() (peak func() uint64) {
	const inUse = "/memory/classes/heap/objects:bytes"
	stop, result := make(chan bool), make(chan uint64)
	go func() {
		sample := []metrics.Sample{{Name: inUse}}
		most := uint64(0)
		for tick := time.Tick(10 * time.Millisecond); ; {
			select {
			case <-tick:
				metrics.Read(sample)
				most = max(most, sample[0].Value.Uint64())
			case <-stop:
				result <- most
				return
			}
		}
	}()
	return func() uint64 { close(stop); return <-result }
}
