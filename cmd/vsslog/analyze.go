package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/conclude"
	"github.com/vsslog/vsslog/internal/heap"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/internal/redact"
	"github.com/vsslog/vsslog/internal/seal"
	"github.com/vsslog/vsslog/parse/codepage"
	"github.com/vsslog/vsslog/parse/formats"
)

func (p *program) analyzeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "analyze PATH...",
		Short: "Report what failed, why, how certain that is, and what to do",
		Long: "Reads files, folders, globs, archives and - (standard input), reconstructs every snapshot set and " +
			"judges it by the catalogue of signatures and causes.",
		Example: "  vsslog analyze FOLDER\n  vsslog analyze host1.zip host2.zip --out RESULTS --format " +
			"arrow,csv,html\n  vsslog analyze FOLDER --fail-on confirmed",
		Args: paths,
		RunE: func(cmd *cobra.Command, args []string) error { return p.analyze(cmd.Context(), cmd, args) },
	}
	f := cmd.Flags()
	f.String("out", "", "write the tables and the report into this `DIR`")
	f.Bool(
		"resume",
		false,
		"continue an interrupted run with this --out, or read only what is new since a run with --resume",
	)
	f.String("shard", "", "do part `I/N` of the work, I from 1 to N; vsslog merge joins the parts")
	f.String("since", "", "report sets that ended at this `TIME` or later (RFC 3339, or a date)")
	f.String("until", "", "report sets that began before this `TIME` (RFC 3339, or a date)")
	f.Bool("hash", false, "compute the SHA-256 of every input (always done with --out)")
	readingFlags(cmd)
	resultFlags(cmd)
	return cmd
}

// resultFlags are shared by the commands that judge and write results.
func resultFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSlice("format", []string{"arrow", "csv", "html"}, "`FORMATS` of --out: "+strings.Join(formatNames(), ", "))
	f.Bool("force", false, "replace what an earlier run left in --out")
	f.String(
		"fail-on",
		"",
		"exit with 4 if the cause of a failure is at least as certain as `LEVEL`: suspected, likely or confirmed; an "+
			"unexplained failure does not count",
	)
	f.Bool("json", false, "print the answer as one JSON document instead: counts, failures, sets, inputs, exit code")
	f.Bool("excel-safe", false, "CSV: guard cells that a spreadsheet would run as formulas")
	f.String("compression", "", "compress Arrow files with `CODEC`: none, lz4 or zstd")
	f.StringSlice("partition", nil, "partition the tables into folders by these `COLUMNS`: host, date")
	f.String(
		"show-tz",
		"",
		"time `ZONE` on the screen: host, UTC (the default) or an IANA name; results stay in UTC",
	)
	f.Bool("verbose", false, "show every finding with its proof, including findings that are ruled out")
	f.String("signatures", "", signaturesUsage)
	f.String(
		"memory",
		"256MiB",
		"keep about `SIZE` of the records in memory, such as 64MiB or 2GB; the rest goes to a temporary file",
	)
	complete(cmd, "format", formatNames()...)
	complete(cmd, "fail-on", string(detect.Suspected), string(detect.Likely), string(detect.Confirmed))
	complete(cmd, "partition", "host", "date")
	complete(cmd, "show-tz", "host", "UTC")
}

// complete lets a shell complete the values of a flag.
func complete(cmd *cobra.Command, flag string, values ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag,
		cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag is not there: a mistake in this program
	}
}

// readingFlags are shared by the commands that read inputs.
func readingFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.String("as", "", "read every input as this `FORMAT` instead of recognising it")
	f.String("tz", "", "time `ZONE` of local times (IANA name, e.g. Europe/Berlin)")
	f.Bool("tz-force", false, "use --tz even for hosts whose files state another zone")
	f.String("code-page", "", "code `PAGE` of 8-bit texts (IANA name, e.g. IBM850)")
	f.String("password", "", "`PASSWORD` of archives")
	f.Int("workers", runtime.GOMAXPROCS(0), "number of chunks decoded in parallel; it does not change the results")
	f.Lookup("workers").DefValue = "number of processors" // the same text on every machine
	f.Bool("slack", false, "also report stale records from slack space, marked as stale")
	f.StringSlice(
		"redact",
		nil,
		"replace the names of these `KINDS` by pseudonyms in everything that is written: hosts,users,paths,databases",
	)
	f.String(
		"redact-key",
		"",
		"`SECRET` of the pseudonyms: runs with the same secret use the same pseudonyms; without it the content of the "+
			"inputs is the key",
	)
	f.BoolP("quiet", "q", false, "print only errors and the requested data")
	f.String("messages", "text", "write standard error as `FORM`: text, or json lines for a program (progress, problems, "+
		"errors)")
	complete(cmd, "messages", messageForms...)
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

func formatNames() []string {
	names := make([]string, 0, len(export.Formats)+len(conclude.Reports))
	for _, f := range export.Formats {
		names = append(names, f.Name)
	}
	names = append(names, export.TraceFormat)
	for _, r := range conclude.Reports {
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
	if err := p.checkAsked(); err != nil {
		return err
	}
	if err := p.checkOut(cmd); err != nil {
		return err
	}
	out := p.settings.Out
	if opt.Memory, err = p.memory(); err != nil {
		return err
	}
	heap.Limit(opt.Memory)
	if err := p.share(&opt, out); err != nil {
		return err
	}
	opt.Segment, opt.Once = segment, out == ""
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
		if len(opt.Redact) == 0 { // what was read has the names
			opt.State, opt.Resume = filepath.Join(out, stateFile), p.settings.Resume
			p.progress.resumable = true
		}
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
		var sealed partition.Seal
		if len(opt.Redact) > 0 {
			sealed = seal.KeyOf(opt.RedactKey).Write
		}
		j.shard = func(w io.Writer) error { return run.WriteShard(w, p.aboutShard(opt.Signatures), sealed) }
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
		return usage("--out - is not a folder: results are several files; --json prints one document")
	case out != "":
		return nil
	}
	for _, name := range outFlags {
		if cmd.Flags().Changed(name) {
			return usage("--%s concerns the files of --out: give --out DIR as well", name)
		}
	}
	return nil
}

// stateFile keeps what was read in --out until the results are there, but not in a run
// that redacts.
const stateFile = "resume.vsslog"

// segment is vsslog.Options.Segment: 0, except in tests, which cut hosts that are
// short.
var segment int

// share takes --shard and says with what it does not go together.
func (p *program) share(opt *vsslog.Options, out string) error {
	text := p.settings.Shard
	if p.settings.Resume && len(opt.Redact) > 0 {
		return usage(
			"--resume is not supported with --redact: what was read stays in --out for the next run, and has all names. " +
				"Leave --resume out; the results are the same",
		)
	}
	if text == "" {
		if p.settings.Resume && out == "" {
			return usage("--resume continues in the --out of an earlier run: give --out DIR as well")
		}
		return nil
	}
	if _, err := partition.ParseShard(text); err != nil {
		return usage("--shard: %w", err)
	}
	switch {
	case out == "":
		return usage("--shard makes a part of the results, for vsslog merge: give --out DIR as well")
	case len(opt.Redact) > 0 && opt.RedactKey == "":
		return usage(
			"--redact with --shard needs a key for the pseudonyms and for what the part keeps for vsslog merge: give every " +
				"shard the same --redact-key SECRET",
		)
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

// judged is a run that was read, and may have been redacted.
type judged interface {
	conclude.Run
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
	s := p.screen(j.run.Part)
	s.looked = len(j.signatures)
	if r := j.run.Redactor(); r != nil {
		s.path = r.Path
	}
	results, err := conclude.Make(ctx, j.run, conclude.Options{
		Signatures: j.signatures, Meta: p.meta(), FailOn: p.settings.FailOn, Document: p.settings.JSON,
		Tables: j.tables, Reports: p.settings.Format, Shard: j.shard, Host: s.add, Input: s.inputs.add,
	})
	p.reportBugs(&s.inputs)
	p.reportBroken(&s.inputs)
	if err != nil {
		return err
	}
	defer results.Close()
	p.code = results.ExitCode
	if p.settings.JSON {
		return results.Document(p.out)
	}
	if p.settings.Quiet {
		return nil
	}
	if err := s.show(j.args); err != nil {
		return err
	}
	if j.tables != nil {
		s.hanging(0, "Written: ", p.written())
	}
	return nil
}

// written says what is in --out and where to look first.
func (p *program) written() string {
	out, formats := p.settings.Out, p.settings.Format
	var parts, tables []string
	for _, name := range formats {
		if slices.Contains(conclude.Reports, name) {
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

// checkAsked looks at what was asked of the answer before anything is read.
func (p *program) checkAsked() (err error) {
	if p.zone, err = readShownZone(p.settings.ShowTZ); err != nil {
		return err
	}
	if asked := p.settings.FailOn; asked != "" && !slices.Contains(conclude.FailOn, detect.Verdict(asked)) {
		return usage("--fail-on takes suspected, likely or confirmed, not %q", asked)
	}
	return nil
}

// options turns flags, environment and file into those of the analysis.
func (p *program) options(args []string) (vsslog.Options, error) {
	if as := p.settings.As; as != "" {
		if _, ok := formats.ByName(as); !ok {
			return vsslog.Options{}, usage(
				"--as %q is not a format%s; vsslog explain formats lists them",
				as,
				knowledge.Meant(as, formats.Names()),
			)
		}
	}
	if form := p.settings.Messages; form != "" && !slices.Contains(messageForms, form) { // explain has no such flag
		return vsslog.Options{}, usage("--messages %q is not known; use text or json", form)
	}
	opt := vsslog.Options{
		Paths:    args,
		Stdin:    p.in,
		Workers:  p.settings.Workers,
		Zone:     p.settings.TZ,
		TZForce:  p.settings.TZForce,
		As:       p.settings.As,
		CodePage: p.settings.CodePage,
		Password: p.settings.Password,
		Slack:    p.settings.Slack,
		Hash:     p.settings.Hash,
	}
	for _, kind := range p.settings.Redact {
		if !slices.Contains(redact.Kinds, redact.Kind(kind)) {
			return opt, usage(
				"--redact %q is not known%s; there are hosts, users, paths and databases",
				kind,
				knowledge.Meant(kind, redactable()),
			)
		}
		opt.Redact = append(opt.Redact, kind)
	}
	if opt.RedactKey = p.settings.RedactKey; opt.RedactKey != "" && len(opt.Redact) == 0 {
		return opt, usage("--redact-key is the key of --redact: give --redact KINDS as well")
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
		return opt, usage("--tz-force gives --tz precedence over the files: give --tz ZONE as well")
	}
	if !codepage.Known(opt.CodePage) {
		return opt, usage(
			"--code-page %q is not known: use a name or number such as IBM850, 932 or windows-1252",
			opt.CodePage,
		)
	}
	var err error
	if opt.Since, err = p.limit("since"); err != nil {
		return opt, err
	}
	opt.Until, err = p.limit("until")
	return opt, err
}

// limit is the time that --since or --until names, zero if it is not given.
func (p *program) limit(name string) (time.Time, error) {
	when := p.settings.text(name)
	if when == "" {
		return time.Time{}, nil
	}
	t, err := parseTime(when)
	if err != nil {
		return t, usage("--%s %q: give a time such as 2006-11-15T02:00:00Z or 2006-11-15", name, when)
	}
	return t, nil
}

func parseTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04",
		"2006-01-02"} {
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
	for _, name := range []string{"as", "code-page", "since", "slack", "tz", "tz-force", "until", "excel-safe",
		"compression", "all"} {
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
func (p *program) meta() export.Meta {
	return export.Meta{Version: version(), Options: p.resultOptions()}
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
		if slices.Contains(conclude.Reports, name) {
			continue
		}
		if _, err := export.FindFormat(name); err != nil && name != export.TraceFormat {
			return nil, usage(
				"--format %q is not known%s; there are %s",
				name,
				suggestFormat(name),
				strings.Join(formatNames(), ", "),
			)
		}
		formats = append(formats, name)
	}
	meta := p.meta()
	meta.Signatures = detect.Digest(signatures)
	tables, err := export.NewDirectory(dir, export.Options{
		Formats:       formats,
		Force:         p.settings.Force,
		Resume:        p.settings.Resume,
		Partition:     p.settings.Partition,
		ExcelSafe:     p.settings.ExcelSafe,
		Compression:   p.settings.Compression,
		WithoutEvents: p.light(),
		Meta:          meta,
	})
	if errors.Is(err, export.ErrOption) {
		return nil, usageError{err}
	}
	return tables, err
}
