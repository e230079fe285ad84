package beam

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
)

// The tests of this file start a Flink cluster with flink/run. They need Java,
// Maven, curl, three minutes and 3 GB of memory, and are asked for by
// VSSLOG_FLINK=1.

// cluster is a Flink with two task managers of two slots each.
type cluster struct{ dir string }

func startFlink(t *testing.T) *cluster {
	if os.Getenv("VSSLOG_FLINK") == "" {
		t.Skip("VSSLOG_FLINK is not set: it starts a Flink cluster, which takes minutes")
	}
	c := &cluster{os.Getenv("VSSLOG_FLINK_DIR")}
	if c.dir == "" {
		c.dir = filepath.Join(os.TempDir(), "vsslog-flink")
	}
	c.do(t, "start", "2")
	t.Cleanup(func() { c.do(t, "stop") })
	return c
}

func (c *cluster) do(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command("flink/run", args...)
	cmd.Env = append(os.Environ(), "VSSLOG_FLINK_DIR="+c.dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("flink/run %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// submit runs the pipeline on the cluster, with the workers in this process.
func (c *cluster) submit(t *testing.T, config Config) {
	t.Helper()
	endpoint, environment, parallelism := *jobopts.Endpoint, *jobopts.EnvironmentType, *jobopts.Parallelism
	*jobopts.Endpoint, *jobopts.EnvironmentType, *jobopts.Parallelism = "localhost:8099", "LOOPBACK", 2
	defer func() {
		*jobopts.Endpoint, *jobopts.EnvironmentType, *jobopts.Parallelism = endpoint, environment, parallelism
	}()
	run(t, "universal", config)
}

// restarted reports whether the newest job had to be restarted, by what the job
// manager says of it.
func (c *cluster) restarted(t *testing.T) bool {
	t.Helper()
	var jobs struct {
		Jobs []struct {
			ID    string `json:"jid"`
			Start int64  `json:"start-time"`
		}
	}
	get(t, "/jobs/overview", &jobs)
	newest := 0
	for i, j := range jobs.Jobs {
		if j.Start > jobs.Jobs[newest].Start {
			newest = i
		}
	}
	var job struct {
		State      string
		Timestamps map[string]int64
	}
	get(t, "/jobs/"+jobs.Jobs[newest].ID, &job)
	t.Logf(
		"Flink says: job %s, %s, restarting at %v",
		jobs.Jobs[newest].ID,
		job.State,
		time.UnixMilli(job.Timestamps["RESTARTING"]).UTC(),
	)
	return job.State == "FINISHED" && job.Timestamps["RESTARTING"] > 0
}

func get(t *testing.T, path string, v any) {
	t.Helper()
	resp, err := http.Get("http://localhost:8081" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(v); err != nil {
		t.Fatal(err)
	}
}

// TestFlinkKilled: a task manager is killed in the middle. What it was doing is
// done again by the other one, and the results are those of the program.
func TestFlinkKilled(t *testing.T) {
	flink := startFlink(t)
	dir, program := worlds(t, 300), build(t, "..", "./cmd/vsslog")
	c := config(t, dir, 7)
	killed := make(chan int, 1)
	go func() {
		killed <- waitForItems(c, 400)
		flink.do(t, "kill", "1")
	}()
	flink.submit(t, c)
	total, read := len(items(c)), <-killed
	t.Logf("%d of %d items were read when the kill came", read, total)
	if read == 0 || read >= total {
		t.Errorf("the kill did not come in the middle")
	}
	if !flink.restarted(t) {
		t.Error("Flink did not restart the job: the kill hit nothing")
	}
	same(t, "Flink after the kill", analyze(t, program, dir), merge(t, program, partsOf(c)))
}
