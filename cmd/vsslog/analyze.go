package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/export/report"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/internal/redact"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/formats"
)

func (p *program) analyzeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "analyze PATH...",
		Short:   "Say what failed, why, how sure that is, and what to do",
		Long:    "Reads files, folders, globs, archives and - (standard input), rebuilds every snapshot set and judges it by the catalogue of signatures.",
		Example: "  vsslog analyze FOLDER\n  vsslog analyze host1.zip host2.zip --out RESULTS --format arrow,csv,html\n  vsslog analyze FOLDER --fail-on confirmed",
		Args:    paths,
		RunE:    func(cmd *cobra.Command, args []string) error { return p.analyze(cmd.Context(), cmd, args) },
	}
	f := cmd.Flags()
	f.String("out", "", "write the tables and the report into this `DIR`")
	f.Bool("resume", false, "go on where a killed run with this --out was, or read only what is new since a run with --resume")
	f.String("shard", "", "do part `I/N` of the work, I from 1 to N; vsslog merge joins the parts")
	f.String("since", "", "report sets from this `time` on (RFC 3339, or a date)")
	f.String("until", "", "report sets that began before this `time` (RFC 3339, or a date)")
	f.Bool("hash", false, "reckon the SHA-256 of every input (always with --out)")
	readingFlags(cmd)
	resultFlags(cmd)
	return cmd
}

// resultFlags are shared by the commands that judge and write results.
func resultFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSlice("format", []string{"arrow", "csv", "html"}, "formats of --out: "+strings.Join(formatNames(), ", "))
	f.Bool("force", false, "replace what an earlier run left in --out")
	f.String("fail-on", "", "exit with 4 if the cause of a failure is `suspected`, likely or confirmed, or surer; a failure that nothing explains does not count")
	f.Bool("json", false, "print the answer as one JSON document instead: counts, failures, sets, inputs, exit code")
	f.Bool("excel-safe", false, "CSV: guard cells that a spreadsheet would run as formulas")
	f.String("compression", "", "of Arrow files: none, lz4 or zstd")
	f.StringSlice("partition", nil, "directories by these columns: host, date")
	f.Bool("verbose", false, "show every finding, ruled out ones too, with the proof")
	f.String("signatures", "", signaturesUsage)
	f.String("memory", "256MiB", "about how much of what was read is held in memory: `SIZE`, such as 64MiB or 2GB; more goes to a file")
	complete(cmd, "format", formatNames()...)
	complete(cmd, "fail-on", string(detect.Suspected), string(detect.Likely), string(detect.Confirmed))
	complete(cmd, "partition", "host", "date")
}

// complete lets a shell complete the values of a flag.
func complete(cmd *cobra.Command, flag string, values ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag is not there: a mistake in this program
	}
}

// readingFlags are shared by the commands that read inputs.
func readingFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.String("as", "", "read every input as this `format` instead of recognising it")
	f.String("tz", "", "`zone` of local times (IANA name, e.g. Europe/Berlin)")
	f.Bool("tz-force", false, "use --tz for hosts whose files say otherwise too")
	f.String("code-page", "", "`code page` of 8-bit texts (IANA name, e.g. IBM850)")
	f.String("password", "", "password of archives")
	f.Int("workers", runtime.GOMAXPROCS(0), "chunks decoded at the same time; the results do not depend on it")
	f.Lookup("workers").DefValue = "number of processors" // the same text on every machine
	f.Bool("slack", false, "hand out stale records in slack space too, marked")
	f.StringSlice("redact", nil, "replace the names of these `kinds` by pseudonyms in all that is written: hosts,users,paths,databases")
	f.String("redact-key", "", "`secret` of the pseudonyms: runs with the same one agree; without it the content of the inputs is the key")
	f.BoolP("quiet", "q", false, "print nothing but errors, and the data that was asked for")
	complete(cmd, "as", formats.Names()...)
	complete(cmd, "redact", redactable()...)
}

// paths demands at least one PATH.
func paths(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage("name at least one file, folder, archive or - to read")
	}
	return nil
}

func redactable() []string {
	var kinds []string
	for _, k := range redact.Kinds {
		kinds = append(kinds, string(k))
	}
	return kinds
}

// reports are the formats that are not tables.
var reports = []string{"html", "md", "json"}

func formatNames() []string {
	names := make([]string, 0, len(export.Formats)+len(reports))
	for _, f := range export.Formats {
		names = append(names, f.Name)
	}
	for _, r := range reports {
		if !slices.Contains(names, r) {
			names = append(names, r)
		}
	}
	return names
}

// alsoCalled are names of formats whose own name is too short to be guessed from them.
var alsoCalled = map[string]string{"markdown": "md", "ndjson": "jsonl", "excel": "csv", "xlsx": "csv"}

func suggestFormat(name string) string {
	name = strings.ToLower(name)
	if known, ok := alsoCalled[name]; ok {
		name = known
	}
	return knowledge.Meant(name, formatNames())
}

func (p *program) analyze(ctx context.Context, cmd *cobra.Command, args []string) error {
	args, err := p.inputs(args)
	if err != nil {
		return err
	}
	opt, err := p.options(args)
	if err != nil {
		return err
	}
	if opt.Signatures, err = p.signatures(); err != nil {
		return err
	}
	if err := p.checkFailOn(); err != nil {
		return err
	}
	if err := p.checkOut(cmd); err != nil {
		return err
	}
	out := p.settings.Out
	if opt.Memory, err = p.memory(); err != nil {
		return err
	}
	limitHeap(opt.Memory)
	if err := p.share(&opt, out); err != nil {
		return err
	}
	opt.Segment = segment
	var tables *export.Directory
	if out != "" {
		opt.Hash = true
		if tables, err = p.tables(out, opt.Signatures); err != nil {
			return err
		}
		defer tables.Discard()
		if opt.Out, err = realPath(out); err != nil {
			return err
		}
		opt.State, opt.Resume = filepath.Join(out, stateFile), p.settings.Resume
		p.progress.resumable = true
	}
	done := p.show(&opt)
	run, err := vsslog.Open(ctx, opt)
	done()
	if err != nil {
		return err
	}
	defer run.Close()
	j := job{run: run, tables: tables, signatures: opt.Signatures, args: args}
	if opt.Shard != "" {
		j.shard = func(w io.Writer) error { return run.WriteShard(w, p.aboutShard(opt.Signatures)) }
	}
	if err := p.conclude(ctx, j); err != nil {
		return err
	}
	return run.Commit()
}

// outFlags say how --out is written.
var outFlags = []string{"format", "partition", "compression", "excel-safe", "force"}

// checkOut refuses what would be done in silence, or not at all.
func (p *program) checkOut(cmd *cobra.Command) error {
	switch out := p.settings.Out; {
	case cmd.Flags().Changed("out") && strings.TrimSpace(out) == "":
		return usage("--out needs the name of a folder, and the one given is empty")
	case out == "-":
		return usage("--out - is no folder: results are several files; --json prints one document")
	case out != "":
		return nil
	}
	for _, name := range outFlags {
		if cmd.Flags().Changed(name) {
			return usage("--%s says how --out is written: give --out DIR as well", name)
		}
	}
	return nil
}

// stateFile keeps what was read in --out until the results are there.
const stateFile = "resume.vsslog"

// segment is vsslog.Options.Segment: 0, except in tests, which cut hosts that are
// short.
var segment int

// share takes --shard and says with what it does not go together.
func (p *program) share(opt *vsslog.Options, out string) error {
	text := p.settings.Shard
	if text == "" {
		if p.settings.Resume && out == "" {
			return usage("--resume goes on in the --out of an earlier run: give --out DIR as well")
		}
		return nil
	}
	if _, err := partition.ParseShard(text); err != nil {
		return usage("--shard: %w", err)
	}
	switch {
	case out == "":
		return usage("--shard makes a part of the results, for vsslog merge: give --out DIR as well")
	case len(opt.Redact) > 0:
		return usage("--redact does not go with --shard: names are learned from all inputs together, and a part keeps what it read unchanged, for vsslog merge. " +
			"Analyse without --shard, or one folder after the other with the same --redact-key, which gives a name one pseudonym in all of them")
	}
	opt.Shard = text
	return nil
}

// realPath is the absolute path of dir, links resolved.
func realPath(dir string) (string, error) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", err
	}
	return filepath.Abs(real)
}

// judged is a run that was read, to be judged host by host: a vsslog.Run, or what the
// shards of one read.
type judged interface {
	All(context.Context) iter.Seq2[*vsslog.HostResult, error]
	Part(vsslog.PartID) (*vsslog.HostResult, error)
	Inputs(visit func(*export.InputRow) error) error
	InputCount() int
	Readable() bool
	Redactor() *redact.Redactor
}

// job is what is done with a run.
type job struct {
	run        judged
	tables     *export.Directory     // nil if there is no place to write to
	shard      func(io.Writer) error // writes what was read, for merge; nil if the run is no shard
	signatures []*detect.Signature
	args       []string // what the user named
}

// conclude judges what was read, host by host, writes the results and tells them.
func (p *program) conclude(ctx context.Context, j job) error {
	run, tables := j.run, j.tables
	load := func(host, part int) (report.Host, error) {
		r, err := run.Part(vsslog.PartID{Host: host, Part: part})
		if err != nil {
			return report.Host{}, err
		}
		return reported(r), nil
	}
	builder := report.NewBuilder(p.reportMeta(j.signatures), load)
	defer builder.Close()
	builder.Inputs(run.Inputs)
	document := p.document(tables != nil)
	defer document.close()
	s := p.screen(run.Part)
	s.looked = len(j.signatures)
	if r := run.Redactor(); r != nil {
		s.path = r.Path
	}
	if tables != nil {
		if err := tables.Announce(run.InputCount(), run.Inputs); err != nil {
			return err
		}
	}
	end, counts := outcome{inputs: &s.inputs, nothing: !run.Readable()}, export.NewCounts()
	for r, err := range run.All(ctx) {
		if err != nil {
			return err
		}
		end.add(r, p.settings.FailOn)
		count(&counts, r)
		s.add(r)
		if err := document.results(r.Sets, r.Failures); err != nil {
			return err
		}
		if tables == nil {
			continue
		}
		builder.Add(reported(r))
		if err := r.Export(tables); err != nil {
			return err
		}
	}
	err := run.Inputs(func(row *export.InputRow) error {
		s.inputs.add(row)
		counts.Input(row)
		if err := document.input(row); err != nil || tables == nil {
			return err
		}
		return tables.Input(row)
	})
	if err != nil {
		return err
	}
	p.reportBugs(&s.inputs)
	p.code = end.code()
	if j.shard != nil && run.InputCount() == 0 {
		p.code = exitDone // another shard has them
	}
	document.result = export.Result{ExitCode: p.code, ExitReason: exitReason(p.code), Counts: counts}
	document.meta = p.meta(j.signatures)
	if tables != nil {
		tables.Result(document.result)
		if err := p.write(j, builder, document); err != nil {
			return err
		}
	}
	if p.settings.JSON {
		return document.write(p.out)
	}
	if err := s.show(j.args); err != nil {
		return err
	}
	if tables != nil {
		s.hanging(0, "Written: ", p.written())
	}
	return nil
}

// count adds what was found on a host, or in a part of one.
func count(c *export.Counts, r *vsslog.HostResult) {
	if r.Last {
		c.Hosts++
	}
	for _, s := range r.Sets {
		c.Set(s)
	}
	for _, f := range r.Failures {
		c.Failure(f)
	}
}

// written says what is in --out and where to look first.
func (p *program) written() string {
	out, formats := p.settings.Out, p.settings.Format
	var parts, tables []string
	for _, name := range formats {
		if slices.Contains(reports, name) {
			parts = append(parts, filepath.Join(out, "report."+name))
		} else {
			tables = append(tables, name)
		}
	}
	if len(tables) > 0 {
		parts = append(parts, "tables as "+strings.Join(tables, ", ")+" in "+out)
	}
	if p.settings.Shard != "" {
		parts = append(parts, "a part of the results, for vsslog merge")
	}
	return strings.Join(parts, "; ")
}

// reported is a result as the report takes it.
func reported(r *vsslog.HostResult) report.Host {
	return report.Host{Case: r.Case, Sets: r.Sets, Findings: r.Findings, Failures: r.Failures, Part: r.ID.Part, More: !r.Last}
}

func (p *program) checkFailOn() error {
	if asked := p.settings.FailOn; asked != "" && !slices.Contains(failOn, detect.Verdict(asked)) {
		return usage("--fail-on takes suspected, likely or confirmed, not %q", asked)
	}
	return nil
}

// options turns flags, environment and file into those of the analysis.
func (p *program) options(args []string) (vsslog.Options, error) {
	if as := p.settings.As; as != "" {
		if _, ok := formats.ByName(as); !ok {
			return vsslog.Options{}, usage("--as %q is no format%s; there are %s", as, knowledge.Meant(as, formats.Names()), strings.Join(formats.Names(), ", "))
		}
	}
	opt := vsslog.Options{
		Paths: args, Stdin: p.in, Workers: p.settings.Workers, Zone: p.settings.TZ, TZForce: p.settings.TZForce, As: p.settings.As, CodePage: p.settings.CodePage,
		Password: p.settings.Password, Slack: p.settings.Slack, Hash: p.settings.Hash,
	}
	for _, kind := range p.settings.Redact {
		if !slices.Contains(redact.Kinds, redact.Kind(kind)) {
			return opt, usage("--redact %q is not known%s; there are hosts, users, paths and databases", kind, knowledge.Meant(kind, redactable()))
		}
		opt.Redact = append(opt.Redact, kind)
	}
	if opt.RedactKey = p.settings.RedactKey; opt.RedactKey != "" && len(opt.Redact) == 0 {
		return opt, usage("--redact-key is the key of --redact: say what to redact as well")
	}
	if opt.Workers < 1 {
		return opt, usage("--workers takes a number from 1 on, not %d", opt.Workers)
	}
	if opt.Zone != "" {
		if _, err := time.LoadLocation(opt.Zone); err != nil {
			return opt, usage("--tz %s: %w; use an IANA name such as Europe/Berlin", opt.Zone, err)
		}
	}
	if opt.TZForce && opt.Zone == "" {
		return opt, usage("--tz-force says that --tz outweighs what files say: give --tz ZONE as well")
	}
	if !console.KnownCodePage(opt.CodePage) {
		return opt, usage("--code-page %q is not known: use a name or number such as IBM850, 932 or windows-1252", opt.CodePage)
	}
	for name, at := range map[string]*time.Time{"since": &opt.Since, "until": &opt.Until} {
		when := p.settings.text(name)
		if when == "" {
			continue
		}
		t, err := parseTime(when)
		if err != nil {
			return opt, usage("--%s %q: give a time such as 2006-11-15T02:00:00Z or 2006-11-15", name, when)
		}
		*at = t
	}
	return opt, nil
}

func parseTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("not a time")
}

// resultOptions are those that change results, for manifest and metadata.
func (p *program) resultOptions() []export.Option {
	var options []export.Option
	if kinds := p.settings.Redact; len(kinds) > 0 {
		kinds = slices.Clone(kinds)
		slices.Sort(kinds)
		options = append(options, export.Option{Name: "redact", Value: strings.Join(slices.Compact(kinds), ",")})
	}
	for _, name := range []string{"as", "code-page", "since", "slack", "tz", "tz-force", "until", "excel-safe", "compression", "all"} {
		if v := p.settings.text(name); v != "" && v != "false" {
			options = append(options, export.Option{Name: name, Value: v})
		}
	}
	for _, name := range []string{"columns", "partition"} { // their order changes results
		if v := p.settings.text(name); v != "" {
			options = append(options, export.Option{Name: name, Value: v})
		}
	}
	return options
}

// meta is what results say about how they came to be.
func (p *program) meta(signatures []*detect.Signature) export.Meta {
	return export.Meta{Version: version(), Options: p.resultOptions(), Signatures: detect.Digest(signatures)}
}

// light are the formats that have no events table where nobody named formats: as CSV it
// outweighs everything else together.
func (p *program) light() []string {
	if p.settings.chosen {
		return nil
	}
	return []string{"csv"}
}

func (p *program) tables(dir string, signatures []*detect.Signature) (*export.Directory, error) {
	var formats []string
	for _, name := range p.settings.Format {
		if slices.Contains(reports, name) {
			continue
		}
		if _, err := export.FindFormat(name); err != nil {
			return nil, usage("--format %q is not known%s; there are %s", name, suggestFormat(name), strings.Join(formatNames(), ", "))
		}
		formats = append(formats, name)
	}
	tables, err := export.NewDirectory(dir, export.Options{
		Formats: formats, Force: p.settings.Force, Resume: p.settings.Resume, Partition: p.settings.Partition,
		ExcelSafe: p.settings.ExcelSafe, Compression: p.settings.Compression, WithoutEvents: p.light(), Meta: p.meta(signatures),
	})
	if errors.Is(err, export.ErrOption) {
		return nil, usageError{err}
	}
	return tables, err
}

// reportMeta is what a report says about how it came to be.
func (p *program) reportMeta(signatures []*detect.Signature) report.Input {
	in := report.Input{Tool: "vsslog", Version: version(), Options: map[string]string{}, Catalogue: signatures}
	for _, o := range p.resultOptions() {
		in.Options[o.Name] = fmt.Sprint(o.Value)
	}
	return in
}

// write adds what was read and the reports to the tables, and makes all appear.
func (p *program) write(j job, builder *report.Builder, document *document) error {
	if err := j.tables.EndTables(); err != nil {
		return err
	}
	if j.shard != nil {
		w, err := j.tables.Create(partition.ShardFile)
		if err != nil {
			return err
		}
		if err := j.shard(w); err != nil {
			return err
		}
	}
	for _, name := range reports {
		if !slices.Contains(p.settings.Format, name) {
			continue
		}
		w, err := j.tables.Create("report." + name)
		if err != nil {
			return err
		}
		write := map[string]func(io.Writer) error{"html": builder.HTML, "md": builder.Markdown, "json": document.write}[name]
		if err := write(w); err != nil {
			return err
		}
	}
	return j.tables.Close()
}
