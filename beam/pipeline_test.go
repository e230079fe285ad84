package beam

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/detect"
)

// TestSameResults: one run of the program, its shards merged, and the parts of the
// pipeline merged, made on Prism and on Flink, are the same directory, byte for byte.
func TestSameResults(t *testing.T) {
	dir, program := worlds(t, 30), build(t, "..", "./cmd/vsslog")
	want := analyze(t, program, dir)
	if len(want) < 9 || !bytes.Contains(want["findings.csv"], []byte("confirmed")) {
		t.Fatalf("%d files: too little to compare", len(want))
	}
	t.Run("shards", func(t *testing.T) {
		var shards []string
		for i := range 3 {
			out := filepath.Join(t.TempDir(), "shard")
			command(t, program, "analyze", dir, "--quiet", "--shard", strconv.Itoa(i+1)+"/3", "--out", out)
			shards = append(shards, out)
		}
		same(t, "shards", want, merge(t, program, shards))
	})
	for _, parts := range []int{1, 7} {
		t.Run("Prism/"+strconv.Itoa(parts), func(t *testing.T) {
			c := config(t, dir, parts)
			run(t, "prism", c)
			same(t, "Prism", want, merge(t, program, partsOf(c)))
			if err := c.Clean(); err != nil {
				t.Fatal(err)
			}
			if entries, err := os.ReadDir(c.Out); err != nil || len(entries) != parts {
				t.Errorf("%d entries are left in the directory of %d parts: %v", len(entries), parts, err)
			}
		})
	}
	t.Run("Flink", func(t *testing.T) {
		flink := startFlink(t)
		c := config(t, dir, 7)
		flink.submit(t, c)
		same(t, "Flink", want, merge(t, program, partsOf(c)))
		c = redacting(config(t, dir, 3))
		flink.submit(t, c)
		same(t, "Flink, redacted", analyze(t, program, dir, redactOptions...), merge(t, program, partsOf(c), redactKey...))
	})
}

var (
	redactKey     = []string{"--redact-key", "a secret"}
	redactOptions = append([]string{"--redact", "hosts,users,paths,databases"}, redactKey...)
)

// redacting is a configuration of a job that redacts.
func redacting(c Config) Config {
	c.Redact, c.RedactKey = []string{"hosts", "users", "paths", "databases"}, "a secret"
	if err := c.checkRedaction(); err != nil {
		panic(err)
	}
	return c
}

// TestRedact: the parts of a job that redacts, merged, are the run of the program that redacts, byte for byte. Its
// parts tell of their hosts what that tells, and what it keeps and writes has no name.
func TestRedact(t *testing.T) {
	dir, program := worlds(t, 12), build(t, "..", "./cmd/vsslog")
	want := analyze(t, program, dir, redactOptions...)
	c := redacting(config(t, dir, 4))
	c.Formats = []string{"csv"}
	run(t, "prism", c)
	same(t, "Prism, redacted", want, merge(t, program, partsOf(c), redactKey...))
	names := hostNames(t, program, dir)
	for name, content := range filesIn(t, c.Out) { // work too
		for _, host := range names {
			if bytes.Contains(bytes.ToLower(content), []byte(host)) {
				t.Errorf("%s has the name %s", name, host)
			}
		}
	}
	for _, part := range partsOf(c) {
		lines := bytes.SplitAfter(filesIn(t, part)["failures.csv"], []byte("\n"))
		for _, line := range lines {
			if !bytes.Contains(want["failures.csv"], line) {
				t.Errorf("%s tells what the whole does not: %.300s", filepath.Base(part), line)
			}
		}
	}
}

// hostNames are the names of the hosts with sets in a folder of logs, lower case.
func hostNames(t *testing.T, program, dir string) []string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(analyze(t, program, dir)["sets.csv"])).ReadAll()
	if err != nil || len(rows) < 4 {
		t.Fatalf("%d sets, %v", len(rows), err)
	}
	at := slices.Index(rows[0], "host")
	var names []string
	for _, row := range rows[1:] {
		names = append(names, strings.ToLower(row[at]))
	}
	return names
}

// ownSignatures are those of the documentation.
const ownSignatures = "../docs/own-signatures"

func own(t *testing.T) []detect.File {
	t.Helper()
	files, err := detect.ReadDir(ownSignatures)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestOwnSignatures: signatures of one's own reach the workers by their content,
// give what they give in the program, and merge takes no others.
func TestOwnSignatures(t *testing.T) {
	dir, program := worlds(t, 10), build(t, "..", "./cmd/vsslog")
	want := analyze(t, program, dir, "--signatures", ownSignatures)
	if !bytes.Contains(want["findings.csv"], []byte("sql-frozen-long,")) {
		t.Fatal("no finding of a signature of one's own: nothing to compare")
	}
	files := own(t)
	for i := range files {
		files[i].Name = "is nowhere.yaml"
	}
	causes, err := detect.ReadCauses(ownSignatures)
	if err != nil || len(causes) == 0 {
		t.Fatalf("%d causes of one's own: %v", len(causes), err)
	}
	c := Config{
		Paths:      []string{dir},
		Out:        filepath.Join(t.TempDir(), "out"),
		Parts:      3,
		Version:    "dev",
		Signatures: files,
		Causes:     causes,
	}
	if err := errors.Join(c.Complete(), c.Prepare(false)); err != nil {
		t.Fatal(err)
	}
	run(t, "prism", c)
	same(t, "own signatures", want, merge(t, program, partsOf(c), "--signatures", ownSignatures))

	other := filepath.Join(t.TempDir(), "other")
	if err := os.CopyFS(other, os.DirFS(ownSignatures)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(other, "agent-hit-the-copy-limit.yaml")); err != nil {
		t.Fatal(err)
	}
	for name, options := range map[string][]string{"none": nil, "others": {"--signatures", other}} {
		args := slices.Concat([]string{"merge", "--out", filepath.Join(t.TempDir(), "out")}, partsOf(c), options)
		if out, err := exec.Command(program, args...).CombinedOutput(); err == nil ||
			!bytes.Contains(out, []byte("used other signatures")) {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// TestResume: a job that was killed in the middle goes on, and its results are
// those of the program. Prism is in the killed process and cannot restart it.
func TestResume(t *testing.T) {
	dir, program, pipeline := worlds(t, 60), build(t, "..", "./cmd/vsslog"), build(t, ".", "./cmd/vsslog-fleet")
	c := Config{Out: filepath.Join(t.TempDir(), "out"), Parts: 5}
	args := []string{"--runner=prism", "--parts=5", "--workers=1", "--out", c.Out}
	job := exec.Command(pipeline, append(args, dir)...)
	if err := job.Start(); err != nil {
		t.Fatal(err)
	}
	read := waitForItems(c, 40)
	job.Process.Kill()
	job.Wait()
	total := filesBelow(t, dir)
	t.Logf("%d of %d items were read when the kill came", read, total)
	if read == 0 || read >= total {
		t.Fatal("the kill did not come in the middle")
	}
	log := command(t, pipeline, append(args, "--resume", dir)...)
	if n := bytes.Count(log, []byte("was read by an earlier attempt")); n < read {
		t.Errorf("%d items were taken over, want at least %d", n, read)
	}
	same(t, "resumed", analyze(t, program, dir), merge(t, program, partsOf(c)))
}

// TestStepsCanBeRepeated: a step that an engine does again, even at the same time,
// gives the same and changes nothing.
func TestStepsCanBeRepeated(t *testing.T) {
	dir := worlds(t, 3)
	names := hostNames(t, build(t, "..", "./cmd/vsslog"), dir)
	t.Run("plain", func(t *testing.T) {
		if said := repeatSteps(t, config(t, dir, 1)); !holdsAny(said, names) {
			t.Error("no step hands on the name of a host")
		}
	})
	t.Run("redacted", func(t *testing.T) {
		if said := repeatSteps(t, redacting(config(t, dir, 1))); holdsAny(said, names) {
			t.Error("a step hands on the name of a host")
		}
	})
}

// holdsAny reports whether a text has one of these names.
func holdsAny(said []byte, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return bytes.Contains(bytes.ToLower(said), []byte(n)) })
}

// repeatSteps does each step twice and returns all that they hand on.
func repeatSteps(t *testing.T, c Config) (said []byte) {
	ctx := context.Background()
	var list [][]byte
	if err := (&listFn{c}).ProcessElement(ctx, nil, func(l []byte) { list = append(list, l) }); err != nil {
		t.Fatal(err)
	}
	var outlines [][]byte
	for number, l := range list {
		a, err := (&readFn{c}).ProcessElement(ctx, l)
		if err != nil {
			t.Fatal(err)
		}
		file := items(c)[len(items(c))-1]
		before, _ := os.ReadFile(file)
		os.Remove(file)
		b, err := (&readFn{c}).ProcessElement(ctx, l)
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("item %d: the second reading gives something else: %v", number, err)
		}
		if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
			t.Errorf("item %d: the second reading keeps something else: %v", number, err)
		}
		outlines = append(outlines, a)
	}
	var plans [][]byte
	if err := (&groupFn{c}).ProcessElement(ctx, 0, each(outlines), func(_ int, p []byte) { plans = append(plans, p) }); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	for range 2 {
		go func() {
			_, err := (&judgeFn{c}).ProcessElement(ctx, 0, each(plans))
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	before := filesIn(t, c.Part(0))
	if _, err := (&judgeFn{c}).ProcessElement(ctx, 0, each(plans)); err != nil {
		t.Error(err)
	}
	same(t, "judged again", before, filesIn(t, c.Part(0)))
	if _, err := (&judgeFn{c}).ProcessElement(ctx, 0, each(plans[:2])); err == nil {
		t.Error("a second attempt with other results was not noticed")
	}
	if left, _ := filepath.Glob(filepath.Join(c.Out, "*", "*.attempt")); len(left) > 0 {
		t.Errorf("attempts are left: %v", left)
	}
	return slices.Concat(slices.Concat(list...), slices.Concat(outlines...), slices.Concat(plans...))
}

func each(values [][]byte) func(*[]byte) bool {
	return func(v *[]byte) bool {
		if len(values) == 0 {
			return false
		}
		*v, values = values[0], values[1:]
		return true
	}
}

// TestWrongConfig: what cannot be run is said before anything is.
func TestWrongConfig(t *testing.T) {
	for name, c := range map[string]Config{
		"no path": {Out: "x"}, "no out": {Paths: []string{"x"}}, "standard input": {Paths: []string{"-"}, Out: "x"},
		"signature":      {Paths: []string{"x"}, Out: "x", Signatures: []detect.File{{Name: "a.yaml", Data: []byte("id: A b")}}},
		"two signatures": {Paths: []string{"x"}, Out: "x", Signatures: slices.Repeat(own(t), 2)},
		"cause":          {Paths: []string{"x"}, Out: "x", Causes: []detect.File{{Name: "a.cause.yaml", Data: []byte("id: A b")}}},
		"no key":         {Paths: []string{"x"}, Out: "x", Redact: []string{"hosts"}},
		"a key alone":    {Paths: []string{"x"}, Out: "x", RedactKey: "k"},
		"no such kind":   {Paths: []string{"x"}, Out: "x", Redact: []string{"hostz"}, RedactKey: "k"},
		"large":          {Paths: []string{"x"}, Out: "x", Signatures: []detect.File{{Data: make([]byte, maxOwn+1)}}},
		"parts":          {Paths: []string{"x"}, Out: "x", Parts: -1}, "time": {Paths: []string{"x"}, Out: "x", Since: "yesterday"},
	} {
		if err := c.Complete(); !errors.Is(err, ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c := config(t, t.TempDir(), 1)
	if err := c.Prepare(false); err == nil {
		t.Error("a directory with something in it was taken")
	}
}

// waitForItems waits until so many items are read and returns how many are.
func waitForItems(c Config, n int) int {
	for range 60_000 {
		if read := len(items(c)); read >= n {
			return read
		}
		time.Sleep(5 * time.Millisecond)
	}
	return 0
}

// items are the files of items that are read.
func items(c Config) []string {
	files, _ := filepath.Glob(filepath.Join(c.work(), "*.extract"))
	return files
}
