package main

import (
	"context"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/analysis"
	"github.com/vsslog/vsslog/internal/heap"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/internal/redact"
)

func (p *program) mergeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "merge DIR... --out DIR",
		Short: "Join the results of shards into the results of one run",
		Long: "Each DIR is the --out of analyze --shard I/N over the same inputs. The results have the same bytes as " +
			"those of one run without --shard, whichever formats the shards wrote: they are made from the records that " +
			"the shards stored in their " + partition.ShardFile + ". Shards that redact have sealed it with their " +
			"--redact-key, which merge needs too.",
		Example: "  vsslog merge PART1 PART2 PART3 --out RESULTS\n  vsslog merge part*/ --out RESULTS --format " +
			"parquet,md",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("name the --out of every shard")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return p.merge(cmd.Context(), cmd, args) },
	}
	f := cmd.Flags()
	f.String("out", "", "write the tables and the report into this `DIR`")
	resultFlags(cmd)
	f.Int("workers", runtime.GOMAXPROCS(0), "number of hosts judged in parallel; it does not change the results")
	f.Lookup("workers").DefValue = "number of processors" // the same text on every machine
	f.String("redact-key", "", "`SECRET` with which the shards were redacted; their --redact holds for the results too")
	f.BoolP("quiet", "q", false, "print only errors and the requested data")
	return cmd
}

// aboutShard is what must be the same in all shards of a run.
func (p *program) aboutShard(signatures []*detect.Signature) map[string]string {
	about := map[string]string{aboutVersion: version(), aboutSignatures: detect.Digest(signatures)}
	for _, o := range p.resultOptions() {
		about[o.Name] = o.Value
	}
	return about
}

// Names in aboutShard that are no options.
const (
	aboutVersion    = "vsslog version"
	aboutSignatures = "signatures digest"
)

func (p *program) merge(ctx context.Context, cmd *cobra.Command, args []string) error {
	out := p.settings.Out
	if err := p.checkOut(cmd); err != nil {
		return err
	}
	if out == "" {
		return usage("--out is required: give --out DIR for the results")
	}
	shards, err := partition.OpenShards(args, p.settings.RedactKey)
	if err != nil {
		return err
	}
	defer shards.Close()
	if p.settings.RedactKey != "" && !shards.Sealed {
		return usage(
			"--redact-key is of no use: the shards did not redact, and merge cannot. Run each with --redact KINDS " +
				"--redact-key SECRET",
		)
	}
	if err := p.asShards(cmd, shards.About); err != nil {
		return err
	}
	if err := p.checkAsked(); err != nil {
		return err
	}
	opt, err := p.options(nil)
	if err != nil {
		return err
	}
	if opt.Signatures, err = p.signatures(); err != nil {
		return err
	}
	if want := shards.About[aboutSignatures]; want != detect.Digest(opt.Signatures) {
		return usage("the shards used other signatures: give the same --signatures")
	}
	if opt.Memory, err = p.memory(); err != nil {
		return err
	}
	heap.Limit(opt.Memory)
	tables, err := p.tables(out, opt.Signatures)
	if err != nil {
		return err
	}
	defer tables.Discard()
	zone, err := analysis.LoadZone(opt.Zone)
	if err != nil {
		return err
	}
	run, err := analysis.Open(
		analysis.Options{
			Zone:         zone,
			ForceZone:    opt.TZForce,
			Signatures:   opt.Signatures,
			Since:        opt.Since,
			Until:        opt.Until,
			Workers:      opt.Workers,
			Memory:       max(opt.Memory/2, 1),
			SegmentSteps: segment,
		},
		shards.Items,
		nil,
	)
	if err != nil {
		return err
	}
	defer run.Close()
	if shards.Sealed {
		redactor, err := redact.Asked(opt.Redact, opt.RedactKey)
		if err != nil {
			return err
		}
		if err := run.Redact(redactor); err != nil {
			return err
		}
	}
	return p.conclude(ctx, job{run: run, tables: tables, signatures: opt.Signatures, args: args})
}

// asShards takes the options of the shards, so that the results say the same.
func (p *program) asShards(cmd *cobra.Command, about map[string]string) error {
	for name, value := range about {
		switch {
		case name == aboutVersion:
			if value != version() {
				return usage("the shards were made by vsslog %s, and this is %s: use one version for all", value, version())
			}
		case name == aboutSignatures:
		case cmd.Flags().Changed(name):
		default:
			field, ok := p.settings.fields()[name]
			if !ok {
				return usage(
					"the shards were run with --%s, which merge does not know: use the program that ran them",
					name,
				)
			}
			if err := set(field, value); err != nil {
				return usage("--%s of the shards: %w", name, err)
			}
		}
	}
	return nil
}
