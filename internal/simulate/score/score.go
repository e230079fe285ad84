// Package score measures how often an analysis is correct: it compares the verdicts on
// simulated worlds with their truth, which `vsslog simulate --random` writes with them.
package score

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/detect"
)

// Score is how an analysis of simulated worlds compares with their truth.
type Score struct {
	Cases, Truths int
	Faults        int // truths with a signature
	Provable      int // of those, with files that hold all that a proof needs
	Proven        int // of those, confirmed
	Counts        map[Cell]int
	Wrong         []Misjudged // confirmed that is not true, or a true fault ruled out
	Unproven      []Misjudged // provable, and not confirmed
	Merged        int         // sets that the files did not let tell from another
	Twins         int         // pairs of worlds that emit the same files
	TwinsApart    []Misjudged // of those, with different verdicts, or one confirmed
	Likely        int         // findings that are likely, of a signature that the truths name
	LikelyWrong   []Misjudged // of those, what is not true

	Signatures map[string]*Signature // what was said of each that a truth names
	Open       int                   // faults that the files do not prove, and that were not confirmed but told of
	Named      int                   // of those, with a mark named as missing that is missing

	known map[string]bool // signatures that the truths name; others are not scored, see judges
}

// Signature counts the writers of which a signature is true by the verdict, and
// what was confirmed of others.
type Signature struct {
	True, Untold int
	Verdicts     map[detect.Verdict]int
	Wrong        int
}

// Cell counts writers by what is true of them and what was said.
type Cell struct {
	Truth     string // signature, "none"
	Signature string // of the finding, "" if there was none for the truth's signature
	Verdict   detect.Verdict
}

// Misjudged names one writer of one set with what is true and what was said.
type Misjudged struct {
	Case, Host, Set, Writer string
	Truth, Signature        string
	Verdict                 detect.Verdict
	Missing                 string
}

// String returns it in one line.
func (m Misjudged) String() string {
	s := fmt.Sprintf(
		"%s %s set %s %s: truth %s, said %s %s",
		m.Case,
		m.Host,
		m.Set,
		m.Writer,
		orNone(m.Truth),
		m.Signature,
		m.Verdict,
	)
	if m.Missing != "" {
		s += " (" + m.Missing + ")"
	}
	return s
}

// truth is a line of truth.jsonl, as `vsslog simulate --random` writes it.
type truth struct {
	Case       string   `json:"case"`
	Host       string   `json:"host"`
	Set        string   `json:"set"`
	Start      int64    `json:"set_start_shown_ns"` // as the host's clock showed it
	End        int64    `json:"set_end_shown_ns"`
	Freeze     int64    `json:"freeze_shown_ns"`
	WriterName string   `json:"writer_name"`
	Signature  *string  `json:"signature"`
	Also       []string `json:"also"`
	Provable   bool     `json:"provable"`
	Missing    []string `json:"missing"`
	Outcome    string   `json:"outcome"`
	Twin       string   `json:"twin"`
}

func (t *truth) signature() string {
	if t.Signature == nil {
		return ""
	}
	return *t.Signature
}

func (t *truth) is(signature string) bool {
	return t.signature() == signature || slices.Contains(t.Also, signature)
}

// Worlds analyses every case below dir and compares it with dir/truth.jsonl.
func Worlds(ctx context.Context, dir string, opt vsslog.Options) (*Score, error) {
	f, err := os.Open(filepath.Join(dir, "truth.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("%w; --score takes a folder that simulate --random wrote", err)
	}
	defer f.Close()
	byCase := map[string][]*truth{}
	var names []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		t := &truth{}
		if err := json.Unmarshal(lines.Bytes(), t); err != nil {
			return nil, fmt.Errorf("truth.jsonl: line %d: %w", n, err)
		}
		if byCase[t.Case] == nil {
			names = append(names, t.Case)
		}
		byCase[t.Case] = append(byCase[t.Case], t)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	s := &Score{
		Cases:      len(names),
		Counts:     map[Cell]int{},
		Signatures: map[string]*Signature{},
		known:      map[string]bool{},
	}
	for _, truths := range byCase {
		for _, t := range truths {
			if t.Signature != nil {
				s.known[*t.Signature] = true
			}
			for _, id := range t.Also {
				s.known[id] = true
			}
		}
	}
	for id := range s.known {
		s.Signatures[id] = &Signature{Verdicts: map[detect.Verdict]int{}}
	}
	twins := map[string][]twin{}
	for _, name := range names {
		opt.Paths = []string{filepath.Join(dir, name)}
		r, err := vsslog.Analyze(ctx, opt)
		if err != nil && !errors.Is(err, vsslog.ErrNothingRead) {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		judged := s.compare(name, byCase[name], r)
		if t := byCase[name][0].Twin; t != "" {
			pair := min(name, t) + " and " + max(name, t)
			twins[pair] = append(twins[pair], twin{name, judged})
		}
	}
	s.compareTwins(twins)
	return s, nil
}

// flat are all findings about single writers, those inside others included.
func flat(findings []*detect.Finding) []*detect.Finding {
	var all []*detect.Finding
	for _, f := range findings {
		all = append(all, f)
		all = append(all, f.Others...)
	}
	return all
}

// judges reports whether the truths of a case can tell that a finding is wrong.
// They can where the simulator knows its signature, which is to say that some
// truth names it. Other signatures state what a record says (a volsnap 8 that the
// simulator wrote on purpose, say), of which its truths know nothing. Those are
// held to the contract alone: a healthy host has no confirmed error.
func (s *Score) judges(f *detect.Finding, truths []*truth) bool {
	if s.known[f.Signature.ID] {
		return true
	}
	for _, t := range truths {
		if t.Signature != nil || t.Outcome != "success" {
			return false
		}
	}
	return f.Severity == detect.Error || f.Severity == detect.Critical
}

// compare matches findings with truths by host, set and writer: see matching. It returns
// what was said of the signatures that the truths name.
func (s *Score) compare(name string, truths []*truth, r *vsslog.Report) []string {
	s.Truths += len(truths)
	found := matching(truths, r.Sets)
	for _, sets := range found {
		s.Merged += len(sets) - 1
	}
	var judged []string
	told := said{}
	for _, f := range flat(r.Findings) {
		if s.known[f.Signature.ID] {
			judged = append(judged, fmt.Sprintf("%s|%s|%s", f.Signature.ID, f.Writer, f.Verdict))
		}
		matched := found.of(truths, f)
		s.tallyFinding(name, f, matched, s.judges(f, truths))
		for _, t := range matched {
			told.note(t, f)
		}
	}
	for _, t := range truths {
		s.tallySignatures(t, told[t])
		if t.signature() != "" {
			s.tallyFault(name, t, told[t][t.signature()])
		}
	}
	slices.Sort(judged)
	return judged
}

// said has what was said of each truth, by signature.
type said map[*truth]map[string]*detect.Finding

func (s said) note(t *truth, f *detect.Finding) {
	if s[t] == nil {
		s[t] = map[string]*detect.Finding{}
	}
	if old := s[t][f.Signature.ID]; old == nil || f.Verdict == detect.Confirmed {
		s[t][f.Signature.ID] = f
	}
}

// tallyFinding counts a finding by the truths that it matches; scored tells whether they
// can say that it is wrong.
func (s *Score) tallyFinding(name string, f *detect.Finding, matched []*truth, scored bool) {
	if len(matched) == 0 {
		if scored && f.Severity != detect.Information {
			s.tallyVerdict(f, false, s.misjudged(name, &truth{Host: f.Host, WriterName: f.Writer}, f))
		}
		return
	}
	t, holds := matched[0], false
	if i := slices.IndexFunc(matched, func(t *truth) bool { return t.is(f.Signature.ID) }); i >= 0 {
		t, holds = matched[i], true
	}
	m := s.misjudged(name, t, f)
	if scored {
		s.tallyVerdict(f, holds, m)
	}
	if f.Verdict == detect.RuledOut && holds && t.signature() == f.Signature.ID {
		s.wrong(m)
	}
	s.Counts[Cell{t.signature(), f.Signature.ID, f.Verdict}]++
}

// tallyVerdict counts what was called confirmed or likely.
func (s *Score) tallyVerdict(f *detect.Finding, holds bool, m Misjudged) {
	switch f.Verdict {
	case detect.Confirmed:
		if !holds {
			s.wrong(m)
		}
	case detect.Likely:
		s.Likely++
		if !holds {
			s.LikelyWrong = append(s.LikelyWrong, m)
		}
	}
}

// tallySignatures counts a writer for each signature that is true of it.
func (s *Score) tallySignatures(t *truth, told map[string]*detect.Finding) {
	for id, counts := range s.Signatures {
		if !t.is(id) {
			continue
		}
		counts.True++
		if f := told[id]; f != nil {
			counts.Verdicts[f.Verdict]++
		} else {
			counts.Untold++
		}
	}
}

// tallyFault counts a fault with the finding of its signature, nil if there is none.
func (s *Score) tallyFault(name string, t *truth, f *detect.Finding) {
	s.Faults++
	if f == nil {
		s.Counts[Cell{t.signature(), "", ""}]++
	}
	if !t.Provable {
		s.tallyOpen(t, f)
		return
	}
	s.Provable++
	if f != nil && f.Verdict == detect.Confirmed {
		s.Proven++
		return
	}
	s.Unproven = append(s.Unproven, s.misjudged(name, t, f))
}

// tallyOpen counts a fault that the files do not prove.
func (s *Score) tallyOpen(t *truth, f *detect.Finding) {
	if f == nil || f.Verdict != detect.Likely && f.Verdict != detect.Suspected && f.Verdict != detect.CannotTell {
		return
	}
	s.Open++
	if named(t.Missing, f.Missing) {
		s.Named++
	}
}

// wrong notes what was confirmed and is not true, or is true and was ruled out.
func (s *Score) wrong(m Misjudged) {
	s.Wrong = append(s.Wrong, m)
	if c := s.Signatures[m.Signature]; c != nil {
		c.Wrong++
	}
}

func (s *Score) misjudged(name string, t *truth, f *detect.Finding) Misjudged {
	m := Misjudged{Case: name, Host: t.Host, Set: t.Set, Writer: t.WriterName, Truth: t.signature()}
	if f != nil {
		m.Signature, m.Verdict, m.Missing = f.Signature.ID, f.Verdict, strings.Join(f.Missing, "; ")
	}
	return m
}

// twin is what was said about one of two worlds that emit the same files.
type twin struct {
	name   string
	judged []string
}

func (s *Score) compareTwins(twins map[string][]twin) {
	keys := make([]string, 0, len(twins))
	for k := range twins {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		pair := twins[k]
		if len(pair) < 2 {
			continue
		}
		s.Twins++
		for _, w := range pair[1:] {
			if !slices.Equal(w.judged, pair[0].judged) {
				s.TwinsApart = append(
					s.TwinsApart,
					Misjudged{
						Case:      pair[0].name + " and " + w.name,
						Signature: strings.Join(pair[0].judged, ","),
						Missing:   strings.Join(w.judged, ","),
					},
				)
			}
		}
		if slices.ContainsFunc(
			pair[0].judged,
			func(j string) bool { return strings.HasSuffix(j, "|"+string(detect.Confirmed)) },
		) {
			s.TwinsApart = append(
				s.TwinsApart,
				Misjudged{Case: pair[0].name, Signature: strings.Join(pair[0].judged, ","), Verdict: detect.Confirmed},
			)
		}
	}
}

// Good reports whether the aims are met: no wrong verdict, at least 99.5 % of the
// provable faults confirmed, twins treated alike.
func (s *Score) Good() bool {
	return len(s.Wrong) == 0 && len(s.TwinsApart) == 0 && s.Proven*1000 >= s.Provable*995
}

// Write prints the confusion matrix and every misjudgement.
func (s *Score) Write(w io.Writer) error {
	fmt.Fprintf(
		w,
		"%d cases, %d writers in sets, %d with a fault, %d of those provable (%.1f %%)\n",
		s.Cases,
		s.Truths,
		s.Faults,
		s.Provable,
		percent(s.Provable, s.Faults),
	)
	fmt.Fprintf(
		w,
		"provable faults confirmed: %d of %d (%.2f %%)\n",
		s.Proven,
		s.Provable,
		percent(s.Proven, s.Provable),
	)
	fmt.Fprintf(w, "wrong verdicts (confirmed and not true, or true and ruled out): %d\n", len(s.Wrong))
	fmt.Fprintf(
		w,
		"likely and true: %d of %d (%.1f %%)\n",
		s.Likely-len(s.LikelyWrong),
		s.Likely,
		percent(s.Likely-len(s.LikelyWrong), s.Likely),
	)
	fmt.Fprintf(w, "sets not told from another: %d\n", s.Merged)
	fmt.Fprintf(w, "twins: %d pairs, %d treated differently or confirmed\n", s.Twins, len(s.TwinsApart))
	fmt.Fprintf(
		w,
		"faults that cannot be proven, and are told of: %d, with a mark named that is really missing: %d (%.1f %%)\n\n",
		s.Open,
		s.Named,
		percent(s.Named, s.Open),
	)
	if err := s.writeSignatures(w); err != nil {
		return err
	}
	fmt.Fprintln(w)
	cells := make([]Cell, 0, len(s.Counts))
	for c := range s.Counts {
		cells = append(cells, c)
	}
	slices.SortFunc(cells, func(a, b Cell) int {
		return cmp.Or(
			strings.Compare(a.Truth, b.Truth),
			strings.Compare(a.Signature, b.Signature),
			strings.Compare(string(a.Verdict), string(b.Verdict)),
		)
	})
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "TRUTH\tFINDING\tVERDICT\tCOUNT")
	for _, c := range cells {
		fmt.Fprintf(
			table,
			"%s\t%s\t%s\t%d\n",
			orNone(c.Truth),
			orNone(c.Signature),
			orNone(string(c.Verdict)),
			s.Counts[c],
		)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, part := range []struct {
		title string
		list  []Misjudged
	}{{"WRONG", s.Wrong}, {"LIKELY, NOT TRUE", s.LikelyWrong}, {"TWINS", s.TwinsApart}, {"PROVABLE, NOT " +
		"CONFIRMED", s.Unproven}} {
		for i, m := range part.list {
			if i == 40 {
				fmt.Fprintf(w, "and %d more\n", len(part.list)-i)
				break
			}
			fmt.Fprintf(w, "%s: %s\n", part.title, m)
		}
	}
	return nil
}

// writeSignatures prints what was said of the writers of which each signature is true.
func (s *Score) writeSignatures(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(
		table,
		"SIGNATURE\tTRUE OF WRITERS\tCONFIRMED\tLIKELY\tSUSPECTED\tCANNOT_TELL\tRULED_OUT\tNOTHING\tWRONG",
	)
	for _, id := range slices.Sorted(maps.Keys(s.Signatures)) {
		c := s.Signatures[id]
		v := c.Verdicts
		fmt.Fprintf(
			table,
			"%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n",
			id,
			c.True,
			v[detect.Confirmed],
			v[detect.Likely],
			v[detect.Suspected],
			v[detect.CannotTell],
			v[detect.RuledOut],
			c.Untold,
			c.Wrong,
		)
	}
	return table.Flush()
}

func percent(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return 100 * float64(a) / float64(b)
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
