package detect

import (
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// Of very many observations the first of each kind are judged, and the others go with them.
func TestMostJudged(t *testing.T) {
	var obs []*Observation
	for i := range 3 * mostJudged {
		s := &correlate.Step{}
		s.Record = &parse.Record{EventID: 8193}
		o := &Observation{Step: s, Facts: &knowledge.Facts{Event: 8193, Writer: "A"}}
		if i == 2*mostJudged {
			o.Facts.Writer = "B"
		}
		obs = append(obs, o)
	}
	last := obs[2*mostJudged]
	if judged, beyond := judgedOf(obs[:mostJudged]); len(judged) != mostJudged || len(beyond.all) != 0 {
		t.Errorf("%d of %d are judged", len(judged), mostJudged)
	}
	judged, beyond := judgedOf(obs)
	if len(judged) != mostJudged || len(beyond.all) != 2*mostJudged || judged[len(judged)-1] != last {
		t.Errorf("%d are judged, %d not, or the only one of its kind is not", len(judged), len(beyond.all))
	}
	if with, others := beyond.with([]*Observation{last}); len(with) != 0 || len(others) != 2*mostJudged {
		t.Errorf("%d go with another kind, %d do not", len(with), len(others))
	}
	if with, _ := beyond.with(obs[:1]); len(with) != 2*mostJudged {
		t.Errorf("%d go with the first of their kind", len(with))
	}
}
