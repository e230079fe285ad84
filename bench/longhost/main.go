// Command longhost writes the extract of one host with very many steps: a set of 40
// databases every four hours, as the results of a shard, for vsslog merge.
//
//	longhost [-once] [-plain] [-listed N] [-text] STEPS DIR
//
// With -once the writers are listed once, at the end, and one has failed; with -plain
// the same, but the listing has no time; with -listed the same after every Nth set;
// with -text there is also a log of a backup program without any times.
package main

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/parse"
)

const (
	databases = 40
	source    = "db1/Application.evtx"
	computer  = "db1"
)

// host is what is written.
type host struct {
	steps  int
	once   bool
	plain  bool
	listed int
	text   bool
	sets   []parse.Ticks // when those began after which writers are listed
}

func main() {
	log.SetFlags(0)
	var h host
	flag.BoolVar(&h.once, "once", false, "a listing of the writers at the end")
	flag.BoolVar(&h.plain, "plain", false, "a listing of the writers without a time")
	flag.IntVar(&h.listed, "listed", 0, "a listing after every so many sets")
	flag.BoolVar(&h.text, "text", false, "a backup program's log without times")
	flag.Parse()
	steps, err := strconv.Atoi(flag.Arg(0))
	if err != nil || flag.NArg() != 2 {
		log.Fatal("usage: longhost [-once] [-plain] [-listed N] [-text] STEPS DIR")
	}
	h.steps = steps
	if err := h.write(flag.Arg(1)); err != nil {
		log.Fatal(err)
	}
}

func (h *host) write(dir string) error {
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
	out, err := pack.NewWriter(buffer)
	if err != nil {
		return err
	}
	sources, err := h.inputs(out)
	if err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	opened, err := pack.Open(file, out.Size())
	if err != nil {
		return err
	}
	items, err := pack.Refs(opened)
	if err != nil {
		return err
	}
	extracts, err := os.Create(filepath.Join(dir, partition.ShardFile))
	if err != nil {
		return err
	}
	defer extracts.Close()
	version := cmp.Or(os.Getenv("VSSLOG_VERSION"), "dev") // of the program that merges
	extract := partition.Extract{
		Items: items,
		Shard: partition.Shard{Number: 1, Of: 1},
		All:   pack.InputSetOf(sources),
		About: map[string]string{"vsslog version": version, "signatures digest": detect.Digest(detect.Catalogue)},
	}
	return extract.Write(extracts)
}

// inputs writes the extracts of all inputs.
func (h *host) inputs(out *pack.Writer) ([]string, error) {
	if err := h.records(out); err != nil {
		return nil, err
	}
	sources := []string{source}
	for _, t := range []struct {
		name    string
		records []*parse.Record
	}{{"db1/writers.txt", h.listings()}, {"db1/plain.txt", h.plainly()}, {"db1/backup01.log", h.told()}} {
		if len(t.records) == 0 {
			continue
		}
		b := out.NewBuilder()
		for _, r := range t.records {
			if err := b.Keep(r); err != nil {
				return nil, err
			}
		}
		n := int64(len(t.records))
		place, err := b.Close(
			&pack.Head{Source: t.name, Folder: computer, Format: "text", Confidence: 100, Read: true, Records: n},
		)
		if err != nil {
			return nil, err
		}
		if err := out.Item(&pack.Item{Number: len(sources), Source: t.name, Heads: []int64{place}}); err != nil {
			return nil, err
		}
		sources = append(sources, t.name)
	}
	return sources, nil
}

// fields makes the fields of a record out of names and values.
func fields(pairs ...string) (all []parse.Field) {
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, parse.Field{Name: pairs[i], Value: parse.StringValue(pairs[i+1])})
	}
	return all
}

// listings are those of the writers, in one file. In each another writer has timed out.
func (h *host) listings() (all []*parse.Record) {
	for n, at := range h.sets {
		for i, name := range []string{"SqlServerWriter", "System Writer", "WMI Writer"} {
			class, _ := vocab.ClassOf("", name)
			state, code := "1", "0x00000000"
			if n%3 == i {
				state, code = "9", "0x800423f2"
			}
			stamp := at + 10*parse.Minute
			all = append(
				all,
				&parse.Record{
					Time:     parse.Exact(stamp),
					Until:    parse.Exact(stamp + parse.Second),
					Stamp:    parse.StampLine,
					Provider: parse.ProviderWriter,
					Line:     int32(len(all) + 1),
					Listing:  int32(n + 1),
					Fields: fields(
						parse.FieldWriterName,
						name,
						parse.FieldWriterID,
						class.ID,
						parse.FieldWriterInstanceID,
						fmt.Sprintf("{00000000-0000-0000-0000-00000000000%d}", i),
						parse.FieldStateCode,
						state,
						parse.FieldHResult,
						code,
					),
				},
			)
		}
	}
	return all
}

// plainly is a listing that does not say when it was taken.
func (h *host) plainly() []*parse.Record {
	if !h.plain {
		return nil
	}
	all := (&host{sets: []parse.Ticks{1}}).listings()
	for _, r := range all {
		r.Time, r.Until, r.Stamp = parse.Timestamp{}, parse.Timestamp{}, parse.StampNone
	}
	return all
}

// told is a backup program's log of a failure, without a time.
func (h *host) told() (all []*parse.Record) {
	if !h.text {
		return nil
	}
	for i, phrase := range []string{parse.PhraseSnapshotStart, parse.PhraseWriterFailed, parse.PhraseSnapshotFailed,
		parse.PhraseBackupFailed} {
		r := &parse.Record{
			Stamp:    parse.StampNone,
			Provider: parse.ProviderRequester,
			Line:     int32(i + 5),
			Fields:   fields(parse.FieldTool, "ntbackup", parse.FieldPhrase, phrase),
		}
		if i == 1 || i == 2 {
			r.Fields = append(r.Fields, fields(parse.FieldHResult, "0x800423f2")...)
		}
		all = append(all, r)
	}
	return all
}

// records writes the extract of one log.
func (h *host) records(out *pack.Writer) error {
	b := out.NewBuilder()
	b.Saw(computer)
	at := parse.FromTime(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	first := at
	id := uint64(0)
	keep := func(provider string, event uint32, after parse.Ticks, text string) error {
		id++
		return b.Keep(
			&parse.Record{
				Time:     parse.Exact(at + after),
				Provider: provider,
				EventID:  event,
				Channel:  "Application",
				Computer: computer,
				RecordID: id,
				Offset:   int64(id) * 512,
				Level:    4,
				Fields:   []parse.Field{{Value: parse.StringValue(text)}},
			},
		)
	}
	for n := 1; int(id) < h.steps; n++ {
		if h.listed > 0 && n%h.listed == 0 {
			h.sets = append(h.sets, at)
		}
		for n := range databases {
			if err := keep("MSSQLSERVER", 3197, parse.Ticks(n)*10*parse.Millisecond, fmt.Sprintf("Orders%02d", n)); err != nil {
				return err
			}
		}
		for n := range databases {
			if err := keep("MSSQLSERVER", 3198, 4*parse.Second+parse.Ticks(n)*10*parse.Millisecond,
				fmt.Sprintf("Orders%02d", n)); err != nil {
				return err
			}
		}
		at += 4 * parse.Hour
	}
	if h.once {
		h.sets = append(h.sets, at-4*parse.Hour)
	}
	last := parse.Exact(at)
	b.AddRuns(
		[]parse.Run{
			{
				Channel:  "Application",
				Computer: computer,
				FirstID:  1,
				LastID:   id,
				First:    parse.Exact(first),
				Last:     last,
				Earliest: first,
				Latest:   at,
				Records:  int64(id),
			},
		},
	)
	head := &pack.Head{
		Source:     source,
		Folder:     computer,
		Format:     "evtx",
		Confidence: 100,
		Read:       true,
		Records:    int64(id),
		First:      first,
		Last:       at,
	}
	place, err := b.Close(head)
	if err != nil {
		return err
	}
	return out.Item(&pack.Item{Source: source, Heads: []int64{place}})
}
