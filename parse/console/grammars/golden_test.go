package grammars

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

var update = flag.Bool(
	"update",
	false,
	"rewrite testdata/golden.json from the corpus; read the differences before committing them",
)

// golden is what a real text holds, as a person reads it. Long values are there
// as a hash only: the texts are not ours.
type golden struct {
	Format  string
	Records []string
	Damage  []string `json:",omitempty"`
}

// TestCorpus reads every text of the corpus and compares what it gives with the
// goldens, which are keyed by the SHA-256 of the file.
func TestCorpus(t *testing.T) {
	root := os.Getenv("VSSLOG_CORPUS")
	if root == "" {
		t.Skip("VSSLOG_CORPUS is not set: no real texts to read")
	}
	const file = "testdata/golden.json"
	want := map[string]golden{}
	if data, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
	} else if !*update {
		t.Fatal(err)
	}
	got := map[string]golden{}
	err := filepath.WalkDir(filepath.Join(root, "text"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".txt" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		key := hex.EncodeToString(sum[:])
		got[key] = read(t, data)
		if *update {
			return nil
		}
		t.Run(entry.Name(), func(t *testing.T) {
			wanted, ok := want[key]
			if !ok {
				t.Fatalf("no golden for %s", key)
			}
			if diff := cmp.Diff(wanted, got[key]); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if wanted.Format == parse.KindUnrecognised {
				t.Error("the golden says that no grammar claims this real text")
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		data, err := json.MarshalIndent(got, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if len(got) != len(want) {
		t.Errorf("the corpus has %d texts, the goldens %d", len(got), len(want))
	}
}

func read(t *testing.T, data []byte) golden {
	t.Helper()
	r := texttest.Read(t, data, Grammars...)
	g := golden{Format: r.Format}
	for _, one := range r.Records {
		var b strings.Builder
		fmt.Fprintf(&b, "%d %s", one.Line, strings.TrimPrefix(one.Provider, "vsslog."))
		if !one.Time.IsZero() {
			fmt.Fprintf(&b, " %s %s", one.Time.Wall.Time().Format("2006-01-02T15:04:05"), one.Time.Zone)
		}
		for _, part := range []struct{ name, value string }{{"computer", one.Computer}, {"sid", one.UserSID}} {
			if part.value != "" {
				fmt.Fprintf(&b, " %s=%s", part.name, part.value)
			}
		}
		for _, f := range one.AllFields() {
			if f.Name != parse.FieldText {
				fmt.Fprintf(&b, " %s=%s", f.Name, short(f.Value.String()))
			}
		}
		g.Records = append(g.Records, b.String())
	}
	for _, d := range r.Damage {
		g.Damage = append(g.Damage, fmt.Sprintf("%d %s", d.Line, d.What))
	}
	return g
}

func short(value string) string {
	const limit = 66
	if len(value) <= limit {
		return value
	}
	h := fnv.New32a()
	h.Write([]byte(value))
	return fmt.Sprintf("%d bytes, fnv %08x", len(value), h.Sum32())
}
