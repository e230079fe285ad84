package fleet

import (
	"context"
	"path/filepath"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/pack"
)

var judged = beam.NewCounter("vsslog", "hosts_judged")

// judgeFn rebuilds and judges the hosts of one part and writes its tables.
type judgeFn struct{ Config Config }

// ProcessElement returns the name of the part's directory.
func (f *judgeFn) ProcessElement(ctx context.Context, part int, next func(*[]byte) bool) (string, error) {
	groups, listing, err := groupsOf(next)
	if err != nil {
		return "", err
	}
	log.Infof(ctx, "judging part %d with %d groups", part+1, len(groups))
	path := f.Config.Part(part)
	err = makeWhole(path, func(dir string) error { return f.judge(ctx, part, groups, listing, dir) }, sameManifest)
	return filepath.Base(path), err
}

// judge writes the tables of a part into dir, and what was read, so that the parts
// can be merged as the shards of the program can.
func (f *judgeFn) judge(ctx context.Context, part int, groups []planned, listing vsslog.Listing, dir string) (err error) {
	packs, closePacks, err := f.packs(groups)
	defer closePacks()
	if err != nil {
		return err
	}
	opt, err := f.Config.options()
	if err != nil {
		return err
	}
	opt.Shard = vsslog.Shard{Number: part + 1, Of: f.Config.Parts}
	if opt.Signatures, err = f.Config.signatures(); err != nil {
		return err
	}
	group, err := joined(groups, packs)
	if err != nil {
		return err
	}
	study, err := vsslog.NewGroupStudy(opt, group, packs...)
	if err != nil {
		return err
	}
	defer study.Close()
	study.PartOf(listing)
	tables, err := export.NewDirectory(dir, f.Config.tables(opt.Signatures))
	if err != nil {
		return err
	}
	defer tables.Discard()
	err = study.Each(ctx, func(r *vsslog.Result) error {
		judged.Inc(ctx, 1)
		return r.Export(tables)
	})
	if err != nil {
		return err
	}
	if err := study.Inputs(tables.Input); err != nil {
		return err
	}
	w, err := tables.Create(vsslog.ExtractsFile)
	if err != nil {
		return err
	}
	if err := study.WriteExtracts(w, f.Config.about(opt.Signatures)); err != nil {
		return err
	}
	return tables.Close()
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
			p, err := openPack(filepath.Join(f.Config.work(), name))
			if err != nil {
				return nil, closeAll, err
			}
			opened = append(opened, p)
			packs = append(packs, p.Pack)
		}
	}
	return packs, closeAll, nil
}
