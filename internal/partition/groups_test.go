package partition

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/spill"
)

// summary is that of an input whose records name computers.
func summary(item, place int, source string, computers ...string) InputSummary {
	o := hosting.Outline{Source: source, Computers: computers, Holds: computers, Logged: computers}
	if len(computers) == 0 {
		o.Holds = []string{""}
	}
	return InputSummary{item, place, o}
}

// told writes a group: its hosts, each with its inputs, and its items.
func told(g *Group) string {
	var b strings.Builder
	for _, h := range g.Hosts {
		b.WriteString(h.Name)
		for _, in := range h.Inputs {
			fmt.Fprintf(&b, " %d", in.Input)
		}
		b.WriteString("; ")
	}
	return b.String() + fmt.Sprint(g.Items)
}

// fleet are six items: a log of one host, one of two hosts, an archive of one of the two and another, a log
// of a host of its own, one that is empty, and a second of that host.
func fleet() []InputSummary {
	return []InputSummary{
		summary(0, 0, "a/Application.evtx", "srv1"),
		summary(1, 0, "b/Forwarded.evtx", "srv2", "srv3"),
		summary(2, 0, "c.zip!/x/System.evtx", "srv3"),
		summary(2, 1, "c.zip!/y/System.evtx", "srv4"),
		summary(3, 0, "d/Application.evtx", "srv5"),
		summary(4, -1, "e/nothing.bin"),
		summary(5, 0, "d/System.evtx", "srv5"),
	}
}

// TestGroups: hosts that share an item, or are tied by others that do, are one group. Its plans count its own inputs.
// The order in which the inputs come changes nothing.
func TestGroups(t *testing.T) {
	want := []string{
		"[4]",
		"srv1 0; [0]",
		"srv2 0; srv3 0 1; srv4 2; [1 2]",
		"srv5 0 1; [3 5]",
	}
	all := fleet()
	for turn := range len(all) {
		var got []string
		keys := map[string]bool{}
		for _, g := range Groups(slices.Concat(all[turn:], all[:turn])) {
			got = append(got, told(g))
			keys[g.Key] = true
		}
		slices.Sort(got)
		if !slices.Equal(got, want) || len(keys) != len(want) {
			t.Errorf("from input %d on: %d keys, %q", turn, len(keys), got)
		}
	}
	// A group is what it is without the others: the same key, the same plans.
	for _, g := range Groups(all) {
		var own []InputSummary
		for _, s := range all {
			if slices.Contains(g.Items, s.Item) {
				own = append(own, s)
			}
		}
		if alone := Groups(own); len(alone) != 1 || alone[0].Key != g.Key || told(alone[0]) != told(g) {
			t.Errorf("%s: alone %d groups", told(g), len(alone))
		}
	}
}

// packed writes items of so many inputs each, and returns where they are.
func packed(t *testing.T, inputs ...int) []pack.ItemRef {
	t.Helper()
	store := spill.New(1 << 20)
	t.Cleanup(func() { store.Close() })
	w, err := pack.NewWriter(store)
	if err != nil {
		t.Fatal(err)
	}
	for number, n := range inputs {
		item := &pack.Item{Number: number, Source: fmt.Sprintf("item%d", number), Key: "k", Stamp: "s"}
		for place := range n {
			b := w.NewBuilder()
			b.Saw("SRV")
			at, err := b.Close(&pack.Head{Source: fmt.Sprintf("item%d!/%d", number, place)})
			if err != nil {
				t.Fatal(err)
			}
			item.Heads = append(item.Heads, at)
		}
		if err := w.Item(item); err != nil {
			t.Fatal(err)
		}
	}
	opened, err := pack.Open(store, store.Size())
	if err != nil {
		t.Fatal(err)
	}
	items, err := pack.Refs(opened)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// TestJoin: of the groups, in any order, comes what is said of all inputs at once.
func TestJoin(t *testing.T) {
	groups, items := Groups(fleet()), packed(t, 1, 1, 2, 1, 0, 1)
	for range 2 {
		slices.Reverse(groups)
		joined, err := Join(groups, items)
		if err != nil {
			t.Fatal(err)
		}
		if got := told(joined); got != "srv1 0; srv2 1; srv3 1 2; srv4 3; srv5 4 5; [0 1 2 3 4 5]" {
			t.Errorf("joined: %s", got)
		}
	}
	for name, wrong := range map[string]func(*hosting.PlannedInput){
		"an input too many":   func(in *hosting.PlannedInput) { in.Input = 7 },
		"one below the first": func(in *hosting.PlannedInput) { in.Input = -1 },
	} {
		groups := Groups(fleet())
		at := slices.IndexFunc(groups, func(g *Group) bool { return len(g.Hosts) > 0 })
		wrong(&groups[at].Hosts[0].Inputs[0])
		if _, err := Join(groups, items); err == nil || !strings.Contains(err.Error(), groups[at].Hosts[0].Name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSummaries: each input of a pack has a summary, an item without inputs one without a place.
func TestSummaries(t *testing.T) {
	items := packed(t, 2, 0, 1)
	all, err := Summaries(items[0].Pack)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range all {
		got = append(got, fmt.Sprintf("%d %d %s %v", s.Item, s.Place, s.Source, s.Computers))
	}
	want := []string{"0 0 item0!/0 [srv]", "0 1 item0!/1 [srv]", "1 -1 item1 []", "2 0 item2!/0 [srv]"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestParseShard: a shard is named as one of so many.
func TestParseShard(t *testing.T) {
	for text, want := range map[string]Shard{"1/4": {1, 4}, "4/4": {4, 4}, "1/1": {1, 1}} {
		if got, err := ParseShard(text); err != nil || got != want || got.String() != text {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "1", "0/4", "5/4", "-1/4", "a/4", "1/b", "1/4/2", "1/0"} {
		if got, err := ParseShard(text); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
	if got := (Shard{}).String(); got != "" {
		t.Errorf("the zero shard is %q", got)
	}
}

// TestShardOfAGroup: each group is of one of the shards, and the same at each time.
func TestShardOfAGroup(t *testing.T) {
	for _, g := range Groups(fleet()) {
		has := 0
		for number := range 3 {
			if (Shard{number + 1, 3}).Has(g) {
				has++
			}
		}
		if has != 1 {
			t.Errorf("%s is in %d of 3 shards", told(g), has)
		}
	}
	for _, key := range []string{"", "a5", "no hex"} {
		if n, err := (&Group{Key: key}).Shard(3); err == nil {
			t.Errorf("the key %q is of shard %d", key, n)
		}
	}
}

// TestShardFiles: the files of all shards, given in any order, have every item once, and what must be the same in all
// of them. An error says what is missing, twice, or of another run.
func TestShardFiles(t *testing.T) {
	items := packed(t, 1, 2, 0, 1)
	sources := []string{"item0", "item1", "item2", "item3"}
	all, about := pack.InputSetOf(sources), map[string]string{"zone": "UTC"}
	root := t.TempDir()
	write := func(name string, shard Shard, all pack.InputSet, about map[string]string, numbers ...int) string {
		t.Helper()
		dir := filepath.Join(root, name)
		var own []pack.ItemRef
		for _, n := range numbers {
			own = append(own, items[n])
		}
		writeShard(t, dir, own, shard, all, about)
		return dir
	}
	first, second := write("first", Shard{1, 2}, all, about, 0, 2), write("second", Shard{2, 2}, all, about, 1, 3)
	for _, dirs := range [][]string{{first, second}, {second, first}} {
		shards, err := OpenShards(dirs, "")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, ref := range shards.Items {
			item, err := ref.Read()
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, item.Source+item.Key+item.Stamp) // which are of the run that read them
		}
		if !slices.Equal(got, sources) || len(shards.About) != 1 || shards.About["zone"] != "UTC" {
			t.Errorf("%q, about %v", got, shards.About)
		}
		if err := shards.Close(); err != nil {
			t.Error(err)
		}
	}
	for name, c := range map[string]struct {
		dirs []string
		want string
	}{
		"one is missing":      {[]string{second}, "shard 1/2 is missing"},
		"one is there twice":  {[]string{first, first}, "are both shard 1/2"},
		"no shard":            {[]string{first, root}, "contains no " + ShardFile},
		"another zone":        {[]string{first, write("zone", Shard{2, 2}, all, map[string]string{"zone": "CET"}, 1, 3)}, `zone is "UTC" there, "CET" here`},
		"one of three":        {[]string{first, write("three", Shard{2, 3}, all, about, 1, 3)}, "number of shards"},
		"an item is missing":  {[]string{first, write("lacks", Shard{2, 2}, all, about, 3)}, "3 of 4 files"},
		"an item is twice":    {[]string{first, write("twice", Shard{2, 2}, all, about, 2, 3)}, "file number 1 is missing"},
		"of other inputs":     {[]string{write("other1", Shard{1, 1}, pack.InputSetOf([]string{"a", "b", "c", "d"}), about, 0, 1, 2, 3)}, "different inputs"},
		"an option of one":    {[]string{first, write("option", Shard{2, 2}, all, map[string]string{"zone": "UTC", "as": "evtx"}, 1, 3)}, `as is "" there, "evtx" here`},
		"a file that is none": {[]string{noShard(t, filepath.Join(root, "none"))}, "run the shard again with this version"},
	} {
		if shards, err := OpenShards(c.dirs, ""); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %v", name, shards, err)
		}
	}
}

// writeShard writes the file of a shard into a folder.
func writeShard(t *testing.T, dir string, items []pack.ItemRef, shard Shard, all pack.InputSet, about map[string]string) {
	t.Helper()
	var b bytes.Buffer
	extract := Extract{Items: items, Shard: shard, All: all, About: about}
	if err := extract.Write(&b); err != nil {
		t.Fatal(err)
	}
	put(t, dir, b.Bytes())
}

// noShard is a folder with a file of that name that holds something else.
func noShard(t *testing.T, dir string) string {
	t.Helper()
	put(t, dir, []byte("this is something else\n"))
	return dir
}

func put(t *testing.T, dir string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ShardFile), content, 0o644); err != nil {
		t.Fatal(err)
	}
}
