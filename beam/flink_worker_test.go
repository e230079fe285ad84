package beam

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestFlinkWorkerKilled: a worker process is killed in the middle, and the runner
// asks for another one. All is done by the commands that the documentation has.
// The signatures reach the workers by the job alone.
func TestFlinkWorkerKilled(t *testing.T) {
	flink := startFlink(t)
	dir, program := worlds(t, 200), build(t, "..", "./cmd/vsslog")
	c := Config{Out: filepath.Join(t.TempDir(), "out"), Parts: 7}
	flink.do(t, "pool")
	killed := make(chan int, 1)
	go func() {
		killed <- waitForItems(c, 300)
		flink.do(t, "killworker")
	}()
	begin := time.Now()
	flink.do(t, "external", "--parallelism=2", "--parts=7", "--signatures", ownSignatures, "--out", c.Out, dir)
	log, err := os.ReadFile(filepath.Join(flink.dir, "pool.log"))
	if err != nil {
		t.Fatal(err)
	}
	total, read := filesBelow(t, dir), <-killed
	t.Logf(
		"%d of %d items were read when the worker was killed; %d workers were started; %s",
		read,
		total,
		bytes.Count(log, []byte(" is process ")),
		time.Since(begin),
	)
	if read == 0 || read >= total {
		t.Errorf("the kill did not come in the middle")
	}
	if !bytes.Contains(log, []byte("has ended: signal: killed")) {
		t.Errorf("the pool did not see a worker die:\n%s", log)
	}
	if !flink.restarted(t) {
		t.Error("Flink did not restart the job: the kill hit nothing")
	}
	own := []string{"--signatures", ownSignatures}
	same(t, "Flink after a worker was killed", analyze(t, program, dir, own...), merge(t, program, partsOf(c), own...))
}
