package beam

import (
	"context"
	"path/filepath"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/analysis"
	"github.com/vsslog/vsslog/internal/atomicfile"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/partition"
)

var judged = beam.NewCounter("vsslog", "hosts_judged")

// judgeFn rebuilds and judges the hosts of one part and writes its tables.
type judgeFn struct{ Config Config }

// ProcessElement returns the name of the part's directory.
func (f *judgeFn) ProcessElement(ctx context.Context, part int, next func(*[]byte) bool) (string, error) {
	groups, run, err := f.Config.groupsOf(next)
	if err != nil {
		return "", err
	}
	log.Infof(ctx, "judging part %d with %d groups", part+1, len(groups))
	path := f.Config.Part(part)
	err = atomicfile.MakeDirectory(
		path,
		func(dir string) error { return f.judge(ctx, part, groups, &run, dir) },
		sameManifest,
	)
	return filepath.Base(path), f.Config.told(err)
}

// judge writes the tables of a part into dir, and what was read, so that the parts
// can be merged as the shards of the program can.
func (f *judgeFn) judge(ctx context.Context, part int, groups []planned, run *planned, dir string) (err error) {
	packs, closePacks, err := f.packs(groups)
	defer closePacks()
	if err != nil {
		return err
	}
	opt, err := f.Config.judging()
	if err != nil {
		return err
	}
	items, err := pack.Refs(packs...)
	if err != nil {
		return err
	}
	parts := make([]*partition.Group, len(groups))
	for i, g := range groups {
		parts[i] = g.Group
	}
	group, err := partition.Join(parts, items)
	if err != nil {
		return err
	}
	analysed, err := analysis.Open(opt, items, group.Hosts)
	if err != nil {
		return err
	}
	defer analysed.Close()
	if err := f.redact(analysed, run); err != nil {
		return err
	}
	tables, err := export.NewDirectory(dir, f.Config.tables(opt.Signatures))
	if err != nil {
		return err
	}
	defer tables.Discard()
	for r, err := range analysed.All(ctx) {
		if err == nil {
			judged.Inc(ctx, 1)
			err = r.Export(tables)
		}
		if err != nil {
			return err
		}
	}
	if err := analysed.Inputs(tables.Input); err != nil {
		return err
	}
	w, err := tables.Create(partition.ShardFile)
	if err != nil {
		return err
	}
	extract := partition.Extract{
		Items: items,
		Shard: partition.Shard{Number: part + 1, Of: f.Config.Parts},
		All:   run.All,
		About: f.Config.about(opt.Signatures),
	}
	if key := f.Config.key(); key != nil {
		extract.Seal = key.Write
	}
	if err := extract.Write(w); err != nil {
		return err
	}
	return tables.Close()
}

// redact replaces the names in the results, if the job does, by what is known of those of
// the whole run.
func (f *judgeFn) redact(analysed *analysis.Analysis, run *planned) error {
	redactor, err := f.Config.redactor()
	if err != nil || redactor == nil {
		return err
	}
	redactor.Know(run.Names)
	return analysed.Redact(redactor)
}

// packs opens what was kept of the items of groups.
func (f *judgeFn) packs(groups []planned) (packs []*pack.Pack, closeAll func(), err error) {
	var opened []*openedPack
	closeAll = func() {
		for _, p := range opened {
			p.Close()
		}
	}
	for _, g := range groups {
		for _, name := range g.Files {
			p, err := openPack(filepath.Join(f.Config.work(), name), f.Config.key())
			if err != nil {
				return nil, closeAll, err
			}
			opened = append(opened, p)
			packs = append(packs, p.Pack)
		}
	}
	return packs, closeAll, nil
}
