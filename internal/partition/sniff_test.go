package partition

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/simulate"
	"github.com/vsslog/vsslog/internal/source"
)

func listed(t *testing.T, dir string) []*source.Item {
	t.Helper()
	items, err := source.List(t.Context(), []string{dir}, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return items
}

var twoWorkers = SniffOptions{Workers: 2}

// move moves a file of the fleet to another folder.
func move(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// TestShardsKeepHostsTogether: all files of a host are in one shard, each in one.
func TestShardsKeepHostsTogether(t *testing.T) {
	dir := t.TempDir()
	if err := simulate.Fleet(40, 1, 7, dir); err != nil {
		t.Fatal(err)
	}
	// The logs of one host apart from its texts: only a look at both tells.
	move(t, filepath.Join(dir, "srv0003", "Application.evtx"), filepath.Join(dir, "elsewhere", "Application.evtx"))
	move(t, filepath.Join(dir, "srv0003", "System.evtx"), filepath.Join(dir, "elsewhere", "System.evtx"))
	items := listed(t, dir)
	in := map[string]int{} // host to its shard
	count, shards := 0, map[int]bool{}
	for n := range 4 {
		picked, err := Shard{n + 1, 4}.Select(t.Context(), twoWorkers, items)
		if err != nil {
			t.Fatal(err)
		}
		for i, item := range items {
			if !picked[i] {
				continue
			}
			count++
			shards[n] = true
			host := path.Base(path.Dir(item.Source()))
			if host == "elsewhere" {
				host = "srv0003"
			}
			if other, ok := in[host]; ok && other != n {
				t.Errorf("files of %s are in shards %d and %d", host, other+1, n+1)
			}
			in[host] = n
		}
	}
	if count != len(items) || len(shards) < 3 || len(in) != 40 {
		t.Errorf("%d of %d items, %d shards, %d hosts", count, len(items), len(shards), len(in))
	}
}

// TestSniffTexts: a text is sniffed where its folder does not tell whose it is.
func TestSniffTexts(t *testing.T) {
	dir := t.TempDir()
	if err := simulate.Fleet(6, 1, 7, dir); err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"srv0002", "srv0003"} { // two hosts in one folder
		for _, name := range []string{"Application.evtx", "systeminfo.txt"} {
			move(t, filepath.Join(dir, host, name), filepath.Join(dir, "both", host+name))
		}
	}
	items := listed(t, dir)
	summaries, err := Sniff(t.Context(), twoWorkers, items)
	if err != nil {
		t.Fatal(err)
	}
	sniffed := 0
	for i, o := range summaries {
		if o.Item != i {
			t.Errorf("%s: the summary of item %d is that of %d", o.Source, i, o.Item)
		}
		if !strings.HasSuffix(o.Source, "systeminfo.txt") {
			continue
		}
		want := ""
		if folder := path.Dir(o.Source); path.Base(folder) == "both" {
			want = strings.TrimSuffix(path.Base(o.Source), "systeminfo.txt")
			sniffed++
		}
		if got := strings.Join(o.Named, " "); got != want {
			t.Errorf("%s names %q, want %q", o.Source, got, want)
		}
	}
	if sniffed != 2 {
		t.Errorf("%d texts were to be sniffed, want 2", sniffed)
	}
}

// The zero shard, and the only one of one, have every group; there is no shard of none.
func TestShardOfAll(t *testing.T) {
	g := &Group{Key: strings.Repeat("a5", 32)}
	if !(Shard{}).Has(g) || !(Shard{1, 1}).Has(g) {
		t.Error("a shard that does all does not have a group")
	}
	if n, err := g.Shard(0); err == nil {
		t.Errorf("the group is of shard %d of 0", n)
	}
}

// TestSniffBelowTheTop: a text may name its host below some pages of other things.
func TestSniffBelowTheTop(t *testing.T) {
	dir := t.TempDir()
	for lines, name := range map[int]string{0: "SRV01", 300: "SRV02", 4000: "SRV03"} {
		text := strings.Repeat("nothing of note\r\n", lines) +
			"\r\nHost Name:                 " + name + "\r\nOS Name:                   Microsoft Windows Server 2019 Standard\r\n" +
			"OS Version:                10.0.17763 N/A Build 17763\r\n"
		if err := os.WriteFile(filepath.Join(dir, name+".txt"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	summaries, err := Sniff(t.Context(), twoWorkers, listed(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, s := range summaries {
		named = append(named, strings.Join(s.Named, " "))
	}
	if got := strings.Join(named, "|"); got != "srv01|srv02|" { // of the third no more than the top is looked at
		t.Errorf("the texts name %q", got)
	}
}
