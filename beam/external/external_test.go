package external

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/model/fnexecution_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/model/pipeline_v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/structpb"
)

// TestMain makes the test binary a worker that only says what it was told.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "--worker" {
		os.Stderr.WriteString("a worker: " + strings.Join(os.Args[2:], " ") + "\n")
		ended := make(chan os.Signal, 1)
		signal.Notify(ended, syscall.SIGTERM)
		<-ended
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	lis, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	return lis
}

func dial(t *testing.T, address string) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// TestPool: workers are started with what the runner says, one is stopped when it
// asks, and the others when the pool ends.
func TestPool(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	says := func(what ...string) {
		t.Helper()
		var text []byte
		for range 2000 {
			text, _ = os.ReadFile(log.Name())
			if !slices.ContainsFunc(what, func(w string) bool { return !bytes.Contains(text, []byte(w)) }) {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		t.Fatalf("the log lacks one of %q:\n%s", what, text)
	}
	lis := listen(t)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- (&Pool{Program: program, Log: log}).Serve(ctx, lis) }()
	runner := fnexecution_v1.NewBeamFnExternalWorkerPoolClient(dial(t, lis.Addr().String()))
	at := func(url string) *pipeline_v1.ApiServiceDescriptor { return &pipeline_v1.ApiServiceDescriptor{Url: url} }
	for _, id := range []string{"1-1", "1-2", "1-2"} {
		resp, err := runner.StartWorker(
			ctx,
			&fnexecution_v1.StartWorkerRequest{WorkerId: id, ControlEndpoint: at("c:1"), LoggingEndpoint: at("l:1")},
		)
		if err != nil || resp.GetError() != "" {
			t.Fatalf("%v, %q", err, resp.GetError())
		}
		says("a worker: --id="+id+" --logging_endpoint=l:1 --control_endpoint=c:1", "worker "+id+" is process ")
	}
	for _, id := range []string{"1-2", "1-1"} { // nobody knows which 1-2 is meant
		if _, err := runner.StopWorker(ctx, &fnexecution_v1.StopWorkerRequest{WorkerId: id}); err != nil {
			t.Fatal(err)
		}
	}
	says("worker 1-1 has ended: signal: killed")
	if text, _ := os.ReadFile(log.Name()); strings.Contains(string(text), "worker 1-2 has ended") {
		t.Error("another worker has ended too")
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	says("worker 1-2 has ended: signal: killed")
}

// TestPoolCannotStart: the runner is told why.
func TestPoolCannotStart(t *testing.T) {
	p := &Pool{Program: filepath.Join(t.TempDir(), "nothing")}
	resp, err := p.StartWorker(context.Background(), &fnexecution_v1.StartWorkerRequest{WorkerId: "1"})
	if err != nil || !strings.Contains(resp.GetError(), "no such file") {
		t.Errorf("%v, %q", err, resp.GetError())
	}
}

// jobServer notes the options of the job that it is given.
type jobServer struct {
	jobmanagement_v1.UnimplementedJobServiceServer
	options *structpb.Struct
}

func (j *jobServer) Prepare(
	_ context.Context,
	req *jobmanagement_v1.PrepareJobRequest,
) (*jobmanagement_v1.PrepareJobResponse, error) {
	j.options = req.GetPipelineOptions()
	return &jobmanagement_v1.PrepareJobResponse{PreparationId: "of " + req.GetJobName()}, nil
}

func (j *jobServer) GetMessageStream(
	_ *jobmanagement_v1.JobMessagesRequest,
	out jobmanagement_v1.JobService_GetMessageStreamServer,
) error {
	return out.Send(&jobmanagement_v1.JobMessagesResponse{})
}

// TestExpire: the job reaches the job server with the option, and its answers come
// back.
func TestExpire(t *testing.T) {
	lis, server := listen(t), &jobServer{}
	s := grpc.NewServer()
	jobmanagement_v1.RegisterJobServiceServer(s, server)
	go s.Serve(lis)
	defer s.Stop()
	address, stop, err := Expire(lis.Addr().String(), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	ctx, client := context.Background(), jobmanagement_v1.NewJobServiceClient(dial(t, address))
	for name, options := range map[string]*structpb.Struct{"none": nil, "empty": {}, "some": {Fields: map[string]*structpb.Value{"a": structpb.NewStringValue("b")}}} {
		resp, err := client.Prepare(ctx, &jobmanagement_v1.PrepareJobRequest{JobName: name, PipelineOptions: options})
		if err != nil || resp.GetPreparationId() != "of "+name {
			t.Fatalf("%v, %v", resp, err)
		}
		got := server.options.GetFields()
		if got[expiration].GetStringValue() != "5000" || len(got) != len(options.GetFields())+1 {
			t.Errorf("%s: the options are %v", name, got)
		}
	}
	in, err := client.GetMessageStream(ctx, &jobmanagement_v1.JobMessagesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.Recv(); err != nil {
		t.Error(err)
	}
	if _, err := in.Recv(); err == nil || err.Error() != "EOF" {
		t.Errorf("the end of the stream is %v", err)
	}
}
