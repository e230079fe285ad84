package evtx

import (
	"context"
	"reflect"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// readWith reads data with a given run.
func readWith(data []byte, shared *run, workers int) *result {
	res := new(result)
	in := memory("test.evtx", data)
	r, _ := in.Open()
	res.err = read(context.Background(), r, in, shared, workers, res.take)
	return res
}

// compareResults holds that two ways of reading the same gave the same.
func compareResults(t *testing.T, name string, a, b *result) {
	t.Helper()
	if len(a.records) != len(b.records) {
		t.Errorf("%s: %d and %d records", name, len(a.records), len(b.records))
		return
	}
	shown := 0
	for i := range a.records {
		if !reflect.DeepEqual(a.records[i], b.records[i]) {
			if shown++; shown < 3 {
				t.Errorf("%s: record at %d:\n%+v\n%+v", name, a.records[i].Offset, *a.records[i], *b.records[i])
			}
		}
	}
	for what, pair := range map[string][2]any{
		"damage": {a.damage, b.damage}, "runs": {a.runs, b.runs}, "account": {a.account, b.account}, "error": {a.err, b.err},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: %s differs:\n%v\n%v", name, what, pair[0], pair[1])
		}
	}
}

// TestPathsAgree holds that compiled templates and the general path give the
// same records, and that the general one is needed for few.
func TestPathsAgree(t *testing.T) {
	for _, f := range corpus(t) {
		for _, opt := range []parse.Options{{}, {Slack: true}} {
			slow := newRun(opt)
			slow.general = true
			compareResults(t, f.name, readWith(f.data, newRun(opt), 1), readWith(f.data, slow, 1))
		}
	}
}
