package beam

import (
	"context"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
)

func init() {
	register.DoFn3x1[context.Context, []byte, func([]byte), error](&listFn{})
	register.DoFn2x2[context.Context, []byte, []byte, error](&readFn{})
	register.DoFn4x1[context.Context, int, func(*[]byte) bool, func(int, []byte), error](&groupFn{})
	register.DoFn3x2[context.Context, int, func(*[]byte) bool, string, error](&judgeFn{})
	register.Emitter1[[]byte]()
	register.Emitter2[int, []byte]()
	register.Iter1[[]byte]()
	register.Function1x2(together)
}

// Build adds the pipeline to s and returns the names of the parts. c is to be
// complete and prepared.
func Build(s beam.Scope, c Config) beam.PCollection {
	s = s.Scope("vsslog")
	items := beam.ParDo(s.Scope("list"), &listFn{c.reading()}, beam.Impulse(s))
	items = beam.Reshuffle(s.Scope("spread"), items) // else one worker reads everything that it listed
	outlines := beam.ParDo(s.Scope("read"), &readFn{Config: c.reading()}, items)
	all := beam.GroupByKey(s.Scope("gather"), beam.ParDo(s.Scope("gather"), together, outlines))
	plans := beam.ParDo(s.Scope("group"), &groupFn{c.reading()}, all)
	return beam.ParDo(s.Scope("judge"), &judgeFn{Config: c}, beam.GroupByKey(s.Scope("part"), plans))
}

// together gives all values one key: hosts are told apart by all outlines.
func together(v []byte) (int, []byte) { return 0, v }
