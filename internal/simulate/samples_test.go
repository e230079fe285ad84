package simulate

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write samples/ anew")

const samplesDir = "../../samples"

// byHand are the collections that no scenario writes. The tests of the root package
// say what must come out of them.
var byHand = []string{"pasted-event-2022", "ticket-sql-2019", "veeam-ntds-2019", "full-diff-area-2016", "healthy-2025"}

// TestSamples proves that samples/ holds what the simulator writes today, byte
// for byte, and nothing else but the collections written by hand.
func TestSamples(t *testing.T) {
	if *update {
		for _, s := range Scenarios() {
			if err := os.RemoveAll(filepath.Join(samplesDir, s.Name)); err != nil {
				t.Fatal(err)
			}
			if err := Write(s, filepath.Join(samplesDir, s.Name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := map[string]bool{"README.md": true}
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			dir := t.TempDir()
			if err := Write(s, dir); err != nil {
				t.Fatal(err)
			}
			entries, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			if len(entries) < 3 {
				t.Errorf("only %d files", len(entries))
			}
			for _, e := range entries {
				name := s.Name + "/" + e.Name()
				want[name] = true
				now, err := os.ReadFile(filepath.Join(dir, e.Name()))
				if err != nil {
					t.Fatal(err)
				}
				kept, err := os.ReadFile(filepath.Join(samplesDir, s.Name, e.Name()))
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(now, kept) {
					t.Errorf(
						"%s differs from what the simulator writes; `go test ./internal/simulate -run TestSamples "+
							"-update` writes it anew",
						name,
					)
				}
			}
		})
	}
	total := int64(0)
	err := filepath.WalkDir(samplesDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(samplesDir, path)
		if folder, _, _ := strings.Cut(filepath.ToSlash(name), "/"); !want[filepath.ToSlash(name)] &&
			!slices.Contains(byHand, folder) {
			t.Errorf("%s is written by no scenario", name)
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if total > 3<<20 {
		t.Errorf("samples/ holds %d bytes, more than 3 MiB", total)
	}
}

// TestHostNames: each sample has a host of its own, with a legal NetBIOS name.
func TestHostNames(t *testing.T) {
	seen := map[string]string{}
	for _, s := range Scenarios() {
		w := s.build()
		if lower(w.host.Name) != s.Host {
			t.Errorf("%s: scenario says host %s, its world is %s", s.Name, s.Host, w.host.Name)
		}
		if len(s.Host) > 15 {
			t.Errorf("%s: %s is longer than a NetBIOS name", s.Name, s.Host)
		}
		if other, ok := seen[s.Host]; ok {
			t.Errorf("%s and %s share host %s", s.Name, other, s.Host)
		}
		seen[s.Host] = s.Name
	}
}

// TestScenarioTruth: what the table of the samples says is what happened, and a
// fault is called provable where it says "confirmed".
func TestScenarioTruth(t *testing.T) {
	for _, s := range Scenarios() {
		happened, provable := map[string]bool{}, map[string]bool{}
		writers := map[string]int{}
		for _, x := range s.Truths() {
			if x.Signature == nil {
				continue
			}
			happened[*x.Signature] = true
			writers[*x.Signature]++
			if x.Provable {
				provable[*x.Signature] = true
			} else {
				t.Logf("%s", x)
			}
			if x.Applicability != s.Applicability {
				t.Errorf("%s: applicability %s, the scenario says %s", x, x.Applicability, s.Applicability)
			}
		}
		if s.Signature == "" {
			if len(happened) > 0 {
				t.Errorf("%s: %v happened on a healthy host", s.Name, happened)
			}
			continue
		}
		if !happened[s.Signature] || len(happened) != 1 {
			t.Errorf("%s: %v happened", s.Name, happened)
		}
		if s.Signature == sigThawBeforeWatchdog && writers[s.Signature] != 1 {
			t.Errorf("%s: %d writers missed the thaw", s.Name, writers[s.Signature])
		}
		if want := s.Verdict == "confirmed"; provable[s.Signature] != want {
			t.Errorf("%s: provable %t, verdict %s", s.Name, provable[s.Signature], s.Verdict)
		}
	}
}
