package report

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// text is a page or ticket without markup and packed data.
func text(page string) string {
	page, _, _ = strings.Cut(page, dataBegins)
	return strings.Join(
		strings.Fields(regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`).ReplaceAllString(page, " ")),
		" ",
	)
}

// TestCardsTellWhatToDo: page and ticket tell each failure with who is to blame, each
// step with its number and command, what is missing and what it may be instead, also
// where no script runs.
func TestCardsTellWhatToDo(t *testing.T) {
	for _, sample := range []string{"freeze-timeout-2016", "late-thaw-ntds-2003", "stuck-in-thaw-2012r2"} {
		in := analysed(t, filepath.Join("../../samples", sample))
		page, md := htmlOf(t, in), markdownOf(t, in)
		shown, _, _ := strings.Cut(page, dataBegins)
		failures := 0
		for _, a := range subjects(t, &in) {
			f := a.Failure
			if f == nil || !f.Problem() {
				continue
			}
			failures++
			c := newCard(a)
			want := append([]string{c.Headline, c.Culprit, c.Victim, c.Sure, c.Host}, c.Missing...)
			for _, s := range c.Steps {
				want = append(want, s.Do, s.Command)
				if !strings.Contains(shown, fmt.Sprintf(`<li value="%d">`, s.Number)) ||
					!strings.Contains(md, fmt.Sprintf("\n%d. ", s.Number)) {
					t.Errorf("%s: step %d has no number", sample, s.Number)
				}
			}
			for _, r := range c.Rivals {
				want = append(want, r.Title, r.Check)
			}
			for _, w := range want {
				if !strings.Contains(
					strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&gt;", ">", "&lt;", "<").Replace(text(shown)),
					strings.Join(strings.Fields(w), " "),
				) {
					t.Errorf("%s: the page does not say %q", sample, w)
				}
				if !strings.Contains(md, plain(w)) {
					t.Errorf("%s: the ticket does not say %q", sample, w)
				}
			}
		}
		if failures == 0 ||
			!strings.Contains(page, fmt.Sprintf(`<h1 id="verdict">%s on `, plural(failures, "failure"))) {
			t.Errorf("%s: the headline does not count %d failures", sample, failures)
		}
	}
}

// TestBesideGoodNight: a failure with a good night before it tells what was different
// then, on the page, for what its script draws, and in the ticket.
func TestBesideGoodNight(t *testing.T) {
	w := newWorld()
	night := func(number int, length parse.Ticks, end uint32, more ...uint32) {
		at := start + parse.Ticks(number)*parse.Day
		w.event("sql1", at, "Microsoft-Windows-Backup", 1)
		w.event("sql1", at, "MSSQLSERVER", 3197, "Orders")
		for _, id := range more {
			w.event("sql1", at+5*parse.Second, "ESENT", id, "svchost", hostile)
		}
		w.event("sql1", at+length, "MSSQLSERVER", 3198, "Orders")
		w.event("sql1", at+length+parse.Minute, "Microsoft-Windows-Backup", end)
	}
	night(0, 3*parse.Second, 4)
	night(1, 50*parse.Second, 5, 508, 510)
	in := w.report()
	page, md := htmlOf(t, in), markdownOf(t, in)
	told := 0
	for _, a := range subjects(t, &in) {
		f := a.Failure
		if f == nil || f.Set == nil || !f.Problem() {
			continue
		}
		if f.Beside == nil {
			continue
		}
		told++
		c := newCard(a)
		if len(c.Beside) == 0 || c.Good != f.Beside.Night() {
			t.Fatalf("nothing is different: %+v", f.Beside)
		}
		for _, l := range c.Beside {
			if !strings.Contains(text(page), strings.Join(strings.Fields(l), " ")) || !strings.Contains(md, plain(l)) {
				t.Errorf("page or ticket lacks %q", l)
			}
		}
	}
	if told != 1 || !strings.Contains(page, "Compared with the last good night, ") ||
		!strings.Contains(md, "Compared with the last good night, ") {
		t.Errorf("%d failures have a good night beside them, want 1", told)
	}
}

// TestForecastInPage: who is next to time out stands on the page and in the ticket, with
// how often that would have been right; without a trend nobody is.
func TestForecastInPage(t *testing.T) {
	w := newWorld()
	for night := range 7 {
		at := start + parse.Ticks(night)*parse.Day
		for host, length := range map[string]parse.Ticks{"grows": parse.Ticks(10+5*night) * parse.Second, "steady": 50 * parse.Second} {
			w.event(host, at, "Microsoft-Windows-Backup", 1)
			w.event(host, at, "MSSQLSERVER", 3197, "Orders")
			w.event(host, at+length, "MSSQLSERVER", 3198, "Orders")
			w.event(host, at+length+parse.Minute, "Microsoft-Windows-Backup", 4)
		}
	}
	in := w.report()
	for name, got := range map[string]string{"page": strings.ReplaceAll(text(htmlOf(t, in)), "&#43;", "+"), "ticket": markdownOf(t, in)} {
		_, next, ok := strings.Cut(got, "Next to time out, if the trend continues")
		next, _, _ = strings.Cut(next, "Ask once")
		for _, want := range []string{"grows", "40.0 s of 60 s", "+5.0 s a day: 4 days left", "would have been right " +
			"on 2 of 2 nights"} {
			if !ok || !strings.Contains(next, want) {
				t.Errorf("the %s does not say %q: %s", name, want, next)
			}
		}
		if strings.Contains(next, "steady") {
			t.Errorf("the %s names a writer without a trend", name)
		}
	}
}

// TestCountsAgree: the headline, the causes, the hosts and the list count the same
// failures.
func TestCountsAgree(t *testing.T) {
	in := fleet(12, 4)
	failures := 0
	for _, f := range in.builder().entries {
		if f.Rank.Problem() {
			failures++
		}
	}
	if failures <= mostCards {
		t.Fatalf("%d failures: too few to be told by cause", failures)
	}
	b := in.builder()
	defer b.Close()
	b.cut()
	reported, further, err := b.causeCards()
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, c := range append(reported, further...) {
		var n, hosts int
		fmt.Sscanf(c.Count, "%d failures on %d", &n, &hosts)
		if sum += n; n != len(c.Places)+c.More && len(c.Places) > 0 {
			t.Errorf("%s: %d failures, %d told and %d more", c.Title, n, len(c.Places), c.More)
		}
	}
	if sum != failures {
		t.Errorf("the causes count %d failures, there are %d", sum, failures)
	}
	if v := b.verdict(); !strings.HasPrefix(v, fmt.Sprintf("%d failures on ", failures)) {
		t.Errorf("the headline is %q, there are %d failures", v, failures)
	}
	listed := 0
	for _, row := range dataOf(t, htmlOf(t, in)).Subjects {
		if row.Rank.Problem() {
			listed++
			if row.Cause == nil {
				t.Errorf("%s has no cause in the list", row.Name)
			}
		}
	}
	if listed != failures {
		t.Errorf("the list has %d failures, there are %d", listed, failures)
	}
}

// paste is what somebody writes who has nothing but a window with an event in it.
const paste = `Backup failed again last night, this is what I see:

Log Name:      Application
Source:        VSS
Date:          2024-03-14 01:02:11
Event ID:      12293
Level:         Error
Computer:      acct07.contoso.example
Description:
Volume Shadow Copy Service error: Error calling a routine on a Shadow Copy Provider {b5946137-7b9f-4925-af80-51abd60b20d5}. Routine details IsVolumeSupported(C:\) [hr = 0x8004231f].
`

func pasted(t *testing.T) Input {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ticket.txt")
	if err := os.WriteFile(path, []byte(paste), 0o644); err != nil {
		t.Fatal(err)
	}
	return analysed(t, path)
}

// TestFailureWithoutASet has the same card and its record, and its time as the record
// states it, as nothing tells the offset of its clock.
func TestFailureWithoutASet(t *testing.T) {
	in := pasted(t)
	page := htmlOf(t, in)
	if said := text(page); !strings.Contains(said, "1 failure on acct07") ||
		!strings.Contains(said, "2024-03-14 01:02:11 by the host") ||
		!strings.Contains(said, "What to do") {
		t.Errorf("the page says: %.600s", said)
	}
	if strings.Contains(page, "2024-03-13") {
		t.Error("the page tells a day that no record states")
	}
	x := dataOf(t, page)
	if len(x.Subjects) == 0 || x.Subjects[0].Set || x.Subjects[0].Rank > detect.RankUnexplained {
		t.Fatalf("the list does not begin with the failure: %+v", x.Subjects)
	}
	d := detailsOf(t, x.Chunks[x.Subjects[0].Chunk])[x.Subjects[0].At]
	if d.Card == nil || len(d.Card.Steps) == 0 || len(d.Records) == 0 || len(d.Rests) == 0 || len(d.Sources) == 0 {
		t.Errorf(
			"the detail lacks something: card %v, %d records, %d that it rests on, %d sources",
			d.Card,
			len(d.Records),
			len(d.Rests),
			len(d.Sources),
		)
	}
}

// TestCulpritInProof: who is to blame has records that say so, and a lane on top; the
// victim has the next one.
func TestCulpritInProof(t *testing.T) {
	in := analysed(t, "../../samples/freeze-timeout-2016")
	x := dataOf(t, htmlOf(t, in))
	d := detailsOf(t, x.Chunks[x.Subjects[0].Chunk])[x.Subjects[0].At]
	if d.Card == nil || d.Card.Culprit != "FSRM Writer" || d.Card.Victim != "Dhcp Jet Writer" {
		t.Fatalf("card %+v", d.Card)
	}
	if len(d.Blame) == 0 || d.Records[d.Blame[0].Record].Event != 12349 {
		t.Errorf("nothing points to the culprit: %+v", d.Blame)
	}
	if len(d.Spans) < 3 || d.Spans[0].Name != "FSRM Writer" || d.Spans[0].Role != "culprit" ||
		d.Spans[1].Name != "Dhcp Jet Writer" ||
		d.Spans[1].Role != "victim" {
		t.Errorf("lanes %+v", d.Spans)
	}
}

// TestEndlessCauses: what logs state may be endless, the list of causes is not; each
// failure is counted all the same, and in whatever order hosts and their parts come, the
// same causes are told one by one.
func TestEndlessCauses(t *testing.T) {
	const many = mostKinds + 50
	type failed struct {
		answer *detect.Answer
		host   int
	}
	var all []failed
	for i := range many {
		f := &detect.Failure{Class: detect.WriterClass, Severity: detect.Error, Codes: []uint32{0x80000000 + uint32(i)}}
		for host := range 3 {
			on := i%7 + host
			if host == 2 && i >= mostKinds-1 {
				on = 100 + i // a host of nothing else: it is counted, whether its cause was told first and then not any more
			}
			all = append(all, failed{&detect.Answer{Failure: f, Rank: detect.RankUnexplained}, on})
		}
	}
	known := &detect.Failure{
		Class:        detect.WriterClass,
		Severity:     detect.Error,
		Signature:    "zzz-the-last",
		CauseVerdict: detect.Confirmed,
		Known:        &knowledge.Cause{},
		Cause:        "The last of all",
	}
	all = append(all, failed{&detect.Answer{Failure: known, Rank: detect.RankConfirmed}, 99})
	var want string
	for round := range 5 {
		b := NewBuilder(Input{}, nil)
		for _, at := range rand.New(rand.NewSource(int64(round))).Perm(len(all)) {
			f := all[at]
			e := &entry{host: f.host, Standing: detect.Standing{Rank: f.answer.Rank, Name: fmt.Sprint(at)}}
			b.entries = append(b.entries, e)
			b.cause(f.answer, e)
		}
		var told strings.Builder
		failures := 0
		for _, c := range b.sorted() {
			failures += c.failures
			fmt.Fprintln(&told, c.number, c.title, c.failures, c.hosts.count(), c.ranks, c.first.Name)
		}
		slices.SortFunc(b.entries, compareEntries)
		for _, e := range b.entries {
			if !slices.Contains(b.causes, e.of) || *e.row.Cause != e.of.number {
				t.Fatalf("%s is of a cause that is not in the list", e.Name)
			}
			fmt.Fprintln(&told, e.Name, e.of.number)
		}
		if want == "" {
			want = told.String()
		}
		further := b.sorted()[0]
		if len(b.causes) != mostKinds+1 || failures != len(all) || further.class != furtherCauses ||
			further.failures != 3*51 ||
			further.hosts.count() != 8+51 ||
			told.String() != want {
			t.Errorf(
				"order %d: %d causes with %d failures, %d on %d hosts in the last; as in the first order: %v",
				round,
				len(b.causes),
				failures,
				further.failures,
				further.hosts.count(),
				told.String() == want,
			)
		}
		if !slices.ContainsFunc(b.causes, func(c *cause) bool { return c.signature == "zzz-the-last" }) {
			t.Errorf("order %d: what is explained is not told by its cause", round)
		}
	}
}
