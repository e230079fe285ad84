package simulate

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/vsslog/vsslog/internal/slowtest"
)

func TestMain(m *testing.M) {
	slowtest.Roomy()
	m.Run()
}

const testCases = 240

func allCases(t *testing.T, n int, seed uint64) []Case {
	t.Helper()
	var out []Case
	if err := Cases(n, seed, func(c Case) error { out = append(out, c); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestRandomIsDeterministic: the same seed gives the same bytes.
func TestRandomIsDeterministic(t *testing.T) {
	worlds := slowtest.Of(24, 8)
	a, b := t.TempDir(), t.TempDir()
	for _, dir := range []string{a, b} {
		if err := Random(worlds, 7, dir); err != nil {
			t.Fatal(err)
		}
	}
	files := 0
	err := filepath.WalkDir(a, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		name, _ := filepath.Rel(a, path)
		x, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		y, err := os.ReadFile(filepath.Join(b, name))
		if err != nil {
			return err
		}
		if !bytes.Equal(x, y) {
			t.Errorf("%s differs between two runs", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 2*worlds {
		t.Errorf("only %d files in %d cases", files, worlds)
	}
}

// TestRandomReach: the worlds hold what the accuracy figures are measured on.
func TestRandomReach(t *testing.T) {
	faults, provable, bySignature := 0, 0, map[string]int{}
	hosts, twins := map[string]bool{}, 0
	for _, c := range allCases(t, testCases, 1) {
		for _, x := range c.Truths {
			hosts[x.Host] = true
			if x.Twin != "" {
				twins++
			}
			if x.Signature == nil {
				if x.Provable {
					t.Errorf("%s: nothing happened, yet provable", x)
				}
				continue
			}
			faults++
			bySignature[*x.Signature]++
			if x.Provable {
				provable++
				bySignature[*x.Signature+" provable"]++
			} else if len(x.Missing) == 0 {
				t.Errorf("%s: not provable, but nothing is missing", x)
			}
		}
	}
	t.Logf("%d faults, %d provable: %v", faults, provable, bySignature)
	if len(hosts) != testCases {
		t.Errorf("%d hosts in %d cases", len(hosts), testCases)
	}
	if provable*20 < faults {
		t.Errorf("%d of %d faults are provable, less than 5 %%", provable, faults)
	}
	if twins == 0 {
		t.Error("no twins")
	}
	for _, id := range []string{sigThawBeforeWatchdog, sigFreezeTimeout, sigLateThaw, sigStuckInThaw, sigBenignHyperV} {
		if bySignature[id] < 5 {
			t.Errorf("%s: only %d times", id, bySignature[id])
		}
	}
}

// TestTwins: twins emit the same files but for the name of the host, and only
// their truth differs.
func TestTwins(t *testing.T) {
	cases := allCases(t, testCases, 3)
	pairs := 0
	for i := 0; i+1 < len(cases); i += 2 {
		a, b := cases[i], cases[i+1]
		if len(a.Truths) == 0 || a.Truths[0].Twin == "" {
			continue
		}
		pairs++
		if a.Truths[0].Twin != b.Name || b.Truths[0].Twin != a.Name {
			t.Fatalf("%s and %s do not name each other", a.Name, b.Name)
		}
		if len(a.Files) != len(b.Files) {
			t.Fatalf("%s: %d files, its twin %d", a.Name, len(a.Files), len(b.Files))
		}
		for k, f := range a.Files {
			g := b.Files[k]
			if f.Name != g.Name ||
				!bytes.Equal(nameless(f.Data, a.Truths[0].Host), nameless(g.Data, b.Truths[0].Host)) {
				t.Errorf("%s: %s differs from that of its twin", a.Name, f.Name)
			}
		}
		different := false
		for k, x := range a.Truths {
			y := b.Truths[k]
			if x.WriterName != y.WriterName {
				t.Fatalf("%s: writers differ", a.Name)
			}
			if (x.Signature == nil) != (y.Signature == nil) || x.Signature != nil && *x.Signature != *y.Signature {
				different = true
			}
			if x.Provable || y.Provable {
				t.Errorf("%s or its twin is called provable", x)
			}
		}
		if !different {
			t.Errorf("%s: nothing differs between the twins", a.Name)
		}
	}
	if pairs < 4 {
		t.Errorf("only %d pairs of twins", pairs)
	}
}

// nameless replaces a host's name by blanks, and takes out the checksums of EVTX,
// which the name is part of.
func nameless(data []byte, host string) []byte {
	out := bytes.Clone(data)
	for _, name := range []string{host, strings.ToUpper(host)} {
		wide := make([]byte, 0, 2*len(name))
		for _, u := range utf16.Encode([]rune(name)) {
			wide = binary.LittleEndian.AppendUint16(wide, u)
		}
		out = bytes.ReplaceAll(out, []byte(name), bytes.Repeat([]byte("."), len(name)))
		out = bytes.ReplaceAll(out, wide, bytes.Repeat([]byte("."), len(wide)))
	}
	if bytes.HasPrefix(out, []byte("ElfFile\x00")) {
		for at := evtxHeaderSize; at+evtxChunkSize <= len(out); at += evtxChunkSize {
			clear(out[at+52 : at+56])
			clear(out[at+124 : at+128])
		}
	}
	return out
}

// TestModel holds the process model to the definitions of the fault.
func TestModel(t *testing.T) {
	seen := 0
	for _, c := range allCases(t, slowtest.Of(testCases, testCases/2), 5) {
		for _, x := range c.Truths {
			if x.Timeout == 0 {
				continue
			}
			seen++
			if x.Timeout != x.ThreadStart+x.Limit {
				t.Errorf("%s: X is not S + L", x)
			}
			if x.ThreadStart < x.Freeze {
				t.Errorf("%s: the thread started before the freeze", x)
			}
			missed := x.ThawEnd != 0 && x.ThawEnd < x.ThreadStart
			if is := x.Signature != nil && *x.Signature == sigThawBeforeWatchdog; is != missed {
				t.Errorf("%s: thaw ended at %d, thread started at %d", x, x.ThawEnd, x.ThreadStart)
			}
			if missed && x.Timeout-x.Thaw <= x.Limit {
				t.Errorf("%s: a missed thaw, but X - T is not above L", x)
			}
			if !missed && x.ThawEnd != 0 && x.ThawEnd < x.Timeout {
				t.Errorf("%s: a sound watchdog timed out after a finished thaw", x)
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d time-outs seen", seen)
	}
}
