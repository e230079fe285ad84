package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/internal/spill"
	"github.com/vsslog/vsslog/parse"
)

// mostPerHost is what a host with three files may leave in memory: where its items,
// heads and notes are, its name, and what is gathered of names while hosts are planned.
const mostPerHost = 500 // bytes

// TestMemoryPerHost: what is held of a host does not grow again. It counts what is
// live after a collection when everything was read, judged and written and only the
// screen is left to be told, in runs of two sizes. Both have more hosts than the lists
// of the report and the chunks of the tables hold.
func TestMemoryPerHost(t *testing.T) {
	slowtest.Skip(t, "memory of many hosts")
	const few, many = 5_700, 8_000
	live := func(hosts int) int64 {
		shard := manyHosts(t, hosts)
		var w liveWriter
		if code := run(context.Background(), []string{"merge", shard, "--out", filepath.Join(t.TempDir(), "out"), "--memory", "1MiB", "--format", "csv,html"}, nil, &w, io.Discard); code != exitDone {
			t.Fatalf("exit %d", code)
		}
		return w.live
	}
	a, b := live(few), live(many)
	perHost := (b - a) / (many - few)
	t.Logf("%d hosts: %d KiB, %d hosts: %d KiB, %d bytes a host", few, a>>10, many, b>>10, perHost)
	if perHost > mostPerHost {
		t.Errorf("a host takes up %d bytes, want %d at most", perHost, mostPerHost)
	}
}

// liveWriter notes what is live when the first byte comes.
type liveWriter struct{ live int64 }

func (w *liveWriter) Write(p []byte) (int, error) {
	if w.live == 0 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // what had a finalizer goes with the second one
		runtime.ReadMemStats(&m)
		w.live = int64(m.HeapAlloc)
	}
	return len(p), nil
}

// manyHosts makes a shard of hosts with three files each, one backup in the first.
func manyHosts(t *testing.T, hosts int) string {
	store := spill.New(0)
	t.Cleanup(func() { store.Close() })
	out, err := pack.NewWriter(store)
	if err != nil {
		t.Fatal(err)
	}
	from := parse.FromTime(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	var sources []string
	for n := range hosts {
		host := fmt.Sprintf("server%05d.corp.example", n)
		for _, name := range []string{"Application.evtx", "System.evtx", "vssadmin.txt"} {
			b := out.NewBuilder()
			head := &pack.Head{
				Source:     fmt.Sprintf("logs/server%05d/%s", n, name),
				Folder:     host,
				Format:     "evtx",
				Confidence: 100,
				Read:       true,
				SHA256:     fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, n, name))),
			}
			if name != "vssadmin.txt" {
				b.AddRuns(
					[]parse.Run{
						{
							Channel:  name[:len(name)-5],
							Computer: host,
							FirstID:  1,
							LastID:   9,
							First:    parse.Exact(from),
							Last:     parse.Exact(from + parse.Day),
							Earliest: from,
							Latest:   from + parse.Day,
							Records:  9,
						},
					},
				)
			}
			if name == "Application.evtx" {
				for k, event := range []uint32{3197, 3198} {
					err := b.Keep(
						&parse.Record{
							Time:     parse.Exact(from + parse.Ticks(k)*parse.Second),
							Provider: "MSSQLSERVER",
							EventID:  event,
							Channel:  "Application",
							Computer: host,
							RecordID: uint64(
								k + 1,
							),
							Level:  4,
							Fields: []parse.Field{{Value: parse.StringValue("Orders")}},
						},
					)
					if err != nil {
						t.Fatal(err)
					}
				}
			}
			at, err := b.Close(head)
			if err == nil {
				err = out.Item(&pack.Item{Number: len(sources), Source: head.Source, Heads: []int64{at}})
			}
			if err != nil {
				t.Fatal(err)
			}
			sources = append(sources, head.Source)
		}
	}
	return shardOf(t, store, store.Size(), sources)
}
