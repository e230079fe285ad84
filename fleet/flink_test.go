package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal/extworker"
)

// The tests of this file start a Flink cluster with flink/run. They need Java,
// Maven, curl, three minutes and 3 GB of memory, and are asked for by
// VSSLOG_FLINK=1.

// poolPort makes a process of this test a pool of workers at that port.
const poolPort = "VSSLOG_FLEET_POOL"

// serve is a pool of workers until it is killed.
func serve(port string) {
	n, err := strconv.Atoi(port)
	if err == nil {
		_, err = extworker.StartLoopback(context.Background(), n)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	select {}
}

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

// submit runs the pipeline on the cluster. environment is that of the workers:
// LOOPBACK, or EXTERNAL with the address of a pool.
func (c *cluster) submit(t *testing.T, config Config, environment, address string) {
	t.Helper()
	old := []string{*jobopts.Endpoint, *jobopts.EnvironmentType, *jobopts.EnvironmentConfig}
	*jobopts.Endpoint, *jobopts.EnvironmentType, *jobopts.EnvironmentConfig = "localhost:8099", environment, address
	*jobopts.Parallelism = 2
	defer func() {
		*jobopts.Endpoint, *jobopts.EnvironmentType, *jobopts.EnvironmentConfig = old[0], old[1], old[2]
		*jobopts.Parallelism = -1
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
	t.Logf("Flink says: job %s, %s, restarting at %v", jobs.Jobs[newest].ID, job.State, time.UnixMilli(job.Timestamps["RESTARTING"]).UTC())
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

// TestFlinkSameResults: as TestSameResults, on Flink.
func TestFlinkSameResults(t *testing.T) {
	flink := startFlink(t)
	c := config(t, worlds(t, 30), 7)
	flink.submit(t, c, "LOOPBACK", "")
	want := program(t, c)
	same(t, "Flink", want, joinedParts(t, c, want))
}

// TestFlinkKilled: what was being done when a task manager or a worker was killed
// is done again, and the results are those of the program.
func TestFlinkKilled(t *testing.T) {
	flink := startFlink(t)
	dir := worlds(t, 300)

	t.Run("task manager", func(t *testing.T) {
		c := config(t, dir, 7)
		killed := make(chan int, 1)
		go func() {
			killed <- waitForItems(c, 200)
			flink.do(t, "kill", "1")
		}()
		flink.submit(t, c, "LOOPBACK", "")
		finish(t, flink, c, <-killed)
		flink.do(t, "taskmanager", "1")
	})
	t.Run("worker", func(t *testing.T) {
		c := config(t, dir, 7)
		port := freePort(t)
		worker := startPool(t, port)
		killed := make(chan int, 1)
		go func() {
			killed <- waitForItems(c, 200)
			worker.Process.Kill()
			worker.Wait()
			worker = startPool(t, port)
		}()
		flink.submit(t, c, "EXTERNAL", net.JoinHostPort("localhost", port))
		finish(t, flink, c, <-killed)
	})
}

// finish demands that the kill came in the middle, that Flink restarted the job,
// and that the results are those of the program.
func finish(t *testing.T, flink *cluster, c Config, read int) {
	t.Helper()
	total := len(items(c))
	t.Logf("%d of %d items were read when the kill came", read, total)
	if read == 0 || read >= total {
		t.Errorf("%d of %d items were read when the kill came: not in the middle", read, total)
	}
	if !flink.restarted(t) {
		t.Error("Flink did not restart the job: the kill hit nothing")
	}
	want := program(t, c)
	same(t, "Flink after the kill", want, joinedParts(t, c, want))
}

// waitForItems waits until so many items are read and returns how many are.
func waitForItems(c Config, n int) int {
	for range 60_000 {
		if read := len(items(c)); read >= n {
			return read
		}
		time.Sleep(10 * time.Millisecond)
	}
	return 0
}

// items are the files of items that are read.
func items(c Config) []string {
	files, _ := filepath.Glob(filepath.Join(c.work(), "*.extract"))
	return files
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// startPool starts a pool of workers in a process of its own.
func startPool(t *testing.T, port string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), poolPort+"="+port)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Error(err)
		return nil
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	for range 500 {
		if conn, err := net.Dial("tcp", net.JoinHostPort("localhost", port)); err == nil {
			conn.Close()
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	return cmd
}
