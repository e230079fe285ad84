// Command longhost writes what vsslog keeps of one host with very many steps: a set
// of 40 databases every four hours, as the results of a shard, for vsslog merge.
//
//	longhost STEPS DIR
package main

import (
	"bufio"
	"cmp"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/extract"
)

const (
	databases = 40
	source    = "db1/Application.evtx"
	computer  = "db1"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: longhost STEPS DIR")
	}
	steps, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if err := write(steps, os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func write(steps int, dir string) error {
	plain := filepath.Join(dir, "plain")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	file, err := os.Create(plain)
	if err != nil {
		return err
	}
	defer os.Remove(plain)
	defer file.Close()
	buffer := bufio.NewWriter(file)
	pack, err := extract.NewWriter(buffer)
	if err != nil {
		return err
	}
	if err := records(pack, steps); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	opened, err := extract.Open(file, pack.Size())
	if err != nil {
		return err
	}
	study, err := vsslog.NewStudy(vsslog.Options{Shard: vsslog.Shard{Number: 1, Of: 1}}, opened)
	if err != nil {
		return err
	}
	study.PartOf(vsslog.ListingOf([]string{source}))
	out, err := os.Create(filepath.Join(dir, vsslog.ExtractsFile))
	if err != nil {
		return err
	}
	defer out.Close()
	version := cmp.Or(os.Getenv("VSSLOG_VERSION"), "dev") // of the program that merges
	return study.WriteExtracts(out, map[string]string{"vsslog version": version, "signatures digest": detect.Digest(detect.Catalogue)})
}

// records writes the extract of one log.
func records(pack *extract.Writer, steps int) error {
	b := pack.NewBuilder()
	b.Saw(computer)
	at := parse.FromTime(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	first := at
	id := uint64(0)
	keep := func(provider string, event uint32, after parse.Ticks, text string) error {
		id++
		return b.Keep(&parse.Record{Time: parse.Exact(at + after), Provider: provider, EventID: event, Channel: "Application", Computer: computer,
			RecordID: id, Offset: int64(id) * 512, Level: 4, Fields: []parse.Field{{Value: parse.StringValue(text)}}})
	}
	for int(id) < steps {
		for n := range databases {
			if err := keep("MSSQLSERVER", 3197, parse.Ticks(n)*10*parse.Millisecond, fmt.Sprintf("Orders%02d", n)); err != nil {
				return err
			}
		}
		for n := range databases {
			if err := keep("MSSQLSERVER", 3198, 4*parse.Second+parse.Ticks(n)*10*parse.Millisecond, fmt.Sprintf("Orders%02d", n)); err != nil {
				return err
			}
		}
		at += 4 * parse.Hour
	}
	last := parse.Exact(at)
	b.AddRuns([]parse.Run{{Channel: "Application", Computer: computer, FirstID: 1, LastID: id, First: parse.Exact(first), Last: last, Earliest: first, Latest: at, Records: int64(id)}})
	head := &extract.Head{Source: source, Folder: computer, Format: "evtx", Confidence: 100, Read: true, Records: int64(id), First: first, Last: at}
	place, err := b.Close(head)
	if err != nil {
		return err
	}
	return pack.Item(&extract.Item{Source: source, Heads: []int64{place}})
}
