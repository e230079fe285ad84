package detect_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
)

// collection says what must come out of a collection of logs that lies beside the corpus.
type collection struct {
	outcomes string // of the sets in order of time, parted by blanks
	top      string // signature and verdict of the finding on top; "": no claim
	never    string // signatures that must be neither confirmed nor likely, parted by blanks
	// notOfSets: kinds of steps that are of no set.
	notOfSets []vocab.Kind
	check     func(*testing.T, *vsslog.Report)
}

var collections = map[string]collection{
	"12292-at-shutdown":       {check: noProblem},
	"capture-8min-after-good": {outcomes: "success", never: "writer-failed writer-veto"},
	"capture-in-the-morning": {
		outcomes: "failed",
		top:      "freeze-timeout confirmed",
		check: func(t *testing.T, r *vsslog.Report) {
			f := of(r, "freeze-timeout")
			if f == nil ||
				slices.ContainsFunc(
					f.Missing,
					func(m string) bool { return strings.Contains(m, "set of the failure") || strings.Contains(m, "zone") },
				) {
				t.Errorf("the listing of the morning weakens it: %+v", f)
			}
		},
	},
	"cause-left-loose-24579":             {outcomes: "failed", top: "sql-database-on-several-volumes confirmed"},
	"clock-3ms":                          {outcomes: "failed", top: "freeze-timeout confirmed"},
	"csv-without-zone":                   {outcomes: "success success", never: "set-overlap", check: noProblem},
	"diskshadow-delete-none":             {never: "shadow-copies-deleted-by-command", check: noProblem},
	"good-set-failed-by-12293":           {outcomes: "success", notOfSets: []vocab.Kind{vocab.KindProviderFailed}},
	"good-set-failed-by-undated-capture": {outcomes: "success"},
	"late-12293-in-good-set":             {outcomes: "success failed"},
	"late-veto-in-good-set":              {outcomes: "success failed"},
	"late-volsnap8-in-good-set":          {outcomes: "success failed"},
	"near-miss-58s-of-60": {outcomes: "success", check: func(t *testing.T, r *vsslog.Report) {
		f := of(r, "near-miss")
		if f == nil || f.Verdict == detect.CannotTell || f.Verdict == detect.RuledOut {
			t.Errorf("near-miss: %+v", f)
		}
		if lo, _ := r.Sets[0].Spans[0].FreezeToThaw(); lo < 56e7 || lo > 58e7 {
			t.Errorf("frozen for at least %v", lo)
		}
	}},
	"other-volumes-copies-as-cause": {outcomes: "failed", check: confirmed("commit-timeout")},
	"qemu-provider-guid": {outcomes: "failed", check: func(t *testing.T, r *vsslog.Report) {
		if f := of(r, "guest-agent-limit"); f == nil || f.Verdict != detect.Suspected {
			t.Errorf("guest-agent-limit: %+v", f)
		}
	}},
	"restore-veto-as-set":           {},
	"same-log-xml-and-csv":          {outcomes: "success", check: noProblem},
	"service-stop-is-idle":          {check: noProblem},
	"shuffled-records":              {outcomes: "failed", top: "freeze-timeout confirmed"},
	"split-archived-log":            {outcomes: "failed", top: "freeze-timeout confirmed"},
	"split-wsb-run":                 {outcomes: "failed"},
	"sql-chain-is-the-echo":         {outcomes: "failed", top: "freeze-timeout likely", never: "sql-backup-chain"},
	"sql-chain-without-vss":         {never: "sql-backup-chain", check: noProblem},
	"stuck-in-thaw-en":              {outcomes: "failed", top: "stuck-in-thaw confirmed"},
	"stuck-in-thaw-of-the-next-set": {outcomes: "success failed", never: "stuck-in-thaw freeze-timeout"},
	"vss-39-disabled":               {},
	"vss-8213-no-set":               {},
	"wid-is-not-sqlserverwriter": {outcomes: "unknown", check: func(t *testing.T, r *vsslog.Report) {
		if name := r.Sets[0].Spans[0].Name; name != vocab.WriterWID {
			t.Errorf("the marks are put down to %s", name)
		}
	}},
	"wsb-521-takes-records-of-the-day-before": {
		outcomes:  "failed",
		notOfSets: []vocab.Kind{vocab.KindHoldTimeout},
		check: func(t *testing.T, r *vsslog.Report) {
			if day := r.Sets[0].Started.Lo.Time().Day(); day != 14 {
				t.Errorf("the set starts on day %d", day)
			}
		},
	},
}

func of(r *vsslog.Report, signature string) *detect.Finding {
	for _, f := range r.Findings {
		if f.Signature.ID == signature {
			return f
		}
	}
	return nil
}

func noProblem(t *testing.T, r *vsslog.Report) {
	for _, f := range r.Findings {
		if (f.Verdict == detect.Confirmed || f.Verdict == detect.Likely || f.Verdict == detect.Suspected) &&
			f.Severity != detect.Information {
			t.Errorf("%s %s: %s", f.Signature.ID, f.Verdict, f.Summary)
		}
	}
}

func confirmed(signature string) func(*testing.T, *vsslog.Report) {
	return func(t *testing.T, r *vsslog.Report) {
		if f := of(r, signature); f == nil || f.Verdict != detect.Confirmed || f.CausedBy != nil {
			t.Errorf("%s: %+v", signature, f)
		}
	}
}

// TestCollections: small collections of modern hosts of which the right answer is known.
// They lie beside the corpus that VSSLOG_CORPUS names.
func TestCollections(t *testing.T) {
	corpus := os.Getenv("VSSLOG_CORPUS")
	if corpus == "" {
		t.Skip("VSSLOG_CORPUS does not name a corpus, so that no collection beside it was looked at")
	}
	dir := filepath.Join(filepath.Dir(filepath.Clean(corpus)), "cases")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		want, ok := collections[e.Name()]
		if !ok {
			t.Errorf("%s: nothing says what must come out of it", e.Name())
			continue
		}
		seen++
		t.Run(e.Name(), func(t *testing.T) {
			r, err := vsslog.Analyze(
				context.Background(),
				vsslog.Options{Paths: []string{filepath.Join(dir, e.Name())}, Workers: 1},
			)
			if err != nil {
				t.Fatal(err)
			}
			want.hold(t, r)
		})
	}
	if seen < len(collections) {
		t.Errorf("%d of %d collections are there", seen, len(collections))
	}
}

func (c collection) hold(t *testing.T, r *vsslog.Report) {
	var outcomes []string
	sets := slices.Clone(r.Sets)
	slices.SortStableFunc(sets, (*correlate.SnapshotSet).Compare)
	for _, s := range sets {
		outcomes = append(outcomes, string(s.Outcome))
		for _, step := range s.Steps {
			if slices.Contains(c.notOfSets, step.Kind) {
				t.Errorf("%s at %s is put into the set of %s", step.Kind, step.At, s.Started)
			}
		}
	}
	if got := strings.Join(outcomes, " "); got != c.outcomes {
		t.Errorf("sets: %q, want %q", got, c.outcomes)
	}
	if f := onTop(r); c.top != "" && (f == nil || f.Signature.ID+" "+string(f.Verdict) != c.top) {
		t.Errorf("on top: %+v, want %s", f, c.top)
	}
	for _, f := range r.Findings {
		if (f.Verdict == detect.Confirmed || f.Verdict == detect.Likely) &&
			slices.Contains(strings.Fields(c.never), f.Signature.ID) {
			t.Errorf("%s is %s: %s", f.Signature.ID, f.Verdict, f.Summary)
		}
	}
	if c.check != nil {
		c.check(t, r)
	}
}
