package detect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExampleSignatures runs the cases of the folder that docs/own-signatures.md shows.
func TestExampleSignatures(t *testing.T) {
	dir := filepath.Join("..", "docs", "own-signatures")
	signatures, err := LoadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	cases, err := LoadCases(dir, signatures)
	if err != nil {
		t.Fatal(err)
	}
	if len(signatures) != 2 || len(cases) < 8 {
		t.Fatalf("%d signatures, %d cases", len(signatures), len(cases))
	}
	for _, c := range cases {
		if got, missing := c.Run(signatures); got != c.Expect {
			t.Errorf("%s: %s: %s, want %s; missing %v", c.Place, c.Name, got, c.Expect, missing)
		}
	}
	for _, s := range signatures {
		if lacking := Lacking(s, cases); lacking != nil {
			t.Errorf("%s: no case of %v", s.ID, lacking)
		}
	}
	page, err := os.ReadFile(filepath.Join("..", "docs", "own-signatures.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sql-frozen-long.yaml", "agent-hit-the-copy-limit.cases.yaml"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(page), "```yaml\n"+string(text)+"```") {
			t.Errorf("docs/own-signatures.md does not show %s as it is", name)
		}
	}
}

const goodCase = `signature: our-slow-sql
cases:
  - name: twenty seconds
    is: hit
    expect: confirmed
    windows: "10.0.17763"
    events:
      - {at: 100, provider: MSSQLSERVER, id: 3197, data: [Orders]}
    captures:
      - at: 90
        writers:
          - {name: SqlServerWriter, state: 1, error: "0x0", instance: 1}
`

func TestCaseErrors(t *testing.T) {
	s, err := Load("ours.yaml", []byte(goodFile))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := loadCases("c.yaml", []byte(goodCase), []*Signature{s}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ from, to, want string }{
		"field": {"expect:", "expects:", "c.yaml:5: expects: no such field (did you mean expect?)"},
		"signature": {"our-slow-sql", "our-slow-sq", "c.yaml:1: signature: \"our-slow-sq\" is no signature of this " +
			"folder (did you mean our-slow-sql?)"},
		"kind":      {"is: hit", "is: miss", "c.yaml:4: cases.0.is:"},
		"verdict":   {"expect: confirmed", "expect: confirmd", "did you mean confirmed?"},
		"hit":       {"expect: confirmed", "expect: ruled_out", "a hit is confirmed, likely or suspected"},
		"near miss": {"is: hit", "is: near miss", "must be neither confirmed nor likely"},
		"windows":   {"10.0.17763", "2019", "c.yaml:6: cases.0.windows"},
		"provider": {"MSSQLSERVER, id: 3197", "ESENTS, id: 2001", "c.yaml:8: cases.0.events.0: ESENTS 2001 is no " +
			"event that vsslog reads (did you mean ESENT?)"},
		"event":    {"id: 3197", "id: 1", "no signature can see it"},
		"data":     {"[Orders]", "Orders", "c.yaml:8: cases.0.events.0.data: a list of values"},
		"time":     {"at: 100", "at: .inf", "c.yaml:8: cases.0.events.0.at"},
		"state":    {"state: 1,", "state: 77,", "c.yaml:12: cases.0.captures.0.writers.0.state"},
		"code":     {"0x0", "zero", "c.yaml:12: cases.0.captures.0.writers.0.error"},
		"instance": {"instance: 1", "instance: 300", "instance: 300 found"},
		"empty":    {goodCase, "signature: our-slow-sql\n", "c.yaml:1: cases: at least one expected"},
	} {
		_, err := loadCases("c.yaml", []byte(strings.Replace(goodCase, c.from, c.to, 1)), []*Signature{s})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", name, err, c.want)
		}
	}
}

// TestDigestOfOwn: whatever changes in a file changes the digest.
func TestDigestOfOwn(t *testing.T) {
	one, err := Load("ours.yaml", []byte(goodFile))
	if err != nil {
		t.Fatal(err)
	}
	two, err := Load(
		"ours.yaml",
		[]byte(strings.Replace(goodFile, "kinds: [freeze]", "kinds: [freeze]\n  writers: [NTDS]", 1)),
	)
	if err != nil {
		t.Fatal(err)
	}
	if Digest([]*Signature{one}) == Digest([]*Signature{two}) {
		t.Error("the writers of a trigger do not show in the digest")
	}
}

func FuzzLoadCases(f *testing.F) {
	s, err := Load("ours.yaml", []byte(goodFile))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(goodCase))
	f.Add([]byte("signature: our-slow-sql\ncases: [{events: [{data: {a: [b]}}]}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cases, err := loadCases("c.yaml", data, []*Signature{s})
		if err != nil || len(cases) > 100 {
			return
		}
		for _, c := range cases {
			c.Run([]*Signature{s})
		}
	})
}
