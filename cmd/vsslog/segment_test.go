package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/analysis"
	"github.com/vsslog/vsslog/internal/ingest"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/internal/simulate"
	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
)

// sameCut runs the program with hosts whole and with each host cut wherever it can
// be, and demands that the screen and all files are the same.
func sameCut(t *testing.T, args ...string) {
	t.Helper()
	defer func() { segment = 0 }()
	dir := t.TempDir()
	said := map[int]string{}
	files := map[int]map[string]string{}
	for _, n := range []int{math.MaxInt, 1} {
		segment = n
		out := filepath.Join(dir, "out") // the screen names it
		said[n] = ran(t, append(slices.Clone(args), "--out", out, "--format", scaleFormats)...)
		said[n], _, _ = strings.Cut(said[n], "\nWritten: ") // where to: the folders differ
		files[n] = resultsIn(t, out)
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []int{1} {
		if said[n] != said[math.MaxInt] {
			t.Errorf("stretches of %d steps: the screen differs", n)
		}
		sameResults(t, fmt.Sprintf("stretches of %d steps", n), files[math.MaxInt], files[n])
		if keep := os.Getenv("VSSLOG_CUT_KEEP"); keep != "" {
			for kind, of := range map[string]map[string]string{"whole": files[math.MaxInt], "cut": files[n]} {
				os.MkdirAll(filepath.Join(keep, kind), 0o755)
				for name, text := range of {
					os.WriteFile(filepath.Join(keep, kind, name), []byte(text), 0o644)
				}
			}
		}
		for _, name := range []string{"sets.csv", "spans.csv", "events.csv", "findings.csv", "failures.csv", "report.md", "report.html"} {
			firstDifference(t, name, files[math.MaxInt][name], files[n][name])
		}
	}
}

// firstDifference tells where a table of a host that was cut begins to differ.
func firstDifference(t *testing.T, name, whole, cut string) {
	t.Helper()
	a, b := strings.Split(whole, "\n"), strings.Split(cut, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			from := 0 // a page has long lines
			for from < min(len(a[i]), len(b[i])) && a[i][from] == b[i][from] {
				from++
			}
			from = max(from-300, 0)
			t.Errorf("%s, line %d, byte %d:\nwhole %.900s\ncut   %.900s", name, i+1, from, a[i][from:], b[i][from:])
			return
		}
	}
}

// TestCutSamples: cutting changes nothing on the samples, on simulated worlds, and
// on hosts with many nights.
func TestCutSamples(t *testing.T) {
	slowtest.Skip(t, "samples and a fleet, cut and whole")
	fleet := filepath.Join(t.TempDir(), "fleet")
	if err := simulate.Fleet(3, 25, 5, fleet); err != nil {
		t.Fatal(err)
	}
	sameCut(t, "analyze", fleet, scaleLogs(t, 20))
}

// chain is one long host in the making: inputs one after the other.
type chain struct {
	t       *testing.T
	out     *pack.Writer
	sources []string
	random  *rand.Rand
	polled  []*parse.Record // listings that one file holds
	latest  []*parse.Record // the latest listing of a world
}

// add takes an input with its records.
func (c *chain) add(h *pack.Head, runs []parse.Run, records []*parse.Record) {
	c.t.Helper()
	b := c.out.NewBuilder()
	for _, r := range records {
		if err := b.Keep(r); err != nil {
			c.t.Fatal(err)
		}
	}
	for _, r := range runs {
		b.AddRuns([]parse.Run{r})
	}
	b.Saw("CHAIN")
	h.Folder, h.SHA256 = "chain", ""
	at, err := b.Close(h)
	if err == nil {
		err = c.out.Item(&pack.Item{Number: len(c.sources), Source: h.Source, Heads: []int64{at}})
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.sources = append(c.sources, h.Source)
}

// text is add for a text of our own.
func (c *chain) text(name string, records []*parse.Record) {
	c.add(
		&pack.Head{Source: name, Format: "text", Confidence: 100, Read: true, Records: int64(len(records))},
		nil,
		records,
	)
}

// chained makes one long host of random worlds: their records come one world after
// the other, under one name, with pauses of an hour to weeks in between. after adds what
// follows world n, which ended at last. The result is a folder that vsslog merge takes.
func chained(
	t *testing.T,
	worlds int,
	seed uint64,
	wanted func(*pack.Head, []*parse.Record) bool,
	after func(c *chain, n int, last parse.Ticks),
) string {
	t.Helper()
	dir := t.TempDir()
	if err := simulate.Random(worlds, seed, dir); err != nil {
		t.Fatal(err)
	}
	var whole bytes.Buffer
	out, err := pack.NewWriter(&whole)
	if err != nil {
		t.Fatal(err)
	}
	c := &chain{t: t, out: out, random: rand.New(rand.NewPCG(seed, 1))}
	next := parse.Ticks(0) // when the next world begins
	entries, _ := os.ReadDir(dir)
	for n, e := range entries {
		if !e.IsDir() {
			continue
		}
		heads, records := worldOf(t, filepath.Join(dir, e.Name()))
		first, last := parse.Ticks(math.MaxInt64), parse.Ticks(0)
		for i, h := range heads {
			for _, r := range h.Runs {
				first, last = min(first, r.Earliest), max(last, r.Latest)
			}
			for _, r := range records[i] {
				if !r.Time.IsZero() {
					first, last = min(first, r.Time.Wall), max(last, r.Time.Wall)
				}
			}
		}
		if next == 0 {
			next = first
		}
		shift := next - first
		pauses := []parse.Ticks{
			parse.Hour,
			2 * parse.Hour,
			190 * parse.Minute,
			4 * parse.Hour,
			8 * parse.Hour,
			parse.Day,
			20 * parse.Day,
		}
		next = last + shift + pauses[c.random.IntN(len(pauses))]
		for i, h := range heads {
			if !wanted(h, records[i]) {
				continue
			}
			for _, r := range records[i] {
				for _, at := range []*parse.Timestamp{&r.Time, &r.Until, &r.Written} {
					if !at.IsZero() {
						at.Wall += shift
					}
				}
				if r.Computer != "" {
					r.Computer = "CHAIN"
				}
			}
			runs := slices.Clone(h.Runs)
			for k := range runs {
				r := &runs[k]
				r.Computer = "CHAIN"
				r.Earliest, r.Latest, r.First.Wall, r.Last.Wall, r.QuietFrom = r.Earliest+shift, r.Latest+shift, r.First.Wall+shift, r.Last.Wall+shift, r.QuietFrom+shift
			}
			h.Source = fmt.Sprintf("chain/%03d/%s", n, filepath.Base(h.Source))
			c.add(h, runs, records[i])
			c.look(records[i])
		}
		if after != nil {
			after(c, n, last+shift)
		}
	}
	if len(c.polled) > 0 {
		c.text("chain/writers-all.txt", c.polled)
	}
	return shardOf(t, bytes.NewReader(whole.Bytes()), int64(whole.Len()), c.sources)
}

// shardOf makes a folder as the only shard of a run leaves it, of a pack with items of
// these names.
func shardOf(t *testing.T, r io.ReaderAt, size int64, sources []string) string {
	t.Helper()
	opened, err := pack.Open(r, size)
	if err != nil {
		t.Fatal(err)
	}
	items, err := pack.Refs(opened)
	if err != nil {
		t.Fatal(err)
	}
	shard := t.TempDir()
	file, err := os.Create(filepath.Join(shard, partition.ShardFile))
	if err == nil {
		defer file.Close()
		extract := partition.Extract{
			Items: items,
			Shard: partition.Shard{Number: 1, Of: 1},
			All:   pack.InputSetOf(sources),
			About: map[string]string{aboutVersion: version(), aboutSignatures: detect.Digest(detect.Catalogue)},
		}
		err = extract.Write(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return shard
}

// worldOf reads the files of a world.
func worldOf(t *testing.T, dir string) (heads []*pack.Head, records [][]*parse.Record) {
	t.Helper()
	opt := ingest.Options{Paths: []string{dir}, Workers: 1}
	items, err := ingest.List(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	for n, item := range items {
		var file bytes.Buffer
		if err := ingest.Extract(context.Background(), opt, item, n, &file); err != nil {
			t.Fatal(err)
		}
		pack, err := pack.Open(bytes.NewReader(file.Bytes()), int64(file.Len()))
		if err != nil {
			t.Fatal(err)
		}
		items, _, _, err := pack.Contents()
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range items[0].Heads {
			h, err := pack.Head(at)
			if err != nil {
				t.Fatal(err)
			}
			own, err := pack.Records(h.Blocks)
			if err != nil {
				t.Fatal(err)
			}
			heads, records = append(heads, h), append(records, own)
		}
	}
	return heads, records
}

// timed reports an input all of whose records but facts have a time.
func timed(h *pack.Head, records []*parse.Record) bool {
	return !slices.ContainsFunc(records, func(r *parse.Record) bool {
		return r.Provider == parse.ProviderRequester && r.Stamp != parse.StampRecord ||
			r.Time.IsZero() && !strings.HasPrefix(r.Provider, "vsslog.h") && r.Provider != parse.ProviderFile
	})
}

// unlisted reports an input that lists no writers.
func unlisted(h *pack.Head, records []*parse.Record) bool {
	return timed(h, records) &&
		!slices.ContainsFunc(records, func(r *parse.Record) bool { return r.Provider == parse.ProviderWriter })
}

// calm reports an input whose listings, if there are any, begin with all writers at
// rest and end with two that agree: then nothing ties the times before and after.
func calm(h *pack.Head, records []*parse.Record) bool {
	if !timed(h, records) {
		return false
	}
	before, last := map[string]string{}, ""
	changed := false
	for _, r := range records {
		if r.Provider != parse.ProviderWriter {
			continue
		}
		writer, state := r.Text(
			parse.FieldWriterID,
		)+r.Text(
			parse.FieldWriterInstanceID,
		), r.Text(
			parse.FieldStateCode,
		)+r.Text(
			parse.FieldHResult,
		)
		if before[writer] == "" && r.Text(parse.FieldStateCode) != "1" || r.Text(parse.FieldWriterInstanceID) == "" {
			return false
		}
		if c := r.Text(parse.FieldListing); c != last {
			last, changed = c, false
		}
		changed = changed || before[writer] != state
		before[writer] = state
	}
	return !changed
}

// local makes every other log one of local times, as exports to text are, and takes what
// has times.
func local(h *pack.Head, records []*parse.Record) bool {
	if len(h.Runs) > 0 && len(records)%2 == 0 {
		for _, r := range records {
			r.Time.Zone = parse.ZoneLocal
		}
	}
	return timed(h, records)
}

// partsIn counts the parts of the host in a shard, cut wherever it can be.
func partsIn(t *testing.T, shard string) int {
	t.Helper()
	shards, err := partition.OpenShards([]string{shard}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer shards.Close()
	run, err := analysis.Open(analysis.Options{SegmentSteps: 1, Workers: 1}, shards.Items, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	parts := 0
	for _, err := range run.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		parts++
	}
	return parts
}

// TestCutChains: cutting changes nothing on one host that went through all of many
// worlds, one after the other. VSSLOG_CUT_CHAINS sets how many hosts there are of each sort.
func TestCutChains(t *testing.T) {
	for _, c := range []struct {
		name   string
		seeds  uint64
		worlds int
		cut    bool // most hosts have places to cut
		wanted func(*pack.Head, []*parse.Record) bool
		after  func(c *chain, n int, last parse.Ticks)
	}{
		{"calm", 6, 20, true, calm, nil},
		{"unlisted", 3, 25, true, unlisted, nil},
		{"lone", 2, 20, true, unlisted, onceListed},
		{"listed", 3, 20, true, unlisted, listedAfter},
		{"noisy", 3, 20, true, calm, noisy},
		{"polled", 3, 6, true, calm, polledAfter},
		// Listings that begin in the middle of sets, and whose end is open.
		{"all", 6, 8, false, timed, nil},
		{"told", 3, 12, false, unlisted, told},
		{"local", 3, 10, false, local, listedAfter},
		{"untimed", 3, 8, false, func(*pack.Head, []*parse.Record) bool { return true }, nil},
	} {
		cut, ran := uint64(0), uint64(0)
		if !slowtest.Wanted() {
			if c.name != "calm" && c.name != "polled" && c.name != "untimed" {
				continue
			}
			c.seeds, c.worlds = 1, c.worlds/2
		}
		if n, err := strconv.ParseUint(os.Getenv("VSSLOG_CUT_CHAINS"), 10, 64); err == nil {
			c.seeds = n
		}
		for seed := range c.seeds {
			t.Run(fmt.Sprint(c.name, seed), func(t *testing.T) {
				shard := chained(t, c.worlds, 100+seed, c.wanted, c.after)
				parts := partsIn(t, shard)
				ran++
				t.Logf("%d parts", parts)
				if parts > 3 {
					cut++
				}
				sameCut(t, "merge", shard)
			})
		}
		if c.cut && 2*cut < ran {
			t.Errorf("%s: %d of %d hosts could be cut: too little is tested", c.name, cut, c.seeds)
		}
	}
}
