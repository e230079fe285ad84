package fleet

import (
	"context"
	"net"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/model/fnexecution_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/structpb"
)

// pool starts a process of vsslog-fleet for each worker that the runner asks for.
type pool struct {
	fnexecution_v1.UnimplementedBeamFnExternalWorkerPoolServer
	program string

	mu      sync.Mutex
	workers map[string]*exec.Cmd
	started int
}

func (p *pool) StartWorker(_ context.Context, req *fnexecution_v1.StartWorkerRequest) (*fnexecution_v1.StartWorkerResponse, error) {
	cmd := exec.Command(p.program, "--worker", "--id="+req.GetWorkerId(), "--logging_endpoint="+req.GetLoggingEndpoint().GetUrl(), "--control_endpoint="+req.GetControlEndpoint().GetUrl())
	if err := cmd.Start(); err != nil {
		return &fnexecution_v1.StartWorkerResponse{Error: err.Error()}, nil
	}
	go cmd.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.workers[req.GetWorkerId()] = cmd
	p.started++
	return &fnexecution_v1.StartWorkerResponse{}, nil
}

func (p *pool) StopWorker(_ context.Context, req *fnexecution_v1.StopWorkerRequest) (*fnexecution_v1.StopWorkerResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if cmd := p.workers[req.GetWorkerId()]; cmd != nil {
		cmd.Process.Kill()
		delete(p.workers, req.GetWorkerId())
	}
	return &fnexecution_v1.StopWorkerResponse{}, nil
}

// kill ends one worker with SIGKILL.
func (p *pool) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, cmd := range p.workers {
		cmd.Process.Kill()
		return
	}
}

// end ends all workers: the runner asks for the end of those only that it still has.
func (p *pool) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, cmd := range p.workers {
		cmd.Process.Kill()
	}
}

// expiring hands jobs on to the job server and lets environments expire, so that a
// worker that is dead is not handed out for ever. The Go SDK has no flag for it.
type expiring struct {
	jobmanagement_v1.UnimplementedJobServiceServer
	to jobmanagement_v1.JobServiceClient
}

func (e *expiring) Prepare(ctx context.Context, req *jobmanagement_v1.PrepareJobRequest) (*jobmanagement_v1.PrepareJobResponse, error) {
	req.PipelineOptions.Fields["beam:option:environment_expiration_millis:v1"] = structpb.NewStringValue("5000")
	return e.to.Prepare(ctx, req)
}

func (e *expiring) Run(ctx context.Context, req *jobmanagement_v1.RunJobRequest) (*jobmanagement_v1.RunJobResponse, error) {
	return e.to.Run(ctx, req)
}

func (e *expiring) GetJobMetrics(ctx context.Context, req *jobmanagement_v1.GetJobMetricsRequest) (*jobmanagement_v1.GetJobMetricsResponse, error) {
	return e.to.GetJobMetrics(ctx, req)
}

func (e *expiring) GetMessageStream(req *jobmanagement_v1.JobMessagesRequest, out jobmanagement_v1.JobService_GetMessageStreamServer) error {
	in, err := e.to.GetMessageStream(out.Context(), req)
	if err != nil {
		return err
	}
	for {
		m, err := in.Recv()
		if err != nil {
			return err
		}
		if err := out.Send(m); err != nil {
			return err
		}
	}
}

func serve(t *testing.T, register func(*grpc.Server)) string {
	t.Helper()
	lis, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	s := grpc.NewServer(grpc.MaxRecvMsgSize(64 << 20))
	register(s)
	go s.Serve(lis)
	t.Cleanup(s.Stop)
	return lis.Addr().String()
}

// TestFlinkWorkerKilled: a worker process is killed in the middle, and the runner
// asks for another one.
func TestFlinkWorkerKilled(t *testing.T) {
	flink := startFlink(t)
	dir, program := worlds(t, 200), build(t, "..", "./cmd/vsslog")
	c := config(t, dir, 7)
	workers := &pool{program: build(t, ".", "./cmd/vsslog-fleet"), workers: map[string]*exec.Cmd{}}
	t.Cleanup(workers.end)
	environment := serve(t, func(s *grpc.Server) { fnexecution_v1.RegisterBeamFnExternalWorkerPoolServer(s, workers) })
	conn, err := grpc.NewClient("localhost:8099", grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	endpoint := serve(t, func(s *grpc.Server) {
		jobmanagement_v1.RegisterJobServiceServer(s, &expiring{to: jobmanagement_v1.NewJobServiceClient(conn)})
	})
	for at, value := range map[*string]string{jobopts.Endpoint: endpoint, jobopts.EnvironmentType: "EXTERNAL", jobopts.EnvironmentConfig: environment, jobopts.WorkerBinary: workers.program} {
		before := *at
		*at = value
		t.Cleanup(func() { *at = before })
	}
	*jobopts.Parallelism = 2
	killed := make(chan int, 1)
	go func() {
		killed <- waitForItems(c, 300)
		workers.kill()
	}()
	begin := time.Now()
	run(t, "universal", c)
	total, read := len(items(c)), <-killed
	t.Logf("%d of %d items were read when the worker was killed; %d workers were started; %s", read, total, workers.started, time.Since(begin))
	if read == 0 || read >= total {
		t.Errorf("the kill did not come in the middle")
	}
	if !flink.restarted(t) {
		t.Error("Flink did not restart the job: the kill hit nothing")
	}
	same(t, "Flink after a worker was killed", analyze(t, program, dir), merge(t, program, partsOf(c)))
}
