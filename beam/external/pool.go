// Package external keeps a Beam job running when one of its workers dies, if the
// workers are separate processes (--environment_type=EXTERNAL): a pool starts them
// for the runner, and a job service in front of the runner's tells it to give up
// dead workers.
package external

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/model/fnexecution_v1"
	"google.golang.org/grpc"
)

// Pool starts a process for each worker that a runner asks for.
type Pool struct {
	fnexecution_v1.UnimplementedBeamFnExternalWorkerPoolServer
	Program string   // with the pipeline; it is given the flags of a worker of the Go SDK
	Log     *os.File // what becomes of the workers, and what they say

	mu      sync.Mutex
	closed  bool
	workers map[*exec.Cmd]string // with the ids that the runner gives
}

// Serve does what runners ask for at lis until ctx is done, and ends all workers
// then.
func (p *Pool) Serve(ctx context.Context, lis net.Listener) error {
	s := grpc.NewServer()
	fnexecution_v1.RegisterBeamFnExternalWorkerPoolServer(s, p)
	stop := context.AfterFunc(ctx, s.Stop)
	defer stop()
	err := s.Serve(lis)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for worker := range p.workers {
		worker.Process.Kill()
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// StartWorker is called by the runner.
func (p *Pool) StartWorker(
	_ context.Context,
	req *fnexecution_v1.StartWorkerRequest,
) (*fnexecution_v1.StartWorkerResponse, error) {
	id := req.GetWorkerId()
	worker := exec.Command(p.Program, "--worker", "--id="+id, "--logging_endpoint="+req.GetLoggingEndpoint().GetUrl(),
		"--control_endpoint="+req.GetControlEndpoint().GetUrl())
	worker.Stdout, worker.Stderr = p.Log, p.Log
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return &fnexecution_v1.StartWorkerResponse{Error: "the pool is closed"}, nil
	}
	if err := worker.Start(); err != nil {
		return &fnexecution_v1.StartWorkerResponse{Error: err.Error()}, nil
	}
	if p.workers == nil {
		p.workers = map[*exec.Cmd]string{}
	}
	p.workers[worker] = id
	fmt.Fprintf(p.Log, "worker %s is process %d\n", id, worker.Process.Pid)
	go p.wait(id, worker)
	return &fnexecution_v1.StartWorkerResponse{}, nil
}

// wait waits for the end of a worker.
func (p *Pool) wait(id string, worker *exec.Cmd) {
	worker.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.Log, "worker %s has ended: %s\n", id, worker.ProcessState)
	delete(p.workers, worker)
}

// StopWorker is called by the runner. Two task managers give the same ids to their
// workers: if there are two of the id, both are left alone, since the other one may
// be at work. The one that is to stop ends by itself when the runner hangs up, or
// else with the pool.
func (p *Pool) StopWorker(
	_ context.Context,
	req *fnexecution_v1.StopWorkerRequest,
) (*fnexecution_v1.StopWorkerResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var meant []*exec.Cmd
	for worker, id := range p.workers {
		if id == req.GetWorkerId() {
			meant = append(meant, worker)
		}
	}
	if len(meant) == 1 {
		meant[0].Process.Kill()
	}
	return &fnexecution_v1.StopWorkerResponse{}, nil
}
