package external

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/structpb"
)

// expiration is the option of a job that lets environments expire. The Go SDK has
// no flag for it.
const expiration = "beam:option:environment_expiration_millis:v1"

// maxMessage is how large a job may be; 64 MiB are more than any.
const maxMessage = 64 << 20

// Expire starts a job service on this machine that hands all on to the one at
// endpoint, and tells it to let the workers' environments of a job expire: without
// that, the runner of Flink hands out a dead worker again and again. It returns
// the address of the service, and what stops it.
func Expire(endpoint string, after time.Duration) (address string, stop func(), err error) {
	to, err := grpc.NewClient(endpoint, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage)))
	if err != nil {
		return "", nil, fmt.Errorf("job service at %s: %w", endpoint, err)
	}
	lis, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		to.Close()
		return "", nil, err
	}
	s := grpc.NewServer(grpc.MaxRecvMsgSize(maxMessage))
	jobmanagement_v1.RegisterJobServiceServer(s, &expiring{to: jobmanagement_v1.NewJobServiceClient(to), after: after})
	go s.Serve(lis)
	return lis.Addr().String(), func() { s.Stop(); to.Close() }, nil
}

// expiring has what the Go SDK asks of a job service.
type expiring struct {
	jobmanagement_v1.UnimplementedJobServiceServer
	to    jobmanagement_v1.JobServiceClient
	after time.Duration
}

func (e *expiring) Prepare(
	ctx context.Context,
	req *jobmanagement_v1.PrepareJobRequest,
) (*jobmanagement_v1.PrepareJobResponse, error) {
	options := req.GetPipelineOptions()
	if options == nil {
		options = &structpb.Struct{}
		req.PipelineOptions = options
	}
	if options.Fields == nil {
		options.Fields = map[string]*structpb.Value{}
	}
	options.Fields[expiration] = structpb.NewStringValue(strconv.FormatInt(e.after.Milliseconds(), 10))
	return e.to.Prepare(ctx, req)
}

func (e *expiring) Run(
	ctx context.Context,
	req *jobmanagement_v1.RunJobRequest,
) (*jobmanagement_v1.RunJobResponse, error) {
	return e.to.Run(ctx, req)
}

func (e *expiring) GetJobMetrics(
	ctx context.Context,
	req *jobmanagement_v1.GetJobMetricsRequest,
) (*jobmanagement_v1.GetJobMetricsResponse, error) {
	return e.to.GetJobMetrics(ctx, req)
}

func (e *expiring) GetMessageStream(
	req *jobmanagement_v1.JobMessagesRequest,
	out jobmanagement_v1.JobService_GetMessageStreamServer,
) error {
	in, err := e.to.GetMessageStream(out.Context(), req)
	if err != nil {
		return err
	}
	for {
		m, err := in.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := out.Send(m); err != nil {
			return err
		}
	}
}
