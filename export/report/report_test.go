package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
)

// hostile is a name that does something wherever it is taken for markup.
const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(2)>]]>` + "</title></style><!--{{.}} `$(x)` " +
	"\u202e\u0000\u2028 [a](javascript:alert(3)) www.evil.test https://evil.test @all #1 | \\"

var start = parse.FromTime(time.Date(2006, 11, 15, 2, 0, 0, 0, time.UTC))

// world makes a report of made-up hosts out of records.
type world struct {
	collector *correlate.Collector
	ids       map[string]uint64
	input     Input
}

func newWorld() *world {
	return &world{collector: correlate.NewCollector(time.UTC), ids: map[string]uint64{},
		input: Input{Tool: "vsslog", Version: "test", Options: map[string]string{"zone": "UTC", "since": "2006-01-01"}}}
}

func (w *world) event(host string, at parse.Ticks, provider string, id uint32, values ...string) {
	w.ids[host]++
	r := &parse.Record{
		Time:     parse.Exact(at),
		Provider: provider,
		EventID:  id,
		Channel:  "Application",
		Computer: host,
		Level:    4,
		RecordID: w.ids[host],
		Offset:   int64(w.ids[host]) * 512,
		Length:   512,
	}
	for _, v := range values {
		r.Fields = append(r.Fields, parse.Field{Value: parse.StringValue(v)})
	}
	w.collector.Add("logs/"+host+"/Application.evtx", host, r)
}

// set adds a set of one database; failed: SQL Server's writer is said to have timed out.
func (w *world) set(host, database string, at parse.Ticks, failed bool) {
	w.event(host, at, "MSSQLSERVER", 3197, database)
	w.event(host, at+4*parse.Second, "MSSQLSERVER", 3198, database)
	if failed {
		w.text(host, at+70*parse.Second, "SqlServerWriter", "0x800423f2")
	}
}

// text adds a requester's statement about a writer.
func (w *world) text(host string, at parse.Ticks, writer, code string) {
	w.ids[host]++
	fields := map[string]string{
		parse.FieldTool:       "ntbackup",
		parse.FieldPhrase:     "code",
		parse.FieldWriterName: writer,
		parse.FieldHResult:    code,
		parse.FieldText:       writer + " failed",
	}
	r := &parse.Record{
		Time:     parse.Exact(at),
		Provider: parse.ProviderRequester,
		Computer: host,
		Line:     int32(w.ids[host]),
		Stamp:    parse.StampLine,
	}
	for _, name := range []string{parse.FieldTool, parse.FieldPhrase, parse.FieldWriterName, parse.FieldHResult, parse.FieldText} {
		r.Fields = append(r.Fields, parse.Field{Name: name, Value: parse.StringValue(fields[name])})
	}
	w.collector.Add("logs/"+host+"/backup.log", host, r)
}

func (w *world) report() Input {
	w.input.Cases = w.collector.Cases()
	for _, k := range w.input.Cases {
		w.input.Sets = append(w.input.Sets, k.Sets...)
		w.input.Inputs = append(
			w.input.Inputs,
			&export.InputRow{Source: "logs/" + k.Host.Name + "/Application.evtx", Format: "evtx", Confidence: 100,
				Host: k.Host.Name, Bytes: 1 << 20, Records: 1000, Used: int64(len(k.Steps))},
		)
	}
	w.input.Findings = detect.Judge(w.input.Cases, detect.Catalogue)
	return w.input
}

// race is a small report with a problem.
func race() Input {
	w := newWorld()
	w.set("sqlprod1", "Orders", start, true)
	w.set("sqlprod1", "Orders", start+parse.Day, false)
	return w.report()
}

// endless is a name that does not end and has no place to be broken at.
var endless = strings.Repeat("W", 3000) + strings.Repeat("😀👩‍👩‍👧", 200) + strings.Repeat("\u0301", 200)

// hostileReport has the hostile name wherever a log can bring one in.
func hostileReport() Input { return reportOf(hostile) }

// reportOf has the name wherever a log can bring one in.
func reportOf(hostile string) Input {
	w := newWorld()
	w.set("evil"+hostile, hostile, start, true)
	w.text("evil"+hostile, start+71*parse.Second, hostile, "0x800423f2")
	w.event("evil"+hostile, start+80*parse.Second, "VSS", 8193, hostile, "0x800423f4", hostile)
	in := w.report()
	in.Version, in.Options = hostile, map[string]string{hostile: hostile}
	in.Inputs = append(
		in.Inputs,
		&export.InputRow{
			Source:  hostile,
			Format:  hostile,
			Host:    hostile,
			Problem: hostile,
			Gaps:    []string{hostile},
			Bytes:   -1,
		},
	)
	for _, s := range in.Sets {
		s.Requester, s.Volumes = hostile, []string{hostile}
	}
	for _, f := range in.Findings {
		f.Missing = append(f.Missing, hostile)
		f.Assumptions = append(f.Assumptions, hostile)
		f.Summary = hostile
		f.Applies = hostile
	}
	for _, k := range in.Cases {
		in.Failures = append(in.Failures, detect.Failures(k, k.Sets, in.Findings, nil)...)
	}
	for _, f := range in.Failures {
		f.Headline, f.Fact, f.Cause, f.Writer = hostile, hostile, hostile+". "+hostile, hostile
		f.Culprit, f.Victim = detect.Party{
			Kind: "writer",
			Name: hostile,
		}, detect.Party{
			Kind: "volume",
			Name: hostile + "2",
		}
		f.Steps = []detect.Action{
			{
				Number:  1,
				Do:      hostile,
				Command: hostile + "\n" + hostile,
				Where:   hostile,
				Risk:    hostile,
				Undo:    hostile,
				Verify:  hostile,
			},
		}
		f.Missing, f.Changed, f.CauseVerdict = []string{hostile}, []string{hostile}, detect.Suspected
		f.Rivals = []detect.Rival{{ID: hostile, Title: hostile, Verdict: detect.Suspected, Check: hostile}}
		f.Sources = []detect.Reference{
			{Name: hostile, URL: "javascript:alert(4)" + hostile, Says: hostile},
			{Name: hostile, URL: "https://a.test/" + hostile},
		}
	}
	return in
}

// fleet is hosts with sets each, every third of which failed.
func fleet(hosts, sets int) Input {
	w := newWorld()
	for h := range hosts {
		host := fmt.Sprintf("srv%03d", h)
		for s := range sets {
			at := start + parse.Ticks(s)*parse.Day + parse.Ticks(h)*7*parse.Minute
			w.set(host, "Orders", at, (h+s)%3 == 0)
			w.event(
				host,
				at+100*parse.Second,
				"VSS",
				8193,
				"Routine",
				fmt.Sprintf("0x8000%04x", h*sets+s),
				"something that is long enough to take up room in a page",
			)
		}
	}
	return w.report()
}

func htmlOf(t *testing.T, in Input) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func markdownOf(t *testing.T, in Input) string {
	t.Helper()
	var b bytes.Buffer
	if err := Markdown(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSameBytes(t *testing.T) {
	for range 3 {
		first, second := htmlOf(t, fleet(4, 3)), htmlOf(t, fleet(4, 3))
		if first != second {
			t.Fatal("two pages of the same results differ")
		}
		first, second = markdownOf(t, fleet(4, 3)), markdownOf(t, fleet(4, 3))
		if first != second {
			t.Fatal("two Markdown files of the same results differ")
		}
	}
}

// TestNothingFromElsewhere: the page names no address to load from, and its
// policy allows nothing but the two inline texts, by their hashes.
func TestNothingFromElsewhere(t *testing.T) {
	page := htmlOf(t, race())
	policy := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="([^"]*)">`).
		FindStringSubmatch(page)
	if policy == nil {
		t.Fatal("no policy")
	}
	got := strings.NewReplacer("&#39;", "'", "&#43;", "+").Replace(policy[1])
	style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindStringSubmatch(page)
	script := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindStringSubmatch(page)
	want := "default-src 'none'; style-src " + hashSource(
		style[1],
	) + "; script-src " + hashSource(
		script[1],
	) + "; base-uri 'none'; form-action 'none'"
	if got != want {
		t.Errorf("policy %q, want %q", got, want)
	}
	if strings.Contains(got, "unsafe") {
		t.Error("the policy allows what is unsafe")
	}
	for _, m := range regexp.MustCompile(`(?i)<(link|img|iframe|object|embed|source|video|audio|form|base)\b|\bsrc(set)?=|@import|url\(|\sstyle=|\son[a-z]+="`).FindAllString(strings.ReplaceAll(page, "url(#", ""), -1) {
		t.Errorf("the page has %q", m)
	}
	for _, m := range regexp.MustCompile(`\binnerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|localStorage|import\(`).FindAllString(page, -1) {
		t.Errorf("the script uses %q", m)
	}
}

// TestHostileNamesInPage: no name gets out of its place.
func TestHostileNamesInPage(t *testing.T) {
	page := htmlOf(t, hostileReport())
	if n := strings.Count(page, "<script"); n != 2 {
		t.Errorf("%d script elements, want 2", n)
	}
	if n := strings.Count(page, "</script"); n != 2 {
		t.Errorf("%d ends of script elements, want 2", n)
	}
	for _, bad := range []string{"<img", "<!--", "\u202e", "\x00", "\u2028", "]]>"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if !strings.Contains(page, `\u202e`) {
		t.Error("the mark that turns the direction of writing is not shown")
	}
	dataOf(t, page) // still JSON
}

func TestHostileNamesInMarkdown(t *testing.T) {
	md := markdownOf(t, hostileReport())
	// Code spans are inert; outside of them nothing may be left that does something.
	outside := regexp.MustCompile("(`+)(?:[^`]|[^`](`+)[^`])*?(`+)").ReplaceAllString(md, "")
	for _, line := range strings.Split(outside, "\n") {
		for _, bad := range []string{"<script", "<img", "](", "https://evil", "www.evil", "@all", "\u202e"} {
			if strings.Contains(line, bad) && !strings.Contains(line, `\`+bad) {
				t.Errorf("%q in %q", bad, line)
			}
		}
	}
	for _, line := range strings.Split(md, "\n") {
		if strings.HasPrefix(line, "| ") && !regexp.MustCompile(`\|\s*$`).MatchString(line) {
			t.Errorf("a row of a table is torn: %q", line)
		}
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"SqlServerWriter", "SqlServerWriter"},
		{"VSS_E_WRITERERROR_TIMEOUT (0x800423f2)", "VSS_E_WRITERERROR_TIMEOUT (0x800423f2)"},
		{"missed the thaw (KB 915331)!", "missed the thaw (KB 915331)!"},
		{"X - T is >= 60 s & T < L", "X - T is >= 60 s & T < L"},
		{`C:\Windows\Temp ~1`, `C:\Windows\Temp ~1`},
		{`\\srv\share\`, `\\\srv\share\\`},
		{"look for [1] Stable", "look for [1] Stable"},
		{"a_b*c _d_", `a_b\*c \_d\_`},
		{"a~b~c $x$", `a\~b\~c \$x\$`},
		{"1. x", `1\. x`}, {"2) x", `2\) x`}, {"1.5 s", "1.5 s"},
		{"- x", `\- x`}, {"# x", `\# x`}, {"> x", "&gt; x"}, {"+ x", `\+ x`}, {"= x", `\= x`}, {"[ ] x", `\[ ] x`},
		{"a\nb", "a b"},
		{"<b>& &lt;", "&lt;b>& &amp;lt;"},
		{"![a](b) [c][d] [e]: f", `\![a\](b) [c\][d] [e\]: f`},
		{"@team #4 https://x www.y", `&#64;team \#4 https&#58;//x www&#46;y`},
		{"`x`", "\\`x\\`"},
		{"x|y", `x|y`},
		{"a\u202eb", `a\u202eb`},
	} {
		if got := plain(c.in); got != c.want {
			t.Errorf("plain(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	for _, c := range []struct{ in, want string }{{"a", "`a`"}, {"a`b", "``a`b``"}, {"``", "``` `` ```"}, {"", "(no name)"}} {
		if got := code(c.in); got != c.want {
			t.Errorf("code(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// pageData is the index as it stands in a page.
type pageData struct {
	Subjects []subjectRow
	Chunks   []string
}

// dataOf reads the data out of a page.
func dataOf(t *testing.T, page string) *pageData {
	t.Helper()
	_, rest, found := strings.Cut(page, `<script type="application/json" id="data">`)
	if !found {
		t.Fatal("the page has no data")
	}
	text, _, _ := strings.Cut(rest, "</script>")
	var x pageData
	if err := json.Unmarshal([]byte(text), &x); err != nil {
		t.Fatal(err)
	}
	return &x
}

// detailsOf unpacks a chunk as the page does.
func detailsOf(t *testing.T, chunk string) []detail {
	t.Helper()
	text, err := io.ReadAll(unpacked(t, chunk))
	if err != nil {
		t.Fatal(err)
	}
	var out []detail
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func (in *Input) finding(id string) *detect.Finding {
	for _, f := range in.Findings {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// TestEverySetIsThere: each set and each finding is in the index and unpacks.
func TestEverySetIsThere(t *testing.T) {
	in := fleet(7, 5)
	x := dataOf(t, htmlOf(t, in))
	want := map[string]bool{}
	for _, f := range in.Findings {
		want[f.ID] = true
	}
	sets := 0
	for _, row := range x.Subjects {
		if row.Set {
			sets++
		}
		d := detailsOf(t, x.Chunks[row.Chunk])[row.At]
		if len(d.Findings) != len(row.Findings) {
			t.Errorf("%s: %d findings in the detail, %d in the index", row.Name, len(d.Findings), len(row.Findings))
		}
		for i, f := range d.Findings {
			delete(want, f.ID)
			if f.Signature != row.Findings[i].Signature {
				t.Errorf("%s: signature %d, index says %d", row.Name, f.Signature, row.Findings[i].Signature)
			}
			marks := 0
			for _, e := range in.finding(f.ID).Evidence {
				if e.Role == detect.RoleMark {
					marks++
				}
			}
			for _, m := range f.Marks {
				if m.Record >= len(d.Records) {
					t.Errorf("%s: record %d of %d", row.Name, m.Record, len(d.Records))
				}
				if m.Record >= 0 {
					marks--
				}
			}
			if marks > 0 {
				t.Errorf("%s: %d marks of %s have no record", row.Name, marks, f.ID)
			}
		}
		if row.Set && !strings.HasPrefix(d.Base, row.Name[strings.Index(row.Name, "/")+1:][:10]) {
			t.Errorf("%s: base %s", row.Name, d.Base)
		}
	}
	if sets != len(in.Sets) {
		t.Errorf("%d sets, want %d", sets, len(in.Sets))
	}
	if len(want) > 0 {
		t.Errorf("findings that are nowhere: %v", want)
	}
}

// TestSize: a fleet of 200 hosts and 2,000 sets stays below 5 MB.
func TestSize(t *testing.T) {
	slowtest.Skip(t, "the size of the page of 2,000 sets")
	in := fleet(200, 10)
	if len(in.Sets) != 2000 {
		t.Fatalf("%d sets, want 2000", len(in.Sets))
	}
	page := htmlOf(t, in)
	t.Logf("%d sets, %d findings: %d bytes", len(in.Sets), len(in.Findings), len(page))
	if len(page) >= 5_000_000 {
		t.Errorf("%d bytes, want less than 5 MB", len(page))
	}
	if md := markdownOf(t, in); len(md) > 200_000 {
		t.Errorf("Markdown of %d bytes is no ticket", len(md))
	}
}

// TestLeavingOut: where details do not fit they are left out in degrees, the page
// says so, and no finding is lost.
func TestLeavingOut(t *testing.T) {
	in := fleet(5, 4)
	builder := in.builder()
	defer builder.Close()
	whole, err := builder.pack(1 << 30)
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for _, c := range whole {
		size += len(c)
	}
	last := size + 1
	for _, budget := range []int{size - 1, size / 2, size / 4, 1} {
		chunks, err := builder.pack(budget)
		if err != nil {
			t.Fatal(err)
		}
		got, findings := 0, 0
		for _, c := range chunks {
			got += len(c)
			for _, d := range detailsOf(t, c) {
				findings += len(d.Findings)
				if d.Left == "" {
					t.Errorf("budget %d: the page does not say what is left out", budget)
				}
			}
		}
		if got > last {
			t.Errorf("budget %d: %d bytes, more than the %d of a larger budget", budget, got, last)
		}
		last = got
		if findings != len(in.Findings) {
			t.Errorf("budget %d: %d findings, want %d", budget, findings, len(in.Findings))
		}
	}
}

// TestOrder: the worst first, and a headline for each.
func TestOrder(t *testing.T) {
	in := fleet(6, 6)
	last := detect.RankConfirmed
	for _, s := range subjects(t, &in) {
		if s.Rank < last {
			t.Errorf("%s: %s after %s", s.Name(), s.Rank, last)
		}
		last = s.Rank
		if s.Headline == "" {
			t.Errorf("%s has no headline", s.Name())
		}
		if failed := s.Set != nil && s.Set.Outcome == correlate.FailedOutcome; failed && !s.Rank.Problem() {
			t.Errorf("%s failed and is no problem", s.Name())
		}
	}
}

// subjects are those of a report, in its order.
func subjects(t *testing.T, in *Input) []*detect.Answer {
	t.Helper()
	b := in.builder()
	b.cut()
	var all []*detect.Answer
	for _, e := range b.entries {
		s, err := b.answer(e)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// TestNothing: empty results are explained, not shown as a blank page.
func TestNothing(t *testing.T) {
	for _, text := range []string{htmlOf(t, Input{}), markdownOf(t, Input{})} {
		for _, want := range []string{"Nothing was found", "Looked for", "Ask once", "wevtutil epl System " +
			"System.evtx"} {
			if !strings.Contains(text, want) {
				t.Errorf("nothing says %q", want)
			}
		}
	}
}

// TestSpread: a time is counted once, wherever it may lie.
func TestSpread(t *testing.T) {
	edges := freezeEdges()
	for _, c := range [][2]parse.Ticks{{0, 0}, {0, 8 * parse.Second}, {parse.Second, parse.Second}, {0, 1e6 * parse.Second}, {59 * parse.Second, 61 * parse.Second}} {
		bins := make([]float64, len(edges)-1)
		spread(bins, edges, c[0], c[1])
		sum := 0.0
		for _, b := range bins {
			sum += b
		}
		if sum < 0.999 || sum > 1.001 {
			t.Errorf("%v is counted %v times", c, sum)
		}
	}
}
